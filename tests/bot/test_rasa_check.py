"""That the parts of the Rasa project fit each other, and that what does not is named."""

import shutil
from pathlib import Path

import pytest

from bot.rasa_check import check
from bot.rasa_train import PROJECT
from bot.types import BotError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that may be spoilt."""
    return Path(shutil.copytree(PROJECT, tmp_path / "rasa_project"))


def test_the_shipped_project_fits() -> None:
    check(PROJECT)


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("domain.yml", "  - place\n", "", "slot place is filled from place, which is no entity"),
        ("domain.yml", "- contact\n      - conf", "- phone\n      - conf", "asks for phone"),
        ("domain.yml", "utter_ask_ticket_place", "utter_where", "utter_ask_ticket_place"),
        ("domain.yml", 'initial_value: "yes"', "", "utter_ask_ticket_heard"),
        ("domain.yml", '"{edit}"', '"{edits}"', "shows edits, which is no slot"),
        ("domain.yml", "  - wrong:\n", "  - wrongly:\n", "waits for wrong, which is no intent"),
        ("domain.yml", "  - wrong:\n", "  - wrongly:\n", "no rule for intent wrongly"),
        ("domain.yml", "  - wrong:\n", "  - wrongly:\n", "wrongly has no act"),
        ("domain.yml", "  - wrong:\n", "  - wrongly:\n", "has examples of wrong"),
        ("data/rules.yml", "utter_greet", "utter_hello", "runs utter_hello, which is no response"),
        ("config.yml", "form.FormReader", "form.Reader", "components.form.Reader is configured"),
        ("config.yml", "components.guard", "components.gate", "components.gate.KnownWordsGuard"),
        ("endpoints.yml", "store.OpenForms", "store.Closed", "components.store.Closed"),
        ("domain.yml", "entities:", "entity:", "domain.yml: entities: Field required"),
        ("config.yml", "pipeline:", "pipeline: [", "config.yml: cannot be read"),
    ],
)
def test_a_part_that_does_not_fit_is_named_in_one_line(
    project: Path, name: str, old: str, new: str, fault: str
) -> None:
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(BotError) as caught:
        check(project)

    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_fault_is_told_at_once(project: Path) -> None:
    (project / "components" / "guard.py").unlink()
    rules = project / "data" / "rules.yml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("utter_thank", "utter_x"), "utf-8")

    with pytest.raises(BotError, match=r"2 faults: .*utter_x.*; .*KnownWordsGuard"):
        check(project)


def test_a_missing_file_is_named(project: Path) -> None:
    (project / "endpoints.yml").unlink()

    with pytest.raises(BotError, match=r"endpoints\.yml: cannot be read"):
        check(project)
