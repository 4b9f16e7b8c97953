"""The table of sheets that residents open on their phones: what was ticked, never for whom."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Row


class SlipRow(Row):
    """One sheet behind a link that nobody can guess."""

    __tablename__ = "staff_slips"

    id: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the link's token: who reads the table cannot open the link."""
    code: Mapped[str]
    """Of the procedure."""
    ticked: Mapped[dict[str, Any]]
    """bot/counter/links.py: keys of papers, answers, channel, day of handing in."""
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
