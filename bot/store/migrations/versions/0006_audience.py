"""Keep for whom each message, question, notice and parcel is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("messages", "editor_questions", "outbox", "parcels")


def upgrade() -> None:
    """Add the column; until now everything was for the public."""
    for table in _TABLES:
        op.add_column(
            table, sa.Column("audience", sa.String(), nullable=False, server_default="public")
        )


def downgrade() -> None:
    """Take it away."""
    for table in _TABLES:
        op.drop_column(table, "audience")
