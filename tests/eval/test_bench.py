"""The benchmark's questions and its way of watching processes; never its times."""

import os
import sys
from pathlib import Path

import pytest

from channels.settings import Settings
from eval.bench import bench_questions
from eval.bench_answers import reply_times, stage_times
from eval.bench_process import measure_gateway, measure_import, run_sampled
from eval.cases import load_cases, shipped
from eval.long_pdf import make_long_pdf
from eval.types import EvalError, Suite
from knowledge.importers.files import read_file
from knowledge.load import load

pytestmark = pytest.mark.slow

needs_index = pytest.mark.skipif(
    not (Settings().index_dir / "manifest.json").is_file(), reason="no index: run `make setup`"
)


def test_the_questions_are_the_same_every_time_and_start_with_our_own() -> None:
    own = [c.turns[0] for s in Suite for c in load_cases(s, [shipped(s)]) if len(c.turns) == 1]
    questions = bench_questions(300)
    assert questions == bench_questions(300)
    assert questions[: len(own)] == own
    assert len(set(questions)) == 300


def test_everyday_names_come_from_different_records_first() -> None:
    own = sum(len(c.turns) == 1 for s in Suite for c in load_cases(s, [shipped(s)]))
    one, two = load().procedures[:2]
    assert bench_questions(own + 2)[-2:] == [one.asked_as[0], two.asked_as[0]]


def test_more_questions_than_there_are_start_again() -> None:
    questions = bench_questions(5_000)
    assert len(questions) == 5_000
    assert questions.count(questions[0]) > 1


def test_a_commands_exit_code_output_and_memory_are_seen() -> None:
    holds_100_mb = "import time; x = bytearray(100 * 2**20); time.sleep(1); print('done'); exit(3)"
    code, told, step = run_sampled([sys.executable, "-c", holds_100_mb], os.environ)
    assert (code, told) == (3, "done")
    assert step.peak_mb > 100
    assert step.seconds >= 1


def test_memory_of_a_commands_children_counts_too() -> None:
    child = "import time; x = bytearray(100 * 2**20); time.sleep(1)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    _code, _told, step = run_sampled([sys.executable, "-c", parent], os.environ)
    assert step.peak_mb > 100


def test_files_that_are_not_there_are_named_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"no such files: .*a\.jsonl, .*b\.txt"):
        measure_import(Settings(), portal=[tmp_path / "a.jsonl"], plans=[tmp_path / "b.txt"])


@pytest.mark.model  # It needs no encoder, but starting the whole program takes seconds.
def test_a_gateway_that_cannot_start_says_why(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "nothing-here", build_dir=tmp_path)
    with pytest.raises(EvalError, match=r"`motcua serve` ended, exit code 1: (?s:.)*encoder"):
        measure_gateway(settings, ["Phí bao nhiêu?"], with_rasa=False, starts=1)


@pytest.mark.model
@needs_index
async def test_every_stage_is_timed_once_for_every_question() -> None:
    questions = bench_questions(3)
    stages = await stage_times(Settings(), questions, with_rasa=False)
    composed = stages.pop("composing")
    assert {name: len(times) for name, times in stages.items()} == {
        "understanding": 3, "… its encoder": 3, "… its BM25": 3, "search, procedures": 3,
        "search, guides": 3, "search, plans": 3, "search, documents": 3,
        "… its dense part": 3,
    }  # fmt: skip
    assert 0 < len(composed) <= 3
    assert all(ms > 0 for times in stages.values() for ms in times)


@pytest.mark.rasa
@pytest.mark.model
@needs_index
async def test_answers_are_timed_with_rasa_too() -> None:
    assert len(await reply_times(Settings(), bench_questions(3), with_rasa=True)) == 3


@pytest.mark.model
@needs_index
def test_the_gateway_is_started_asked_and_ended_without_leftovers() -> None:
    questions = bench_questions(5)
    figures = measure_gateway(Settings(), questions, with_rasa=False, starts=2)
    assert len(figures.ready_s) == 2
    assert len(figures.request_ms) == len(questions)
    assert figures.rss_mb["own"] > 50
    assert figures.orphans == 0


def test_the_made_up_pdf_has_its_pages_text_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"

    make_long_pdf(path, pages=4)

    file = read_file(path)
    assert max(file.pages) == 4
    assert sum("\t" in line for line in file.text.splitlines()) > 20
    assert len(file.text.split()) > 500
