"""A run's folder: it goes on where it stopped, and never mixes two versions."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from eval.runs.folder import CASES, code_hash, open_folder, read_cases, read_config
from eval.runs.types import Area, Outcome, Stage
from eval.types import EvalError

CONFIG: dict[str, Any] = {
    "commit": "a",
    "machine": {"cpu": "x"},
    "settings": {"today": "2026-11-21", "data_dir": "/one"},
    "code": "c0ffee",
}


def _outcome(id_: str, *, is_good: bool = True) -> Outcome:
    return Outcome(
        area=Area.ANSWERS,
        id=id_,
        said=("Lệ phí bao nhiêu?",),
        expect="answer",
        is_good=is_good,
        marks={"answer_right": float(is_good), "all": float(is_good)},
        stage=None if is_good else Stage.RANK,
    )


def test_a_run_that_stopped_goes_on_with_what_it_has(tmp_path: Path) -> None:
    first = open_folder(tmp_path / "run", CONFIG)
    first.keep(_outcome("a"))
    again = open_folder(tmp_path / "run", CONFIG)

    assert again.get("answers", "a") == _outcome("a")
    assert again.get("answers", "b") is None


def test_another_machine_commit_or_folder_is_the_same_run(tmp_path: Path) -> None:
    open_folder(tmp_path / "run", CONFIG).keep(_outcome("a"))
    moved = CONFIG | {"commit": "b", "machine": {"cpu": "y"}}
    moved["settings"] = CONFIG["settings"] | {"data_dir": "/two"}

    assert open_folder(tmp_path / "run", moved).outcomes() == [_outcome("a")]


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"code": "deaf"}, "code"), ({"settings": {"today": "2026-12-01"}}, "settings.today")],
)
def test_results_of_another_version_are_refused_with_the_reason(
    tmp_path: Path, changed: dict[str, Any], says: str
) -> None:
    open_folder(tmp_path / "run", CONFIG)

    with pytest.raises(EvalError, match=f"another version.*{says}"):
        open_folder(tmp_path / "run", CONFIG | changed)


def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "run", CONFIG)
    folder.keep(_outcome("a"))
    with (tmp_path / "run" / CASES).open("a", encoding="utf-8") as stream:
        stream.write('{"area": "answers", "id": "b", "sai')

    again = open_folder(tmp_path / "run", CONFIG)
    again.keep(_outcome("b"))

    assert [each.id for each in read_cases(tmp_path / "run")] == ["a", "b"]


def test_a_broken_line_in_the_middle_is_an_error_with_its_number(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "run", CONFIG)
    (tmp_path / "run" / CASES).write_text("{}\n", encoding="utf-8")
    folder.keep(_outcome("a"))

    with pytest.raises(EvalError, match=f"{CASES}:1"):
        read_cases(tmp_path / "run")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(EvalError, match="cannot be written"):
        open_folder(tmp_path / "run", CONFIG)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("x", encoding="utf-8")

    with pytest.raises(EvalError, match="cannot be written"):
        open_folder(tmp_path / "run", CONFIG)


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="holds no run"):
        read_config(tmp_path)


def test_the_code_s_hash_changes_with_a_letter_of_it(tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "a.py").write_text("x = 1\n", encoding="utf-8")
    before = code_hash(tmp_path, ["bot"])
    (tmp_path / "bot" / "a.py").write_text("x = 2\n", encoding="utf-8")

    assert code_hash(tmp_path, ["bot"]) != before


def test_a_case_is_one_line_of_json(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "run", CONFIG)
    folder.keep(_outcome("a", is_good=False))
    (line,) = (tmp_path / "run" / CASES).read_text(encoding="utf-8").splitlines()

    assert json.loads(line)["stage"] == "rank"
