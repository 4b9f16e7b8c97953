"""What `motcua import` and `motcua index` do, with their progress and their reports."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, get_args

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

from bot.editing.layer import read_edits
from channels import indexing
from channels.settings import Settings
from knowledge.ids import id_of, kind_of
from knowledge.importers.document import read_document
from knowledge.importers.files import read_file
from knowledge.importers.plan import read_plan
from knowledge.importers.portal import read_portal
from knowledge.importers.portal_sheet import read_portal_sheet
from knowledge.importers.result import ImportResult, Problem
from knowledge.load import DATA, Fault
from knowledge.store import Change, RecordStore
from knowledge.text import fold
from knowledge.types import Audience, KnowledgeError

FileKind = Literal["portal", "plan", "document"]

_TEXT_READERS: dict[FileKind, Callable[..., ImportResult]] = {
    "portal": read_portal_sheet,
    "plan": read_plan,
    "document": read_document,
}
_TEXT_SUFFIXES = frozenset({".txt", ".pdf", ".docx", ".doc", ".html", ".htm"})
# An import that would take away more records than this is held to be cut off.
_FEW_MISSING = 10
_SHARE_MISSING = 0.05
# A portal sheet names its code and title at once.
_HEAD_CHARACTERS = 2_000
_REPORT = "import-report.jsonl"

console = Console(highlight=False)
progress_console = Console(stderr=True, highlight=False)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of one file."""

    path: Path
    kind: str = ""
    """What it was read as."""
    records: int = 0
    change: Change | None = None
    problems: tuple[Problem, ...] = ()
    lost: int = 0
    """Lines that could not be read at all."""
    error: str = ""
    """Why the file was not imported, or not as a whole."""


