"""Planted defects: the same for every seed, each one really there."""

import random
from collections import Counter

import pytest

from bot.review.types import Kind
from eval.review_cases import load_clean
from eval.review_mutations import Mutant, act_date_changed, mutants
from eval.review_planting import (
    blank_number,
    count_changed,
    deadline_past,
    duplicated_paragraph,
    missing_signature,
    wrong_tone,
)
from knowledge.load import load_acts

CLEAN = load_clean()


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # where defects are planted is no secret


@pytest.fixture(scope="module")
def planted() -> list[Mutant]:
    return mutants(CLEAN, load_acts(), n=200, seed=1)


def test_two_hundred_defects_of_seventeen_kinds_are_planted(planted: list[Mutant]) -> None:
    counts = Counter(each.defect for each in planted)
    assert sum(counts.values()) == 200
    assert len(counts) == 17
    assert min(counts.values()) >= 8


def test_the_same_seed_plants_the_same_defects(planted: list[Mutant]) -> None:
    assert mutants(CLEAN, load_acts(), n=200, seed=1) == planted


def test_another_seed_plants_others(planted: list[Mutant]) -> None:
    assert mutants(CLEAN, load_acts(), n=200, seed=2) != planted


def test_every_copy_differs_from_its_document_and_from_the_others(planted: list[Mutant]) -> None:
    assert all(each.text != CLEAN[each.doc] for each in planted)
    assert len({each.text for each in planted}) == 200


def test_every_gold_quote_is_in_its_copy(planted: list[Mutant]) -> None:
    absent = [each for each in planted if any(quote not in each.text for quote in each.quotes)]
    assert absent == []


def test_every_gold_quote_of_a_changed_word_is_not_in_the_clean_document(
    planted: list[Mutant],
) -> None:
    # What was pasted twice, or left out, is told by words that were there before.
    kept = {"duplicated_paragraph", "missing_head", "missing_signature"}
    same = [e for e in planted if e.defect not in kept and e.quotes[0] in CLEAN[e.doc]]
    assert same == []


def test_a_tone_changes_and_nothing_else_does() -> None:
    made = wrong_tone("Phường đẩy mạnh chuyển đổi số.", _chance(3))
    assert made is not None
    assert made.text.split()[:3] == ["Phường", "đẩy", "mạnh"]
    wrong = [
        w for w, r in zip(made.text.split()[3:], ["chuyển", "đổi", "số."], strict=True) if w != r
    ]
    assert len(wrong) == 1
    assert len(wrong[0]) in (2, 3, 6)


def test_a_text_without_a_fixed_term_has_no_place_for_a_wrong_tone() -> None:
    assert wrong_tone("Trời nắng.", _chance(1)) is None


def test_a_date_that_is_moved_leaves_the_number_alone() -> None:
    text = "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ;"
    made = act_date_changed(text, _chance(1))
    assert made is not None
    assert "118/2025/NĐ-CP" in made.text
    assert "ngày 09 tháng 6 năm 2025" not in made.text


def test_a_number_left_blank_keeps_its_symbol() -> None:
    made = blank_number("Số: 12/KH-UBND\nHòa Lộc, năm nay", _chance(1))
    assert made is not None
    assert made.text.startswith("Số:      /KH-UBND\n")


def test_a_count_is_off_by_one() -> None:
    made = count_changed("Có 04 nhiệm vụ sau:", _chance(1))
    assert made is not None
    assert made.text in ("Có 03 nhiệm vụ sau:", "Có 05 nhiệm vụ sau:")


def test_a_deadline_is_set_in_a_year_gone_by() -> None:
    made = deadline_past("Xong trước ngày 30 tháng 6 năm 2027.", _chance(1))
    assert made is not None
    assert made.text[-5:-1] in ("2023", "2024", "2025")


def test_a_paragraph_stands_there_twice() -> None:
    long = "Văn phòng chủ trì rà soát và báo cáo kết quả với lãnh đạo phường trong tháng này."
    made = duplicated_paragraph(f"Căn cứ A.\n{long}\nNơi nhận:\n", _chance(1))
    assert made is not None
    assert made.text.count(long) == 2


def test_a_signature_loses_one_line() -> None:
    made = missing_signature("Hết./.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLê A", _chance(1))
    assert made is not None
    assert made.text == "Hết./.\n\nCHỦ TỊCH\nLê A"
    assert made.quotes == ("CHỦ TỊCH\nLê A", "Hết./.")


def test_every_defect_has_a_kind_that_review_knows(planted: list[Mutant]) -> None:
    assert {each.kind for each in planted} <= set(Kind)
