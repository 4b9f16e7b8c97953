"""The pages of plans: which there are, how one stands, and what one unit has to do."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fastapi import APIRouter, Depends, Request, Response

from bot.plan_items import ItemKind, PlanItem, is_of_place, items_of, may_write, readable, units_of
from bot.plan_standing import Light, Standing, by_unit, standings_of
from bot.plan_units import has_unit, unit_key
from bot.progress import Entry, Key, of_plan, orphans
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from channels.console.console import Console
from channels.console.plans_shown import (
    KINDS,
    LIGHTS,
    NO_UNIT,
    NO_UNIT_KEY,
    ItemRow,
    UnitRow,
    rows_of,
    targets_chart,
    unit_rows,
    units_chart,
)
from knowledge.text import has_diacritics
from knowledge.types import Plan

PLANS = "/canbo/ke-hoach"
_SOON = timedelta(days=30)
_GONE = "Không có kế hoạch này, hoặc anh/chị không được xem."


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One plan of the list."""

    plan: Plan
    is_own: bool
    counts: Counter[Light]
    soon: int
    """How many of its items fall due within the next days."""


def plans_router(console: Console) -> APIRouter:
    """Return the routes of the list, of a plan, and of a unit in it."""
    router = APIRouter()
    reader = Depends(console.access.needs(Right.PLANS))

    @router.get(PLANS, include_in_schema=False)
    async def plans(request: Request, who: SignedIn = reader) -> Response:
        lines = [await _line(console, plan) for plan in await plans_for(console, who)]
        lines.sort(key=lambda line: not line.is_own)
        return console.pages.page(
            "plans.html", who, request=request, lines=lines, today=console.now().date()
        )

    @router.get(PLANS + "/{plan_id}", include_in_schema=False)
    async def plan(request: Request, plan_id: str, who: SignedIn = reader) -> Response:
        found = await plan_for(console, who, plan_id)
        if found is None:
            return gone(console, request, who)
        return await _dashboard(console, request, who, found)

    @router.get(PLANS + "/{plan_id}/don-vi/{unit}", include_in_schema=False)
    async def unit(request: Request, plan_id: str, unit: str, who: SignedIn = reader) -> Response:
        found = await plan_for(console, who, plan_id)
        if found is None:
            return gone(console, request, who)
        return await _unit(console, request, who, found, unit)

    return router


async def plans_for(console: Console, who: SignedIn) -> list[Plan]:
    """Return the plans that somebody may read."""
    return readable(await asyncio.to_thread(console.records.plans), who.audience)


async def plan_for(console: Console, who: SignedIn, plan_id: str) -> Plan | None:
    """Return a plan if somebody may read it; which plans there are besides is not told."""
    plan = await asyncio.to_thread(console.records.plan, plan_id)
    return plan if plan is not None and readable([plan], who.audience) else None


def gone(console: Console, request: Request, who: SignedIn) -> Response:
    """Say that there is no such plan, or item of it."""
    return console.pages.page("problem.html", who, request=request, status=404, problem=_GONE)


def can_write(console: Console, who: SignedIn, plan: Plan, item: PlanItem) -> bool:
    """Say whether somebody may say how far an item has got: of the own ward's plans alone."""
    is_own = is_of_place(plan, console.ward.name)
    return is_own and Right.PROGRESS in who.rights and may_write(item, who.unit)


async def _line(console: Console, plan: Plan) -> PlanLine:
    standings, _held = await _standings(console, plan)
    return PlanLine(
        plan=plan,
        is_own=is_of_place(plan, console.ward.name),
        counts=Counter(each.light for each in standings),
        soon=sum(1 for each in standings if _is_soon(each, console)),
    )


async def _standings(console: Console, plan: Plan) -> tuple[list[Standing], dict[Key, list[Entry]]]:
    held = await console.store.run(lambda s: of_plan(s, plan.id))
    today = console.now().date()
    items = items_of(plan)
    return await asyncio.to_thread(standings_of, items, held, today), held


def _is_soon(standing: Standing, console: Console) -> bool:
    today = console.now().date()
    is_open = standing.light not in (Light.DONE, Light.OVERDUE)
    return is_open and standing.due is not None and today <= standing.due.day <= today + _SOON


async def _dashboard(console: Console, request: Request, who: SignedIn, plan: Plan) -> Response:
    standings, held = await _standings(console, plan)
    rows = [
        replace(row, may_write=can_write(console, who, plan, row.item))
        for row in rows_of(standings)
    ]
    units = unit_rows(by_unit(standings), units_of(items_of(plan)), who.unit)
    indicators = [row for row in rows if row.item.kind is ItemKind.INDICATOR]
    charts = await asyncio.to_thread(lambda: (units_chart(units), targets_chart(indicators)))
    lost = orphans(held, (row.item for row in rows))
    return console.pages.page(
        "plans_dashboard.html",
        who,
        request=request,
        plan=plan,
        is_own=is_of_place(plan, console.ward.name),
        today=console.now().date(),
        totals=Counter(each.light for each in standings),
        words=LIGHTS,
        lights=list(Light),
        units=units,
        units_chart=charts[0],
        targets_chart=charts[1],
        indicators=indicators,
        overdue=_by_day([row for row in rows if row.standing.light is Light.OVERDUE]),
        soon=_by_day([row for row in rows if _is_soon(row.standing, console)]),
        undated=sum(1 for row in rows if row.standing.due is None),
        total=len(rows),
        lost=lost,
        # The importer's own remarks are for the keepers of the records.
        doubts=[each.reason for each in plan.doubts if has_diacritics(each.reason)],
        may_move=[row for row in rows if row.may_write and row.standing.latest is None],
        no_unit=NO_UNIT_KEY,
        kinds=KINDS,
    )


async def _unit(
    console: Console, request: Request, who: SignedIn, plan: Plan, key: str
) -> Response:
    standings, _held = await _standings(console, plan)
    names = units_of(items_of(plan))
    name = NO_UNIT if key == NO_UNIT_KEY else names.get(key)
    if name is None:
        return gone(console, request, who)
    own = [each for each in standings if (unit_key(each.item.lead) or NO_UNIT_KEY) == key]
    rows = [replace(row, may_write=can_write(console, who, plan, row.item)) for row in rows_of(own)]
    sections = [
        (title, [row for row in rows if row.item.kind is kind]) for kind, title in KINDS.items()
    ]
    helps = [
        each
        for each in standings
        if key != NO_UNIT_KEY and has_unit(each.item.support, name) and each not in own
    ]
    return console.pages.page(
        "plans_unit.html",
        who,
        request=request,
        plan=plan,
        key=key,
        name=name,
        today=console.now().date(),
        row=UnitRow(key=key, name=name, counts=Counter(each.light for each in own)),
        words=LIGHTS,
        lights=list(Light),
        sections=[(title, found) for title, found in sections if found],
        helps=rows_of(helps),
        is_own=is_of_place(plan, console.ward.name),
        has_calendar=key != NO_UNIT_KEY and is_of_place(plan, console.ward.name),
        may_write_any=any(row.may_write for row in rows),
    )


def _by_day(rows: list[ItemRow]) -> list[ItemRow]:
    return sorted(rows, key=lambda row: row.standing.due.day if row.standing.due else date.max)
