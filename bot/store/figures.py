"""The tables of what is counted by day; a count stays when what was counted is deleted."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Row


class FigureRow(Row):
    """How often one thing happened on one day; nobody can be told from it."""

    __tablename__ = "figures"

    day: Mapped[date] = mapped_column(primary_key=True)
    """In Viet Nam."""
    kind: Mapped[str] = mapped_column(primary_key=True)
    """bot/analytics.py: Kind."""
    audience: Mapped[str] = mapped_column(primary_key=True)
    """Who may read the count: of a question whom its writer counted as."""
    channel: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    result: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


class FigureDayRow(Row):
    """A day that was counted: it is not counted again, for by then something may be deleted."""

    __tablename__ = "figure_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]
