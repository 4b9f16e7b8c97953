"""Remember what an official decided about findings, from one version of a document to the next."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from bot.review.kept_marks import Mark, is_same, is_version, sketch
from bot.store.models import AuditRow
from bot.store.review import ReviewDecisionRow, ReviewedRow, ReviewRow

MAX_NOTE = 200
# A document is a fifth of a gigabyte in ten versions; nobody reads more reports in a day.
MOST_KEPT = 20
MOST_WAITING = 3
# An official's documents that a new one is compared with, last used first.
_COMPARED = 100

TOO_MANY = "Anh/chị đang giữ {most} văn bản. Xóa bớt văn bản đã xem xong rồi tải lên."
TOO_MANY_WAIT = "Anh/chị còn {most} văn bản đang chờ rà soát. Chờ xong rồi tải tiếp."
NO_REASON = "Chọn lý do bỏ qua."
LONG_NOTE = "Ghi chú dài quá {most} chữ cái. Rút ngắn lại."


class Refused(Exception):
    """It is not done; the message says why, to the official."""


class State(StrEnum):
    """How far a review is."""

    WAITING = "waiting"
    """In the queue, or being read."""
    DONE = "done"
    FAILED = "failed"


class Verdict(StrEnum):
    """What an official decided about a finding."""

    ACCEPTED = "accepted"
    """Will be corrected."""
    IGNORED = "ignored"


REASONS: Mapping[str, str] = {
    "dung-y": "Viết đúng ý, không phải lỗi",
    "may-sai": "Máy báo sai",
    "chap-nhan": "Biết, nhưng để nguyên",
    "ngoai": "Chỗ này do nơi khác sửa",
}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided, as it is shown."""

    verdict: Verdict
    reason: str
    note: str
    is_earlier: bool
    """In an earlier version."""
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What was decided about the findings of one version."""

    decisions: tuple[Decision | None, ...]
    """One for each finding."""
    fixed: tuple[Mark, ...]
    """Accepted in earlier versions, and gone in this one."""


def begin(
    session: Session,
    token: str,
    *,
    staff_id: int,
    by: str,
    follows: str = "",
    now: datetime,
    ends_at: datetime,
) -> None:
    """Put an upload down as waiting; `follows` is the token of its earlier version.

    Raises Refused when the official has too many.
    """
    mine = select(func.count()).where(ReviewRow.staff_id == staff_id, ReviewRow.ends_at > now)
    if (session.scalar(mine) or 0) >= MOST_KEPT:
        raise Refused(TOO_MANY.format(most=MOST_KEPT))
    if (session.scalar(mine.where(ReviewRow.state == State.WAITING)) or 0) >= MOST_WAITING:
        raise Refused(TOO_MANY_WAIT.format(most=MOST_WAITING))
    earlier = find(session, follows, staff_id=staff_id, now=now) if follows else None
    row = ReviewRow(
        token=token,
        staff_id=staff_id,
        document_id=earlier.document_id if earlier else None,
        version=0,
        state=State.WAITING,
        is_recognised=False,
        created_at=now,
        ends_at=ends_at,
    )
    session.add(row)
    session.flush()
    note(session, row, "uploaded", by=by, now=now)


def find(session: Session, token: str, *, staff_id: int, now: datetime) -> ReviewRow | None:
    """Return an official's own review whose time is not over."""
    row = session.scalar(select(ReviewRow).where(ReviewRow.token == token))
    return row if row and row.staff_id == staff_id and row.ends_at > now else None


def newest(session: Session, staff_id: int, *, now: datetime) -> list[ReviewRow]:
    """Return an official's reviews, the newest first."""
    mine = select(ReviewRow).where(ReviewRow.staff_id == staff_id, ReviewRow.ends_at > now)
    return list(session.scalars(mine.order_by(ReviewRow.id.desc())))


def finish(session: Session, token: str, sentences: Sequence[str], *, now: datetime) -> None:
    """Put a review down as done, and say which document it is a version of; once only."""
    row = session.scalar(select(ReviewRow).where(ReviewRow.token == token))
    if row is None or (row.state == State.DONE and row.document_id):
        return
    document = session.get(ReviewedRow, row.document_id) if row.document_id else None
    if document is None:
        document = _recognised(session, row.staff_id, sentences)
        row.is_recognised = document is not None
    document = document or _new_document(session, row.staff_id, now)
    document.sketch = sketch(sentences, salt=document.salt)
    document.versions += 1
    document.used_at = now
    row.document_id, row.version, row.state = document.id, document.versions, State.DONE


def fail(session: Session, token: str) -> None:
    """Put a review down as one that cannot be done."""
    row = session.scalar(select(ReviewRow).where(ReviewRow.token == token))
    if row is not None and row.state == State.WAITING:
        row.state = State.FAILED


def part(session: Session, row: ReviewRow, sentences: Sequence[str], *, now: datetime) -> None:
    """Make a review the first version of a document of its own: it was recognised wrongly."""
    if not row.is_recognised or row.document_id is None:
        return
    document = _new_document(session, row.staff_id, now)
    document.sketch, document.versions = sketch(sentences, salt=document.salt), 1
    row.document_id, row.version, row.is_recognised = document.id, 1, False


