"""Kill a gateway again and again while residents write, and count what became of each message."""

import asyncio
import contextlib
import random
import tempfile
import time
from collections.abc import Sequence
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
from eval.bench_gateways import DATABASE, Gateways, read, scratch
from eval.bench_kept import Kept, Tally, Watch, kept, tally
from eval.bench_process import free_port
from eval.bench_reference import expected, told_otherwise
from eval.bench_sender import Call, Line, Taken, send_all
from eval.bench_traffic import Planned, calls_of, plan_traffic, swapped

_LEAD_S = 1.0
_SLOW_S = 0.2
_LOOK_S = 0.5


@dataclass(frozen=True, kw_only=True)
class FaultPlan:
    """What is to happen; shares are 0 to 1."""

    n: int
    kills: int
    seed: int
    with_rasa: bool
    conversations: int = 150
    per_second: float = 20.0
    duplicates: float = 0.1
    reordered: float = 0.1
    failing: float = 0.05
    """Of the sends, with nothing done: half with an error of a server, half cut off."""
    lost: float = 0.0
    """Of the sends, besides: taken, but the connection breaks before the gateway learns of it."""
    slow: float = 0.5
    """Of the sends: as far away as a real platform is."""
    drain_s: float = 900.0
    """After the last message, for all answers to be sent."""


@dataclass(frozen=True, kw_only=True)
class _Run:
    """What was seen while it ran."""

    taken: tuple[Taken, ...]
    twice: int
    """Messages that were delivered twice."""
    swapped: int
    """Messages that were delivered behind one that was written later."""
    in_flight: tuple[int, ...]
    """At each kill."""
    seconds: float
    is_drained: bool


def measure_faults(
    settings: Settings, plan: FaultPlan, *, console: Console, errors: Console
) -> tuple[dict[str, Any], list[str]]:
    """Let it happen, print the tally; return the figures, and which rules were broken.

    Raises EvalError if the gateway does not start.
    """
    out = {**provenance.setup(settings, with_rasa=plan.with_rasa), "plan": asdict(plan)}
    with tempfile.TemporaryDirectory(prefix="motcua-faults-") as folder, ExitStack() as stack:
        fakes = stack.enter_context(Fakes(seed=plan.seed))
        environment, database = scratch(Path(folder), settings)
        fakes.log_in(database)
        fakes.fail(
            error=plan.failing / 2,
            cut=plan.failing / 2,
            lost=plan.lost,
            slow=plan.slow,
            slow_s=_SLOW_S,
        )
        watch = stack.enter_context(contextlib.closing(Watch(Path(folder) / DATABASE)))
        chance = random.Random(plan.seed)  # noqa: S311  # for repeatable runs, not for secrets
        planned = plan_traffic(
            bench_questions(plan.n),
            conversations=plan.conversations,
            per_second=plan.per_second,
            begins_at=time.time(),
            chance=chance,
            duplicates=plan.duplicates,
            reordered=plan.reordered,
        )
        webhooks = fakes.webhooks([each.question for each in planned])
        port = free_port()
        calls = calls_of(planned, webhooks, f"127.0.0.1:{port}")
        gateways = Gateways(
            settings,
            with_rasa=plan.with_rasa,
            extra=environment | fakes.environment,
            port=port,
        )
        stack.callback(gateways.close)
        with errors.status("messages and kills"):
            run = asyncio.run(_run(plan, gateways, watch, planned, calls, chance))
        gateways.close()
        held, went = read(database, kept), fakes.went()
        apart = Path(folder) / "reference"
        scratch(apart, settings)
        with errors.status("the same without faults"):
            wanted = asyncio.run(
                expected(
                    settings,
                    [each.question for each in planned],
                    with_rasa=plan.with_rasa,
                    environment=fakes.environment,
                    folder=apart,
                )
            )
    questions = [(each.question, hook.body) for each, hook in zip(planned, webhooks, strict=True)]
    found = tally(questions, run.taken, went.sent, held, settles=SETTLES)
    otherwise = told_otherwise(questions, wanted, went.sent, held, late=found.unsorted)
    broken = _broken(plan, run, found, held, went)
    if otherwise and not plan.with_rasa:
        broken.append(f"{len(otherwise)} answers are not those of an undisturbed gateway")
    out |= {
        "tally": asdict(found),
        "in_flight": run.in_flight,
        "seconds": run.seconds,
        "events": held.states,
        "dead": held.dead,
        "retried": held.retried,
        "sends": {k: v for k, v in asdict(went).items() if k != "sent"},
        "otherwise": [planned[number].question.text for number in otherwise],
        "broken": broken,
    }
    _show(console, plan, run, found, held, went, otherwise)
    return out, broken


