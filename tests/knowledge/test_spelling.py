"""Mending what was mistyped."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.slips import loanwords, sounding_like
from knowledge.spelling import Spelling
from knowledge.text import clean, fold
from retrieval.restore import Restorer

SENTENCES = [
    "Đăng ký khai sinh cho con ở phường",
    "Chứng thực bản sao căn cước công dân",
    "Đăng ký tạm trú cho người thuê nhà",
    "Giấy tờ kết hôn nộp ở đâu",
    "Con gái không có giấy khai sinh",
    "Mất căn cước thì làm lại ở đâu",
]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Restorer.train(SENTENCES * 40, words=["gái", "xa tít", "hộp"]).spelling


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kai sinh", "khai sinh"),
        ("khaih sinh", "khai sinh"),
        ("chưng tực bản sao", "chưng thực bản sao"),
        ("giấy khai xinh", "giấy khai sinh"),
        ("tam trus", "tam trú"),
        ("ddawng kys", "đăng ký"),
        ("d9ang8 ky1", "đăng ký"),
        ("keest hoon", "kết hôn"),
        ("khaisinh o dau", "khai sinh o dau"),
        ("cancuoc", "can cuoc"),
        ("DANGKYKHAISINH", "DANG KY KHAI SINH"),
        ("đăngkýtạmtrú", "đăng ký tạm trú"),
        ("giấyy khai sinh", "giấy khai sinh"),
    ],
)
def test_a_mistyped_word_becomes_the_one_its_neighbours_vouch_for(
    spelling: Spelling, typed: str, meant: str
) -> None:
    assert spelling.mend(typed).text == meant


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        "con gái xa tít",
        "scan file online",
        "CT01",
        "70/2024/NĐ-CP",
        "0912345678",
        "how to register a birth",
        "zz qq",
        "a",
        "",
        "😀 ?!",
    ],
)
def test_known_words_names_numbers_and_foreign_words_stay(spelling: Spelling, text: str) -> None:
    assert spelling.mend(text).text == text


def test_a_word_that_may_be_meant_is_kept_beside_the_mended_one(spelling: Spelling) -> None:
    assert spelling.mend("giấy khai xinh").typed == ("xinh",)
    assert spelling.mend("giấy kai sinh").typed == ()


def test_a_run_of_letters_that_no_sentence_is_so_long_as_stays(spelling: Spelling) -> None:
    run = "khaisinh" * 40

    assert spelling.mend(run).text == run


def test_without_any_text_of_ours_nothing_is_mended() -> None:
    assert Restorer.train([]).spelling.mend("kai sinh").text == "kai sinh"


def test_sounds_alike_are_taken_for_each_other_both_ways() -> None:
    assert "sinh" in sounding_like("xinh")
    assert "xinh" in sounding_like("sinh")
    assert "thuc" in sounding_like("tuc")


def test_foreign_words_are_written_folded_and_once() -> None:
    source = Path(__file__).parents[2] / "knowledge" / "data" / "loanwords.yaml"
    written = source.read_text(encoding="utf-8").partition("[")[2].rstrip("]\n").split(",")

    assert len(written) == len(loanwords())
    assert all(fold(word) == word for word in loanwords())


@settings(max_examples=200, deadline=None)
@given(
    text=st.lists(
        st.sampled_from("kai sinh khaisinh xinh dd9 ky1 ddawng tực CT01 ®¨ng 出生 😀".split())
        | st.text(max_size=12)
    ).map(" ".join)
)
def test_any_text_can_be_mended_and_grows_by_blanks_and_letters_only(
    spelling: Spelling, text: str
) -> None:
    mended = spelling.mend(clean(text)).text

    assert len(mended) <= 2 * len(text) + 2
