"""Plant one defect in a document that has none: slips of the hand, numbers, missing parts."""

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TONES = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323", "")
# Before a stop only these two are ever written.
_STOP_TONES = ("\u0301", "\u0323")
_STOP = re.compile(r"(?:[cpt]|ch)$")
_TERMS = re.compile(
    r"\b(?:chuyển đổi số|thủ tục hành chính|dịch vụ công|trực tuyến|hồ sơ|kế hoạch|hướng dẫn"
    r"|người dân|doanh nghiệp|địa bàn|thực hiện|cán bộ|công chức|định danh điện tử|nhiệm vụ"
    r"|báo cáo|đề nghị|dữ liệu cá nhân|tổ chức|ngân sách|Ủy ban nhân dân|hộ gia đình)\b"
)
_WORD = re.compile(r"(?<![\w./-])[^\W\d_A-ZÀ-ỸĐ]{3,}(?![\w./-])")
_REDUPLICATED = frozenset({"luôn", "dần", "từng", "ngày", "năm", "hằng", "nhanh", "ngay"})
_POINT = re.compile(r"^(\d+|[IVX]+)\. (?=\S)", re.MULTILINE)
_ARTICLE = re.compile(r"^Điều (\d+)\. ", re.MULTILINE)
_SHARE = re.compile(r"\b(\d{2,3})%")
_COUNTED = re.compile(r"\b0(\d)(?= (?:nhiệm vụ|nội dung|văn bản|loại)\b)")
_TOTAL = re.compile(
    r"(?<=Tổng kinh phí là )(\d+)|(?<=tiếp nhận )(\d+)(?= hồ sơ, trong)|(?<=tỷ lệ )(80)(?=%)"
)
_DEADLINE = re.compile(r"(?<=trước ngày )\d\d tháng \d\d? năm (\d{4})")
_DATE = re.compile(r"(?<=ngày )(\d\d) tháng (\d\d?) năm \d{4}")
_OWN_NUMBER = re.compile(r"(?<=^Số: )\d+(?=/)|(?<=Kèm theo Kế hoạch số )\d+(?=/)", re.MULTILINE)
_OWN_DAY = re.compile(r"(?<=, ngày )\d\d tháng \d\d?(?= năm \d{4}$)", re.MULTILINE)
_CITED_PLAN = re.compile(r"(?<=Kế hoạch số )\d+(?=/KH-UBND ngày)")
_HEAD = re.compile(r"^(?:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc)\n", re.M)
_SIGNED = re.compile(r"^(?:TM\. ỦY BAN NHÂN DÂN|Nơi nhận:)\n", re.M)
_LONG = 12
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A document with one defect."""

    text: str
    quotes: tuple[str, ...]
    """Pieces of the text by which a finding is told to mean it; any of them will do."""


Plant = Callable[[str, random.Random], Planted | None]
"""None: the document has no place for such a defect."""


def wrong_tone(text: str, chance: random.Random) -> Planted | None:
    """Give a syllable of a fixed term another tone: "chuyển đối số"."""
    terms = list(_TERMS.finditer(text))
    if not terms:
        return None
    term = chance.choice(terms)
    syllables = [
        found
        for found in re.finditer(r"\w+", term.group())
        if _toned(unicodedata.normalize("NFD", found.group()))
    ]
    if not syllables:
        return None
    chosen = chance.choice(syllables)
    at = term.start() + chosen.start()
    return put(text, at, at + len(chosen.group()), _other_tone(chosen.group(), chance), wider=1)


def impossible_syllable(text: str, chance: random.Random) -> Planted | None:
    """Press a key twice, or lose the tone that a stop cannot be without: "ttheo", "thưc"."""
    found = chance.choice(list(_WORD.finditer(text)))
    word = found.group()
    if _STOP.search(word) and chance.random() < 0.5:
        wrong = unicodedata.normalize("NFD", word)
        wrong = unicodedata.normalize("NFC", "".join(c for c in wrong if c not in _TONES[:5]))
    elif chance.random() < 0.5:
        wrong = word[0] + word
    else:
        wrong = word + word[-1]
    return put(text, found.start(), found.end(), wrong, wider=1)


def doubled_word(text: str, chance: random.Random) -> Planted | None:
    """Write a word twice."""
    words = [each for each in _WORD.finditer(text) if each.group() not in _REDUPLICATED]
    found = chance.choice(words)
    return put(text, found.start(), found.end(), f"{found.group()} {found.group()}", wider=1)


def blank_number(text: str, chance: random.Random) -> Planted | None:
    """Leave a number or a day to be written in by hand."""
    places = [
        *_OWN_NUMBER.finditer(text),
        *_OWN_DAY.finditer(text),
        *_CITED_PLAN.finditer(text),
    ]
    found = chance.choice(places)
    blank = "     " if "tháng" not in found.group() else "     tháng     "
    return put(text, found.start(), found.end(), blank, wider=3)


def missing_head(text: str, chance: random.Random) -> Planted | None:
    """Leave out quốc hiệu or tiêu ngữ."""
    return _without(text, chance.choice(list(_HEAD.finditer(text))))


def missing_signature(text: str, chance: random.Random) -> Planted | None:
    """Leave out on whose behalf it is signed, or the word "Nơi nhận"."""
    return _without(text, chance.choice(list(_SIGNED.finditer(text))))


def heading_skipped(text: str, chance: random.Random) -> Planted | None:
    """Give a heading or point the number after its own."""
    pattern = _ARTICLE if _ARTICLE.search(text) and chance.random() < 0.5 else _POINT
    places = [each for each in pattern.finditer(text) if each[1] not in ("1", "I")]
    if not places:
        return None
    found = chance.choice(places)
    number = found[1]
    after = str(int(number) + 1) if number.isdigit() else _ROMAN[_ROMAN.index(number) + 1]
    planted = put(text, found.start(1), found.end(1), after, wider=5)
    # The heading that has this number by right is as good a place.
    rightful = next((e for e in pattern.finditer(text, found.end()) if e[1] == after), None)
    if rightful is None:
        return planted
    line = text[rightful.start() :].split("\n")[0]
    return Planted(text=planted.text, quotes=(*planted.quotes, line))


def duplicated_paragraph(text: str, chance: random.Random) -> Planted | None:
    """Paste a paragraph a second time, right behind itself or some paragraphs on."""
    lines = text.split("\n")
    first, last = _body(lines)
    long = [
        at for at in range(first, last) if len(lines[at].split()) >= _LONG and "\t" not in lines[at]
    ]
    if not long:
        return None
    at = chance.choice(long)
    to = min(last, at + 1 + chance.choice((0, 0, 2, 4)))
    return Planted(text="\n".join([*lines[:to], lines[at], *lines[to:]]), quotes=(lines[at],))


def annex_share(text: str, chance: random.Random) -> Planted | None:
    """Change a percentage in the annex alone."""
    begins = text.find("\nPhụ lục\n")
    places = [each for each in _SHARE.finditer(text) if begins >= 0 and each.start() > begins]
    if not places:
        return None
    found = chance.choice(places)
    shares = [share for share in range(60, 101) if share != int(found[1])]
    planted = put(text, found.start(1), found.end(1), str(chance.choice(shares)), wider=5)
    line = planted.text[planted.text.rfind("\n", 0, found.start()) + 1 :].split("\n")[0]
    # The other place where the two disagree is as good.
    name = line.split("\t")[1]
    said = [each for each in text.split("\n") if name in each and "\t" not in each]
    return Planted(text=planted.text, quotes=(*planted.quotes, line, *said))


def count_changed(text: str, chance: random.Random) -> Planted | None:
    """Announce one point more or less than there are."""
    places = list(_COUNTED.finditer(text))
    if not places:
        return None
    found = chance.choice(places)
    other = int(found[1]) + chance.choice((-1, 1))
    return put(text, found.start(1), found.end(1), str(other), wider=3)


def total_changed(text: str, chance: random.Random) -> Planted | None:
    """Change a total, or a percentage worked out from numbers beside it."""
    places = list(_TOTAL.finditer(text))
    if not places:
        return None
    found = chance.choice(places)
    other = round(int(found.group()) * chance.choice((0.7, 0.8, 0.9, 1.1, 1.2)))
    planted = put(text, found.start(), found.end(), str(other), wider=4)
    line = planted.text[planted.text.rfind("\n", 0, found.start()) + 1 :].split("\n")[0]
    return Planted(text=planted.text, quotes=(*planted.quotes, line))


def deadline_past(text: str, chance: random.Random) -> Planted | None:
    """Set a deadline before the document's own day."""
    places = list(_DEADLINE.finditer(text))
    if not places:
        return None
    found = chance.choice(places)
    year = str(chance.choice((2023, 2024, 2025)))
    return put(text, found.start(1), found.end(1), year, wider=5)


