"""Find a place that a report clearly names: a road with its number, a street by its name."""

import re
import unicodedata
from collections.abc import Callable

# By their accents, because "cho" is "chợ", "chờ" and "cho", "cau" is "cầu" and "câu".
_TAKES_NUMBER = (
    r"(?:số nhà|số|ngõ|ngách|hẻm|kiệt|tổ dân phố|tdp|tổ|thôn|xóm|ấp|khu phố|kp|tòa|toà|lô|đường|phố"
    r"|ql|quốc lộ)"
)
# A house in a street that is called by its name alone: "22 Hai Bà Trưng".
_BARE_HOUSE = re.compile(
    r"(?<!năm )(?<!nam )(?<!ngày )(?<!ngay )(?<!tháng )(?<!thang )(?<!lúc )(?<!luc )(?<![\w/.,-])"
    r"(?:(?:số nhà|so nha|số|so) )?\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?)* "
)
_TAKES_NAME = (
    r"(?:đường|phố|thôn|xóm|ấp|làng|chợ|trường(?: tiểu học| mầm non| thcs| thpt)?|công viên|cầu|hồ"
    r"|chung cư|tòa|toà|đại lộ|ngã ba|ngã tư|bến xe|khu đô thị|kđt|chùa|đình|bệnh viện|quốc lộ)"
)
_NUMBER = r"(?:\d{1,4}[a-z]?(?:[/-]\d{1,4}[a-z]?)*|[a-z]\d{1,3})"
# "tổ 3 người", "số 2 ngày": what is counted is no place.
_COUNTED = (
    r"(?! (?:người|hôm|ngày|tháng|năm|tuần|giờ|lần|cái|chiếc|xe|đứa|nhà|con|phút|mét|m|hàng)\b)"
)
# In Unicode the capitals stand among the small letters: "Đ", "Ư" and "Ấ" lie between "à" and "ỹ".
_UPPER = "".join(letter for letter in map(chr, range(0x41, 0x1EFA)) if letter.isupper())
_CAPITAL = re.compile(rf"[{_UPPER}][^\W\d_]*(?= |[,.;:!?)-]|$)")
# "phố Lê Lợi 2": what follows a name.
_MORE_NAME = re.compile(rf"(?:[{_UPPER}][^\W\d_]*|\d{{1,3}}[A-Z]?)(?= |[,.;:!?)-]|$)")
_BEFORE = (
    r"(?:\b(?:trước|sau|cạnh|gần|đối diện|đầu|cuối|cổng|giữa|chân|dọc|góc|trong|trên|dưới|đoạn"
    r"|khu vực|chỗ)(?: (?:cổng|cửa|nhà|mặt|khu|đoạn|đường))? )+$"
)
_LEADS_TO = (
    r"^(?:(?:dạ|à|ở|tại|ngay|nó|chỗ) )*(?:trước|đằng sau|phía sau|sau lưng|sau (?:chợ|nhà|trường"
    r"|đình|chùa|trụ sở|ủy ban|ubnd|trạm|dãy)|cạnh|bên cạnh|kế bên|sát|gần|đối diện|đầu|cuối|giữa"
    r"|cổng|ngã (?:ba|tư|năm)|dọc|góc|chân cầu|gầm cầu|trụ sở|sân|khu vực|khu đất|bãi) "
)
_BETWEEN = re.compile(r"^(?:[ ,.\-–]+|,? (?:cua|o|tai|thuoc|trong|tren|duong|pho) )$")
# One of these tells where by its number alone; a house number does not.
_ROADS = frozenset({"ngo", "ngach", "hem", "kiet", "to dan pho", "tdp", "to", "thon", "xom", "toa"})
_MOST_NAME_WORDS = 5
# Behind "ngõ 88 đường" a street's name is one even without capitals, up to one of these.
_STREETS = ("duong ", "pho ")
_MOST_TYPED_SMALL, _SURELY_NAME = 3, 2
_NO_NAME = frozenset(
    "bị hỏng hư rất mấy quá đang đã chưa không ko k có là ở tại gần trước sau cạnh đối đầu cuối"
    " trong ngoài trên dưới vào ra đi lại này kia đó đấy ấy nào và với của cho do vì thì mà nên"
    " nhờ đề kiến mong xin nhà người dân xe ô rác đèn cột bóng cống nước điện cây cành chó mèo"
    " nắp hố ổ rãnh dây biển ngập úng đổ gãy mất tắc tối tắt cháy vỡ nứt lún sụt xấu bẩn hôi thối"
    " ồn tràn chảy lấn đỗ đậu vứt xả đốt chất hẹp nhỏ lớn rộng trơn lầy gồ lồi bong nhiều ít cứ"
    " hay luôn vẫn toàn suốt hôm ngày đêm sáng chiều tuần tháng năm nay từ lúc khi rồi ạ à nhé nha"
    " nhỉ tôi em mình anh chị cháu phường xã quận huyện tỉnh tp tổ tdp ngõ ngách số đường"
    " phố đoạn chỗ khu xá vừa mới bốc đầy thủng sập rò rỉ hở chập nổ kêu bé làm thi đào gây".split()
)
# Without diacritics these begin or end names: Trần Phú, Đỗ Quang, Hưng Đạo.
_IN_NAMES = frozenset("tran do dao nam xa to sang".split())
_SMALL_WORD = re.compile(r"[^\W\d_]+(?= |[,.;:!?)-]|$)")
_STREET = re.compile(r"(?:\bđường|\bphố|\bduong|\bpho)\b.*$", re.IGNORECASE | re.S)
_HOUSE = re.compile(r"^(?:số|so)\b", re.IGNORECASE)
# A shared place, alone or in brackets behind an address: "ngõ 5 Cầu Gỗ (21.0123,105.7456)".
_POINT = re.compile(r"(?:^| )\(?-?\d{1,3}(?:\.\d+)? ?, ?-?\d{1,3}(?:\.\d+)?\)?$")


