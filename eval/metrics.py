"""Score answers against cases: one rule per metric, a missing answer is always the worst.

The definitions are those of the outer contract (CONTRACT.md, "Scoring"), written anew here;
tests compare both on the same answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.types import Status
from eval.matching import denies, invented_figures, says, warns
from eval.spread import Figure, mean, percentile, rate
from eval.types import Case, Expect, Given, Reference, Suite

ABSTAINED = frozenset(
    {Status.OUT_OF_SCOPE, Status.NO_CONTENT, Status.REFUSED, Status.HANDOVER},
)
RANKED = 10

MEANING = {
    "all": "cases handled as they should be",
    "answer_right": "answerable questions answered rightly",
    "hit@1": "a right procedure is the first candidate",
    "hit@3": "… among the first three",
    "hit@5": "… among the first five",
    "mrr": "mean of 1 / rank of the first right procedure (first ten)",
    "abstain": "unanswerable questions that were not answered",
    "clarify": "ambiguous questions asked back with the right choices",
    "asked_back": "answerable questions asked back instead",
    "wrong_procedure": "answered about a wrong procedure",
    "wrong_refusal": "answerable questions refused",
    "answered_has_citation": "answers that name a source",
    "cites_right_document": "answers that cite the right plans, and at most one other",
    "no_invented_number": "answers whose numbers all stand in the cited plans",
    "warns": "dangerous topics answered with a warning",
}
"""Every rate and mean, in the order of the report."""
LOWER_IS_BETTER = frozenset({"asked_back", "wrong_procedure", "wrong_refusal"})


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A case that was not handled as it should be."""

    id: str
    expect: Expect
    status: Status | None
    """None: there was no answer."""
    procedure: str | None
    question: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a suite's answers are worth."""

    name: str
    n: int
    missing: int
    """Cases without an answer; each counts as the worst."""
    left_out: int
    """Questions without a gold procedure, which nobody can score."""
    figures: Mapping[str, Figure]
    styles: Mapping[str, Figure]
    """The rate "all" by way of writing."""
    wrong: tuple[Wrong, ...]


def evaluate(
    name: str, cases: Sequence[Case], answers: Mapping[str, Given], reference: Reference
) -> Result:
    """Return every figure over the cases; answers to other cases are not looked at."""
    scorable = [case for case in cases if case.is_scorable]
    by_metric: dict[str, list[float]] = defaultdict(list)
    by_style: dict[str, list[bool]] = defaultdict(list)
    wrong = []
    for case in scorable:
        given = answers.get(case.id)
        for metric, mark in score(case, given, reference).items():
            by_metric[metric].append(mark)
            if metric == "all":
                by_style[case.style].append(bool(mark))
                if not mark:
                    wrong.append(_wrong(case, given))
    came = [answers[case.id] for case in cases if case.id in answers]
    return Result(
        name=name,
        n=len(scorable),
        missing=sum(case.id not in answers for case in scorable),
        left_out=len(cases) - len(scorable),
        figures=_figures(by_metric) | _costs(came),
        styles={style: rate(marks) for style, marks in sorted(by_style.items())},
        wrong=tuple(wrong),
    )


def score(case: Case, given: Given | None, reference: Reference) -> dict[str, float]:
    """Return the case's mark in every metric that applies to it, from 0 to 1.

    A missing answer gets the worst mark in all of them, those about given answers included.
    """
    if given is None:
        return {
            metric: 1.0 if metric in LOWER_IS_BETTER else 0.0
            for metric in (*_score_given(case, _ANSWERED_NOTHING, reference), "all")
        }
    marks = _score_given(case, given, reference)
    marks["all"] = marks[_MAIN[case.expect]]
    return {metric: float(mark) for metric, mark in marks.items()}


_MAIN = {
    Expect.ANSWER: "answer_right",
    Expect.CLARIFY: "clarify",
    Expect.ABSTAIN: "abstain",
}
# An answer that falls under every metric, to learn which ones apply to a case.
_ANSWERED_NOTHING = Given(id="", status=Status.ANSWERED)


