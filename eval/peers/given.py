"""What every way gets: passages, questions and vectors, in one file that needs no library."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

# As many words of a passage as our index encodes; a test compares the two.
OPENING_WORDS = 80


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A passage of a procedure."""

    id: str
    code: str
    """The procedure's."""
    is_name: bool
    text: str

    @property
    def opening(self) -> str:
        """Return the words that are encoded."""
        return " ".join(self.text.split()[:OPENING_WORDS])


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question and the procedures that are right for it."""

    text: str
    right: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionSet:
    """Questions of one file, in one way of writing."""

    name: str
    writing: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Given:
    """All that a way of searching works with."""

    pieces: tuple[Piece, ...]
    sets: tuple[QuestionSet, ...]
    timed: tuple[str, ...]
    """Questions to be timed with."""
    colloquial: tuple[str, ...]
    """Sentences of daily speech, with which ours learns to put diacritics back."""
    index_dir: str
    """Where the records are; only ours reads them, to build its index from the same."""
    encoder_dir: str
    """The built encoder, of both kinds."""
    vectors_dir: str = ""
    """Where the pieces' vectors are, as `eval.peers.vectors` writes them."""


def write(given: Given, path: Path) -> None:
    """Write it as JSON."""
    path.write_text(json.dumps(asdict(given), ensure_ascii=False), encoding="utf-8")


def read(path: Path) -> Given:
    """Read what `write` wrote."""
    held = json.loads(path.read_text(encoding="utf-8"))
    sets = [
        {**each, "questions": tuple(_question(question) for question in each["questions"])}
        for each in held.pop("sets")
    ]
    pieces = tuple(Piece(**piece) for piece in held.pop("pieces"))
    for name in ("timed", "colloquial"):
        held[name] = tuple(held[name])
    return Given(pieces=pieces, sets=tuple(QuestionSet(**each) for each in sets), **held)


def _question(held: dict[str, str | list[str]]) -> Question:
    return Question(text=str(held["text"]), right=tuple(held["right"]))


def best_codes(codes: list[str], k: int) -> list[str]:
    """Return the first k different procedures: one ranks where its best passage does."""
    return list(dict.fromkeys(codes))[:k]
