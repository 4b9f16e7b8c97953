"""`python -m eval review`: how much review finds of what is wrong, and of what is not."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.review.citations import citations
from bot.review.known import known_from
from bot.review.read import document_of, read_document
from bot.review.run import review as review_document
from bot.review.types import Known
from channels.app import configure_logging
from channels.review_command import known
from channels.settings import CHECKOUT, Settings
from eval import provenance, report
from eval.review_cases import (
    CLEAN,
    SNIPPETS,
    Alarm,
    Reviewer,
    Scored,
    load_clean,
    load_snippets,
    score_clean,
    score_mutants,
    score_snippets,
)
from eval.review_mutations import mutants
from eval.review_score import (
    Found,
    PlanScore,
    found_in,
    load_citations,
    load_defects,
    score_citations,
    score_plans,
)
from eval.review_speed import PAGES, Timed, measure_speed
from eval.spread import Figure, percentile
from eval.types import EvalError
from knowledge.load import load_acts

# The day on which our own cases are right.
WRITTEN = date(2026, 11, 22)
terminal = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
progress = Console(stderr=True, highlight=False)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Everything that was measured; None where it was not asked for."""

    snippets: Scored
    mutants: Scored
    clean: Sequence[Alarm]
    clean_documents: int
    plans: PlanScore | None = None
    citations: tuple[Figure, tuple[str, ...]] | None = None
    speed: Sequence[Timed] = ()


def review(
    cases: Annotated[Path | None, typer.Option(help="gold defects of whole documents")] = None,
    cited: Annotated[Path | None, typer.Option(help="gold citations of the same")] = None,
    plans: Annotated[Path | None, typer.Option(help="folder of these documents")] = None,
    clean: Annotated[Path, typer.Option(help="documents with nothing wrong, as text")] = CLEAN,
    n: Annotated[int, typer.Option(min=17, max=2_000, help="defects to plant")] = 200,
    seed: Annotated[int, typer.Option(help="another one: other defects")] = 1,
    runs: Annotated[int, typer.Option(min=0, max=20, help="of each size; 0: no times")] = 5,
    pages: Annotated[list[int] | None, typer.Option(min=1, help="sizes to time")] = None,
    show: Annotated[int, typer.Option(help="list the first N misses and false alarms")] = 0,
    json_: Annotated[Path | None, typer.Option("--json", help="write the figures there")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="where run-time data is kept")] = None,
) -> None:
    """Review snippets, documents with planted defects and clean ones; time long ones."""
    if (cases or cited) and not plans:
        raise EvalError("say in which folder the documents of the cases are: --plans FOLDER")
    configure_logging("WARNING")
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    # The same figures whenever and wherever: what is imported here is for the plans alone.
    facts = known_from(load_acts(), (), today=WRITTEN)
    texts = load_clean(clean)
    if not texts:
        raise EvalError(f"{clean}: no *.txt there")
    machine = provenance.machine()
    reviewer = _reviewer(facts)
    progress.print("snippets")
    snippets = score_snippets(load_snippets(), reviewer)
    progress.print("planted defects")
    planted = mutants(texts, facts.acts, n=n, seed=seed)
    outcome = Outcome(
        snippets=snippets,
        mutants=score_mutants(planted, texts, reviewer),
        clean=score_clean(texts, reviewer),
        clean_documents=len(texts),
        plans=_plans(cases, plans, known(settings)) if cases and plans else None,
        citations=_citations(cited, plans) if cited and plans else None,
        speed=_speed(settings, texts, runs=runs, pages=pages),
    )
    show_outcome(terminal, outcome, most=show)
    if json_:
        config = {
            "commit": provenance.commit(CHECKOUT),
            "machine": machine,
            "today": {"own": WRITTEN.isoformat(), "plans": settings.today.isoformat()},
            "seed": seed,
            "files": provenance.files([SNIPPETS, *sorted(clean.glob("*.txt")), *_given(cases)]),
        }
        report.write_json(json_, {"config": config} | asdict(outcome))


def show_outcome(console: Console, outcome: Outcome, *, most: int = 0) -> None:
    """Print the figures, and the first `most` misses and false alarms of each part."""
    _show_scored(console, "own snippets", outcome.snippets)
    if outcome.snippets.clean:
        alarms = outcome.snippets.alarms
        console.print(
            f"false alarms: {len(alarms)} in {outcome.snippets.clean} clean snippets"
            f" and beside the defects of the others; {_by_severity(alarms)}"
        )
    _show_scored(console, "planted defects", outcome.mutants)
    console.print(
        f"new findings beside the planted defects: {len(outcome.mutants.alarms)};"
        f" {_by_severity(outcome.mutants.alarms)}"
    )
    console.print(
        f"clean documents: {len(outcome.clean)} findings in {outcome.clean_documents};"
        f" {_by_severity(outcome.clean)}"
    )
    if outcome.plans:
        _show_plans(console, outcome.plans)
    if outcome.citations:
        value, interval, n = report.cells("recall", outcome.citations[0])
        console.print(f"citations: recall {value} ({interval}), n {n}")
    if outcome.speed:
        _show_speed(console, outcome.speed)
    if most:
        _show_wrong(console, outcome, most)


