"""Say what an old ward, commune, district or province is today (nơi cũ, nơi mới)."""

import re
from collections.abc import Sequence
from datetime import date

from bot.types import Answer, Choice, Citation, Status
from bot.ward import Ward
from bot.wording import capital
from knowledge.asking import ASKING, SETTING
from knowledge.places import Level, Renamed
from knowledge.text import fold, folded_syllables

# The day from which the public meets the new units: two tiers instead of three.
_SINCE = date(2025, 7, 1)
_MAX_CHOICES = 4
_MAX_NEW = 5
_PART = "Tôi ở "
_OTHER = "Tôi hỏi nơi khác"
_ASKS = re.compile(
    r"\b(?:gio|nay|bay gio|hien nay|hien gio|moi) (?:la|thuoc|goi|ten|thanh|o|doi|ve|con)\b"
    r"|\b(?:sap nhap|sat nhap|nhap) (?:vao|voi|thanh|ve|ra|chua|xong|roi)\b|\bdoi ten\b|\bten moi\b"
    r"|\bthuoc (?:phuong|xa|tinh|thanh pho|quan|huyen|dau)\b"
    r"|\b(?:quan|huyen|phuong|xa|tinh)\b.{0,30}\bcon (?:ton tai |nua )?(?:khong|ko|k|hong)\b"
)

_UNITS = frozenset(
    "phuong xa quan huyen tinh thanh pho thi tran khu ap thon xom lang to que noi cho dia chi "
    "cu moi truoc xua kia goi doi ten thuoc sap sat nhap hien vao voi dau don hanh chinh".split()
)
_UNIT = re.compile(r"\b(?:phuong|xa|quan|huyen|tinh|khu|ap|thon|xom|lang|que)\b")


def asks_place(question: str) -> bool:
    """Say whether somebody asks what a unit is called, or belongs to, today."""
    return bool(_ASKS.search(fold(question)))


def own_place_asked(ward: Ward, text: str) -> Answer | None:
    """Ask back for the old name when somebody asks for their own ward's new one, else None."""
    plain = fold(text)
    if not (_ASKS.search(plain) and _UNIT.search(plain) and is_place_alone(text)):
        return None
    said = (
        f"Tôi là trợ lý của {ward.name}. Anh/chị muốn biết nơi mình ở nay gọi là gì thì ghi giúp "
        f"tôi tên phường (xã), quận (huyện) và tỉnh trước ngày {_SINCE:%d/%m/%Y}."
    )
    return Answer(status=Status.SAID, text=said, act="place")


def is_place_alone(text: str, found: Sequence[Renamed] = ()) -> bool:
    """Say whether a text speaks of nothing but wards and the like, and of the units `found`."""
    names = {syllable for unit in found for syllable in folded_syllables(unit.said)}
    return not set(folded_syllables(text)) - names - _UNITS - ASKING - SETTING


def names_old_place(text: str, found: Sequence[Renamed]) -> bool:
    """Say whether a text is an old unit's name and no more: "xã Vân Hà, huyện Đông Anh".

    Not a name that is in use today, too: it may be said for any reason.
    """
    return not any(unit.is_today for unit in found) and is_place_alone(text, found)


def place_answer(found: Sequence[Renamed]) -> Answer:
    """Answer what the units are today; ask which is meant when one name fits several."""
    readings = [unit for unit in found if unit.said == found[0].said]
    changed = [unit for unit in readings if not unit.is_today] or readings
    if len(changed) > 1:
        return _which(changed)
    if not changed[0].is_exact:
        return _is_it(changed[0])
    others = {unit.said: unit for unit in reversed(found) if unit.said != found[0].said}
    if not others and changed[0].is_split and len(changed[0].new) <= _MAX_CHOICES:
        return _which_part(changed[0])
    units = [changed[0], *others.values()]
    return Answer(
        status=Status.ANSWERED,
        text="\n".join(_sentence(unit) for unit in units),
        act="place",
        citations=tuple(_citation(unit) for unit in units),
        as_of=_SINCE,
    )


