"""Which sentence of a record answers a detail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quote import content_terms, rank_sentences, sentences

RULES = [
    "Sách quý chỉ đọc tại chỗ.",
    "Trẻ em dưới 6 tuổi không cần thẻ.",
    "Thư viện đóng cửa ngày thứ hai.",
]


def test_the_sentence_with_the_questions_words_comes_first() -> None:
    assert rank_sentences("trẻ dưới 6 tuổi có cần thẻ không", RULES)[0][1] == RULES[1]


def test_diacritics_are_not_needed() -> None:
    accented = rank_sentences("thư viện đóng cửa ngày nào", RULES)

    assert rank_sentences("thu vien dong cua ngay nao", RULES) == accented
    assert accented[0][1] == RULES[2]


def test_ties_keep_the_order_given() -> None:
    assert [text for _, text in rank_sentences("máy bay", RULES)] == RULES


@pytest.mark.parametrize("question", ["", "làm thế nào vậy ạ", "???"])
def test_a_question_without_content_ranks_nothing(question: str) -> None:
    assert rank_sentences(question, RULES) == []


def test_a_sentence_that_holds_the_whole_question_has_the_whole_share() -> None:
    share, text = rank_sentences("đọc tại chỗ", RULES)[0]

    assert text == RULES[0]
    assert share == pytest.approx(1.0)


def test_words_that_ask_carry_no_content() -> None:
    assert content_terms("lệ phí là bao nhiêu vậy ạ") == ["le", "phi"]


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=6))
def test_shares_lie_between_none_and_all_and_no_candidate_is_lost(
    question: str, candidates: list[str]
) -> None:
    ranked = rank_sentences(question, candidates)

    assert sorted(text for _, text in ranked) in ([], sorted(candidates))
    assert all(0 <= share <= 1 + 1e-9 for share, _ in ranked)
    assert [share for share, _ in ranked] == sorted((s for s, _ in ranked), reverse=True)


def test_a_text_is_cut_at_sentences_list_items_and_lines() -> None:
    text = "Nộp đơn. Nhận thẻ; Ký tên.\n- Mang ảnh 3x4 theo Điều 5. khoản 2."

    assert sentences(text) == [
        "Nộp đơn.",
        "Nhận thẻ;",
        "Ký tên.",
        "Mang ảnh 3x4 theo Điều 5. khoản 2.",
    ]
