"""Deliver webhooks at a fixed rate to a gateway that answers them, and measure what they wait.

Open loop: each is sent at its own time however long others take, and its latency counts from the
time at which it was meant to be sent.
"""

import asyncio
import contextlib
import os
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from channels.settings import Settings
from channels.worker import SETTLES
from eval import provenance
from eval.bench import bench_questions
from eval.bench_fakes import Fakes, Went
from eval.bench_gateways import DATABASE, read, scratch, worker
from eval.bench_kept import Tally, Watch, kept, tally
from eval.bench_process import free_port, gateway
from eval.bench_samples import Sample, keep_sampling
from eval.bench_sender import Call, Line, Taken, send_all
from eval.bench_traffic import calls_of, plan_traffic
from eval.spread import percentile

_LEAD_S = 1.0
_LOOK_S = 1.0
# What the step demands.
P99_MS, P99_APART_MS, MAX_MS, DRAIN_S = 200.0, 50.0, 2_000.0, 240.0
_FLAT = 1.10
"""Memory at the end over that half-way."""


@dataclass(frozen=True, kw_only=True)
class WebhookPlan:
    """What is to be delivered."""

    rate: float
    seconds: float
    with_rasa: bool
    worker_apart: bool
    seed: int = 1
    each: int = 4
    """Messages of a resident."""
    give_up_s: float = 900.0
    """After the last webhook, for all answers to be sent."""


@dataclass(frozen=True, kw_only=True)
class _Run:
    """What was seen while it ran."""

    taken: tuple[Taken, ...]
    sent_s: float
    """From the first webhook to the last."""
    drain_s: float
    """From the last webhook to the last answer."""
    backlog: int
    """Of events and messages, when the last webhook had come."""
    is_drained: bool
    samples: tuple[Sample, ...]