def after_choice(choice: Choice) -> Answer | None:
    """Return the reply to a chosen part of a divided unit, or to "another place"; else None."""
    if choice.payload == _OTHER:
        text = "Anh/chị ghi giúp tôi đủ tên phường (xã), quận (huyện) và tỉnh cũ."
    elif choice.payload.startswith(_PART):
        text = f"Vậy anh/chị thuộc {choice.title}. Anh/chị nộp giấy tờ ở bộ phận một cửa tại đó."
    else:
        return None
    return Answer(status=Status.SAID, text=text, act="place")


def place_note(found: Sequence[Renamed]) -> str:
    """Return one sentence for an answer about something else that names an old unit, or ""."""
    readings = [unit for unit in found if unit.said == found[0].said] if found else []
    if len(readings) != 1 or readings[0].is_today or not readings[0].is_exact:
        return ""
    return _sentence(readings[0])


def _sentence(unit: Renamed) -> str:
    old, since = capital(unit.old), f"từ ngày {_SINCE:%d/%m/%Y}"
    if unit.level is Level.DISTRICT:
        names = [place.name for place in unit.new]
        into = _names(names)
        return (
            f"{old} không còn {since}. Phần đất nay thuộc {into}. "
            "Anh/chị cho tôi tên phường, xã cũ để tôi nói rõ hơn."
        )
    if unit.is_today and len(unit.new) == 1:
        return f"{old} là tên đang dùng; địa giới có thể đã thay đổi {since}."
    if len(unit.new) == 1:
        return f"{old} nay là {unit.new[0]} ({since})."
    return (
        f"{old} đã được chia {since}. Tùy chỗ ở, nhà mình nay thuộc "
        f"{_names([place.name for place in unit.new])}. "
        "Anh/chị hỏi tổ trưởng dân phố hoặc xem địa chỉ trên VNeID để biết chắc."
    )


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MAX_NEW])
    return f"{shown} và nơi khác" if len(names) > _MAX_NEW else shown


def _which(units: Sequence[Renamed]) -> Answer:
    """Ask which of several places of one name is meant."""
    choices = [_choice(unit) for unit in units[:_MAX_CHOICES]]
    options = _numbered(choices)
    more = "\nNếu không có nơi của anh/chị, anh/chị ghi thêm quận, huyện hoặc tỉnh."
    return Answer(
        status=Status.CLARIFY,
        text=f"Có nhiều nơi tên như vậy. Anh/chị hỏi nơi nào?\n{options}"
        + (more if len(units) > _MAX_CHOICES else ""),
        act="place",
        choices=tuple(choices),
        citations=(),
    )


def _which_part(unit: Renamed) -> Answer:
    """Tell what a divided unit became and ask in which part the person lives."""
    choices = [Choice(title=str(place), code=None, payload=f"{_PART}{place}") for place in unit.new]
    return Answer(
        status=Status.CLARIFY,
        text=f"{_sentence(unit)}\nAnh/chị ở phần nào?\n{_numbered(choices)}",
        act="place",
        choices=tuple(choices),
        citations=(_citation(unit),),
    )


def _is_it(unit: Renamed) -> Answer:
    """Ask whether the place that we read is the one that was meant."""
    choice = _choice(unit)
    other = Choice(title="Nơi khác", code=None, payload=_OTHER)
    return Answer(
        status=Status.CLARIFY,
        text=f"Có phải anh/chị hỏi {unit.old} không?\n{_numbered([choice, other])}",
        act="place",
        choices=(choice, other),
    )


def _numbered(choices: Sequence[Choice]) -> str:
    """Return the choices as a numbered list."""
    return "\n".join(f"{number}. {c.title}" for number, c in enumerate(choices, start=1))


def _choice(unit: Renamed) -> Choice:
    title = ", ".join(unit.old.split(", ")[1:]) or unit.old
    return Choice(title=capital(title), code=None, payload=f"{unit.old} nay thuộc đâu")


def _citation(unit: Renamed) -> Citation:
    number = unit.resolutions[-1] if unit.resolutions else None
    return Citation(
        title=f"Nghị quyết sắp xếp đơn vị hành chính: {unit.old}",
        doc="don-vi-hanh-chinh",
        number=number,
        as_of=_SINCE,
    )
