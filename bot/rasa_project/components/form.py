"""Decide what a message is to the open report form, and emit what it fills."""

from dataclasses import replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from components.asides import can_want_a_person, complains_of_staff
from components.confirming import says_send
from components.matter import is_bare_wish
from components.place import put_right, with_place, without_point
from components.reading import (
    CONFIRMED,
    CONTENT,
    NOT_UNDERSTOOD,
    OUTSIDE_VIETNAM,
    PLACE,
    SLOTS,
    WAITS,
    Reading,
    has_ticket_code,
    is_bare_place,
    read,
    read_first,
)
from components.words import plain_words

_BEGINS = "report"
_PERSON = "person"
# What a complaint about an official is taken for, its words being those of procedures.
_NO_REPORT = frozenset(
    {_PERSON, "ask_procedure", "ask_guide", "out_of_scope", DEFAULT_NLU_FALLBACK_INTENT_NAME}
)
_STATUS = "ticket_status"
_NONE = "none"
# What the gateway says of a shared place outside Vietnam (bot/rasa.py).
_ABROAD = "abroad"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FormReader(EntityExtractorMixin, GraphComponent):
    """Turn an answer to the form's question into entities, and leave other messages as they are.

    What is asked for stands in the tracker. When Rasa has lost the form, the gateway still says in
    the message's metadata that one is open (`asks`), so that "ngõ 5" is not searched for. In the
    metadata come `location`, `photo` and `may_join` too. Stands after FallbackClassifier, whose
    verdict on a bare "ngõ 5" would otherwise send the answer to the search.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FormReader":
        """Return the reader; it has no options and no state."""
        return cls()

    # Rasa passes the conversation by this very parameter name.
    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Set the intent and the entities of messages that are meant for the form."""
        for message in messages:
            metadata = message.get("metadata")
            self._read(message, metadata if isinstance(metadata, dict) else {}, tracker)
        return messages

    def _read(
        self, message: Message, metadata: dict[str, Any], tracker: DialogueStateTracker
    ) -> None:
        text = str(message.get(TEXT) or "")
        intent = message.get(INTENT) or {}
        name = str(intent.get(INTENT_NAME_KEY) or "")
        if has_ticket_code(text):
            name = _STATUS
            _set_intent(message, name)
        elif name == _BEGINS and is_bare_place(plain_words(text)):
            # Reports are full of addresses; one alone reports nothing.
            name = DEFAULT_NLU_FALLBACK_INTENT_NAME
            _set_intent(message, name)
        elif name == _STATUS and is_bare_wish(text):
            # We ourselves tell people to type it.
            name = _BEGINS
            _set_intent(message, name)
        elif name in _NO_REPORT and complains_of_staff(text):
            name = _BEGINS
            _set_intent(message, name)
        elif name == _PERSON and not can_want_a_person(text):
            # "Cán bộ" and "một cửa" stand in addresses, too.
            name = DEFAULT_NLU_FALLBACK_INTENT_NAME
            _set_intent(message, name)
        filled = _filled(tracker)
        asks = filled.get("edit") or filled.get(REQUESTED_SLOT) or metadata.get("asks")
        shared = {
            slot: str(metadata[key])
            for slot, key in ((PLACE, "location"), ("photo", "photo"))
            if metadata.get(key)
        }
        is_abroad = shared.get(PLACE) == _ABROAD
        if is_abroad:
            del shared[PLACE]
        if asks not in SLOTS:
            if name == _BEGINS:
                _emit(self, message, _with(read_first(text), shared, filled))
            return
        if is_abroad:
            reading = Reading(problem=OUTSIDE_VIETNAM)
        elif shared and not text.strip():
            reading = Reading()
        else:
            reading = read(
                text,
                asks,
                intent=name,
                confidence=float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0),
                may_join=metadata.get("may_join") is True,
            )
            is_told = filled.get("problem") == WAITS and not says_send(text)
            if is_told and CONFIRMED in reading.slots:
                # "Ok em" has heard that nothing was sent.
                reading = Reading(problem=NOT_UNDERSTOOD)
        if reading.cancels:
            _set_intent(message, "cancel")
        elif reading.intent:
            _set_intent(message, reading.intent)
        elif reading.is_for_form:
            _set_intent(message, "inform")
            reading = _with(reading, shared, filled)
            if asks in shared:
                reading = replace(reading, problem=None)
        _emit(self, message, reading)


def _filled(tracker: DialogueStateTracker) -> dict[str, str]:
    """Return the values of the open form, none if no form is open."""
    if tracker.active_loop is None:
        return {}
    values = tracker.current_slot_values()
    return {slot: value for slot, value in values.items() if value not in (None, _NONE)}


def _with(reading: Reading, shared: dict[str, str], filled: dict[str, str]) -> Reading:
    """Return the reading with what was shared, and of what was told in passing what is new.

    A point on the map stands behind the address that was typed, unless that is being changed.
    """
    new = {slot: said for slot, said in reading.beside.items() if slot not in filled}
    if reading.more:
        new[CONTENT] = "\n".join([*filter(None, [filled.get(CONTENT)]), reading.more])
    slots = {**new, **reading.slots, **shared}
    if reading.puts_right and PLACE in filled:
        slots[PLACE] = put_right(without_point(filled[PLACE]), slots[PLACE])
    if PLACE in reading.slots and PLACE in filled and CONTENT in filled and CONTENT not in slots:
        # Who is sent there reads both.
        was, now = without_point(filled[PLACE]), without_point(slots[PLACE])
        if (content := with_place(filled[CONTENT], was, now)) != filled[CONTENT]:
            slots[CONTENT] = content
    before = "" if filled.get("edit") == PLACE else filled.get(PLACE, "")
    typed = without_point(reading.slots.get(PLACE) or new.get(PLACE) or before)
    if PLACE in shared and typed:
        slots[PLACE] = f"{typed} ({shared[PLACE]})"
    return replace(reading, slots=slots, beside={})


def _set_intent(message: Message, name: str) -> None:
    certain = {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: 1.0}
    message.set(INTENT, certain, add_to_output=True)


def _emit(extractor: FormReader, message: Message, reading: Reading) -> None:
    values = {"problem": reading.problem or _NONE}
    if reading.is_for_form:
        values.update(heard="yes", edit=reading.edit or _NONE)
        # Rasa takes "0[" in a value for a placeholder that was not filled, and shows "{content}".
        values.update({slot: said.replace("0[", "0 [") for slot, said in reading.slots.items()})
    text = str(message.get(TEXT) or "")
    entities = [
        {"entity": entity, "value": value, "start": 0, "end": len(text)}
        for entity, value in values.items()
    ]
    message.set(
        ENTITIES,
        message.get(ENTITIES, []) + extractor.add_extractor_name(entities),
        add_to_output=True,
    )