def measure_webhooks(
    settings: Settings, plan: WebhookPlan, *, console: Console, errors: Console
) -> tuple[dict[str, Any], list[str]]:
    """Deliver, print the figures; return them, and which demands were not met.

    Raises EvalError if the gateway or the worker does not start.
    """
    n = round(plan.rate * plan.seconds)
    out = {**provenance.setup(settings, with_rasa=plan.with_rasa), "plan": asdict(plan), "n": n}
    with tempfile.TemporaryDirectory(prefix="motcua-webhooks-") as folder, ExitStack() as stack:
        fakes = stack.enter_context(Fakes(seed=plan.seed))
        environment, database = scratch(Path(folder), settings)
        fakes.log_in(database)
        watch = stack.enter_context(contextlib.closing(Watch(Path(folder) / DATABASE)))
        port, extra = free_port(), environment | fakes.environment
        serving = gateway(
            settings,
            with_rasa=plan.with_rasa,
            extra=extra,
            options=["--without-worker"] if plan.worker_apart else [],
            port=port,
        )
        with errors.status("starting"):
            process, _, _ = stack.enter_context(serving)
            pids = {"gateway": process.pid, "fakes": fakes.pid(), "sender": os.getpid()}
            if plan.worker_apart:
                apart = worker(settings, with_rasa=plan.with_rasa, extra=extra)
                pids["worker"] = stack.enter_context(apart).pid
        planned = plan_traffic(
            bench_questions(n),
            conversations=max(1, n // plan.each),
            per_second=plan.rate,
            begins_at=time.time(),
            chance=random.Random(plan.seed),  # noqa: S311  # for repeatable runs
        )
        webhooks = fakes.webhooks([each.question for each in planned])
        calls = calls_of(planned, webhooks, f"127.0.0.1:{port}")
        with errors.status("webhooks"):
            run = asyncio.run(_run(plan, calls, Line("127.0.0.1", port), watch, pids))
        load = provenance.machine()["load_1_min"]
        held, went = read(database, kept), fakes.went()
    questions = [(each.question, hook.body) for each, hook in zip(planned, webhooks, strict=True)]
    found = tally(questions, run.taken, went.sent, held, settles=SETTLES)
    missed = _missed(plan, n, run, found)
    out |= {
        "acknowledged_ms": _in_words([each.ms for each in run.taken]),
        "tally": asdict(found),
        "drain_s": run.drain_s,
        "backlog": run.backlog,
        "dead": held.dead,
        "samples": [asdict(each) for each in run.samples],
        "load_at_the_end": load,
        "missed": missed,
    }
    _show(console, out, plan, run, found, went)
    return out, missed


async def _run(
    plan: WebhookPlan,
    calls: Sequence[Call],
    line: Line,
    watch: Watch,
    pids: Mapping[str, int],
) -> _Run:
    """Deliver everything and wait until all is answered."""
    begun = time.monotonic() + _LEAD_S
    samples: list[Sample] = []
    sampling = asyncio.create_task(keep_sampling(samples, pids, begun=begun))
    give_up_s = plan.seconds + plan.give_up_s
    taken = await send_all(calls, line, started_at=begun, give_up_s=give_up_s)
    last = time.monotonic()
    backlog = waits = watch.still_to_do()
    while waits and time.monotonic() - last < plan.give_up_s:
        await asyncio.sleep(_LOOK_S)
        waits = watch.still_to_do()
    drain_s = time.monotonic() - last
    sampling.cancel()
    await asyncio.gather(sampling, return_exceptions=True)
    return _Run(
        taken=tuple(taken),
        sent_s=last - begun,
        drain_s=drain_s,
        backlog=backlog,
        is_drained=not waits,
        samples=tuple(samples),
    )


def _missed(plan: WebhookPlan, n: int, run: _Run, found: Tally) -> list[str]:
    """Return the demands that were not met, in words."""
    times = [each.ms for each in run.taken]
    late = percentile(times, 0.99).value or 0.0
    most_ms = P99_APART_MS if plan.worker_apart else P99_MS
    before, after = _ours(run.samples[len(run.samples) // 2]), _ours(run.samples[-1])
    demands = {
        f"acknowledged with a p99 of {late:.0f} ms, not {most_ms:.0f}": late <= most_ms,
        f"one was acknowledged after {max(times, default=0):.0f} ms": (
            max(times, default=0.0) <= MAX_MS
        ),
        f"drained in {run.drain_s:.0f} s, not {DRAIN_S:.0f}": (
            run.is_drained and run.drain_s <= DRAIN_S
        ),
        f"{n - found.accepted} webhooks were not acknowledged": found.accepted == n,
        f"{found.unanswered} messages were not answered": found.unanswered == 0,
        f"{found.out_of_order} answers came before an earlier one": found.out_of_order == 0,
        f"{found.duplicates + found.strange} messages too many": not (
            found.duplicates + found.strange
        ),
        f"memory grew from {before:.0f} to {after:.0f} MB": after <= before * _FLAT,
    }
    return [words for words, is_met in demands.items() if not is_met]


def _in_words(times: Sequence[float]) -> dict[str, Any]:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    figures = {name: asdict(percentile(times, share)) for name, share in shares.items()}
    return {"n": len(times), **figures, "max": max(times, default=0.0)}


def _show(
    console: Console,
    out: Mapping[str, Any],
    plan: WebhookPlan,
    run: _Run,
    found: Tally,
    went: Went,
) -> None:
    told, ms = out["machine"], out["acknowledged_ms"]
    console.print(
        f"{told['cpu']}, {told['cores']} cores, {told['ram_gb']} GB, {told['date']}, "
        f"load {told['load_1_min']} at the start, {out['load_at_the_end']} at the end; "
        f"{'with' if plan.with_rasa else 'without'} Rasa, the worker "
        f"{'in a process of its own' if plan.worker_apart else 'within the gateway'}; "
        f"{plan.rate:g} webhooks a second for {plan.seconds:g} s",
        soft_wrap=True,
    )
    table = Table("", "n", "p50", "p95", "p99", "95 %", "max", title="acknowledged: ms")
    table.add_row(
        "webhook",
        str(ms["n"]),
        *(f"{ms[name]['value']:.1f}" for name in ("p50", "p95", "p99")),
        f"{ms['p99']['low']:.1f} – {ms['p99']['high']:.1f}",
        f"{ms['max']:.1f}",
    )
    console.print(table)
    repeated = sum(each.attempts - 1 for each in run.taken)
    console.print(
        f"{found.accepted} accepted ({repeated} attempts repeated), {found.answered} answered, "
        f"{found.unanswered} lost, {found.out_of_order} out of order, {found.duplicates} twice; "
        f"{found.sent} messages sent, {went.held_back} refused as too fast; "
        f"{run.backlog} waited after the last webhook, all done {run.drain_s:.0f} s later",
        soft_wrap=True,
    )
    names = list(run.samples[-1].rss_mb)
    rows = Table("", "s", *names, title="resident memory: MB; processor time: s")
    for name, each in (
        ("at the start", run.samples[0]),
        ("after the last webhook", _near(run.samples, run.sent_s)),
        ("half-way", run.samples[len(run.samples) // 2]),
        ("at the end", run.samples[-1]),
    ):
        figures = (each.at_s, *(each.rss_mb.get(name, 0.0) for name in names))
        rows.add_row(name, *(f"{figure:.0f}" for figure in figures))
    first, last = run.samples[0].cpu_s, run.samples[-1].cpu_s
    spent = (last.get(name, 0.0) - first.get(name, 0.0) for name in names)
    rows.add_row("processor time", "", *(f"{seconds:.1f}" for seconds in spent))
    console.print(rows)


def _near(samples: Sequence[Sample], at_s: float) -> Sample:
    return min(samples, key=lambda each: abs(each.at_s - at_s))


def _ours(sample: Sample) -> float:
    """Return the memory of what answers, without Rasa."""
    return sample.rss_mb.get("gateway", 0.0) + sample.rss_mb.get("worker", 0.0)
