"""What a report shows and what a run leaves behind."""

import json
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.types import Status
from channels.contract import AnswerBody
from eval import report
from eval.cases import load_answers
from eval.metrics import Result, evaluate
from eval.types import Case, Expect, Given, Reference, Suite

CASES = [
    Case(
        id=id_,
        suite=Suite.PROCEDURES,
        expect=Expect.ANSWER,
        turns=("Đổi thẻ?", "Mấy ngày [cụ thể]?"),
        style="chat",
        codes=frozenset({"1.1"}) if id_ != "z" else frozenset(),
    )
    for id_ in "abcz"
]
ANSWERS = {
    "a": Given(id="a", status=Status.ANSWERED, text="Thẻ có sau bảy ngày.", procedure="1.1", ms=8),
    "b": Given(id="b", status=Status.ANSWERED, text="Thẻ có sau ba ngày.", procedure="9.9", ms=9),
}


def _result() -> Result:
    return evaluate("procedures", CASES, ANSWERS, Reference())


def _shown(wrong: int = 0) -> str:
    out = StringIO()
    report.show(Console(file=out, width=160, highlight=False), _result(), wrong=wrong)
    return out.getvalue()


def test_n_and_interval_stand_beside_every_figure() -> None:
    row = next(line for line in _shown().splitlines() if "answer_right" in line)
    value, interval, n = (cell.strip() for cell in row.strip("│").split("│")[1:4])
    # 1 of 3: Wilson's 95 % interval is 0.061 to 0.792.
    assert (value, interval, n) == ("0.333", "0.061 – 0.792", "3")


def test_missing_and_left_out_cases_are_told_in_the_title() -> None:
    title = report.title_of(_result())
    assert title == (
        "procedures: 3 cases, 1 WITHOUT ANSWER, counted as the worst, "
        "1 left out: no gold procedure"
    )  # fmt: skip


def test_it_says_which_figures_are_better_when_lower() -> None:
    rows = {line.split("│")[1].strip(): line for line in _shown().splitlines() if "│" in line}
    assert "lower is better" in rows["wrong_procedure"]
    assert "lower is better" not in rows["answer_right"]


def test_wrong_cases_are_shown_as_they_were_asked_when_wanted() -> None:
    shown = _shown(wrong=5)
    assert "b answer ANSWERED 9.9 Mấy ngày [cụ thể]?" in " ".join(shown.split())
    assert "c answer no answer - Mấy ngày [cụ thể]?" in " ".join(shown.split())
    assert "no answer" not in _shown()


def test_results_hold_every_figure_with_n_and_every_failure(tmp_path: Path) -> None:
    path = report.write_results(tmp_path, [_result()], {"procedures": {"c": "OSError: gone"}})
    (written,) = json.loads(path.read_text(encoding="utf-8"))
    assert written["figures"]["hit@1"] | {"low": 0, "high": 0} == {
        "value": 1 / 3, "low": 0, "high": 0, "n": 3,
    }  # fmt: skip
    assert (written["missing"], written["left_out"]) == (1, 1)
    assert [wrong["id"] for wrong in written["wrong"]] == ["b", "c"]
    assert written["failures"] == {"c": "OSError: gone"}


def test_written_answers_can_be_scored_again(tmp_path: Path) -> None:
    body = AnswerBody(
        id="a", status=Status.ANSWERED, text="Thẻ có sau bảy ngày.", act="procedure", aspect=None,
        procedure="1.1", ranking=["1.1"], choices=[], citations=[], warnings=[], ms=8,
    )  # fmt: skip
    path = report.write_answers(tmp_path, "procedures", [body])
    given = load_answers(path)["a"]
    assert (given.status, given.text, given.procedure, given.ms) == (
        Status.ANSWERED, "Thẻ có sau bảy ngày.", "1.1", 8,
    )  # fmt: skip
    assert path.name == "procedures-answers.jsonl"
