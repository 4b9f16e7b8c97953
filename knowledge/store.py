"""Keep records in one SQLite file: the local store of imports, and the index's copy of all."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from knowledge.ids import id_of, kind_of
from knowledge.types import Audience, Document, Guide, Kind, KnowledgeError, Plan, Procedure, Record

# Of an index: what one message looks at, some twenty, and what others lately asked about.
_KEPT_RECORDS = 1_024

_metadata = MetaData()
_records = Table(
    "records",
    _metadata,
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("origin", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", String, nullable=False),
)
_ADAPTERS: dict[Kind, TypeAdapter[Any]] = {
    Kind.PROCEDURE: TypeAdapter(Procedure),
    Kind.GUIDE: TypeAdapter(Guide),
    Kind.PLAN: TypeAdapter(Plan),
    Kind.DOCUMENT: TypeAdapter(Document),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What putting records into a store did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


class RecordStore:
    """Records by kind and id, each with the file it came from."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the store, making it if it is not there. Raises KnowledgeError.

        A read-only store may be read from several threads at once, and its file must not change.
        """
        self._path = path
        if read_only and not path.is_file():
            raise KnowledgeError(f"{path}: no record store; run `motcua index`")
        self._engine = _engine(path, read_only=read_only)
        # Records are frozen, and a read-only file does not change.
        self._get = lru_cache(maxsize=_KEPT_RECORDS)(self._read) if read_only else self._read
        try:
            with self._reporting("not a record store"):
                if not read_only:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    _metadata.create_all(self._engine)
                with self._engine.connect() as connection:
                    connection.execute(select(_records).limit(1))
        except KnowledgeError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def put(self, records: Sequence[Record], *, origin: str, keep_others: bool = False) -> Change:
        """Make the store hold exactly these records of this origin (a file's name).

        One transaction: a reader sees all or nothing. Records of the same id from another
        origin are replaced. Putting the same records again changes nothing. With
        `keep_others` the origin's other records stay: for a file that could not be read whole.
        """
        rows = {(kind_of(r).value, id_of(r)): _row(r, origin) for r in records}
        with self._reporting("cannot be written"), self._engine.begin() as connection:
            held = {
                (kind, id_): (digest, came_from)
                for kind, id_, digest, came_from in connection.execute(
                    select(_records.c.kind, _records.c.id, _records.c.digest, _records.c.origin)
                )
            }
            gone = [
                key
                for key, (_, from_) in held.items()
                if from_ == origin and key not in rows and not keep_others
            ]
            fresh = [rows[key] for key in rows if key not in held]
            other = [
                row
                for key, row in rows.items()
                if key in held and held[key] != (row["digest"], origin)
            ]
            for kind, id_ in gone:
                connection.execute(
                    delete(_records).where(_records.c.kind == kind, _records.c.id == id_)
                )
            if fresh or other:
                statement = insert(_records)
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["kind", "id"],
                        set_={
                            name: statement.excluded[name] for name in ("origin", "digest", "body")
                        },
                    ),
                    [*fresh, *other],
                )
        return Change(
            added=len(fresh),
            changed=len(other),
            unchanged=len(rows) - len(fresh) - len(other),
            removed=len(gone),
        )

    def origins(self) -> dict[str, int]:
        """Return how many records came from each origin, ordered by origin."""
        query = select(_records.c.origin, func.count()).group_by(_records.c.origin)
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            return {origin: count for origin, count in connection.execute(query.order_by("origin"))}

    def missing(self, records: Iterable[Record], *, origin: str) -> tuple[int, int]:
        """Return how many records of the origin are not among these, of how many it holds."""
        given = {(kind_of(r).value, id_of(r)) for r in records}
        query = select(_records.c.kind, _records.c.id).where(_records.c.origin == origin)
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            held = {(kind, id_) for kind, id_ in connection.execute(query)}
        return len(held - given), len(held)

    def held_elsewhere(self, records: Iterable[Record], *, origin: str) -> dict[str, str]:
        """Return, by id, the other origin that a record of the same kind and id came from."""
        wanted = {(kind_of(r).value, id_of(r)) for r in records}
        query = select(_records.c.kind, _records.c.id, _records.c.origin)
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            held = connection.execute(query.where(_records.c.origin != origin)).all()
        return {id_: from_ for kind, id_, from_ in held if (kind, id_) in wanted}

    def record(self, kind: Kind, id_: str) -> Record | None:
        """Return one record, or None."""
        return self._get(kind, id_)

    def procedure(self, code: str) -> Procedure | None:
        """Return one procedure, or None."""
        found = self._get(Kind.PROCEDURE, code)
        return found if isinstance(found, Procedure) else None

    def guide(self, id_: str) -> Guide | None:
        """Return one guide, or None."""
        found = self._get(Kind.GUIDE, id_)
        return found if isinstance(found, Guide) else None

    def plan(self, id_: str) -> Plan | None:
        """Return one plan, or None."""
        found = self._get(Kind.PLAN, id_)
        return found if isinstance(found, Plan) else None

    def document(self, id_: str) -> Document | None:
        """Return one document, or None."""
        found = self._get(Kind.DOCUMENT, id_)
        return found if isinstance(found, Document) else None

    def records(self) -> Iterator[Record]:
        """Yield every record, ordered by kind and id."""
        query = select(_records.c.kind, _records.c.body).order_by(_records.c.kind, _records.c.id)
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            rows = connection.execute(query).all()
        for kind, body in rows:
            yield self._record(Kind(kind), body)

    def plans(self) -> list[Plan]:
        """Return every plan, ordered by id."""
        query = select(_records.c.body).where(_records.c.kind == Kind.PLAN.value)
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            bodies = connection.scalars(query.order_by(_records.c.id)).all()
        found = [self._record(Kind.PLAN, body) for body in bodies]
        return [plan for plan in found if isinstance(plan, Plan)]

    def restricted(self) -> dict[str, Audience]:
        """Return the code or id of every record that is not for everybody, and whom it is for."""
        audience = func.json_extract(_records.c.body, "$.audience")
        query = select(_records.c.id, audience).where(audience.is_not(None))
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            found = {id_: Audience(value) for id_, value in connection.execute(query)}
        return {id_: each for id_, each in found.items() if each is not Audience.PUBLIC}

    def procedure_names(self) -> dict[str, str]:
        """Return the name of every procedure by code, those with another's page left out.

        Reading a whole record takes half a millisecond, and of most that a search finds only the
        name is looked at.
        """
        query = text(
            "SELECT id, json_extract(body, '$.name') FROM records WHERE kind = :kind AND NOT EXISTS"
            " (SELECT 1 FROM json_each(body, '$.doubts')"
            " WHERE json_extract(value, '$.field') = 'record')"
        )
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            found = connection.execute(query, {"kind": Kind.PROCEDURE.value})
            return {code: name for code, name in found}

    def digests(self) -> list[str]:
        """Return the digest of every record, ordered by kind and id."""
        query = select(_records.c.digest).order_by(_records.c.kind, _records.c.id)
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            return list(connection.scalars(query))

    def _read(self, kind: Kind, id_: str) -> Record | None:
        # As text: this runs for most records that a message looks at, and building the statement
        # took longer than running it.
        query = "SELECT body FROM records WHERE kind = ? AND id = ?"
        with self._reporting("cannot be read"), self._engine.connect() as connection:
            body = connection.exec_driver_sql(query, (kind.value, id_)).scalar()
        return None if body is None else self._record(kind, body)

    def _record(self, kind: Kind, body: str) -> Record:
        try:
            record: Record = _ADAPTERS[kind].validate_json(body)
        except ValidationError as error:
            why = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in why["loc"])
            raise KnowledgeError(
                f"{self._path}: holds a {kind} of another version ({field}: {why['msg']}); "
                "delete the file and import again"
            ) from error
        return record

    @contextmanager
    def _reporting(self, trouble: str) -> Iterator[None]:
        """Turn what SQLite says into one line with the file's name."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise KnowledgeError(f"{self._path}: {trouble}: {error.__cause__ or error}") from error


def digest(records: Iterable[Record]) -> str:
    """Return one hash over the records' contents, in their order."""
    whole = hashlib.sha256()
    for record in records:
        whole.update(_row(record, "")["digest"].encode())
    return whole.hexdigest()


def digest_of(record: Record) -> str:
    """Return the hash of one record's contents."""
    return _row(record, "")["digest"]


def body_of(record: Record) -> str:
    """Return a record as JSON, without what is as it would be anyway."""
    return _row(record, "")["body"]


def record_from(kind: Kind, body: str) -> Record:
    """Return the record that `body_of` wrote. Raises ValueError if this version knows it not."""
    record: Record = _ADAPTERS[kind].validate_json(body)
    return record


def _row(record: Record, origin: str) -> dict[str, str]:
    kind = kind_of(record)
    body = _ADAPTERS[kind].dump_json(record, exclude_defaults=True)
    return {
        "kind": kind.value,
        "id": id_of(record),
        "origin": origin,
        "digest": hashlib.sha256(body).hexdigest(),
        "body": body.decode(),
    }


def _engine(path: Path, *, read_only: bool) -> Engine:
    # `as_uri` quotes what means something else in a URI: "?", "#", "%".
    uri = path.absolute().as_uri() + ("?mode=ro&immutable=1" if read_only else "?mode=rwc")

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        try:
            if not read_only:
                connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    # A pool of connections, and each in one thread at a time.
    return create_engine("sqlite://", creator=connect, poolclass=QueuePool)
