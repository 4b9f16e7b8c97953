"""Say what works and what does not: one line for each thing that a server needs."""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from bot.rasa_train import model_path
from bot.store.engine import open_engine, shown
from bot.store.migrate import revision
from bot.store.trouble import trouble
from bot.types import BotError
from bot.ward import load_ward
from channels.app import RASA_PROJECT
from channels.doctor_channels import examine_channels
from channels.finding import Finding, State
from channels.settings import Settings
from knowledge.types import KnowledgeError
from retrieval.build import open_index
from retrieval.encoder import load_encoder
from retrieval.types import RetrievalError

_MB = 1_000_000
# Too little to keep a day's messages; and little enough to look after it.
_FULL_MB, _LOW_MB = 100, 1_000


_STYLE = {State.OK: "green", State.WARN: "yellow", State.FAIL: "red"}


def run_doctor(settings: Settings, *, as_json: bool, console: Console | None = None) -> bool:
    """Print the findings; say whether nothing essential fails."""
    out = console or Console(highlight=False, soft_wrap=True)
    found = list(examine(settings))
    is_well = all(each.state is not State.FAIL for each in found)
    if as_json:
        report = {"ok": is_well, "checks": [asdict(each) for each in found]}
        out.print(json.dumps(report, ensure_ascii=False), markup=False)
        return is_well
    for each in found:
        out.print(
            f"{each.state:<5} {each.name:<12} {each.said}", style=_STYLE[each.state], markup=False
        )
    return is_well


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what was found, one thing after the other; none of it changes anything."""
    checks: list[tuple[str, Callable[[Settings], tuple[State, str]]]] = [
        ("data folder", _data_folder),
        ("disk", _disk),
        ("photos", _photos),
        ("database", _database),
        ("ward", _ward),
        ("encoder", _encoder),
        ("index", _index),
        ("rasa", _rasa),
    ]
    for name, check in checks:
        try:
            state, said = check(settings)
        except (BotError, KnowledgeError, RetrievalError) as error:
            state, said = State.FAIL, str(error)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            state, said = State.FAIL, f"{where}{error.strerror or error}"
        yield Finding(name=name, state=state, said=said)
    try:
        yield from examine_channels(settings)
    except BotError as error:
        yield Finding(name="channels", state=State.FAIL, said=str(error))


def _data_folder(settings: Settings) -> tuple[State, str]:
    folder = settings.data_dir
    if not folder.is_dir():
        return State.FAIL, f"{folder}: not there; run make setup, or check MOTCUA_DATA_DIR"
    with tempfile.TemporaryFile(dir=folder):
        return State.OK, f"{folder}: can be written"


def _disk(settings: Settings) -> tuple[State, str]:
    folder = _nearest(settings.data_dir)
    free_mb = shutil.disk_usage(folder).free // _MB
    state = State.FAIL if free_mb < _FULL_MB else State.WARN if free_mb < _LOW_MB else State.OK
    return state, f"{free_mb:,} MB free"


def _photos(settings: Settings) -> tuple[State, str]:
    folder = settings.photo_dir
    if not folder.exists():
        return State.OK, f"{folder}: not there yet; the first photo makes it"
    with tempfile.TemporaryFile(dir=folder):
        others = folder.stat().st_mode & 0o077
    if others:
        return State.WARN, f"{folder}: others on this machine can look in; run chmod 700"
    return State.OK, f"{folder}: can be written"


def _database(settings: Settings) -> tuple[State, str]:
    url = settings.database
    if url.startswith("sqlite"):
        file = Path(make_url(url).database or "")
        if not file.is_file():
            if not os.access(_nearest(file), os.W_OK):
                return State.FAIL, f"{file}: cannot be made there"
            version = f"SQLite {sqlite3.sqlite_version}"
            return State.OK, f"{file}: not there yet, the first start makes it; {version}"
    engine = open_engine(url)
    try:
        known = revision(engine)
        version = _version(engine)
    except SQLAlchemyError as error:
        reason = trouble(error) or type(error).__name__
        return State.FAIL, f"{shown(url)}: cannot be opened ({reason})"
    finally:
        engine.dispose()
    where = f"{shown(url)}: {version}"
    if known.found == known.needed:
        return State.OK, f"{where}, tables {known.found}"
    if known.found is None:
        return State.WARN, f"{where}, no tables yet; the next start makes them"
    if known.found > known.needed:
        return State.FAIL, f"{where}, tables {known.found} are of a newer version than this"
    return State.WARN, f"{where}, tables {known.found}; the next start makes them {known.needed}"


def _version(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with engine.connect() as connection:
        return f"PostgreSQL {connection.scalar(text('SHOW server_version'))}"


def _ward(settings: Settings) -> tuple[State, str]:
    ward = load_ward(settings.ward)
    lacking = [name for name in ("address", "hours", "hotline") if not getattr(ward, name)]
    if lacking:
        return State.WARN, f"{ward.name}: answers lack {', '.join(lacking)}; see {settings.ward}"
    if ward.checked is None:
        return State.WARN, f"{ward.name}: say in {settings.ward} when it was last checked"
    return State.OK, f"{ward.name}: complete, checked {ward.checked}"


def _encoder(settings: Settings) -> tuple[State, str]:
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    length = len(encoder.encode_query("đăng ký tạm trú"))
    return State.OK, f"{encoder.name}: {length} numbers a text"


def _index(settings: Settings) -> tuple[State, str]:
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    _, records = open_index(settings.index_dir, encoder=encoder)
    records.close()
    return State.OK, f"{settings.index_dir}: fits the encoder"


def _rasa(settings: Settings) -> tuple[State, str]:
    if not settings.rasa_python.is_file():
        return State.FAIL, f"{settings.rasa_python}: no Python of Rasa's; run make setup"
    model = model_path(RASA_PROJECT, settings.build_dir)
    if not model.is_file():
        return State.FAIL, (
            "no Rasa model for the present sources; run .venv/bin/python -m bot.rasa_train"
        )
    return State.OK, f"{model.name}: made from the present sources"


def _nearest(path: Path) -> Path:
    """Return the path, or the first folder above it that is there."""
    return next(each for each in (path, *path.absolute().parents) if each.exists())
