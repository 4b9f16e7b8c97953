"""Tell whose a number is: a telephone's, an identity paper's, a bank's, or an amount of money."""

import re

from knowledge.text import fold

_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3})+")
_MOBILE = re.compile(r"(?:\+?84|0)\d{9}")
_ACCOUNT_SAID = re.compile(
    r"\b(?:stk|so tai khoan|tai khoan)\W{0,3}(?:\w+\W+){0,6}$"
    r"|\b(?:so the|the)\W{0,3}(?:\w+\W+){0,4}$"
)


def is_mobile(digits: str) -> bool:
    """Say whether the digits are those of a mobile phone."""
    return bool(_MOBILE.fullmatch(digits))


def is_private(written: str, digits: str, before: str) -> bool:
    """Say whether it is the number of an identity paper, a bank card or an account.

    Identity cards have 12 digits from 0, older ones and social insurance 9 or 10.
    """
    if _AMOUNT.fullmatch(written):
        return False
    if len(digits) == 12:
        return digits.startswith("0")
    if is_card(digits):
        return True
    if len(digits) in (9, 10) and written == digits:
        return True
    return 6 <= len(digits) <= 19 and is_account_said(before)


def is_account_said(before: str) -> bool:
    """Say whether the words before a number call it that of an account or a card."""
    return bool(_ACCOUNT_SAID.search(fold(before)))


def is_card(digits: str) -> bool:
    """Say whether the last digit is right by Luhn's rule, as on bank cards (ISO/IEC 7812-1)."""
    if not 13 <= len(digits) <= 19:
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
