"""Find what plans say: a list, a comparison, what is asked on, or the pieces that hold a fact."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot.compose_plan import Found, asks_identity, items_of
from bot.evidence import CANDIDATES
from bot.places import Scope, commune_without_plan, scope_of, without_names
from bot.plans import answers
from bot.plans.again import against, moves_place, repeated, same_elsewhere
from bot.plans.asked import Asked, Wants, places_named, read, years_named
from bot.plans.changes import changes_answer, differs_answer
from bot.plans.choice import best_about
from bot.plans.due_list import due_answer
from bot.plans.duties import duties_answer, is_work_of, side_by_side, whole_work_answer
from bot.plans.follow import part_answer, part_of, shown_items, sibling
from bot.plans.listing import assumed_note
from bot.plans.table import compared, table_answer
from bot.plans.targets import targets_answer
from bot.plans.which import (
    compared_plans,
    place_without_plan,
    plans_with,
    said_by,
    text_of,
    year_without_plan,
)
from bot.plans.words import subject_of, weights_of
from bot.turn import Turn
from bot.types import Answer, Status
from knowledge.passages import place_key
from knowledge.text import fold
from knowledge.types import Audience, Kind, Plan
from retrieval.hybrid import HybridRetriever
from retrieval.types import Filters

_MAX_PLANS = 3
_MAX_OTHERS = 2
_REMEMBERED = 4
# Without "kế hoạch", "ai ký" would find what is said of signatures.
_SIGNER = re.compile(r"\b(?:ai|nguoi) (?:la nguoi |da )?ky (?:ke hoach|ban hanh|van ban)\b")
_SIGNED_BY = "người ký kế hoạch"
# Of what is asked, what another plan's record must hold to be offered beside the home ward's.
_STATED_ELSEWHERE = 0.75
_FORMULA = re.compile(r"^(?:Trên đây là|Nơi nhận)\b")
_YEARLY_REPORT = re.compile(r"\b(báo cáo|bao cao) (?:năm|nam)\b(?: 20\d\d)?", re.IGNORECASE)
_ELLIPSIS_WORDS = 7


class PlanSearch:
    """The plans and what is needed to answer from them."""

    def __init__(
        self,
        *,
        retriever: HybridRetriever,
        plans: Sequence[Plan],
        home: str,
        today: Callable[[], date],
    ) -> None:
        self._retriever = retriever
        # The same words are looked for in one plan after another.
        self._understand = lru_cache(maxsize=_REMEMBERED)(retriever.understand)
        self._all = tuple(plans)
        self._items = {plan.id: items_of(plan) for plan in plans}
        self._home = home
        self._today = today

    def claims(
        self, said: str, audience: Audience, items: Sequence[str], earlier: Sequence[str]
    ) -> bool:
        """Say whether a message asks for a list or comparison of plans, or goes on about one.

        `items` are those under discussion, `earlier` the questions about them.
        """
        plans = self._readable(audience)
        if not plans:
            return False
        if read(said, plans, year=self._year(plans), today=self._today()):
            return True
        shown = shown_items(plans, items)
        if not shown:
            return False
        return (
            part_of(said, plans) is not None
            or against(said, plans, [plan.id for plan, _ in shown], earlier) is not None
            or self._again(said, plans, earlier) is not None
            or sibling(said, shown, plans) is not None
            or moves_place(said, plans)
        )

    def scope(self, turn: Turn) -> Scope:
        """Return the plans that the message names, or those under discussion."""
        plans = self._readable(turn.audience)
        discussed = [plan for plan in plans if plan.id in turn.plans]
        if not discussed:
            return scope_of(turn.question, plans, self._home)
        named = scope_of(turn.said, plans, self._home)
        if not named.is_named:
            return Scope(plans=tuple(discussed), named_place=True, named_year=False)
        if named.named_place:
            return named
        # "thế năm 2026 thì sao": another year of the same place.
        here = {place_key(plan.place) for plan in discussed}
        same = [plan for plan in named.plans if place_key(plan.place) in here]
        return replace(named, plans=tuple(same) or tuple(discussed), named_place=True)

    def claimed(self, turn: Turn, scope: Scope) -> Answer:
        """Answer a message that `claims` has taken."""
        if elsewhere := self._stranger(turn, scope):
            return answers.no_plan_of(elsewhere)
        return self._listed(turn, scope) or self.answer(turn, scope)

    def of_known_place(self, turn: Turn, scope: Scope) -> Answer:
        """Answer a question for one fact, unless it is about a place of which no plan is known."""
        elsewhere = self._stranger(turn, scope)
        return answers.no_plan_of(elsewhere) if elsewhere else self.answer(turn, scope)

    def _listed(self, turn: Turn, scope: Scope) -> Answer | None:
        """Answer a question for a list or comparison, or one that goes on about plans."""
        plans = self._readable(turn.audience)
        if not plans:
            return None
        year = scope.plans[0].year if scope.plans else self._year(plans)
        if asked := read(turn.said, plans, year=year, today=self._today()):
            return self._list(asked, turn, scope)
        if not turn.plans:
            return None
        shown = shown_items(plans, turn.topic.plan_items)
        if shown and (part := part_of(turn.said, plans)):
            if not places_named(turn.said, plans):
                return part_answer(part, shown)
        if comparison := against(turn.said, plans, turn.plans, turn.earlier):
            return self._compare(comparison, turn)
        if again := self._again(turn.said, plans, turn.earlier):
            return self._list(again, turn, scope)
        others = [plan for plan in scope.plans if plan.id not in turn.plans]
        if found := sibling(turn.said, shown, plans) or same_elsewhere(turn.said, shown, others):
            plan, item = found
            return answers.item_answer(turn.said, Found(plan=plan, item=item, score=1.0))
        return None

    def answer(self, turn: Turn, scope: Scope) -> Answer:
        """Search each plan in scope on its own, so that each can answer its part."""
        if asks_identity(turn.said) and len(scope.plans) == 1:
            return answers.plan_identity_answer(scope.plans[0])
        plans = self._readable(turn.audience)
        discussed = [plan for plan in plans if plan.id in turn.plans]
        asked = _YEARLY_REPORT.sub(r"\1 cả năm", turn.question)
        question = without_names(asked, [*scope.plans, *discussed])
        if _SIGNER.search(fold(turn.said)):
            question = _SIGNED_BY
        found = [self._pieces(question, plan, turn.audience) for plan in scope.plans[:_MAX_PLANS]]
        assumed = None if scope.is_named or not scope.plans else scope.plans[0]
        answer = answers.plan_answer(question, found, assumed=assumed)
        if wrong := self._wrong_year(turn, scope, answer):
            return answers.no_plan_of_year(wrong, scope.plans, turn.said)
        if assumed is None:
            return answer
        others = self._elsewhere(question, plans, assumed, turn.audience)
        if answer.status is Status.ANSWERED:
            return answers.stated_elsewhere(answer, turn.said, others)
        if others and not answer.plan_items:
            return answers.only_elsewhere(assumed, question, others)
        return answer

    def _list(self, asked: Asked, turn: Turn, scope: Scope) -> Answer | None:
        plans = self._readable(turn.audience)
        if asked.wants is Wants.CHANGES:
            return self._compare(asked, turn)
        if asked.wants is Wants.TABLE:
            return self._table(asked, turn, plans)
        within = list(scope.plans)
        wrong = year_without_plan(turn.said, within)
        if wrong and not any(str(wrong) in text_of(plan) for plan in within):
            return answers.no_plan_of_year(wrong, within, turn.said)
        if asked.unit and not scope.is_named and within:
            within = plans_with(asked.unit, plans, self._home) or within
        if not within:
            return None
        plan = max(within, key=lambda plan: plan.year)
        match asked.wants:
            case Wants.DUTIES:
                answer = duties_answer(plan, asked) or self._about_unit(plan, asked, turn, scope)
            case Wants.DUE:
                answer = due_answer(plan, asked)
            case Wants.TARGETS:
                answer = targets_answer(plan, asked.subject)
            case _:
                weights = weights_of([each.name for each in plan.indicators])
                answer = differs_answer(plan, asked.subject, weights)
        if answer and not scope.is_named:
            answer = replace(answer, text=f"{answer.text}\n{assumed_note(plan)}")
            others = [each for each in plans if each.id != plan.id][:_MAX_PLANS]
            answer = replace(answer, more=answers.offers(turn.said, others))
        return answer

    def _about_unit(self, plan: Plan, asked: Asked, turn: Turn, scope: Scope) -> Answer | None:
        """Search for what is asked of a unit; its whole work rather than another unit's."""
        if asked.unit is None or not asked.subject:
            return None
        found = self.answer(turn, scope)
        shown = shown_items([plan], found.plan_items)
        if any(is_work_of(asked.unit, item) for _, item in shown):
            return found
        return whole_work_answer(plan, asked) if shown else None

    def _compare(self, asked: Asked, turn: Turn) -> Answer | None:
        """Compare whole plans, or what each says of one thing."""
        plans = self._readable(turn.audience)
        discussed = [plan for plan in plans if plan.id in turn.plans]
        chosen, note = compared_plans(turn.said, plans, discussed, self._home)
        if len(chosen) < 2:
            return answers.no_plan_of(note) if note else None
        if asked.unit:
            return side_by_side(chosen, asked)
        subject = [word for word in asked.subject if not word.isdigit()]
        if not subject:
            return changes_answer(chosen, note=note)
        question = without_names(turn.question, plans)
        found = [(p, self._pieces(question, p, turn.audience)) for p in chosen]
        return compared(question, found, list(asked.subject), note=note)

    def _table(self, asked: Asked, turn: Turn, plans: Sequence[Plan]) -> Answer | None:
        """Return what every plan says of one thing, those of the years named if there are any."""
        years = years_named(turn.said)
        within = [plan for plan in plans if plan.year in years] or list(plans)
        question = without_names(turn.said, plans)
        found = [(p, self._pieces(question, p, turn.audience)) for p in within]
        return table_answer(question, found, asked)

    def _again(self, said: str, plans: Sequence[Plan], earlier: Sequence[str]) -> Asked | None:
        return repeated(said, plans, earlier, year=self._year(plans), today=self._today())

    def _stranger(self, turn: Turn, scope: Scope) -> str:
        """Return the place that the message names and no plan is about, or ""."""
        plans = self._readable(turn.audience)
        if places_named(turn.said, plans):
            return ""
        alone = replace(scope, named_place=False)
        return commune_without_plan(turn.places, alone) or place_without_plan(turn.said, plans)

    def _elsewhere(
        self, question: str, plans: Sequence[Plan], home: Plan, audience: Audience
    ) -> list[Found]:
        """Return what other plans' records say of the same thing, the nearest first."""
        subject = subject_of(question, plans)
        if len(subject) < 2:
            return []
        found = []
        for plan in plans:
            if plan.id == home.id or place_key(plan.place) == place_key(home.place):
                continue
            pieces = [
                piece
                for piece in self._pieces(question, plan, audience)
                if piece.item in (*plan.indicators, *plan.deadlines)
            ]
            best = best_about(question, pieces, subject, least=_STATED_ELSEWHERE)
            if best:
                found.append(best)
        return sorted(found, key=lambda piece: -piece.plan.year)[:_MAX_OTHERS]

    def _wrong_year(self, turn: Turn, scope: Scope, answer: Answer) -> int | None:
        """Return the year named if the plans are of others and the answer does not speak of it."""
        year = year_without_plan(turn.said, scope.plans)
        if year is None:
            return None
        shown = shown_items(scope.plans, answer.plan_items)
        return None if any(str(year) in said_by(item) for _, item in shown) else year

    def _pieces(self, question: str, plan: Plan, audience: Audience) -> list[Found]:
        """Return the best pieces of one plan, without its closing formulas."""
        query = self._understand(question)
        wanted = Filters(
            audience=audience, kind=Kind.PLAN, places=(place_key(plan.place),), year=plan.year
        )
        items = self._items[plan.id]
        return [
            Found(plan=plan, item=items[hit.passage.id], score=hit.score)
            for hit in self._retriever.search(query, wanted, CANDIDATES)
            if hit.passage.id in items and not _FORMULA.match(said_by(items[hit.passage.id]))
        ]

    def _readable(self, audience: Audience) -> list[Plan]:
        may_read = audience.may_read()
        return [plan for plan in self._all if plan.audience in may_read]

    def _year(self, plans: Sequence[Plan]) -> int:
        """Return the year of the home ward's newest plan, or of the newest."""
        mine = [plan.year for plan in plans if place_key(plan.place) == place_key(self._home)]
        return max(mine or [plan.year for plan in plans])
