"""Despair and danger are heard however they are typed, and the papers of a death are not."""

from pathlib import Path

import pytest
import yaml

from bot.despair import is_crisis
from bot.urgent import is_danger
from knowledge.text import fold

WRITTEN: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "danger.yml").read_text(encoding="utf-8")
)
# Heard when they were first tried were 19 of these; what is left unheard is left so as not to fit
# the rules to single sentences.
LATER_UNHEARD = 3

DESPAIR = [
    "em không thiết sống nữa",
    "con gái tôi định tự tử",
    "mình muốn chết quách cho rồi",
    "tôi đang uống thuốc sâu đây, sắp uống thuốc sâu",
    "nó tự rạch tay mấy lần",
    "sống không nổi nữa rồi",
    "e mún chết",
]
DANGER = [
    "chồng tôi cầm dao dọa giết tôi",
    "bé bị cha dượng đánh hoài",
    "có cháu bị xâm hại ở xóm",
    "ông cụ bất tỉnh rồi",
    "bà tôi bị bỏ đói",
    "nhà hàng xóm đang cháy, lửa lớn lắm",
    "cứu với nhà tôi đang cháy",
    "nhà em đang cháy",
    "chung cư đang cháy",
    "có người ngất trước cửa ủy ban",
    "bà cụ ngất ngay tại quầy",
    "bé nhà em bị ngạt nước ở ao",
    "con tôi 14 tuổi bỏ nhà đi từ tối qua",
    "cháu tôi bỏ nhà đi 2 ngày rồi chưa về",
]
NEITHER = [
    "bố mất rồi làm giấy chứng tử thế nào",
    "chế độ tử tuất được bao nhiêu",
    "bà chết ở quê thì khai tử ở đâu",
    "nói từ từ thôi, tôi ghi không kịp",
    "tư vấn giúp thủ tục tách hộ",
    "bản sao điện tử từ bản chính",
    "đánh giá hài lòng về dịch vụ công",
    "danh sách con em hộ nghèo",
    "mũ bảo hiểm, sổ bảo hiểm đánh mất",
    "máy đang chạy",
    "app chạy chậm",
    "xe đang chạy",
    "nhà máy đang chạy",
    "nhà em đang chạy, máy bơm không tắt",
    "nhà tôi đang chạy máy giặt",
    "nhà xe đang chạy tuyến nào",
    "nhà tôi bị chảy nước",
    "vòi nước trong nhà em đang chảy",
    "có người ngắt điện nhà em",
    "người ta ngắt nước",
    "hồ sơ bố em bị ngắt ở bước 2",
    "vợ bỏ nhà đi 2 năm rồi muốn ly hôn",
    "bố cháu bỏ đi từ năm 2010",
    "con tôi bỏ nhà đi 3 năm, tuyên bố mất tích thế nào",
]


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", DESPAIR)
def test_despair_is_heard(text: str, typed: type[str]) -> None:
    assert is_crisis(typed(text))


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", DANGER)
def test_danger_is_heard(text: str, typed: type[str]) -> None:
    assert is_danger(typed(text))


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", NEITHER)
def test_everyday_words_raise_no_alarm(text: str, typed: type[str]) -> None:
    assert not is_crisis(typed(text))
    assert not is_danger(typed(text))


def test_whoever_asks_for_the_papers_of_a_suicide_gets_them() -> None:
    assert not is_crisis("anh tôi tự tử mất rồi, khai tử cần giấy gì")
    assert is_crisis("anh tôi đòi tự tử")
    assert is_crisis("tôi muốn chết, khai tử cho tôi đi")


@pytest.mark.parametrize("text", WRITTEN["heard"])
def test_whoever_tells_of_danger_gets_the_emergency_numbers(text: str) -> None:
    assert is_danger(text) or is_crisis(text)


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", [*WRITTEN["quiet"], *WRITTEN["quiet_later"]])
def test_procedures_and_nuisances_raise_no_alarm(text: str, typed: type[str]) -> None:
    assert not is_danger(typed(text))
    assert not is_crisis(typed(text))


def test_most_of_what_was_written_after_the_rules_is_heard() -> None:
    unheard = [text for text in WRITTEN["heard_later"] if not is_danger(text)]

    assert len(unheard) <= LATER_UNHEARD, unheard


def test_little_is_lost_when_danger_is_typed_without_diacritics() -> None:
    accented = [text for text in WRITTEN["heard"] if fold(text) != text.lower()]
    unheard = [text for text in accented if not (is_danger(fold(text)) or is_crisis(fold(text)))]

    assert len(unheard) <= 0.1 * len(accented), unheard


def test_half_of_the_danger_is_written_without_diacritics() -> None:
    written = [*WRITTEN["heard"], *WRITTEN["heard_later"]]

    assert len(written) >= 60
    assert 0.4 <= sum(text.isascii() for text in written) / len(written) <= 0.6
    assert len(WRITTEN["quiet"]) + len(WRITTEN["quiet_later"]) >= 80
