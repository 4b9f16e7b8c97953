"""The page of what was done by whom, for those who keep the accounts."""

from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from bot.staff.audit import Wanted, read_audit
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from channels.console.access import MOST_BYTES
from channels.console.console import Console
from channels.console.words import ACTIONS

AUDIT = "/canbo/nhat-ky"
_LONGEST = 100
_LAST_ROW = 2**63 - 1
_NO_DAY = "Ngày ghi chưa đúng, nên đang hiện mọi ngày."


def audit_router(console: Console) -> APIRouter:
    """Return the route of the audit."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    keeper = Depends(console.access.needs(Right.AUDIT))

    @router.get(AUDIT)
    async def show(
        request: Request,
        who: SignedIn = keeper,
        ai: str = "",
        viec: str = "",
        ngay: str = "",
        truoc: str = "",
    ) -> Response:
        actor, action = ai.strip()[:_LONGEST], viec.strip()[:_LONGEST]
        day = _day(ngay)
        wanted = Wanted(actor=actor, action=action, day=day, before=_number(truoc))
        found = await console.store.run(lambda s: read_audit(s, wanted))
        asked = {"ai": actor, "viec": action, "ngay": day.isoformat() if day else ""}
        older = urlencode({**asked, "truoc": found.more_before}) if found.more_before else ""
        return console.pages.page(
            "audit.html",
            who,
            request=request,
            asked=asked,
            entries=found.entries,
            older=f"{AUDIT}?{older}" if older else "",
            words=ACTIONS,
            problem=_NO_DAY if ngay.strip() and day is None else "",
        )

    return router


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    # The ends of the calendar have no day beside them.
    return day if 1970 < day.year < 9999 else None


def _number(text: str) -> int | None:
    return min(int(text), _LAST_ROW) if text.isascii() and text.isdecimal() else None
