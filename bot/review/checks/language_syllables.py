"""What can be a Vietnamese syllable: its beginning, its rhyme, its tone."""

import re
import unicodedata
from functools import lru_cache

_TONES = {
    "\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng",
}  # fmt: skip
_ONSETS = (
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
).split()  # fmt: skip
_RHYMES = frozenset(
    (
        "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
        "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
        "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
        "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo "
        "oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
        "u ua uân uâng uât uây uc uê uêch uên uênh uêt uêu ui um un ung uơ uôc uôi uôm uôn uông "
        "uôt up ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu "
        "ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu "
        "y yêm yên yêng yêt yêu"
    ).split()
)
# After "qu" the u is part of the beginning, and a few rhymes stand there only.
_AFTER_QU = frozenset(
    (
        "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng ât âu ây e ec em "
        "en eng eo et ê êch ên ênh êt êu i ich in inh it o oc ôc ơ ơi ơn y ych ynh yên yêt yt yn"
    ).split()
)
_FRONT = ("e", "ê", "i", "y")
_STOPPED = re.compile(r"(?:ch|[cpt])$")
_SPLIT = re.compile(rf"({'|'.join(sorted(_ONSETS, key=len, reverse=True))})?(.*)")


def tone_of(syllable: str) -> tuple[str, str]:
    """Return a syllable in lower case without its tone mark, and that mark; "" if it has none.

    Two marks on one syllable are returned both: no syllable has them.
    """
    parts = unicodedata.normalize("NFD", syllable.lower())
    tone = "".join(part for part in parts if part in _TONES)
    rest = "".join(part for part in parts if part not in _TONES)
    return unicodedata.normalize("NFC", rest), tone


@lru_cache(maxsize=16_384)
def is_syllable(word: str) -> bool:
    """Say whether a word can be one Vietnamese syllable, wherever its tone mark stands."""
    shape, tone = tone_of(word)
    if len(tone) > 1 or not 0 < len(shape) <= 7:
        return False
    if _STOPPED.search(shape) and tone not in ("\u0301", "\u0323"):
        return False
    return _has_valid_shape(shape)


@lru_cache(maxsize=16_384)
def is_toned_rightly(word: str) -> bool:
    """Say whether the tone mark stands where one of both accepted styles puts it: hòa, hoà."""
    shape, tone = tone_of(word)
    lower = unicodedata.normalize("NFC", word.lower())
    if not tone or lower == _toned(shape, tone):
        return True
    # The old style has it on the last vowel of three open rhymes.
    return shape.endswith(("oa", "oe", "uy")) and lower == unicodedata.normalize(
        "NFC", shape + tone
    )


def with_tone(shape: str, tone: str) -> str:
    """Return a syllable without a tone with one, in today's spelling."""
    return _toned(shape, tone) if tone else shape


def _has_valid_shape(shape: str) -> bool:
    if (shape in _RHYMES and not shape.startswith("yê")) or shape.startswith("yê"):
        return shape in _RHYMES
    if shape.startswith("gi"):  # "gì", "giêng" and "giết" write their i once
        return shape == "gi" or shape[1:] in _RHYMES or shape[2:] in _RHYMES
    if shape.startswith("qu"):
        return shape[2:] in _AFTER_QU
    found = _SPLIT.fullmatch(shape)
    if not found or not found[1]:
        return shape in _RHYMES
    onset, rhyme = found[1], found[2]
    if rhyme not in _RHYMES or rhyme.startswith("yê"):
        return False
    is_front = rhyme.startswith(_FRONT)
    if onset in ("k", "gh", "ngh"):
        return is_front
    return not (is_front and onset in ("c", "g", "ng"))


def _toned(shape: str, tone: str) -> str:
    """Put the mark on the vowel that carries it: the hatted one, else by what follows."""
    start = 0
    if shape.startswith("qu") or (shape.startswith("gi") and len(shape) > 2 and _vowel(shape[2])):
        start = 2
    places = [i for i in range(start, len(shape)) if _vowel(shape[i])]
    if not places:
        return shape
    hatted = [i for i in places if shape[i] in "ăâêôơư"]
    if hatted:
        at = hatted[-1]
    elif len(places) == 1:
        at = places[0]
    elif places[-1] + 1 < len(shape) or len(places) == 3:
        at = places[1]
    else:
        at = places[0]
    return unicodedata.normalize("NFC", shape[: at + 1] + tone) + shape[at + 1 :]


def _vowel(letter: str) -> bool:
    return letter in "aăâeêioôơuưy"