def folded(text: str) -> str:
    """Return the text in lower case without diacritics, every character at its place."""
    return "".join(_bare(letter) for letter in text)


def _bare(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter.lower())[0]
    return "d" if base == "đ" else base


def _lower(text: str) -> str:
    """Return the text in lower case, every character at its place."""
    return "".join(lowered if len(lowered := letter.lower()) == 1 else letter for letter in text)


def _patterns(fold: Callable[[str], str]) -> tuple[re.Pattern[str], ...]:
    """Return what finds a road with its number, what a name may follow, and what leads to both."""
    number, name, counted = fold(_TAKES_NUMBER), fold(_TAKES_NAME), fold(_COUNTED)
    return (
        re.compile(rf"\b(?P<kind>{number})\.? {_NUMBER}\b{counted}"),
        re.compile(rf"\b{name} "),
        re.compile(fold(_BEFORE)),
    )


_NO_NAME_BARE = frozenset(map(folded, _NO_NAME)) - _IN_NAMES
_LEADS, _BARE_LEADS = re.compile(_LEADS_TO), re.compile(folded(_LEADS_TO))
_ACCENTED, _BARE = _patterns(str), _patterns(folded)


def place_in(text: str) -> str | None:
    """Return the words of a text that clearly name a place, None if none do.

    A name counts when it is written with capitals, or follows a number and a street: "ngõ 88
    đường tây mỗ". In a text all of capitals only such names do.
    """
    plain = folded(text)
    typed, (numbered, named, leading) = (
        (plain, _BARE) if text.isascii() else (_lower(text), _ACCENTED)
    )
    units = [
        (found.start(), _with_name(text, found.end()), folded(found["kind"]))
        for found in numbered.finditer(typed)
    ]
    ends = [end for _, end, _ in units]
    for found in named.finditer(typed):
        start = found.end()
        end = start if text.isupper() else _end_of_name(text, start)
        is_street = folded(found[0]) in _STREETS
        if (
            end == start
            and is_street
            and any(
                before < found.start() and _BETWEEN.match(plain[before : found.start()])
                for before in ends
            )
        ):
            end = _end_of_small_name(typed, start)
        if end > start:
            units.append((found.start(), end, "name"))
    for found in _BARE_HOUSE.finditer(_lower(text)):
        end = found.end() if text.isupper() else _end_of_name(text, found.end())
        if " " in text[found.end() : end]:
            units.append((found.start(), end, "name"))
    units.sort()
    best: list[tuple[int, int, str]] = []
    run: list[tuple[int, int, str]] = []
    for unit in units:
        if run and unit[0] < run[-1][1]:
            if unit[1] > run[-1][1]:
                run[-1] = (run[-1][0], unit[1], unit[2])
            continue
        run = [*run, unit] if run and _BETWEEN.match(plain[run[-1][1] : unit[0]]) else [unit]
        if _is_clear(run) and len(run) > len(best):
            best = run
    if not best:
        return None
    start, end = best[0][0], best[-1][1]
    before = leading.search(typed[:start])
    return text[before.start() if before else start : end].strip()


