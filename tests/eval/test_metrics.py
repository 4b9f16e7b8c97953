"""Every metric by hand-worked cases; a missing answer is the worst in all of them."""

from dataclasses import replace

import pytest

from bot.types import Status
from eval.metrics import LOWER_IS_BETTER, evaluate, score
from eval.types import Case, Expect, Given, Reference, Suite

NONE = Reference()
CASE = Case(
    id="a",
    suite=Suite.PROCEDURES,
    expect=Expect.ANSWER,
    turns=("Lệ phí bao nhiêu?",),
    codes=frozenset({"1.1"}),
    codes_ok=frozenset({"1.2"}),
    answer_all=(("25.000",),),
    answer_none=("miễn phí",),
)
RIGHT = Given(
    id="a",
    status=Status.ANSWERED,
    text="Lệ phí là 25.000 đồng một thẻ.",
    procedure="1.1",
    ranking=("1.1", "2.2"),
    cited=("1.1",),
    cited_docs=frozenset({"1.1"}),
    ms=12.0,
)
PLAN = replace(
    CASE, suite=Suite.PLANS, codes=frozenset(), codes_ok=frozenset(), docs=frozenset({"p1"})
)
PLANS = Reference(plan_ids=frozenset({"p1", "p2", "p3"}), plan_texts={"p1": "phí 25.000 đồng"})


def test_a_right_answer_is_right_in_everything() -> None:
    assert score(CASE, RIGHT, NONE) == {
        "answer_right": 1, "hit@1": 1, "hit@3": 1, "hit@5": 1, "mrr": 1, "asked_back": 0,
        "wrong_procedure": 0, "answered_has_citation": 1, "all": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ranking", "procedure", "hits", "reciprocal"),
    [
        (("9.9", "1.1"), None, (0, 1, 1), 1 / 2),
        (("9.9", "9.8", "9.7", "1.2"), None, (0, 0, 1), 1 / 4),
        (("9.1", "9.2", "9.3", "9.4", "9.5", "1.1"), None, (0, 0, 0), 1 / 6),
        # What is answered about comes first, and once.
        (("9.9", "1.1"), "1.1", (1, 1, 1), 1),
        (("1.1",), "9.9", (0, 1, 1), 1 / 2),
        # Only ten candidates count.
        ((*(f"8.{i}" for i in range(10)), "1.1"), None, (0, 0, 0), 0),
        ((), None, (0, 0, 0), 0),
    ],
    ids=str,
)
def test_candidates_count_by_their_rank(
    ranking: tuple[str, ...],
    procedure: str | None,
    hits: tuple[int, int, int],
    reciprocal: float,
) -> None:
    given = Given(id="a", status=Status.CLARIFY, procedure=procedure, ranking=ranking)
    marks = score(CASE, given, NONE)
    assert (marks["hit@1"], marks["hit@3"], marks["hit@5"]) == hits
    assert marks["mrr"] == pytest.approx(reciprocal)


@pytest.mark.parametrize(
    ("change", "right", "wrong_procedure", "asked_back"),
    [
        ({"procedure": "1.2"}, 1, 0, 0),
        ({"procedure": "9.9"}, 0, 1, 0),
        ({"procedure": None}, 0, 1, 0),
        ({"status": Status.CLARIFY}, 0, 0, 1),
        ({"status": Status.NO_CONTENT}, 0, 0, 0),
        ({"text": "Thủ tục này không thu lệ phí."}, 0, 0, 0),
        ({"text": "Lệ phí 25.000 đồng, có người được miễn phí."}, 0, 0, 0),
    ],
    ids=str,
)
def test_an_answer_is_right_when_procedure_status_and_words_are(
    change: dict[str, object], right: int, wrong_procedure: int, asked_back: int
) -> None:
    marks = score(CASE, replace(RIGHT, **change), NONE)  # type: ignore[arg-type]  # one field of several types
    assert marks["answer_right"] == marks["all"] == right
    assert (marks["wrong_procedure"], marks["asked_back"]) == (wrong_procedure, asked_back)


@pytest.mark.parametrize(
    ("status", "offered", "good"),
    [
        (Status.CLARIFY, ("1.1", "1.3"), 1),
        (Status.CLARIFY, ("1.1", "1.3", "7.1", "7.2", None), 1),
        (Status.CLARIFY, ("1.1", "1.3", "7.1", "7.2", "7.3", "7.4"), 0),
        (Status.CLARIFY, ("1.1",), 0),
        (Status.CLARIFY, ("1.1", "7.1"), 0),
        (Status.ANSWERED, ("1.1", "1.3"), 0),
    ],
    ids=str,
)
def test_asking_back_is_good_with_two_right_choices_among_two_to_five(
    status: Status, offered: tuple[str | None, ...], good: int
) -> None:
    case = replace(CASE, expect=Expect.CLARIFY, codes=frozenset({"1.1", "1.3"}))
    given = Given(id="a", status=status, offered=offered)
    assert score(case, given, NONE) == {"clarify": good, "all": good}


