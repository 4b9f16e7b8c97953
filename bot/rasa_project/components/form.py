"""Decide what a message is to the open report form, and emit what it fills."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from components.reading import PLACE, SLOTS, Reading, has_ticket_code, read, read_first

_BEGINS = "report"
_NONE = "none"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FormReader(EntityExtractorMixin, GraphComponent):
    """Turn an answer to the form's question into entities, and leave other messages as they are.

    The gateway says in the message's metadata which slot is asked for: `asks`, and with it
    `location`, `photo` and `may_join`. Stands after FallbackClassifier, whose verdict on a bare
    "ngõ 5" would otherwise send the answer to the search.
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

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the entities of messages that are meant for the form."""
        for message in messages:
            metadata = message.get("metadata")
            self._read(message, metadata if isinstance(metadata, dict) else {})
        return messages

    def _read(self, message: Message, metadata: dict[str, Any]) -> None:
        text = str(message.get(TEXT) or "")
        intent = message.get(INTENT) or {}
        name = str(intent.get(INTENT_NAME_KEY) or "")
        asks = metadata.get("asks")
        shared = {
            slot: str(metadata[key])
            for slot, key in ((PLACE, "location"), ("photo", "photo"))
            if metadata.get(key)
        }
        if has_ticket_code(text):
            _set_intent(message, "ticket_status")
        if asks not in SLOTS:
            if name == _BEGINS and not has_ticket_code(text):
                _emit(self, message, Reading(slots={**read_first(text), **shared}))
            return
        if shared and not text.strip():
            reading = Reading(slots=shared)
        else:
            reading = read(
                text,
                asks,
                intent=name,
                confidence=float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0),
                may_join=metadata.get("may_join") is True,
            )
            if reading.is_for_form and shared:
                reading = _with(reading, shared, asks)
        if reading.cancels:
            _set_intent(message, "cancel")
        elif reading.is_for_form:
            _set_intent(message, "inform")
        _emit(self, message, reading)


def _with(reading: Reading, shared: dict[str, str], asks: str) -> Reading:
    """Return the reading with what was shared; a shared place answers the question for one."""
    problem = None if asks == PLACE and PLACE in shared else reading.problem
    return Reading(slots={**reading.slots, **shared}, problem=problem, edit=reading.edit)


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
