"""The dialogue project's model, trained outside Rasa."""

import pytest

from bot.types import Act, Topic
from eval.intents import Intents, examples

pytestmark = pytest.mark.slow


def test_topics_add_up_to_one_chance_and_name_the_clearest() -> None:
    given = examples()
    [decision, other] = Intents(given).decide(
        ["bé sốt cao uống thuốc gì bác sĩ ơi", "đăng ký khai sinh cho con"]
    )

    assert (decision.act, decision.topic) == (Act.OUT_OF_SCOPE, Topic.MEDICAL)
    assert decision.outside == decision.confidence
    assert other.act is Act.PROCEDURE
    assert other.topic is None
    assert other.outside is not None
    assert other.outside < 0.3


def test_every_example_has_an_intent_we_know_and_no_sentence_has_two() -> None:
    given = examples()
    labels: dict[str, set[str]] = {}
    for example in given:
        labels.setdefault(example.text, set()).add(example.label.partition("/")[0])

    assert len(given) > 2000
    assert [text for text, found in labels.items() if len(found) > 1] == []
    topics = {e.label.partition("/")[2] for e in given if e.is_outside}
    assert topics == {topic.value for topic in Topic}
