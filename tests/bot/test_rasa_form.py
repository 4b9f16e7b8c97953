"""What a message is to the report form; the reader needs no Rasa."""

import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rasa_train import PROJECT


@pytest.fixture(scope="module")
def reading() -> Iterator[ModuleType]:
    """The module as Rasa imports it, from the project's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PROJECT)
        yield importlib.import_module("components.reading")


@pytest.fixture(scope="module")
def place() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PROJECT)
        yield importlib.import_module("components.place")


def read(
    reading: ModuleType, text: str, asks: str, intent: str = "nlu_fallback", **more: object
) -> Any:  # noqa: ANN401 - the module is loaded by path
    return reading.read(text, asks, intent=intent, **{"confidence": 0.9, **more})


@pytest.mark.parametrize(
    ("asks", "text", "slots"),
    [
        ("content", "Bốt điện mở cửa toang", {"content": "Bốt điện mở cửa toang"}),
        ("content", "  den hong  ", {"content": "den hong"}),
        ("place", "ngõ 5", {"place": "ngõ 5"}),
        ("place", "chợ", {"place": "chợ"}),
        ("place", "đối diện số 60 đường Hoa Ban", {"place": "đối diện số 60 đường Hoa Ban"}),
        ("contact", "0912345678", {"contact": "0912345678"}),
        ("contact", "+84 912 345 678", {"contact": "0912345678"}),
        ("contact", "84912345678", {"contact": "0912345678"}),
        ("contact", "máy bàn (024) 3765 4321 nhé", {"contact": "02437654321"}),
        ("contact", "không", {"contact": "none"}),
        ("contact", "k", {"contact": "none"}),
        ("contact", "thôi khỏi", {"contact": "none"}),
        ("contact", "bỏ qua", {"contact": "none"}),
        ("contact", "tao đéo cho số", {"contact": "none"}),
        ("contact", "thôi gửi luôn đi", {"contact": "none"}),
        ("contact", "em không muốn để lại số", {"contact": "none"}),
        ("contact", "khong can dau", {"contact": "none"}),
        ("confirmed", "gửi", {"confirmed": "yes"}),
        ("confirmed", "Đúng rồi, gửi đi em", {"confirmed": "yes"}),
        ("confirmed", "ok", {"confirmed": "yes"}),
        ("confirmed", "vâng ạ", {"confirmed": "yes"}),
        ("confirmed", "dong y", {"confirmed": "yes"}),
        ("confirmed", "👍", {"confirmed": "yes"}),
    ],
)
def test_an_answer_fills_the_slot_asked_for(
    reading: ModuleType, asks: str, text: str, slots: dict[str, str]
) -> None:
    found = read(reading, text, asks)

    assert (found.is_for_form, dict(found.slots), found.problem) == (True, slots, None)


@pytest.mark.parametrize(
    ("asks", "text", "problem"),
    [
        ("content", "", "no_words"),
        ("content", "🙂🙂", "no_words"),
        ("content", "?!", "no_words"),
        ("content", "123 456", "no_words"),
        ("content", "rác", "too_short"),
        ("content", "vâng ạ", "too_short"),
        ("content", "tôi muốn phản ánh", "too_short"),
        ("place", "", "no_words"),
        ("place", "🏠", "no_words"),
        ("place", "12", "too_short"),
        ("place", "ở đây", "not_understood"),
        ("place", "không biết", "not_understood"),
        ("place", "không biết ở đâu", "not_understood"),
        ("place", "có", "not_understood"),
        ("place", "bỏ qua đi", "not_understood"),
        ("place", "dài " * 100, "not_understood"),
        ("contact", "", "no_words"),
        ("contact", "09a1234567", "not_a_phone"),
        ("contact", "0912 34", "not_a_phone"),
        ("contact", "09123456789012", "not_a_phone"),
        ("contact", "0112345678", "not_a_phone"),
        ("contact", "nhà tôi màu xanh", "not_understood"),
        ("confirmed", "🙈", "no_words"),
        ("confirmed", "chưa đúng", "not_understood"),
        ("confirmed", "sai rồi", "not_understood"),
        ("confirmed", "không", "not_understood"),
        ("confirmed", "đừng gửi", "waits"),
        ("confirmed", "dung gui", "not_understood"),
        ("confirmed", "đèn hỏng lâu lắm rồi", "not_understood"),
        ("confirmed", "gửi " * 1000, "not_understood"),
    ],
)
def test_what_does_not_fit_is_told_why_and_fills_nothing(
    reading: ModuleType, asks: str, text: str, problem: str
) -> None:
    found = read(reading, text, asks)

    assert (found.is_for_form, dict(found.slots), found.problem) == (True, {}, problem)


@pytest.mark.parametrize("asks", ["content", "place", "contact", "confirmed"])
@pytest.mark.parametrize(
    "text",
    ["hủy", "huỷ", "HỦY", "huy", "thôi hủy đi", "à thôi hủy giúp em", "không gửi nữa", "dừng lại"],
)
def test_a_word_to_stop_ends_the_form_at_any_slot(
    reading: ModuleType, asks: str, text: str
) -> None:
    assert read(reading, text, asks).cancels


@pytest.mark.parametrize(
    ("asks", "text"),
    [
        ("place", "gần nhà anh Huy"),
        ("place", "Huy, chỗ tiệm sửa xe"),
        ("content", "hủy hoại cây xanh ở công viên"),
        ("content", "xe dừng lại giữa đường chắn hết lối đi của bà con"),
        ("contact", "thôi"),
        ("contact", "không cần"),
    ],
)
def test_what_only_sounds_like_stopping_does_not_end_the_form(
    reading: ModuleType, asks: str, text: str
) -> None:
    assert not read(reading, text, asks).cancels


@pytest.mark.parametrize(
    ("asks", "text", "intent"),
    [
        ("content", "làm căn cước hết bao nhiêu tiền?", "ask_procedure"),
        ("content", "cho tôi gặp cán bộ", "person"),
        ("place", "đăng ký kết hôn cần mang giấy gì", "ask_procedure"),
        ("place", "xin chào", "greet"),
        ("contact", "lệ phí khai sinh", "ask_procedure"),
        ("contact", "cảm ơn nhé", "thank"),
        ("confirmed", "vneid quên mật khẩu làm sao", "ask_guide"),
        ("confirmed", "qwz fgh là gì?", "nlu_fallback"),
        ("place", "PA-2611-7KD3", "nlu_fallback"),
        ("contact", "pa 2611 7kd3 tới đâu rồi", "nlu_fallback"),
    ],
)
def test_another_question_is_not_for_the_form(
    reading: ModuleType, asks: str, text: str, intent: str
) -> None:
    found = read(reading, text, asks, intent)

    assert not found.is_for_form
    assert not found.cancels


@pytest.mark.parametrize(
    ("asks", "text", "intent"),
    [
        ("content", "cán bộ một cửa thu thêm tiền khi làm khai sinh", "ask_procedure"),
        ("content", "chào các anh, đèn đường khu tập thể cũ hỏng cả tháng nay rồi ạ", "greet"),
        ("place", "trụ sở công an phường", "nlu_fallback"),
        ("place", "ngõ 3 phố Hoa Ban", "ask_plan"),
    ],
)
def test_an_answer_that_the_classifier_takes_for_a_question_is_still_one(
    reading: ModuleType, asks: str, text: str, intent: str
) -> None:
    assert dict(read(reading, text, asks, intent).slots) == {asks: text}


@pytest.mark.parametrize(
    ("text", "slots", "edit"),
    [
        ("sửa địa điểm", {}, "place"),
        ("tôi muốn sửa nội dung", {}, "content"),
        ("sua so dien thoai", {}, "contact"),
        ("đổi sđt giúp em", {}, "contact"),
        ("nhầm chỗ rồi", {}, "place"),
        ("sửa lại số điện thoại: 0901 234 567", {"contact": "0901234567"}, None),
        ("sửa số 0901234567", {"contact": "0901234567"}, None),
        ("sửa địa điểm thành ngõ 7", {"place": "ngõ 7"}, None),
        ("sửa nội dung: cả dãy đèn hỏng", {"content": "cả dãy đèn hỏng"}, None),
    ],
)
def test_an_edit_names_its_slot_or_fills_it(
    reading: ModuleType, text: str, slots: dict[str, str], edit: str | None
) -> None:
    found = read(reading, text, "confirmed")

    assert (dict(found.slots), found.edit, found.problem) == (slots, edit, None)


def test_an_edit_to_something_that_does_not_fit_asks_again(reading: ModuleType) -> None:
    found = read(reading, "sửa số điện thoại: 09abc12345", "confirmed")

    assert (found.edit, found.problem, dict(found.slots)) == ("contact", "not_a_phone", {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ghép", "join"),
        ("ghép vào", "join"),
        ("đúng, cùng một việc", "join"),
        ("gửi", "yes"),
        ("không, việc khác", "yes"),
        ("không ghép, gửi riêng", "yes"),
        ("đúng rồi", None),
        ("không", None),
        ("👍", None),
    ],
)
def test_to_join_an_earlier_report_has_to_be_said(
    reading: ModuleType, text: str, said: str | None
) -> None:
    assert read(reading, text, "confirmed", may_join=True).slots.get("confirmed") == said


def test_the_first_message_tells_the_matter_the_place_and_the_number(reading: ModuleType) -> None:
    text = "Đèn trước số 8 ngõ 14 phố Hoa Ban tắt 3 hôm rồi, gọi tôi số 0912.345.678"

    found = reading.read_first(text)

    assert dict(found.slots) == {"content": text}
    assert dict(found.beside) == {
        "place": "trước số 8 ngõ 14 phố Hoa Ban",
        "contact": "0912345678",
    }


@pytest.mark.parametrize(
    "text",
    ["tôi muốn phản ánh", "cho em gửi một kiến nghị đến phường ạ", "phản ánh", "báo sự cố", ""],
)
def test_the_wish_to_report_is_no_matter(reading: ModuleType, text: str) -> None:
    assert dict(reading.read_first(text).slots) == {}


def test_a_number_painted_on_a_wall_is_not_the_residents(reading: ModuleType) -> None:
    found = reading.read_first("quảng cáo khoan cắt 0912345678 dán kín tường")

    assert dict(found.beside) == {}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("đường Hoa Ban ngập", "đường Hoa Ban"),
        ("den truoc so 12 ngo 3 hong", "truoc so 12 ngo 3"),
        ("NẮP CỐNG NGÕ 8 TỔ 4 MẤT", "NGÕ 8 TỔ 4"),
        ("đèn ngõ 12/3 hỏng", "ngõ 12/3"),
        ("đèn hỏng ở ngõ 12 Đại Mỗ", "ngõ 12 Đại Mỗ"),
        ("rác ở số 7 ngõ 5 phố Ấp Bắc, mấy hôm rồi", "số 7 ngõ 5 phố Ấp Bắc"),
        ("đường Ưng Văn Khiêm ngập", "đường Ưng Văn Khiêm"),
        ("phố Ân Thi ngập", "phố Ân Thi"),
        ("ngõ 5 Đèn hỏng", "ngõ 5"),
        ("NGÕ 8 MẤT NẮP CỐNG", "NGÕ 8"),
        ("den duong hong o ngo 88 duong tay mo", "ngo 88 duong tay mo"),
        ("ngõ 5 đường đại mỗ", "ngõ 5 đường đại mỗ"),
        ("đèn hỏng ở số 15 ngõ 30 phố hữu hưng", "số 15 ngõ 30 phố hữu hưng"),
        ("NGÕ 5 ĐƯỜNG ĐẠI MỖ BỊ NGẬP", "NGÕ 5 ĐƯỜNG ĐẠI MỖ"),
        ("ngõ 5 đường lương thế vinh rác mấy hôm chưa thu", "ngõ 5 đường lương thế vinh"),
        ("ngo 5 duong dai mo rac chua thu", "ngo 5 duong dai mo"),
        ("số 15 phố huế, đèn hỏng", "số 15 phố huế"),
        ("ngõ 5 đường rất xấu", "ngõ 5"),
        ("ngõ 5 đường bị hỏng", "ngõ 5"),
        ("gọi số 113 đường dây nóng", None),
        ("đường ngập nước", None),
        ("bắt chờ 2 tiếng", None),
        ("tổ 3 người đánh bạc", None),
        ("gọi số 113", None),
        ("trước nhà em", None),
    ],
)
def test_only_a_clearly_named_place_is_taken(
    place: ModuleType, text: str, where: str | None
) -> None:
    assert place.place_in(text) == where


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [("ngo 5", True), ("so 12 to 3", True), ("ngo 5 ngap", False), ("rac", False), ("", False)],
)
def test_an_address_alone_reports_nothing(reading: ModuleType, text: str, is_bare: bool) -> None:
    assert reading.is_bare_place(text.split()) is is_bare


@pytest.mark.parametrize(
    ("content", "before", "now", "then"),
    [
        ("nắp cống vỡ ngõ 4", "ngõ 4", "ngõ 14", "nắp cống vỡ ngõ 14"),
        ("Ngõ 4 ngập, ngõ 43 thì không", "ngõ 4", "ngõ 14", "ngõ 14 ngập, ngõ 43 thì không"),
        ("nắp cống vỡ", "ngõ 4", "ngõ 14", "nắp cống vỡ"),
        ("nắp cống vỡ ngõ 4", "", "ngõ 14", "nắp cống vỡ ngõ 4"),
        ("rác ở ngõ 4 (sau chợ", "ngõ 4 (sau chợ", r"ngõ \1", r"rác ở ngõ \1"),
    ],
)
def test_a_report_names_no_place_that_was_put_right(
    place: ModuleType, content: str, before: str, now: str, then: str
) -> None:
    assert place.with_place(content, before, now) == then


def test_the_digital_transformation_is_no_edit(reading: ModuleType) -> None:
    text = "chỉ tiêu chuyển đổi số của phường năm nay"

    assert not read(reading, text, "confirmed", "ask_plan").is_for_form


INTENTS = ["report", "ask_procedure", "greet", "cancel", "wrong", "out_of_scope", "nlu_fallback"]
PROBLEMS = {None, "no_words", "too_short", "not_a_phone", "not_understood", "waits", "noted"}


@settings(max_examples=200, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=200), st.from_regex(r"[0-9a-z ôđ.,()+-]{0,60}", fullmatch=True)
    ),
    asks=st.sampled_from(["content", "place", "contact", "confirmed"]),
    intent=st.sampled_from(INTENTS),
    may_join=st.booleans(),
)
def test_any_text_is_read_and_fills_only_with_words(
    reading: ModuleType, text: str, asks: str, intent: str, may_join: bool
) -> None:
    found = read(reading, text, asks, intent, confidence=0.6, may_join=may_join)

    assert found.problem in PROBLEMS
    assert all(value.strip() for value in [*found.slots.values(), *found.beside.values()])
    assert not (found.cancels and found.is_for_form)
    assert not (found.problem and found.slots)
