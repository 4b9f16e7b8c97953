"""The environment, read once and refused where it is wrong."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.types import BotError
from channels.settings import CHECKOUT, Settings, read_settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DATA_DIR",
        "BUILD_DIR",
        "TODAY",
        "PORT",
        "LOG_LEVEL",
        "ENCODER",
        "WARD",
        "DATABASE_URL",
    ):
        monkeypatch.delenv(f"MOTCUA_{name}", raising=False)


def test_what_runs_writes_under_var_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Settings().index_dir == CHECKOUT / "var" / "index"

    monkeypatch.setenv("MOTCUA_DATA_DIR", str(tmp_path))

    assert Settings().index_dir == tmp_path / "index"
    assert Settings().store_path == tmp_path / "store.sqlite"
    assert Settings().encoder_dir == CHECKOUT / "var" / "build" / "encoder"


def test_the_database_is_a_file_in_the_data_folder_unless_an_address_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Settings(data_dir=tmp_path).database == f"sqlite:///{tmp_path}/motcua.sqlite"

    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql+psycopg://ward:hunter2@db/motcua")

    assert Settings().database == "postgresql+psycopg://ward:hunter2@db/motcua"
    assert "hunter2" not in repr(Settings()) + str(Settings()) + Settings().model_dump_json()


def test_a_fixed_day_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_TODAY", "2027-01-01")

    assert Settings().today == date(2027, 1, 1)


def test_otherwise_today_is_the_day_in_viet_nam() -> None:
    before = (datetime.now(UTC) + timedelta(hours=7)).date()
    today = Settings().today
    after = (datetime.now(UTC) + timedelta(hours=7)).date()

    assert before <= today <= after


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TODAY", "31/12/2026"),
        ("TODAY", "2026-02-30"),
        ("PORT", "tám"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"MOTCUA_{name}", value)

    with pytest.raises(ValidationError):
        Settings()


def test_the_log_level_may_be_written_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_LOG_LEVEL", "warning")

    assert Settings().log_level == "WARNING"


SECRET = "tuyet-mat-8d3f"  # noqa: S105  # of nothing
SECRETS = [name for name, kept in Settings.model_fields.items() if "SecretStr" in str(kept)]


def test_whatever_opens_something_is_kept_as_a_secret_and_has_no_default() -> None:
    named = {
        name
        for name in Settings.model_fields
        if name.endswith(("token", "secret", "_key", "verifier", "password", "database_url"))
    }

    assert named == set(SECRETS)
    assert {name: Settings.model_fields[name].default for name in SECRETS} == dict.fromkeys(SECRETS)


def test_settings_tell_no_secret_when_they_are_printed_or_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in SECRETS:
        monkeypatch.setenv(f"MOTCUA_{name.upper()}", f"{SECRET}-{name}")

    settings = Settings()
    monkeypatch.setenv("MOTCUA_PORT", SECRET)
    with pytest.raises(BotError) as caught:
        read_settings()

    said = [repr(settings), str(settings), settings.model_dump_json(), str(caught.value)]
    assert all(getattr(settings, name).get_secret_value() == f"{SECRET}-{name}" for name in SECRETS)
    assert not any(SECRET in text for text in said)


def test_no_file_of_the_project_holds_something_that_looks_like_a_live_secret() -> None:
    shapes = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bghp_[0-9A-Za-z]{36}\b"
        r"|^MOTCUA_[A-Z_]*(?:TOKEN|SECRET|KEY|PASSWORD)=\S{12,}$",
        re.MULTILINE,
    )
    ours = [
        path
        for room in ("bot", "channels", "knowledge", "retrieval", "eval", "docs", ".ci")
        for path in (CHECKOUT / room).rglob("*")
        if path.suffix in {".py", ".md", ".yml", ".yaml", ".toml", ".sh", ".js", ".env", ""}
        and path.is_file()
    ]

    assert len(ours) > 100
    assert [p for p in ours if shapes.search(p.read_text(encoding="utf-8", errors="ignore"))] == []
