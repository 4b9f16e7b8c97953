"""The suite `facts`: whether the right record, asked for the right part, says the gold facts.

No model has a hand in it: a wrong fee in a record shows here, and on every machine alike.
"""

from collections.abc import Callable, Sequence

from bot.in_service import Knowledge
from channels.contract import answer_json
from eval.cases import parse_answer
from eval.matching import says
from eval.runs.cases import Asked, split_of
from eval.runs.folder import Folder
from eval.runs.types import Area, Outcome, Stage
from eval.types import Case, Expect
from knowledge.text import expand


def ask(
    knowledge: Knowledge,
    cases: Sequence[Asked],
    folder: Folder,
    *,
    on_done: Callable[[], None] = lambda: None,
) -> None:
    """Ask every case's own record for its part, if that is not done."""
    for case in asked_of_records(cases):
        if folder.get(Area.FACTS, case.id) is None:
            folder.keep(_outcome(knowledge, case))
        on_done()


def asked_of_records(cases: Sequence[Asked]) -> list[Case]:
    """Return the cases whose record and part are known, and that want a fact."""
    return [
        asked.case
        for asked in cases
        if asked.case.expect is Expect.ANSWER
        and asked.case.codes
        and asked.case.aspect
        and asked.case.answer_all
        and len(asked.case.turns) == 1
    ]


def _outcome(knowledge: Knowledge, case: Case) -> Outcome:
    search = knowledge.assistant.knows[case.audience].search
    question, text, field = expand(case.turns[-1]), "", ""
    is_good = False
    # Of several right procedures one has to say it.
    for code in sorted(case.codes | case.codes_ok):
        procedure = search.procedure(code)
        if procedure is None or case.aspect is None or is_good:
            continue
        answer = search.about(procedure, (case.aspect,), question, said=case.turns[-1])
        given = parse_answer(answer_json(answer, id=case.id, ms=0.0).model_dump_json())
        text, field = given.text, procedure.domain
        is_good = says(text, case.answer_all, case.answer_none)
    return Outcome(
        area=Area.FACTS,
        id=case.id,
        said=case.turns,
        expect="answer",
        is_good=is_good,
        marks={"fact": float(is_good), "all": float(is_good)},
        labels={"style": case.style, "field": field, "split": split_of(case)},
        wanted=" · ".join(" | ".join(group) for group in case.answer_all),
        answer={"status": "", "text": text},
        stage=None if is_good else Stage.COMPOSE,
    )
