"""Codes of tickets: hard to mistype unnoticed, easy to read whatever is typed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.code import ALPHABET, Typed, find, new_code, parse, suggestions

NOVEMBER = datetime(2026, 11, 22, tzinfo=UTC)
MOMENTS = st.datetimes(
    datetime(2025, 7, 1), datetime(2059, 12, 31), timezones=st.just(UTC)
)  # fmt: skip
CODES = MOMENTS.map(new_code)
ANYTHING_TYPED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EXAMPLE = "PA-2611-7KD3"


def core(code: str) -> str:
    return code.removeprefix("PA-").replace("-", "")


@given(CODES)
def test_a_new_code_is_its_own_reading(code: str) -> None:
    assert parse(code) == code


def test_the_example_of_the_documents_is_a_code() -> None:
    # 8·20 + 7·2 + 6·18 + 5·18 + 4·3 + 3·13 + 2·7 + 1·0 = 437 = 19·23
    assert parse(EXAMPLE) == EXAMPLE


def test_the_month_is_that_of_vietnam() -> None:
    assert new_code(datetime(2026, 11, 30, 18, 0, tzinfo=UTC)).startswith("PA-2612-")
    assert new_code(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)).startswith("PA-2611-")


def test_no_two_characters_of_the_alphabet_look_alike() -> None:
    assert len(set(ALPHABET)) == 23
    for group in ("0OQ", "1IL7", "2Z", "5S", "8B", "UV"):
        assert len(set(group) & set(ALPHABET)) <= 1


@given(code=CODES, at=st.integers(0, 7), typed=st.sampled_from(ANYTHING_TYPED))
def test_every_single_wrong_character_is_noticed(code: str, at: int, typed: str) -> None:
    right = core(code)
    wrong = right[:at] + typed + right[at + 1 :]

    # A look-alike in the month is read as the digit that it stands for: that is no mistake.
    assert parse(wrong) in ({code} if wrong == right else {None, code} if at < 4 else {None})


@given(code=CODES, at=st.integers(0, 6))
def test_every_swap_of_neighbours_is_noticed(code: str, at: int) -> None:
    right = core(code)
    swapped = right[:at] + right[at + 1] + right[at] + right[at + 2 :]

    assert parse(swapped) == (code if swapped == right else None)


@given(code=CODES, at=st.integers(0, 7), typed=st.sampled_from(ALPHABET), data=st.data())
def test_the_right_code_is_among_the_suggestions_for_one_slip(
    code: str, at: int, typed: str, data: st.DataObject
) -> None:
    right = core(code)
    wrong = data.draw(
        st.sampled_from(
            [
                right[:at] + typed + right[at + 1 :],
                right[:at] + right[at + 1 :],
                right[:at] + typed + right[at:],
                right[: at - 1] + right[at] + right[at - 1] + right[at + 1 :] if at else right[1:],
            ]
        )
    )

    found = suggestions(wrong)

    # A look-alike in the month is read right and needs no suggestion.
    assert (code in found) == (parse(wrong) != code)
    assert all(parse(each) == each for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "{code}",
        "mã {lower} đến đâu rồi ạ",
        "MÃ: {code}.",
        "pa{core}",
        "PA 2611 {rest} xong chưa",
        "pa2611 {rest}",
        "p a 26 11 {rest}",
        "PA–2611–{rest}",
        "PA_2611_{rest}",
        "PA.2611.{rest}",
        "PA/2611/{rest}",
        "pa-26l1-{rest}",
        "PA-26II-{rest}",
        "2611-{rest} sao rồi",
        "2611{rest}",
        "ＰＡ－２６１１－{rest}",
        "cho hỏi (pa-2611-{rest}) nhé",
        "PA-2611-{rest}PA-2611-{rest}",
    ],
)
def test_a_code_is_read_however_it_is_typed(text: str) -> None:
    rest = EXAMPLE[-4:]
    typed = text.format(code=EXAMPLE, lower=EXAMPLE.lower(), core=core(EXAMPLE), rest=rest)

    found = find(typed)

    assert found is not None
    assert found.code == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "phản ánh của tôi",
        "pa ơi cho hỏi",
        "gọi tôi số 0912345678 hoặc 024 3333 4444",
        "ngày 22/11/2026 tôi đã gửi",
        "giai đoạn 2026-2030",
        "nghị định 118/2025/NĐ-CP",
        "🙂🙂🙂",
        "PA",
        "p" * 5_000,
        "pa " * 2_000,
    ],
)
def test_what_is_no_code_is_taken_for_none(text: str) -> None:
    assert find(text) is None


@pytest.mark.parametrize("typed", ["PA-2611-7KD", "pa 2611 7kd33 với", "2611-7KDA"])
def test_a_broken_code_is_seen_and_not_taken_for_a_code(typed: str) -> None:
    found = find(typed)

    assert found is not None
    assert found.code is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = find(text)

    assert found is None or found.code is None or parse(found.code) == found.code
    assert all(parse(each) == each for each in suggestions(text))


@pytest.mark.parametrize("text", ["PA12345", "PA12345 xử lý chưa", "pa 12345 xong chưa"])
def test_what_is_too_short_for_a_code_takes_no_following_word(text: str) -> None:
    assert find(text) == Typed(text="12345", code=None)
