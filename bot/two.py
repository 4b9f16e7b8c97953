"""Answer about two procedures at once: two questions in one message, or a question back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise

from bot.case import follows_unsaid, subject_of
from bot.compose_several import Part, difference_answer, several_answer
from bot.conversations import Topic
from bot.going_back import one_of_two
from bot.phrases import where_to_turn
from bot.procedure_trust import Law
from bot.search import Search
from bot.split import ask_both, asked_aspects, asks_difference, halves, listed_names
from bot.topic import KIN, named_in
from bot.turn import Turn
from bot.types import Answer, Choice, Status
from bot.ward import Ward
from bot.wording import capital, sentence, shortened, told_apart
from knowledge.text import expand, folded_syllables
from knowledge.types import Aspect, Audience, Kind, Procedure
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query
from retrieval.types import Filters

_LEAD = "Anh/chị hỏi hai việc:"
_LEADS = {3: "Anh/chị hỏi ba việc:", 4: "Anh/chị hỏi bốn việc:"}
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
_CHOICE_WORDS = 14
_QUOTED_WORDS = 20
_REST = "Việc còn lại, “{rest}”, anh/chị nhắn riêng câu đó, tôi trả lời tiếp."
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
        if self._is_of_all(turn):
            all_of_them = turn.topic.together
            return self.several(all_of_them, turn.aspects, differ=False, most=len(all_of_them))
        if listed := self._listed(turn):
            return listed
        differ = asks_difference(turn.said)
        # "Ở Đà Nẵng thì khác gì" compares places.
        of_it = turn.about if differ and not self._search.names_elsewhere(turn) else None
        if of_it and (one := self._search.procedure(of_it)):
            other = self._named(turn.said, turn.audience)
            if other and other.code != one.code:
                return difference_answer(one, other, self._today(), law=self._law)
        for left, right in islice(halves(turn.said), _MAX_SPLITS):
            first = self._named(left, turn.audience)
            asks_twice = ask_both(left, right)
            # Mostly there is no second question: a half that names nothing spares the other.
            second = self._named(right, turn.audience) if first or asks_twice else None
            if asks_twice:
                # By an official name: everyday ones hold much else ("mở quán phở" and taxes).
                first = first if _is_called(first, left) else None
                second = second if _is_called(second, right) else None
                if bool(first) != bool(second):
                    if one_of_two := self._one_of_two(turn, first, second, (left, right)):
                        return one_of_two
                    continue
            if not (_is_called(first, left) or _is_called(second, right)):
                continue  # a story: "con tôi đánh nhau với bạn"
            if first is None or second is None or first.code == second.code:
                continue
            if differ:
                return difference_answer(first, second, self._today(), law=self._law)
            if _share(first, second) >= _ONE_FAMILY:
                continue
            if whole := self._covers(turn, first, second, f"{left} {right}", is_split=asks_twice):
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

    def _listed(self, turn: Turn) -> Answer | None:
        """Answer about each of three or four procedures in a list.

        None if one is not known, or if one procedure does them all.
        """
        parts = listed_names(turn.said)
        named = [self._named(part, turn.audience) for part in parts]
        known = [p for p, part in zip(named, parts, strict=True) if p and _is_called(p, part)]
        if not parts or len({p.code for p in known}) < len(parts):
            return None
        said = {pair for part in parts for pair in _pairs(named_in(part).subject)}
        found = map(self._search.procedure, self._found(turn.said, turn.audience))
        if any(p and said <= _pairs(folded_syllables(p.name)) for p in found):
            return None  # a joined one
        listed = [Part(procedure=procedure) for procedure in known]
        lead = _LEADS[len(listed)]
        return several_answer(listed, turn.aspects, self._today(), law=self._law, lead=lead)

    def _is_of_all(self, turn: Turn) -> bool:
        """Say whether a part is asked of all that the last answer told of: "lệ phí bao nhiêu"."""
        topic = turn.topic
        return (
            topic.is_of_all
            and turn.about == topic.procedure
            and bool(turn.aspects)
            and not named_in(turn.said).words
            and one_of_two(turn.said, topic) is None
        )

    def _one_of_two(
        self,
        turn: Turn,
        first: Procedure | None,
        second: Procedure | None,
        said: tuple[str, str],
    ) -> Answer | None:
        """Answer the one question whose procedure is sure, and offer to take the other next."""
        mine, other = said if first else (said[1], said[0])
        procedure = first or second
        # A clause of a story names a procedure too, but another one than the whole does.
        found = self._found(turn.said, turn.audience)
        if procedure is None or procedure.code not in found[:1]:
            return None
        answer = self._search.about(procedure, asked_aspects(mine), mine, turn.places, said=mine)
        rest = shortened(other, _QUOTED_WORDS).strip(" ,.;?")
        text = f"{_LEAD} Tôi trả lời một việc trước.\n{answer.text}\n{_REST.format(rest=rest)}"
        more = (Choice(title=capital(rest), code=None, payload=other), *answer.more)
        return replace(answer, text=text, more=more, ranking=tuple(found))

    def several(
        self, codes: Sequence[str], aspects: Sequence[Aspect], *, differ: bool, most: int = 2
    ) -> Answer | None:
        """Return the answer about the first two of the codes, or `most`; None if there is one."""
        known = [p for code in codes if (p := self._search.procedure(code))][:most]
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

    def other_candidates(self, topic: Topic, questions: Sequence[str], ward: Ward) -> Answer:
        """Admit a wrong answer and offer what else may have been meant by the questions.

        What shares no subject with them is no help: then another wording is asked for.
        """
        wrong = {topic.procedure, *topic.rejected}
        discussed = self._search.procedure(topic.procedure or "")
        neighbours = [each.code for each in discussed.distinguish] if discussed else []
        # Those most easily taken for it come first.
        near = sorted(topic.candidates, key=lambda code: code not in neighbours)
        asked = _pairs(named_in(" ".join(questions)).subject)
        known = [
            p
            for code in dict.fromkeys([*near, *neighbours])
            if code not in wrong
            and (p := self._search.procedure(code))
            and (code in neighbours or asked & _pairs(folded_syllables(p.name)))
        ][:_MAX_CHOICES]
        titles = told_apart([p.name for p in known], _CHOICE_WORDS)
        choices = tuple(
            Choice(title=title, code=p.code, payload=p.code)
            for title, p in zip(titles, known, strict=True)
        )
        if not choices:
            text = (
                f"{_WRONG} Anh/chị viết lại rõ hơn giúp tôi: làm giấy tờ gì, cho ai. "
                f"{where_to_turn(ward)}"
            )
            return Answer(status=Status.SAID, text=text, act="smalltalk")
        options = "\n".join(f"{number}. {c.title}" for number, c in enumerate(choices, start=1))
        text = (
            f"{_WRONG} Có phải anh/chị hỏi việc dưới đây?\n{options}\n"
            "Nếu không phải, anh/chị viết lại giúp tôi vài chữ: làm giấy tờ gì, cho ai. "
            f"{where_to_turn(ward)}"
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
        named = [
            p
            for p in found
            if p
            and any(wanted <= _said(name) for name in _names(p))
            and not follows_unsaid(p.name, text)
        ]
        # "khai sinh" alone means the plain one, not "khai sinh lưu động".
        more = {p.code: len(set(subject_of(p.name)) - wanted) for p in named}
        shortest = sorted(named, key=lambda p: len(p.name))
        plain = sorted((p for p in shortest if more[p.code] <= _PLAIN), key=lambda p: more[p.code])
        return next(iter([*plain, *named]), None)

    def _covers(
        self,
        turn: Turn,
        first: Procedure,
        second: Procedure,
        said: str,
        *,
        is_split: bool,
    ) -> Procedure | None:
        """Return a procedure that does both, e.g. a joined one.

        Its name holds the subjects of both or all that was said, and no action is left over; of two
        that are asked about apart (`is_split`) the subjects stand in it as they are called.
        """
        both = {w for p in (first, second) for w in subject_of(p.name)}
        pairs = {pair for p in (first, second) for pair in _pairs(subject_of(p.name))}
        named = named_in(said)
        for code in (first.code, second.code, *self._found(turn.said, turn.audience)):
            procedure = self._search.procedure(code)
            if procedure is None:
                continue
            name = _said(procedure.name)
            known = {word for each in _names(procedure) for word in _said(each)}
            holds = both <= name or set(named.words) - KIN <= name
            if is_split and not pairs <= _pairs(folded_syllables(procedure.name)):
                continue
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


def _is_called(procedure: Procedure | None, part: str) -> bool:
    """Say whether the official name holds what a part of the message names."""
    subject = named_in(part).subject
    if procedure is None or not set(subject) - KIN <= set(folded_syllables(procedure.name)):
        return False
    return bool(_pairs(subject) & _pairs(folded_syllables(procedure.name)))


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    """Return the syllables that follow each other: one alone names nothing in Vietnamese."""
    return set(pairwise(words))


def _names(procedure: Procedure) -> tuple[str, ...]:
    return (procedure.name, *procedure.asked_as)


@lru_cache(maxsize=1_024)
def _said(name: str) -> frozenset[str]:
    return frozenset(folded_syllables(expand(name)))
