"""What `motcua import` and `motcua index` do, with their progress and their reports."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from channels.settings import Settings
from knowledge.importers.plan import read_plan
from knowledge.importers.portal import read_portal
from knowledge.importers.result import ImportResult, Problem
from knowledge.load import load
from knowledge.merge import merge
from knowledge.store import Change, RecordStore
from knowledge.types import Audience, KnowledgeError
from retrieval.build import build_index
from retrieval.encoder import load_encoder

FileKind = Literal["portal", "plan", "document"]

_READERS: dict[str, Callable[[Path], ImportResult]] = {"portal": read_portal, "plan": read_plan}
_KIND_OF_SUFFIX: dict[str, FileKind] = {".jsonl": "portal", ".txt": "plan"}
_REPORT = "import-report.jsonl"

console = Console(highlight=False)
progress_console = Console(stderr=True, highlight=False)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of one file."""

    path: Path
    records: int = 0
    change: Change | None = None
    problems: tuple[Problem, ...] = ()
    lost: int = 0
    """Lines that could not be read at all."""
    error: str = ""
    """Why the file was not imported."""


def import_files(
    settings: Settings, paths: Iterable[Path], kind: FileKind | None, audience: Audience
) -> bool:
    """Import the files one by one, print what was read and doubted; say if all went in.

    A file that cannot be read does not stop the others.
    """
    store = RecordStore(settings.store_path)
    done = []
    with _progress("file") as progress:
        files = list(paths)
        task = progress.add_task("import", total=len(files))
        names = Counter(path.name for path in {path.resolve() for path in files})
        for path in files:
            if names[path.name] > 1:
                # The name is the origin: the second would take the first one's records away.
                why = "two files of this name; rename one"
                done.append(Imported(path=path, error=f"{path}: {why}"))
            else:
                done.append(_import_one(store, path, kind, audience))
            progress.advance(task)
    store.close()
    _write_report(settings.data_dir / _REPORT, done)
    _print_report(done, settings.data_dir / _REPORT)
    return not any(each.error or each.lost for each in done)


def build(settings: Settings) -> None:
    """Build the index from the curated records and the local store, with time left."""
    curated = load()
    imported = []
    if settings.store_path.is_file():
        store = RecordStore(settings.store_path)
        imported = list(store.records())
        store.close()
    records = merge(curated.records, imported)
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    with _progress("passage") as progress:
        task = progress.add_task("index", total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        manifest = build_index(records, settings.index_dir, encoder=encoder, on_progress=report)
    console.print(
        f"index: {manifest.records} records, {manifest.passages} passages, "
        f"encoder {manifest.encoder}"
    )


def _import_one(
    store: RecordStore, path: Path, kind: FileKind | None, audience: Audience
) -> Imported:
    chosen = kind or _KIND_OF_SUFFIX.get(path.suffix.lower())
    reader = _READERS.get(chosen or "")
    if reader is None:
        why = f"kind {chosen!r} cannot be imported yet" if chosen else "say what it is with --as"
        return Imported(path=path, error=f"{path.name}: {why}; known: {', '.join(_READERS)}")
    try:
        result = reader(path)
    except KnowledgeError as error:
        return Imported(path=path, error=str(error))
    records = [replace(record, audience=audience) for record in result.records]
    change = store.put(records, origin=f"{chosen}:{path.name}")
    return Imported(
        path=path,
        records=len(records),
        change=change,
        problems=result.problems,
        lost=sum(p.record_id is None or p.field == "line" for p in result.problems),
    )


def _write_report(path: Path, done: Iterable[Imported]) -> None:
    """Write every problem of the last import, one JSON object a line."""
    lines = [
        json.dumps(asdict(problem), ensure_ascii=False)
        for each in done
        for problem in each.problems
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _print_report(done: Iterable[Imported], report: Path) -> None:
    table = Table("records", "new", "changed", "same", "gone", "doubtful", "lost lines", "file")
    reasons: Counter[tuple[str, str]] = Counter()
    for each in done:
        if each.change is None:
            continue
        doubtful = {p.record_id for p in each.problems if p.record_id is not None}
        change = each.change
        numbers = (
            each.records, change.added, change.changed, change.unchanged, change.removed,
            len(doubtful), each.lost,
        )  # fmt: skip
        table.add_row(*(str(number) for number in numbers), each.path.name)
        reasons.update((p.field.split(".")[0], p.reason) for p in each.problems)
    console.print(table)
    if reasons:
        doubts = Table("field", "doubt", "times", title="most frequent doubts")
        for (field, reason), times in reasons.most_common(15):
            doubts.add_row(field, reason, str(times))
        console.print(doubts)
        console.print(f"every doubt, with file, line and record: {report}", soft_wrap=True)
    for each in done:
        if each.error:
            progress_console.print(f"motcua: {each.error}", style="red", markup=False)


def _progress(unit: str) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(f"{unit}s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=progress_console,
    )
