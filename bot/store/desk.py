"""The table of what staff write for each other about residents' conversations and reports."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Id, Row


class DeskNoteRow(Row):
    """A note for colleagues, on a hand-over or on a ticket; no channel tells it to a resident."""

    __tablename__ = "desk_notes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    handover_id: Mapped[int | None] = mapped_column(
        ForeignKey("handovers.id", ondelete="CASCADE"), index=True
    )
    ticket_id: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    by: Mapped[str]
    """Login."""
    whom: Mapped[str]
    """The unit, or the login of the person, that it was given to; empty: only noted."""
    text: Mapped[str]
