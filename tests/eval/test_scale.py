"""Corpora made up to measure search at scale, and what is reckoned from the lookups."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from channels.settings import Settings
from eval.__main__ import app
from eval.scale import ScalePlan, measure_scale
from eval.scale_corpus import NEIGHBOURS, Corpus, neighbours_of, synthesise
from eval.scale_types import TYPES, IndexType, Stopwatch, Task, look_up, measure_type, recall
from eval.types import EvalError
from knowledge.types import Kind, Passage
from retrieval.admitted import admit
from retrieval.dense import DenseIndex

RECORDS = 30
PARTS = ("name", "asked-0", "body")
WORDS = (
    "đăng ký khai sinh, kết hôn, căn cước, cư trú, lệ phí 50 nghìn, nộp 2 bản, tại phường".split()
)


@pytest.fixture(scope="module")
def real() -> Corpus:
    random = np.random.default_rng(2)
    centres = random.normal(size=(6, 16))
    rows = centres[np.arange(RECORDS * 3) % 6] + 0.2 * random.normal(size=(RECORDS * 3, 16))
    passages = [
        Passage(
            id=f"{record}.1#{part}",
            record_id=f"{record}.1",
            kind=Kind.PROCEDURE,
            field=part.split("-")[0],
            text=" ".join(random.choice(WORDS, size=12)),
        )
        for record in range(RECORDS)
        for part in PARTS
    ]
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return Corpus(passages=passages, vectors=unit.astype(np.float32))


def made(real: Corpus, n: int) -> Corpus:
    return synthesise(real, neighbours_of(real.passages, real.vectors), n)


def test_the_corpus_has_the_size_asked_for_and_is_the_same_every_time(real: Corpus) -> None:
    one, two = made(real, 500), made(real, 500)

    assert len(one.passages) == len(one.vectors) == 500
    assert one.passages == two.passages
    assert np.array_equal(one.vectors, two.vectors)


def test_the_real_records_come_first_and_unchanged(real: Corpus) -> None:
    corpus = made(real, 200)
    vector_of = {p.id: v for p, v in zip(real.passages, real.vectors, strict=True)}

    first = corpus.passages[: len(real.passages)]

    assert sorted(p.id for p in first) == sorted(p.id for p in real.passages)
    assert {p.id: p for p in first} == {p.id: p for p in real.passages}
    for passage, vector in zip(first, corpus.vectors, strict=False):
        assert np.array_equal(vector, vector_of[passage.id])


def test_a_small_corpus_is_part_of_the_real_one(real: Corpus) -> None:
    assert {p.id for p in made(real, 31).passages} < {p.id for p in real.passages}


def test_copies_are_whole_records_with_ids_of_their_own(real: Corpus) -> None:
    corpus = made(real, 4 * len(real.passages))

    assert len({p.id for p in corpus.passages}) == len(corpus.passages)
    records: dict[str, list[str]] = {}
    for passage in corpus.passages:
        assert passage.id.startswith(f"{passage.record_id}#")
        records.setdefault(passage.record_id, []).append(passage.id.split("#")[1])
    assert len(records) == 4 * RECORDS
    assert {tuple(parts) for parts in records.values()} == {PARTS}


def test_a_copy_says_words_of_the_real_texts_and_new_numbers(real: Corpus) -> None:
    def words(text: str) -> set[str]:
        return set(re.sub(r"\d+", "0", text).split())

    known = {word for passage in real.passages for word in words(passage.text)}
    copies = made(real, 900).passages[len(real.passages) :]

    assert all(words(copy.text) <= known for copy in copies)
    assert len({copy.text for copy in copies} - {p.text for p in real.passages}) > 400
    said = {number for copy in copies for number in re.findall(r"\d+", copy.text)}
    assert said > {"50", "2"}


def test_a_copy_is_as_far_from_its_original_as_real_passages_from_near_ones(real: Corpus) -> None:
    near = neighbours_of(real.passages, real.vectors)
    corpus = synthesise(real, near, 2000)
    vector_of = {p.id: v for p, v in zip(real.passages, real.vectors, strict=True)}
    moved = [
        vector @ vector_of[re.sub(r"~\d+", "", passage.id)]
        for passage, vector in zip(corpus.passages, corpus.vectors, strict=True)
        if "~" in passage.id
    ]
    among_real = [real.vectors[a] @ real.vectors[b] for a, row in enumerate(near) for b in row]

    assert np.linalg.norm(corpus.vectors, axis=1) == pytest.approx(np.ones(2000), abs=1e-5)
    assert np.median(moved) == pytest.approx(np.median(among_real), abs=0.02)
    assert max(moved) < 0.9999


def test_neighbours_are_the_nearest_of_other_records(real: Corpus) -> None:
    near = neighbours_of(real.passages, real.vectors)

    row = 7
    others = [n for n, p in enumerate(real.passages) if p.record_id != real.passages[row].record_id]
    best = sorted(others, key=lambda n: -float(real.vectors[n] @ real.vectors[row]))[:NEIGHBOURS]
    assert near[row].tolist() == best


def test_recall_is_the_share_of_the_exact_ten_among_the_ten_found() -> None:
    exact = [np.arange(20), np.asarray([3, 4]), np.asarray([], dtype=np.int64)]
    found = [np.asarray([9, 8, *range(50, 58), 0, 1]), np.asarray([4]), np.asarray([1])]

    # Two of ten, one of two; where there is nothing to find nothing is counted.
    assert recall(found, exact) == pytest.approx((0.2 + 0.5) / 2)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.spec)
def test_every_type_is_built_and_finds_only_what_the_filter_admits(
    real: Corpus, kind: IndexType
) -> None:
    # 96 is what the compressed type needs.
    vectors = np.tile(made(real, 600).vectors, 6)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    masks = {"some": np.arange(600) % 2 == 0, "few": np.arange(600) < 40}
    task = Task(
        vectors=vectors,
        queries=vectors[:8],
        filters={name: admit(mask) for name, mask in masks.items()},
        candidates=30,
    )
    exact, _ = look_up(DenseIndex.build(vectors).search, task)

    figures = measure_type(kind, task, exact)

    assert figures.recall.keys() == figures.times.keys() == masks.keys()
    assert all(0.3 < share <= 1 for share in figures.recall.values())
    assert figures.disk_mb > 0
    assert (figures.recall["some"] == 1) or kind.spec != "Flat"


def test_a_stopwatch_tells_what_passed_inside_its_blocks() -> None:
    watch = Stopwatch()
    for _ in range(3):
        with watch:
            sum(range(20_000))

    times = watch.times()

    assert 0 < times.cpu_p50 <= times.cpu_p95
    assert 0 < times.wall_p50 <= times.wall_p95


def test_an_unknown_index_type_is_refused_before_anything_runs() -> None:
    console = Console()
    plan = ScalePlan(sizes=(100,), n=1, types=("Flat", "Magic"))

    with pytest.raises(EvalError, match="no such index types: Magic; there are Flat, "):
        measure_scale(Settings(), plan, console=console, errors=console)


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(
    not (Settings().index_dir / "manifest.json").is_file(), reason="no index: run `make setup`"
)
def test_the_command_measures_a_size_and_writes_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"

    done = CliRunner().invoke(
        app, ["scale", "400", "--n", "3", "--type", "SQfp16", "--json", str(path)]
    )

    assert done.exit_code == 0
    assert "400 passages" in done.stdout
    size = json.loads(path.read_text(encoding="utf-8"))["sizes"]["400"]
    assert [each["spec"] for each in size["types"]] == ["SQfp16"]
    assert size["chosen"]["is_exact"]
    # The product's index is exact at this size, so its hits are the same.
    assert set(size["whole"]["hits_recall"].values()) == {1.0}
