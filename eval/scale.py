"""Measure search over corpora of growing size, made up from the real one: `eval scale`."""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from rich.console import Console
from rich.table import Table

from channels.settings import Settings
from eval import provenance
from eval.bench import bench_questions
from eval.bench_answers import part_of
from eval.scale_corpus import Corpus, neighbours_of, synthesise
from eval.scale_types import (
    TYPES,
    Numbers,
    Stopwatch,
    Task,
    look_up,
    measure_type,
    recall,
    recalls,
    resident_mb,
)
from eval.types import EvalError
from knowledge.passages import passages_of
from knowledge.types import Kind, Passage
from retrieval.build import open_index
from retrieval.columns import Columns
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder, load_encoder
from retrieval.hybrid import DENSE_CANDIDATES, HybridRetriever
from retrieval.lexical import LexicalIndex
from retrieval.question import Query
from retrieval.restore import Restorer
from retrieval.types import Filters

FILTERS = {
    "procedures": Filters(kind=Kind.PROCEDURE),
    "guides": Filters(kind=Kind.GUIDE),
    "plans": Filters(kind=Kind.PLAN),
    "one ward's plans": Filters(kind=Kind.PLAN, places=("tay mo",)),
    "all": Filters(),
}
_TYPE_FILTERS = ("procedures", "guides", "plans")
_HITS = 20
_SAMPLE = 300
_WARM_UP = 5

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class ScalePlan:
    """What to measure."""

    sizes: tuple[int, ...]
    n: int
    """Questions."""
    types: tuple[str, ...] = tuple(each.spec for each in TYPES)
    """Kinds of FAISS index to compare besides the one that the product would choose."""
    whole: bool = True
    """Whether the whole search is measured as well."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Questions made ready, and what made their vectors."""

    queries: list[Query]
    encoder: Encoder


def measure_scale(
    settings: Settings, plan: ScalePlan, *, console: Console, errors: Console
) -> dict[str, Any]:
    """Measure each size, print tables as figures come in, and return everything as plain JSON."""
    unknown = set(plan.types) - {each.spec for each in TYPES}
    if unknown:
        raise EvalError(
            f"no such index types: {', '.join(sorted(unknown))}; "
            f"there are {', '.join(each.spec for each in TYPES)}"
        )
    out: dict[str, Any] = {**provenance.setup(settings, with_rasa=False), "sizes": {}}
    faiss.omp_set_num_threads(1)
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    retriever, records = open_index(settings.index_dir, encoder=encoder)
    real_ones = [passage for record in records.records() for passage in passages_of(record)]
    records.close()
    vectors = DenseIndex.load(part_of(settings.index_dir, "vectors")).vectors()
    if len(real_ones) != len(vectors):
        raise EvalError(f"{settings.index_dir}: not of today's records; run `motcua index`")
    questions = bench_questions(plan.n)
    asked = _Asked(queries=[retriever.understand(each) for each in questions], encoder=encoder)
    real = Corpus(passages=real_ones, vectors=vectors)
    errors.print(f"{len(real_ones)} real passages, {plan.n} questions; nearest of each …")
    near = neighbours_of(real_ones, vectors)
    for size in plan.sizes:
        begun = time.perf_counter()

        def tell(what: str, size: int = size, begun: float = begun) -> None:
            passed = time.perf_counter() - begun
            errors.print(f"{size:,} passages, {passed:.0f} s: {what}", markup=False)

        tell("making the corpus")
        corpus = synthesise(real, near, size)
        figures, indexes = _measure_dense(corpus, asked, plan, tell)
        passages = corpus.passages
        del corpus  # its vectors are also in the exact index, 1.5 GB for a million
        if plan.whole:
            figures["whole"] = _measure_whole(passages, asked, indexes, tell)
        del indexes
        out["sizes"][str(size)] = figures | {"machine": provenance.machine()}
        _show(console, size, figures)
    return out


def _measure_dense(
    corpus: Corpus, asked: _Asked, plan: ScalePlan, tell: Tell
) -> tuple[dict[str, Any], dict[str, DenseIndex]]:
    """Measure the kinds of index; return figures, and the exact index and the product's."""
    columns = Columns(corpus.passages)
    task = Task(
        vectors=corpus.vectors,
        queries=np.stack([query.vector for query in asked.queries]),
        filters={name: columns.admit(FILTERS[name]) for name in _TYPE_FILTERS},
        candidates=DENSE_CANDIDATES,
    )
    tell("exact search")
    exact = DenseIndex.build(corpus.vectors, exact_up_to=len(corpus.vectors))
    best, _ = look_up(exact.search, task)
    figures: dict[str, Any] = {"nearest_cosine": _nearness(corpus, exact), "types": []}
    for kind in TYPES:
        if kind.spec in plan.types and len(corpus.vectors) <= kind.most:
            tell(kind.spec)
            figures["types"].append(asdict(measure_type(kind, task, best)))
    tell("the product's index")
    wall, cpu = time.perf_counter(), time.process_time()
    chosen = DenseIndex.build(corpus.vectors)
    figures["chosen"] = {
        "is_exact": chosen.is_exact,
        "build_s": time.perf_counter() - wall,
        "build_cpu_s": time.process_time() - cpu,
    }
    for threads in (1, 2):
        faiss.omp_set_num_threads(threads)
        found, times = look_up(chosen.search, task)
        figures["chosen"][f"times_{threads}_threads"] = {k: asdict(v) for k, v in times.items()}
    faiss.omp_set_num_threads(1)
    figures["chosen"]["recall"] = recalls(found, best)
    return figures, {"exact": exact, "chosen": chosen}