def _score_given(case: Case, given: Given, reference: Reference) -> dict[str, float]:
    if case.expect is Expect.ABSTAIN:
        return {"abstain": _abstains(case, given)}
    if case.expect is Expect.CLARIFY:
        return {"clarify": _clarifies(case, given)}
    marks: dict[str, float] = {"answer_right": _answers_rightly(case, given)}
    if case.suite is Suite.PROCEDURES:
        marks |= _score_procedure(case, given)
    else:
        marks["wrong_refusal"] = given.status in ABSTAINED
    if case.must_warn:
        marks["warns"] = warns((given.text, *given.warnings))
    if given.status is Status.ANSWERED:
        marks["answered_has_citation"] = any(given.cited)
        if case.suite is Suite.PLANS:
            marks |= _score_plan_sources(case, given, reference)
    return marks


def _abstains(case: Case, given: Given) -> bool:
    """An answer about a plan may also abstain in words: "the plan gives no figure"."""
    in_words = case.suite is Suite.PLANS and _says(case, given) and denies(given.text)
    return given.status in ABSTAINED or in_words


def _clarifies(case: Case, given: Given) -> bool:
    """Two to five choices, two of them right (or the one that is)."""
    right = case.codes & set(given.offered)
    return (
        given.status is Status.CLARIFY
        and 2 <= len(given.offered) <= 5
        and len(right) >= min(2, len(case.codes))
    )


def _answers_rightly(case: Case, given: Given) -> bool:
    if case.may_abstain and given.status in ABSTAINED:
        return True
    about = case.suite is not Suite.PROCEDURES or given.procedure in _right_codes(case)
    return given.status is Status.ANSWERED and about and _says(case, given)


def _says(case: Case, given: Given) -> bool:
    return says(given.text, case.answer_all, case.answer_none)


def _right_codes(case: Case) -> frozenset[str]:
    return case.codes | case.codes_ok


def _score_procedure(case: Case, given: Given) -> dict[str, float]:
    right = _right_codes(case)
    first = (given.procedure,) if given.procedure else ()
    candidates = list(dict.fromkeys((*first, *given.ranking)))[:RANKED]
    rank = next((r for r, code in enumerate(candidates, start=1) if code in right), None)
    return {
        **{f"hit@{k}": rank is not None and rank <= k for k in (1, 3, 5)},
        "mrr": 1 / rank if rank else 0.0,
        "asked_back": given.status is Status.CLARIFY,
        "wrong_procedure": given.status is Status.ANSWERED and given.procedure not in right,
    }


def _score_plan_sources(case: Case, given: Given, reference: Reference) -> dict[str, float]:
    marks: dict[str, float] = {}
    if case.docs:
        cited = given.cited_docs & reference.plan_ids
        marks["cites_right_document"] = case.docs <= cited and len(cited - case.docs) <= 1
    if reference.plan_texts:
        texts = [reference.plan_texts.get(doc, "") for doc in sorted(given.cited_docs)]
        marks["no_invented_number"] = not invented_figures(given.text, texts)
    return marks


def _figures(by_metric: Mapping[str, Sequence[float]]) -> dict[str, Figure]:
    return {
        metric: mean(by_metric[metric])
        if metric == "mrr"
        else rate([mark == 1 for mark in by_metric[metric]])
        for metric in MEANING
        if metric in by_metric
    }


def _costs(answers: Iterable[Given]) -> dict[str, Figure]:
    """Return the time that answers took and the words that they have."""
    given = list(answers)
    times = [answer.ms for answer in given if answer.ms is not None]
    words = [float(len(a.text.split())) for a in given if a.status is Status.ANSWERED]
    return {
        f"{label}_{name}": percentile(values, share)
        for name, values in (("ms", times), ("words", words))
        for label, share in (("p50", 0.5), ("p95", 0.95))
    }


def _wrong(case: Case, given: Given | None) -> Wrong:
    return Wrong(
        id=case.id,
        expect=case.expect,
        status=given.status if given else None,
        procedure=given.procedure if given else None,
        question=case.turns[-1],
    )
