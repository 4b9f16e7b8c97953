"""Keep conversations, messages, tickets, hand-overs, feedback, the outbox and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite counts rows up by itself only for a column of type INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False, index=True),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.Column("notice_at", MOMENT),
        sa.Column("feedback_asked_at", MOMENT),
    )
    op.create_table(
        "messages",
        sa.Column("id", ID, primary_key=True),
        _conversation(),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("external_id", sa.String()),
        sa.Column("reply_to", ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True),
        sa.Column("at", MOMENT, nullable=False, index=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("status", sa.String()),
        sa.Column("act", sa.String()),
        sa.Column("answer", sa.JSON()),
        sa.Column("ms", sa.Double()),
        sa.UniqueConstraint("conversation_id", "external_id"),
    )
    op.create_table(
        "tickets",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column(
            "conversation_id",
            sa.String(),
            sa.ForeignKey("conversations.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column("filed_by", ID, sa.ForeignKey("messages.id", ondelete="SET NULL"), unique=True),
        sa.Column("category", sa.String(), nullable=False, index=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double()),
        sa.Column("longitude", sa.Double()),
        sa.Column("phone", sa.String(), index=True),
        sa.Column("photo", sa.String()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("joined_to", ID, sa.ForeignKey("tickets.id", ondelete="SET NULL"), index=True),
        sa.Column("created_at", MOMENT, nullable=False, index=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("cleared_at", MOMENT),
    )
    op.create_table(
        "ticket_events",
        sa.Column("id", ID, primary_key=True),
        sa.Column(
            "ticket_id",
            ID,
            sa.ForeignKey("tickets.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
    )
    op.create_table(
        "handovers",
        sa.Column("id", ID, primary_key=True),
        _conversation(),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("state_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT),
        sa.Column("taken_by", sa.String()),
        sa.Column("staff_last_at", MOMENT),
        sa.Column("closed_at", MOMENT),
    )
    op.create_index(
        "uq_handovers_open",
        "handovers",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", ID, primary_key=True),
        _conversation(),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "editor_questions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id", ondelete="SET NULL"), unique=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, primary_key=True),
        _conversation(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, index=True),
    )
    op.create_table(
        "audit",
        sa.Column("id", ID, primary_key=True),
        sa.Column("at", MOMENT, nullable=False, index=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
    )


def downgrade() -> None:
    """Drop them, what refers to others first."""
    for table in (
        "audit",
        "outbox",
        "editor_questions",
        "feedback",
        "handovers",
        "ticket_events",
        "tickets",
        "messages",
        "conversations",
    ):
        op.drop_table(table)


def _conversation() -> sa.Column[str]:
    return sa.Column(
        "conversation_id",
        sa.String(),
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )
