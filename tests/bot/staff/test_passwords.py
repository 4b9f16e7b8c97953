"""Passwords: hashed, compared, and refused where anybody would guess them."""

import unicodedata

import pytest
from argon2 import PasswordHasher

from bot.staff import passwords
from bot.staff.passwords import check_password, hash_password, one_time_password, password_fault

ABOUT = ("lan.nt", "Nguyễn Thị Lan", "Phòng Văn hóa - Xã hội", "phường Tây Mỗ")
GOOD = "bốn con vịt xanh bơi"


def test_a_hash_tells_the_right_password_from_others() -> None:
    kept = hash_password(GOOD)

    assert kept.startswith("$argon2id$")
    assert check_password(kept, GOOD).is_right
    assert check_password(kept, GOOD).new_hash is None
    assert not check_password(kept, GOOD + " ").is_right


def test_keyboards_that_write_a_letter_in_two_ways_write_one_password() -> None:
    kept = hash_password(unicodedata.normalize("NFD", GOOD))

    assert check_password(kept, unicodedata.normalize("NFC", GOOD)).is_right


def test_a_hash_of_other_parameters_is_made_anew_once_the_password_is_known() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)

    verdict = check_password(weak, GOOD)

    assert verdict.is_right
    assert verdict.new_hash is not None
    assert check_password(verdict.new_hash, GOOD).new_hash is None
    assert check_password(weak, "sai").new_hash is None


@pytest.mark.parametrize("kept", [None, "", "no hash", "$argon2id$v=19$m=65536"])
def test_nothing_opens_an_account_without_a_password(kept: str | None) -> None:
    assert not check_password(kept, GOOD).is_right


def test_a_login_that_does_not_exist_costs_the_work_of_one_that_does() -> None:
    assert not PasswordHasher().check_needs_rehash(passwords._NOBODY)


@pytest.mark.parametrize(
    "password",
    [
        "ngắn quá",
        "123456789012",
        "aaaaaaaaaaaa",
        "matkhau123456",
        "Mật khẩu 2026",
        "password1234567",
        "lan.nt@2026!!",
        "NguyenThiLan1990",
        "phuongtaymo2026",
        "PhườngTâyMỗ@123",
        "qwertyuiop123",
        "phongvanhoaxahoi",
        "abababababababab",
    ],
)
def test_what_others_would_guess_is_refused(password: str) -> None:
    assert password_fault(password, about=ABOUT) is not None


@pytest.mark.parametrize(
    "password", [GOOD, "mua-gao-nep-ban-bun", "k7#Tq9!xZp2w", "con lân nhảy qua hàng rào tre"]
)
def test_a_phrase_of_ones_own_is_taken(password: str) -> None:
    assert password_fault(password, about=ABOUT) is None


def test_an_endless_password_is_refused() -> None:
    assert password_fault("con vịt bơi " * 100, about=ABOUT) is not None


def test_one_time_passwords_differ_and_would_be_taken() -> None:
    made = {one_time_password() for _ in range(100)}

    assert len(made) == 100
    assert {password_fault(each, about=ABOUT) for each in made} == {None}