def import_files(
    settings: Settings,
    paths: Iterable[Path],
    kind: FileKind | None,
    audience: Audience,
    *,
    as_of: date | None = None,
    replaces: bool = False,
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
                done.append(
                    _import_one(store, path, kind, audience, as_of=as_of, replaces=replaces)
                )
            progress.advance(task)
    store.close()
    _write_report(settings.data_dir / _REPORT, done)
    _print_report(done, settings.data_dir / _REPORT)
    return not any(each.error or each.lost for each in done)


def build(settings: Settings, *, data: Path = DATA) -> bool:
    """Build the index from curated, imported and edited records; say if all went in.

    A record with a fault is told and left out, the rest is indexed.
    """
    faults: list[Fault] = []

    def tell(found: Sequence[Fault]) -> None:
        faults.extend(found)
        for fault in found:
            progress_console.print(f"motcua: left out: {fault}", style="red", markup=False)

    with _progress("passage") as progress:
        task = progress.add_task("index", total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        manifest = indexing.build(settings, data=data, on_faults=tell, on_progress=report)
    edited = f", {len(manifest.edits)} of them edited in the office" if manifest.edits else ""
    console.print(
        f"index: {manifest.records} records{edited}, {manifest.passages} passages, "
        f"encoder {manifest.encoder}"
    )
    return not faults


def forget(settings: Settings, names: Iterable[str]) -> None:
    """Take the records of files out of the local store. Raises KnowledgeError."""
    store = RecordStore(settings.store_path)
    try:
        held = store.origins()
        wanted = {name: [o for o in held if name in (o, o.split(":", 1)[-1])] for name in names}
        if unknown := [name for name, origins in wanted.items() if not origins]:
            raise KnowledgeError(
                f"nothing was imported from {', '.join(unknown)}; `motcua imports` lists the files"
            )
        before = {(kind_of(record), id_of(record)) for record in store.records()}
        for origin in dict.fromkeys(origin for origins in wanted.values() for origin in origins):
            removed = store.put([], origin=origin).removed
            console.print(f"{origin}: {removed} records forgotten", markup=False)
        gone = before - {(kind_of(record), id_of(record)) for record in store.records()}
    finally:
        store.close()
    edits = read_edits(settings.database).records
    if stay := sum((kind_of(record), id_of(record)) in gone for record in edits):
        console.print(f"{stay} of them were edited on the staff page: those answer as they do")
    console.print("run `motcua index` to make the answers forget them too")


def list_imports(settings: Settings) -> None:
    """Print which files the local store's records came from, and how many were edited."""
    edited = len(read_edits(settings.database).records)
    if not settings.store_path.is_file() and not edited:
        console.print("nothing has been imported yet; `motcua import FILE…`")
        return
    table = Table("records", "read as", "file")
    if settings.store_path.is_file():
        store = RecordStore(settings.store_path)
        for origin, records in store.origins().items():
            kind, name = origin.split(":", 1)
            table.add_row(str(records), kind, name)
        store.close()
    if edited:
        table.add_row(str(edited), "edited", "on the staff page; they win over all files")
    console.print(table)


def _import_one(
    store: RecordStore,
    path: Path,
    kind: FileKind | None,
    audience: Audience,
    *,
    as_of: date | None,
    replaces: bool,
) -> Imported:
    suffix = path.suffix.lower()
    if kind is None and suffix != ".jsonl" and suffix not in _TEXT_SUFFIXES:
        known = ", ".join(get_args(FileKind))
        error = f"{path.name}: say what it is with --as ({known})"
        return Imported(path=path, error=error)
    try:
        chosen, result = _read(path, kind, as_of)
    except KnowledgeError as error:
        return Imported(path=path, error=str(error))
    origin = f"{chosen}:{path.name}"
    records = [replace(record, audience=audience) for record in result.records]
    problems = [
        *result.problems,
        *(
            Problem(
                file=path.name,
                line=None,
                record_id=id_,
                field="code",
                reason=f"was imported from {other.split(':', 1)[-1]} before; this one replaces it",
            )
            for id_, other in store.held_elsewhere(records, origin=origin).items()
        ),
    ]
    lost = sum(p.record_id is None or p.field == "line" for p in problems)
    missing, held = store.missing(records, origin=origin)
    is_cut = missing > _FEW_MISSING and missing > _SHARE_MISSING * held and not replaces
    # Lines that could not be read, or are cut off, may be records of before: those stay.
    change = store.put(records, origin=origin, keep_others=bool(lost) or is_cut)
    cut = (
        f"{path.name}: {missing} of {held} records of before are not in it, is it whole? "
        "They were kept; --replace takes them away"
    )
    return Imported(
        error=cut if is_cut else "",
        path=path,
        kind=chosen,
        records=len(records),
        change=change,
        problems=tuple(problems),
        lost=lost,
    )


def _read(path: Path, kind: FileKind | None, as_of: date | None) -> tuple[FileKind, ImportResult]:
    """Return what the file is and what it holds; of a file of text the first kind that fits."""
    if path.suffix.lower() == ".jsonl":
        if kind not in (None, "portal"):
            raise KnowledgeError(f"{path.name}: JSON Lines are read as portal records only")
        return "portal", read_portal(path, as_of=as_of)
    if kind is not None:
        return kind, _TEXT_READERS[kind](path, as_of=as_of)
    text = fold(read_file(path).text[:_HEAD_CHARACTERS])
    if "ma thu tuc" in text and "ten thu tuc" in text:
        return "portal", read_portal_sheet(path, as_of=as_of)
    try:
        return "plan", read_plan(path, as_of=as_of)
    except KnowledgeError:
        return "document", read_document(path, as_of=as_of)


def _write_report(path: Path, done: Iterable[Imported]) -> None:
    """Write every problem of the last import, one JSON object a line."""
    lines = [
        json.dumps(asdict(problem), ensure_ascii=False)
        for each in done
        for problem in each.problems
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _print_report(done: Iterable[Imported], report: Path) -> None:
    table = Table(
        "records", "new", "changed", "same", "gone", "doubtful", "lost lines", "read as", "file"
    )
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
        table.add_row(*(str(number) for number in numbers), each.kind, each.path.name)
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
