"""Read how residents talk from the sentences that Rasa is trained on."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.types import BotError
from knowledge.text import clean, expand, fold, syllables

# "[Tây Mỗ](place)" and "[01/7](date){...}" stand for their words.
_ANNOTATED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
# Below this share of marked syllables a sentence was typed without diacritics: it would teach
# that "dang ky" is how one writes it. Vietnamese text has about two thirds.
_MARKED_SHARE = 0.3


def daily_speech(project_dir: Path) -> list[str]:
    """Return the examples that are written with diacritics, short forms written out.

    Raises BotError if a file of examples cannot be read.
    """
    sentences = []
    for path in sorted((project_dir / "data").glob("nlu*.yml")):
        try:
            sentences += list(_examples(path))
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise BotError(f"{path}: cannot be read as examples ({error!r})") from error
    return [sentence for sentence in sentences if _is_marked(sentence)]


def _examples(path: Path) -> Iterator[str]:
    for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in group.get("examples", "").splitlines():
            yield expand(clean(_ANNOTATED.sub(r"\1", line.removeprefix("- "))))


def _is_marked(sentence: str) -> bool:
    found = syllables(sentence)
    marked = sum(fold(syllable) != syllable for syllable in found)
    return bool(found) and marked >= _MARKED_SHARE * len(found)
