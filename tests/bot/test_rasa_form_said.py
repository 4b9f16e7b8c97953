"""How residents say yes, stop, change and ask inside the report form; the reader needs no Rasa."""

import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from bot.rasa_train import PROJECT


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


@pytest.mark.parametrize(
    "text",
    [
        "gửi cho phường giúp tôi", "gửi phản ánh đi", "gởi lên ubnd phường luôn nhé", "gui di em",
        "đúng hết cả rồi", "đúng thông tin rồi",
        "dung roi a", "chốt nhé", "chot luon", "ổn", "on roi",
        "không sai đâu", "ko sai", "không có gì sai", "không cần sửa gì", "ok cảm ơn nhé",
        "được rồi đó", "có ạ", "chấp nhận", "chắc chắn rồi", "thôi gửi đi",
        "Vâng, tôi đồng ý gửi phản ánh này lên phường giúp tôi nhé",
    ],
)  # fmt: skip
def test_only_words_that_say_yes_send_the_report(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "confirmed").slots == {"confirmed": "yes"}


@pytest.mark.parametrize(
    "text",
    [
        "cảm ơn", "cam on nhe", "cảm ơn bạn nhiều", "ồn", "ồn quá", "dạ", "ờ", "nội dung này",
        "có nội dung", "gửi rồi à", "gửi chưa", "gửi rồi", "đúng không", "được chưa", "ok chờ đã",
        "gửi thêm phản ánh khác", "gửi cho ai", "chưa gửi đâu nhé", "chua gui dau", "khoan",
        "khoan đã em", "đợi chút", "để tôi xem lại đã", "goi cho phuong", "không, gửi đi",
        "đổi sổ đỏ", "đổi tên cho", "sửa", "sửa lại giúp tôi", "tôi muốn sửa",
    ],
)  # fmt: skip
def test_what_is_not_only_yes_is_asked_again(reading: ModuleType, text: str) -> None:
    found = read(reading, text, "confirmed")

    assert not found.cancels
    assert "confirmed" not in found.slots


@pytest.mark.parametrize("text", ["sửa", "sửa lại giúp tôi"])
def test_to_deny_it_is_no_question(reading: ModuleType, text: str) -> None:
    found = read(reading, text, "confirmed", "ask_procedure")

    assert (found.is_for_form, found.problem) == (True, "not_understood")


@pytest.mark.parametrize("asks", ["content", "place", "contact", "confirmed"])
@pytest.mark.parametrize(
    "text",
    [
        "khoan", "khoan đã em", "đợi tí đã", "từ từ", "chưa gửi vội, để tôi xem lại",
        "từ từ để tôi hỏi bà xã", "đợi tí tôi tìm cái ảnh", "khoan da de toi xem lai",
        "để tôi hỏi lại",
    ],
)  # fmt: skip
def test_who_puts_it_off_is_waited_for(reading: ModuleType, asks: str, text: str) -> None:
    found = read(reading, text, asks, "ask_procedure")

    assert (found.is_for_form, dict(found.slots), found.problem) == (True, {}, "waits")


@pytest.mark.parametrize(
    ("asks", "text"),
    [
        ("content", "khoan cắt bê tông ngày đêm"),
        ("place", "chợ Đình"),
        ("place", "đồi Chè"),
        ("confirmed", "khoan đã, đèn hỏng từ tuần trước chứ"),
    ],
)
def test_what_tells_something_puts_nothing_off(reading: ModuleType, asks: str, text: str) -> None:
    assert read(reading, text, asks).problem != "waits"


@pytest.mark.parametrize("asks", ["content", "place", "contact", "confirmed"])
@pytest.mark.parametrize(
    "text",
    [
        "thôi tôi gọi tổ trưởng rồi", "thôi khỏi, có người sửa rồi", "thoi co nguoi don roi",
        "người ta dọn rồi, khỏi gửi nha", "thôi không cần nữa, điện lực sửa xong rồi em ạ",
    ],
)  # fmt: skip
def test_what_has_been_settled_is_not_reported(reading: ModuleType, asks: str, text: str) -> None:
    assert read(reading, text, asks).cancels


