"""The command line: what it prints, what it writes, how it fails."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from channels.settings import CHECKOUT, Settings
from eval.__main__ import app, main
from eval.types import EvalError

CASE = {"id": "a", "turns": ["Tổng đài?"], "expect": "answer", "answer_all": [["1900.0368"]]}
ANSWER = {"id": "a", "status": "ANSWERED", "text": "Anh/chị gọi số 1900.0368.", "ms": 5}
needs_index = pytest.mark.skipif(
    not (Settings().index_dir / "manifest.json").is_file(), reason="no index: run `make setup`"
)


def _file(path: Path, *lines: object) -> str:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return str(path)


@pytest.mark.slow
def test_existing_answers_are_scored_as_json(tmp_path: Path) -> None:
    cases = _file(tmp_path / "cases.jsonl", CASE, CASE | {"id": "b"})
    answers = _file(tmp_path / "answers.jsonl", ANSWER, ANSWER | {"id": "stranger"})
    done = CliRunner().invoke(app, ["score", "guides", cases, answers, "--json"])
    result = json.loads(done.stdout)
    assert done.exit_code == 0
    assert result["figures"]["answer_right"]["value"] == 0.5
    assert (result["n"], result["missing"]) == (2, 1)
    assert "1 answers belong to no case" in done.stderr


@pytest.mark.slow
def test_a_plans_full_text_finds_invented_numbers(tmp_path: Path) -> None:
    case = {"id": "a", "question": "Bao nhiêu?", "type": "indicator", "docs": ["plan-x"]}
    answer = {
        "id": "a", "status": "ANSWERED", "text": "Chỉ tiêu năm nay là 85%.",
        "citations": [{"title": "Kế hoạch", "doc": "plan-x"}],
    }  # fmt: skip
    cases, answers = _file(tmp_path / "c.jsonl", case), _file(tmp_path / "a.jsonl", answer)
    plan = tmp_path / "plan-x.txt"
    plan.write_text("Chỉ tiêu là 90%.", encoding="utf-8")
    arguments = ["score", "plans", cases, answers, "--json", "--plan-text", str(plan)]
    figures = json.loads(CliRunner().invoke(app, arguments).stdout)["figures"]
    assert figures["no_invented_number"]["value"] == 0
    assert figures["cites_right_document"]["value"] == 1


def test_files_without_a_suite_are_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["run", _file(tmp_path / "cases.jsonl", CASE)])
    assert isinstance(done.exception, EvalError)
    assert "--suite" in str(done.exception)


def test_a_broken_file_ends_in_a_clear_message_and_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "cases.jsonl"
    broken.write_text('{"id": \n', encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["eval", "score", "guides", str(broken), str(broken)])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 1
    assert told.out == ""
    assert told.err.startswith("eval: cases.jsonl: 1 problem\n  cases.jsonl:1: Invalid JSON")


@pytest.mark.model
@needs_index
def test_a_run_leaves_answers_results_and_its_configuration(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["run", "--suite", "guides", "--stripped", "--no-rasa", "--out", str(out)]
    command = [sys.executable, "-m", "eval", *arguments]
    done = subprocess.run(
        command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    answers = (out / "guides-answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert [result["name"] for result in results] == ["guides", "guides_stripped"]
    assert results[0]["n"] == len(answers) == 12
    assert results[0]["missing"] == 0
    assert config["encoder"] == config["index"]["encoder"]
    assert config["rasa"] is None
    assert config["suites"]["guides"][0]["sha256"]
