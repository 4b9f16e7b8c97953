"""Say at which stage a case went wrong, by replaying the stages with what they should have got.

A stage is at fault if the answer is right once its input is the right one: the question typed
cleanly, the intent, the record, the part of it. The first such stage is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations import Conversation
from bot.in_service import Knowledge
from bot.types import Act, Answer, Decision, Message, Status
from channels.contract import answer_json
from eval.cases import parse_answer
from eval.metrics import ABSTAINED, score
from eval.runs.types import Stage
from eval.types import Case, Expect, Given, Reference, Suite
from knowledge.text import expand
from knowledge.types import Kind
from retrieval.hybrid import RANKED
from retrieval.types import Filters

_ACTS = {Suite.PROCEDURES: Act.PROCEDURE, Suite.GUIDES: Act.GUIDE, Suite.PLANS: Act.PLAN}


@dataclass(frozen=True, kw_only=True)
class Replay:
    """The stages of an assistant, to be asked one by one."""

    knowledge: Knowledge
    reference: Reference

    async def is_right(self, case: Case, turns: Sequence[str], decision: Decision | None) -> bool:
        """Say whether the turns get a right answer; with a decision, its last one is given that."""
        conversation = Conversation()
        answer: Answer | Decision = Decision(act=Act.SEARCH)
        for number, turn in enumerate(turns, start=1):
            message = Message(conversation_id="replay", text=turn, audience=case.audience)
            # Nobody is asked for the intent of the turns before: they only say what it is about.
            made = decision if number == len(turns) and decision else Decision(act=Act.SEARCH)
            answer = await self.knowledge.assistant.reply(message, conversation, made)
        return isinstance(answer, Answer) and _is_good(case, answer, self.reference)

    def candidates(self, case: Case, text: str) -> list[str]:
        """Return the records that search finds for a text, best first, as many as are ranked."""
        retriever = self.knowledge.retriever
        kind = {Suite.PROCEDURES: Kind.PROCEDURE, Suite.GUIDES: Kind.GUIDE}.get(
            case.suite, Kind.PLAN
        )
        wanted = Filters(audience=case.audience, kind=kind)
        hits = retriever.search(retriever.understand(expand(text)), wanted, RANKED)
        return [hit.passage.record_id for hit in hits]


async def stage_at_fault(case: Case, given: Given | None, replay: Replay) -> Stage:
    """Return the stage that a wrong case went wrong at."""
    if given is None:
        return Stage.CRASH
    if case.expect is Expect.ABSTAIN:
        return Stage.ABSTAIN
    if len(case.turns) > 1 and await replay.is_right(case, ["\n".join(case.turns)], None):
        return Stage.CONTEXT
    if case.clean and await replay.is_right(case, case.clean, None):
        return Stage.NORMALISE
    right = case.codes | case.codes_ok | case.docs | ({case.topic} if case.topic else set())
    found = replay.candidates(case, " ".join(case.turns))
    if case.expect is Expect.CLARIFY:
        return Stage.DECIDE if right & set(found) else Stage.SEARCH
    told = Decision(act=_ACTS[case.suite], confidence=1.0, outside=0.0)
    if await replay.is_right(case, case.turns, told):
        return Stage.DECIDE
    is_named = given.procedure in right or bool(given.cited_docs & right)
    if right and not is_named:
        if not right & set(found):
            return Stage.SEARCH
        if found[0] not in right:
            return Stage.RANK
        return Stage.ABSTAIN if given.status in ABSTAINED else Stage.DECIDE
    if given.status in ABSTAINED:
        return Stage.ABSTAIN
    if given.status is not Status.ANSWERED:
        return Stage.DECIDE
    if case.aspect:
        told = Decision(act=told.act, aspect=case.aspect, confidence=1.0, outside=0.0)
        if await replay.is_right(case, case.turns, told) or _says_it(case, given, replay):
            return Stage.FIELD
    return Stage.COMPOSE


def _says_it(case: Case, given: Given, replay: Replay) -> bool:
    """Say whether the record's own part, when it is asked for, would have been right."""
    search = replay.knowledge.assistant.knows[case.audience].search
    procedure = search.procedure(given.procedure or "")
    if procedure is None or case.aspect is None:
        return False
    answer = search.about(procedure, (case.aspect,), expand(case.turns[-1]))
    return _is_good(case, answer, replay.reference)


def _is_good(case: Case, answer: Answer, reference: Reference) -> bool:
    body = answer_json(answer, id=case.id, ms=0.0)
    return score(case, parse_answer(body.model_dump_json()), reference)["all"] == 1
