"""The model behind the intent classifier, and how topics fold into their intent.

Needs no Rasa, so that eval/ can train the same model on parts of the examples.
"""

from collections import Counter
from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

# Between an intent and its topic, as in Rasa's own data files: "out_of_scope/medical".
SEPARATOR = "/"
NO_TOPIC = "none"
# Words of one letter too, which scikit-learn would leave out.
_WORD = r"\w+"
# A topic that holds less than this share of its intent's chance is a guess.
_CLEAR_SHARE = 0.45


def train(texts: Sequence[str], labels: Sequence[str], *, C: float, random_state: int) -> Pipeline:
    """Return a fitted model of the labels, topics included.

    Every intent weighs the same, however many examples and topics it has: weighing every topic
    the same would make "out of scope" as likely as all other intents together.
    """
    of_intent = Counter(intent_of(label) for label in labels)
    weight = {
        label: len(labels) / (len(of_intent) * of_intent[intent_of(label)]) for label in set(labels)
    }
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=_WORD),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
        ),
        LogisticRegression(C=C, class_weight=weight, max_iter=500, random_state=random_state),
    )
    return model.fit(list(texts), list(labels))


def intent_of(label: str) -> str:
    """Return the intent of a label: "out_of_scope/medical" -> "out_of_scope"."""
    return label.partition(SEPARATOR)[0]


def fold_topics(
    labels: Sequence[str], chances: Sequence[float]
) -> tuple[list[tuple[str, float]], str]:
    """Return the intents with their chances, best first, and the topic of the best intent.

    The chances of an intent's topics add up. The topic is "none" if the intent has no topics or
    none of them stands out.
    """
    total: dict[str, float] = {}
    for label, chance in zip(labels, chances, strict=True):
        total[intent_of(label)] = total.get(intent_of(label), 0.0) + float(chance)
    ranking = sorted(total.items(), key=lambda pair: -pair[1])
    best, chance = ranking[0]
    topics = [
        (float(c), label.partition(SEPARATOR)[2])
        for label, c in zip(labels, chances, strict=True)
        if label.startswith(best + SEPARATOR)
    ]
    share, topic = max(topics, default=(0.0, NO_TOPIC))
    return ranking, topic if share >= _CLEAR_SHARE * chance else NO_TOPIC
