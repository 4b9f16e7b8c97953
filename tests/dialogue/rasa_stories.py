"""Write Rasa's part of the conversations as Rasa's own test data.

Two files, because our pipeline adds an entity with its confidence to every message, which no
written story can foretell: `nlu.yml` holds what is said and its intent, for `rasa test nlu`;
`test_stories.yml` holds intents, slots and the actions that must follow, for `rasa test core`.

Run: python -m tests.dialogue.rasa_stories FOLDER
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.types import Act
from tests.dialogue.conversations import Dialogue, Turn, dialogues
from tests.dialogue.player import with_code

FORM = "ticket"
_INTENT = {
    Act.PROCEDURE: "ask_procedure",
    Act.GUIDE: "ask_guide",
    Act.PLAN: "ask_plan",
    Act.TICKET: "report",
}
_ACTION = {Act.OUT_OF_SCOPE: "utter_outside"}
# Such a message may lean on what was said before, which Rasa does not know.
_IN_CONTEXT = {Act.PROCEDURE, Act.GUIDE, Act.PLAN, Act.SEARCH}
_SAMPLE_CODE = "PA-2611-7KD3"

Step = dict[str, Any]


def nlu(chosen: Iterable[Dialogue]) -> dict[str, Any]:
    """Return what is said by intent: messages that mean the same without what went before."""
    said: dict[str, dict[str, None]] = {}
    for dialogue in chosen:
        for turn, is_first, is_open in _in_order(dialogue):
            act = _act(turn)
            if act is None or not turn.say.strip() or turn.times > 1:
                continue
            if (act in _IN_CONTEXT and not is_first) or (act is Act.TICKET and is_open):
                continue
            text = with_code(turn.say, _SAMPLE_CODE)
            said.setdefault(_INTENT.get(act, act.value), {})[" ".join(text.split())] = None
    return {
        "version": "3.1",
        "nlu": [
            {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
            for intent, texts in sorted(said.items())
        ],
    }


def stories(chosen: Iterable[Dialogue]) -> dict[str, Any]:
    """Return the conversations as intents, slots and actions.

    A story ends before the first turn that leaves open what Rasa has to do, or that another
    resident writes.
    """
    written = []
    for dialogue in chosen:
        steps: list[Step] = []
        for turn, _, is_open in _in_order(dialogue):
            follow = _in_form(turn) if is_open else _outside(turn)
            if turn.by or not follow:
                break
            steps += follow
        if steps:
            written.append({"story": dialogue.id, "steps": steps})
    return {"version": "3.1", "stories": written}


def _in_order(dialogue: Dialogue) -> Iterator[tuple[Turn, bool, bool]]:
    """Yield each turn with whether it is the first, and whether a form is open before it."""
    is_open = False
    for number, turn in enumerate(dialogue.turns):
        yield turn, number == 0, is_open
        if turn.asks or turn.form_open:
            is_open = True
        elif turn.form_open is False or turn.ticket:
            is_open = False


def _act(turn: Turn) -> Act | None:
    """Return what the message wants done, None if several answers are right or none is written."""
    if not turn.act and turn.asks:
        return Act.TICKET
    if len(turn.act) != 1 or turn.act[0] not in set(Act):
        return None
    return Act(turn.act[0])


def _outside(turn: Turn) -> list[Step]:
    """Return the steps of a message while no form is open."""
    act = _act(turn)
    if act is None or act is Act.SEARCH:
        return []
    if act is Act.TICKET:
        return [
            {"intent": "report", **_filled(turn)},
            {"action": FORM},
            {"active_loop": FORM},
        ]
    return [{"intent": _INTENT.get(act, act.value)}, {"action": _action(act)}]


def _in_form(turn: Turn) -> list[Step]:
    """Return the steps of a message while the form is open."""
    act = _act(turn)
    if turn.ticket and turn.form_open is not True and act in (None, Act.TICKET):
        return [
            {"intent": "inform", "entities": [{"confirmed": "yes"}]},
            {"action": FORM},
            {"active_loop": None},
            {"slot_was_set": [{"requested_slot": None}]},
            {"action": f"utter_{FORM}"},
        ]
    if turn.form_open is False:
        return [
            {"intent": "cancel"},
            {"action": "action_deactivate_loop"},
            {"active_loop": None},
            {"action": "utter_cancel"},
        ]
    if act is Act.TICKET:
        return [{"intent": "inform", **_filled(turn)}, {"action": FORM}, {"active_loop": FORM}]
    if act is None or act is Act.SEARCH:
        return []
    return [
        {"intent": _INTENT.get(act, act.value)},
        {"action": _action(act)},
        {"action": FORM},
        {"active_loop": FORM},
    ]


def _filled(turn: Turn) -> Step:
    """Return the slots that the message must fill, as the entities that fill them."""
    return {"entities": [{slot: value} for slot, value in turn.slots.items()]} if turn.slots else {}


def _action(act: Act) -> str:
    return _ACTION.get(act, f"utter_{act.value}")


def write(folder: Path, chosen: Sequence[Dialogue]) -> None:
    """Write both files into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {"nlu.yml": nlu(chosen), "test_stories.yml": stories(chosen)}.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), list(dialogues()))
