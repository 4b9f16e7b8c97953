"""Find people's names in text: by surname, by the words before them, with diacritics or without."""

import re
from collections.abc import Iterator

from knowledge.text import fold

# The surnames that all but a few of a hundred bear.
_SURNAMES = frozenset(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý trương đinh đoàn lâm
    mai trịnh đào hà lương lưu thái cao tạ tô tôn tống chu triệu quách kiều vương phùng nghiêm
    la thạch châu bạch tăng văn giang khuất ninh ông quản thân hứa mạc vi lò lù giàng sùng vàng
    nông hoa
    """.split()
)
_BARE = frozenset(fold(name) for name in _SURNAMES)
# Without diacritics and in small letters the others are everyday words: "do", "ho", "la", "ha".
_PLAIN = frozenset(
    """
    nguyen tran pham hoang huynh phan bui dang duong truong dinh doan trinh luong trieu quach
    vuong ngo phung nghiem
    """.split()
)
_MIDDLE = ("van", "thi")
# What does not continue a name that is typed in small letters.
_STOP = frozenset(
    """
    la o tai can muon hoi sinh so cccd cmnd co da xin nam va voi bi lam dang nay hien thuong tru
    den de cho nha sdt dien dia chi nguoi khong duoc phai nho gap ngay vua moi hoac cua trong
    tren thon to phuong xa ap chuyen mat chet ket khai nop lay mang giay the gi ai nao chu ho oi
    thi ma dinh tam ten tuoi nhu con vo chong bo me em anh toi minh ban se qua di ve tu la khi
    neu vi do cung chua roi a duong pho quan huyen tinh thanh truong cap lai doi sua ghi viet
    nhieu cha vien sai
    """.split()
)
_NOT_ALONE = frozenset(
    """
    viet dang cong chu can giao bac hoi nguoi sinh hoc ho cuu thuong bo dan kinh tay nung muong
    thai hoa khmer nhan vien mot con chau
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")
_GAP = r"[ \t]*[:\-–]?[ \t]*"
_OWN = r"(?:toi|em|minh|chau|con|vo|chong|bo|me|ong|ba|be)"
# Whatever follows is a name.
_CALLED = re.compile(
    rf"\b(?:ho(?: va)?(?: chu dem va)? ten(?: khai sinh)?|{_OWN} ten)(?: (?:day du )?la)?{_GAP}"
    rf"|\bten (?:day du )?(?:la{_GAP}|:[ \t]*)"
)
# What follows is a name if it looks like one.
_ROLE = re.compile(
    r"\b(?:ten|chu ho|dai dien|uy quyen(?: cho)?|ben (?:ban|mua|thue)|ong|ba|anh|chi|co|chu|bac"
    r"|chau"
    r"|con(?: trai| gai)?(?: toi)?|vo(?: toi)?|chong(?: toi)?|me(?: toi)?|bo(?: toi)?"
    r"|em(?: gai| trai)?|nguoi khai"
    r"|nguoi yeu cau|giam doc|to truong|can bo|toi la|em la|minh la|chau la|con la|gap|dung ten"
    rf"|la)(?: la)?\b{_GAP}"
)
_IM = re.compile(r"\b(?:toi|em|minh|chau) la ")
_AFTER_IM = re.compile(r"\s*(?:$|[,.;!?\n]|(?:o|nha|so|to|thon)\b)")
_TITLED = re.compile(r"\b(?:ong|ba|anh|chi|co|chu|bac) ")
# With the word before them names of places, festivals or countries: Bà Rịa, Cô Tô, Anh Quốc.
_NO_PERSON = frozenset("ria na trieu trung to quoc den hom dia tao nguyet cong khai".split())
# A place that bears a person's name.
_PLACE = re.compile(
    r"(?:\b(?:duong|pho|phuong|xa|thi tran|quan|huyen|cau|truong|thpt|thcs|tieu hoc|mam non"
    r"|benh vien|cong vien|ngo|ngach|hem|kiet|nga tu|nga ba|ben xe|nut giao|o|tai|tren|thon|ap|lang"
    r"|toa|khu|tuong|den|lang|giai|tinh|ham|dai lo|via he|goc)(?: so)?(?: \d+[a-z]?(?:/\d+)*)?,?"
    r"|\d+[a-z]?(?:/\d+)*,?|[-–/])\s+$"
)
# "cho" without its mark is "for".
_MARKET = re.compile(r"\bchợ\s+$", re.I)
_LONGEST = 5


def names(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each name; `low` is the text folded, each character in its place."""
    words = [match.span() for match in _WORD.finditer(text)]
    called = {match.end() for match in _CALLED.finditer(low)}
    role = {match.end() for match in _ROLE.finditer(low)} | called
    alone = {match.end() for match in _IM.finditer(low)}
    titled = {match.end() for match in _TITLED.finditer(low)}
    at = 0
    while at < len(words):
        start = words[at][0]
        number = _full(text, words[at:], is_said=start in role)
        if number and start not in role and _is_place(text[:start], low[:start]):
            at += number
            continue
        if not number and start in called:
            number = _given(text, words[at:])
        if not number and start in alone:
            number = _introduced(text, low, words[at:])
        if not number and start in titled:
            number = _titled(text, words[at:])
        if number:
            yield start, words[at + number - 1][1]
        at += number or 1


def _is_place(before: str, low: str) -> bool:
    return bool(_PLACE.search(low) or _MARKET.search(before))


def _full(text: str, words: list[tuple[int, int]], *, is_said: bool) -> int:
    """Return how many of the words are a name with its surname; 0 if they are none."""
    row = _row(text, words)
    if len(row) < 2 or not _is_surname(row[0]):
        return 0
    bare = [fold(word) for word in row]
    has_middle = bare[1] in _MIDDLE and len(row) > 2 and bare[2] not in ("la", "o", "va")
    capitals = _capitals(row)
    if capitals >= 2:
        # Without a word that announces a name, only "Nguyễn Văn …" is one for certain.
        return capitals if is_said or (has_middle and capitals >= 3) else 0
    if row[0][0].isupper() and not has_middle:
        return 0
    if has_middle:
        return 3 + _going_on(bare[3:], 1)
    if is_said and bare[0] in _PLAIN:
        return (1 + _going_on(bare[1:], 3)) if _going_on(bare[1:], 3) else 0
    return 0


def _given(text: str, words: list[tuple[int, int]]) -> int:
    """Return how many words are a name that has no surname we know, after "tên là"."""
    row = _row(text, words)
    return _capitals(row) or _going_on([fold(word) for word in row], 2)


def _introduced(text: str, low: str, words: list[tuple[int, int]]) -> int:
    """Return how many words are the name in "tôi là Lan, …"; 0 in "tôi là Đảng viên"."""
    row = _row(text, words)
    number = _capitals(row)
    if not 1 <= number <= 2 or row[0].isupper() or fold(row[0]) in _NOT_ALONE:
        return 0
    return number if _AFTER_IM.match(low[words[number - 1][1] :]) else 0


def _titled(text: str, words: list[tuple[int, int]]) -> int:
    """Return how many words are the name in "chị Hoa", "anh Hoàng Nam"."""
    row = _row(text, words)
    number = _capitals(row)
    is_name = 1 <= number <= 2 and not row[0].isupper() and fold(row[0]) not in _NO_PERSON
    return number if is_name else 0


def _row(text: str, words: list[tuple[int, int]]) -> list[str]:
    """Return the words up to the first that is not just a blank away, five at most."""
    row: list[str] = []
    for number, (start, end) in enumerate(words[:_LONGEST]):
        if number and text[words[number - 1][1] : start].strip(" \t") != "":
            break
        row.append(text[start:end])
    return row


def _capitals(row: list[str]) -> int:
    """Return how many words from the first on are written as names are."""
    shouts = row[0].isupper() and len(row[0]) > 1
    number = 0
    for word in row:
        is_shouted = word.isupper() and len(word) > 1
        if not word[0].isupper() or (is_shouted and not shouts):
            break
        number += 1
    return number


def _going_on(bare: list[str], most: int) -> int:
    number = 0
    for word in bare[:most]:
        if word in _STOP or len(word) > 7:
            break
        number += 1
    return number


def _is_surname(word: str) -> bool:
    lower = word.lower()
    return lower in _SURNAMES or (lower.isascii() and lower in _BARE)
