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
