"""Send a message without a single known word to the fallback."""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.classifier import OUTSIDE, TOPIC

_FILE = "known_words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KnownWordsGuard(IntentClassifier, GraphComponent):
    """Replace the intent of a message that holds no word seen in training.

    Without it the classifier answers from its bias alone: digits, blanks and emoji came out as
    "cancel". Stands after the classifier and before FallbackClassifier.
    """

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, known: frozenset[str]
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._known = known

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "KnownWordsGuard":
        """Return a guard that knows no word yet."""
        return cls(model_storage, resource, frozenset())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401 - Rasa's signature
    ) -> "KnownWordsGuard":
        """Return the guard as it was trained."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, frozenset(words))

    # Rasa passes the data by this very parameter name.
    def train(self, training_data: TrainingData) -> Resource:
        """Store the words of all examples."""
        words = {word for example in training_data.intent_examples for word in _words(example)}
        self._known = frozenset(words)
        with self._model_storage.write_to(self._resource) as folder:
            text = json.dumps(sorted(words), ensure_ascii=False)
            (folder / _FILE).write_text(text, encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the data as it came: the guard adds no features."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the fallback first where no word is known."""
        for message in messages:
            if self._known.isdisjoint(_words(message)):
                nothing = {
                    INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME,
                    PREDICTED_CONFIDENCE_KEY: 1.0,
                }
                message.set(INTENT, nothing, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [nothing], add_to_output=True)
                message.set(TOPIC, None)
                message.set(OUTSIDE, None)
        return messages


def _words(message: Message) -> set[str]:
    """Return the words of two letters or more; numbers and stray letters say nothing."""
    tokens = message.get(TOKENS_NAMES[TEXT]) or []
    return {token.text for token in tokens if len(token.text) > 1 and token.text.isalpha()}
