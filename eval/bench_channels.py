"""The commands that measure the messaging platforms: `python -m eval faults | webhooks`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from channels.app import configure_logging
from channels.settings import Settings
from eval import report
from eval.faults import FaultPlan, measure_faults
from eval.webhooks import WebhookPlan, measure_webhooks

# A file or a pipe has no width; rich would fold the tables at 80.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
errors = Console(stderr=True, highlight=False)

DataDir = Annotated[Path | None, typer.Option(help="where the index is (default: var)")]
NoRasa = Annotated[bool, typer.Option("--no-rasa", help="answer by search alone")]
Json = Annotated[Path | None, typer.Option("--json", help="write the figures there")]


def faults(
    n: Annotated[int, typer.Option(min=1, max=20_000, help="messages")] = 2_000,
    kills: Annotated[int, typer.Option(min=0, max=50, help="of the gateway, with -9")] = 5,
    seed: Annotated[int, typer.Option(help="another one: other times, other faults")] = 1,
    conversations: Annotated[int, typer.Option(min=1, max=5_000)] = 150,
    rate: Annotated[float, typer.Option(min=0.1, help="messages a second")] = 20.0,
    failing: Annotated[float, typer.Option(min=0, max=0.9, help="share of the sends")] = 0.05,
    lost: Annotated[
        float, typer.Option(min=0, max=0.9, help="share of the sends that arrive, unknown to us")
    ] = 0.0,
    no_rasa: NoRasa = False,
    json_: Json = None,
    data_dir: DataDir = None,
) -> None:
    """Kill the gateway at random while residents write on three platforms; print the tally.

    A tenth of the messages is delivered twice, a tenth behind the next one, and some sends fail.
    Exit code 1 if a message was lost, answered out of order, or sent twice without a kill.
    """
    configure_logging("WARNING")
    plan = FaultPlan(
        n=n,
        kills=kills,
        seed=seed,
        with_rasa=not no_rasa,
        conversations=conversations,
        per_second=rate,
        failing=failing,
        lost=lost,
    )
    _end(*measure_faults(_settings(data_dir), plan, console=console, errors=errors), json_)


def webhooks(
    rate: Annotated[float, typer.Option(min=0.1, help="webhooks a second")] = 100.0,
    seconds: Annotated[float, typer.Option(min=0.1)] = 60.0,
    worker_apart: Annotated[
        bool, typer.Option("--worker-apart", help="answer in a process of its own, niced")
    ] = False,
    seed: int = 1,
    no_rasa: NoRasa = False,
    json_: Json = None,
    data_dir: DataDir = None,
) -> None:
    """Deliver signed webhooks of three platforms at a fixed rate; measure what they wait.

    Exit code 1 if they waited too long, the answers took too long, or something was lost.
    """
    configure_logging("WARNING")
    plan = WebhookPlan(
        rate=rate, seconds=seconds, with_rasa=not no_rasa, worker_apart=worker_apart, seed=seed
    )
    _end(*measure_webhooks(_settings(data_dir), plan, console=console, errors=errors), json_)


def _end(figures: dict[str, object], broken: list[str], file: Path | None) -> None:
    """Write the figures if wanted; exit with 1 if a rule was broken."""
    if file:
        report.write_json(file, figures)
    for words in broken:
        errors.print(f"eval: {words}", style="red", markup=False, soft_wrap=True)
    if broken:
        raise typer.Exit(1)
    console.print("all as demanded")


def _settings(data_dir: Path | None) -> Settings:
    return Settings() if data_dir is None else Settings(data_dir=data_dir)
