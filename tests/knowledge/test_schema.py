"""The schemas that editors use: up to date, explained, and of one mind with the loader."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

from knowledge.load import DATA
from knowledge.schema import SCHEMAS, schema_of, text_of, unexplained

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDERS = ["procedures", "guides", "plans", "overlays", "acts", "situations", "asked"]
PROCEDURE = {
    "code": "tm-thu",
    "name": "Thử",
    "submissions": [{"channel": "online", "fees": [{"amount_vnd": 5000}]}],
    "source": {"title": "Sổ", "as_of": "2026-07-01"},
}


def validator(folder: str) -> Draft7Validator:
    return Draft7Validator(schema_of(folder), format_checker=FormatChecker())


def files(folder: str) -> list[Path]:
    path = DATA / folder
    return sorted(path.glob("*.yaml")) if path.is_dir() else [DATA / f"{folder}.yaml"]


def as_json(path: Path) -> Any:  # noqa: ANN401  # whatever the file holds
    loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)  # a SafeLoader
    return json.loads(json.dumps(loaded, default=str))


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_schema_on_disk_is_the_one_the_types_make(folder: str) -> None:
    assert (SCHEMAS / f"{folder}.json").read_text(encoding="utf-8") == text_of(folder)


def test_every_field_is_explained_to_a_clerk() -> None:
    assert unexplained() == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_all_shipped_data_fits_its_schema(folder: str) -> None:
    check = validator(folder)

    found = [
        f"{path.name}: {e.message}"
        for path in files(folder)
        for e in check.iter_errors(as_json(path))
    ]

    assert files(folder)
    assert found == []


def test_a_list_and_a_single_record_both_fit() -> None:
    assert validator("procedures").is_valid([PROCEDURE])
    assert validator("procedures").is_valid(PROCEDURE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nmae": "Thử"},
        {"online": "có"},
        {"submissions": [{"channel": "fax"}]},
        {"submissions": [{"channel": "online", "fees": [{"amount_vnd": "năm nghìn"}]}]},
        {"source": {"title": "Sổ"}},
    ],
)
def test_an_editor_marks_what_the_loader_refuses(wrong: dict[str, Any]) -> None:
    assert not validator("procedures").is_valid([PROCEDURE | wrong])


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_editor_settings_name_the_schema_and_its_files(folder: str) -> None:
    settings = json.loads((CHECKOUT / ".vscode" / "settings.json").read_text(encoding="utf-8"))

    pattern = settings["yaml.schemas"][f"./knowledge/schema/{folder}.json"]

    assert sorted(CHECKOUT.glob(pattern)) == files(folder)
