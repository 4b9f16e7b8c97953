"""Look words up by their accents where they are typed with accents, and without them where not."""

import re
import unicodedata
from dataclasses import dataclass

from components.place import folded

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Lexicon:
    """A set of words: "ổn" is not found for "ơn", but "on" is found for both."""

    accented: frozenset[str]
    bare: frozenset[str]

    def __contains__(self, word: str) -> bool:
        """Say whether a typed word is one of these."""
        return word in (self.bare if word.isascii() else self.accented)

    def __or__(self, other: "Lexicon") -> "Lexicon":
        """Return the words of both."""
        return Lexicon(self.accented | other.accented, self.bare | other.bare)


def lexicon(words: str) -> Lexicon:
    """Return the lexicon of words that stand between spaces."""
    accented = frozenset(unicodedata.normalize("NFC", words).split())
    return Lexicon(accented, frozenset(folded(word) for word in accented))


def typed_words(text: str) -> list[str]:
    """Return the words of a text in lower case, as they were typed."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def is_made_of(text: str, known: Lexicon) -> bool:
    """Say whether a text has words, and no others than the known."""
    words = typed_words(text)
    return bool(words) and all(word in known for word in words)


COURTESY = lexicon(
    "a à á ạ ad admin anh ảnh ả ấy bác bạn bây bot cái cám cảm cán bộ cậu cháu chị cho chú cô con"
    " của dạ dùm đấy đây đi đó em e giờ giúp giùm giúm há hả hà hen họ hôm hộ lại là luôn mà"
    " mình mk nay này nào nè nhá nha nhé nhe nghen nhen nhờ nhiều nhỉ ơi ơn oi rồi r thế thì thôi"
    " tôi toi tui tớ tao bà ông cụ u ui vào vậy với vs xin ok thanks thank tks you please"
)
