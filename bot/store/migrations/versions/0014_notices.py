"""Count by day, and keep who asked for notices and what was sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "figures",
        sa.Column("day", sa.Date(), primary_key=True),
        *(
            sa.Column(name, sa.String(), primary_key=True)
            for name in ("kind", "audience", "channel", "topic", "result")
        ),
        sa.Column("n", sa.Integer(), nullable=False),
    )
    op.create_table(
        "figure_days",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("counted_at", MOMENT, nullable=False),
    )
    op.create_table(
        "subscriptions",
        sa.Column("conversation_id", sa.String(), primary_key=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_index("ix_subscriptions_since", "subscriptions", ["since"])
    op.create_table(
        "broadcasts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("urgent_reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
    )
    op.create_index("ix_broadcasts_state", "broadcasts", ["state"])
    op.create_table(
        "broadcast_sends",
        sa.Column("id", ID, primary_key=True),
        sa.Column(
            "broadcast_id", ID, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.UniqueConstraint("broadcast_id", "conversation_id"),
    )
    op.create_index("ix_broadcast_sends_state", "broadcast_sends", ["broadcast_id", "state"])
    op.create_index("ix_broadcast_sends_conversation_id", "broadcast_sends", ["conversation_id"])
    for table in ("outbox", "parcels"):
        op.add_column(table, sa.Column("notice_id", ID))
        op.create_index(f"ix_{table}_notice_id", table, ["notice_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("parcels", "outbox"):
        op.drop_index(f"ix_{table}_notice_id", table)
        op.drop_column(table, "notice_id")
    for table in ("broadcast_sends", "broadcasts", "subscriptions", "figure_days", "figures"):
        op.drop_table(table)
