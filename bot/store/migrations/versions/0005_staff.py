"""Keep accounts of staff, their sessions, and the chats that belong to them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "staff",
        sa.Column("id", ID, primary_key=True),
        sa.Column("login", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String()),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.String()),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.Column("oidc_subject", sa.String(), unique=True),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(), primary_key=True),
        _staff_id(),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])
    op.create_index("ix_staff_sessions_ends_at", "staff_sessions", ["ends_at"])
    op.create_table(
        "staff_link_codes",
        _staff_id(primary_key=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
    )
    op.create_index("ix_staff_link_codes_code_hash", "staff_link_codes", ["code_hash"])
    op.create_table(
        "staff_links",
        sa.Column("conversation_id", sa.String(), primary_key=True),
        _staff_id(),
        sa.Column("linked_at", MOMENT, nullable=False),
    )
    op.create_index("ix_staff_links_staff_id", "staff_links", ["staff_id"])
    op.create_table(
        "staff_link_attempts",
        sa.Column("conversation_id", sa.String(), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("staff_link_attempts", "staff_links", "staff_link_codes", "staff_sessions"):
        op.drop_table(table)
    op.drop_table("staff")


def _staff_id(*, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        "staff_id",
        ID,
        sa.ForeignKey("staff.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )
