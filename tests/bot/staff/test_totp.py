"""Codes of the authenticator app: which are taken, and only once."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from bot.staff import totp

# The key of RFC 6238's own table (ASCII "12345678901234567890").
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105  # published
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HERE = int(AT.timestamp()) // totp.STEP_S


def code(step: int) -> str:
    return pyotp.TOTP(RFC_SECRET).at(step * totp.STEP_S)


@pytest.mark.parametrize(
    ("second", "last_six"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_the_codes_are_those_of_the_standard(second: int, last_six: str) -> None:
    now = datetime.fromtimestamp(second, UTC)

    assert totp.accepted_step(RFC_SECRET, last_six, now=now, after=0) == second // 30


@pytest.mark.parametrize(("off", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(off: int, is_taken: bool) -> None:
    found = totp.accepted_step(RFC_SECRET, code(HERE + off), now=AT, after=0)

    assert found == (HERE + off if is_taken else None)


def test_a_code_is_good_for_one_use_and_older_ones_for_none() -> None:
    for used in (HERE, HERE + 1):
        assert totp.accepted_step(RFC_SECRET, code(HERE), now=AT, after=used) is None
    assert totp.accepted_step(RFC_SECRET, code(HERE), now=AT, after=HERE - 1) == HERE


def test_a_clock_set_back_makes_no_used_code_good_again() -> None:
    back = AT - timedelta(hours=1)
    now_shown = code(HERE - 120)

    assert totp.accepted_step(RFC_SECRET, now_shown, now=back, after=HERE) is None
    assert totp.accepted_step(RFC_SECRET, code(HERE + 1), now=AT, after=HERE) == HERE + 1


@pytest.mark.parametrize(
    "typed", ["", "12345", "abcdef", "１２３４５６", "123456; --", "000000000000"]
)
def test_what_is_no_code_is_no_code(typed: str) -> None:
    assert totp.accepted_step(RFC_SECRET, typed, now=AT, after=0) is None


def test_blanks_in_a_code_are_no_matter() -> None:
    shown = code(HERE)

    assert totp.accepted_step(RFC_SECRET, f" {shown[:3]} {shown[3:]}", now=AT, after=0) == HERE


def test_a_secret_belongs_to_its_half_session_alone() -> None:
    assert totp.secret_of("a") == totp.secret_of("a")
    assert totp.secret_of("a") != totp.secret_of("b")
    assert len(totp.secret_of("a")) == 32


def test_the_address_names_the_office_and_the_login() -> None:
    address = totp.enrolment(RFC_SECRET, login="lan.nt", issuer="phường Tây Mỗ")

    parsed = pyotp.parse_uri(address)
    assert (parsed.name, parsed.issuer, parsed.secret) == ("lan.nt", "phường Tây Mỗ", RFC_SECRET)
