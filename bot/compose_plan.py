"""Build the answer about a plan from its records and passages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.quote import content_terms, decisive
from bot.types import Citation
from bot.wording import day, sentence, where
from knowledge.text import fold
from knowledge.types import Deadline, Duty, Indicator, Plan, PlanPassage

PlanItem = Indicator | Duty | Deadline | PlanPassage

# Two statements that share this many of the shorter one's words say the same.
_SAME_WORDS = 0.7
# A sentence of the plan with a record's figure and half of the words of its name tells the same.
_NAME_WORDS = 0.5
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*\s*%")
_NUMBER = re.compile(r"\d")
_DATES_AND_ACTS = re.compile(
    r"\d{1,2}/\d{1,2}(?:/\d{4})?|\b(?:năm|tháng) \d+(?:/\d{4})?|\d+(?:/\d{4})?[/-][A-ZĐ&-]+\S*"
)
_ASKS_SHARE = re.compile(r"\bphan tram\b|%|\bti le\b|\bty le\b (?:\w+ ){0,12}bao nhieu")
_ASKS_DATE = re.compile(
    r"\b(?:ngay|thang|nam|quy|khi|luc) (?:nao|may)\b|\bbao gio\b|\bhan\b|\bbao lau\b"
)
_ASKS_NUMBER = re.compile(r"\bbao nhieu\b|\bmay (?!muc)\w+|\bso luong\b")
_ASKS_MONEY = re.compile(
    r"\b(?:bao nhieu|may) (?:\w+ )?(?:tien|ty|ti|trieu|dong)\b|\b(?:so|tong so) tien\b"
    r"|\b(?:kinh phi|du toan|ngan sach|von) (?:\w+ ){0,6}(?:la |het |khoang )?bao nhieu\b"
    r"|\bbao nhieu (?:kinh phi|ngan sach|von)\b"
)
_MONEY = re.compile(r"\d[\d.,]*\s*(?:nghìn|triệu|tỷ|tỉ|đồng|vnđ|đ\b)", re.IGNORECASE)
_ASKS_HOUR = re.compile(r"\b(?:gio nao|may gio|gio (?:lam viec|hanh chinh))\b")
_HOUR = re.compile(r"\d\s*(?:giờ|h\b|:\d\d)")
_ASKS_WHERE = re.compile(r"\bo dau\b|\b(?:cho|noi|diem) nao\b")
_WHERE = re.compile(
    r"\b(?:tại|nơi|trụ sở|điểm|trung tâm|bộ phận|nhà văn h(?:óa|oá)|cổng|trên)\b", re.IGNORECASE
)
_ASKS_NAMES = re.compile(r"\bten (?:la )?gi\b|\bke ten\b|\bten cua (?:cac|nhung|tung)\b")
_ENUMERATES = re.compile(r"\bgồm\b.*,|\b1[.)] .*\b2[.)] ", re.DOTALL)
_TIME = re.compile(
    r"\d{1,2}/\d|\b(?:tháng|quý|ngày) [\dIVX]|20\d\d|(?:hằng|hàng|mỗi) (?:tuần|tháng|quý|năm)"
    r"|định kỳ|\b\d+ (?:ngày|tháng|tuần|năm)\b",
    re.IGNORECASE,
)
_ASKS_IDENTITY = re.compile(
    r"\bso (?:va ngay|hieu|ky hieu|van ban)\b|\bngay (?:thang nam )?(?:ban hanh|ky)\b"
    r"|\b(?:ban hanh|ky) (?:ngay|khi|vao ngay|luc) nao\b|\bke hoach so nao\b"
    r"|\bke hoach (?:\w+ ){0,8}(?<!chi )so (?:may|bao nhieu)\b"
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One piece of a plan that may answer."""

    plan: Plan
    item: PlanItem
    score: float


def items_of(plan: Plan) -> dict[str, PlanItem]:
    """Return the plan's records and passages by id."""
    items: tuple[PlanItem, ...] = (*plan.indicators, *plan.duties, *plan.deadlines, *plan.passages)
    return {item.id: item for item in items}


def name_of(plan: Plan) -> str:
    """Return the plan as a person calls it: "Kế hoạch năm 2026 của phường Tây Mỗ"."""
    place = plan.place.split(",")[0]
    today = f" (nay thuộc {plan.place_today.split(',')[0]})" if plan.place_today else ""
    return f"Kế hoạch năm {plan.year} của {place}{today}"


def answer_text(question: str, found: Sequence[Found]) -> str:
    """Return the decisive statements of one plan, the plan named once."""
    lines = [statement(question, piece.item) for piece in found]
    return f"{name_of(found[0].plan)}:\n" + "\n".join(f"- {line}" for line in dict.fromkeys(lines))


def statement(question: str, item: PlanItem) -> str:
    """Return what the item says that answers the question."""
    match item:
        case Indicator():
            by = f", {item.by}" if item.by else ""
            parts = [f"{item.name}: {item.target}{by}", *_owners(item.lead, item.support)]
            if item.differs:
                parts.append(f"Lưu ý: {item.differs}")
        case Duty():
            lead = f"{item.lead}: {item.text}" if item.lead else item.text
            parts = [lead, *_owners("", item.support)]
        case Deadline():
            parts = [f"{item.what}: {item.due}"]
            parts += [f"Đơn vị thực hiện: {item.who}"] if item.who else []
            parts += [f"Nơi nhận: {item.to}"] if item.to else []
        case PlanPassage():
            unit = unit_heading(item.at.section)
            parts = [
                f"{unit}: {decisive(question, item.text)}"
                if unit
                else decisive(question, item.text)
            ]
    return " ".join(sentence(part) for part in parts)