def _measure_whole(
    passages: Sequence[Passage], asked: _Asked, indexes: Mapping[str, DenseIndex], tell: Tell
) -> dict[str, Any]:
    """Measure BM25 and the whole search, with every vector compared and as the product does."""
    tell("BM25 index")
    wall, cpu = time.perf_counter(), time.process_time()
    lexical = LexicalIndex.build([passage.text for passage in passages])
    figures: dict[str, Any] = {
        "bm25_build_s": time.perf_counter() - wall,
        "bm25_build_cpu_s": time.process_time() - cpu,
    }
    with tempfile.TemporaryDirectory(prefix="motcua-scale-") as scratch:
        path = Path(scratch) / "lexical.npz"
        lexical.save(path)
        del lexical
        lexical = LexicalIndex.load(path)
        figures["bm25_disk_mb"] = path.stat().st_size / 1e6
    figures["terms"] = lexical.term_count
    hits = {}
    for name, dense in indexes.items():
        tell(f"whole search, {name}")
        retriever = HybridRetriever(
            passages=passages,
            lexical=lexical,
            dense=dense,
            encoder=asked.encoder,
            restorer=Restorer.train([]),
        )
        hits[name], figures[name] = _search(retriever, lexical, asked.queries)
    figures["resident_mb"] = resident_mb()  # with the exact index, that the product lacks
    figures["hits_recall"] = {
        name: recall(hits["chosen"][name], hits["exact"][name]) for name in FILTERS
    }
    return figures


def _search(
    retriever: HybridRetriever, lexical: LexicalIndex, queries: Sequence[Query]
) -> tuple[dict[str, list[Numbers]], dict[str, Any]]:
    """Return the hits' marks by filter, and times: BM25, each search, BM25 with the first."""
    bm25, both = Stopwatch(), Stopwatch()
    searches = {name: Stopwatch() for name in FILTERS}
    marks: dict[str, list[Numbers]] = {name: [] for name in FILTERS}
    ready = []
    for query in queries:
        with bm25:
            scores = lexical.scores(query.terms)
        ready.append(replace(query, lexical=scores))
        if len(ready) <= _WARM_UP:
            cold = replace(query, lexical=scores)  # a query keeps what was found with it
            for filters in FILTERS.values():
                retriever.search(cold, filters, _HITS)
        for name, filters in FILTERS.items():
            with searches[name]:
                hits = retriever.search(ready[-1], filters, _HITS)
            marks[name].append(np.asarray([_mark(hit.passage) for hit in hits]))
        ready[-1] = query
        with both:
            again = replace(query, lexical=lexical.scores(query.terms))
            retriever.search(again, FILTERS["procedures"], _HITS)
    times = {"BM25": bm25, **searches, "BM25 and procedures": both}
    return marks, {name: asdict(watch.times()) for name, watch in times.items()}


def _mark(passage: Passage) -> int:
    """Return a number for the record that a hit stands for; of a plan, for the piece."""
    is_piece = passage.kind in (Kind.PLAN, Kind.DOCUMENT)
    return hash((passage.kind, passage.id if is_piece else passage.record_id))


def _nearness(corpus: Corpus, exact: DenseIndex) -> list[float]:
    """Return quartiles of the cosine to the nearest passage of another record, of a sample."""
    rows = np.random.default_rng(0).integers(0, len(corpus.passages), size=_SAMPLE)
    nearest = []
    for row in rows:
        own = corpus.passages[row].record_id
        numbers, cosines = exact.search(corpus.vectors[row], 100)
        others = (
            float(cosine)
            for number, cosine in zip(numbers, cosines, strict=True)
            if corpus.passages[number].record_id != own
        )
        nearest.append(next(others, 0.0))
    return [float(value) for value in np.quantile(nearest, [0.25, 0.5, 0.75])]


def _show(console: Console, size: int, figures: dict[str, Any]) -> None:
    heads = ("build s", "CPU s", "disk MB", "RAM MB")
    per_filter = [
        f"{name[:5]} {what}" for name in _TYPE_FILTERS for what in ("p50", "p95", "recall")
    ]
    table = Table("type", *heads, *per_filter, title=f"{size:,} passages, one lookup: CPU ms")
    for told in figures["types"]:
        costs = (told[key] for key in ("build_s", "build_cpu_s", "disk_mb", "resident_mb"))
        table.add_row(
            told["spec"], *(f"{cost:.1f}" for cost in costs), *_cells(told["times"], told["recall"])
        )
    chosen = figures["chosen"]
    label = "product's: exact" if chosen["is_exact"] else "product's: lists"
    table.add_row(
        label,
        f"{chosen['build_s']:.1f}",
        f"{chosen['build_cpu_s']:.1f}",
        *("", ""),
        *_cells(chosen["times_1_threads"], chosen["recall"]),
    )
    console.print(table)
    if whole := figures.get("whole"):
        table = Table("whole search", "p50", "p95", "CPU p50", "CPU p95", "same as exact")
        for name, times in whole["chosen"].items():
            same = whole["hits_recall"].get(name)
            table.add_row(
                name,
                *(f"{times[key]:.2f}" for key in ("wall_p50", "wall_p95", "cpu_p50", "cpu_p95")),
                "" if same is None else f"{same:.3f}",
            )
        console.print(table)
        console.print(
            f"BM25: {whole['terms']:,} terms, built in {whole['bm25_build_s']:.0f} s, "
            f"{whole['bm25_disk_mb']:.0f} MB on disk; "
            f"the process holds {whole['resident_mb']:.0f} MB",
            soft_wrap=True,
        )


def _cells(times: dict[str, dict[str, float]], found: dict[str, float]) -> list[str]:
    return [
        cell
        for name in _TYPE_FILTERS
        for cell in (
            f"{times[name]['cpu_p50']:.2f}",
            f"{times[name]['cpu_p95']:.2f}",
            f"{found[name]:.3f}",
        )
    ]
