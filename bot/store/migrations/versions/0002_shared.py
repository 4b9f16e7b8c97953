"""Keep what a message shared besides its words: it may have to be answered later."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("messages", sa.Column("shared", sa.JSON()))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("messages", "shared")
