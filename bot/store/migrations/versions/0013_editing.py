"""Keep proposals of the knowledge's editors, and every version of a record."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "proposals",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("base", sa.String()),
        sa.Column("base_number", sa.Integer()),
        sa.Column("body", sa.String()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String()),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String()),
        sa.Column("question_id", ID, sa.ForeignKey("editor_questions.id", ondelete="SET NULL")),
        sa.Column("problem", sa.String(), nullable=False),
    )
    op.create_index("ix_proposals_record", "proposals", ["kind", "record_id"])
    op.create_index("ix_proposals_state", "proposals", ["state"])
    op.create_index("ix_proposals_question_id", "proposals", ["question_id"])
    op.create_table(
        "proposal_events",
        sa.Column("id", ID, primary_key=True),
        sa.Column(
            "proposal_id", ID, sa.ForeignKey("proposals.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("body", sa.String()),
    )
    op.create_index("ix_proposal_events_proposal_id", "proposal_events", ["proposal_id"])
    op.create_table(
        "record_versions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String()),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("proposal_id", ID, sa.ForeignKey("proposals.id", ondelete="SET NULL")),
        sa.UniqueConstraint("kind", "record_id", "number"),
    )
    op.create_index("ix_record_versions_proposal_id", "record_versions", ["proposal_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("record_versions", "proposal_events", "proposals"):
        op.drop_table(table)
