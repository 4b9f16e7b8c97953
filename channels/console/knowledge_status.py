"""How good the knowledge is: what is doubtful, expired, disagreeing or unverified, oldest first."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from bot.editing.examine import Remarked, remarked
from bot.editing.words import AUDIENCES, KINDS, SEVERITIES, VERIFIED
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from channels.check_apart import Check
from channels.console.access import MOST_BYTES
from channels.console.console import Console
from channels.console.knowledge import knowledge_router
from channels.console.knowledge_desk import HOME, KnowledgeDesk, Listed
from channels.console.knowledge_edit import edit_router
from channels.console.knowledge_review import review_router
from knowledge.check import Finding, Severity
from knowledge.types import Audience, Kind, Verified
from retrieval.types import RetrievalError

logger = logging.getLogger(__name__)

_SHOWN = 100
_GROUPS = {
    "nghi-ngo": "Còn điểm nghi ngờ",
    "het-han": "Đã hết hạn áp dụng",
    "lech": "Các nguồn nói khác nhau",
    "chua-kiem": "Chưa kiểm chứng",
    "phai-sua": "Phải sửa",
    "nguon-cu": "Mọi thủ tục, hướng dẫn",
    "da-sua": "Đã sửa ở đây",
}
_DISAGREE = frozenset(
    {
        "fee_differs", "time_differs", "form_differs", "name_differs", "decision_differs",
        "looked_up_instead", "fee_contradicted", "time_contradicted", "free_contradicted",
        "act_date_differs", "plan_contradicts_itself",
    }
)  # fmt: skip
_EXPIRED = frozenset(
    {
        "lapsed_without_successor", "guide_lapsed", "expired_discount", "no_fee_today",
        "act_lapsed", "leads_to_lapsed", "overlay_lapsed",
    }
)  # fmt: skip


@dataclass
class Reports:
    """The last check, made anew in the background for each index and day."""

    check: Check | None
    findings: Sequence[Finding] | None = None
    problem: bool = False
    _of: object = None
    _task: asyncio.Task[None] | None = field(default=None, repr=False)

    def look(self, of: object) -> Sequence[Finding] | None:
        """Return the findings, None while they are made; those of before until then."""
        if self.check is not None and self._of != of and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._make(self.check, of))
        return self.findings

    @property
    def is_busy(self) -> bool:
        """Whether a check is being made."""
        return self._task is not None and not self._task.done()

    async def _make(self, check: Check, of: object) -> None:
        try:
            self.findings, self.problem, self._of = await check(), False, of
        except (RetrievalError, OSError) as error:
            logger.error("the check failed", extra={"why": str(error)})
            self.problem = True


def knowledge_routers(console: Console) -> list[APIRouter]:
    """Return every router of the knowledge pages."""
    desk = KnowledgeDesk(console)
    return [
        knowledge_router(console, desk),
        status_router(console, desk, Reports(console.check)),
        edit_router(console, desk),
        review_router(console, desk),
    ]


def status_router(console: Console, desk: KnowledgeDesk, reports: Reports) -> APIRouter:
    """Return the route of the state of the knowledge."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    reader = Depends(console.access.needs(Right.KNOWLEDGE))

    @router.get(f"{HOME}/tinh-trang")
    async def status(
        request: Request,
        who: SignedIn = reader,
        nhom: Annotated[str, Query(max_length=20)] = "nghi-ngo",
        doi_tuong: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        listed = await desk.listed(who)
        if doi_tuong in set(Audience):
            listed = [each for each in listed if each.audience == doi_tuong]
        made = reports.look((console.in_service.now.manifest.parts, desk.today))
        known = {each.id for each in listed}
        by_record: dict[str, list[Finding]] = {}
        for finding in made or []:
            if finding.record_id in known:
                by_record.setdefault(finding.record_id, []).append(finding)
        group = nhom if nhom in _GROUPS else "nghi-ngo"
        groups = {name: _in_group(name, listed, by_record) for name in _GROUPS}
        return console.pages.page(
            "knowledge_status.html",
            who,
            request=request,
            groups=_GROUPS,
            sizes={name: len(found) for name, found in groups.items()},
            group=group,
            found=[(each, _said(each, by_record)) for each in groups[group][:_SHOWN]],
            most=_SHOWN,
            counts=Counter(each.kind for each in listed),
            verified=Counter(each.verified for each in listed),
            kinds=KINDS,
            verifieds=VERIFIED,
            audiences=AUDIENCES,
            audience=doi_tuong if doi_tuong in set(Audience) else "",
            severities=SEVERITIES,
            is_checked=made is not None,
            is_busy=reports.is_busy,
            has_failed=reports.problem,
            may_check=reports.check is not None,
        )

    return router


def _in_group(
    name: str, listed: Sequence[Listed], by_record: dict[str, list[Finding]]
) -> list[Listed]:
    """Return the records of a group, the oldest source first."""
    oldest = sorted(listed, key=lambda each: (each.as_of, each.id))

    def has(each: Listed, rules: frozenset[str]) -> bool:
        return any(finding.rule in rules for finding in by_record.get(each.id, []))

    match name:
        case "nghi-ngo":
            return [each for each in oldest if each.doubts]
        case "het-han":
            return [each for each in oldest if each.is_expired or has(each, _EXPIRED)]
        case "lech":
            return [each for each in oldest if has(each, _DISAGREE)]
        case "chua-kiem":
            return [each for each in oldest if each.verified is Verified.UNVERIFIED]
        case "phai-sua":
            return [
                each
                for each in oldest
                if any(f.severity is Severity.ERROR for f in by_record.get(each.id, []))
            ]
        case "da-sua":
            return [each for each in oldest if each.is_edited]
    return [each for each in oldest if each.kind in (Kind.PROCEDURE, Kind.GUIDE)]


def _said(each: Listed, by_record: dict[str, list[Finding]]) -> list[Remarked]:
    order = list(Severity)
    found = [remarked(finding) for finding in by_record.get(each.id, [])]
    return sorted(found, key=lambda one: order.index(one.severity))[:5]
