"""Every command of the outer contract."""

import asyncio
import codecs
import contextlib
import json
import os
import subprocess
import sys
import time
import uuid
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console

from bot.editing.layer import read_edits
from bot.types import BotError, Message
from bot.ward import load_ward
from channels import (
    knowledge_commands,
    outbox_command,
    privacy_command,
    review_command,
    staff_command,
    telegram_command,
    zalo_bot_command,
    zalo_command,
)
from channels.app import Running, configure_logging, running, ward_overlays
from channels.check_command import run_check
from channels.contract import QuestionIn, answer_json
from channels.doctor_command import run_doctor
from channels.platforms import configured_platforms
from channels.serving import bound, serve_until_stopped, work_until_stopped
from channels.settings import CHECKOUT, read_settings
from channels.terminal import converse, render
from channels.warming import spare_the_collector
from knowledge.types import Audience

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(privacy_command.app, name="privacy")
app.add_typer(review_command.app)
app.add_typer(staff_command.app, name="staff")
app.add_typer(telegram_command.app, name="telegram")
app.add_typer(zalo_bot_command.app, name="zalo-bot")
app.add_typer(outbox_command.app, name="outbox")
app.add_typer(zalo_command.app, name="zalo")
errors = Console(stderr=True, highlight=False, soft_wrap=True)

DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]
NoRasa = Annotated[bool, typer.Option("--no-rasa", help="answer by search alone")]
Who = Annotated[Audience, typer.Option(help="whose statements may be shown")]


@app.command()
def ask(
    question: str,
    turn: Annotated[list[str] | None, typer.Option(help="a further turn; the last counts")] = None,
    audience: Who = Audience.PUBLIC,
    as_json: Annotated[bool, typer.Option("--json", help="print the answer as JSON")] = False,
    no_rasa: NoRasa = False,
    data_dir: DataDir = None,
) -> None:
    """Ask one question, or a short conversation, and print the last answer."""
    settings = read_settings(data_dir)
    turns = (question, *(turn or ()))

    async def once() -> str:
        async with running(settings, with_rasa=not no_rasa) as motcua:
            return await _answer_line(motcua, QuestionIn(turns=turns, audience=audience), as_json)

    typer.echo(asyncio.run(once()))


@app.command()
def chat(
    audience: Who = Audience.PUBLIC, no_rasa: NoRasa = False, data_dir: DataDir = None
) -> None:
    """Talk to the assistant in the terminal."""
    settings = read_settings(data_dir)

    async def talk() -> None:
        with errors.status("đang khởi động…"):
            context = running(settings, with_rasa=not no_rasa, keeps=True)
            motcua = await context.__aenter__()
        try:
            await converse(motcua.reception, audience=audience)
        finally:
            await context.__aexit__(None, None, None)

    asyncio.run(talk())


@app.command()
def batch(no_rasa: NoRasa = False, data_dir: DataDir = None) -> None:
    """Answer conversations, one JSON object a line from stdin, in their order, to stdout."""
    settings = read_settings(data_dir)

    async def answer_all() -> int:
        bad = 0
        async with running(settings, with_rasa=not no_rasa) as motcua:
            spare_the_collector()
            # Bytes: a line that is not UTF-8 must not stop the others.
            for number, line in enumerate(sys.stdin.buffer, start=1):
                line = line.removeprefix(codecs.BOM_UTF8).strip()
                if not line:
                    continue
                try:
                    question = QuestionIn.model_validate_json(line)
                except ValidationError as error:
                    bad += 1
                    errors.print(
                        f"motcua: line {number} of the input: {_fault(error)}", markup=False
                    )
                    continue
                typer.echo(await _answer_line(motcua, question, as_json=True))
                sys.stdout.flush()
        return bad

    if bad := asyncio.run(answer_all()):
        errors.print(f"motcua: {bad} lines were not questions; all others are answered")
        raise typer.Exit(1)


