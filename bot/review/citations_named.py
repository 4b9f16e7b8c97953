"""Find acts cited by name alone: laws, schemes in quotation marks, and "Kế hoạch này"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.review.citations_number import KindWord
from bot.review.citations_text import Joined
from bot.review.citations_words import LAW_NAMES, B, words
from knowledge.text import fold

_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
_SCHEMES = frozenset({"Đề án", "Chương trình", "Chiến lược", "Phương án", "Kế hoạch"})
_QUOTED = re.compile(rf"{B}*(?:về{B}+)?[“\"](?P<title>[^“”\"\t]{{5,300}})[”\"]")
_TO_QUOTE = re.compile(r"(?P<title>[^“”\"\t]{5,300})[”\"]")
_THIS = re.compile(rf"{B}+nay(?!\w)")
_YEAR = re.compile(rf"{B}*,?{B}*[(]?(?:nam{B}+)?(?P<year>(?:19|20)\d\d)(?![\w/.,-]\d|\w)[)]?")
_AND = re.compile(rf"{B}+và(?={B}+[a-zà-ỹđ])")
_CHANGED = re.compile(rf"{B}+cua{B}+(?:cac{B}+)?(?:bo{B}+)?luat(?={B})")
_WORD = re.compile(rf"{B}+(?P<word>[^\W\d_]+)")
_NO_LAW_BEFORE = re.compile(
    words("(?:phap|ky|ban|van phong|doan|truong|dai hoc|hoc vien|khoa|cong ty|hoi|nganh|quy) $")
)
_NO_LAW_AFTER = re.compile(rf"{B}+(?:su|gia|nay|so|khac|dinh|le|cua|quoc{B}+te)(?!\w)")
_STOP = frozenset(
    "va de theo nam so ngay duoc co quy nay hien hanh la tai trong thi da cua do cho cac mot voi tu"
    " khi phai tren ve nhung khong gom hoac ban sua bo dieu khoan tung van phap luat huong thuc"
    " trien nghi thong quyet can".split()
)
_ISSUES = re.compile(rf"(?:ban{B}+hanh|xay{B}+dung){B}+$")
_MAX_WORDS = 7


@dataclass(frozen=True, kw_only=True)
class Named:
    """An act cited without a number."""

    start: int
    end: int
    kind: str
    title: str
    """Name of a law, or what stands in quotation marks; empty for "Kế hoạch này"."""
    is_this: bool = False
    is_issued: bool = False
    """ "ban hành Kế hoạch “…”": the document may be about to name itself."""
    kind_word: tuple[int, int]


def named(text: Joined, kinds: Sequence[KindWord]) -> Iterator[Named]:
    """Yield acts cited by name, in the order of the text."""
    for word in kinds:
        if word.end - word.start < 4 or not word.is_exact:
            continue
        found = _this(text, word) or _law(text, word) or _scheme(text, word)
        if found:
            yield found


def _this(text: Joined, word: KindWord) -> Named | None:
    found = _THIS.match(text.folded, word.end)
    if found is None or (word.kind in ("Văn bản", "Luật") and text.text[word.start].islower()):
        return None
    if word.kind == "Văn bản":
        return None
    return Named(
        start=word.start,
        end=found.end(),
        kind=word.kind,
        title="",
        is_this=True,
        kind_word=(word.start, word.end),
    )


def _law(text: Joined, word: KindWord) -> Named | None:
    if word.kind == "Hiến pháp":
        return _constitution(text, word)
    if word.kind not in _LAWS:
        return None
    before = text.folded[max(0, word.start - 20) : word.start]
    if _NO_LAW_BEFORE.search(before) or _NO_LAW_AFTER.match(text.folded, word.end):
        return None
    known = _law_names().match(text.folded, word.end)
    if known is None and text.text[word.start].islower():
        return None
    begin = known.start("name") if known else word.end
    end = known.end() if known else _any_law(text, word.end)
    if end is None:
        return None
    changed = _CHANGED.match(text.folded, end) if known and "sua doi" in known["name"] else None
    inner = _law_names().match(text.folded, changed.end()) if changed else None
    if inner:
        end = inner.end()
    title = " ".join(text.text[begin:end].split())
    year = _YEAR.match(text.folded, end)
    if year:
        end = year.end()
        title += f" năm {year['year']}"
    return Named(
        start=word.start,
        end=end,
        kind=word.kind,
        title=title,
        kind_word=(word.start, word.end),
    )


def _constitution(text: Joined, word: KindWord) -> Named:
    year = _YEAR.match(text.folded, word.end)
    return Named(
        start=word.start,
        end=year.end() if year else word.end,
        kind=word.kind,
        title=f"năm {year['year']}" if year else "",
        kind_word=(word.start, word.end),
    )


def _any_law(text: Joined, at: int) -> int | None:
    """Return where the name of a law that we do not know ends: "Luật Biên giới quốc gia"."""
    first = _WORD.match(text.text, at)
    if first is None or not first["word"][0].isupper() or first["word"].isupper():
        return None
    end = first.end()
    for _ in range(_MAX_WORDS):
        joined = _AND.match(text.text, end)
        found = _WORD.match(text.text, joined.end() if joined else end)
        if found is None or fold(found["word"]) in _STOP or not found["word"].islower():
            break
        end = found.end()
    return end if end > first.end() else None


@cache
def _law_names() -> re.Pattern[str]:
    names = sorted({fold(name) for name in LAW_NAMES.split("|")}, key=len, reverse=True)
    either = "|".join(words(re.escape(name).replace(r"\ ", " ")) for name in names)
    return re.compile(rf"{B}+(?:ve{B}+)?(?P<name>{either})(?!\w)")


def _scheme(text: Joined, word: KindWord) -> Named | None:
    if word.kind not in _SCHEMES or text.text[word.start].islower():
        return None
    found = _QUOTED.match(text.text, word.end)
    end = found.end() if found else 0
    if found is None and text.text[max(0, word.start - 1) : word.start] in ("“", '"'):
        found = _TO_QUOTE.match(text.text, word.end)
        end = found.end("title") if found else 0
    if found is None:
        return None
    return Named(
        start=word.start,
        end=end,
        kind=word.kind,
        title=" ".join(found["title"].split()),
        is_issued=bool(_ISSUES.search(text.folded[max(0, word.start - 20) : word.start])),
        kind_word=(word.start, word.end),
    )
