"""Read a message in the light of what was said before: the same topic, another, a correction."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.aspect import find_aspects, plain_words
from bot.case import age_in, are_kin, detail_in, fits_age, is_plainly, keeps_to_it, subject_of
from bot.conversations import Conversation, Topic
from bot.correction import Correction, correction_in
from bot.fraud import goes_on_about_fraud
from bot.going_back import going_back
from bot.named_day import without_day
from bot.neighbours import neighbour_for
from bot.places import province_elsewhere, without_provinces
from bot.procedure_proxy import without_absent
from bot.reading import Reading
from bot.record_names import Names
from bot.topic import (
    KIN,
    Named,
    is_compared,
    leads_with_subject,
    leaves_topic,
    named_in,
    without_words,
)
from bot.types import Act, Decision
from knowledge.readable import ReadableRecords
from knowledge.text import expand, folded_syllables
from knowledge.types import Aspect, Audience, Kind
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query
from retrieval.types import Filters

# A message that names so much of its own stands on its own.
_MANY_WORDS = 4
_LOOKED_AT = 5
_TRUSTED = 2
# Of "out of scope" or "procedure", to leave plans under discussion.
_SURE = 0.7
# What no plan has.
_OF_PROCEDURES = {Aspect.DOCUMENTS, Aspect.FEE, Aspect.FORM, Aspect.STEPS}


class Reader:
    """Knows the names of the records, to tell a new subject from a detail of the old one."""

    def __init__(
        self,
        retriever: HybridRetriever,
        records: ReadableRecords,
        understand: Callable[[str], Query],
        home: str = "",
    ) -> None:
        """`home` is the ward's province."""
        self._retriever = retriever
        self._home = home
        self._understand = understand
        self._records = records
        self._names = Names(records)
        self._places = {s for plan in records.plans() for s in folded_syllables(plan.place)}

    def read(
        self, said: str, conversation: Conversation, decision: Decision, audience: Audience
    ) -> Reading:
        """Return how the message goes on; a new topic when it stands on its own."""
        topic, earlier = conversation.topic, conversation.questions
        if not earlier:
            return Reading(question=said)
        if leaves_topic(said):
            return Reading(question=said)
        if told := self._swindled(said, topic):
            return Reading(question=said, about=told, is_guide=True, is_new=told != topic.guide)
        if back := going_back(said, conversation, self._names):
            return back
        correction = correction_in(said) if topic.candidates or topic.plans else None
        if correction:
            return self._corrected(correction, conversation, audience)
        # Where it is done is no subject, but whose plan is meant.
        asked = without_absent(said)
        named = named_in(without_day(asked if topic.plans else without_provinces(asked)))
        together = Reading(
            question=" ".join((*earlier, said)),
            is_new=False,
            about=None if topic.plans else topic.guide or topic.procedure,
            is_guide=topic.guide is not None,
            plans=topic.plans,
            without=topic.rejected,
            keeps_aspects=True,
        )
        alone = Reading(question=said, keeps_aspects=named.moves_on)
        if not named.words:
            is_elsewhere = province_elsewhere(said, [], self._home) and not find_aspects(said)
            return replace(together, is_not_told=bool(is_elsewhere and together.about))
        known = self._names.words(together.about) | set(folded_syllables(" ".join(earlier)))
        if topic.plans:
            known |= self._places
        # A subject is new as a whole: "giám hộ" is, though "hộ" was said.
        new = named.subject if any(word not in known for word in named.subject) else ()
        if topic.plans:
            return self._in_plans(named, new, together, alone, decision, audience)
        if together.about and keeps_to_it(said):
            record = self._records.procedure(together.about)
            detail = detail_in(record, named.words, said)
            return replace(together, detail=detail, is_not_told=detail is None)
        is_elsewhere = len(named.subject) > 1 and self._is_elsewhere(
            named, together, audience, said
        )
        if named.moves_on and is_elsewhere:
            return alone
        if self._starts_anew(named, together, said, audience):
            return replace(alone, keeps_aspects=alone.keeps_aspects or is_compared(said))
        if not new:
            return self._case(named, together, said, audience)
        if not (named.moves_on or named.action):
            if detail := detail_in(self._records.procedure(together.about or ""), new, said):
                return replace(together, detail=detail)
        is_out = decision.act is Act.OUT_OF_SCOPE and len(new) > 1
        if is_out or len(named.subject) >= _MANY_WORDS:
            return alone
        # A list was offered and none of it is meant: "cưới được không".
        may_be = not set(find_aspects(said)) - {Aspect.CONDITIONS}
        is_other = len(new) > 1 or named.moves_on or (topic.was_asked_back and may_be)
        if is_other and self._finds(said, new, audience):
            return alone
        is_not_told = (
            together.about is not None and len(new) > 1 and not named.who and not find_aspects(said)
        )
        # A guide is short: what it does not name, another may.
        return (
            replace(together, about=None)
            if together.is_guide
            else replace(together, is_not_told=is_not_told)
        )

    def _swindled(self, said: str, topic: Topic) -> str | None:
        """Return the guide for who tells more of a fraud, or that the harm is done."""
        guide = goes_on_about_fraud(said, topic.guide)
        return guide if guide and self._records.guide(guide) else None

    def _in_plans(
        self,
        named: Named,
        new: Sequence[str],
        together: Reading,
        alone: Reading,
        decision: Decision,
        audience: Audience,
    ) -> Reading:
        """Keep the plans under discussion unless a procedure or guide is named."""
        asked = set(find_aspects(alone.question))
        is_sure = decision.act is Act.PROCEDURE and decision.confidence >= _SURE
        if is_sure and (asked & _OF_PROCEDURES or (new and not named.moves_on)):
            if self._finds(alone.question, tuple(set(named.words) - KIN), audience):
                return replace(alone, leaves_plans=True)
        if not new:
            return together
        is_other = decision.act in (Act.PROCEDURE, Act.GUIDE) and (asked or not named.moves_on)
        if is_other and self._finds(alone.question, new, audience):
            return alone
        if decision.act is Act.OUT_OF_SCOPE and decision.confidence >= _SURE:
            return alone
        # The earlier subject's words would only find it again.
        return replace(together, question=alone.question)

    def _is_elsewhere(self, named: Named, together: Reading, audience: Audience, said: str) -> bool:
        """Say whether another procedure is called by the subject, and the discussed one is not."""
        subject = set(named.subject)
        if subject <= set(folded_syllables(self._names.official(together.about))):
            return False
        best = self._found(said, audience)[:1]
        return any(code != together.about and self._names.is_called(code, subject) for code in best)

    def _starts_anew(self, named: Named, together: Reading, said: str, audience: Audience) -> bool:
        """Say whether the message begins with doing what another procedure is called.

        "Xin xác nhận độc thân mất bao lâu", "cấp giấy chứng tử": not "cần giấy chứng tử không".
        """
        if together.about is None or not leads_with_subject(said, named):
            return False
        if not named.who and len(named.subject) < 2:
            return False
        wholes = [named.words] + ([named.subject] if len(named.subject) > 1 else [])
        return any(
            self._is_elsewhere(replace(named, subject=whole), together, audience, said)
            for whole in wholes
        )

    def _corrected(
        self, correction: Correction, conversation: Conversation, audience: Audience
    ) -> Reading:
        """Put the words of the correction in the place of what was understood."""
        topic = conversation.topic
        wanted = named_in(correction.wanted)
        discussed = self._names.words(topic.procedure)
        drop = set(plain_words(expand(correction.denied)))
        called = self._called_instead(correction.wanted, wanted, topic, audience)
        if not wanted.subject:
            beside = neighbour_for(wanted, topic.procedure, self._records, self._names)
            called = None if beside == topic.procedure else beside
        if called or any(word not in discussed for word in wanted.subject):
            # Another subject: the old one's words would only find it again.
            drop |= set(subject_of(self._names.official(topic.procedure)))
        drop -= set(wanted.words)
        earlier = [without_words(question, drop) for question in conversation.questions]
        denied = set(named_in(correction.denied).words)
        is_same = bool(correction.wanted) and not denied & discussed
        if is_same and set(wanted.words) - discussed - KIN:
            # In other words: "sửa năm sinh" is what was answered.
            is_same = self._found(correction.wanted, audience)[:1] == [topic.procedure]
        question = " ".join((*earlier, correction.wanted))
        best = topic.procedure if is_same else self._best_named(question, wanted, topic, audience)
        meant = called or best
        if correction.wanted and not wanted.subject:
            meant = meant or topic.procedure
        rejected = {topic.procedure} - {meant} if topic.procedure else set()
        return Reading(
            question=question,
            is_new=False,
            about=meant,
            plans=topic.plans,
            without=(topic.rejected | rejected) - {meant or ""},
            keeps_aspects=True,
            correction=correction,
        )

    def _called_instead(
        self, said: str, wanted: Named, topic: Topic, audience: Audience
    ) -> str | None:
        """Return the procedure that a correction calls by name, if the discussed one is not so.

        The everyday names of the discussed one may hold the words all the same.
        """
        words = set(wanted.words) - KIN
        if not wanted.subject or self._names.is_officially(topic.procedure, words):
            return None
        if self._names.is_just(topic.procedure, said):
            return None
        found = self._found(said, audience)
        # "Ý em là tạm trú": registering it, though a list of it was left before.
        if plain := next((c for c in found if is_plainly(self._names.official(c), said)), None):
            return plain if plain != topic.procedure else None
        best = next(iter(found), None)
        if best is None or best == topic.procedure or best in topic.rejected:
            return None
        is_called = self._names.is_officially(best, words) or self._names.says(best, wanted.words)
        return best if is_called else None

    def _best_named(
        self, question: str, wanted: Named, topic: Topic, audience: Audience
    ) -> str | None:
        """Return the procedure whose names hold the words of a correction, official names first."""
        words = set(wanted.words) - KIN
        own = set(subject_of(self._names.official(topic.procedure)))
        discussed = self._records.procedure(topic.procedure or "")
        neighbours = [n.code for n in discussed.distinguish] if discussed else []
        codes = [
            code
            for code in dict.fromkeys([*self._found(question, audience), *neighbours])
            if code != topic.procedure
            and code not in topic.rejected
            # "cấp lại cơ" means the same paper.
            and (wanted.subject or len(own & set(subject_of(self._names.official(code)))) > 1)
        ]
        for code in codes:
            if words and words <= set(folded_syllables(self._names.official(code))):
                return code
        return next((c for c in codes if words and words <= self._names.words(c)), None)

    def _case(self, named: Named, together: Reading, said: str, audience: Audience) -> Reading:
        """Move to the neighbour that the case names: "thế người nước ngoài", "cấp lại thì sao"."""
        discussed = self._names.words(together.about)
        years = age_in(said)
        asked = set(named.case) - discussed - KIN
        subject = set(named.subject)
        if len(subject) > 1 and not self._names.is_called(together.about, subject):
            # It repeats words said before, but another procedure is called so.
            for code in self._found(said, audience)[:_TRUSTED]:
                if subject <= set(folded_syllables(self._names.official(code))):
                    return together if code == together.about else together.moved_to(code)
        if together.about is None:
            return together
        meant = neighbour_for(named, together.about, self._records, self._names)
        if meant and meant != together.about:
            return together.moved_to(meant)
        if years is None and (meant or not asked):
            return together
        for code in self._near(together, said, audience):
            if years is not None:
                is_wrong = not fits_age(self._names.official(together.about), years, if_silent=True)
                if is_wrong and fits_age(self._names.official(code), years):
                    return together.moved_to(code)
            elif asked and asked | set(named.subject) <= self._names.words(code):
                return together.moved_to(code)
        return together

    def _near(self, together: Reading, said: str, audience: Audience) -> list[str]:
        """Return the procedures that may be meant instead of the discussed one, best first."""
        discussed = self._records.procedure(together.about or "")
        neighbours = [n.code for n in discussed.distinguish] if discussed else []
        found = self._found(together.question, audience) + self._found(said, audience)
        own = set(subject_of(self._names.official(together.about)))
        kin = [code for code in found if are_kin(own, subject_of(self._names.official(code)))]
        # Those that the search found come first, neighbours of them before strangers.
        near = sorted(dict.fromkeys(kin), key=lambda code: code not in neighbours)
        return [c for c in dict.fromkeys([*near, *neighbours]) if c != together.about]

    def _found(self, question: str, audience: Audience) -> list[str]:
        query = self._understand(expand(question))
        wanted = Filters(audience=audience, kind=Kind.PROCEDURE)
        return [h.passage.record_id for h in self._retriever.search(query, wanted, _LOOKED_AT)]

    def _finds(self, said: str, new: Sequence[str], audience: Audience) -> bool:
        """Say whether the message alone finds a record whose name holds all its new words."""
        query = self._understand(expand(said))
        for kind in (Kind.PROCEDURE, Kind.GUIDE):
            hits = self._retriever.search(query, Filters(audience=audience, kind=kind), 3)
            if new and any(self._names.is_called(hit.passage.record_id, new) for hit in hits):
                return True
        return False
