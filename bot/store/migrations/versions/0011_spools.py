"""Keep how far what a gateway kept in a file of its own has been moved into the events."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "spools",
        sa.Column("token", sa.String(), primary_key=True),
        sa.Column("moved", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("spools")
