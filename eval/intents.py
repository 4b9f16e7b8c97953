"""Train Rasa's intent model on chosen examples, without Rasa, and decide as it would.

The model is the dialogue project's own (components/pipeline.py); only the version of scikit-learn
differs. Rasa's training keeps no part of the examples back, which fitting on its chances needs.
"""

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import yaml

from bot.aspect import plain_words
from bot.rasa import ACT_OF_INTENT
from bot.rasa_train import PROJECT
from bot.types import Act, Decision, Topic

_OUT_OF_SCOPE = "out_of_scope"
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, kw_only=True)
class Example:
    """One sentence of the dialogue project."""

    text: str
    label: str
    """Intent, with its topic if it has one: "out_of_scope/medical"."""

    @property
    def is_ours(self) -> bool:
        """Whether the sentence asks for something that we answer."""
        return self.label.startswith("ask_")

    @property
    def is_outside(self) -> bool:
        """Whether the sentence is out of scope."""
        return self.label.startswith(_OUT_OF_SCOPE)


class Intents:
    """A trained intent model."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._pipeline = pipeline_module()
        config = _config()
        self._fallback = config["FallbackClassifier"]
        trained = config["components.classifier.TfidfIntentClassifier"]
        self._model: Any = self._pipeline.train(
            [_words(example.text) for example in examples],
            [example.label for example in examples],
            C=trained["C"],
            random_state=trained["random_state"],
        )

    def decide(self, texts: Sequence[str]) -> list[Decision]:
        """Return a decision for each text, as Rasa's pipeline would make it."""
        chances = self._model.predict_proba([_words(text) for text in texts])
        labels = [str(label) for label in self._model.classes_]
        return [self._decision(*self._pipeline.fold_topics(labels, row)) for row in chances]

    def _decision(self, ranking: list[tuple[str, float]], topic: str) -> Decision:
        (best, chance), (_, next_chance) = ranking[:2]
        is_guess = (
            chance < self._fallback["threshold"]
            or chance - next_chance < self._fallback["ambiguity_threshold"]
        )
        return Decision(
            act=Act.SEARCH if is_guess else ACT_OF_INTENT[best],
            confidence=chance,
            topic=None if topic == self._pipeline.NO_TOPIC else Topic(topic),
            outside=dict(ranking)[_OUT_OF_SCOPE],
        )


def examples() -> list[Example]:
    """Return all examples of the dialogue project, in the order of its files."""
    found = []
    for path in sorted((PROJECT / "data").glob("nlu*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = group["examples"].splitlines()
            found += [
                Example(text=line.removeprefix("- ").strip(), label=group["intent"])
                for line in lines
                if line.strip()
            ]
    return found


def _words(text: str) -> str:
    """Return the text as components/tokenizer.py hands it to the model."""
    return " ".join(_DIGIT.sub("0", word) for word in plain_words(text)) or "0"


@cache
def _config() -> dict[str, dict[str, Any]]:
    config = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    return {str(part["name"]): part for part in config["pipeline"]}


@cache
def pipeline_module() -> ModuleType:
    """Load the module by its path: its package needs Rasa."""
    path = PROJECT / "components" / "pipeline.py"
    spec = importlib.util.spec_from_file_location("motcua_intent_pipeline", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path}: cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
