"""`motcua check`: what it prints and when it says that all is well."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from channels.check_command import run_check
from knowledge.store import RecordStore
from knowledge.types import Doubt, KnowledgeError, Procedure, Source

TODAY = date(2026, 11, 22)
PAGE = Procedure(
    code="tm-trang",
    name="Cấp thẻ câu cá",
    doubts=(Doubt(field="record", reason="page of another procedure"),),
    source=Source(title="Sổ mẫu", url="https://example.vn/trang", as_of=date(2026, 7, 1)),
)
RECORD = """
- code: tm-the
  name: Cấp thẻ đọc sách
  authority: {authority}
  source: {{title: Sổ mẫu, url: https://example.vn/the, as_of: 2026-07-01, verified: portal}}
"""


def data(folder: Path, authority: str) -> Path:
    (folder / "procedures").mkdir(parents=True)
    (folder / "procedures" / "a.yaml").write_text(
        RECORD.format(authority=authority), encoding="utf-8"
    )
    return folder


def store(folder: Path) -> Path:
    path = folder / "store.sqlite"
    records = RecordStore(path)
    records.put([PAGE], origin="portal:mau.jsonl")
    records.close()
    return path


def output(folder: Path, authority: str, *, as_json: bool) -> tuple[bool, str]:
    out = io.StringIO()
    is_well = run_check(
        store(folder),
        today=TODAY,
        as_json=as_json,
        data=data(folder / "data", authority),
        console=Console(file=out, width=200),
    )
    return is_well, out.getvalue()


def test_all_is_well_while_only_imported_records_are_wrong(tmp_path: Path) -> None:
    is_well, text = output(tmp_path, "UBND xã", as_json=False)

    assert is_well
    assert "wrong_page" in text
    assert "curated records: 0 errors" in text


def test_a_curated_error_is_listed_and_all_is_not_well(tmp_path: Path) -> None:
    is_well, text = output(tmp_path, "UBND huyện", as_json=False)

    assert not is_well
    assert "error abolished_authority tm-the authority:" in text


def test_json_is_one_object_that_holds_everything(tmp_path: Path) -> None:
    is_well, text = output(tmp_path, "UBND huyện", as_json=True)

    report = json.loads(text)

    assert not is_well
    assert report["errors"] == 1
    assert report["counts"]["imported"]["procedures"] == 1
    assert report["coverage"]["records"]["procedure"] == {"portal": 1}
    (misfiled,) = [each for each in report["findings"] if each["rule"] == "wrong_page"]
    assert (misfiled["part"], misfiled["severity"]) == ("imported", "warning")
    assert misfiled["url"] == "https://example.vn/trang"


def test_without_a_store_the_curated_records_are_checked_alone(tmp_path: Path) -> None:
    out = io.StringIO()

    is_well = run_check(
        tmp_path / "none.sqlite",
        today=TODAY,
        data=data(tmp_path / "data", "UBND xã"),
        console=Console(file=out, width=200),
    )

    assert is_well
    assert not (tmp_path / "none.sqlite").exists()


def test_data_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such folder"):
        run_check(tmp_path / "none.sqlite", today=TODAY, data=tmp_path / "missing")


def test_a_record_with_a_fault_is_told_and_the_others_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = data(tmp_path / "data", "UBND xã")
    (folder / "procedures" / "b.yaml").write_text("- {code: tm-2, nmae: Vé}", encoding="utf-8")
    out = io.StringIO()

    is_well = run_check(
        tmp_path / "none.sqlite", today=TODAY, data=folder, console=Console(file=out, width=200)
    )

    assert not is_well
    assert "motcua: knowledge data: procedures/b.yaml: tm-2 › nmae" in capsys.readouterr().err
    assert "procedures" in out.getvalue()
