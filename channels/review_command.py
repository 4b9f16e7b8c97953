"""`motcua review` and `motcua citations`: what is wrong in a document, and which acts it cites."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.review import run
from bot.review.citations import citations as find
from bot.review.output import citations_json, findings_json
from bot.review.read import read_document
from bot.review.types import Known
from channels.settings import read_settings
from knowledge.acts import Acts
from knowledge.load import load_acts

app = typer.Typer()
DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]


def known(today: date) -> Known:
    """Return what documents are held against."""
    return Known(acts=Acts(load_acts()), today=today)


@app.command()
def review(
    file: Annotated[Path, typer.Argument(help="DOCX, PDF or TXT")],
    as_json: Annotated[bool, typer.Option("--json", help="print the findings as JSON")] = False,
    data_dir: DataDir = None,
) -> None:
    """Say what is wrong in an administrative document, and which rule says so."""
    done = run.review(read_document(file), known(read_settings(data_dir).today))
    typer.echo(json.dumps(findings_json(done), ensure_ascii=False))


@app.command()
def citations(
    file: Annotated[Path, typer.Argument(help="DOCX, PDF or TXT")],
    as_json: Annotated[bool, typer.Option("--json", help="print them as JSON")] = False,
) -> None:
    """List the legal acts and plans that a document refers to."""
    document = read_document(file)
    typer.echo(json.dumps(citations_json(document, find(document)), ensure_ascii=False))
