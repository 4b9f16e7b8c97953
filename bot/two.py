"""Answer about two procedures at once: two questions in one message, or a question back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice

from bot.case import subject_of
from bot.compose_several import Part, difference_answer, several_answer
from bot.conversations import Topic
from bot.procedure_trust import Law
from bot.search import Search
from bot.split import asked_aspects, asks_difference, halves
from bot.topic import KIN, named_in
from bot.turn import Turn
from bot.types import Answer, Choice, Status
from bot.wording import sentence, shortened
from knowledge.text import expand, folded_syllables
from knowledge.types import Aspect, Audience, Kind, Procedure
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query
from retrieval.types import Filters

_LEAD = "Anh/chị hỏi hai việc:"
_LOOKED_AT = 5
# Of a part's hits so many are trusted to be what it names.
_TRUSTED = 3
# Names so alike are variants of one procedure, of which one message means one.
_ONE_FAMILY = 0.8
# A name with so few words more than were said is the plain one.
_PLAIN = 2
_MAX_SPLITS = 4
_MAX_CHOICES = 4
_TITLE_WORDS = 9
_WRONG = "Xin lỗi anh/chị, tôi hiểu chưa đúng."


class Two:
    """Needs the search for each half of a message."""

    def __init__(
        self,
        *,
        retriever: HybridRetriever,
        understand: Callable[[str], Query],
        search: Search,
        today: Callable[[], date],
        law: Law,
    ) -> None:
        self._retriever = retriever
        self._understand = understand
        self._search = search
        self._today = today
        self._law = law

    def answer(self, turn: Turn) -> Answer | None:
        """Return the answer to two questions in one message; None if there is one.

        Two only if each half names a procedure of its own with all its words and no single
        procedure covers both.
        """
        if turn.plans or turn.without:
            return None
        differ = asks_difference(turn.said)
        if differ and turn.about and (one := self._search.procedure(turn.about)):
            other = self._named(turn.said, turn.audience)
            if other and other.code != one.code:
                return difference_answer(one, other, self._today(), law=self._law)
        for left, right in islice(halves(turn.said), _MAX_SPLITS):
            first = self._named(left, turn.audience)
            # Mostly there is no second question: a half that names nothing spares the other.
            second = self._named(right, turn.audience) if first else None
            if first is None or second is None or first.code == second.code:
                continue
            if differ:
                return difference_answer(first, second, self._today(), law=self._law)
            if _share(first, second) >= _ONE_FAMILY:
                continue
            if whole := self._covers(turn, first, second, f"{left} {right}"):
                said = turn.said
                found = self._search.about(
                    whole, turn.aspects, turn.question, turn.places, said=said
                )
                return replace(found, ranking=(whole.code, first.code, second.code))
            parts = [
                Part(procedure=first, aspects=asked_aspects(left)),
                Part(procedure=second, aspects=asked_aspects(right)),
            ]
            return several_answer(parts, turn.aspects, self._today(), law=self._law, lead=_LEAD)
        return None

    def several(
        self, codes: Sequence[str], aspects: Sequence[Aspect], *, differ: bool
    ) -> Answer | None:
        """Return the answer about the first two of the codes; None if there are not two."""
        known = [p for code in codes if (p := self._search.procedure(code))][:2]
        if len(known) < 2:
            return None
        if differ:
            return difference_answer(known[0], known[1], self._today(), law=self._law)
        parts = [Part(procedure=procedure) for procedure in known]
        return several_answer(parts, aspects, self._today(), law=self._law, lead="")

    def most_likely(
        self, offered: Sequence[Choice], aspects: Sequence[Aspect], question: str
    ) -> Answer | None:
        """Explain the choices in a line each and answer about the first, the likeliest."""
        known = [(c, p) for c in offered if c.code and (p := self._search.procedure(c.code))]
        if not known:
            return None
        lines = [f"- {c.title}: {sentence(shortened(p.name, _TITLE_WORDS))}" for c, p in known]
        answer = self._search.about(known[0][1], aspects, question)
        lead = "Các trường hợp khác nhau như sau:"
        then = "Gần với câu hỏi nhất là việc đầu tiên:"
        return replace(
            answer,
            text="\n".join([lead, *lines, then, answer.text]),
            ranking=tuple(p.code for _, p in known),
        )

    def other_candidates(self, topic: Topic) -> Answer:
        """Admit a wrong answer and offer what else may have been meant."""
        wrong = {topic.procedure, *topic.rejected}
        known = [
            p
            for code in topic.candidates
            if code not in wrong and (p := self._search.procedure(code))
        ][:_MAX_CHOICES]
        choices = tuple(
            Choice(title=shortened(p.name, _TITLE_WORDS).rstrip(" …"), code=p.code, payload=p.code)
            for p in known
        )
        if len(choices) < 2:
            text = f"{_WRONG} Anh/chị ghi rõ hơn giúp tôi: làm giấy tờ gì, cho ai, ở đâu."
            return Answer(status=Status.SAID, text=text, act="smalltalk")
        options = "\n".join(f"{number}. {c.title}" for number, c in enumerate(choices, start=1))
        text = (
            f"{_WRONG} Anh/chị hỏi việc nào dưới đây?\n{options}\n"
            "Nếu không có việc nào đúng, anh/chị viết lại giúp tôi vài chữ."
        )
        return Answer(
            status=Status.CLARIFY,
            text=text,
            act="procedure",
            aspect=topic.aspects[0] if topic.aspects else None,
            ranking=tuple(p.code for p in known),
            choices=choices,
        )

    def _named(self, text: str, audience: Audience) -> Procedure | None:
        """Return the procedure that a part of a message names with all its words, if any does."""
        wanted = set(named_in(text).words) - KIN
        if not wanted or not self._retriever.may_name(wanted):
            return None
        found = [self._search.procedure(code) for code in self._found(text, audience)[:_TRUSTED]]
        named = [p for p in found if p and any(wanted <= _said(name) for name in _names(p))]
        # "khai sinh" alone means the plain one, not "khai sinh lưu động".
        more = {p.code: len(set(subject_of(p.name)) - wanted) for p in named}
        shortest = sorted(named, key=lambda p: len(p.name))
        plain = sorted((p for p in shortest if more[p.code] <= _PLAIN), key=lambda p: more[p.code])
        return next(iter([*plain, *named]), None)

    def _covers(
        self, turn: Turn, first: Procedure, second: Procedure, said: str
    ) -> Procedure | None:
        """Return a procedure that does both, e.g. a joined one.

        Its name holds the subjects of both or all that was said, and no action is left over.
        """
        both = {w for p in (first, second) for w in subject_of(p.name)}
        named = named_in(said)
        for code in (first.code, second.code, *self._found(turn.said, turn.audience)):
            procedure = self._search.procedure(code)
            if procedure is None:
                continue
            name = _said(procedure.name)
            known = {word for each in _names(procedure) for word in _said(each)}
            holds = both <= name or set(named.words) - KIN <= name
            if holds and set(named.action) <= known:
                return procedure
        return None

    def _found(self, text: str, audience: Audience) -> list[str]:
        query = self._understand(expand(text))
        wanted = Filters(audience=audience, kind=Kind.PROCEDURE)
        return [h.passage.record_id for h in self._retriever.search(query, wanted, _LOOKED_AT)]


def _share(first: Procedure, second: Procedure) -> float:
    """Return the share of the shorter official name's words that the other holds, too."""
    mine, theirs = (set(subject_of(p.name)) for p in (first, second))
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _names(procedure: Procedure) -> tuple[str, ...]:
    return (procedure.name, *procedure.asked_as)


@lru_cache(maxsize=1_024)
def _said(name: str) -> frozenset[str]:
    return frozenset(folded_syllables(expand(name)))
