"""Measure time and memory of the whole product, and show what was measured on which machine."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from channels.settings import Settings
from eval import provenance
from eval.bench_answers import reply_times, stage_times
from eval.bench_load import LoadFigures, measure_load
from eval.bench_process import GatewayFigures, ImportFigures, measure_gateway, measure_import
from eval.cases import load_cases, shipped
from eval.spread import Figure, mean, percentile
from eval.types import Suite
from knowledge.load import load


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to measure."""

    n: int
    with_rasa: bool
    serve: bool
    starts: int
    portal: tuple[Path, ...] = ()
    plans: tuple[Path, ...] = ()
    pages: int = 0
    """Of a made-up PDF to import; 0 leaves it out."""
    load: int = 0
    """Conversations to hold at once; 0 leaves it out."""


def bench_questions(n: int) -> list[str]:
    """Return n questions, always the same: our own cases, then the curated everyday names.

    Everyday names come one of each record, then the second of each, …; when all are used up
    they start again.
    """
    own = [
        case.turns[0]
        for suite in Suite
        for case in load_cases(suite, [shipped(suite)])
        if len(case.turns) == 1
    ]
    curated = load()
    names = [p.asked_as for p in curated.procedures] + [g.asked_as for g in curated.guides]
    rounds = itertools.zip_longest(*names)
    everyday = [name for each in rounds for name in each if name is not None]
    return list(itertools.islice(itertools.cycle([*own, *everyday]), n))


def measure(settings: Settings, plan: Plan, *, console: Console, errors: Console) -> dict[str, Any]:
    """Measure, print tables as figures come in, and return everything as plain JSON values."""
    questions = bench_questions(plan.n)
    out: dict[str, Any] = {
        **provenance.setup(settings, with_rasa=plan.with_rasa),
        "questions": plan.n,
    }
    told = out["machine"]
    console.print(
        f"{told['cpu']}, {told['cores']} cores, {told['ram_gb']} GB, Python {told['python']}, "
        f"{told['date']}, load {told['load_1_min']} at the start; "
        f"index of {out['index']['passages']} passages; {plan.n} questions",
        soft_wrap=True,
    )
    out["answers"] = {}
    for with_rasa in (True, False) if plan.with_rasa else (False,):
        label = "with Rasa" if with_rasa else "without Rasa"
        with errors.status(f"answers {label}"):
            times = asyncio.run(reply_times(settings, questions, with_rasa=with_rasa))
        out["answers"][label] = _in_words(times)
        console.print(_table(f"one question at a time, warm, {label}: ms", {"answer": times}))
    with errors.status("stages"):
        stages = asyncio.run(stage_times(settings, questions, with_rasa=plan.with_rasa))
    out["stages"] = {name: _in_words(times) for name, times in stages.items()}
    # The first kind of answer that was measured is the one people get.
    whole = next(iter(out["answers"].values()))["mean"]["value"]
    out["share_of_answer"] = {name: sum(t) / len(t) / whole for name, t in stages.items()}
    console.print(_table("stages, each measured alone: ms", stages, whole=whole))
    if plan.serve:
        out["gateway"] = {}
        for with_rasa in (True, False) if plan.with_rasa else (False,):
            label = "with Rasa" if with_rasa else "without Rasa"
            with errors.status(f"gateway {label}"):
                gateway = measure_gateway(
                    settings, questions, with_rasa=with_rasa, starts=plan.starts
                )
            out["gateway"][label] = _gateway_in_words(gateway)
            _show_gateway(console, gateway, label)
    if plan.load:
        with errors.status("conversations at once"):
            rounds = measure_load(settings, questions, conversations=plan.load)
        out["load"] = [_load_in_words(each) for each in rounds]
        _show_load(console, rounds)
    if plan.portal or plan.plans or plan.pages:
        with errors.status("import and index"):
            imported = measure_import(
                settings, portal=plan.portal, plans=plan.plans, pages=plan.pages
            )
        out["import"] = asdict(imported)
        _show_import(console, imported)
    return out


