"""Passwords of staff: hashed with argon2id, and refused where anybody would guess them."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.text import fold

SHORTEST, LONGEST = 12, 200

# The library's parameters are those of RFC 9106 for 64 MiB: a fifth of a second of a core each.
_HASHER = PasswordHasher()
# Of a password that nobody knows. A login that does not exist costs the same work.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$"
    "Oe9PepQfjGWw12IL2Dc+fQ$q9vxVuhCvJow+Tz7ANCQzUkGBmr9/IVNZKJoR0P+bLk"
)
# What stays after everything that is easy to guess has been taken out.
_LEAST_OWN, _LEAST_DIFFERENT = 8, 5
_SHORTEST_NAME = 3
_COMMON = (
    "matkhau password passw0rd taikhoan dangnhap canbo congchuc admin quantri quanly xinchao "
    "welcome letmein vietnam phuong ubnd uyban motcua dichvucong anhyeuem iloveyou"
).split()
_ROWS = ("01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl")
_REPEATED = re.compile(r"(.)\1{2,}")
_SEPARATE = re.compile(r"[^0-9a-z]+")
# Without what looks alike in print.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a password is the right one."""

    is_right: bool
    new_hash: str | None = None
    """To be kept instead: the old one was made with other parameters."""


def hash_password(password: str) -> str:
    """Return what is kept of a password. Takes tens of milliseconds, and 64 MiB."""
    return _HASHER.hash(_same(password))


def check_password(kept: str | None, given: str) -> Verdict:
    """Say whether the password belongs to the hash; as much work without a hash. Slow."""
    try:
        _HASHER.verify(kept or _NOBODY, _same(given))
    except (VerificationError, InvalidHashError):
        return Verdict(is_right=False)
    if kept is None:
        return Verdict(is_right=False)
    is_old = _HASHER.check_needs_rehash(kept)
    return Verdict(is_right=True, new_hash=_HASHER.hash(_same(given)) if is_old else None)


def one_time_password() -> str:
    """Return a password for the first sign-in: 79 bits, to be read out and typed."""
    parts = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)]
    return "-".join(parts)


def password_fault(password: str, *, about: Iterable[str]) -> str | None:
    """Return what is wrong with a new password, in Vietnamese; None if nothing is.

    `about` is what others know of its owner: login, name, ward, unit.
    """
    if len(_same(password)) < SHORTEST:
        return f"Mật khẩu cần ít nhất {SHORTEST} ký tự. Nên ghép bốn, năm từ không liên quan."
    if len(password) > LONGEST:
        return f"Mật khẩu dài nhất là {LONGEST} ký tự."
    own = _without_the_obvious(_plain(password), about)
    if len(own) < _LEAST_OWN or len(set(own)) < _LEAST_DIFFERENT:
        return (
            "Mật khẩu này dễ đoán: bỏ tên đăng nhập, họ tên, tên phường, dãy số hay từ thường "
            "gặp thì còn quá ngắn. Nên ghép bốn, năm từ không liên quan."
        )
    return None


def _same(password: str) -> str:
    """Keyboards for Vietnamese write one letter in two ways."""
    return unicodedata.normalize("NFC", password)


def _plain(text: str) -> str:
    return _SEPARATE.sub("", fold(text))


def _without_the_obvious(plain: str, about: Iterable[str]) -> str:
    known = {_plain(each) for each in about if len(_plain(each)) >= _SHORTEST_NAME}
    # A single syllable of a name may stand in any good password.
    words = {_plain(word) for each in about for word in each.split() if len(word) > _SHORTEST_NAME}
    for guess in sorted({*known, *words, *_COMMON}, key=len, reverse=True):
        plain = plain.replace(guess, " ")
    for row in _ROWS:
        for length in range(len(row), 2, -1):
            for start in range(len(row) - length + 1):
                plain = plain.replace(row[start : start + length], " ")
    plain = _REPEATED.sub(" ", plain)
    # A year, or a birthday.
    return re.sub(r"(19|20)\d\d|\s", "", plain)
