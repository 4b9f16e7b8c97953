"""Score findings and citations against gold ones: by place first, then by kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from bot.review.types import Cited, Document, Finding
from eval.matching import normalise
from eval.spread import Figure, rate
from eval.types import EvalError

# A finding may quote this many characters more than the defect, but not a whole page.
_MAX_EXCESS = 160
_MIN_PART = 8
_MIN_WORDS = 3
_MIN_SHARED = 0.6
_QUOTE_LENGTH = range(2, 401)

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What of a finding is scored."""

    quote: str
    kind: str
    severity: str = "low"
    rule: str = ""


@checked(frozen=True, kw_only=True)
class GoldDefect:
    """One defect of a document; further fields of its line are not looked at."""

    id: str
    doc: str
    quote: str
    kind: str
    certain: bool = False


@checked(frozen=True, kw_only=True)
class GoldCitation:
    """One act that a document refers to."""

    id: str
    doc: str
    number: str | None = None
    date: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlanScore:
    """How a review of whole documents did; rates carry n and interval."""

    recall_certain: Figure
    recall: Figure
    kind_right: Figure
    by_kind: Mapping[str, Figure]
    findings: int
    void_findings: int
    findings_per_1000_words: float
    missed: tuple[str, ...]
    """Ids of the certain defects that nothing was found for."""


def is_same_place(quote: str, gold: str) -> bool:
    """Say whether a finding marks a defect: it holds it closely, is part of it, or nearly it."""
    found, wanted = normalise(quote), normalise(gold)
    if not found or not wanted:
        return False
    is_close = len(found) <= len(wanted) + _MAX_EXCESS
    if wanted in found:
        return is_close
    if found in wanted:
        return len(found) >= min(_MIN_PART, len(wanted) / 2)
    words, gold_words = set(found.split()), set(wanted.split())
    fewer = min(len(words), len(gold_words))
    return is_close and fewer >= _MIN_WORDS and len(words & gold_words) >= _MIN_SHARED * fewer


def found_in(document: Document, findings: Iterable[Finding]) -> list[Found]:
    """Return findings as they are scored."""
    return [
        Found(
            quote=document.quote(each.span),
            kind=each.kind.value,
            severity=each.severity.value,
            rule=each.rule,
        )
        for each in findings
    ]


def score_plans(
    gold: Sequence[GoldDefect], found: Mapping[str, Sequence[Found]], texts: Mapping[str, str]
) -> PlanScore:
    """Return the score of reviews by document; one that was not reviewed misses everything."""
    plain = {doc: normalise(text) for doc, text in texts.items()}
    valid = {
        doc: [each for each in findings if _is_valid(each, plain.get(doc))]
        for doc, findings in found.items()
    }
    marks: dict[str, list[bool]] = {}
    certain, kinds_right, missed = [], [], []
    for defect in gold:
        hits = [
            each for each in valid.get(defect.doc, ()) if is_same_place(each.quote, defect.quote)
        ]
        marks.setdefault(defect.kind, []).append(bool(hits))
        if hits:
            kinds_right.append(any(each.kind == defect.kind for each in hits))
        if defect.certain:
            certain.append(bool(hits))
            if not hits:
                missed.append(defect.id)
    total = sum(len(findings) for findings in found.values())
    words = sum(len(text.split()) for doc, text in plain.items() if doc in found)
    return PlanScore(
        recall_certain=rate(certain),
        recall=rate([mark for each in marks.values() for mark in each]),
        kind_right=rate(kinds_right),
        by_kind={kind: rate(each) for kind, each in sorted(marks.items())},
        findings=total,
        void_findings=total - sum(len(findings) for findings in valid.values()),
        findings_per_1000_words=1000 * total / (words or 1),
        missed=tuple(missed),
    )


def score_citations(
    gold: Sequence[GoldCitation], found: Mapping[str, Sequence[Cited]]
) -> tuple[Figure, tuple[str, ...]]:
    """Return the share of numbered acts found with their date, and the ids of the others."""
    keys = {
        doc: {_key(c.number, c.issued.isoformat() if c.issued else None) for c in cited}
        for doc, cited in found.items()
    }
    numbered = [each for each in gold if each.number]
    marks = [_key(each.number, each.date) in keys.get(each.doc, ()) for each in numbered]
    missed = [each.id for each, mark in zip(numbered, marks, strict=True) if not mark]
    return rate(marks), tuple(missed)


def load_defects(path: Path) -> list[GoldDefect]:
    """Return the gold defects of a JSON Lines file. Raises EvalError with every problem."""
    return _load(path, TypeAdapter(GoldDefect))


def load_citations(path: Path) -> list[GoldCitation]:
    """Return the gold citations of a JSON Lines file. Raises EvalError with every problem."""
    return _load(path, TypeAdapter(GoldCitation))


def _load(path: Path, reader: TypeAdapter[_T]) -> list[_T]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    gold, problems = [], []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                gold.append(reader.validate_json(line))
            except ValidationError as error:
                problems.append(f"line {number}: {error.errors()[0]['msg']}")
    if problems:
        raise EvalError(f"{path.name}: {'; '.join(problems)}")
    return gold


def _is_valid(found: Found, text: str | None) -> bool:
    """Say whether a quote is of a length that can be shown, and of the text if that is known."""
    quote = normalise(found.quote)
    return len(quote) in _QUOTE_LENGTH and (text is None or quote in text)


def _key(number: str | None, issued: str | None) -> tuple[str, str | None]:
    return "".join(normalise(number or "").split()).replace("đ", "d"), issued
