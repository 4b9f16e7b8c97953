"""Keep what a review found beside the file, as long as the file, and read it again."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from bot.review.kept_files import write_json
from bot.review.kept_marks import sentences
from bot.review.run import Review
from bot.review.types import Document, FileKind, Finding

_FILE, _PROBLEM = "found.json", "problem.json"
_FINDINGS = TypeAdapter(tuple[Finding, ...])


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A review as it is shown: the text and the findings, without how the file was laid out."""

    review: Review
    """Its document has no blocks."""
    sentences: tuple[str, ...]
    """What the next version is recognised by."""
    words: int


def write_result(review: Review, home: Path) -> None:
    """Keep a review in the folder of its file. Raises OSError."""
    document = review.document
    write_json(
        home / _FILE,
        {
            "kind": document.kind,
            "text": document.text,
            "notes": document.notes,
            "sentences": sentences(document),
            "findings": [asdict(each) for each in review.findings],
        },
    )


def read_result(home: Path, *, name: str) -> Kept:
    """Return the review kept in a folder. Raises FileNotFoundError."""
    held = json.loads((home / _FILE).read_text("utf-8"))
    document = Document(
        name=name,
        kind=FileKind(held["kind"]),
        text=held["text"],
        blocks=(),
        notes=tuple(held["notes"]),
    )
    findings = _FINDINGS.validate_python(held["findings"])
    return Kept(
        review=Review(document=document, findings=findings),
        sentences=tuple(held["sentences"]),
        words=len(document.text.split()),
    )


def has_result(home: Path) -> bool:
    """Say whether the review is done."""
    return (home / _FILE).is_file()


def write_problem(problem: str, home: Path) -> None:
    """Keep why there is no review. Raises OSError."""
    write_json(home / _PROBLEM, problem)


def read_problem(home: Path) -> str:
    """Return why there is no review; empty if nothing was said."""
    try:
        return str(json.loads((home / _PROBLEM).read_text("utf-8")))
    except (OSError, ValueError):
        return ""


def without(review: Review, places: Iterable[int]) -> Review:
    """Return the review without the findings at some places, the first being 0."""
    left_out = set(places)
    kept = (each for n, each in enumerate(review.findings) if n not in left_out)
    return Review(document=review.document, findings=tuple(kept))
