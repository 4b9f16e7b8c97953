"""Say what several plans state about one thing, a line for each."""

import re
from collections.abc import Sequence

from bot.compose_plan import Found, PlanItem, statement
from bot.plans.asked import Asked
from bot.plans.choice import best_about
from bot.plans.duties import work_of
from bot.plans.listing import in_short, listed_answer
from bot.plans.words import held_share, name_of
from bot.types import Answer, Status
from bot.wording import capital, listed
from knowledge.text import fold
from knowledge.types import Indicator, Plan

Pieces = Sequence[tuple[Plan, Sequence[Found]]]

# Of what the table is about, what a row must hold; and of the best row's share, the others'.
_HELD = 0.6
_OF_BEST = 0.7
_PERCENT = re.compile(r"\d+(?:[.,]\d+)?(?=\s*%)")
_ASKS_TARGETS = re.compile(r"\bchi tieu\b|\bmuc tieu\b|\bbao nhieu\b|\bphan tram\b|%")
_HIGHER = re.compile(r"\b(?:cao|nhieu|lon) (?:hon|nhat)\b")
_LOWER = re.compile(r"\b(?:thap|it|nho) (?:hon|nhat)\b")


def table_answer(question: str, found: Pieces, asked: Asked) -> Answer | None:
    """Return a line for each plan that states the thing, and which plans do not."""
    subject = list(asked.subject)
    rows = [(plan, row) for plan, pieces in found if (row := _row(question, plan, pieces, asked))]
    rows = _near_the_best(_targets_first(rows, question), subject)
    if not rows and asked.unit:
        text = "Không kế hoạch nào tôi có giao việc này cho đơn vị anh/chị hỏi."
        return listed_answer(text, (), status=Status.NO_CONTENT)
    if not rows:
        return None
    without = [plan for plan, _ in found if plan.id not in {plan.id for plan, _ in rows}]
    return _table(question, rows, without)


def compared(
    question: str, found: Pieces, subject: Sequence[str], *, note: str = ""
) -> Answer | None:
    """Return what each of the compared plans says of one thing; None if none does."""
    rows = []
    for plan, pieces in found:
        # A comparison asks for no figure in so many words.
        best = best_about("", pieces, subject, least=_HELD)
        if best:
            rows.append((plan, best.item))
    rows = _near_the_best(_targets_first(rows, question), subject)
    if not rows:
        return None
    without = [plan for plan, _ in found if plan.id not in {plan.id for plan, _ in rows}]
    return _table(question, rows, without, note=note)


def _row(question: str, plan: Plan, pieces: Sequence[Found], asked: Asked) -> PlanItem | None:
    if asked.unit is None:
        best = best_about(question, pieces, asked.subject, least=_HELD)
        return best.item if best else None
    led, _ = work_of(plan, asked.unit)
    ranked = sorted(led, key=lambda item: -held_share(asked.subject, name_of(item)))
    fits = ranked and (not asked.subject or held_share(asked.subject, name_of(ranked[0])) >= _HELD)
    return ranked[0] if fits else None


def _targets_first(rows: list[tuple[Plan, PlanItem]], question: str) -> list[tuple[Plan, PlanItem]]:
    """Return the rows that are targets if targets are asked for and there are any."""
    targets = [row for row in rows if isinstance(row[1], Indicator)]
    return targets if targets and _ASKS_TARGETS.search(fold(question)) else rows


def _near_the_best(
    rows: list[tuple[Plan, PlanItem]], subject: Sequence[str]
) -> list[tuple[Plan, PlanItem]]:
    """Return the rows that hold nearly as much of the subject as the best one does."""
    if not subject:
        return rows
    shares = [held_share(subject, name_of(item)) for _, item in rows]
    enough = _OF_BEST * max(shares, default=0.0)
    return [row for row, share in zip(rows, shares, strict=True) if share >= enough]


def _table(
    question: str,
    rows: Sequence[tuple[Plan, PlanItem]],
    without: Sequence[Plan],
    *,
    note: str = "",
) -> Answer:
    lines = [note] if note else []
    lines.append(listed(f"{capital(in_short(p))}: {statement(question, i)}" for p, i in rows))
    if verdict := _verdict(question, rows):
        lines.append(verdict)
    if without:
        lines.append(f"Không nêu: {'; '.join(dict.fromkeys(_place(plan) for plan in without))}.")
    return listed_answer("\n".join(lines), rows, status=Status.ANSWERED)


def _place(plan: Plan) -> str:
    return plan.place.split(",")[0]


def _verdict(question: str, rows: Sequence[tuple[Plan, PlanItem]]) -> str:
    """Return which plan asks for more or less, if that was asked and all state a share."""
    folded = fold(question)
    wants_more, wants_less = _HIGHER.search(folded), _LOWER.search(folded)
    if len(rows) < 2 or not (wants_more or wants_less):
        return ""
    shares = [
        (float(found[0].replace(",", ".")), plan)
        for plan, item in rows
        if isinstance(item, Indicator) and (found := _PERCENT.search(item.target))
    ]
    values = {share for share, _ in shares}
    if len(shares) < len(rows) or len(values) < 2:
        return ""
    most = max(values) if wants_more else min(values)
    named = "; ".join(in_short(plan) for share, plan in shares if share == most)
    return f"{'Cao nhất' if wants_more else 'Thấp nhất'}: {named}."