@pytest.mark.parametrize("status", list(Status))
def test_only_four_statuses_abstain(status: Status) -> None:
    case = replace(CASE, expect=Expect.ABSTAIN)
    abstained = status.value in {"OUT_OF_SCOPE", "NO_CONTENT", "REFUSED", "HANDOVER"}
    assert score(case, Given(id="a", status=status), NONE)["abstain"] == abstained


def test_a_plans_answer_may_abstain_in_words_if_they_are_the_expected_ones() -> None:
    case = replace(PLAN, expect=Expect.ABSTAIN, answer_all=(("không nêu",),), answer_none=())
    said = replace(RIGHT, text="Kế hoạch không nêu con số này.")
    other = replace(RIGHT, text="Kế hoạch không ghi con số này.")
    assert score(case, said, PLANS)["abstain"] == 1
    assert score(case, other, PLANS)["abstain"] == 0
    assert score(replace(case, suite=Suite.GUIDES), said, PLANS)["abstain"] == 0


def test_a_question_that_rests_on_a_mistake_may_be_refused() -> None:
    refused = Given(id="a", status=Status.NO_CONTENT)
    trap = replace(PLAN, may_abstain=True)
    assert score(trap, refused, PLANS) == {"answer_right": 1, "wrong_refusal": 1, "all": 1}
    assert score(PLAN, refused, PLANS) == {"answer_right": 0, "wrong_refusal": 1, "all": 0}


@pytest.mark.parametrize(
    ("cited", "good"),
    [
        (("p1",), 1),
        (("p1", "p2"), 1),
        (("p1", "p2", "p3"), 0),
        (("p2",), 0),
        (("p1", "1.1", "g-x"), 1),
        ((), 0),
    ],
    ids=str,
)
def test_the_right_plan_must_be_cited_and_at_most_one_other(
    cited: tuple[str, ...], good: int
) -> None:
    given = replace(RIGHT, cited_docs=frozenset(cited))
    assert score(PLAN, given, PLANS)["cites_right_document"] == good


def test_a_number_from_a_plan_that_is_not_cited_is_invented() -> None:
    cited = replace(RIGHT, cited_docs=frozenset({"p1"}))
    elsewhere = replace(RIGHT, cited_docs=frozenset({"p2"}))
    assert score(PLAN, cited, PLANS)["no_invented_number"] == 1
    assert score(PLAN, elsewhere, PLANS)["no_invented_number"] == 0
    assert "no_invented_number" not in score(PLAN, cited, replace(PLANS, plan_texts={}))


def test_a_warning_may_stand_in_the_text_or_beside_it() -> None:
    case = replace(CASE, suite=Suite.GUIDES, must_warn=True)
    bare = replace(RIGHT, text="Mở ứng dụng rồi đăng nhập, phí 25.000.")
    assert score(case, bare, NONE)["warns"] == 0
    assert score(case, replace(bare, warnings=("Không đọc OTP, đừng tin.",)), NONE)["warns"] == 1
    assert "warns" not in score(replace(case, must_warn=False), bare, NONE)


@pytest.mark.parametrize("suite", list(Suite))
@pytest.mark.parametrize("expect", list(Expect))
def test_a_missing_answer_is_the_worst_in_every_metric_of_its_case(
    suite: Suite, expect: Expect
) -> None:
    case = replace(PLAN, suite=suite, expect=expect, must_warn=True)
    missing = score(case, None, PLANS)
    assert missing.keys() >= score(case, RIGHT, PLANS).keys()
    for metric, mark in missing.items():
        assert mark == (1 if metric in LOWER_IS_BETTER else 0), metric


def test_a_missing_answer_stays_in_every_denominator() -> None:
    result = evaluate("x", [CASE, replace(CASE, id="b")], {"a": RIGHT}, NONE)
    assert (result.n, result.missing) == (2, 1)
    assert result.figures["answer_right"].value == 0.5
    assert result.figures["answered_has_citation"].value == 0.5
    assert result.figures["wrong_procedure"].value == 0.5
    assert {result.figures[m].n for m in ("all", "hit@1", "mrr", "answered_has_citation")} == {2}
    assert [wrong.id for wrong in result.wrong] == ["b"]
    assert result.wrong[0].status is None


def test_a_question_without_a_gold_procedure_is_left_out_and_counted() -> None:
    unknown = replace(CASE, id="b", codes=frozenset())
    result = evaluate("x", [CASE, unknown], {"a": RIGHT}, NONE)
    assert (result.n, result.left_out, result.missing) == (1, 1, 0)


def test_words_count_for_answers_only_and_time_for_all() -> None:
    refused = Given(id="b", status=Status.NO_CONTENT, text="một hai ba", ms=30.0)
    cases = [CASE, replace(CASE, id="b")]
    figures = evaluate("x", cases, {"a": RIGHT, "b": refused}, NONE).figures
    assert (figures["p50_words"].value, figures["p50_words"].n) == (7, 1)
    assert (figures["p95_ms"].value, figures["p95_ms"].n) == (30, 2)


def test_styles_are_told_apart() -> None:
    cases = [replace(CASE, style="chat"), replace(CASE, id="b", style="formal")]
    styles = evaluate("x", cases, {"a": RIGHT}, NONE).styles
    assert {name: figure.value for name, figure in styles.items()} == {"chat": 1, "formal": 0}
