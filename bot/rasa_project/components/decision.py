"""Write what the pipeline found into entities, from which the payload's slots are filled."""

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
    """Emit intent, topic, chances and aspect as entities, every one in every turn.

    Slots outlive a turn and an empty one is rendered as the text "None"; so nothing is ever left
    out, and "none" stands for nothing. Only a button's command ("/greet") reaches the payload as
    "None": Rasa's RegexMessageHandler runs last and replaces the entities.
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
            values = {
                "found_intent": name,
                "found_confidence": f"{float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0):.4f}",
                "found_runner_up": str(others[0][INTENT_NAME_KEY]) if others else "none",
                "found_aspect": find_aspect(text),
                "found_topic": str(message.get(TOPIC) or NO_TOPIC),
                "found_outside": "none" if outside is None else f"{float(outside):.4f}",
            }
            entities = [
                {"entity": entity, "value": value, "start": 0, "end": len(text)}
                for entity, value in values.items()
            ]
            message.set(
                ENTITIES,
                message.get(ENTITIES, []) + self.add_extractor_name(entities),
                add_to_output=True,
            )
        return messages
