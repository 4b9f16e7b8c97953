"""The records the assistant knows, and where every statement in them comes from."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class KnowledgeError(Exception):
    """A record, file or store cannot be used; the message says what, where and what to do."""


class Audience(StrEnum):
    """Whom a statement is for (đối tượng đọc)."""

    PUBLIC = "public"
    STAFF = "staff"
    OFFICIAL = "official"

    def may_read(self) -> frozenset["Audience"]:
        """Return every audience whose statements this reader may see."""
        return _READABLE[self]


_READABLE = {
    Audience.PUBLIC: frozenset({Audience.PUBLIC}),
    Audience.STAFF: frozenset({Audience.PUBLIC, Audience.STAFF}),
    Audience.OFFICIAL: frozenset(Audience),
}


class Kind(StrEnum):
    """What kind of record a passage belongs to."""

    PROCEDURE = "procedure"
    GUIDE = "guide"
    PLAN = "plan"
    DOCUMENT = "document"


class Aspect(StrEnum):
    """Which part of a procedure is asked for."""

    DOCUMENTS = "documents"
    FEE = "fee"
    TIME = "time"
    PLACE = "place"
    STEPS = "steps"
    ONLINE = "online"
    CONDITIONS = "conditions"
    FORM = "form"
    LEGAL_BASIS = "legal_basis"
    RESULT = "result"


class Channel(StrEnum):
    """How a dossier is handed in (hình thức nộp)."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


class Level(StrEnum):
    """Which tier of the state carries the procedure out (cấp thực hiện)."""

    COMMUNE = "commune"
    PROVINCE = "province"
    MINISTRY = "ministry"
    OTHER = "other"


class Unit(StrEnum):
    """What a duration counts."""

    WORKING_DAY = "working_day"
    DAY = "day"
    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


class Verified(StrEnum):
    """How a record's facts were checked."""

    PORTAL = "portal"
    LOOKED_UP = "looked_up"
    UNVERIFIED = "unverified"


