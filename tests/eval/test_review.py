"""Our own cases of review, and what is made of what is found in them."""

import json
import zipfile
from collections import Counter
from pathlib import Path

import docx
import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.review.types import Kind
from eval.__main__ import app
from eval.review import Outcome, show_outcome
from eval.review_cases import (
    Scored,
    Snippet,
    load_clean,
    load_snippets,
    score_clean,
    score_mutants,
    score_snippets,
)
from eval.review_mutations import Mutant
from eval.review_score import Found
from eval.review_speed import Timed, make_docx
from eval.types import EvalError


def _marks_wrong(text: str) -> list[Found]:
    """Find every "sai", and call it a slip."""
    return [Found(quote="chữ sai", kind="typo", severity="medium", rule="language.x")] * text.count(
        "chữ sai"
    )


def _snippet(id_: str, text: str, kind: Kind | None = None, quote: str = "") -> Snippet:
    return Snippet(id=id_, of="báo cáo", text=text, kind=kind, quote=quote)


def _mutant(text: str, quote: str) -> Mutant:
    return Mutant(defect="wrong_tone", kind=Kind.TYPO, doc="a", text=text, quotes=(quote,))


def test_our_snippets_are_sixty_and_half_of_them_clean() -> None:
    kinds = [snippet.kind for snippet in load_snippets()]
    assert len(kinds) >= 60
    assert 0.4 <= kinds.count(None) / len(kinds) <= 0.6
    assert len({kind for kind in kinds if kind}) == len(Kind)


def test_our_snippets_differ_and_have_names_of_their_own() -> None:
    snippets = load_snippets()
    assert max(Counter(each.id for each in snippets).values()) == 1
    assert max(Counter(each.text for each in snippets).values()) == 1


def test_a_quote_that_is_not_in_the_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.jsonl"
    line = {"id": "1", "of": "báo cáo", "text": "Đúng.", "kind": "typo", "quote": "sai"}
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    with pytest.raises(EvalError, match="line 1: 1: a defect needs a quote"):
        load_snippets(path)


def test_snippets_scored_by_hand() -> None:
    snippets = [
        _snippet("1", "Một chữ sai ở đây.", Kind.TYPO, "chữ sai"),
        _snippet("2", "Ngày 31/11 và một chữ sai.", Kind.WRONG_CONTENT, "Ngày 31/11"),
        _snippet("3", "Một chữ sai ở đâu?", Kind.FORMAT, "chữ sai"),
        _snippet("4", "Không phải chữ sai."),
        _snippet("5", "Không gì cả."),
    ]
    scored = score_snippets(snippets, _marks_wrong)
    assert scored.recall.value == pytest.approx(2 / 3)
    assert scored.recall.n == 3
    assert (scored.kind_right.value, scored.kind_right.n) == (0.5, 2)
    assert scored.by_kind["wrong_content"].value == 0
    assert [alarm.where for alarm in scored.alarms] == ["2", "4"]
    assert scored.missed == ("2: Ngày 31/11",)
    assert scored.clean == 2


def test_what_a_clean_document_gave_already_is_not_found_in_its_copy() -> None:
    clean = {"a": "Đã có chữ sai rồi."}
    copies = [
        _mutant("Đã có chữ sai rồi. Hồ sợ.", "có chữ sai rồi. Hồ sợ."),
        _mutant("Đã có chữ sai rồi. Lại chữ sai.", "Lại chữ sai."),
    ]
    scored = score_mutants(copies, clean, _marks_wrong)
    assert [figure.value for figure in scored.by_kind.values()] == [0.5]
    assert scored.alarms == ()


def test_everything_found_in_clean_documents_is_an_alarm() -> None:
    alarms = score_clean({"a": "Tốt.", "b": "Một chữ sai, hai chữ sai."}, _marks_wrong)
    assert [alarm.where for alarm in alarms] == ["b", "b"]


def test_the_clean_documents_are_of_six_kinds() -> None:
    titles = ("KẾ HOẠCH\n", "QUYẾT ĐỊNH\n", "BÁO CÁO\n", "TỜ TRÌNH\n", "THÔNG BÁO\n", "V/v ")
    texts = load_clean().values()
    assert all(any(title in text for text in texts) for title in titles)


def test_a_made_up_docx_is_the_same_every_time_and_as_long_as_said(tmp_path: Path) -> None:
    texts = list(load_clean().values())
    words = [make_docx(tmp_path / f"{n}.docx", texts, pages=5) for n in range(2)]
    bodies = [zipfile.ZipFile(tmp_path / f"{n}.docx").read("word/document.xml") for n in range(2)]
    assert words[0] == words[1]
    assert bodies[0] == bodies[1]
    document = docx.Document(str(tmp_path / "0.docx"))
    assert bodies[0].count(b'<w:br w:type="page"/>') == 5
    assert len(document.tables) == 1
    assert 1000 <= words[0] <= 2500


def test_the_report_says_n_and_severity() -> None:
    snippets = [_snippet("1", "Một chữ sai.", Kind.TYPO, "chữ sai"), _snippet("2", "chữ sai")]
    scored = score_snippets(snippets, _marks_wrong)
    console = Console(record=True, width=120, file=None, quiet=False)
    with console.capture() as shown:
        show_outcome(console, _outcome(scored), most=1)
    assert "1 in 1 clean snippets" in shown.get()
    assert "0 high, 1 medium, 0 low" in shown.get()
    assert "100" in shown.get()
    assert "1.5 to 2.5" in shown.get()
    assert ["2", "language.x", "medium", "chữ", "sai"] in [
        line.split()[3:] for line in shown.get().splitlines()
    ]


def test_cases_without_their_documents_are_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["review", "--cases", str(tmp_path / "cases.jsonl")])
    assert isinstance(done.exception, EvalError)
    assert "--plans" in str(done.exception)


@pytest.mark.slow
def test_the_command_writes_what_it_measured(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "a.txt").write_text("Phường đẩy mạnh chuyển đối số.\n", encoding="utf-8")
    cases = tmp_path / "cases.jsonl"
    case = {"id": "1", "doc": "a", "quote": "chuyển đối số", "kind": "typo", "certain": True}
    cases.write_text(json.dumps(case) + "\n", encoding="utf-8")
    out = tmp_path / "out.json"
    arguments = ["review", "--runs", "0", "--n", "17", "--json", str(out)]
    done = CliRunner().invoke(
        app, [*arguments, "--cases", str(cases), "--plans", str(plans)], catch_exceptions=False
    )
    written = json.loads(out.read_text("utf-8"))
    assert done.exit_code == 0
    assert written["mutants"]["recall"]["n"] == 17
    assert written["snippets"]["recall"]["n"] == 37
    assert written["plans"]["recall_certain"]["n"] == 1
    assert written["plans"]["void_findings"] == 0
    assert written["config"]["seed"] == 1
    assert "whole documents" in done.stdout


def _outcome(scored: Scored) -> Outcome:
    return Outcome(
        snippets=scored,
        mutants=scored,
        clean=scored.alarms,
        clean_documents=7,
        speed=[Timed(pages=100, words=40_000, seconds=(1.5, 2.5), cpu_seconds=(1.0,), peak_mb=300)],
    )
