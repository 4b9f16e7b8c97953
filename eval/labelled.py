"""Score what Rasa and the cues make of single sentences: intents and aspects, class by class."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bot.rasa import ACT_OF_INTENT, decide
from bot.rasa_client import RasaClient
from bot.types import Message
from eval.spread import Figure, spread_of
from eval.types import EvalError

SENTENCES = Path(__file__).parent / "testset" / "intents.yml"
_AT_ONCE = 4
_NO_ASPECT = "none"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What one sentence alone wants."""

    text: str
    intent: str
    aspect: str | None
    """None: not checked."""


@dataclass(frozen=True, kw_only=True)
class Class:
    """How well one label is told from the others."""

    name: str
    n: int
    precision: float
    """0 when the label was never given."""
    recall: float
    f1: float


@dataclass(frozen=True, kw_only=True)
class Scores:
    """How well a set of labels is told apart."""

    macro_f1: Figure
    """Mean of the F1 of all labels that were wanted; the interval is a bootstrap's."""
    classes: tuple[Class, ...]
    wrong: tuple[tuple[str, str, str], ...]
    """Wanted, given, and the sentence."""


def load_sentences(path: Path) -> list[Sentence]:
    """Return the file's sentences. Raises EvalError for a file that is not of that kind."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [
            Sentence(text=row["text"], intent=row["intent"], aspect=row.get("aspect"))
            for row in rows
        ]
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise EvalError(
            f"{path}: not a list of sentences with text and intent ({type(error).__name__})"
        ) from error


async def classify(sentences: Sequence[Sentence], http: RasaClient) -> tuple[list[str], list[str]]:
    """Return the act and the aspect that Rasa gives to each sentence, as a first message."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int, text: str) -> tuple[str, str]:
        async with turn:
            message = Message(conversation_id=f"eval-intents-{number}", text=text)
            decision = await decide(message, http)
            return decision.act.value, decision.aspect.value if decision.aspect else _NO_ASPECT

    found = await asyncio.gather(*(one(n, each.text) for n, each in enumerate(sentences)))
    return [act for act, _ in found], [aspect for _, aspect in found]


def score_both(
    sentences: Sequence[Sentence], acts: Sequence[str], aspects: Sequence[str]
) -> tuple[Scores, Scores]:
    """Return the scores of the intents, and of the aspects where one is checked."""
    of_intents = score(
        [ACT_OF_INTENT[each.intent].value for each in sentences],
        acts,
        [each.text for each in sentences],
    )
    checked = [n for n, each in enumerate(sentences) if each.aspect is not None]
    of_aspects = score(
        [sentences[n].aspect or "" for n in checked],
        [aspects[n] for n in checked],
        [sentences[n].text for n in checked],
    )
    return of_intents, of_aspects


def score(wanted: Sequence[str], given: Sequence[str], texts: Sequence[str]) -> Scores:
    """Return precision, recall and F1 of every wanted label, and their mean.

    A label that is given but never wanted costs the recall of those that were wanted instead.
    """
    labels = sorted(set(wanted))
    names = [*labels, *sorted(set(given) - set(labels))]
    number = {name: n for n, name in enumerate(names)}
    pairs = np.array(
        [number[w] * len(names) + number[g] for w, g in zip(wanted, given, strict=True)]
    )
    counts = _counts(pairs, len(names))
    precision, recall, f1 = _rates(counts, len(labels))
    return Scores(
        macro_f1=spread_of(
            len(pairs),
            lambda rows: float(_rates(_counts(pairs[rows], len(names)), len(labels))[2].mean()),
        ),
        classes=tuple(
            Class(
                name=name,
                n=int(counts[n].sum()),
                precision=float(precision[n]),
                recall=float(recall[n]),
                f1=float(f1[n]),
            )
            for n, name in enumerate(labels)
        ),
        wrong=tuple(
            (w, g, text) for w, g, text in zip(wanted, given, texts, strict=True) if w != g
        ),
    )


def show(console: Console, title: str, scores: Scores, *, wrong: int = 0) -> None:
    """Print the scores, and the first `wrong` sentences that got another label."""
    table = Table("label", "n", "precision", "recall", "F1", title=title, expand=False)
    for each in scores.classes:
        figures = (f"{value:.3f}" for value in (each.precision, each.recall, each.f1))
        table.add_row(each.name, str(each.n), *figures)
    total = scores.macro_f1
    table.add_section()
    interval = f"{total.low:.3f} – {total.high:.3f}"
    table.add_row("macro", str(total.n), "", interval, f"{total.value:.3f}")
    console.print(table)
    for row in scores.wrong[:wrong]:
        console.print("\t".join(row), markup=False, soft_wrap=True)


def _counts(pairs: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return how often each label (row) was given each label (column)."""
    return np.bincount(pairs, minlength=size * size).reshape(size, size)


def _rates(
    counts: NDArray[np.int64], labels: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return precision, recall and F1 of the first so many labels; 0 where nothing was given."""
    hits = np.diag(counts)[:labels].astype(float)
    given = counts.sum(axis=0)[:labels]
    wanted = counts.sum(axis=1)[:labels]
    return (
        hits / np.maximum(given, 1),
        hits / np.maximum(wanted, 1),
        2 * hits / np.maximum(given + wanted, 1),
    )
