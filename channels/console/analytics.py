"""The page of figures: what was asked, what became of it, and how content people were."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.analytics import Key, day_of
from bot.analytics_days import between, first_day
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.models import AuditRow, EditorQuestionRow
from bot.tickets.board import Wanted, board
from bot.tickets.categories import categories
from bot.tickets.types import OPEN
from channels.console.analytics_charts import questions_chart, useful_chart
from channels.console.analytics_export import csv_of
from channels.console.analytics_tables import (
    WHY,
    facts_of,
    tables_of,
    trend_of,
    useful_of,
)
from channels.console.console import Console
from channels.console.pages import HEADERS
from channels.counting import field_of

FIGURES = "/canbo/so-lieu"
CHOICES = (7, 30, 90)
_USUAL = 30
# A longer one is asked for in parts: its days may have to be counted live.
_LONGEST_DAYS = 400


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days that are shown, both included."""

    first: date
    last: date
    problem: str = ""
    """Why it is another one than was asked for."""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def text(self) -> str:
        """It in words."""
        return f"{self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y}"


@dataclass(frozen=True, kw_only=True)
class Now:
    """How things stand at this moment."""

    open_tickets: int
    overdue_tickets: int
    open_questions: dict[str, int]
    """Before the editor, by why."""


def analytics_router(console: Console) -> APIRouter:
    """Return the routes of the page and of its export."""
    router = APIRouter()
    reader = Depends(console.access.needs(Right.ANALYTICS))

    @router.get(FIGURES, include_in_schema=False)
    async def figures(
        request: Request,
        ngay: str = Query("", max_length=4),
        tu: str = Query("", max_length=10),
        den: str = Query("", max_length=10),
        who: SignedIn = reader,
    ) -> Response:
        period = read_period(ngay, tu, den, today=day_of(console.now()))
        counts, since = await _counts(console, who, period)
        now = await console.store.run(lambda s: _standing(s, console, who, console.now()))
        trend = trend_of(counts, period.first, period.last)
        charts = await asyncio.to_thread(
            lambda: (
                questions_chart(trend, period.first, period.last),
                useful_chart(counts, period.first, period.last),
            )
        )
        return console.pages.page(
            "analytics.html",
            who,
            request=request,
            status=422 if period.problem else 200,
            period=period,
            choices=CHOICES,
            chosen=period.days if period.last == day_of(console.now()) else 0,
            since=since,
            now=now,
            tables=tables_of(
                counts,
                categories={each.id: each.title for each in categories().values()},
                may_see=sorted(who.audience.may_read()),
            ),
            trend=trend,
            rated=useful_of(counts, period.first, period.last),
            facts=facts_of(counts),
            charts=charts,
            why=WHY,
        )

    @router.get(FIGURES + ".csv", include_in_schema=False)
    async def export(
        ngay: str = Query("", max_length=4),
        tu: str = Query("", max_length=10),
        den: str = Query("", max_length=10),
        who: SignedIn = reader,
    ) -> Response:
        period = read_period(ngay, tu, den, today=day_of(console.now()))
        counts, _since = await _counts(console, who, period)
        tables = tables_of(
            counts,
            categories={each.id: each.title for each in categories().values()},
            may_see=sorted(who.audience.may_read()),
        )
        body = csv_of(
            [
                *tables,
                useful_of(counts, period.first, period.last),
                trend_of(counts, period.first, period.last),
            ],
            facts_of(counts),
            period=period.text,
        )
        await console.store.run(
            lambda s: s.add(
                AuditRow(
                    at=console.access.now(),
                    actor=who.login,
                    action="figures.exported",
                    subject=f"figures:{period.first}:{period.last}",
                )
            )
        )
        name = f"so-lieu-{period.first}-{period.last}.csv"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)

    return router


def read_period(days: str, first: str, last: str, *, today: date) -> Period:
    """Return the period that was asked for, or the usual one and what was wrong."""
    usual = Period(first=today - timedelta(days=_USUAL - 1), last=today)
    if not first and not last:
        if days and days not in {str(each) for each in CHOICES}:
            return _instead(usual, "Chỉ chọn được 7, 30 hoặc 90 ngày, hoặc tự chọn từ ngày nào.")
        return Period(first=today - timedelta(days=int(days or _USUAL) - 1), last=today)
    try:
        start = date.fromisoformat(first)
        end = date.fromisoformat(last) if last else today
    except ValueError:
        return _instead(usual, "Ngày chưa đúng. Đây là 30 ngày gần nhất.")
    if start > end or start > today:
        return _instead(usual, "Ngày đầu phải trước ngày cuối và không sau hôm nay.")
    end = min(end, today)
    if (end - start).days >= _LONGEST_DAYS:
        return _instead(usual, f"Mỗi lần xem dài nhất {_LONGEST_DAYS} ngày.")
    return Period(first=start, last=end)


def _instead(usual: Period, problem: str) -> Period:
    return Period(first=usual.first, last=usual.last, problem=problem)


async def _counts(
    console: Console, who: SignedIn, period: Period
) -> tuple[Counter[Key], date | None]:
    def look(session: Session) -> tuple[Counter[Key], date | None]:
        counts = between(
            session,
            period.first,
            period.last,
            field_of=partial(field_of, console.records),
            audiences=who.audience.may_read(),
        )
        return counts, first_day(session)

    return await console.store.run(look)


def _standing(session: Session, console: Console, who: SignedIn, now: datetime) -> Now:
    held = board(session, Wanted(), own_unit="", ward=console.ward, now=now).cards
    cards = [card for state in OPEN for card in held[state]]
    waiting = session.execute(
        select(EditorQuestionRow.why, func.count())
        .where(
            EditorQuestionRow.state == "open",
            EditorQuestionRow.audience.in_([each.value for each in who.audience.may_read()]),
        )
        .group_by(EditorQuestionRow.why)
    )
    return Now(
        open_tickets=len(cards),
        overdue_tickets=sum(1 for card in cards if card.is_overdue),
        open_questions={why: n for why, n in waiting},
    )
