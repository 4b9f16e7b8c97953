"""What the knowledge pages look at: what is in service, the check, the progress of a build."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.editing import reading
from bot.editing.examine import Remarked, World, examine
from bot.editing.types import Editable, EditingError
from bot.staff.sessions import SignedIn
from bot.store.editing import ProposalRow
from channels.console.console import Console
from channels.renewal import Status
from knowledge.ids import id_of, kind_of
from knowledge.store import RecordStore
from knowledge.text import fold
from knowledge.types import (
    Audience,
    Guide,
    Kind,
    KnowledgeError,
    Procedure,
    Record,
    Verified,
)

logger = logging.getLogger(__name__)

HOME = "/canbo/kien-thuc"
_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One record in a list."""

    kind: Kind
    id: str
    name: str
    audience: Audience
    as_of: date
    verified: Verified
    is_edited: bool
    doubts: int
    is_expired: bool
    words: str
    """Folded code and name, to be searched in."""

    @property
    def path(self) -> str:
        """Address of its page; only procedures and guides have one."""
        return record_path(self.kind, self.id)


@dataclass
class KnowledgeDesk:
    """The console, seen by the knowledge pages."""

    console: Console
    _lists: tuple[RecordStore, Sequence[Listed]] | None = field(default=None, repr=False)

    @property
    def today(self) -> date:
        """The counter's day."""
        return self.console.now().date()

    @property
    def status(self) -> Status:
        """How far the next index is."""
        return self.console.renewal.status if self.console.renewal else Status()

    def hurry(self) -> None:
        """Have what was approved built at once."""
        if self.console.renewal:
            self.console.renewal.hurry()

    def current(self, kind: str, record_id: str, who: SignedIn) -> Editable | None:
        """Return the record that answers now, if there is one that this person may read."""
        record = self.in_service(kind, record_id)
        return record if record and record.audience in who.audience.may_read() else None

    def in_service(self, kind: str, record_id: str) -> Editable | None:
        """Return the record that answers now, whoever may read it."""
        record = self.console.records.record(Kind(kind), record_id)
        return record if isinstance(record, Procedure | Guide) else None

    async def examine(self, record: Editable) -> list[Remarked]:
        """Return what is wrong with a record."""
        return await asyncio.to_thread(self._examine, record)

    def _examine(self, record: Editable) -> list[Remarked]:
        path, pages = self.console.data_dir / "store.sqlite", None
        try:
            pages = RecordStore(path) if path.is_file() else None
        except KnowledgeError:  # somebody imports: the next look compares with its pages again
            logger.warning("imported records cannot be read now")
        try:
            world = World(
                procedure=self.console.records.procedure,
                page=pages.procedure if pages else _no_page,
                acts=self.console.law.acts,
                today=self.today,
            )
            return examine(record, world)
        finally:
            if pages:
                pages.close()

    async def listed(self, who: SignedIn) -> list[Listed]:
        """Return every record that this person may read, by name."""
        records = self.console.records
        if self._lists is None or self._lists[0] is not records:
            edits = frozenset(self.console.in_service.now.manifest.edits)
            made = await asyncio.to_thread(_listed, records, edits, self.today)
            self._lists = (records, made)
        may_read = who.audience.may_read()
        return [each for each in self._lists[1] if each.audience in may_read]

    async def search(self, words: str, who: SignedIn) -> list[Listed]:
        """Return procedures and guides whose code or name hold all the words."""
        wanted = fold(words).split()
        if not wanted:
            return []
        found = [
            each
            for each in await self.listed(who)
            if each.kind in (Kind.PROCEDURE, Kind.GUIDE)
            and all(word in each.words for word in wanted)
        ]
        return sorted(found, key=lambda each: (each.id != words.strip(), len(each.name)))[:_SHOWN]


def may_read(row: ProposalRow, who: SignedIn) -> bool:
    """Say whether both records, before and after, are for this person."""
    try:
        records = (reading.base_of(row), reading.body_of_row(row))
    except EditingError:
        return True
    return all(each is None or each.audience in who.audience.may_read() for each in records)


def record_path(kind: str, record_id: str) -> str:
    """Return the address of a record's page."""
    return f"{HOME}/ban-ghi/{kind}/{record_id}"


def _no_page(_code: str) -> None:
    return None


def _listed(records: RecordStore, edits: frozenset[str], today: date) -> list[Listed]:
    try:
        found = [_one(record, edits, today) for record in records.records()]
    except KnowledgeError:
        return []
    return sorted(found, key=lambda each: each.words)


def _one(record: Record, edits: frozenset[str], today: date) -> Listed:
    name = record.name if isinstance(record, Procedure) else record.title
    kind, id_ = kind_of(record), id_of(record)
    valid_to = record.valid_to if isinstance(record, Procedure | Guide) else None
    return Listed(
        kind=kind,
        id=id_,
        name=name,
        audience=record.audience,
        as_of=record.source.as_of,
        verified=record.source.verified,
        is_edited=f"{kind.value}:{id_}" in edits,
        doubts=0 if isinstance(record, Guide) else len(record.doubts),
        is_expired=valid_to is not None and valid_to < today,
        words=fold(f"{name} {id_}"),
    )
