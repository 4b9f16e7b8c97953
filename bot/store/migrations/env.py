"""Run the migrations on the connection that bot/store/migrate.py hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import TypeDecorator

from bot.store.models import Row


def _plain(kind: str, item: Any, autogenerate: AutogenContext) -> str | Literal[False]:  # noqa: ANN401  # Alembic's
    """Write a type of ours as what the database makes of it: a migration outlives our modules."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    # SQLite cannot alter a table's constraints: Alembic copies the table instead.
    render_as_batch=True,
    compare_type=True,
    render_item=_plain,
)
with context.begin_transaction():
    context.run_migrations()
