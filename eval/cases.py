"""Read cases and answers from JSON Lines; every problem of every file is reported at once."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.types import Status
from channels.contract import QuestionIn
from eval.tables import SUFFIXES, rows_of
from eval.types import Case, EvalError, Expect, Given, Suite
from knowledge.types import Aspect

TESTSET = Path(__file__).parent / "testset"
MAX_PROBLEMS_SHOWN = 50

_T = TypeVar("_T")


def _known_aspect(value: object) -> Aspect | None:
    return next((aspect for aspect in Aspect if aspect == value), None)


class _CaseIn(QuestionIn):
    """What all suites' cases hold; what is not listed is dropped."""

    id: Annotated[str, Field(min_length=1)]
    style: str = "?"
    region: str = ""
    aspect: Annotated[Aspect | None, BeforeValidator(_known_aspect)] = None
    kind: str = ""
    topic: str = ""
    clean: tuple[str, ...] = ()
    answer_all: tuple[tuple[str, ...], ...] = ()
    answer_none: tuple[str, ...] = ()


class _ProcedureIn(_CaseIn):
    expect: Literal["answer", "clarify", "not_in_scope"]
    codes: tuple[str, ...]
    codes_ok: tuple[str, ...] = ()


class _GuideIn(_CaseIn):
    expect: Literal["answer", "clarify", "not_in_scope"]
    codes: tuple[str, ...] = ()
    safety: bool = False


class _PlanIn(_CaseIn):
    type: str
    docs: tuple[str, ...]


def _known_status(value: object) -> Status | None:
    return next((status for status in Status if status == value), None)


class _Citation(BaseModel):
    title: str | None = None
    doc: str | None = None


class _Choice(BaseModel):
    code: str | None = None


class _Warning(BaseModel):
    text: str = ""


def _as_warning(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class _AnswerIn(BaseModel):
    """An answer of ours or of another system, which may lack fields."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: Annotated[str, Field(min_length=1)]
    status: Annotated[Status | None, BeforeValidator(_known_status)] = None
    text: str | None = None
    procedure: str | None = None
    ranking: tuple[str, ...] | None = None
    choices: tuple[_Choice, ...] | None = None
    citations: tuple[_Citation, ...] | None = None
    warnings: tuple[Annotated[_Warning, BeforeValidator(_as_warning)], ...] | None = None
    ms: float | None = None


def load_cases(
    suite: Suite, paths: Sequence[Path], columns: Mapping[str, str] | None = None
) -> list[Case]:
    """Return the cases of the files in order: JSON lines, CSV or XLSX.

    `columns` says how a table calls the fields. Raises EvalError naming every problem in them.
    """
    problems: list[str] = []
    cases = [
        parsed
        for path in paths
        for parsed in _parsed(path, lambda line: _case(suite, line), problems, columns or {})
    ]
    _finish((path.name for path in paths), [case.id for case in cases], problems)
    return cases


def load_answers(path: Path) -> dict[str, Given]:
    """Return the answers of a file by id. Raises EvalError naming every problem in it."""
    problems: list[str] = []
    answers = list(_parsed(path, parse_answer, problems))
    _finish([path.name], [answer.id for answer in answers], problems)
    return {answer.id: answer for answer in answers}


def shipped(suite: Suite) -> Path:
    """Return the file of the project's own cases."""
    return TESTSET / f"{suite.value}.jsonl"


def without_diacritics(cases: Iterable[Case]) -> list[Case]:
    """Return those cases that lose something with their diacritics, asked without them."""
    bare = [(case, tuple(_strip(turn) for turn in case.turns)) for case in cases]
    return [
        replace(case, turns=turns, style="stripped") for case, turns in bare if turns != case.turns
    ]


def parse_answer(line: str | bytes) -> Given:
    """Return one answer of the outer contract as scoring sees it. Raises ValidationError."""
    answer = _AnswerIn.model_validate_json(line)
    citations = answer.citations or ()
    return Given(
        id=answer.id,
        status=answer.status,
        text=answer.text or "",
        procedure=answer.procedure,
        ranking=answer.ranking or (),
        offered=tuple(choice.code for choice in answer.choices or ()),
        cited=tuple(each.doc for each in citations if each.title and each.doc),
        cited_docs=frozenset(each.doc for each in citations if each.doc),
        warnings=tuple(warning.text for warning in answer.warnings or ()),
        ms=answer.ms,
    )


def _case(suite: Suite, line: str) -> Case:
    match suite:
        case Suite.PROCEDURES:
            procedure = _ProcedureIn.model_validate_json(line)
            return replace(
                _common(suite, procedure, _expected(procedure.expect)),
                codes=frozenset(procedure.codes),
                codes_ok=frozenset(procedure.codes_ok),
            )
        case Suite.GUIDES:
            guide = _GuideIn.model_validate_json(line)
            return replace(
                _common(suite, guide, _expected(guide.expect)),
                codes=frozenset(guide.codes),
                must_warn=guide.safety,
            )
        case Suite.PLANS:
            plan = _PlanIn.model_validate_json(line)
            cannot = plan.type in ("unanswerable", "out_of_scope")
            return replace(
                _common(suite, plan, Expect.ABSTAIN if cannot else Expect.ANSWER),
                may_abstain=plan.type == "trap",
                docs=frozenset(plan.docs),
            )


def _common(suite: Suite, line: _CaseIn, expect: Expect) -> Case:
    return Case(
        id=line.id,
        suite=suite,
        expect=expect,
        turns=line.messages(),
        audience=line.audience,
        style=line.style,
        region=line.region,
        answer_all=line.answer_all,
        answer_none=line.answer_none,
        aspect=line.aspect,
        kind=line.kind,
        topic=line.topic,
        clean=line.clean,
    )


def _expected(word: str) -> Expect:
    return Expect.ABSTAIN if word == "not_in_scope" else Expect(word)


def _parsed(
    path: Path,
    parse: Callable[[str], _T],
    problems: list[str],
    columns: Mapping[str, str] | None = None,
) -> Iterator[_T]:
    """Yield what the lines hold and add what is wrong, with file and line, to `problems`."""
    try:
        lines = list(_lines(path, columns or {}))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        problems.append(f"{path}: {why}")
        return
    for number, line in lines:
        try:
            yield parse(line)
        except ValidationError as error:
            problems += [f"{path.name}:{number}: {_told(fault)}" for fault in _faults(error)]


def _lines(path: Path, columns: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield the number and text of every line, or row of a table, that is not empty."""
    if path.suffix.lower() in SUFFIXES:
        yield from rows_of(path, columns)
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            yield number, line


def _faults(error: ValidationError) -> list[dict[str, Any]]:
    return [dict(each) for each in error.errors(include_url=False, include_input=False)]


def _told(fault: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    return f"{where}: {fault['msg']}" if where else str(fault["msg"])


def _finish(names: Iterable[str], ids: Sequence[str], problems: list[str]) -> None:
    """Raise EvalError if anything was wrong, an id that comes twice included."""
    problems += [
        f"id {id_!r} comes {times} times" for id_, times in Counter(ids).items() if times > 1
    ]
    if not ids and not problems:
        problems.append("no line in it")
    if problems:
        shown = problems[:MAX_PROBLEMS_SHOWN]
        more = len(problems) - len(shown)
        lines = "".join(f"\n  {problem}" for problem in shown)
        tail = f"\n  and {more} more" if more else ""
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise EvalError(f"{', '.join(names)}: {count}{lines}{tail}")


def _strip(text: str) -> str:
    marks_apart = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in marks_apart if not unicodedata.combining(letter))
    return bare.replace("đ", "d").replace("Đ", "D")