def impossible_date(text: str, chance: random.Random) -> Planted | None:
    """Write a day that no month has: "ngày 31 tháng 11"."""
    found = chance.choice(list(_DATE.finditer(text)))
    day, month = chance.choice((("31", "11"), ("30", "02"), ("32", "10"), ("15", "13")))
    wrong = f"{day} tháng {month}"
    return put(text, found.start(1), found.end(2), wrong, wider=3)


def put(text: str, start: int, end: int, new: str, *, wider: int) -> Planted:
    """Return the text with a piece replaced; the quote is the piece and words beside it."""
    changed = text[:start] + new + text[end:]
    line_start = changed.rfind("\n", 0, start) + 1
    line_end = changed.find("\n", start + len(new))
    line_end = len(changed) if line_end < 0 else line_end
    before = re.search(rf"(?:\S*\s+){{0,{wider}}}\S*$", changed[line_start:start])
    after = re.match(rf"\S*(?:\s+\S+){{0,{wider}}}", changed[start + len(new) : line_end])
    first = line_start + before.start() if before else start
    last = start + len(new) + (after.end() if after else 0)
    return Planted(text=changed, quotes=(changed[first:last].strip(),))


def _without(text: str, line: re.Match[str]) -> Planted:
    """Leave a line out; any piece of the head, or of the signature, says where."""
    changed = text[: line.start()] + text[line.end() :]
    first = changed.rfind("\n\n", 0, line.start()) + 2 if "\n\n" in changed[: line.start()] else 0
    end = changed.find("\n\n", line.start())
    part = changed[first : end if end >= 0 else None].strip()
    above = changed[:first].rstrip("\n").rsplit("\n", 1)[-1]
    return Planted(text=changed, quotes=(part, *([above] if above else [])))


def _body(lines: Sequence[str]) -> tuple[int, int]:
    """Return the first line after the head, and the one after the last before "Nơi nhận"."""
    first = next((n for n, line in enumerate(lines) if line.startswith("Căn cứ")), 8)
    last = next((n for n, line in enumerate(lines) if line.startswith("Nơi nhận")), len(lines))
    return min(first, last), last


def _toned(decomposed: str) -> bool:
    return any(letter in _TONES[:5] for letter in decomposed)


def _other_tone(syllable: str, chance: random.Random) -> str:
    letters = unicodedata.normalize("NFD", syllable)
    (at,) = [n for n, letter in enumerate(letters) if letter in _TONES[:5]]
    allowed = _STOP_TONES if _STOP.search(letters) else _TONES
    tone = chance.choice([each for each in allowed if each != letters[at]])
    rest = letters[at + 1 :]
    # The dot below stands before a circumflex, every other tone after it.
    marks = len(rest) - len(rest.lstrip("\u0302\u0306\u031b"))
    return unicodedata.normalize("NFC", letters[:at] + rest[:marks] + tone + rest[marks:])
