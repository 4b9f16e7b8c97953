"""Count the syllables of our own text anew: `python -m bot.review.checks.language_build STORE`.

Run by hand when many procedures were imported; plans are left out, for they are what is reviewed.
"""

import json
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import yaml

from bot.review.checks.language_counts import count, save

_SENTENCE = re.compile(r"(?<=[.;:?!])\s+|\n+")
_SHORTEST = 9
_ROOT = Path(__file__).resolve().parents[3]
_TEXTS = ("guides", "overlays", "procedures", "situations")


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """Yield each sentence once: one copied into a hundred procedures is still one witness."""
    seen: set[str] = set()
    for text in texts:
        for part in _SENTENCE.split(unicodedata.normalize("NFC", text)):
            sentence = " ".join(part.split())
            if len(sentence) >= _SHORTEST and sentence.lower() not in seen:
                seen.add(sentence.lower())
                yield sentence


def texts_of(store: Path, data: Path) -> Iterator[str]:
    """Yield every text of the procedures in a local store, and of our own records."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT body FROM records WHERE kind = 'procedure' ORDER BY id")
        for (body,) in rows:
            yield from _strings(json.loads(body))
    for folder in _TEXTS:
        for path in sorted((data / folder).rglob("*.yaml")):
            yield from _strings(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)


def main(arguments: list[str]) -> int:
    """Write bot/review/data/pairs.txt.gz."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        sys.stderr.write("usage: python -m bot.review.checks.language_build STORE.sqlite\n")
        return 2
    texts = texts_of(Path(arguments[0]), _ROOT / "knowledge" / "data")
    single, pairs = count(sentences(texts))
    save(single, pairs, _ROOT / "bot" / "review" / "data" / "pairs.txt.gz")
    sys.stdout.write(f"{sum(single.values())} syllables, {len(pairs)} pairs\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