def salt_of(session: Session, row: ReviewRow) -> str:
    """Return what the hashes of the review's document are made with."""
    return session.get_one(ReviewedRow, row.document_id).salt


def decide(
    session: Session,
    row: ReviewRow,
    marks: Sequence[Mark],
    place: int,
    verdict: Verdict,
    *,
    reason: str = "",
    words: str = "",
    now: datetime,
) -> None:
    """Put down what is decided about one of the findings, the first is 0. Raises Refused."""
    if verdict is Verdict.IGNORED and reason not in REASONS:
        raise Refused(NO_REASON)
    if len(words) > MAX_NOTE:
        raise Refused(LONG_NOTE.format(most=MAX_NOTE))
    undo(session, row, marks, place)
    mark = marks[place]
    session.add(
        ReviewDecisionRow(
            document_id=row.document_id,
            rule=mark.rule,
            quote=mark.quote,
            before=mark.before,
            after=mark.after,
            verdict=verdict,
            reason=reason if verdict is Verdict.IGNORED else "",
            note=words,
            version=row.version,
            at=now,
        )
    )


def undo(session: Session, row: ReviewRow, marks: Sequence[Mark], place: int) -> None:
    """Take back what was decided about a finding, in whichever version."""
    decided = _fitted(_decided(session, row), marks, row.version)[place]
    if decided is not None:
        session.delete(decided)
        session.flush()


def standing(session: Session, row: ReviewRow, marks: Sequence[Mark]) -> Standing:
    """Return what was decided about these findings, and which of earlier ones are gone."""
    decided = _decided(session, row)
    fitted = _fitted(decided, marks, row.version)
    still = {each.id for each in fitted if each is not None}
    return Standing(
        decisions=tuple(_shown(each, row) if each else None for each in fitted),
        fixed=tuple(
            _mark(each)
            for each in decided
            if each.verdict == Verdict.ACCEPTED
            and each.version < row.version
            and each.id not in still
        ),
    )


def remove(session: Session, row: ReviewRow, *, by: str, now: datetime) -> None:
    """Delete a review; what was decided stays for the next version."""
    note(session, row, "deleted", by=by, now=now)
    session.delete(row)


def remove_expired(session: Session, *, now: datetime) -> list[str]:
    """Delete reviews whose time is over, and return the tokens of their files."""
    tokens = list(session.scalars(select(ReviewRow.token).where(ReviewRow.ends_at <= now)))
    session.execute(delete(ReviewRow).where(ReviewRow.token.in_(tokens)))
    return tokens


def is_kept(session: Session, token: str) -> bool:
    """Say whether a review has files under this token."""
    return bool(session.scalar(select(exists().where(ReviewRow.token == token))))


def note(session: Session, row: ReviewRow, what: str, *, by: str, now: datetime) -> None:
    """Put into the audit that somebody did something with a document, and not with which."""
    subject = f"review:{row.id}"
    session.add(AuditRow(at=now, actor=by, action=f"review.{what}", subject=subject))


def _recognised(session: Session, staff_id: int, sentences: Sequence[str]) -> ReviewedRow | None:
    mine = select(ReviewedRow).where(ReviewedRow.staff_id == staff_id)
    for row in session.scalars(mine.order_by(ReviewedRow.used_at.desc()).limit(_COMPARED)):
        if is_version(sentences, row.sketch, salt=row.salt):
            return row
    return None


def _new_document(session: Session, staff_id: int, now: datetime) -> ReviewedRow:
    row = ReviewedRow(
        staff_id=staff_id, salt=secrets.token_hex(16), sketch=[], versions=0, used_at=now
    )
    session.add(row)
    session.flush()
    return row


def _decided(session: Session, row: ReviewRow) -> list[ReviewDecisionRow]:
    theirs = select(ReviewDecisionRow).where(ReviewDecisionRow.document_id == row.document_id)
    return list(session.scalars(theirs.order_by(ReviewDecisionRow.id)))


def _fitted(
    decided: Sequence[ReviewDecisionRow], marks: Sequence[Mark], version: int
) -> list[ReviewDecisionRow | None]:
    """Return which decision is about which finding.

    In the version in which it was made it is about exactly that place. Later the words before or
    behind may have changed, so one that fits nowhere exactly may fit by one side.
    """
    exact = {_mark(each): each for each in decided}
    here = set(marks)
    adrift = [each for each in decided if each.version != version and _mark(each) not in here]
    return [
        exact.get(mark) or next((each for each in adrift if is_same(_mark(each), mark)), None)
        for mark in marks
    ]


def _mark(row: ReviewDecisionRow) -> Mark:
    return Mark(rule=row.rule, quote=row.quote, before=row.before, after=row.after)


def _shown(row: ReviewDecisionRow, of: ReviewRow) -> Decision:
    return Decision(
        verdict=Verdict(row.verdict),
        reason=REASONS.get(row.reason, ""),
        note=row.note,
        is_earlier=row.version < of.version,
        at=row.at,
    )
