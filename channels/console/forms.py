"""Read what was typed into a form of the staff page."""

import unicodedata

from fastapi import Request

from bot.offered import storable


async def typed(request: Request, name: str) -> str:
    """Return a field as it may be kept: NFC, lines ended as everywhere; empty if it is missing.

    A browser sends every line's end as two characters.
    """
    value = (await request.form()).get(name)
    if not isinstance(value, str):
        return ""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", storable(plain)).strip()