ProcedureField = Literal[
    "authority", "place", "online", "apply_within", "fees", "durations", "papers", "forms",
    "conditions", "steps", "results", "legal_basis", "notes",
]  # fmt: skip
"""What can have a source of its own; "fees" and "durations" are those of every channel."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Source:
    """Where a record comes from."""

    title: str
    url: str | None = None
    as_of: date
    """The day on which the source said so."""
    verified: Verified = Verified.UNVERIFIED


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FieldSource:
    """Where single fields of a record come from, when it is not the record's own source."""

    fields: tuple[ProcedureField, ...]
    source: Source
    instead_of: str = ""
    """What the record's own source still says, when this one says otherwise."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Doubt:
    """One statement of a source that could not be read with certainty."""

    field: str
    reason: str
    raw: str = ""
    """The source's own words, cut to a readable length."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Fee:
    """One amount to pay (phí, lệ phí)."""

    amount_vnd: int
    """0 means free of charge."""
    per: str = ""
    """What the amount buys: "lần", "bản", "thẻ"."""
    condition: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day on which the amount holds, e.g. the end of a discount."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Duration:
    """How long the office has to answer."""

    count: int
    """0 means on the same day."""
    unit: Unit
    condition: str = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Submission:
    """One way to hand the dossier in, with the time and the fee that go with it."""

    channel: Channel
    durations: tuple[Duration, ...] = ()
    fees: tuple[Fee, ...] = ()
    note: str = ""
    duration_raw: str = ""
    """The source's words when `durations` could not be read with certainty."""
    fee_raw: str = ""
    """The source's words when `fees` could not be read with certainty."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Paper:
    """One paper of the dossier (thành phần hồ sơ)."""

    name: str
    form: str | None = None
    """Code of the form it is written on, e.g. "CT01"."""
    originals: int = 0
    copies: int = 0
    case: str = ""
    """The case in which it is needed; empty means always."""
    show_only: bool = False
    """Shown at the counter and given back (giấy tờ xuất trình)."""
    exempt: str = ""
    """When it need not be brought, because the office has the data."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class LegalRef:
    """A citation of a legal act by a record."""

    number: str
    """E.g. "53/2025/TT-BCA"."""
    title: str = ""
    issued: date | None = None
    article: str = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Note:
    """A sentence that answers one frequent question about one aspect."""

    aspect: Aspect
    text: str


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Neighbour:
    """A procedure this one is confused with, and the question that tells them apart."""

    code: str
    question: str
    here: str
    """The answer that means this procedure, fit for a button (≤ 20 characters if possible)."""
    there: str
    """The answer that means the other one."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Procedure:
    """One administrative procedure (thủ tục hành chính)."""

    code: str
    """National code such as "1.004194", or a local one "tm-…"."""
    name: str
    domain: str = ""
    """Field of administration (lĩnh vực)."""
    levels: tuple[Level, ...] = ()
    audience: Audience = Audience.PUBLIC
    who: tuple[str, ...] = ()
    """Who may use it."""
    authority: str = ""
    """Who decides."""
    place: str = ""
    """Where to hand it in."""
    online: Literal["full", "partial", "none"] | None = None
    """Fully online (toàn trình), partly, or not at all; None: the source does not say."""
    apply_within: str = ""
    """How soon the resident has to act, e.g. "60 ngày kể từ ngày sinh"."""
    submissions: tuple[Submission, ...] = ()
    papers: tuple[Paper, ...] = ()
    conditions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    legal_basis: tuple[LegalRef, ...] = ()
    decision: str | None = None
    """Number of the decision that publishes the procedure."""
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day on which the procedure may be used."""
    replaced_by: str | None = None
    """Code of the procedure that took its place."""
    notes: tuple[Note, ...] = ()
    asked_as: tuple[str, ...] = ()
    """Everyday names and situations, in the words people use."""
    distinguish: tuple[Neighbour, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    source: Source
    field_sources: tuple[FieldSource, ...] = ()

    def is_misfiled(self) -> bool:
        """Say whether the importer found another procedure's page under this code."""
        return any(doubt.field == "record" for doubt in self.doubts)

    def source_of(self, field: ProcedureField) -> Source:
        """Return the source of one field: its own if it has one, else the record's."""
        own = [each.source for each in self.field_sources if field in each.fields]
        return own[0] if own else self.source


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Guide:
    """How to do one digital task (hướng dẫn)."""

    id: str
    title: str
    audience: Audience = Audience.PUBLIC
    asked_as: tuple[str, ...] = ()
    summary: str
    """The answer in one or two sentences."""
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    who: str = ""
    procedure: str | None = None
    """Code of the procedure behind the task, if there is one."""
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day on which the guide holds."""
    source: Source


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Locator:
    """Where in a plan something is said."""

    section: str
    """Heading path, outermost first, joined by " › "."""
    line_from: int | None = None
    """1-based line of the extracted text."""
    line_to: int | None = None
    page: int | None = None
    """1-based page of a file that has pages."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Indicator:
    """A target of a plan (chỉ tiêu)."""

    id: str
    name: str
    target: str
    """E.g. "≥ 95%"."""
    by: str = ""
    """When it is measured, e.g. "tháng 12/2026"."""
    lead: str = ""
    """Unit in charge (cơ quan chủ trì)."""
    support: str = ""
    """Cooperating units (cơ quan phối hợp)."""
    differs: str = ""
    """What another part of the same document says instead, with its place."""
    at: Locator


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Duty:
    """A task a plan gives to a unit (nhiệm vụ)."""

    id: str
    text: str
    lead: str = ""
    support: str = ""
    at: Locator


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Deadline:
    """A date by which something is due (hạn)."""

    id: str
    what: str
    due: str
    """As a person says it, e.g. "trước ngày 05/12 hằng năm"."""
    who: str = ""
    to: str = ""
    """Who receives it."""
    at: Locator


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PlanPassage:
    """One retrievable piece of a plan's text, its lines rejoined."""

    id: str
    text: str
    row: tuple[tuple[str, str], ...] = ()
    """For a table row: (column heading, cell) pairs."""
    at: Locator


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Plan:
    """A plan document (kế hoạch) and what was read out of it."""

    id: str
    """File stem, e.g. "tay-mo-2026"."""
    title: str
    place: str
    """The unit whose plan it is, as the document names it."""
    place_today: str = ""
    """What that unit has been called since 1 July 2025, if it changed."""
    year: int
    issuer: str = ""
    number: str | None = None
    """None: the document leaves it blank."""
    issued: date | None = None
    audience: Audience = Audience.PUBLIC
    indicators: tuple[Indicator, ...] = ()
    duties: tuple[Duty, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    passages: tuple[PlanPassage, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    source: Source


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Document:
    """Any other document a ward wants quoted (tài liệu), as passages of its text."""

    id: str
    """File stem."""
    title: str
    number: str | None = None
    issuer: str = ""
    issued: date | None = None
    audience: Audience = Audience.PUBLIC
    passages: tuple[PlanPassage, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    source: Source


Record = Procedure | Guide | Plan | Document


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Passage:
    """One retrievable piece of a record, with a stable id."""

    id: str
    record_id: str
    kind: Kind
    field: str
    """Which part of the record it is, e.g. "name", "papers", "indicator"."""
    text: str
    audience: Audience = Audience.PUBLIC
    levels: tuple[Level, ...] = ()
    """Of a procedure: who carries it out; residents mostly mean the commune's."""
    place: str = ""
    """Of a plan: the folded name of its unit, as `place_key` makes it."""
    year: int | None = None
    """Of a plan."""
