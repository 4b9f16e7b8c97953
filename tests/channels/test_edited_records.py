"""The commands know what was edited in the office: it is indexed, checked, listed, and stays."""

import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy.orm import Session

from bot.editing import proposals
from bot.editing.layer import read_edits, settle
from bot.store.engine import open_store
from bot.types import BotError
from channels import indexing, knowledge_commands
from channels.check_apart import check_apart
from channels.check_command import run_check
from channels.indexing import build_apart, known
from channels.settings import Settings
from knowledge.store import RecordStore, digest_of
from knowledge.types import Kind, Procedure, Record, Source
from retrieval.build import read_manifest
from retrieval.encoder import Encoder
from tests.conftest import SyllableEncoder

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
SOURCE = Source(title="Sổ mẫu", as_of=date(2026, 7, 1))
PAGE = Procedure(code="tm-ca", name="Cấp thẻ câu cá", place="Bến cũ", source=SOURCE)
CURATED = "- {code: tm-sach, name: Thẻ đọc sách, source: {title: Sổ mẫu, as_of: 2026-07-01}}\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)
    store = RecordStore(tmp_path / "store.sqlite")
    store.put([PAGE], origin="portal:ca.jsonl")
    store.close()
    return Settings(data_dir=tmp_path, _env_file=None)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data" / "procedures").mkdir(parents=True)
    (tmp_path / "data" / "procedures" / "a.yaml").write_text(CURATED, encoding="utf-8")
    return tmp_path / "data"


def edit(settings: Settings, base: Procedure, body: Procedure | None, *, is_live: bool) -> None:
    """Have two people put a record into service."""

    def work(session: Session) -> None:
        made = proposals.propose(
            session,
            kind=Kind.PROCEDURE,
            record_id=base.code,
            base=base,
            body=body,
            reason="mới",
            author="an",
            now=NOW,
        )
        proposals.send(session, made, by="an", current=base, now=NOW)
        proposals.approve(session, made, by="binh", revision=1, current=base, now=NOW)
        if is_live:
            made_with = {f"procedure:{base.code}": digest_of(body)} if body else {}
            settle(session, made_with, now=NOW)

    store = open_store(settings.database)
    store.run_now(work)
    store.close()


def places(records: tuple[Record, ...] | list[Record]) -> dict[str, str]:
    return {record.code: record.place for record in records if isinstance(record, Procedure)}


@pytest.mark.parametrize("is_live", [True, False])
def test_an_edited_record_wins_over_curated_and_imported_ones(
    settings: Settings, data: Path, is_live: bool
) -> None:
    edit(settings, PAGE, replace(PAGE, place="Bến mới"), is_live=is_live)

    found = known(settings, data=data)

    assert places(list(found.records)) == {"tm-ca": "Bến mới", "tm-sach": ""}
    assert list(found.edits.digests) == ["procedure:tm-ca"]


def test_an_import_does_not_take_an_edit_away(settings: Settings, data: Path) -> None:
    edit(settings, PAGE, replace(PAGE, place="Bến mới"), is_live=True)
    store = RecordStore(settings.store_path)
    store.put([replace(PAGE, place="Bến khác")], origin="portal:ca-moi.jsonl")
    store.close()

    assert places(list(known(settings, data=data).records))["tm-ca"] == "Bến mới"


def test_an_edit_that_was_taken_back_shows_what_is_imported(settings: Settings, data: Path) -> None:
    edited = replace(PAGE, place="Bến mới")
    edit(settings, PAGE, edited, is_live=True)
    edit(settings, edited, None, is_live=True)

    assert places(list(known(settings, data=data).records))["tm-ca"] == "Bến cũ"


def test_without_a_database_nothing_was_edited_and_none_is_made(settings: Settings) -> None:
    assert read_edits(settings.database).records == ()
    assert not (settings.data_dir / "motcua.sqlite").exists()


def test_a_database_that_cannot_be_read_is_no_reason_to_index_without_the_edits(
    settings: Settings, data: Path
) -> None:
    (settings.data_dir / "motcua.sqlite").write_bytes(b"no database, but as long as one" * 50)

    with pytest.raises(BotError, match="what was edited in the office cannot be read"):
        known(settings, data=data)


def test_the_list_of_imports_names_the_edited_ones(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(settings, PAGE, replace(PAGE, place="Bến mới"), is_live=True)

    knowledge_commands.list_imports(settings)

    assert "edited" in capsys.readouterr().out


def test_to_forget_a_file_says_that_its_edited_records_stay(
    settings: Settings, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(settings, PAGE, replace(PAGE, place="Bến mới"), is_live=True)

    knowledge_commands.forget(settings, ["ca.jsonl"])

    assert "1 of them were edited on the staff page" in capsys.readouterr().out
    assert places(list(known(settings, data=data).records))["tm-ca"] == "Bến mới"


def test_the_check_holds_edited_records_to_the_rules_of_curated_ones(
    settings: Settings, data: Path
) -> None:
    wrong = replace(PAGE, authority="Công an quận Hà Đông")
    edit(settings, PAGE, wrong, is_live=True)
    out = io.StringIO()

    is_well = run_check(
        settings.store_path,
        today=NOW.date(),
        as_json=True,
        edited=read_edits(settings.database).records,
        data=data,
        console=Console(file=out, width=200),
    )

    found = json.loads(out.getvalue())["findings"]
    assert not is_well
    assert ("abolished_authority", "tm-ca", "curated") in [
        (each["rule"], each["record_id"], each["part"]) for each in found
    ]


def test_the_index_says_which_edits_it_holds(
    settings: Settings, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(_name: str, *, default_folder: Path) -> Encoder:
        return SyllableEncoder()

    monkeypatch.setattr(indexing, "load_encoder", small)
    body = replace(PAGE, place="Bến mới")
    edit(settings, PAGE, body, is_live=False)

    assert knowledge_commands.build(settings, data=data)

    assert read_manifest(settings.index_dir).edits == {"procedure:tm-ca": digest_of(body)}


@pytest.mark.model
@pytest.mark.slow
async def test_a_process_of_its_own_builds_and_checks_with_the_same_settings(
    settings: Settings, shipped: Path
) -> None:
    shutil.copytree(shipped / "index", settings.index_dir)
    body = replace(PAGE, place="Bến mới")
    edit(settings, PAGE, body, is_live=False)
    seen: list[tuple[int, int]] = []

    await build_apart(settings, lambda done, total: seen.append((done, total)))
    findings = await check_apart(settings)

    assert read_manifest(settings.index_dir).edits == {"procedure:tm-ca": digest_of(body)}
    assert seen[-1][0] == seen[-1][1] > 7_000
    assert any(each.record_id == "tm-ca" for each in findings)
