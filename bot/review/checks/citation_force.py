"""Do the cited acts still hold, and are they about what the document says?"""

import re
from collections.abc import Iterator

from bot.review.checks.citation_context import Context, act_name, day
from bot.review.citations import Mention
from bot.review.rules import rule
from bot.review.types import Finding, Severity
from knowledge.acts import LegalAct, lapsed_on, number_key
from knowledge.text import folded_syllables
from knowledge.types import Verified

# The text knows that the act is replaced, or names it only as what another act changed.
_KNOWS_BEFORE = re.compile(
    r"(?:thay the|bai bo|huy bo|het hieu luc|sua doi|bo sung|mot so dieu|cac dieu)"
    r"(?: cua)?(?: cac)?[\s(]*$"
)
_KNOWS_AFTER = re.compile(
    r"[^.;\n]{0,60}?\b(?:het hieu luc|duoc thay the|bi thay the|bi bai bo|da bai bo)\b"
)
_MOST_STEPS = 5
_WORDS_AROUND = 160
_CLAUSE = re.compile(r"[.;\n](?!\d)")
_COMMON = frozenset(
    "ve viec cua va cac cho trong den nam giai doan tren dia ban thuc hien ke hoach quy dinh quoc"
    " gia phe duyet ban hanh theo tai nghi so ngay chinh phu du lieu quan ly nha nuoc co thong tin"
    " cong tiep tuc to chuc trien khai duoc voi tu khi mot xay dung nhu nham huong dan luat"
    " thong tu ho tro sua doi bo sung muc mau bieu phi le hanh chinh thu ca nhan giay chung lien"
    "".split()
)


def force(context: Context) -> Iterator[Finding]:
    """Yield acts that no longer hold, each once, at the first place that relies on it."""
    told: dict[str, tuple[Mention, LegalAct, int]] = {}
    for each in context.mentions:
        if each.cited.is_own or _is_past(context, each):
            continue
        act = _lapsed(context, each)
        if act is not None:
            first, _, times = told.get(act.number, (each, act, 0))
            told[act.number] = (first, act, times + 1)
    for each, act, times in told.values():
        yield _superseded(context, each, act, times)


def _lapsed(context: Context, each: Mention) -> LegalAct | None:
    """Return the act if it does not hold today; None too if one of several it may be does."""
    found = context.acts(each)
    issued = each.cited.issued
    if each.year is None and issued:  # a number used each year
        found = [act for act in found if act.issued in (None, issued)]
    today = context.known.today
    if not found or not all(lapsed_on(act, today) for act in found):
        return None
    return found[0] if len(found) == 1 else None


def _is_past(context: Context, each: Mention) -> bool:
    before = context.text.folded[max(0, each.start - 40) : each.start].replace("\n", " ")
    return bool(_KNOWS_BEFORE.search(before) or _KNOWS_AFTER.match(context.text.folded, each.end))


def _superseded(context: Context, each: Mention, act: LegalAct, times: int) -> Finding:
    end = each.number_at[1] if each.number_at else each.end
    last, own, after = act.in_force_to, context.period, context.written_after
    where = act.force_source or act.source
    is_sure = where.verified is not Verified.UNVERIFIED
    severity = Severity.MEDIUM
    if last is None:
        said = "đã hết hiệu lực, chưa rõ từ ngày nào"
        is_sure = False
    elif after is not None and last < after:
        said = f"đã hết hiệu lực sau ngày {day(last)}, trước khi có văn bản này"
        severity = Severity.HIGH if is_sure else Severity.MEDIUM
    elif own is not None and last >= min(own[1], context.known.today):
        said = (
            f"còn hiệu lực vào ngày của văn bản này, nhưng hết hiệu lực sau ngày {day(last)}. "
            "Anh/chị đừng dẫn lại trong văn bản mới"
        )
        severity, is_sure = Severity.LOW, False
    else:
        said = f"hết hiệu lực sau ngày {day(last)}; ký sau ngày đó thì không dẫn nữa"
        severity = Severity.MEDIUM if own is not None else Severity.LOW
        is_sure = False
    instead = _instead(context, act)
    count = f" Văn bản dẫn {times} lần." if times > 1 else ""
    why = f"{act_name(act)} {said}."
    return rule("citation.superseded").found(
        context.span(each.start, end),
        why + (f" Văn bản thay thế: {instead}." if instead else "") + count,
        suggestion=instead or None,
        severity=severity,
        certain=is_sure,
        source=where.title,
    )


def _instead(context: Context, act: LegalAct) -> str:
    """Return the act that holds now in its place, with those between that no longer do."""
    names: list[str] = []
    seen = {act.number}
    now: LegalAct | None = act
    for _ in range(_MOST_STEPS):
        numbers = now.replaced_by if now else ()
        if not numbers or numbers[0] in seen:
            break
        seen.add(numbers[0])
        following = context.known.acts.find(numbers[0])
        name = act_name(following) if following else numbers[0]
        if following and following.title and not following.title.startswith("Luật"):
            name += f" ({following.title[:1].lower()}{following.title[1:]})"
        elif following:
            name += f" số {following.number}"
        names.append(name)
        now = following
        if now is None or not lapsed_on(now, context.known.today):
            break
    if len(names) < 2:
        return "".join(names)
    return f"{names[-1]}; trước đó là {', '.join(names[:-1])}"


def subjects(context: Context) -> Iterator[Finding]:
    """Yield citations whose words fit an act of the same number of another year much better."""
    for each in context.others:
        if each.year is None or context.act(each) is None:
            continue
        act = context.act(each)
        for other in _of_other_years(context, each):
            if act and _fits_better(context, each, act, other):
                yield rule("citation.other_year").found(
                    context.span(each.start, each.number_at[1] if each.number_at else each.end),
                    f"{act.kind} {act.number} về: {_lower(act.title)}. Câu này nói về nội dung của "
                    f"{other.kind} {other.number} ({_lower(other.title)}), cùng số nhưng khác năm. "
                    "Anh/chị xem lại số hiệu.",
                    source=other.source.title,
                )
                break


def _of_other_years(context: Context, each: Mention) -> list[LegalAct]:
    number = number_key(each.cited.number or "")
    digits, _, rest = number.partition("/")
    symbol = rest.partition("/")[2]
    return [
        act
        for act in context.by_digits.get(f"{digits} {each.cited.kind}", ())
        if number_key(act.number) != number and number_key(act.number).endswith(f"/{symbol}")
    ]


def _fits_better(context: Context, each: Mention, act: LegalAct, other: LegalAct) -> bool:
    """Say whether three words of the clause are in the other's title, and none of this one's."""
    folded = context.text.folded
    before = _CLAUSE.split(folded[max(0, each.start - _WORDS_AROUND) : each.start])[-1]
    around = _threes(before) | _threes(each.cited.title)
    own, theirs = _threes(act.title), _threes(other.title)
    return bool((theirs - own) & around) and not (own - theirs) & around


def _threes(text: str) -> set[tuple[str, str, str]]:
    words = folded_syllables(text)
    return {
        three
        for three in zip(words, words[1:], words[2:], strict=False)
        if not _COMMON.issuperset(three) and all(word.isalpha() for word in three)
    }


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