@pytest.mark.parametrize("asks", ["contact", "confirmed"])
@pytest.mark.parametrize(
    "text",
    [
        "thôi được rồi", "thôi làm vậy được rồi", "thôi gọi mấy lần rồi", "thôi tôi báo số rồi",
        "dọn rồi mà lại đổ",
    ],
)  # fmt: skip
def test_what_only_sounds_settled_ends_nothing(reading: ModuleType, asks: str, text: str) -> None:
    assert not read(reading, text, asks).cancels


@pytest.mark.parametrize(
    "text",
    ["đèn bị hỏng mấy hôm rồi mà không ai sửa", "rac boc mui khong chiu noi", "nó đốt suốt ngày"],
)
def test_more_trouble_is_no_place(reading: ModuleType, text: str) -> None:
    found = read(reading, text, "place", "report", confidence=0.6)

    assert (dict(found.slots), found.more, found.problem) == ({}, text, "noted")


@pytest.mark.parametrize(
    "text", ["ngã tư đèn đỏ", "đầu ngõ chợ, hôi cả ngày", "bãi rác cuối ngõ", "cột điện số 7"]
)
def test_a_place_is_taken_even_where_it_sounds_like_trouble(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "place", "report", confidence=0.97).slots == {"place": text}


@pytest.mark.parametrize("asks", ["place", "contact", "confirmed"])
@pytest.mark.parametrize("text", ["bực mình quá", "trời ơi", "troi oi buc minh qua", "mệt ghê"])
def test_a_sigh_says_nothing(reading: ModuleType, asks: str, text: str) -> None:
    found = read(reading, text, asks)

    assert (dict(found.slots), found.problem) == ({}, "no_words")


@pytest.mark.parametrize("text", ["hổng có", "hông", "ừ gởi đi con", "sao lâu thế", "gì vậy trời"])
def test_a_no_or_a_question_is_no_place(reading: ModuleType, text: str) -> None:
    found = read(reading, text, "place", "useful", confidence=0.3)

    assert (dict(found.slots), found.problem) == ({}, "not_understood")


def test_a_sigh_alone_is_no_matter(reading: ModuleType) -> None:
    assert read(reading, "trời ơi bực quá", "content").problem == "too_short"
    assert dict(reading.read_first("trời ơi bực mình quá").slots) == {}


@pytest.mark.parametrize(
    "text", ["hổng có", "hông", "hem có số", "không có đâu con", "ừ gởi đi con", "gửi luôn đi em"]
)
def test_no_number_is_said_in_everyday_words(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "contact").slots == {"contact": "none"}


@pytest.mark.parametrize("text", ["chùa Bà Đá", "gọi đi con"])
def test_what_names_no_number_leaves_none_out(reading: ModuleType, text: str) -> None:
    assert "contact" not in read(reading, text, "contact").slots


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("riêng", "yes"),
        ("tách riêng nhé", "yes"),
        ("không, gửi riêng", "yes"),
        ("gộp vào nhé", "join"),
        ("gửi chung", "join"),
        ("không gửi riêng", None),
        ("gom rác", None),
        ("ghép hay gửi riêng", None),
        ("ghép được không?", None),
        ("cảm ơn", None),
        ("mở cửa hàng riêng gửi đơn ở đâu", None),
        ("thủ tục cấp mới căn cước", None),
        ("xin gom hai sổ làm một", None),
    ],
)
def test_only_words_about_joining_join_or_send_apart(
    reading: ModuleType, text: str, said: str | None
) -> None:
    assert read(reading, text, "confirmed", may_join=True).slots.get("confirmed") == said


@pytest.mark.parametrize("asks", ["content", "place", "confirmed"])
@pytest.mark.parametrize(
    "text",
    [
        "đừng hỏi nữa…", "đừng hỏi tôi nhiều thế nữa", "tôi muốn dừng lại", "ngừng lại", "quit",
        "exit", "dừng ở đây nhé", "bận rồi, để khi khác, thôi dừng", "đổi ý rồi",
    ],
)  # fmt: skip
def test_plain_words_to_stop_end_the_form(reading: ModuleType, asks: str, text: str) -> None:
    assert read(reading, text, asks).cancels


