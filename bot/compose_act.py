"""Say whether a legal act still holds (còn hiệu lực), from the register of acts."""

import re
from collections.abc import Iterable
from datetime import date

from bot.types import Answer, Citation, Status, Warn
from bot.wording import day
from knowledge.acts import Force, LegalAct, lapsed_on, number_key
from knowledge.text import fold
from knowledge.types import Verified

_ASKS = re.compile(
    r"\b(?:con|het) (?:hieu luc|gia tri|ap dung|dung|han)\b|\b(?:hieu luc|bai bo)\b"
    r"|\b(?:thay the|thay bang|bi thay|thay boi|duoc thay)\b|\bcon (?:xai|su dung)\b"
)
_KINDS = {
    "nghi dinh": "Nghị định", "nd": "Nghị định", "thong tu": "Thông tư", "tt": "Thông tư",
    "luat": "Luật", "bo luat": "Bộ luật", "nghi quyet": "Nghị quyết", "nq": "Nghị quyết",
    "quyet dinh": "Quyết định", "qd": "Quyết định", "chi thi": "Chỉ thị",
}  # fmt: skip
_NAMED = re.compile(
    rf"\b({'|'.join(sorted(_KINDS, key=len, reverse=True))})\s+(?:so\s+)?(\d{{1,4}}/(?:19|20)\d\d)"
    r"(/[a-z0-9-]+)?"
)
_NUMBER = re.compile(r"\b\d{1,4}/(?:19|20)\d\d/[a-z0-9-]+")
_YEAR = re.compile(r"\b(?:nam )?((?:19|20)\d\d)\b")
_WHERE = (
    "Anh/chị tra số văn bản trên Cơ sở dữ liệu quốc gia về văn bản pháp luật (vbpl.vn) hoặc hỏi "
    "quầy một cửa."
)


def act_answer(question: str, acts: Iterable[LegalAct], today: date) -> Answer | None:
    """Answer whether the act that the question names holds today; None if it asks no such thing."""
    folded = fold(question).replace("đ", "d")
    if not _ASKS.search(folded):
        return None
    known = list(acts)
    found = _numbered(folded, known)
    if found is None:
        found = _titled(folded, known)
    if found is None:
        return None
    if not found:
        return _unknown("Tôi chưa có văn bản này trong sổ, nên không dám nói còn hiệu lực không.")
    if len(found) > 1:
        names = "; ".join(_name(act) for act in found[:4])
        return _unknown(f"Có nhiều văn bản như vậy: {names}. Anh/chị ghi giúp tôi đủ số, ký hiệu.")
    return _told(found[0], today)


def _numbered(folded: str, known: list[LegalAct]) -> list[LegalAct] | None:
    """Return the acts of the number that is named; None if none is named."""
    if whole := _NUMBER.search(folded):
        wanted = number_key(whole[0])
        return [act for act in known if number_key(act.number) == wanted]
    if (named := _NAMED.search(folded)) is None:
        return None
    kind, number = _KINDS[named[1]], number_key(named[2])
    return [
        act
        for act in known
        if act.kind == kind and number_key(act.number).split("/")[:2] == number.split("/")
    ]


def _titled(folded: str, known: list[LegalAct]) -> list[LegalAct] | None:
    """Return the laws whose title the question holds, of the year if it names one."""
    titles = {act: _title(act) for act in known if act.kind in ("Luật", "Bộ luật") and act.title}
    said = [act for act, title in titles.items() if re.search(rf"\b{re.escape(title)}\b", folded)]
    if not said:
        return None
    longest = max(len(titles[act]) for act in said)
    said = [act for act in said if len(titles[act]) == longest]
    if year := _YEAR.search(folded):
        return [act for act in said if _year(act) == int(year[1])]
    return said


def _title(act: LegalAct) -> str:
    """Return a law's folded title without the year: "Luật Đất đai (năm 2013)" -> "luat dat dai"."""
    return re.sub(r"\s*\(.*?\)|\s+nam \d{4}$", "", fold(act.title)).strip()


def _year(act: LegalAct) -> int | None:
    if act.issued:
        return act.issued.year
    in_number = re.search(r"/(\d{4})/", act.number)
    return int(in_number[1]) if in_number else None


def _name(act: LegalAct) -> str:
    return f"{act.kind} {act.number}"


def _told(act: LegalAct, today: date) -> Answer:
    name = f"{_name(act)} ({act.title})" if act.title else _name(act)
    source = act.force_source
    amended = f" Đã được sửa đổi bởi {', '.join(act.amended_by)}." if act.amended_by else ""
    if source is None or act.force is Force.UNKNOWN:
        said = f"Tôi có {name} trong sổ nhưng chưa kiểm tra được còn hiệu lực không."
        return _unknown(said + amended)
    if lapsed_on(act, today):
        after = f" sau ngày {day(act.in_force_to)}" if act.in_force_to else ""
        instead = f", được thay bằng {', '.join(act.replaced_by)}" if act.replaced_by else ""
        said = f"{name} đã hết hiệu lực{after}{instead}."
    else:
        ends = f" đến hết ngày {day(act.in_force_to)}" if act.in_force_to else ""
        said = f"{name} còn hiệu lực{ends}, theo nguồn tôi xem ngày {day(source.as_of)}."
        if act.force is Force.PARTLY:
            said = f"{name} còn hiệu lực một phần, theo nguồn tôi xem ngày {day(source.as_of)}."
        said += amended
    warnings = []
    if source.verified is Verified.UNVERIFIED:
        text = f"Điều này tôi chưa đối chiếu được với bản gốc. {_WHERE}"
        warnings.append(Warn(kind="doubtful", text=text))
    return Answer(
        status=Status.ANSWERED,
        text="\n".join([said, *(f"Lưu ý: {warning.text}" for warning in warnings)]),
        act="legal_act",
        citations=(
            Citation(
                title=source.title,
                doc=act.number,
                number=act.number,
                date=act.issued,
                url=source.url,
                as_of=source.as_of,
            ),
        ),
        warnings=tuple(warnings),
        as_of=source.as_of,
    )


def _unknown(text: str) -> Answer:
    return Answer(status=Status.NO_CONTENT, text=f"{text} {_WHERE}", act="legal_act")
