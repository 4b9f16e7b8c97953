"""Put diacritics back on a question typed without them: bigram Viterbi over our own text."""

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.spelling import KNOWN, Spelling
from knowledge.text import fold, modern_tones, syllables

# Stands before and after a sentence: "ạ" ends one, "cho" begins one. No syllable holds a "<".
_EDGE = "<>"
_SENTENCE = re.compile(r"[.;:?!]\s")
# How many sentences of our text one of daily speech weighs as much as: of 1, 5, 20, 50 and 100
# the questions for training liked 20 and 50 best (.926, .928, .931, .931, .930 of syllables right).
_COLLOQUIAL_WEIGHT = 20
# A question with fewer accented syllables than this was typed without diacritics.
_ACCENTED_SHARE = 0.2
# How much likelier an unaccented syllable in an accented question is meant as typed.
_AS_TYPED = 4.0
# How much likelier an accented word that we do not know is one with its marks misplaced, "cứơc".
_SAME_MARKS = 10.0
_MAX_CANDIDATES = 12


class _Spelling(dict[str, str]):
    """Remember each syllable's modern spelling: there are few, and text repeats them."""

    def __missing__(self, token: str) -> str:
        self[token] = modern_tones(token)
        return self[token]


class Restorer:
    """Counts of syllables and of neighbouring pairs, and the search over them."""

    def __init__(
        self, words: Sequence[str], counts: NDArray[np.int64], pairs: NDArray[np.int64]
    ) -> None:
        """Take the words by number, their counts, and pairs as rows (a * n + b, count) sorted."""
        self.spelling = Spelling(words, counts, pairs)
        """Mends words that these texts do not hold."""
        self._words = list(words)
        self._number = {word: i for i, word in enumerate(words)}
        self._counts = counts
        self._total = float(max(1, counts.sum()))
        self._pairs = pairs
        # Side by side, or numpy would copy them at each search.
        self._keys = np.ascontiguousarray(pairs[:, 0])
        # Witten and Bell: after a word that many follow, one it was never seen before is likelier.
        followers = np.bincount(pairs[:, 0] // max(1, len(words)), minlength=len(words))
        self._seen_share = counts / np.maximum(counts + followers, 1)
        self._edge = self._number.get(_EDGE, -1)
        readings: dict[str, list[int]] = defaultdict(list)
        for i in np.argsort(-counts, kind="stable"):
            readings[fold(words[i])].append(int(i))
        self._readings = {bare: found[:_MAX_CANDIDATES] for bare, found in readings.items()}

    @classmethod
    def train(
        cls, texts: Iterable[str], colloquial: Iterable[str] = (), words: Iterable[str] = ()
    ) -> "Restorer":
        """Count the syllables and neighbouring pairs of accented text.

        `colloquial` sentences count several times: records never say "bố em mất rồi ạ".
        General `words` count just so often that none is taken for a misprint.
        """
        single: Counter[str] = Counter()
        double: Counter[tuple[str, str]] = Counter()
        spelling = _Spelling()

        def read(sentence: str, weight: int) -> None:
            found = [spelling[token] for token in syllables(sentence)]
            if found:
                found = [_EDGE, *found, _EDGE]
                for word in found[1:]:
                    single[word] += weight
                for pair in itertools.pairwise(found):
                    double[pair] += weight

        for text in texts:
            for sentence in _SENTENCE.split(text):
                read(sentence, 1)
        for sentence in colloquial:
            read(sentence, _COLLOQUIAL_WEIGHT)
        for word in words:
            read(word, KNOWN)
        known = sorted(single)
        number = {word: i for i, word in enumerate(known)}
        counts = np.asarray([single[word] for word in known], dtype=np.int64)
        pairs = np.asarray(
            [(number[a] * len(known) + number[b], n) for (a, b), n in double.items()],
            dtype=np.int64,
        ).reshape(-1, 2)
        return cls(known, counts, pairs[np.argsort(pairs[:, 0])])

    def save(self, path: Path) -> None:
        """Write the counts to one .npz file."""
        joined = np.frombuffer("\n".join(self._words).encode(), dtype=np.uint8)
        np.savez_compressed(path, words=joined, counts=self._counts, pairs=self._pairs)

    @classmethod
    def load(cls, path: Path) -> "Restorer":
        """Read what `save` wrote."""
        with path.open("rb") as file, np.load(file) as stored:
            words = stored["words"].tobytes().decode().split("\n")
            return cls(words if words != [""] else [], stored["counts"], stored["pairs"])

    def restore(self, text: str) -> str:
        """Return the question with its likeliest diacritics, in lower case.

        Syllables that already carry a diacritic and are known stay as typed.
        """
        typed = syllables(modern_tones(text))
        if not typed or not self._words:
            return text.lower()
        accented = sum(fold(token) != token for token in typed)
        bare_question = accented < _ACCENTED_SHARE * len(typed)
        columns = [self._candidates(token, bare_question) for token in typed]
        return " ".join(self._best_path(typed, columns))

    def _candidates(self, token: str, bare_question: bool) -> list[tuple[int, float]]:
        """Return (word number or -1 for the token as typed, log weight) pairs."""
        known = self._number.get(token)
        if fold(token) != token and known is not None:
            return [(known, 0.0)]
        readings = self._readings.get(fold(token), [])
        if not readings:
            return [(-1, 0.0)]
        if fold(token) != token:  # an accented word of daily speech that our text lacks, or a typo
            typed = _marks(token)
            return [
                (-1, _AS_TYPED),
                *((i, _SAME_MARKS * (_marks(self._words[i]) == typed)) for i in readings),
            ]
        favour = 0.0 if bare_question else _AS_TYPED
        return [(i, favour if self._words[i] == token else 0.0) for i in readings]

    def _best_path(
        self, typed: Sequence[str], columns: Sequence[list[tuple[int, float]]]
    ) -> list[str]:
        numbers = [
            np.asarray([self._edge]),
            *(np.asarray([number for number, _ in column]) for column in columns),
            np.asarray([self._edge]),
        ]
        steps = self._log_probabilities(numbers)
        score = np.zeros(1)
        back: list[NDArray[np.int64]] = []
        for column, probability in zip(columns, steps, strict=False):
            step = score[:, None] + probability + np.asarray([weight for _, weight in column])
            back.append(step.argmax(axis=0))
            score = step.max(axis=0)
        best = int((score + steps[-1][:, 0]).argmax())
        words: list[str] = []
        for token, column, came_from in zip(
            reversed(typed), reversed(columns), reversed(back), strict=True
        ):
            number = column[best][0]
            words.append(token if number < 0 else self._words[number])
            best = int(came_from[best])
        return words[::-1]

    def _log_probabilities(self, numbers: Sequence[NDArray[np.int64]]) -> list[NDArray[np.float64]]:
        """Return log p(number | the one before) for each two neighbouring columns of numbers.

        Smoothed by p(number); each of shape (before, after). All at once, because a column holds
        few numbers and each call of numpy costs as much as a thousand of them.
        """
        shapes = [(len(a), len(b)) for a, b in itertools.pairwise(numbers)]
        previous = np.concatenate([np.repeat(a, len(b)) for a, b in itertools.pairwise(numbers)])
        following = np.concatenate([np.tile(b, len(a)) for a, b in itertools.pairwise(numbers)])
        probabilities = np.split(
            self._log_probability(previous, following),
            np.cumsum([rows * columns for rows, columns in shapes])[:-1],
        )
        return [each.reshape(shape) for each, shape in zip(probabilities, shapes, strict=True)]

    def _log_probability(
        self, previous: NDArray[np.int64], numbers: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return log p(number | previous), smoothed by p(number), of each pair; shape (n,)."""
        single = np.where(numbers < 0, 0.5, self._counts[numbers]) / self._total
        keys = previous * len(self._words) + numbers
        place = np.minimum(np.searchsorted(self._keys, keys), max(0, len(self._pairs) - 1))
        seen = len(self._pairs) > 0 and (self._keys[place] == keys)
        known = (previous >= 0) & (numbers >= 0) & seen
        joint = np.where(known, self._pairs[place, 1] if len(self._pairs) else 0, 0)
        given = np.where(previous < 0, 1, self._counts[previous])
        share = np.where(previous < 0, 0.5, self._seen_share[previous])
        probability = share * joint / given + (1 - share) * single
        return np.asarray(np.log(np.maximum(probability, 1e-12)))


def _marks(word: str) -> list[str]:
    """Return the marks that a word carries, wherever they stand."""
    return sorted(ch for ch in unicodedata.normalize("NFD", word) if unicodedata.combining(ch))
