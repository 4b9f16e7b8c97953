"""Models and migrations agree, on both engines, and migrating loses nothing."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from bot.store.engine import Store, open_engine, open_store
from bot.store.migrate import MIGRATIONS, downgrade, revision, upgrade
from bot.store.models import Row
from bot.types import BotError
from tests.bot.store.rows import conversation, message

CHECKOUT = Path(__file__).resolve().parents[3]
NEWEST = max(path.name for path in (MIGRATIONS / "versions").glob("0*.py"))[:4]


def test_the_migrations_make_the_tables_of_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Row.metadata) == []


def test_up_down_and_up_again_leads_to_the_same_tables(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    before = {table: inspect(engine).get_columns(table) for table in Row.metadata.tables}

    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    upgrade(engine)

    after = {table: inspect(engine).get_columns(table) for table in Row.metadata.tables}
    assert repr(after) == repr(before)
    engine.dispose()


def test_opening_again_keeps_what_is_there(url: str, open_stores: Callable[..., Store]) -> None:
    open_stores(url).run_now(lambda session: session.add(conversation()))

    again = open_stores(url)

    with again.transaction() as session:
        assert session.get_one(type(conversation()), "web:1").channel == "web"


def test_the_tables_know_their_revision(store: Store) -> None:
    known = revision(store.engine)

    assert known.found == known.needed == NEWEST


def test_tables_of_a_newer_version_are_refused_in_one_line(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(BotError, match=rf"made by a newer version .*9999.*{NEWEST}"):
        open_store(url)


def test_foreign_keys_hold_after_migrating(store: Store) -> None:
    with pytest.raises(IntegrityError):
        store.run_now(lambda session: session.add(message("nobody")))


def test_a_table_that_others_refer_to_can_be_copied_without_losing_their_rows(
    tmp_path: Path, open_stores: Callable[..., Store]
) -> None:
    """What SQLite does to alter a column: with foreign keys on it would delete the messages."""
    url = f"sqlite:///{tmp_path}/motcua.sqlite"
    with open_stores(url).transaction() as session:
        session.add(conversation())
        session.flush()
        session.add(message())
    scripts = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.name[:4] for path in scripts.glob("versions/0*.py"))
    (scripts / "versions" / "next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision, branch_labels, depends_on = 'next', '{last}', None, None\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('conversations', recreate='always') as table:\n"
        "        table.alter_column('channel', nullable=True)\n",
        encoding="utf-8",
    )

    engine = open_engine(url)
    upgrade(engine, scripts=scripts)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM messages")).scalar() == 1
    assert revision(engine).found == "next"
    engine.dispose()


@pytest.mark.slow
def test_several_gateways_may_migrate_at_once(url: str) -> None:
    code = "import sys; from bot.store.engine import open_store; open_store(sys.argv[1]).close()"
    started = [
        subprocess.Popen([sys.executable, "-c", code, url], cwd=CHECKOUT, stderr=subprocess.PIPE)
        for _ in range(3)
    ]

    ended = [(process.communicate()[1], process.returncode) for process in started]

    assert ended == [(b"", 0)] * 3
    engine = open_engine(url)
    assert set(inspect(engine).get_table_names()) == {*Row.metadata.tables, "alembic_version"}
    engine.dispose()


def test_a_new_migration_is_written_in_plain_types(tmp_path: Path) -> None:
    """Not in ours: a migration must go on working when the models have moved on."""
    engine = open_engine(f"sqlite:///{tmp_path}/empty.sqlite")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(tmp_path))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message="x", rev_id="0001", autogenerate=True)
    engine.dispose()

    (written,) = tmp_path.glob("0001_x.py")
    code = written.read_text("utf-8")
    assert "sa.DateTime(timezone=True)" in code
    assert "bot." not in code
    compile(code, "0001_x.py", "exec")
