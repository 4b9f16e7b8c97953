"""Macro-F1 of intents and aspects."""

from pathlib import Path

import pytest
from sklearn.metrics import precision_recall_fscore_support

from eval.labelled import SENTENCES, Sentence, load_sentences, score, score_both
from eval.types import EvalError

WANTED = ["a", "a", "a", "a", "b", "b", "c"]
GIVEN = ["a", "a", "b", "x", "b", "a", "c"]


def test_the_figures_of_a_label_are_those_counted_by_hand() -> None:
    first = score(WANTED, GIVEN, WANTED).classes[0]

    # "a": given 3 times, twice rightly; wanted 4 times.
    assert (first.name, first.n) == ("a", 4)
    assert first.precision == pytest.approx(2 / 3)
    assert first.recall == pytest.approx(2 / 4)
    assert first.f1 == pytest.approx(4 / 7)


def test_a_label_nobody_wanted_is_no_class_but_costs_recall() -> None:
    scores = score(WANTED, GIVEN, WANTED)

    assert [each.name for each in scores.classes] == ["a", "b", "c"]
    assert scores.macro_f1.value == pytest.approx((4 / 7 + 1 / 2 + 1) / 3)


def test_a_label_never_given_scores_nothing() -> None:
    assert score(["a", "b"], ["a", "a"], ["", ""]).classes[1].f1 == 0


def test_the_figures_are_those_of_scikit_learn() -> None:
    classes = score(WANTED, GIVEN, WANTED).classes
    theirs = precision_recall_fscore_support(
        WANTED, GIVEN, labels=["a", "b", "c"], zero_division=0.0
    )

    for at, name in enumerate(("precision", "recall", "f1", "n")):
        assert [getattr(each, name) for each in classes] == pytest.approx(list(theirs[at]))


def test_the_interval_holds_the_figure_and_is_the_same_every_time() -> None:
    first, again = score(WANTED, GIVEN, WANTED), score(WANTED, GIVEN, WANTED)

    assert first.macro_f1 == again.macro_f1
    assert (first.macro_f1.low or 0) < (first.macro_f1.value or 0) < (first.macro_f1.high or 1)


def test_an_aspect_counts_only_where_one_is_named() -> None:
    sentences = [
        Sentence(text="một", intent="ask_procedure", aspect="fee"),
        Sentence(text="hai", intent="report", aspect=None),
    ]

    intents, aspects = score_both(sentences, ["procedure", "search"], ["time", "fee"])

    assert intents.wrong == (("ticket", "search", "hai"),)
    assert aspects.wrong == (("fee", "time", "một"),)
    assert aspects.macro_f1.n == 1


def test_our_sentences_are_read_and_know_every_intent_that_is_trained() -> None:
    found = {each.intent for each in load_sentences(SENTENCES)}

    assert {"report", "ticket_status", "wrong", "useful", "ask_procedure", "cancel"} <= found


@pytest.mark.parametrize("content", ["", "- text: một", "- một", "{"])
def test_another_file_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "other.yml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(EvalError, match=r"other\.yml"):
        load_sentences(path)
