"""Rasa's own test data made of the conversations: what it says, and that `rasa test` runs it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.rasa_train import PROJECT, TRAINING_ENVIRONMENT, model_path
from tests.dialogue.conversations import Dialogue, dialogues
from tests.dialogue.rasa_stories import nlu, stories, write

CHECKOUT = Path(__file__).resolve().parents[2]
PYTHON = CHECKOUT / ".venv-rasa" / "bin" / "python"
BUILD = CHECKOUT / "var" / "build"


def dialogue(*turns: dict[str, Any]) -> Dialogue:
    return Dialogue.model_validate({"id": "a", "turns": turns})


def steps(*turns: dict[str, Any]) -> list[dict[str, Any]]:
    (story,) = stories([dialogue(*turns)])["stories"]
    found: list[dict[str, Any]] = story["steps"]
    return found


def said(*turns: dict[str, Any]) -> dict[str, str]:
    return {entry["intent"]: entry["examples"] for entry in nlu([dialogue(*turns)])["nlu"]}


OPENED = {"say": "đèn hỏng", "act": "ticket", "asks": "place", "slots": {"content": "đèn"}}


def test_an_act_becomes_its_intent_and_its_action() -> None:
    assert steps({"say": "chào", "act": "greet"}) == [
        {"intent": "greet"},
        {"action": "utter_greet"},
    ]


def test_a_report_opens_the_form_with_what_it_fills() -> None:
    assert steps(OPENED) == [
        {"intent": "report", "entities": [{"content": "đèn"}]},
        {"action": "ticket"},
        {"active_loop": "ticket"},
    ]


def test_a_question_in_mid_form_is_answered_and_the_form_goes_on() -> None:
    question = {"say": "tách hộ bao nhiêu tiền", "act": "procedure", "asks": "place"}

    assert steps(OPENED, question)[3:] == [
        {"intent": "ask_procedure"},
        {"action": "utter_procedure"},
        {"action": "ticket"},
        {"active_loop": "ticket"},
    ]


def test_a_filed_report_ends_the_form() -> None:
    ended = steps(OPENED, {"say": "gửi", "ticket": True})[3:]

    assert ended[0] == {"intent": "inform", "entities": [{"confirmed": "yes"}]}
    assert ended[-1] == {"action": "utter_ticket"}


def test_stopping_a_form_deactivates_it() -> None:
    assert {"action": "action_deactivate_loop"} in steps(OPENED, {"say": "hủy", "form_open": False})


def test_a_story_ends_where_more_than_one_reply_is_right() -> None:
    either: dict[str, Any] = {"say": "ok", "act": ["thank", "useful"]}

    assert len(steps({"say": "chào", "act": "greet"}, either)) == 2


def test_what_leans_on_an_earlier_message_is_no_example_of_an_intent() -> None:
    first = {"say": "đăng ký tạm trú", "act": "procedure"}
    later = {"say": "bao nhiêu tiền", "act": "procedure"}

    assert said(first, later) == {"ask_procedure": "- đăng ký tạm trú\n"}


def test_an_answer_to_the_form_is_no_example_of_a_report() -> None:
    answer = {"say": "ngõ 5", "act": "ticket", "asks": "contact"}

    assert said(OPENED, answer) == {"report": "- đèn hỏng\n"}


def rasa_test(kind: str, folder: Path) -> dict[str, Any]:
    """Run `rasa test` on the written files and return its report."""
    options = {
        "core": ("--stories", "test_stories.yml", "story_report.json"),
        "nlu": ("--nlu", "nlu.yml", "intent_report.json"),
    }
    option, data, report = options[kind]
    command = [str(PYTHON), "-m", "rasa", "test", kind, option, str(folder / data)]
    command += ["--model", str(model_path(PROJECT, BUILD)), "--out", str(folder), "--no-plot"]
    environment = {**os.environ, **TRAINING_ENVIRONMENT, "TRACKER_DB": str(folder / "t.sqlite")}
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads((folder / report).read_text(encoding="utf-8"))
    return found


@pytest.mark.rasa
@pytest.mark.slow
def test_rasa_follows_every_story_of_the_conversations(tmp_path: Path) -> None:
    write(tmp_path, list(dialogues()))

    report = rasa_test("core", tmp_path)

    assert report["conversation_accuracy"]["total"] >= 40
    assert report["conversation_accuracy"]["accuracy"] == 1.0, (
        tmp_path / "failed_test_stories.yml"
    ).read_text(encoding="utf-8")


@pytest.mark.rasa
@pytest.mark.slow
def test_rasa_reports_a_story_that_goes_another_way(tmp_path: Path) -> None:
    wrong = {"story": "wrong", "steps": [{"intent": "greet"}, {"action": "utter_thank"}]}
    content = yaml.safe_dump({"version": "3.1", "stories": [wrong]})
    (tmp_path / "test_stories.yml").write_text(content, encoding="utf-8")

    assert rasa_test("core", tmp_path)["conversation_accuracy"]["correct"] == 0


@pytest.mark.rasa
@pytest.mark.slow
def test_rasa_hears_nine_in_ten_of_what_is_said_in_the_conversations(tmp_path: Path) -> None:
    write(tmp_path, list(dialogues()))

    report = rasa_test("nlu", tmp_path)

    assert report["weighted avg"]["support"] >= 150
    assert report["macro avg"]["f1-score"] >= 0.9
