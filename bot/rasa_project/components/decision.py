"""Write what the pipeline found into an entity, from which the payload's slot is filled."""

import json
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
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from components.classifier import OUTSIDE, TOPIC
from components.pipeline import NO_TOPIC
from components.words import find_aspect


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DecisionExtractor(EntityExtractorMixin, GraphComponent):
    """Emit intent, topic, chances and aspect as one entity, a JSON object, in every turn.

    One and not six: each entity becomes a slot and an event, which Rasa copies at every step of a
    turn. Only a button's command ("/greet") reaches the payload without it, as the text "None":
    Rasa's RegexMessageHandler runs last and replaces the entities.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "DecisionExtractor":
        """Return the extractor; it has no options and no state."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to each message."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            intent = message.get(INTENT) or {}
            name = str(intent.get(INTENT_NAME_KEY) or "none")
            ranking = message.get(INTENT_RANKING_KEY) or []
            outside = message.get(OUTSIDE)
            others = [entry for entry in ranking if entry[INTENT_NAME_KEY] != name]
            found = {
                "intent": name,
                "confidence": round(float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0), 4),
                "runner_up": str(others[0][INTENT_NAME_KEY]) if others else None,
                "aspect": none_if_empty(find_aspect(text)),
                "topic": none_if_empty(message.get(TOPIC)),
                "outside": None if outside is None else round(float(outside), 4),
            }
            value = json.dumps(found, ensure_ascii=False)
            entity = {"entity": "found", "value": value, "start": 0, "end": len(text)}
            message.set(
                ENTITIES,
                message.get(ENTITIES, []) + self.add_extractor_name([entity]),
                add_to_output=True,
            )
        return messages


def none_if_empty(label: str | None) -> str | None:
    """Return the label unless it says that there is none."""
    return None if label in (None, NO_TOPIC) else label
