"""Answer what is asked on about the items of a plan that were just shown: who, when, how much."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.compose_plan import PlanItem, items_of
from bot.compose_plan import name_of as plan_name
from bot.plans.asked import places_named
from bot.plans.listing import listed_answer
from bot.plans.units import named_unit
from bot.plans.words import held_share, name_of, plain, subject_of
from bot.types import Answer, Status
from bot.wording import listed, sentence, shortened, where
from knowledge.passages import place_key
from knowledge.types import Deadline, Duty, Indicator, Plan, PlanPassage

_WORDS = 24
_MOST = 3
# Of a sibling's name, the words that the follow-up names; and of two names that mean the same.
_HOLDS = 1.0
_SAME_THING = 0.75
_SHORT = 8


class Part(StrEnum):
    """What a follow-up asks of an item."""

    LEAD = "đơn vị chủ trì"
    SUPPORT = "đơn vị phối hợp"
    WHEN = "thời hạn"
    TO = "nơi nhận"
    FIGURE = "con số"
    PLACE = "chỗ trong văn bản"


_UNITS = r"(?:don vi|phong|co quan|bo phan|noi|ben|so|ban)"
_CUES = (
    (Part.SUPPORT, r"\bphoi hop\b|\bcung lam\b"),
    (
        Part.TO,
        rf"\b(?:gui|nop|bao cao|trinh) (?:\w+ )?(?:ai|dau|{_UNITS} nao)\b|\bnoi nhan\b"
        r"|\bai nhan\b|\bgui (?:cho|ve)\b",
    ),
    (
        Part.LEAD,
        rf"\bchu tri\b|\bphu trach\b|\bchiu trach nhiem\b|\b{_UNITS} nao\b|\bdo ai\b|\bcua ai\b"
        r"|\bai (?:lam|lo|bao cao|gui|nop|chiu|thuc hien|theo doi|dam)|\bdau moi\b"
        r"|^(?:\w+ )?ai(?: a| vay| the)?$",
    ),
    (
        Part.WHEN,
        r"\bhan\b|\bkhi nao\b|\bbao gio\b|\b(?:ngay|thang|quy|nam) (?:nao|may)\b|\bxong\b|\bmoc\b"
        r"|\bthoi (?:han|gian|diem)\b|\bbao lau\b|\btinh tu\b",
    ),
    (
        Part.PLACE,
        r"\b(?:muc|trang|dong|dieu|phan|cho|phu luc) nao\b|\bnguyen van\b|\btrich\b|\bnguon\b"
        r"|\b(?:ghi|noi|nam) o dau\b|\bcan cu dau\b",
    ),
    (
        Part.FIGURE,
        r"\bbao nhieu\b|\bmay\b|%|\bphan tram\b|\bmuc tieu\b"
        r"|\bchi tieu (?:do|nay|la gi|the nao)\b",
    ),
)
# What refers back and names nothing.
_POINTS = frozenset(
    "chi tieu viec nhiem vu bao cao cai dieu muc nay do kia ay cu the la gi tinh tu ngay thang nam "
    "thuc hien lam ai nhan noi gui nop ve trang dong trich nguyen van nguon cung hoan thanh dau "
    "so cuoi di don vi phong co quan bo phan ban ben to chuc han chot xong a vay nhi may phan ha "
    "tram".split()
)


def part_of(said: str, plans: Sequence[Plan]) -> Part | None:
    """Return what a message asks of the item under discussion; None if it names a subject too."""
    text = plain(said)
    found = next((part for part, cue in _CUES if re.search(cue, text)), None)
    unit = named_unit(said, plans)
    # "Văn phòng chủ trì à": whether it is that one is seen from which it is.
    if found is None or (unit and found not in (Part.LEAD, Part.SUPPORT)):
        return None
    asked = subject_of(said, plans, unit=unit.key if unit else ())
    left = [w for w in asked if w not in _POINTS and not w.isdigit()]
    return None if left or len(text.split()) > 2 * _SHORT else found


def part_answer(part: Part, shown: Sequence[tuple[Plan, PlanItem]]) -> Answer:
    """Answer one part of the items under discussion, or say that the plan leaves it open."""
    stated = [
        (plan, item, told) for plan, item in shown[:_MOST] if (told := _told(part, plan, item))
    ]
    plan, first = shown[0]
    if not stated:
        name = f"“{shortened(name_of(first), _WORDS)}”"
        text = f"{plan_name(plan)} không ghi {part.value} của {name} trong bản tôi có."
        return listed_answer(text, shown[:_MOST], status=Status.NO_CONTENT)
    lines = [f"{shortened(name_of(item), _WORDS).rstrip(' .')}: {told}" for _, item, told in stated]
    text = f"{plan_name(plan)}:\n{listed(sentence(line) for line in lines)}"
    return listed_answer(text, [(plan, item) for plan, item, _ in stated])


def shown_items(plans: Sequence[Plan], ids: Sequence[str]) -> list[tuple[Plan, PlanItem]]:
    """Return the items with these ids, in their order, from the plans that the reader may see."""
    if not ids:
        return []
    found = {id_: (plan, item) for plan in plans for id_, item in items_of(plan).items()}
    return [found[id_] for id_ in ids if id_ in found]


def sibling(
    said: str, shown: Sequence[tuple[Plan, PlanItem]], plans: Sequence[Plan]
) -> tuple[Plan, PlanItem] | None:
    """Return another item of the kind under discussion that a short message names.

    "Còn cả năm" after the half-year report, "còn hợp đồng điện tử" after another target.
    """
    places = places_named(said, plans)
    if shown and places and place_key(shown[0][0].place) not in places:
        return None
    words = [word for word in plain(said).split() if word not in _LEADING]
    subject = subject_of(said, plans) or words
    if not shown or not subject or len(plain(said).split()) > _SHORT:
        return None
    plan, item = shown[0]
    others = [
        each
        for each in items_of(plan).values()
        if type(each) is type(item) and each.id != item.id and not isinstance(each, PlanPassage)
    ]
    named = [each for each in others if held_share(subject, name_of(each)) >= _HOLDS]
    own = plain(name_of(item)).split()
    best = max(named, key=lambda each: _nearness(own, each, item), default=None)
    return (plan, best) if best else None


_LEADING = frozenset("con the vay thi sao a nhi ha oi da roi".split())


def _nearness(own: Sequence[str], other: PlanItem, item: PlanItem) -> tuple[bool, float]:
    return other.at.section == item.at.section, held_share(own, name_of(other))


def _told(part: Part, plan: Plan, item: PlanItem) -> str:
    """Return what the plan says of the part: of the item, or of another about the same thing."""
    for each in (item, *_relatives(plan, item)):
        if told := _own(part, each):
            return told
    return ""


def _own(part: Part, item: PlanItem) -> str:
    match part, item:
        case Part.LEAD, Indicator() | Duty():
            return f"chủ trì: {item.lead}" if item.lead else ""
        case Part.LEAD, Deadline():
            return f"đơn vị thực hiện: {item.who}" if item.who else ""
        case Part.SUPPORT, Indicator() | Duty():
            return f"phối hợp: {item.support}" if item.support else ""
        case Part.WHEN, Indicator():
            return f"thời hạn {item.by}" if item.by else ""
        case Part.WHEN, Deadline():
            return f"thời hạn {item.due}"
        case Part.TO, Deadline():
            return f"nơi nhận: {item.to}" if item.to else ""
        case Part.FIGURE, Indicator():
            return item.target + (f". Lưu ý: {item.differs}" if item.differs else "")
        case Part.PLACE, _:
            return where(item.at)
    return ""


def _relatives(plan: Plan, item: PlanItem) -> list[PlanItem]:
    """Return the records of the plan about the same thing: of the same lines, or named alike."""
    records: list[PlanItem] = [*plan.indicators, *plan.deadlines, *plan.duties]
    words = subject_of(name_of(item), [plan])
    return [
        each
        for each in records
        if each.id != item.id
        and type(each) is not type(item)
        and (
            (_share_lines(each, item) and _alike(words, each) > 0)
            or _alike(words, each) >= _SAME_THING
        )
    ]


def _alike(words: Sequence[str], other: PlanItem) -> float:
    theirs = subject_of(name_of(other), ())
    mine = set(words)
    return len(mine & set(theirs)) / max(1, min(len(mine), len(set(theirs))))


def _share_lines(one: PlanItem, other: PlanItem) -> bool:
    return bool(one.at.line_from) and one.at.line_from == other.at.line_from
