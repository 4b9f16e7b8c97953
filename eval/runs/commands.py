"""`motcua eval all`, `compare`, `gate` and `accept`."""

import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from channels.app import configure_logging
from channels.settings import Settings
from eval.bench_answers import stage_times
from eval.intents import Intents, examples
from eval.runs import gates, summary
from eval.runs.all import default_folder, run_given, run_own
from eval.runs.compare import compare as compared
from eval.runs.figures import add_up, as_json
from eval.runs.folder import FIGURES, Folder, figures_json, read_cases, read_config
from eval.runs.report import html
from eval.runs.types import OWN, Area, Outcome
from eval.scope import Point, curve, weigh_asked
from eval.scope_fit import open_searcher
from eval.spread import percentile
from eval.types import EvalError, Suite

console = Console(highlight=False, width=None if sys.stdout.isatty() else 150)
errors = Console(stderr=True, highlight=False)

# Questions that the stages are timed with.
_TIMED = 60
_TIMED_AREAS = frozenset({Area.ANSWERS, Area.PROCEDURES, Area.GUIDES, Area.PLANS})
SUMMARY, REPORT = "summary.md", "report.html"
DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]
Areas = Annotated[list[Area] | None, typer.Option("--suite", help="default: all of them")]


def evaluate_all(
    suite: Areas = None,
    out: Annotated[
        Path | None, typer.Option(help="default: var/eval/<time>; one that stopped goes on")
    ] = None,
    cases: Annotated[
        list[Path] | None, typer.Option(help="yours instead: JSON lines, CSV or XLSX")
    ] = None,
    as_: Annotated[
        Suite | None, typer.Option("--as", help="what they are; default: what the names say")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="of a table: question='Câu hỏi', codes='Mã', …")
    ] = None,
    plan_text: Annotated[
        list[Path] | None, typer.Option(help="full text of a plan, named as its id")
    ] = None,
    no_rasa: Annotated[bool, typer.Option("--no-rasa", help="answer by search alone")] = False,
    data_dir: DataDir = None,
) -> None:
    """Run every suite on our own test set, or on yours; print the table, write the report."""
    configure_logging("ERROR")
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    with _progress() as progress:
        if cases:
            folder, _ = run_given(
                settings,
                cases,
                out or default_folder(),
                suite=as_,
                columns=_columns(column or []),
                plan_texts=plan_text or [],
                with_rasa=not no_rasa,
                progress=_told(progress),
            )
        else:
            folder, _ = run_own(
                settings,
                tuple(suite or OWN),
                out or default_folder(),
                with_rasa=not no_rasa,
                progress=_told(progress),
            )
    write_up(
        folder,
        _stage_times(settings, folder, with_rasa=not no_rasa),
        _scope_curve(settings, folder),
    )
    summary.show(console, add_up(folder.outcomes()))
    if gates.BASELINE.exists() and not cases:
        worse, better = gates.flips(gates.load_baseline(), folder.outcomes())
        summary.show_flips(console, worse, better)
    console.print(f"report: {folder.path / REPORT}", soft_wrap=True)


def write_up(
    folder: Folder, stages: Mapping[str, tuple[float, float]], scope: Sequence[Point]
) -> None:
    """Write figures, summary and report into a folder whose cases are done."""
    config, outcomes = read_config(folder.path), folder.outcomes()
    figures = add_up(outcomes)
    folder.write(FIGURES, figures_json(as_json(figures)))
    folder.write(SUMMARY, summary.markdown(figures, config))
    folder.write(REPORT, html(outcomes, figures, config, stages, scope))


def compare(before: Path, after: Path) -> None:
    """Say which cases flipped between two runs, and whether that can be chance."""
    read_config(before), read_config(after)
    summary.show_differences(console, compared(read_cases(before), read_cases(after)))


def gate(
    run: Annotated[Path, typer.Argument(help="folder of a run")],
    suite: Areas = None,
) -> None:
    """Fail if a figure of a run lies below its floor, and print what flipped."""
    outcomes = _outcomes(run)
    areas = [area.value for area in suite] if suite else None
    found = gates.breaches(add_up(outcomes), gates.load_gates(), areas=areas)
    worse, better = gates.flips(gates.load_baseline(), outcomes)
    summary.show_flips(console, worse, better)
    for each in found:
        errors.print(f"eval: {each}", style="red", markup=False, soft_wrap=True)
    if found:
        raise typer.Exit(1)
    console.print("every floor is held")


def accept(run: Annotated[Path, typer.Argument(help="folder of a run")]) -> None:
    """Make a run the one that changes are held against, and raise the floors to it."""
    outcomes = _outcomes(run)
    before = gates.load_gates()
    after = gates.raised(before, add_up(outcomes))
    gates.write_gates(after)
    kept = gates.baseline_of(outcomes, read_config(run))
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    gates.BASELINE.write_text(text, encoding="utf-8")
    for area, floors in after.items():
        for metric, floor in floors.items():
            if floor != before[area][metric]:
                console.print(f"{area} {metric}: {before[area][metric]:.3f} -> {floor:.3f}")
    console.print(f"accepted: {len(outcomes)} cases")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="all")(evaluate_all)
    app.command()(compare)
    app.command()(gate)
    app.command()(accept)


def _columns(said: Sequence[str]) -> dict[str, str]:
    """Return the mapping of "field=column" pairs. Raises EvalError."""
    pairs = [each.partition("=") for each in said]
    if any(not sign or not field or not name for field, sign, name in pairs):
        raise EvalError("say columns as field=column, e.g. --column question='Câu hỏi'")
    return {field.strip(): name.strip() for field, _, name in pairs}


def _stage_times(
    settings: Settings, folder: Folder, *, with_rasa: bool
) -> dict[str, tuple[float, float]]:
    """Return median and 95th percentile of each stage over some questions of the run."""
    asked = [each.said[0] for each in folder.outcomes() if each.area in _TIMED_AREAS][:_TIMED]
    if not asked:
        return {}
    times = asyncio.run(stage_times(settings, asked, with_rasa=with_rasa))
    return {
        stage: (percentile(each, 0.5).value or 0.0, percentile(each, 0.95).value or 0.0)
        for stage, each in times.items()
    }


def _scope_curve(settings: Settings, folder: Folder) -> list[Point]:
    """Return what drawing the line of scope elsewhere would do to the questions of the run.

    The intent model is trained anew on the dialogue project's examples, as `eval.scope` does.
    """
    asked = [
        (each.said[0], each.expect == "answer")
        for each in folder.outcomes()
        if each.area in _TIMED_AREAS
        and len(each.said) == 1
        and each.expect in ("answer", "abstain")
    ]
    if len({is_ours for _, is_ours in asked}) < 2:
        return []
    return curve(weigh_asked(open_searcher(settings), Intents(examples()), asked))


def _outcomes(run: Path) -> list[Outcome]:
    read_config(run)
    outcomes = read_cases(run)
    if not outcomes:
        raise EvalError(f"{run}: holds no case")
    return outcomes


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
    )


def _told(progress: Progress) -> Callable[[str, int], Callable[[], None]]:
    def begin(name: str, count: int) -> Callable[[], None]:
        task = progress.add_task(name, total=count)
        return lambda: progress.advance(task)

    return begin
