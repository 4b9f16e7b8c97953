"""Our own documents and snippets for review, clean and with one known defect, and what is found."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from bot.review.types import Kind
from eval.cases import TESTSET
from eval.review_mutations import Mutant
from eval.review_score import Found, is_same_place
from eval.spread import Figure, rate
from eval.types import EvalError
from knowledge.types import STRICT

SNIPPETS = TESTSET / "review.jsonl"
CLEAN = TESTSET / "review"

Reviewer = Callable[[str], Sequence[Found]]
"""Returns what review finds in a text."""


@checked(frozen=True, kw_only=True, config=STRICT)
class Snippet:
    """A short document, or a piece of one."""

    id: str
    of: str
    """What it is, or is a piece of: kế hoạch, quyết định, công văn, báo cáo, tờ trình."""
    text: str
    kind: Kind | None = None
    """None: nothing is wrong with it."""
    quote: str = ""
    """Where the defect is."""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A finding that no gold defect accounts for."""

    where: str
    found: Found


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What was found of planted or written defects."""

    recall: Figure
    kind_right: Figure
    """Of those found: the finding names the kind."""
    by_kind: Mapping[str, Figure]
    missed: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    clean: int = 0
    """How many texts had nothing wrong."""


def load_snippets(path: Path = SNIPPETS) -> list[Snippet]:
    """Return the snippets. Raises EvalError with every problem."""
    reader, found, problems = TypeAdapter(Snippet), [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            snippet = reader.validate_json(line, strict=False)
        except ValidationError as error:
            problems.append(f"line {number}: {error.errors()[0]['msg']}")
            continue
        if (snippet.kind is None) == bool(snippet.quote) or snippet.quote not in snippet.text:
            problems.append(f"line {number}: {snippet.id}: a defect needs a quote of the text")
        found.append(snippet)
    if problems:
        raise EvalError(f"{path.name}: {'; '.join(problems)}")
    return found


def load_clean(folder: Path = CLEAN) -> dict[str, str]:
    """Return the texts of the clean documents by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def score_snippets(snippets: Sequence[Snippet], review: Reviewer) -> Scored:
    """Review every snippet; whatever does not mark its defect is a false alarm."""
    tally = _Tally()
    for snippet in snippets:
        found = review(snippet.text)
        if snippet.kind is None:
            tally.alarms.extend(Alarm(where=snippet.id, found=each) for each in found)
        else:
            tally.add(snippet.id, snippet.kind.value, snippet.kind, (snippet.quote,), found)
    return tally.scored(clean=sum(snippet.kind is None for snippet in snippets))


def score_mutants(mutants: Sequence[Mutant], clean: Mapping[str, str], review: Reviewer) -> Scored:
    """Review every mutant; what is found in the clean document too does not count."""
    before = {doc: Counter(map(_key, review(text))) for doc, text in clean.items()}
    tally = _Tally()
    for number, mutant in enumerate(mutants, 1):
        known = before[mutant.doc].copy()
        new = []
        for each in review(mutant.text):
            if known[_key(each)]:
                known[_key(each)] -= 1
            else:
                new.append(each)
        name = f"{number} {mutant.doc} {mutant.defect}"
        tally.add(name, mutant.defect, mutant.kind, mutant.quotes, new)
    return tally.scored(clean=0)


def score_clean(texts: Mapping[str, str], review: Reviewer) -> list[Alarm]:
    """Return whatever is found where nothing is wrong."""
    return [Alarm(where=doc, found=each) for doc, text in texts.items() for each in review(text)]


class _Tally:
    """Counts what was found of each defect."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []
        self._marks: dict[str, list[bool]] = {}
        self._kinds_right: list[bool] = []
        self._missed: list[str] = []

    def add(
        self, name: str, group: str, kind: Kind, quotes: Sequence[str], found: Sequence[Found]
    ) -> None:
        hits = [each for each in found if any(is_same_place(each.quote, q) for q in quotes)]
        self._marks.setdefault(group, []).append(bool(hits))
        if hits:
            self._kinds_right.append(any(each.kind == kind.value for each in hits))
        else:
            self._missed.append(f"{name}: {quotes[0]}")
        self.alarms.extend(Alarm(where=name, found=each) for each in found if each not in hits)

    def scored(self, *, clean: int) -> Scored:
        return Scored(
            recall=rate([mark for marks in self._marks.values() for mark in marks]),
            kind_right=rate(self._kinds_right),
            by_kind={group: rate(marks) for group, marks in self._marks.items()},
            missed=tuple(self._missed),
            alarms=tuple(self.alarms),
            clean=clean,
        )


def _key(found: Found) -> tuple[str, str]:
    return found.rule, found.quote
