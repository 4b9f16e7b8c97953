"""Words that only ask."""

import pytest

from knowledge.asking import without_cost
from knowledge.synonyms import in_other_words


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("đăng ký quầy mất bao lâu", "đăng ký quầy bao lâu"),
        ("dang ky quay mat may ngay", "dang ky quay may ngay"),
        ("làm thẻ hết bao nhiêu tiền", "làm thẻ bao nhiêu tiền"),
        ("làm thẻ mất khoảng mấy tuần", "làm thẻ mấy tuần"),
        ("làm thẻ tốn nhiều tiền không", "làm thẻ nhiều tiền không"),
        ("mất thẻ làm lại mất bao lâu", "mất thẻ làm lại bao lâu"),
    ],
)
def test_what_it_takes_is_no_loss_and_no_end(text: str, left: str) -> None:
    assert without_cost(text) == left


@pytest.mark.parametrize(
    "text", ["mất căn cước", "bố em mất", "thẻ hết hạn", "mat so do", "bố em mất hôm qua", "hết sổ"]
)
def test_a_loss_a_death_and_an_end_stay(text: str) -> None:
    assert without_cost(text) == text


@pytest.mark.parametrize("asking", ["mất bao lâu", "mất mấy hôm", "mất nhiêu tiền"])
def test_asking_how_long_brings_no_words_of_loss_or_death(asking: str) -> None:
    said = f"làm thẻ căn cước cho bố {asking}"

    assert in_other_words(without_cost(said)) == in_other_words("làm thẻ căn cước cho bố")
