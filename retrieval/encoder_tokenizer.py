"""Build the encoder's tokenizer and choose which tokens of the multilingual vocabulary to keep.

The vocabulary is XLM-R's: 250,002 pieces for a hundred languages. Ours speaks two, so the build
keeps the pieces that Vietnamese and English text uses. Every single character stays, so that any
text can still be written with what is left, and every number and punctuation mark.
"""

import gzip
import itertools
import json
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from retrieval.encoder import E5_PASSAGE_PREFIX, E5_QUERY_PREFIX
from retrieval.types import RetrievalError

START, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
_WORDS_AT_ONCE = 10_000
_SPECIAL = (START, PAD, END, UNKNOWN)
_WORD_START = "▁"
_VIETNAMESE_LETTERS = frozenset(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵ"
)


def build_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """Return a fast tokenizer over (piece, score), in token order, that behaves as XLM-R's.

    XLM-R normalises with SentencePiece's nmt_nfkc: its control and space mapping (`Nmt`), then
    NFKC, so that decomposed accents and their composed forms give the same tokens.
    """
    ids = {piece: token for token, (piece, _score) in enumerate(pieces)}
    if tuple(piece for piece, _score in pieces[: len(_SPECIAL)]) != _SPECIAL or MASK not in ids:
        raise RetrievalError(
            f"the vocabulary must begin with {' '.join(_SPECIAL)} and hold {MASK}; "
            "write the keep-list again with --make-keep-list"
        )
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=ids[UNKNOWN], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement=_WORD_START, prepend_scheme="always"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace(replacement=_WORD_START, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}",
        pair=f"{START} $A {END} {END} $B {END}",
        special_tokens=[(START, ids[START]), (END, ids[END])],
    )
    tokenizer.add_special_tokens([*_SPECIAL, MASK])
    return tokenizer


def make_keep_list(pieces: Sequence[tuple[str, float]], texts: Sequence[Path]) -> list[int]:
    """Return the ids of the tokens worth keeping, ascending: those that the texts use, those
    spelt with Vietnamese letters, and what `_is_always_kept` says.

    Each word counts as written, in lower case, upper case and title case, and each of these
    without diacritics too, because residents type all of them.
    """
    tokenizer = build_tokenizer(pieces)
    keep = {token for token, (piece, _score) in enumerate(pieces) if _is_always_kept(piece)}
    words = {E5_QUERY_PREFIX.strip(), E5_PASSAGE_PREFIX.strip()}
    for path in texts:
        for line in _lines(path):
            words.update(line.split())
    # A word alone gives the same tokens as in its line: the pre-tokenizer splits at blanks first.
    spellings = sorted({spelling for word in words for spelling in _spellings(word)})
    for start in range(0, len(spellings), _WORDS_AT_ONCE):
        batch = spellings[start : start + _WORDS_AT_ONCE]
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            keep.update(encoding.ids)
    ids = {piece: token for token, (piece, _score) in enumerate(pieces)}
    plain = (ids.get(strip_diacritics(pieces[token][0])) for token in list(keep))
    keep.update(token for token in plain if token is not None)
    return sorted(keep)


def write_keep_list(path: Path, keep: Sequence[int]) -> None:
    """Write ascending token ids, each as its distance from the one before (the first from 0).

    The same ids give the same bytes; distances compress to a quarter of the ids' size.
    """
    gaps = (token - before for before, token in itertools.pairwise([0, *keep]))
    text = "".join(f"{gap}\n" for gap in gaps)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def read_keep_list(path: Path) -> list[int]:
    """Return the token ids of a keep-list. Raises RetrievalError if it cannot be read."""
    try:
        gaps = [int(line) for line in gzip.decompress(path.read_bytes()).split()]
        if not gaps:
            raise ValueError("it is empty")
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise RetrievalError(
            f"cannot read the list of tokens {path} ({error}); restore it from git"
        ) from error
    return list(itertools.accumulate(gaps))


def strip_diacritics(text: str) -> str:
    """Return the text as typed without diacritics: "Đổi bằng" -> "Doi bang"."""
    plain = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def _is_always_kept(piece: str) -> bool:
    if piece in (*_SPECIAL, MASK):
        return True
    word = piece.removeprefix(_WORD_START)
    if len(word) <= 1 or not any(unicodedata.category(c)[0] in "LM" for c in word):
        return True
    lowered = word.lower()
    return not lowered.isascii() and _VIETNAMESE_LETTERS.issuperset(lowered)


def _spellings(word: str) -> Iterator[str]:
    for spelling in (word, word.lower(), word.upper(), word.capitalize()):
        yield spelling
        yield strip_diacritics(spelling)


def _lines(path: Path) -> Iterator[str]:
    """Yield a text file's lines; of a .jsonl file, the strings inside each record."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if path.suffix == ".jsonl":
                yield from _strings(json.loads(line))
            else:
                yield line


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
