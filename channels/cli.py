"""The command `motcua`: every command of the outer contract."""

import asyncio
import codecs
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
import uvicorn
from pydantic import ValidationError
from rich.console import Console

from bot.types import BotError, Message
from bot.ward import Ward
from channels import knowledge_commands
from channels.app import Running, configure_logging, running
from channels.contract import QuestionIn, answer_json
from channels.page import WardView
from channels.settings import CHECKOUT, Settings
from channels.terminal import converse, render
from channels.web import create_app
from knowledge.types import Audience, KnowledgeError
from retrieval.types import RetrievalError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]
NoRasa = Annotated[bool, typer.Option("--no-rasa", help="answer by search alone")]
Who = Annotated[Audience, typer.Option(help="whose statements may be shown")]
EXPECTED = (BotError, KnowledgeError, RetrievalError)
# How long a message being answered may hold up the end of the server.
GRACE_S = 5


def main() -> NoReturn:
    """Run the command line; expected failures end in one clear line and exit code 1."""
    try:
        app()
    except EXPECTED as error:
        errors.print(f"motcua: {error}", style="red", markup=False)
        sys.exit(1)
    except OSError as error:  # A folder that cannot be written, a full disk.
        where = f"{error.filename}: " if error.filename else ""
        errors.print(f"motcua: {where}{error.strerror or error}", style="red", markup=False)
        sys.exit(1)
    sys.exit(0)


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
    settings = _settings(data_dir)
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
    settings = _settings(data_dir)

    async def talk() -> None:
        with errors.status("đang khởi động…"):
            context = running(settings, with_rasa=not no_rasa)
            motcua = await context.__aenter__()
        try:
            await converse(motcua.assistant, audience=audience)
        finally:
            await context.__aexit__(None, None, None)

    asyncio.run(talk())


@app.command()
def batch(no_rasa: NoRasa = False, data_dir: DataDir = None) -> None:
    """Answer conversations, one JSON object a line from stdin, in their order, to stdout."""
    settings = _settings(data_dir)

    async def answer_all() -> int:
        bad = 0
        async with running(settings, with_rasa=not no_rasa) as motcua:
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
    data_dir: DataDir = None,
) -> None:
    """Serve the web page and the HTTP API until SIGTERM or Ctrl+C."""
    settings = _settings(data_dir)
    configure_logging(settings.log_level)
    wanted = settings.port if port is None else port
    # Before Rasa is started: a taken port is told at once.
    with _bound(settings.host, wanted) as listener:
        # Stopped while still starting: that is no failure.
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(_serve(settings, listener, with_rasa=not no_rasa))


@app.command(name="import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="files to read")],
    as_: Annotated[
        Literal["portal", "plan", "document"] | None,
        typer.Option("--as", help="what the files are; guessed from their names if not given"),
    ] = None,
    audience: Who = Audience.PUBLIC,
    data_dir: DataDir = None,
) -> None:
    """Add files to the local knowledge store and report what is doubtful."""
    if not knowledge_commands.import_files(_settings(data_dir), paths, as_, audience):
        raise typer.Exit(1)


@app.command()
def index(data_dir: DataDir = None) -> None:
    """Build the index from the curated records and the local store."""
    knowledge_commands.build(_settings(data_dir))


@app.command(
    name="eval", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def evaluate(context: typer.Context) -> None:
    """Run our evaluation; the same as `python -m eval`."""
    command = [sys.executable, "-m", "eval", *context.args]
    raise typer.Exit(subprocess.run(command, cwd=CHECKOUT, check=False).returncode)  # noqa: S603  # our own module


def _settings(data_dir: Path | None) -> Settings:
    try:
        return Settings() if data_dir is None else Settings(data_dir=data_dir)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        names = [str(fault["loc"][0]).upper().removeprefix("MOTCUA_") for fault in faults]
        said = [f"MOTCUA_{name}: {each['msg']}" for name, each in zip(names, faults, strict=True)]
        raise BotError("; ".join(said)) from error


def _fault(error: ValidationError) -> str:
    """Return the first thing wrong with a line, its field in front."""
    fault = error.errors(include_url=False)[0]
    return ": ".join([*(str(part) for part in fault["loc"]), fault["msg"]])


async def _answer_line(motcua: Running, question: QuestionIn, as_json: bool) -> str:
    """Play the turns and return the last answer, as JSON or as a person reads it."""
    conversation_id = f"batch-{uuid.uuid4()}"
    for text in question.messages():
        started = time.perf_counter()
        answer = await motcua.assistant.reply(
            Message(conversation_id=conversation_id, text=text, audience=question.audience)
        )
        ms = (time.perf_counter() - started) * 1000
    if not as_json:
        return render(answer)
    body = answer_json(answer, id=question.id, ms=ms).model_dump(mode="json")
    return json.dumps(body, ensure_ascii=False)


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that holds the address but refuses callers yet. Raises BotError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol named: only then does asyncio switch Nagle's algorithm off, which held every
    # reply on a kept-alive connection back by 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        with _naming(host, port):
            listener.bind((host, port))
    except BotError:
        listener.close()
        raise
    return listener


@contextlib.contextmanager
def _naming(host: str, port: int) -> Iterator[None]:
    """Turn what the system says about an address into one line that names it."""
    try:
        yield
    except OSError as error:
        raise BotError(
            f"cannot serve on {host}, port {port} ({error.strerror}); "
            "choose another: motcua serve --port 8001"
        ) from error


async def _serve(settings: Settings, listener: socket.socket, *, with_rasa: bool) -> None:
    """Serve until SIGTERM or SIGINT, then end Rasa and return."""
    servers: list[uvicorn.Server] = []
    starting = asyncio.current_task()

    def stop() -> None:
        for server in servers:
            server.should_exit = True
        if not servers and starting is not None:
            starting.cancel()

    # Uvicorn raises the signal again when it is done; without these that would end us before Rasa.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    errors.print(f"Một Cửa: starting{' Rasa' if with_rasa else ''}…")
    async with running(settings, with_rasa=with_rasa) as motcua:
        web = create_app(motcua.assistant, ready=motcua.is_ready, ward=_ward_view(motcua.ward))
        config = uvicorn.Config(
            web, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_S
        )
        servers.append(uvicorn.Server(config))
        host, port = listener.getsockname()[:2]
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        with _naming(host, port):
            listener.listen()
        errors.print(f"Một Cửa: http://{address}  (Ctrl+C to stop)")
        await servers[0].serve(sockets=[listener])


def _ward_view(ward: Ward) -> WardView:
    return WardView(
        name=f"{ward.name}, {ward.province}",
        address=ward.address or None,
        hours=ward.hours or None,
        hotline=ward.hotline or None,
        portal_url=ward.portal or None,
    )


if __name__ == "__main__":
    main()