def _in_words(times: Sequence[float]) -> dict[str, Any]:
    """Return p50, p95 and mean with their intervals, and the extremes, in milliseconds."""
    return {
        "n": len(times),
        "p50": asdict(percentile(times, 0.5)),
        "p95": asdict(percentile(times, 0.95)),
        "mean": asdict(mean(times)),
        "min": min(times),
        "max": max(times),
    }


def _table(title: str, rows: dict[str, list[float]], *, whole: float | None = None) -> Table:
    """Return a row for each series; with `whole`, also its mean's share of that."""
    share = ["share of answer"] if whole else []
    table = Table("", "n", "p50", "95 %", "p95", "95 %", "max", "mean", *share, title=title)
    for name, times in rows.items():
        middle, late = percentile(times, 0.5), percentile(times, 0.95)
        table.add_row(
            name,
            str(len(times)),
            f"{middle.value:.2f}",
            _range(middle),
            f"{late.value:.2f}",
            _range(late),
            f"{max(times):.2f}",
            f"{sum(times) / len(times):.2f}",
            *([f"{sum(times) / len(times) / whole:.0%}"] if whole else []),
        )
    return table


def _range(figure: Figure) -> str:
    return f"{figure.low:.2f} – {figure.high:.2f}"


def _gateway_in_words(gateway: GatewayFigures) -> dict[str, Any]:
    rest = {k: v for k, v in asdict(gateway).items() if k != "request_ms"}
    return rest | {"request_ms": _in_words(gateway.request_ms)}


def _show_gateway(console: Console, gateway: GatewayFigures, label: str) -> None:
    console.print(_table(f"POST /api/chat, {label}: ms", {"request": list(gateway.request_ms)}))
    starts = sorted(gateway.ready_s)
    table = Table("", "n", "min", "median", "max", title=f"gateway {label}")
    middle = starts[len(starts) // 2]
    table.add_row(
        "seconds to ready",
        str(len(starts)),
        *(f"{seconds:.1f}" for seconds in (starts[0], middle, starts[-1])),
    )
    console.print(table)
    memory = ", ".join(f"{name} {mb:.0f} MB" for name, mb in gateway.rss_mb.items())
    console.print(
        f"resident memory after {len(gateway.request_ms)} questions: {memory}; "
        f"stopped in {gateway.stop_s:.1f} s with exit code {gateway.exit_code}, "
        f"{gateway.orphans} of its processes left running",
        soft_wrap=True,
    )


def _load_in_words(load: LoadFigures) -> dict[str, Any]:
    rest = {k: v for k, v in asdict(load).items() if k != "reply_ms"}
    return rest | {"per_second": load.per_second, "reply_ms": _in_words(load.reply_ms)}


def _show_load(console: Console, rounds: Sequence[LoadFigures]) -> None:
    table = Table(
        "messages", "seconds", "a second", "p50 ms", "p95 ms", "max ms", "lost", "mixed up",
        "gateway ms", "search ms", "Rasa ms", "stolen",
        title=f"{rounds[0].conversations} conversations at once, one row a round",
    )  # fmt: skip
    for each in rounds:
        table.add_row(
            str(each.messages),
            f"{each.seconds:.1f}",
            f"{each.per_second:.1f}",
            f"{percentile(each.reply_ms, 0.5).value:.0f}",
            f"{percentile(each.reply_ms, 0.95).value:.0f}",
            f"{max(each.reply_ms):.0f}",
            str(each.lost),
            str(each.mixed_up),
            f"{each.gateway_ms:.1f}",
            f"{each.beside_ms:.1f}",
            f"{each.rasa_ms:.1f}",
            f"{each.stolen:.0%}",
        )
    console.print(table)


def _show_import(console: Console, imported: ImportFigures) -> None:
    table = Table("", "seconds", "peak MB", title=f"{imported.files} files, one run each")
    for name, step in imported.steps.items():
        table.add_row(name, f"{step.seconds:.1f}", f"{step.peak_mb:.0f}")
    console.print(table)
    same = "changed nothing" if imported.second_import_changed_nothing else "CHANGED THE STORE"
    console.print(f"{imported.records} records in the store; the second import {same}")
