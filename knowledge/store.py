"""Keep records in one SQLite file: the local store of imports, and the index's copy of all."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Column, Engine, MetaData, String, Table, create_engine, delete, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from knowledge.types import Guide, Kind, KnowledgeError, Plan, Procedure, Record

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
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What putting records into a store did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


def kind_of(record: Record) -> Kind:
    """Return the kind of a record."""
    if isinstance(record, Procedure):
        return Kind.PROCEDURE
    return Kind.GUIDE if isinstance(record, Guide) else Kind.PLAN


def id_of(record: Record) -> str:
    """Return the record's id: the code of a procedure."""
    return record.code if isinstance(record, Procedure) else record.id


class RecordStore:
    """Records by kind and id, each with the file it came from."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the store, making it if it is not there. Raises KnowledgeError."""
        if read_only and not path.is_file():
            raise KnowledgeError(f"{path}: no record store; run `motcua index`")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = _engine(path, read_only=read_only)
        self._path = path
        if not read_only:
            try:
                _metadata.create_all(self._engine)
            except SQLAlchemyError as error:
                raise KnowledgeError(f"{path}: not a record store: {error.__cause__}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def put(self, records: Sequence[Record], *, origin: str) -> Change:
        """Make the store hold exactly these records of this origin (a file's name).

        One transaction: a reader sees all or nothing. Records of the same id from another
        origin are replaced. Putting the same records again changes nothing.
        """
        rows = {(kind_of(r).value, id_of(r)): _row(r, origin) for r in records}
        with self._engine.begin() as connection:
            held = {
                (kind, id_): (digest, came_from)
                for kind, id_, digest, came_from in connection.execute(
                    select(_records.c.kind, _records.c.id, _records.c.digest, _records.c.origin)
                )
            }
            gone = [key for key, (_, from_) in held.items() if from_ == origin and key not in rows]
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

    def records(self) -> Iterator[Record]:
        """Yield every record, ordered by kind and id."""
        query = select(_records.c.kind, _records.c.body).order_by(_records.c.kind, _records.c.id)
        with self._engine.connect() as connection:
            for kind, body in connection.execute(query):
                record: Record = _ADAPTERS[Kind(kind)].validate_json(body)
                yield record

    def digests(self) -> list[str]:
        """Return the digest of every record, ordered by kind and id."""
        query = select(_records.c.digest).order_by(_records.c.kind, _records.c.id)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def _get(self, kind: Kind, id_: str) -> Record | None:
        query = select(_records.c.body).where(_records.c.kind == kind.value, _records.c.id == id_)
        try:
            with self._engine.connect() as connection:
                body = connection.scalar(query)
        except SQLAlchemyError as error:
            raise KnowledgeError(f"{self._path}: cannot be read: {error.__cause__}") from error
        if body is None:
            return None
        record: Record = _ADAPTERS[kind].validate_json(body)
        return record


def digest(records: Iterable[Record]) -> str:
    """Return one hash over the records' contents, in their order."""
    whole = hashlib.sha256()
    for record in records:
        whole.update(_row(record, "")["digest"].encode())
    return whole.hexdigest()


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
    if read_only:
        # One shared connection: SQLite allows concurrent reads on it, and the file never changes.
        return create_engine(
            f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _use_write_ahead_log(connection: Any, _: object) -> None:  # noqa: ANN401  # DBAPI has no type
        connection.execute("PRAGMA journal_mode=WAL")

    return engine
