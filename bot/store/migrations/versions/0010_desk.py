"""Let hand-overs and tickets be passed on to units and people, with notes for colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("handovers", sa.Column("for_unit", sa.String()))
    op.add_column("handovers", sa.Column("for_staff", sa.String()))
    op.add_column("tickets", sa.Column("assignee", sa.String()))
    op.create_table(
        "desk_notes",
        sa.Column("id", ID, primary_key=True),
        _of("handover_id", "handovers.id"),
        _of("ticket_id", "tickets.id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
    )
    op.create_index("ix_desk_notes_handover_id", "desk_notes", ["handover_id"])
    op.create_index("ix_desk_notes_ticket_id", "desk_notes", ["ticket_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("desk_notes")
    op.drop_column("tickets", "assignee")
    op.drop_column("handovers", "for_staff")
    op.drop_column("handovers", "for_unit")


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, ID, sa.ForeignKey(target, ondelete="CASCADE"))
