"""A run in words: the table for the terminal, and summary.md for whoever reads the folder."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.report import cells
from eval.runs.compare import Difference
from eval.runs.figures import LOWER_IS_BETTER, MEANING, AreaFigures
from eval.runs.types import Outcome

_COSTS = {"ms": "milliseconds from message to answer", "words": "words of an answer"}


def show(console: Console, figures: Mapping[str, AreaFigures]) -> None:
    """Print one table of every suite's figures with n and 95 % interval."""
    table = Table("suite", "metric", "value", "95 % interval", "n", "meaning", expand=False)
    for area, each in figures.items():
        for name, figure in each.metrics.items():
            table.add_row(area, name, *cells(name, figure), meaning_of(name))
        if each.stages:
            table.add_row(area, "went wrong at", stages_of(each), "", "", "first stage at fault")
        table.add_section()
    console.print(table)


def show_flips(
    console: Console, worse: Sequence[Outcome], better: Sequence[Outcome], *, most: int = 40
) -> None:
    """Print the cases that flipped against the accepted run."""
    for title, flipped in (("worse", worse), ("better", better)):
        for each in flipped[:most]:
            stage = f" [{each.stage.value}]" if each.stage else ""
            line = f"{title}: {each.area.value} {each.id}{stage}: {each.said[-1][:90]}"
            console.print(line, markup=False, soft_wrap=True)
        if len(flipped) > most:
            console.print(f"{title}: and {len(flipped) - most} more")


def show_differences(console: Console, differences: Sequence[Difference]) -> None:
    """Print what two runs differ in."""
    table = Table("suite", "n", "before", "after", "better", "worse", "p (McNemar)", expand=False)
    for each in differences:
        table.add_row(
            each.area,
            str(each.n),
            f"{each.before:.3f}",
            f"{each.after:.3f}",
            str(len(each.better)),
            str(len(each.worse)),
            f"{each.p:.3f}",
        )
    console.print(table)
    for each in differences:
        for title, ids in (("better", each.better), ("worse", each.worse)):
            if ids:
                line = f"{each.area}, {title}: {', '.join(ids)}"
                console.print(line, markup=False, soft_wrap=True)
        if each.only_before or each.only_after:
            console.print(
                f"{each.area}: {each.only_before} cases only before, {each.only_after} only after"
            )


def markdown(figures: Mapping[str, AreaFigures], config: Mapping[str, Any]) -> str:
    """Return the run as a Markdown page."""
    machine = config["machine"]
    lines = [
        "# Evaluation",
        "",
        f"Commit {config['commit']}, {machine['date']}, {machine['cpu']}, "
        f"{machine['cores']} cores, {machine['ram_gb']} GB; "
        f"today is {config['settings']['today']}; {'with' if config['rasa'] else 'without'} Rasa.",
        "",
    ]
    for area, each in figures.items():
        lines += [f"## {area} ({each.n} cases)", ""]
        lines += ["| metric | value | 95 % interval | n | meaning |", "|---|---|---|---|---|"]
        for name, figure in each.metrics.items():
            row = " | ".join((*cells(name, figure), meaning_of(name)))
            lines.append(f"| {name} | {row} |")
        lines.append("")
        if each.stages:
            lines += [f"Went wrong at: {stages_of(each)}.", ""]
        for label, groups in each.by.items():
            if groups and len(groups) <= 12:
                parts = [
                    f"{name} {figure.value:.3f} ({figure.n})"
                    for name, figure in groups.items()
                    if figure.value is not None
                ]
                lines += [f"By {label}: {', '.join(parts)}.", ""]
    return "\n".join(lines)


def meaning_of(name: str) -> str:
    """Return what a metric says."""
    if name in MEANING:
        return MEANING[name] + (" (lower is better)" if name in LOWER_IS_BETTER else "")
    share, _, unit = name.partition("_")
    return f"{_COSTS[unit]}, {share}"


def stages_of(figures: AreaFigures) -> str:
    """Return how many cases went wrong at each stage."""
    return ", ".join(f"{stage} {count}" for stage, count in figures.stages.items())
