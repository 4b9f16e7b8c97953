"""Keep the tokens of a Zalo Official Account, and who is renewing them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "zalo_tokens",
        sa.Column("app_id", sa.String(), primary_key=True),
        sa.Column("oa_id", sa.String(), nullable=False),
        sa.Column("access_token", sa.String(), nullable=False),
        sa.Column("refresh_token", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("consented_at", MOMENT, nullable=False),
        sa.Column("leased_to", sa.String()),
        sa.Column("leased_until", MOMENT),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("retry_at", MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("zalo_tokens")
