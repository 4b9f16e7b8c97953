"""Show what was measured and write it down beside the configuration that it was made with."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from eval.metrics import LOWER_IS_BETTER, MEANING, Result
from eval.spread import Figure

_COST_MEANING = {"ms": "milliseconds from message to answer", "words": "words of an answer"}


def show(console: Console, result: Result, *, wrong: int = 0) -> None:
    """Print the figures with n and 95 % interval, and the first `wrong` failed cases."""
    table = Table(
        "metric", "value", "95 % interval", "n", "meaning", title=title_of(result), expand=False
    )
    for name, figure in result.figures.items():
        table.add_row(name, *cells(name, figure), _meaning(name))
    for style, figure in result.styles.items():
        table.add_row(f"all, {style}", *cells("all", figure), "by way of writing")
    console.print(table)
    for case in result.wrong[:wrong]:
        status = case.status.value if case.status else "no answer"
        fields = (case.id, case.expect.value, status, case.procedure or "-", case.question)
        console.print("\t".join(fields), markup=False, soft_wrap=True)


def title_of(result: Result) -> str:
    """Return the suite's name with what its cases lack."""
    notes = [f"{result.n} cases"]
    if result.missing:
        notes.append(f"{result.missing} WITHOUT ANSWER, counted as the worst")
    if result.left_out:
        notes.append(f"{result.left_out} left out: no gold procedure")
    return f"{result.name}: {', '.join(notes)}"


def cells(name: str, figure: Figure) -> tuple[str, str, str]:
    """Return value, interval and n as they are shown."""
    if figure.value is None:
        return "-", "-", "0"
    form = "{:.1f}" if name.endswith(("_ms", "_words")) else "{:.3f}"
    interval = f"{form.format(figure.low)} – {form.format(figure.high)}"
    return form.format(figure.value), interval, str(figure.n)


def write_results(
    folder: Path, results: Iterable[Result], failures: Mapping[str, Mapping[str, str]]
) -> Path:
    """Write every figure, failed case and broken conversation to results.json."""
    content = [
        asdict(result) | {"failures": dict(failures.get(result.name, {}))} for result in results
    ]
    return write_json(folder / "results.json", content)


def write_answers(folder: Path, suite: str, answers: Iterable[BaseModel]) -> Path:
    """Write a suite's answers, one JSON object a line, as `motcua batch` would."""
    path = folder / f"{suite}-answers.jsonl"
    path.write_text("".join(f"{a.model_dump_json()}\n" for a in answers), encoding="utf-8")
    return path


def write_json(path: Path, content: object) -> Path:
    """Write a file that people may read too."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _meaning(name: str) -> str:
    if name in MEANING:
        return MEANING[name] + (" (lower is better)" if name in LOWER_IS_BETTER else "")
    share, _, unit = name.partition("_")
    return f"{_COST_MEANING[unit]}, {share}"