@app.command()
def serve(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="default 8000, or MOTCUA_PORT")
    ] = None,
    no_rasa: NoRasa = False,
    without_worker: Annotated[
        bool,
        typer.Option(
            "--without-worker", help="only keep what platforms tell: `motcua worker` answers it"
        ),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Serve the web page and the HTTP API until SIGTERM or Ctrl+C."""
    settings = read_settings(data_dir)
    configure_logging(settings.log_level)
    platforms = partial(configured_platforms, settings)
    wanted = settings.port if port is None else port
    # Before Rasa is started: a taken port is told at once.
    with bound(settings.host, wanted) as listener:
        # Stopped while still starting: that is no failure.
        with contextlib.suppress(asyncio.CancelledError):
            # A third of a message's time was asyncio's own loop and HTTP parser.
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                serving = serve_until_stopped(
                    settings,
                    listener,
                    with_rasa=not no_rasa,
                    platforms=platforms,
                    with_worker=not without_worker,
                )
                runner.run(serving)


@app.command()
def worker(
    niceness: Annotated[
        int, typer.Option("--nice", min=0, max=19, help="how far to stand back for other processes")
    ] = 10,
    no_rasa: NoRasa = False,
    data_dir: DataDir = None,
) -> None:
    """Answer what messaging platforms tell, beside `motcua serve --without-worker`."""
    settings = read_settings(data_dir)
    configure_logging(settings.log_level)
    platforms = partial(configured_platforms, settings)
    os.nice(niceness)
    with contextlib.suppress(asyncio.CancelledError):
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work_until_stopped(settings, with_rasa=not no_rasa, platforms=platforms))


@app.command(name="import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="files to read")],
    as_: Annotated[
        Literal["portal", "plan", "document"] | None,
        typer.Option("--as", help="what the files are; guessed from their names if not given"),
    ] = None,
    audience: Who = Audience.PUBLIC,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="the day on which the source said so"),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="take away records that the file no longer holds")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Add files to the local knowledge store and report what is doubtful."""
    settings = read_settings(data_dir)
    said = as_of.date() if as_of else None
    if said and said > settings.today:
        raise BotError(f"--as-of {said} is in the future; give the day on which the source said so")
    if not knowledge_commands.import_files(
        settings, paths, as_, audience, as_of=said, replaces=replace
    ):
        raise typer.Exit(1)


@app.command()
def imports(data_dir: DataDir = None) -> None:
    """List the files whose records the local store holds."""
    knowledge_commands.list_imports(read_settings(data_dir))


@app.command()
def forget(
    files: Annotated[list[str], typer.Argument(help="names of imported files")],
    data_dir: DataDir = None,
) -> None:
    """Take the records of imported files out of the local store again."""
    knowledge_commands.forget(read_settings(data_dir), files)


@app.command()
def index(data_dir: DataDir = None) -> None:
    """Build the index from curated, imported and edited records."""
    if not knowledge_commands.build(read_settings(data_dir)):
        raise typer.Exit(1)


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="print the report as JSON")] = False,
    data_dir: DataDir = None,
) -> None:
    """Report on the quality of what is known; exit 1 when the curated part has errors."""
    settings = read_settings(data_dir)
    overlays = ward_overlays(load_ward(settings.ward), settings.ward.parent)
    if not run_check(
        settings.store_path,
        today=settings.today,
        as_json=as_json,
        ward_overlays=overlays,
        edited=read_edits(settings.database).records,
    ):
        raise typer.Exit(1)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="print the findings as JSON")] = False,
    data_dir: DataDir = None,
) -> None:
    """Say in a line each what works and what does not; exit 1 when something essential fails."""
    if not run_doctor(read_settings(data_dir), as_json=as_json):
        raise typer.Exit(1)


@app.command(
    name="eval", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def evaluate(context: typer.Context) -> None:
    """Run our evaluation; the same as `python -m eval`."""
    command = [sys.executable, "-m", "eval", *context.args]
    raise typer.Exit(subprocess.run(command, cwd=CHECKOUT, check=False).returncode)  # noqa: S603  # our own module


def _fault(error: ValidationError) -> str:
    """Return the first thing wrong with a line, its field in front."""
    fault = error.errors(include_url=False)[0]
    return ": ".join([*(str(part) for part in fault["loc"]), fault["msg"]])


async def _answer_line(motcua: Running, question: QuestionIn, as_json: bool) -> str:
    """Play the turns and return the last answer, as JSON or as a person reads it."""
    conversation_id = f"batch-{uuid.uuid4()}"
    for text in question.messages():
        started = time.perf_counter()
        answer = await motcua.reception.reply(
            Message(conversation_id=conversation_id, text=text, audience=question.audience)
        )
        ms = (time.perf_counter() - started) * 1000
    if not as_json:
        return render(answer)
    body = answer_json(answer, id=question.id, ms=ms).model_dump(mode="json")
    return json.dumps(body, ensure_ascii=False)
