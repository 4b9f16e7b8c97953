"""What steers the report form is not written into the report."""

import importlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from bot.rasa_train import PROJECT
from knowledge.text import fold


@pytest.fixture(scope="module")
def reading() -> Iterator[ModuleType]:
    """The module as Rasa imports it, from the project's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PROJECT)
        yield importlib.import_module("components.reading")


def read(
    reading: ModuleType, text: str, asks: str, intent: str = "nlu_fallback", **more: object
) -> Any:  # noqa: ANN401 - the module is loaded by path
    return reading.read(text, asks, intent=intent, **{"confidence": 0.9, **more})


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize("asks", ["content", "place", "contact", "confirmed"])
@pytest.mark.parametrize(
    "text",
    [
        "để mai tôi gửi", "để tối về tôi gửi", "mai gửi", "tôi bận rồi, tí gửi", "tí nữa gửi nhé",
        "tôi suy nghĩ thêm đã", "để tui kiếm số điện thoại đã", "tôi đang chạy xe, lát nữa nhé",
        "lát nữa nhé",
    ],
)  # fmt: skip
def test_who_will_do_it_later_is_waited_for(
    reading: ModuleType, asks: str, text: str, typed: Callable[[str], str]
) -> None:
    found = read(reading, typed(text), asks, "report")

    assert (found.cancels, dict(found.slots), found.problem) == (False, {}, "waits")


@pytest.mark.parametrize(
    ("asks", "text"),
    [
        ("content", "tối nay họ lại đốt rác"),
        ("content", "mai gửi xe đâu cũng bị thu tiền"),
        ("place", "ngõ 5 sau chợ"),
        ("place", "tôi ở sau trường Mai Dịch"),
        ("confirmed", "mai họ gửi xe đầy vỉa hè"),
    ],
)
def test_what_tells_of_a_time_puts_nothing_off(reading: ModuleType, asks: str, text: str) -> None:
    assert read(reading, text, asks, "report").problem != "waits"


@pytest.mark.parametrize(
    "text", ["đừng gửi", "không gửi", "khong gui dau", "thôi chưa gửi", "chưa gửi đâu nhé"]
)
def test_who_does_not_want_it_sent_yet_is_waited_for(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "confirmed").problem == "waits"


@pytest.mark.parametrize(
    "text",
    ["ờ gởi đi", "gửi i", "đúng rồi các đồng chí ạ", "rứa được rồi gửi hộ mệ", "ừ gửi đi các chị"],
)
def test_a_yes_in_everyday_words_sends_it(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "confirmed", "ask_procedure").slots == {"confirmed": "yes"}


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize("asks", ["content", "place", "contact", "confirmed"])
@pytest.mark.parametrize(
    "text",
    [
        "thôi không cần ảnh", "thôi không gửi ảnh đâu", "không có ảnh", "không có hình ảnh",
        "tôi không biết chụp ảnh", "chưa chụp ảnh được",
    ],
)  # fmt: skip
def test_no_picture_ends_nothing(
    reading: ModuleType, asks: str, text: str, typed: Callable[[str], str]
) -> None:
    found = read(reading, typed(text), asks, "cancel")

    assert (found.cancels, dict(found.slots), found.problem) == (False, {}, "no_photo")


@pytest.mark.parametrize("text", ["không gửi nữa", "khong gui nua dau", "thôi không cần nữa"])
def test_who_says_no_more_still_ends_it(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "contact", "cancel").cancels


@pytest.mark.parametrize("text", ["không có anh nào dọn rác", "không có ảnh hưởng gì đến ai"])
def test_other_words_are_no_word_about_pictures(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "content", "report").problem != "no_photo"


def test_to_send_is_no_place_and_ends_nothing(reading: ModuleType) -> None:
    found = read(reading, "gửi đi", "place", "cancel")

    assert (found.cancels, found.problem) == (False, "not_understood")


def test_a_number_beside_no_picture_is_taken(reading: ModuleType) -> None:
    found = read(reading, "sđt tôi 0938123456, không có ảnh", "place", "report")

    assert dict(found.slots) == {"contact": "0938123456"}


@pytest.mark.parametrize("asks", ["place", "contact"])
def test_who_gives_a_change_up_keeps_what_was_said(reading: ModuleType, asks: str) -> None:
    found = read(reading, "thôi khỏi sửa", asks, "cancel")

    assert (found.is_for_form, dict(found.slots), found.problem) == (True, {}, None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("không phải ngõ 4 mà là ngõ 14", "ngõ 14"),
        ("khong phai ngo 4 ma la ngo 14", "ngo 14"),
        ("sửa lại là ngõ 7 chứ không phải ngõ 5", "ngõ 7"),
    ],
)
@pytest.mark.parametrize("asks", ["contact", "confirmed"])
def test_a_wrong_place_is_put_right_in_everyday_words(
    reading: ModuleType, asks: str, text: str, place: str
) -> None:
    found = read(reading, text, asks, "report")

    assert (dict(found.slots), found.puts_right) == ({"place": place}, True)


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("nội dung sai", "content"),
        ("nội dung này chưa đúng ạ", "content"),
        ("địa chỉ sai rồi", "place"),
        ("số điện thoại bị nhầm", "contact"),
        ("địa chỉ nhà tôi bị sai trong sổ hộ khẩu", None),
    ],
)
def test_what_is_called_wrong_is_asked_for_anew(
    reading: ModuleType, text: str, edit: str | None, typed: Callable[[str], str]
) -> None:
    assert read(reading, typed(text), "confirmed", "report").edit == edit


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    "text", ["tôi muốn gửi phản ánh ẩn danh", "tôi muốn phản ánh nhưng không muốn ai biết tên tôi"]
)
def test_who_wants_to_stay_unknown_is_asked_what_it_is_about_and_for_no_number(
    reading: ModuleType, text: str, typed: Callable[[str], str]
) -> None:
    assert dict(reading.read_first(typed(text)).slots) == {"contact": "none"}


def test_a_matter_beside_the_wish_to_stay_unknown_is_kept(reading: ModuleType) -> None:
    text = "tôi muốn phản ánh ẩn danh: nước cống tràn ra ngõ 5"

    assert dict(reading.read_first(text).slots) == {"content": text}


@pytest.mark.parametrize("text", ["không có nước sạch", "không có điện", "không lối đi"])
def test_what_is_missing_is_no_wish_to_stay_unknown(reading: ModuleType, text: str) -> None:
    assert "contact" not in reading.read_first(text).slots


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("đèn hỏng ở ngõ 3. 0912345678", "0912345678"),
        ("Đèn ngõ 15 Tây Mỗ hỏng 1 tuần, tôi là Hùng 0912345678", "0912345678"),
        ("den hong o ngo 3, 0912345678", "0912345678"),
        ("rác chất đống ngõ 3\n0912 345 678", "0912345678"),
        ("quảng cáo dán đầy cột điện ngõ 3, 0912345678", None),
        ("có người nhắn tin lừa đảo, 0912345678", None),
        ("biển khoan cắt bê tông 0912345678", None),
        ("ai đó vẽ 0912345678 lên tường", None),
    ],
)
def test_a_number_behind_the_report_is_the_residents(
    reading: ModuleType, text: str, number: str | None
) -> None:
    assert reading.read_first(text).beside.get("contact") == number


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("đèn hỏng trước nhà số 45 Lê Lợi", "trước nhà số 45 Lê Lợi"),
        ("rác 45 Lê Lợi", "45 Lê Lợi"),
        ("quán nhậu hát ồn ở số 22 Hai Bà Trưng", "số 22 Hai Bà Trưng"),
        ("từ năm 2025 Ủy Ban chưa sửa", None),
        ("RÁC 45 NGÀY CHƯA DỌN", None),
        ("rác để 3 ngày chưa dọn", None),
        ("hơn 20 Đèn hỏng", None),
    ],
)
def test_a_house_in_a_street_called_by_its_name_is_a_place(
    reading: ModuleType, text: str, place: str | None
) -> None:
    assert reading.read_first(text).beside.get("place") == place


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    "text", ["tui muốn phản ánh lên phường", "tôi không biết tên đường", "không biết số nhà"]
)
def test_what_names_no_place_is_none(
    reading: ModuleType, text: str, typed: Callable[[str], str]
) -> None:
    assert read(reading, typed(text), "place", "report").problem == "not_understood"


@pytest.mark.parametrize("text", ["trước ủy ban phường", "không rõ số nhà, gần chợ Đình"])
def test_a_place_told_with_what_is_unknown_is_one(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "place", "report").slots == {"place": text}


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize("text", ["đèn cũng hỏng nữa", "rác vẫn chưa dọn"])
def test_more_of_the_trouble_goes_to_the_matter(
    reading: ModuleType, text: str, typed: Callable[[str], str]
) -> None:
    found = read(reading, typed(text), "place", "report")

    assert (dict(found.slots), found.more) == ({}, typed(text))


@pytest.mark.parametrize("text", ["tổ 3", "ngõ 12", "số 5 ngõ 10"])
def test_an_address_where_the_matter_is_asked_for_is_the_place(
    reading: ModuleType, text: str
) -> None:
    assert dict(read(reading, text, "content", "report").slots) == {"place": text}


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("phản ánh", True),
        ("góp ý ạ", True),
        ("gửi phản ánh", True),
        ("phản ánh của tôi", False),
        ("phản ánh tôi gửi", False),
        ("phản ánh sao rồi", False),
    ],
)
def test_the_wish_alone_is_told_from_a_question_about_one(
    reading: ModuleType, text: str, typed: Callable[[str], str], *, is_bare: bool
) -> None:
    matter = importlib.import_module("components.matter")

    assert matter.is_bare_wish(typed(text)) is is_bare
