"""Keep the progress of plans, calendars of deadlines, and reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "staff_progress",
        sa.Column("id", ID, primary_key=True),
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("value", sa.Double()),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("restores", sa.Integer()),
        sa.UniqueConstraint("plan_id", "item_id", "digest", "version"),
    )
    op.create_index("ix_staff_progress_plan_id", "staff_progress", ["plan_id"])
    op.create_table(
        "staff_calendars",
        sa.Column("id", ID, primary_key=True),
        sa.Column("token_hash", sa.String(), nullable=False, unique=True),
        _staff_id(),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.UniqueConstraint("staff_id", "place", "unit"),
    )
    op.create_index("ix_staff_calendars_staff_id", "staff_calendars", ["staff_id"])
    op.create_table(
        "staff_reminder_wishes",
        _staff_id(primary_key=True),
        sa.Column("days_before", sa.JSON(), nullable=False),
    )
    op.create_table(
        "staff_reminders_sent",
        _staff_id(primary_key=True),
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("days_before", sa.Integer(), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_index("ix_staff_reminders_sent_day", "staff_reminders_sent", ["day"])


def downgrade() -> None:
    """Drop them."""
    for table in ("staff_reminders_sent", "staff_reminder_wishes", "staff_calendars"):
        op.drop_table(table)
    op.drop_table("staff_progress")


def _staff_id(*, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        "staff_id",
        ID,
        sa.ForeignKey("staff.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )
