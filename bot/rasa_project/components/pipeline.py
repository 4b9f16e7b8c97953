"""The model behind the intent classifier, and how topics fold into their intent.

Needs no Rasa, so that eval/ can train the same model on parts of the examples.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
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


def reader(model: Pipeline) -> Callable[[str], NDArray[np.float64]]:
    """Return what reads one text as `model.predict_proba` does: the chance of each label.

    The same numbers, from the few weights that a short text needs. scikit-learn is made for many
    texts at once: of its time for one, nine parts in ten make and check sparse matrices.
    """
    union, regression = model[0], model[-1]
    parts = []
    start = 0
    for _, vectorizer in union.transformer_list:
        columns = {term: start + at for term, at in vectorizer.vocabulary_.items()}
        parts.append((vectorizer.build_analyzer(), columns))
        start += len(columns)
    idf = np.concatenate([vectorizer.idf_ for _, vectorizer in union.transformer_list])
    # A term's weights side by side.
    weights = np.ascontiguousarray(regression.coef_.T)

    def chances(text: str) -> NDArray[np.float64]:
        scores = regression.intercept_.copy()
        for analyse, columns in parts:
            said = Counter(columns[term] for term in analyse(text) if term in columns)
            if not said:
                continue
            at = np.fromiter(said, np.int64, len(said))
            tf = np.array([1 + math.log(count) for count in said.values()])
            values = tf * idf[at]
            scores += (values / np.linalg.norm(values)) @ weights[at]
        risen = np.exp(scores - scores.max())
        return risen / risen.sum()

    return chances


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
