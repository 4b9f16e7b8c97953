"""A message as patterns without diacritics read it."""

from functools import lru_cache

from bot.aspect import plain_words
from knowledge.text import expand


# One message is looked through by one pattern after another, beside the names of a record's papers.
@lru_cache(maxsize=512)
def plain_text(text: str) -> str:
    """Return the folded words with single blanks, shorthand written out, punctuation gone."""
    return " ".join(plain_words(expand(text)))
