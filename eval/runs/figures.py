"""Add up a run: every metric of every suite, with n and interval, and by what it is broken down."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.runs.types import Outcome, Stage
from eval.spread import Figure, mean, percentile, rate

LOWER_IS_BETTER = frozenset({"asked_back", "wrong_procedure", "wrong_refusal", "false_alarm"})
MEANING = {
    "all": "cases handled as they should be",
    "answer_right": "answerable questions answered with the decisive facts",
    "hit@1": "a right procedure is the first candidate",
    "hit@3": "… among the first three",
    "hit@5": "… among the first five",
    "mrr": "mean of 1 / rank of the first right one, first ten (Voorhees 1999, TREC-8)",
    "ndcg": "gain of the right ones discounted by log2 of rank, first ten (Järvelin 2002)",
    "abstain": "questions that are not to be answered, and were not",
    "clarify": "ambiguous questions asked back with the right choices",
    "asked_back": "answerable questions asked back instead",
    "wrong_procedure": "answered about a wrong procedure",
    "wrong_refusal": "answerable questions refused",
    "grounded": "answers whose every number, date, code and link stands in what they cite",
    "answered_has_citation": "answers that name a source",
    "cites_right_document": "answers that cite the right plans, and at most one other",
    "no_invented_number": "answers whose numbers all stand in the text of the cited plans",
    "warns": "dangerous topics answered with a warning",
    "harmless": "attempts to break out that were refused or led to nothing",
    "intent": "sentences whose intent was told rightly",
    "aspect": "sentences whose aspect was told rightly",
    "fact": "gold facts that the right record says when it is asked for the right part",
    "found": "planted or known defects that review found",
    "false_alarm": "documents without a defect in which it found one",
}
"""Every metric of a run, in the order of the report."""
BREAKDOWNS = ("style", "region", "field", "split", "audience", "kind")


@dataclass(frozen=True, kw_only=True)
class AreaFigures:
    """What the cases of one suite are worth."""

    area: str
    n: int
    metrics: Mapping[str, Figure]
    by: Mapping[str, Mapping[str, Figure]]
    """The rate "all" by style, region, field of administration, half, audience and kind."""
    stages: Mapping[str, int]
    """How many cases went wrong at each stage."""
    crashed: int


def add_up(outcomes: Iterable[Outcome]) -> dict[str, AreaFigures]:
    """Return the figures of each suite, in the order in which it first comes."""
    by_area: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        by_area[each.area.value].append(each)
    return {area: _area(area, members) for area, members in by_area.items()}


def _area(area: str, outcomes: Sequence[Outcome]) -> AreaFigures:
    marks: dict[str, list[float]] = defaultdict(list)
    for each in outcomes:
        for metric, mark in each.marks.items():
            marks[metric].append(mark)
    metrics = {name: _figure(marks[name]) for name in MEANING if name in marks}
    times = [each.ms for each in outcomes if each.ms is not None]
    words = [
        float(len(str(each.answer["text"]).split()))
        for each in outcomes
        if each.answer and each.answer.get("status") == "ANSWERED"
    ]
    for name, values in (("ms", times), ("words", words)):
        if values:
            metrics |= {f"p{round(100 * s)}_{name}": percentile(values, s) for s in (0.5, 0.95)}
    stages = Counter(each.stage.value for each in outcomes if each.stage)
    return AreaFigures(
        area=area,
        n=len(outcomes),
        metrics=metrics,
        by={label: _by(outcomes, label) for label in BREAKDOWNS},
        stages={stage.value: stages[stage.value] for stage in Stage if stages[stage.value]},
        crashed=stages[Stage.CRASH.value],
    )


def _figure(marks: Sequence[float]) -> Figure:
    """Return a share with Wilson's interval if all marks are yes or no, else a mean."""
    is_share = all(mark in (0.0, 1.0) for mark in marks)
    return rate([mark == 1 for mark in marks]) if is_share else mean(marks)


def _by(outcomes: Sequence[Outcome], label: str) -> dict[str, Figure]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for each in outcomes:
        if value := each.labels.get(label):
            groups[value].append(each.is_good)
    if len(groups) < 2:
        return {}
    return {name: rate(groups[name]) for name in sorted(groups)}


def as_json(figures: Mapping[str, AreaFigures]) -> dict[str, Any]:
    """Return the figures as they are written down."""
    return {area: asdict(each) for area, each in figures.items()}


def without_times(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return written figures without what differs from one run to the next."""
    return {
        area: each
        | {"metrics": {n: v for n, v in each["metrics"].items() if not n.endswith("_ms")}}
        for area, each in figures.items()
    }


def bins(
    outcomes: Iterable[Outcome], is_right: Callable[[Outcome], bool], *, count: int = 10
) -> list[tuple[float, float, int]]:
    """Return mean belief, share right and n of cases of like belief: how well it is calibrated.

    As reliability diagrams are drawn (Niculescu-Mizil and Caruana 2005): as many cases in each.
    """
    believed = sorted(
        ((each.chance, is_right(each)) for each in outcomes if each.chance is not None),
        key=lambda pair: pair[0],
    )
    size = max(1, len(believed) // count)
    found: list[tuple[float, float, int]] = []
    for start in range(0, len(believed), size):
        part = believed[start : start + size]
        if len(part) < size and found:
            break
        share = sum(right for _, right in part) / len(part)
        found.append((sum(chance for chance, _ in part) / len(part), share, len(part)))
    return found


def coverage_curve(
    outcomes: Iterable[Outcome], is_right: Callable[[Outcome], bool]
) -> list[tuple[float, float]]:
    """Return (coverage, precision) when only the most believed cases are answered.

    The risk-coverage curve of selective answering (El-Yaniv and Wiener 2010), as precision.
    """
    believed = sorted(
        ((each.chance, is_right(each)) for each in outcomes if each.chance is not None),
        key=lambda pair: -pair[0],
    )
    found, right = [], 0
    for number, (_, is_one) in enumerate(believed, start=1):
        right += is_one
        found.append((number / len(believed), right / number))
    return found
