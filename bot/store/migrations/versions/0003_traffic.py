"""Keep what messaging platforms tell, and what is to be sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and an index for what residents have not been told."""
    op.create_table(
        "events",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False, index=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("problem", sa.String()),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("done_at", MOMENT),
        sa.UniqueConstraint("channel", "key"),
    )
    _partial("ix_events_new", "events", ["conversation_id", "at", "id"], "state = 'new'")
    op.create_table(
        "parcels",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False, index=True),
        sa.Column("event_id", ID, sa.ForeignKey("events.id", ondelete="SET NULL"), index=True),
        sa.Column("answer_id", ID, index=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("give_up_at", MOMENT, nullable=False),
        sa.Column("failure", sa.String()),
        sa.Column("code", sa.String()),
        sa.Column("platform_id", sa.String()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    to_send = "state IN ('pending', 'sending')"
    _partial("ix_parcels_to_send", "parcels", ["conversation_id", "id"], to_send)
    _partial("ix_outbox_untold", "outbox", ["conversation_id"], "sent_at IS NULL")


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_outbox_untold", "outbox")
    op.drop_table("parcels")
    op.drop_table("events")


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
