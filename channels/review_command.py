"""`motcua review` and `motcua citations`: what is wrong in a document, and which acts it cites."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.review import run
from bot.review.citations import citations as find
from bot.review.known import known_from
from bot.review.output import citations_json, findings_json
from bot.review.read import read_document
from bot.review.summary import summary_pdf, summary_text
from bot.review.types import Document, Known, Severity
from channels.review_report import print_citations, print_review
from channels.settings import Settings, read_settings
from knowledge.load import load_acts
from knowledge.types import Plan

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]
File = Annotated[Path, typer.Argument(help="DOCX, PDF or TXT")]
# A terminal cuts at its own width; elsewhere lines stay whole.
_WIDTH_ELSEWHERE = 10_000
# Steps that reading a file tells.
_READING = 2
_FROM = {
    Severity.HIGH: {Severity.HIGH},
    Severity.MEDIUM: {Severity.HIGH, Severity.MEDIUM},
    Severity.LOW: set(Severity),
}


def known(settings: Settings) -> Known:
    """Return what documents are held against: our acts, and what imported plans cite.

    Raises KnowledgeError.
    """
    imported: list[Plan] = []
    if settings.store_path.is_file():
        from knowledge.store import RecordStore  # SQLAlchemy, which nothing else here needs

        imported = RecordStore(settings.store_path).plans()
    return known_from(load_acts(), imported, today=settings.today)


@app.command()
def review(
    file: File,
    as_json: Annotated[bool, typer.Option("--json", help="print the findings as JSON")] = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="print one page instead of every finding")
    ] = False,
    severity: Annotated[Severity, typer.Option(help="leave out what is less grave")] = Severity.LOW,
    docx: Annotated[
        Path | None, typer.Option(help="write the document with the findings as Word comments")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="write the one-page summary as PDF")] = None,
    data_dir: DataDir = None,
) -> None:
    """Say what is wrong in an administrative document, and which rule says so."""
    settings = read_settings(data_dir)
    today = settings.today
    done = reviewed(file, known(settings))
    wanted = tuple(each for each in done.findings if each.severity in _FROM[severity])
    shown = replace(done, findings=wanted)
    if docx is not None:
        # It takes a while to load.
        from bot.review.annotate import annotate

        docx.write_bytes(annotate(file, shown))
    if pdf is not None:
        pdf.write_bytes(summary_pdf(done, made_on=today))
    if as_json:
        typer.echo(json.dumps(findings_json(shown), ensure_ascii=False))
    elif summary:
        typer.echo(summary_text(done, made_on=today))
    else:
        print_review(shown, _out(), hidden=len(done.findings) - len(wanted))


@app.command()
def citations(
    file: File,
    as_json: Annotated[bool, typer.Option("--json", help="print them as JSON")] = False,
) -> None:
    """List the legal acts and plans that a document refers to."""
    with _progress() as tell:
        document = read_document(file, progress=lambda name, done, _of: tell(name, done, 3))
        tell("tìm văn bản được dẫn", _READING, 3)
        cited = find(document)
    if as_json:
        typer.echo(json.dumps(citations_json(document, cited), ensure_ascii=False))
    else:
        print_citations(document, cited, _out())


def reviewed(file: Path, against: Known) -> run.Review:
    """Return the review of a file, telling how far it is on stderr. Raises ReviewError."""
    with _progress() as tell:
        steps = _READING + len(run.CHECKS)
        document: Document = read_document(
            file, progress=lambda name, done, _of: tell(name, done, steps)
        )
        return run.review(
            document, against, progress=lambda name, done, _of: tell(name, _READING + done, steps)
        )


@contextlib.contextmanager
def _progress() -> Iterator[run.Progress]:
    """Give what shows how far it is, where somebody watches a terminal."""
    errors = Console(stderr=True)
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )
    with shown:
        task = shown.add_task("", total=None)
        yield lambda name, done, of: shown.update(task, description=name, completed=done, total=of)


def _out() -> Console:
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=_WIDTH_ELSEWHERE)