@pytest.mark.parametrize(
    ("asks", "text"),
    [
        ("content", "họ xây mãi không làm nữa"),
        ("content", "bến xe hay dừng lại đón khách"),
        ("place", "bến dừng xe buýt số 5"),
        ("place", "chỗ đường dừng thi công"),
        ("confirmed", "dung"),
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_the_form(
    reading: ModuleType, asks: str, text: str
) -> None:
    assert not read(reading, text, asks).cancels


@pytest.mark.parametrize("asks", ["content", "place", "contact", "confirmed"])
@pytest.mark.parametrize(
    "text",
    [
        "cho gặp cán bộ đi", "em muốn nói chuyện với người thật", "cho toi gap can bo",
        "thôi để tôi nói trực tiếp với cán bộ, gọi ai ra giúp tôi",
        "tôi muốn gặp lãnh đạo phường để phản ánh",
    ],
)  # fmt: skip
def test_a_wish_for_a_person_is_heard_everywhere(reading: ModuleType, asks: str, text: str) -> None:
    found = read(reading, text, asks)

    assert (found.is_for_form, found.intent) == (False, "person")


@pytest.mark.parametrize(
    "text",
    ["tôi gặp cán bộ một cửa quát mắng dân", "muốn gặp cán bộ thuế mà họ né mãi", "chó cắn người"],
)
def test_to_tell_of_a_person_is_a_matter(reading: ModuleType, text: str) -> None:
    intent = "person" if text == "chó cắn người" else "nlu_fallback"

    assert read(reading, text, "content", intent).slots == {"content": text}


@pytest.mark.parametrize("asks", ["place", "contact", "confirmed"])
def test_a_second_matter_is_added_to_the_first(reading: ModuleType, asks: str) -> None:
    found = read(reading, "ngoài ra cái ghế đá cũng gãy", asks)

    assert (found.more, dict(found.slots)) == ("ngoài ra cái ghế đá cũng gãy", {})


@pytest.mark.parametrize("asks", ["content", "place"])
@pytest.mark.parametrize("text", ["thế làm mấy ngày", "vậy nộp ở đâu", "thế hết bao nhiêu"])
def test_a_follow_up_question_is_no_answer(reading: ModuleType, asks: str, text: str) -> None:
    assert not read(reading, text, asks).is_for_form


@pytest.mark.parametrize(
    ("text", "slots", "edit"),
    [
        ("ghi sai số nhà rồi", {}, "place"),
        ("nhầm ngõ rồi", {}, "place"),
        ("sai cho roi", {}, "place"),
        ("sai số điện thoại", {}, "contact"),
        ("nội dung: cổng đã đổ", {"content": "cổng đã đổ"}, None),
        ("địa chỉ: ngõ 8", {"place": "ngõ 8"}, None),
        ("0987654321", {"contact": "0987654321"}, None),
        ("thêm số của em 0987 654 321 nhé", {"contact": "0987654321"}, None),
    ],
)
def test_a_slot_is_changed_at_the_confirmation_in_few_words(
    reading: ModuleType, text: str, slots: dict[str, str], edit: str | None
) -> None:
    found = read(reading, text, "confirmed")

    assert (dict(found.slots), found.edit, found.problem) == (slots, edit, None)


@pytest.mark.parametrize(
    "text",
    [
        "đổi sổ đỏ mất mấy tháng", "doi so do mat may thang",
        "muốn đổi họ tên cho cháu thì làm sao",
        "muon doi ho ten cho chau thi lam sao", "đổi địa chỉ thường trú", "đổi tên cho con",
        "thay đổi số điện thoại trong vneid thế nào", "sửa nội dung giấy khai sinh ở đâu",
    ],
)  # fmt: skip
def test_to_change_something_else_is_no_edit(reading: ModuleType, text: str) -> None:
    found = read(reading, text, "confirmed", "ask_procedure")

    assert (found.is_for_form, found.edit) == (False, None)


@pytest.mark.parametrize(
    "text", ["ở đầu ngõ 5", "o dau ngo 5", "ở đầu làng", "gan cho", "chỗ gặp cán bộ phường"]
)
def test_a_place_that_sounds_like_a_question_is_a_place(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "place").slots == {"place": text}


@pytest.mark.parametrize(
    "text",
    ["trước trụ sở phường", "sau chợ chiều", "cạnh bộ phận một cửa", "chùa", "đầu cầu", "đê"],
)
def test_a_landmark_is_a_place_whatever_the_classifier_hears(
    reading: ModuleType, text: str
) -> None:
    found = read(reading, text, "place", "ask_guide" if " " in text else "nlu_fallback")

    assert found.problem == "too_short" if text == "đê" else found.slots == {"place": text}


@pytest.mark.parametrize(
    "text",
    [
        "gần nhà tui",
        "gần nhà tui thôi",
        "ngay đây nè",
        "chỗ cũ",
        "trước cửa nhà em",
        "o day ne",
        "ngoài đường",
        "trong phường",
    ],
)
def test_where_only_the_resident_knows_is_no_place(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "place").problem == "not_understood"


def test_a_number_given_for_the_place_is_the_residents(reading: ModuleType) -> None:
    assert read(reading, "số em 0912345678", "place").slots == {"contact": "0912345678"}


@pytest.mark.parametrize("text", ["ổ gà", "hố ga", "cháy đèn", "mất điện"])
def test_two_words_that_name_a_trouble_are_a_matter(reading: ModuleType, text: str) -> None:
    assert read(reading, text, "content").slots == {"content": text}


@pytest.mark.parametrize(
    "text",
    ["cho em phản ánh cống hôi", "phản ánh đường hỏng", "báo đèn đường hỏng", "phản ánh mất điện"],
)
def test_accents_tell_the_matter_from_the_wish(reading: ModuleType, text: str) -> None:
    assert dict(reading.read_first(text).slots) == {"content": text}


@pytest.mark.parametrize(
    "text",
    [
        "sao phải cho số điện thoại?", "lấy số làm gì", "có bắt buộc không",
        "cho số có bị lộ không", "tai sao can so dien thoai",
    ],
)  # fmt: skip
def test_why_a_number_is_wanted_is_not_searched_for(reading: ModuleType, text: str) -> None:
    found = read(reading, text, "contact", "ask_guide")

    assert (found.is_for_form, found.problem) == (True, "not_understood")


def test_the_wards_number_is_asked_for_at_any_slot(reading: ModuleType) -> None:
    assert not read(reading, "số điện thoại phường là gì", "contact").is_for_form


@pytest.mark.parametrize("asks", ["contact", "confirmed"])
@pytest.mark.parametrize(
    "text",
    [
        "à mà thôi đừng để số điện thoại của tôi", "bỏ số điện thoại đi", "xóa số điện thoại",
        "không để lại số nữa", "đừng ghi số của tôi", "thoi bo so dien thoai di",
        "dung de so dien thoai cua toi",
    ],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["nlu_fallback", "cancel", "person"])
def test_the_number_is_taken_back(reading: ModuleType, asks: str, text: str, intent: str) -> None:
    found = read(reading, text, asks, intent)

    assert (found.is_for_form, found.slots) == (True, {"contact": "none"})


@pytest.mark.parametrize(
    "text",
    [
        "đừng bỏ số điện thoại",
        "dung so dien thoai roi",
        "bỏ số nhà đi",
        "không đúng số",
        "bỏ sổ đi",
    ],
)
def test_other_words_about_numbers_leave_the_number(reading: ModuleType, text: str) -> None:
    assert "contact" not in read(reading, text, "confirmed").slots


@pytest.mark.parametrize("asks", ["contact", "confirmed"])
@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("à nhầm, ở ngõ 5 chứ", {"place": "ngõ 5"}),
        ("nhầm ngõ 5 chứ không phải ngõ 3", {"place": "ngõ 5"}),
        ("không phải ngõ 3, ngõ 5 mới đúng", {"place": "ngõ 5"}),
        ("không đúng, ngõ 65 đường Đại Mỗ mới đúng", {"place": "ngõ 65 đường Đại Mỗ"}),
        ("sai địa chỉ rồi, ngõ 19 cơ", {"place": "ngõ 19"}),
        ("nham roi, ngo 5 co", {"place": "ngo 5"}),
        ("đúng nhưng thêm số 0912345678 nhé", {"contact": "0912345678"}),
        ("sdt cũng sai, 0365123457 mới đúng", {"contact": "0365123457"}),
    ],
)
def test_what_was_wrong_is_put_right(
    reading: ModuleType, asks: str, text: str, slots: dict[str, str]
) -> None:
    assert read(reading, text, asks).slots == slots


@pytest.mark.parametrize("text", ["không phải ngõ 3", "sai rồi", "đúng, ngõ 5", "nhầm ngõ 5 à?"])
def test_no_place_is_put_right_unless_one_is_said_to_be_right(
    reading: ModuleType, text: str
) -> None:
    assert not read(reading, text, "confirmed").puts_right
