"""Keep who gave which document to be reviewed, and what was decided about its findings."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reviewed_documents",
        sa.Column("id", ID, primary_key=True),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("sketch", sa.JSON(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
    )
    op.create_index("ix_reviewed_documents_staff_id", "reviewed_documents", ["staff_id"])
    op.create_index("ix_reviewed_documents_used_at", "reviewed_documents", ["used_at"])
    op.create_table(
        "reviews",
        sa.Column("id", ID, primary_key=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
        sa.Column("document_id", ID, sa.ForeignKey("reviewed_documents.id", ondelete="SET NULL")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_recognised", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.UniqueConstraint("token"),
    )
    for column in ("staff_id", "document_id", "ends_at"):
        op.create_index(f"ix_reviews_{column}", "reviews", [column])
    op.create_table(
        "review_decisions",
        sa.Column("id", ID, primary_key=True),
        sa.Column(
            "document_id",
            ID,
            sa.ForeignKey("reviewed_documents.id", ondelete="CASCADE"),
            nullable=False,
        ),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("rule", "quote", "before", "after", "verdict", "reason", "note")
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_review_decisions_document_id", "review_decisions", ["document_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("review_decisions", "reviews", "reviewed_documents"):
        op.drop_table(table)