def citation(found: Found) -> Citation:
    """Return where a piece comes from."""
    plan = found.plan
    return Citation(
        title=plan.title,
        doc=plan.id,
        locator=where(found.item.at),
        number=plan.number,
        date=plan.issued,
        url=plan.source.url,
        as_of=plan.source.as_of,
    )


def states_what_is_asked(question: str, item: PlanItem) -> bool:
    """Say whether the item states the kind of figure the question asks for, if it asks for one."""
    match item:
        case Indicator():
            text = f"{item.name} {item.target} {item.by}"
        case Deadline():
            text = f"{item.what} {item.due}"
        case Duty() | PlanPassage():
            text = item.text
    folded = fold(question)
    if _ASKS_MONEY.search(folded):
        return bool(_MONEY.search(text))
    if _ASKS_HOUR.search(folded):
        return bool(_HOUR.search(text))
    if _ASKS_WHERE.search(folded):
        return (isinstance(item, Duty) and bool(item.lead)) or bool(_WHERE.search(text))
    if _ASKS_NAMES.search(folded):
        return bool(_ENUMERATES.search(text))
    if _ASKS_SHARE.search(folded):
        return "%" in text or "phần trăm" in text
    if _ASKS_DATE.search(folded):
        return isinstance(item, Deadline) or bool(_TIME.search(text))
    if _ASKS_NUMBER.search(folded):
        return bool(_NUMBER.search(_DATES_AND_ACTS.sub("", text)))
    return True


def without_repeats(pieces: Sequence[Found]) -> list[Found]:
    """Return the pieces without those that say what a better one says.

    A plan says many things twice, in its text and its annex, and our records say them again:
    a record is kept rather than the passage it was read from.
    """
    by_worth = sorted(pieces, key=lambda piece: isinstance(piece.item, PlanPassage))
    kept: list[Found] = []
    for piece in by_worth:
        words = set(content_terms(statement("", piece.item)))
        if not any(_repeats(piece, words, other) for other in kept):
            kept.append(piece)
    return sorted(kept, key=lambda piece: -piece.score)


def _repeats(piece: Found, words: set[str], other: Found) -> bool:
    mine, theirs = piece.item.at, other.item.at
    if mine.line_from and theirs.line_from:
        mine_to, theirs_to = mine.line_to or mine.line_from, theirs.line_to or theirs.line_from
        is_same_place = mine.line_from <= theirs_to and theirs.line_from <= mine_to
        if is_same_place and isinstance(piece.item, PlanPassage):
            return True
    if isinstance(piece.item, PlanPassage) and isinstance(other.item, Indicator):
        name = set(content_terms(other.item.name))
        figure = _FIGURE.search(other.item.target)
        is_told = figure is not None and figure[0] in piece.item.text.replace(" %", "%")
        if is_told and len(name & words) >= _NAME_WORDS * len(name):
            return True
    others = set(content_terms(statement("", other.item)))
    return len(words & others) >= _SAME_WORDS * max(1, min(len(words), len(others)))


def asks_where(question: str) -> bool:
    """Say whether a place is asked for."""
    return bool(_ASKS_WHERE.search(fold(question)))


def asks_identity(question: str) -> bool:
    """Say whether the number or date of the plan itself is asked for."""
    return bool(_ASKS_IDENTITY.search(fold(question)))


def identity_text(plan: Plan) -> str:
    """Return the plan's number and date, or say that the document leaves them blank."""
    if plan.number and plan.issued:
        issuer = f" của {plan.issuer}" if plan.issuer else ""
        return f"{name_of(plan)} là văn bản số {plan.number}, ngày {day(plan.issued)}{issuer}."
    known = f"số {plan.number}" if plan.number else ""
    known = known or (f"ngày {day(plan.issued)}" if plan.issued else "")
    blank = "số và ngày ban hành" if not known else "ngày ban hành" if plan.number else "số"
    said = f" Văn bản chỉ ghi {known}." if known else ""
    return f"Bản tôi có của {name_of(plan)[0].lower()}{name_of(plan)[1:]} không ghi {blank}.{said}"


def _owners(lead: str, support: str) -> list[str]:
    found = [f"Chủ trì: {lead}"] if lead else []
    return [*found, f"Phối hợp: {support}"] if support else found


def unit_heading(section: str) -> str:
    """Return the unit a section assigns work to, e.g. "Công an phường", else ""."""
    last = section.split(" › ")[-1]
    name = re.sub(r"^[\dIVXa-z]+(?:\.\d+)*[.)]\s*", "", last).strip(" :")
    is_unit = re.match(
        r"(?:phong|cong an|so|van phong|trung tam|tram|ban|bo phan|ubnd|uy ban|to|doan|mat tran"
        r"|hoi|diem|cac (?:phong|so|ban|don vi|truong)|don vi|co quan|doanh nghiep)\b",
        fold(name),
    )
    return name if is_unit and len(name.split()) <= 16 else ""
