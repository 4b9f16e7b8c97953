"""`motcua review` and `motcua citations`: what is wrong in a document, and which acts it cites."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.review import run
from bot.review.citations import citations as find
from bot.review.known import known_from
from bot.review.output import citations_json, findings_json
from bot.review.read import read_document
from bot.review.types import Known
from channels.settings import Settings, read_settings
from knowledge.load import load_acts
from knowledge.types import Plan

app = typer.Typer()
DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]


def known(settings: Settings) -> Known:
    """Return what documents are held against: our acts, and what imported plans cite.

    Raises KnowledgeError.
    """
    imported: list[Plan] = []
    if settings.store_path.is_file():
        from knowledge.store import RecordStore  # SQLAlchemy, which nothing else here needs

        imported = RecordStore(settings.store_path, read_only=True).plans()
    return known_from(load_acts(), imported, today=settings.today)


@app.command()
def review(
    file: Annotated[Path, typer.Argument(help="DOCX, PDF or TXT")],
    as_json: Annotated[bool, typer.Option("--json", help="print the findings as JSON")] = False,
    data_dir: DataDir = None,
) -> None:
    """Say what is wrong in an administrative document, and which rule says so."""
    done = run.review(read_document(file), known(read_settings(data_dir)))
    typer.echo(json.dumps(findings_json(done), ensure_ascii=False))


@app.command()
def citations(
    file: Annotated[Path, typer.Argument(help="DOCX, PDF or TXT")],
    as_json: Annotated[bool, typer.Option("--json", help="print them as JSON")] = False,
) -> None:
    """List the legal acts and plans that a document refers to."""
    document = read_document(file)
    typer.echo(json.dumps(citations_json(document, find(document)), ensure_ascii=False))
