"""Which part of a procedure a question asks about."""

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.aspect import NONE, find_aspect, find_aspects, fold, plain_words
from knowledge.types import Aspect

NLU_TEST = Path(__file__).parent / "nlu_test.yml"


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("bn tiền z", "fee"),
        ("het nhiu", "fee"),
        ("mấy ngày có ad", "time"),
        ("may ngay co", "time"),
        ("giấy tờ gì", "documents"),
        ("cần j", "documents"),
        ("nộp ở đâu", "place"),
        ("ra mô làm", "place"),
        ("mẫu nào", "form"),
        ("onl dc k", "online"),
        ("căn cứ luật nào", "legal_basis"),
        ("kết quả được cấp gì", "result"),
        ("điều kiện", "conditions"),
        ("các bước", "steps"),
        ("khai sinh", "none"),
        ("", "none"),
    ],
)
def test_short_questions(text: str, aspect: str) -> None:
    assert find_aspect(text) == aspect


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("nộp mấy bản", "documents"),
        ("đăng ký xe mấy ngày", "time"),
        ("đăng ký xe máy", "none"),
        ("đất phi nông nghiệp sang tên", "none"),
        ("người có tiền án tiền sự", "none"),
        ("hộ gia đình mua bảo hiểm", "none"),
        ("được trợ cấp bao nhiêu tiền", "result"),
        ("chưa có tiền nộp thì xin hoãn", "none"),
        ("bà 80 tuổi được tiền gì", "result"),
        ("làm được thẻ thì mất bao nhiêu tiền", "fee"),
        ("chỉ tiêu đạt bao nhiêu", "none"),
        ("làm trợ cấp mất bao nhiêu tiền", "fee"),
        ("giấy này có giá trị bao lâu", "result"),
        ("thẻ căn cước làm bao lâu", "time"),
        ("tờ khai lấy ở đâu", "form"),
        ("lệ phí theo thông tư nào", "legal_basis"),
        ("nộp trực tuyến có được giảm lệ phí không", "fee"),
        ("nộp giấy đăng ký kết hôn xong mấy bữa lấy được giấy", "time"),
        ("làm căn cước mấy bữa có vậy", "time"),
        ("bao nhiêu bữa thì xong", "time"),
        ("may bua nua lay duoc so", "time"),
        ("mấy bữa nay nộp không được", "none"),
        ("may bua truoc co nop ho so tach ho", "none"),
        ("nộp hồ sơ thai sản xong thì nhận được gì, kết quả trả thế nào", "result"),
        ("nop don xin tach ho roi thi bao lau co", "time"),
        ("nộp hồ sơ tách hộ xong thì lấy giấy ở đâu", "place"),
        ("nộp hồ sơ gì rồi mới được cấp", "documents"),
        ("nộp hồ sơ cần giấy tờ gì", "documents"),
        ("dừng kinh doanh hẳn thì nộp giấy tờ gì lên phường", "documents"),
        ("nghỉ bán hẳn thì báo ở đâu", "place"),
        ("dung kinh doanh han thi nop giay to gi", "documents"),
        ("hết hạn thì nộp ở đâu", "place"),
        ("hạn nộp thuế môn bài đến bao giờ", "time"),
        ("hạn giải quyết là mấy ngày", "time"),
        ("tiền già", "none"),
        ("tiền già bao nhiêu tuổi mới có", "conditions"),
        ("tiền già được nhiêu một tháng", "result"),
        ("trợ cấp người già bao nhiêu tuổi", "conditions"),
        ("giá bao nhiêu", "fee"),
    ],
)
def test_words_that_mislead(text: str, aspect: str) -> None:
    assert find_aspect(text) == aspect


def test_the_first_thing_asked_wins() -> None:
    assert find_aspect("làm ở đâu, hết bao nhiêu tiền") == "place"
    assert find_aspect("hết bao nhiêu tiền, làm ở đâu") == "fee"


def test_every_aspect_but_none_is_one_of_knowledge() -> None:
    found = {aspect for _, aspect, _ in sentences()} - {None, NONE}

    assert found == {aspect.value for aspect in Aspect}


def sentences() -> list[tuple[str, str | None, str]]:
    return [tuple(row) for row in yaml.safe_load(NLU_TEST.read_text(encoding="utf-8"))]


def test_at_least_nine_in_ten_test_sentences_are_right() -> None:
    judged = [(aspect, text) for _, aspect, text in sentences() if aspect is not None]
    right = sum(find_aspect(text) == aspect for aspect, text in judged)

    assert len(judged) >= 90
    assert right / len(judged) >= 0.9


def test_diacritics_case_and_composition_change_nothing() -> None:
    for _, _, text in sentences():
        expected = find_aspect(text)
        assert find_aspect(fold(text)) == expected
        assert find_aspect(text.upper()) == expected
        assert find_aspect(unicodedata.normalize("NFD", text)) == expected


def test_shorthand_is_written_out_and_punctuation_dropped() -> None:
    assert plain_words("Đk tạm trú bn tiền v?!") == [
        *("dang", "ky", "tam", "tru", "bao", "nhieu", "tien", "vay"),
    ]


def test_the_file_needs_the_standard_library_only() -> None:
    source = (Path(__file__).resolve().parents[2] / "bot" / "aspect.py").read_text("utf-8")
    imports = [line for line in source.splitlines() if line.startswith(("import ", "from "))]

    assert imports == ["import re", "import unicodedata", "from functools import lru_cache"]


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("làm ở đâu, hết bao nhiêu tiền, mấy ngày có", ["place", "fee", "time"]),
        ("lệ phí bao nhiêu, làm online được không", ["fee", "online"]),
        ("cần giấy tờ gì với nộp ở đâu", ["documents", "place"]),
        ("lệ phí theo thông tư nào", ["legal_basis"]),
        ("trường hợp nào được miễn lệ phí", ["conditions"]),
        ("em chưa có thẻ bao giờ", []),
        ("", []),
    ],
)
def test_several_questions_are_found_in_their_order(text: str, aspects: list[str]) -> None:
    assert find_aspects(text) == aspects


@given(st.text(max_size=80))
def test_the_first_of_several_is_the_one(text: str) -> None:
    assert find_aspect(text) == next(iter(find_aspects(text)), NONE)