async def _run(
    plan: FaultPlan,
    gateways: Gateways,
    watch: Watch,
    planned: Sequence[Planned],
    calls: Sequence[Call],
    chance: random.Random,
) -> _Run:
    """Deliver everything, kill and start in between, and wait until all is answered."""
    await asyncio.to_thread(gateways.start)
    begun = time.monotonic()
    sending = asyncio.create_task(
        send_all(
            calls,
            Line("127.0.0.1", gateways.port),
            started_at=begun + _LEAD_S,
            give_up_s=plan.n / plan.per_second + plan.drain_s,
        )
    )
    in_flights = []
    # Mostly while messages come, sometimes while the rest is answered.
    uptime_s = 1.5 * plan.n / plan.per_second / max(1, plan.kills)
    for _ in range(plan.kills):
        await asyncio.sleep(chance.uniform(0.0, uptime_s))
        await asyncio.to_thread(gateways.kill)
        in_flights.append(watch.in_flight())
        await asyncio.to_thread(gateways.start)
    taken = await sending
    until = time.monotonic() + plan.drain_s
    while (waits := watch.still_to_do()) and time.monotonic() < until:
        await asyncio.sleep(_LOOK_S)
    return _Run(
        taken=tuple(taken),
        twice=len(calls) - plan.n,
        swapped=swapped(planned),
        in_flight=tuple(in_flights),
        seconds=time.monotonic() - begun,
        is_drained=not waits,
    )


def _broken(plan: FaultPlan, run: _Run, found: Tally, held: Kept, went: Went) -> list[str]:
    """Return the rules that were broken, in words."""
    rules = {
        f"{plan.n - found.accepted} messages were never acknowledged": found.accepted == plan.n,
        f"{found.unanswered} messages were not answered": found.unanswered == 0,
        f"{found.out_of_order} answers came before the answer to an earlier message": (
            found.out_of_order == 0
        ),
        f"{found.duplicates} messages were sent twice, {sum(run.in_flight)} were on their way at "
        f"the kills and {went.lost} lost": found.duplicates <= sum(run.in_flight) + went.lost,
        f"{found.strange} messages answer nothing": found.strange == 0,
        f"{sum(held.dead.values())} messages were given up": not held.dead,
        "work was left when the time was over": run.is_drained,
    }
    return [words for words, is_kept in rules.items() if not is_kept]


def _show(
    console: Console,
    plan: FaultPlan,
    run: _Run,
    found: Tally,
    held: Kept,
    went: Went,
    otherwise: Sequence[int],
) -> None:
    where = provenance.machine()
    console.print(
        f"{where['cpu']}, {where['cores']} cores, load {where['load_1_min']} at the end; "
        f"{'with' if plan.with_rasa else 'without'} Rasa; seed {plan.seed}; "
        f"{plan.conversations} conversations over three platforms, {run.seconds:.0f} s",
        soft_wrap=True,
    )
    table = Table("", "n", title=f"{plan.n} messages, {plan.kills} kills")
    for name, count in (
        ("delivered twice", run.twice),
        ("delivered behind the next one", run.swapped),
        ("deliveries repeated, for the gateway was away", _repeated(run.taken)),
        ("accepted", found.accepted),
        ("answered", found.answered),
        ("unanswered", found.unanswered),
        ("answered before an earlier one", found.out_of_order),
        ("… that came too late to wait for", found.came_late),
        ("answered otherwise than without faults", len(otherwise)),
        ("messages that the platforms took", found.sent),
        ("sends that failed", went.failed),
        ("sends refused as too fast", went.held_back),
        ("sends taken, but the connection broke", went.lost),
        ("messages that needed more than one attempt", held.retried),
        ("sends in flight at the kills", sum(run.in_flight)),
        ("duplicate sends", found.duplicates),
        ("messages that answer nothing", found.strange),
        ("dead letters", sum(held.dead.values())),
    ):
        table.add_row(name, str(count))
    console.print(table)
    console.print(f"in flight at each kill: {', '.join(map(str, run.in_flight)) or 'no kill'}")


def _repeated(taken: Sequence[Taken]) -> int:
    return sum(each.attempts - 1 for each in taken)
