"""The tables of the officials' work on plans: progress, calendars, and reminders of deadlines."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Id, Row


class ProgressRow(Row):
    """One time that somebody said how far a target, duty or deadline of a plan has got.

    Rows are only added: the one with the highest version holds.
    """

    __tablename__ = "staff_progress"
    # Of two who write at once, the second finds its version taken.
    __table_args__ = (UniqueConstraint("plan_id", "item_id", "digest", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[str] = mapped_column(index=True)
    item_id: Mapped[str]
    digest: Mapped[str]
    """Of the item's name: after another import the same id may stand for another item."""
    name: Mapped[str]
    """The item's name when this was written, to be shown if no item is left that it belongs to."""
    version: Mapped[int]
    """From 1."""
    state: Mapped[str]
    """not_begun, going_on, done or blocked."""
    value: Mapped[float | None]
    unit: Mapped[str]
    as_of: Mapped[date] = mapped_column(Date)
    """The day for which it holds."""
    period: Mapped[str]
    """Of what is due again and again: which time, "2026-11"; else ""."""
    note: Mapped[str]
    by: Mapped[str]
    """Login."""
    at: Mapped[datetime]
    restores: Mapped[int | None]
    """The earlier version that was brought back."""


class CalendarRow(Row):
    """One address from which a calendar program reads the deadlines of a unit."""

    __tablename__ = "staff_calendars"
    __table_args__ = (UniqueConstraint("staff_id", "place", "unit"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the address's secret part: who reads the table cannot read the calendar."""
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    place: Mapped[str]
    """Whose plans, as `place_key` makes it."""
    unit: Mapped[str]
    """As the plan names it."""
    made_at: Mapped[datetime]


class ReminderWishRow(Row):
    """When somebody wants to be reminded of deadlines; without a row never."""

    __tablename__ = "staff_reminder_wishes"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    days_before: Mapped[list[str]]
    """Numbers of days, the largest first."""


class ReminderSentRow(Row):
    """One reminder that somebody has been given: never twice."""

    __tablename__ = "staff_reminders_sent"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(primary_key=True)
    """The item and which time of several, as a digest."""
    days_before: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    """When it is due."""
