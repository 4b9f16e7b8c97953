"""The written conversations and the held-out sentences themselves: no product is needed."""

import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.types import Answer, Form, Status
from knowledge.text import clean, fold
from knowledge.types import Aspect
from tests.dialogue.conversations import Dialogue, Turn, dialogues, files, known_failures
from tests.dialogue.player import faults, with_code

CHECKOUT = Path(__file__).resolve().parents[2]
TRAINING = CHECKOUT / "bot" / "rasa_project" / "data"
INTENTS = CHECKOUT / "eval" / "testset" / "intents.yml"
ALL = list(dialogues())

# With fewer syllables two people write the same: "xin chào", "cảm ơn nhé".
_FREE = 4


def plain(text: str) -> str:
    return " ".join(fold(clean(text)).split())


def sentences() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = yaml.safe_load(INTENTS.read_text(encoding="utf-8"))
    return rows


def trained() -> set[str]:
    """Return every training example without diacritics."""
    found = set()
    for path in sorted(TRAINING.glob("*.yml")):
        nlu: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", [])
        for entry in nlu:
            lines = str(entry.get("examples", "")).splitlines()
            found |= {plain(line.strip().removeprefix("- ")) for line in lines}
    return found


def test_there_are_as_many_conversations_as_were_promised() -> None:
    assert len(ALL) >= 180
    assert sum(len(dialogue.turns) > 1 for dialogue in ALL) >= 60


def test_every_conversation_has_an_id_of_its_own() -> None:
    assert [name for name, count in Counter(d.id for d in ALL).items() if count > 1] == []


def test_a_known_failure_is_a_conversation_and_has_a_reason() -> None:
    known = known_failures()

    assert set(known) <= {dialogue.id for dialogue in ALL}
    assert all(reason.strip() for reason in known.values())


@pytest.mark.parametrize("path", [*files(), INTENTS], ids=lambda path: path.name)
def test_what_is_written_is_in_composed_letters(path: Path) -> None:
    assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))


def test_each_conversation_expects_something() -> None:
    def expects(turn: Turn) -> bool:
        return bool(turn.model_fields_set - {"say", "times", "location", "photo", "by"})

    assert [d.id for d in ALL if not any(expects(turn) for turn in d.turns)] == []


def test_every_intent_has_thirty_sentences_or_more() -> None:
    counts = Counter(row["intent"] for row in sentences())

    assert len(counts) == 14
    assert min(counts.values()) >= 30
    assert counts["ask_procedure"] >= 60
    assert sum("aspect" in row for row in sentences()) >= 120


def test_aspects_are_ours() -> None:
    aspects = {row["aspect"] for row in sentences() if "aspect" in row}

    assert aspects == set(Aspect)


def test_no_sentence_stands_twice() -> None:
    counts = Counter(plain(row["text"]) for row in sentences())

    assert [text for text, count in counts.items() if count > 1] == []


def test_no_held_out_sentence_was_trained_on() -> None:
    seen = trained()
    held_out = [row["text"] for row in sentences() if len(row["text"].split()) >= _FREE]

    assert [text for text in held_out if plain(text) in seen] == []


def answer(**fields: Any) -> Answer:  # noqa: ANN401  # a builder
    return Answer(
        **{"status": Status.SAID, "text": "Anh/chị ghi địa điểm", "act": "ticket"} | fields
    )


@pytest.mark.parametrize(
    ("expected", "given", "fault"),
    [
        ({"act": "ticket"}, {}, None),
        ({"act": ["greet", "ticket"]}, {}, None),
        ({"act": "greet"}, {}, "act ticket, not greet"),
        ({"status": "ANSWERED"}, {}, "status SAID, not ANSWERED"),
        ({"aspect": "fee"}, {}, "aspect None, not fee"),
        ({"asks": "place"}, {}, "asks None, not place"),
        ({"asks": "place"}, {"form": Form(name="ticket", asks="place")}, None),
        ({"form_open": True}, {}, "the form is not open"),
        ({"form_open": False}, {"form": Form(name="ticket", asks="place")}, "the form is open"),
        ({"slots": {"place": "NGÕ 5"}}, {"form": Form(name="ticket", asks="contact")}, "place is"),
        (
            {"slots": {"place": "NGÕ 5"}},
            {"form": Form(name="ticket", asks="contact", slots={"place": "số 2 ngõ 5"})},
            None,
        ),
        ({"ticket": True}, {"ticket": "PA-2611-7KD3"}, None),
        ({"ticket": True}, {}, "ticket None"),
        ({"ticket": False}, {"ticket": "PA-2611-7KD3"}, "ticket PA-2611-7KD3"),
        ({"says": ["dia diem"]}, {}, None),
        ({"says": ["số nhà|địa điểm"]}, {}, None),
        ({"says": ["113"]}, {}, "does not say '113'"),
        ({"not_says": ["địa điểm"]}, {}, "says 'địa điểm'"),
        ({"silent": True}, {}, "not silent"),
        ({}, {"is_silent": True}, "silent"),
    ],
)
def test_a_reply_is_faulted_where_it_differs(
    expected: dict[str, Any], given: dict[str, Any], fault: str | None
) -> None:
    dialogue = Dialogue.model_validate({"id": "a", "turns": [{"say": "x", **expected}]})

    found = faults(dialogue, [answer(**given)])

    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]


def test_a_reply_that_broke_is_a_fault() -> None:
    dialogue = Dialogue.model_validate({"id": "a", "turns": [{"say": "x"}, {"say": "y"}]})

    assert faults(dialogue, [answer(), ValueError("broken")]) == ["turn 2 (y): ValueError: broken"]


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("mã {code} đâu", "mã PA-2611-7KD3 đâu"),
        ("{code_bare}", "pa26117kd3"),
        ("{code_typo}", "PA-2611-7KD4"),
    ],
)
def test_the_code_of_the_conversation_stands_where_it_is_written(said: str, sent: str) -> None:
    assert with_code(said, "PA-2611-7KD3") == sent