def _reviewer(facts: Known) -> Reviewer:
    def found(text: str) -> list[Found]:
        done = review_document(document_of(text), facts)
        return found_in(done.document, done.findings)

    return found


def _plans(cases: Path, folder: Path, facts: Known) -> PlanScore:
    found, texts = {}, {}
    for path in _files(folder):
        progress.print(path.name)
        done = review_document(read_document(path), facts)
        found[done.document.name] = found_in(done.document, done.findings)
        # A quote must be in what was written, not in what the reader made of it.
        is_text = path.suffix == ".txt"
        texts[path.stem] = path.read_text(encoding="utf-8") if is_text else done.document.text
    return score_plans(load_defects(cases), found, texts)


def _citations(cited: Path, folder: Path) -> tuple[Figure, tuple[str, ...]]:
    documents = [read_document(path) for path in _files(folder)]
    return score_citations(
        load_citations(cited), {each.name: list(citations(each)) for each in documents}
    )


def _files(folder: Path) -> list[Path]:
    files = [path for path in sorted(folder.glob("*")) if path.suffix in (".txt", ".docx", ".pdf")]
    if not files:
        raise EvalError(f"{folder}: no documents there")
    return files


def _speed(
    settings: Settings, texts: Mapping[str, str], *, runs: int, pages: Sequence[int] | None
) -> list[Timed]:
    if not runs:
        return []
    progress.print("times")
    return measure_speed(settings, list(texts.values()), sizes=pages or PAGES, runs=runs)


def _given(path: Path | None) -> list[Path]:
    return [path] if path else []


def _show_scored(console: Console, title: str, scored: Scored) -> None:
    table = Table("defect", "found", "95 % interval", "n", title=title)
    for name, figure in scored.by_kind.items():
        table.add_row(name, *report.cells("recall", figure))
    table.add_row("all", *report.cells("recall", scored.recall))
    table.add_row("kind named right", *report.cells("recall", scored.kind_right))
    console.print(table)


def _show_plans(console: Console, score: PlanScore) -> None:
    table = Table("metric", "value", "95 % interval", "n", title="whole documents")
    table.add_row("recall_certain", *report.cells("recall", score.recall_certain))
    table.add_row("recall", *report.cells("recall", score.recall))
    table.add_row("kind_right", *report.cells("recall", score.kind_right))
    for kind, figure in score.by_kind.items():
        table.add_row(kind, *report.cells("recall", figure))
    table.add_row("findings", str(score.findings), "", "")
    table.add_row("void_findings", str(score.void_findings), "", "")
    table.add_row("findings_per_1000_words", f"{score.findings_per_1000_words:.1f}", "", "")
    console.print(table)


def _show_speed(console: Console, speed: Sequence[Timed]) -> None:
    table = Table(
        "pages",
        "words",
        "median s",
        "lowest to highest s",
        "median CPU s",
        "peak MB",
        "n",
        title="DOCX",
    )
    for timed in speed:
        median = percentile(timed.seconds, 0.5).value or 0.0
        table.add_row(
            str(timed.pages),
            str(timed.words),
            f"{median:.1f}",
            f"{min(timed.seconds):.1f} to {max(timed.seconds):.1f}",
            f"{percentile(timed.cpu_seconds, 0.5).value or 0.0:.1f}",
            f"{timed.peak_mb:.0f}",
            str(len(timed.seconds)),
        )
    console.print(table)


def _show_wrong(console: Console, outcome: Outcome, most: int) -> None:
    missed: dict[str, Sequence[str]] = {
        "snippets missed": outcome.snippets.missed,
        "planted defects missed": outcome.mutants.missed,
        "defects of whole documents missed": outcome.plans.missed if outcome.plans else (),
        "citations missed": outcome.citations[1] if outcome.citations else (),
        "false alarms, snippets": _told(outcome.snippets.alarms),
        "beside planted defects": _told(outcome.mutants.alarms),
        "false alarms, clean documents": _told(outcome.clean),
    }
    for title, lines in missed.items():
        for line in lines[:most]:
            console.print(f"{title}\t{line}".replace("\n", " / "), markup=False, soft_wrap=True)


def _told(alarms: Sequence[Alarm]) -> list[str]:
    return [
        f"{each.where}\t{each.found.rule}\t{each.found.severity}\t{each.found.quote}"
        for each in alarms
    ]


def _by_severity(alarms: Sequence[Alarm]) -> str:
    counts: dict[str, Any] = {"high": 0, "medium": 0, "low": 0}
    for each in alarms:
        counts[each.found.severity] += 1
    return ", ".join(f"{count} {name}" for name, count in counts.items())
