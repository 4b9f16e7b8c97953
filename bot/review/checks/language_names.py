"""Names of bodies, laws and products: their capitals."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import yaml

from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import Finding
from knowledge.text import modern_tones

# What bodies of the state are responsible for; "Phòng họp" is none of them.
_FIELDS = (
    "kinh tế|văn hóa|nội vụ|tư pháp|tài chính|y tế|giáo dục|xây dựng|công thương|nông nghiệp"
    "|hạ tầng|tài nguyên|lao động|khoa học|thông tin|kế hoạch|quản lý đô thị|đô thị|dân tộc"
    "|tôn giáo|ngoại vụ|giao thông|môi trường|du lịch|thể thao"
)
_KINDS = "Phòng|Sở|Bộ|Cục|Vụ|Chi cục|Tổng cục"
_LOWER_FIELD = re.compile(rf"\b({_KINDS}) ({_FIELDS})\b(?! (?:của|cho|số))")
_CAPITAL = "|".join(each[:1].upper() + each[1:] for each in _FIELDS.split("|"))
_LATER_FIELD = re.compile(rf"(?:,| -| –|-| và) ?(?:{_CAPITAL})\b")
_REACH = 40


def names(texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield names whose capitals are wrong, each way of writing once."""
    yield from _listed(texts)
    yield from _fields(texts)


def _listed(texts: Sequence[Flat]) -> Iterator[Finding]:
    official = _official()
    places: defaultdict[str, list[tuple[Flat, re.Match[str]]]] = defaultdict(list)
    for flat in texts:
        for found in _pattern().finditer(flat.text):
            typed = found[0]
            right = official[_key(typed)]
            if modern_tones(typed) != right and _is_slip(flat, found, right):
                places[typed].append((flat, found))
    for typed, found_at in places.items():
        flat, found = found_at[0]
        right = official[_key(typed)]
        often = f" ({len(found_at)} chỗ)" if len(found_at) > 1 else ""
        yield rule("language.name").found(
            flat.span(found.start(), found.end()),
            f"“{typed}” viết hoa chưa đúng; đúng là “{right}”{often}.",
            suggestion=right,
        )


def _is_slip(flat: Flat, found: re.Match[str], right: str) -> bool:
    """Say whether capitals are used, and used wrong: not a heading, nor the word in general."""
    typed = found[0]
    if " " not in right:  # a product
        return typed != typed.upper() or not flat.text.isupper()
    if typed.isupper() or not typed[0].isupper() or flat.text.isupper():
        return False
    words, others = right.split(), modern_tones(typed).split()
    if len(words) != len(others):
        return False
    # A heading gives its first word a capital, whatever it says.
    is_heading = not flat.text[: found.start()].strip("0123456789IVX.-–+*•) ")
    wrong = [at for at, (a, b) in enumerate(zip(words, others, strict=True)) if a != b]
    is_all_lower = all(each.islower() for each in others[1:])
    return not (is_heading and is_all_lower and wrong == wrong[:1] and len(words) < 3)


def _fields(texts: Sequence[Flat]) -> Iterator[Finding]:
    places: defaultdict[str, list[tuple[Flat, int, int]]] = defaultdict(list)
    for flat in texts:
        for found in _LOWER_FIELD.finditer(flat.text):
            if _key(found[0]) in {_key(each)[: len(_key(found[0]))] for each in _official()}:
                continue
            end = found.end()
            later = [
                each
                for each in _LATER_FIELD.finditer(flat.text, end, min(len(flat.text), end + _REACH))
                if not re.search(r"[;.:(]", flat.text[end : each.start()])
            ]
            is_begun = not flat.text[: found.start()].strip("0123456789IVX.-–+*•) ")
            if later or not is_begun:
                stop = later[-1].end() if later else end
                places[flat.text[found.start() : stop]].append((flat, found.start(), stop))
    for typed, found_at in places.items():
        flat, start, end = found_at[0]
        head, field = typed.split(" ", 1)
        right = f"{head} {field[:1].upper()}{field[1:]}"
        often = f" ({len(found_at)} chỗ)" if len(found_at) > 1 else ""
        yield rule("language.body_capital").found(
            flat.span(start, end),
            f"Tên cơ quan viết hoa chữ đầu của lĩnh vực: “{right}”{often}.",
            suggestion=right,
        )


def _key(name: str) -> str:
    return modern_tones(name).lower()


@cache
def _official() -> dict[str, str]:
    """Return names by how they look without capitals."""
    file = resources.files("bot.review") / "data" / "names.yaml"
    listed = yaml.safe_load(file.read_text(encoding="utf-8"))
    names = [*listed["bodies"], *listed["words"], *listed["products"]]
    return {_key(name): modern_tones(name) for name in names}


@cache
def either_way() -> tuple[str, ...]:
    """Return names whose capitals are a matter of choice, the longest first."""
    file = resources.files("bot.review") / "data" / "names.yaml"
    listed = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(sorted(listed["either"], key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    # Both styles of tones: "Văn hóa" and "Văn hoá", "Tòa" and "Toà", "Ủy" and "Uỷ".
    def either(name: str) -> str:
        escaped = re.escape(name).replace(r"\ ", " ")
        for new, old in (("óa", "oá"), ("òa", "oà"), ("ủy", "uỷ")):
            escaped = escaped.replace(new, f"(?:{new}|{old})")
        return escaped

    longest = sorted(_official(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(either(each) for each in longest)})(?![\w-])", re.I)