def starts_as_road(text: str) -> bool:
    """Say whether a text is a road or house with its number, alone or before a street's name."""
    found = _numbered(text)
    if found is None or found.start():
        return False
    rest = text[_with_name(text, found.end()) :]
    while (more := _numbered(rest.lstrip(" ,."))) and not more.start():
        rest = rest.lstrip(" ,.")
        rest = rest[_with_name(rest, more.end()) :]
    return not rest.strip(" ,.") or _STREET.match(rest.strip(" ,.")) is not None


def put_right(place: str, right: str) -> str:
    """Return a place with the number of its road or house put right, its street kept.

    What names more than one number stands for itself: "ngõ 65 đường Đại Mỗ".
    """
    new = _numbered(right)
    if new is None or new.start() or new.end() < len(right):
        return right
    kind = folded(new["kind"]).split()[0]
    at = 0
    while found := _numbered(place, at):
        if folded(found["kind"]).split()[0] == kind:
            return place[: found.start()] + right + place[found.end() :]
        at = found.end()
    if at and _HOUSE.match(right):
        return f"{right} {place}"
    street = _STREET.search(place)
    return f"{right} {street.group()}" if street else right


def with_place(content: str, before: str, now: str) -> str:
    """Return a report's content with the place put right wherever it names the wrong one."""
    if not before or before == now:
        return content
    wrong = re.compile(rf"(?<!\w){re.escape(before)}(?!\w)", re.IGNORECASE)
    return wrong.sub(lambda _: now, content)


def _numbered(text: str, at: int = 0) -> re.Match[str] | None:
    typed, (numbered, _, _) = (folded(text), _BARE) if text.isascii() else (_lower(text), _ACCENTED)
    return numbered.search(typed, at)


def without_point(place: str) -> str:
    """Return the words of a place without the point on the map behind them."""
    return _POINT.sub("", place).strip()


def is_place(text: str, *, asked: bool = False) -> bool:
    """Say whether a text names a place, or begins as only a place does: "trước trụ sở phường"."""
    leads = (_BARE_LEADS if text.isascii() else _LEADS).match(_lower(text).strip())
    return place_in(text) is not None or (leads is not None and not asked)


def _is_clear(run: list[tuple[int, int, str]]) -> bool:
    return any(kind == "name" or kind in _ROADS for _, _, kind in run)


def _with_name(text: str, end: int) -> int:
    """Return where a road's number ends, or the name that follows it: "ngõ 12 Đại Mỗ".

    A single capital may begin a sentence: "ngõ 5 Đèn hỏng".
    """
    if text.isupper() or text[end : end + 1] != " ":
        return end
    name = _end_of_name(text, end + 1)
    return name if " " in text[end + 1 : name] else end


def _end_of_name(text: str, start: int) -> int:
    """Return where the capitalised words that begin there end."""
    end = at = start
    for number in range(_MOST_NAME_WORDS):
        found = (_MORE_NAME if number else _CAPITAL).match(text, at)
        if found is None:
            break
        end = found.end()
        if text[end : end + 1] != " ":
            break
        at = end + 1
    return end


def _end_of_small_name(typed: str, start: int) -> int:
    """Return where the name of a street ends that is typed without capitals.

    More words than a name has are no name as a whole: then only its usual two count.
    """
    no_name = _NO_NAME_BARE if typed.isascii() else _NO_NAME
    ends: list[int] = []
    at = start
    while len(ends) <= _MOST_TYPED_SMALL:
        found = _SMALL_WORD.match(typed, at)
        if found is None or found[0] in no_name:
            break
        ends.append(found.end())
        if typed[found.end() : found.end() + 1] != " ":
            break
        at = found.end() + 1
    if not ends:
        return start
    return ends[-1] if len(ends) <= _MOST_TYPED_SMALL else ends[_SURELY_NAME - 1]
