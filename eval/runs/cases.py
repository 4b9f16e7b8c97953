"""Which cases a run asks, in which suite, and in which half each of them is."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import TESTSET, load_cases
from eval.runs.types import Area
from eval.types import Case, EvalError, Suite

# Files of the project's own test set, and by which rules each is scored.
OWN = (
    ("procedures.jsonl", Suite.PROCEDURES),
    ("ranking.jsonl", Suite.PROCEDURES),
    ("regional.jsonl", Suite.PROCEDURES),
    ("talk.jsonl", Suite.PROCEDURES),
    ("clarify.jsonl", Suite.PROCEDURES),
    ("abstain.jsonl", Suite.PROCEDURES),
    ("guides.jsonl", Suite.GUIDES),
    ("regional_guides.jsonl", Suite.GUIDES),
    ("plans.jsonl", Suite.PLANS),
    ("officials.jsonl", Suite.PLANS),
    ("officials_dev.jsonl", Suite.PLANS),
)
SAFETY = "safety.jsonl"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A case and the suite that it counts in."""

    area: Area
    case: Case


def own_cases(known: frozenset[str], folder: Path = TESTSET) -> list[Asked]:
    """Return the project's own cases that the procedures we know can answer.

    Others of them are about procedures that only an import brings. Raises EvalError.
    """
    found = [
        Asked(area=_area(case), case=case)
        for name, suite in OWN
        for case in load_cases(suite, [folder / name])
        if not case.codes or case.codes & known
    ]
    found += [
        Asked(area=Area.SAFETY, case=case) for case in load_cases(Suite.GUIDES, [folder / SAFETY])
    ]
    return found


def given_cases(
    suite: Suite, files: Sequence[Path], columns: Mapping[str, str] | None = None
) -> list[Asked]:
    """Return somebody else's cases that can be scored. Raises EvalError."""
    cases = load_cases(suite, files, columns)
    return [Asked(area=Area(suite.value), case=case) for case in cases if case.is_scorable]


def suite_of(file: Path) -> Suite:
    """Return the suite that a file's name begins with. Raises EvalError."""
    found = next((suite for suite in Suite if file.name.startswith(suite.value)), None)
    if found is None:
        names = ", ".join(suite.value for suite in Suite)
        raise EvalError(f"{file.name}: say --as which suite it is, or name it so: {names}")
    return found


def split_of(case: Case) -> str:
    """Return "dev" or "test": all cases about one procedure, guide or plan are in one of them."""
    about = min(case.codes, default="") or case.topic or min(case.docs, default="") or case.id
    return "test" if hashlib.sha256(about.encode()).digest()[0] % 2 else "dev"


def _area(case: Case) -> Area:
    return Area.DIALOGUE if len(case.turns) > 1 else Area.ANSWERS
