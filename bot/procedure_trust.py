"""Say how far an answer about a procedure can be relied on, and where each part comes from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.types import Citation, Warn
from bot.wording import day, fees, sentence
from knowledge.acts import Acts, lapsed_on
from knowledge.overlays import Applied, LocalRule, Overlay
from knowledge.types import Aspect, Doubt, Procedure, ProcedureField, Source, Verified

LABELS = {
    Aspect.DOCUMENTS: "Giấy tờ cần có",
    Aspect.FEE: "Lệ phí",
    Aspect.TIME: "Thời gian",
    Aspect.PLACE: "Nơi nộp",
    Aspect.STEPS: "Các bước",
    Aspect.ONLINE: "Làm trực tuyến",
    Aspect.CONDITIONS: "Điều kiện",
    Aspect.FORM: "Mẫu đơn",
    Aspect.LEGAL_BASIS: "Căn cứ pháp lý",
    Aspect.RESULT: "Kết quả",
}
_FIELDS: dict[Aspect | None, tuple[ProcedureField, ...]] = {
    Aspect.DOCUMENTS: ("papers",),
    Aspect.FEE: ("fees",),
    Aspect.TIME: ("durations", "apply_within"),
    Aspect.PLACE: ("place", "authority"),
    Aspect.STEPS: ("steps",),
    Aspect.ONLINE: ("online",),
    Aspect.CONDITIONS: ("conditions",),
    Aspect.FORM: ("forms",),
    Aspect.LEGAL_BASIS: ("legal_basis",),
    Aspect.RESULT: ("results",),
    None: ("place", "apply_within", "papers", "durations", "fees"),
}
_FIELD_NAMES: dict[ProcedureField, str] = {
    "authority": "cơ quan giải quyết",
    "place": "nơi nộp",
    "online": "cách làm trực tuyến",
    "apply_within": "hạn phải làm",
    "fees": "lệ phí",
    "durations": "thời gian giải quyết",
    "papers": "giấy tờ",
    "forms": "mẫu đơn",
    "conditions": "điều kiện",
    "steps": "các bước",
    "results": "kết quả",
    "legal_basis": "căn cứ pháp lý",
    "notes": "lời giải thích",
}
_LOCALLY_SET = re.compile(
    r"hội đồng nhân dân|\bHĐND\b|(?:tỉnh|địa phương)[^.;]{0,30} quy định", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Law:
    """What an answer is held against: the local rules of the place and the known acts."""

    overlays: tuple[Overlay, ...] = ()
    acts: Acts
    province: str = ""

    def elsewhere(self, province: str) -> "Law":
        """Return the law of another province: none of the home place's rules."""
        return Law(acts=self.acts, province=province)


NO_LAW = Law(acts=Acts(()))


def citations(applied: Applied, aspect: Aspect | None) -> list[Citation]:
    """Return where the answer comes from: local rules, sources of single fields, the record."""
    procedure = applied.procedure
    found = [_local_citation(procedure, *used) for used in _shown_rules(applied, aspect)]
    for source in dict.fromkeys(source for _, source in _shown_sources(procedure, aspect)):
        if source != procedure.source:
            found.append(
                Citation(
                    title=source.title,
                    doc=procedure.code,
                    locator=LABELS[aspect] if aspect else "",
                    url=source.url,
                    as_of=source.as_of,
                )
            )
    record = Citation(
        title=f"{procedure.source.title}: {procedure.name}",
        doc=procedure.code,
        locator=LABELS[aspect] if aspect else "",
        number=procedure.decision,
        url=procedure.source.url,
        as_of=procedure.source.as_of,
    )
    return [*found, record]


def warnings(
    applied: Applied, aspect: Aspect | None, law: Law, today: date, *, shows_note: bool = False
) -> list[Warn]:
    """Return what the reader must know: validity, doubtful and unverified fields, local rules.

    `shows_note` says that the answer holds one of the record's notes.
    """
    procedure = applied.procedure
    found = [*_validity(procedure, today), *_outdated(procedure, law.acts, today)]
    if _doubts(applied, aspect):
        where = f" tại {procedure.source.url}" if procedure.source.url else " ở quầy một cửa"
        text = "Nguồn ghi chưa rõ chỗ này, anh/chị kiểm tra lại" + where + " trước khi đi."
        found.append(Warn(kind="doubtful", text=text))
    unverified = _unverified(procedure, aspect)
    if shows_note and procedure.source_of("notes").verified is Verified.UNVERIFIED:
        unverified.append("notes")
    if unverified:
        names = ", ".join(_FIELD_NAMES[field] for field in unverified)
        text = (
            f"Tôi chưa đối chiếu được {names} với nguồn chính thức. "
            "Anh/chị hỏi lại quầy một cửa trước khi đi."
        )
        found.append(Warn(kind="doubtful", text=text))
    found += [Warn(kind="doubtful", text=text) for text in _superseded(procedure, aspect)]
    used = list(_shown_rules(applied, aspect))
    if used:
        for overlay in dict.fromkeys(overlay for overlay, _ in used):
            found.append(Warn(kind="local_fee", text=_local_text(overlay)))
        if aspect is Aspect.FEE and (said := _national_fees(applied, today)):
            found.append(Warn(kind="local_fee", text=f"Mức chung cả nước trên Cổng: {said}"))
    elif aspect is Aspect.FEE and _is_locally_set(procedure):
        place = f" của {law.province}" if law.province else ""
        text = (
            f"Mức thu này do từng tỉnh, thành phố quyết định; tôi chưa có mức{place}. "
            "Anh/chị hỏi quầy một cửa."
        )
        found.append(Warn(kind="local_fee", text=text))
    return found


def is_doubtful(applied: Applied, aspect: Aspect) -> bool:
    """Say whether the fields of an aspect were read with doubt or checked by nobody."""
    return bool(_doubts(applied, aspect) or _unverified(applied.procedure, aspect))


def _validity(procedure: Procedure, today: date) -> Iterator[Warn]:
    if procedure.valid_to and procedure.valid_to < today:
        text = (
            f"Thủ tục này hết hiệu lực sau ngày {day(procedure.valid_to)}. "
            "Đây là quy định cũ, anh/chị hỏi quầy một cửa trước khi làm."
        )
        yield Warn(kind="expired", text=text)
    if procedure.valid_from and procedure.valid_from > today:
        text = f"Thủ tục này chỉ áp dụng từ ngày {day(procedure.valid_from)}."
        yield Warn(kind="expired", text=text)
    if procedure.replaced_by and not procedure.valid_to:
        text = (
            f"Có nguồn cho biết thủ tục này đã được thay bằng thủ tục mã {procedure.replaced_by}, "
            "tôi chưa đối chiếu được. Anh/chị hỏi quầy một cửa trước khi làm."
        )
        yield Warn(kind="doubtful", text=text)


def _outdated(procedure: Procedure, acts: Acts, today: date) -> Iterator[Warn]:
    """Yield one warning if an act that the record rests on has lapsed since its source was read."""
    known = [acts.find(ref.number) for ref in procedure.legal_basis]
    seen = procedure.source.as_of
    lapsed = [
        act
        for act in known
        if act and act.in_force_to and seen <= act.in_force_to and lapsed_on(act, today)
    ]
    if not lapsed:
        return
    first = lapsed[0]
    certain = first.force_source and first.force_source.verified is not Verified.UNVERIFIED
    instead = f", thay bằng {first.replaced_by[0]}" if first.replaced_by else ""
    text = (
        f"Văn bản {first.number} mà thủ tục này dựa vào {'đã' if certain else 'có thể đã'} "
        f"hết hiệu lực{instead}. Anh/chị hỏi lại quầy một cửa xem có gì đổi."
    )
    yield Warn(kind="doubtful", text=text)


def _doubts(applied: Applied, aspect: Aspect | None) -> list[Doubt]:
    """Return the doubts about fields that the answer shows and no local rule has replaced."""
    marks = {
        Aspect.FEE: (".fee", "fees"),
        Aspect.TIME: (".time", "duration"),
        Aspect.DOCUMENTS: ("papers",),
        Aspect.FORM: ("papers",),
        Aspect.PLACE: ("authority", "place"),
        Aspect.LEGAL_BASIS: ("legal_basis",),
        Aspect.CONDITIONS: ("conditions",),
        Aspect.STEPS: ("steps",),
        Aspect.RESULT: ("results",),
    }
    procedure = applied.procedure
    wanted = ["record", *marks.get(aspect, ())] if aspect else ["record"]
    if aspect is None:  # the overview leaves out what could not be read
        wanted += [".fee"] if any(s.fees for s in procedure.submissions) else []
        wanted += [".time"] if any(s.durations for s in procedure.submissions) else []
    rules = [rule for _, rule in applied.used if not rule.channels]
    if any(rule.fees for rule in rules):
        wanted = [mark for mark in wanted if mark not in (".fee", "fees")]
    if any(rule.durations for rule in rules):
        wanted = [mark for mark in wanted if mark not in (".time", "duration")]
    return [d for d in procedure.doubts if any(mark in d.field for mark in wanted)]


def _shown_sources(
    procedure: Procedure, aspect: Aspect | None
) -> Iterator[tuple[ProcedureField, Source]]:
    for field in _FIELDS[aspect]:
        if _holds(procedure, field):
            yield field, procedure.source_of(field)


def _unverified(procedure: Procedure, aspect: Aspect | None) -> list[ProcedureField]:
    return [
        field
        for field, source in _shown_sources(procedure, aspect)
        if source.verified is Verified.UNVERIFIED
    ]


def _superseded(procedure: Procedure, aspect: Aspect | None) -> list[str]:
    """Return what the record's own source says otherwise about the fields shown."""
    shown = [field for field in _FIELDS[aspect] if _holds(procedure, field)]
    own = (next((e for e in procedure.field_sources if f in e.fields), None) for f in shown)
    return list(
        dict.fromkeys(sentence(each.instead_of) for each in own if each and each.instead_of)
    )


def _holds(procedure: Procedure, field: ProcedureField) -> bool:
    match field:
        case "fees":
            return any(s.fees or s.fee_raw for s in procedure.submissions)
        case "durations":
            return any(s.durations or s.duration_raw for s in procedure.submissions)
        case "forms":
            return any(paper.form for paper in procedure.papers)
    return bool(getattr(procedure, field))


def _shown_rules(applied: Applied, aspect: Aspect | None) -> Iterator[tuple[Overlay, LocalRule]]:
    """Yield the local rules whose statements the answer holds."""
    for overlay, rule in applied.used:
        shows_fee = bool(rule.fees) and aspect in (None, Aspect.FEE, Aspect.ONLINE)
        shows_time = bool(rule.durations) and aspect in (None, Aspect.TIME, Aspect.ONLINE)
        shows_place = bool(rule.place) and aspect in (None, Aspect.PLACE)
        shows_note = any(note.aspect is aspect for note in rule.notes)
        if shows_fee or shows_time or shows_place or shows_note:
            yield overlay, rule


def _local_text(overlay: Overlay) -> str:
    number = f" ({overlay.number})" if overlay.number else ""
    said = f"Tôi trả lời theo quy định riêng của {overlay.place}{number}, nơi khác có thể khác."
    if overlay.source.verified is Verified.UNVERIFIED:
        said += " Quy định này tôi chưa đối chiếu được với văn bản gốc."
    return said


def _national_fees(applied: Applied, today: date) -> str:
    """Return the national amounts of the channels whose fee a local rule replaced."""
    pairs = zip(applied.national.submissions, applied.procedure.submissions, strict=True)
    said = {
        fees(national.fees, today=today)
        for national, local in pairs
        if national.fees and national.fees != local.fees
    }
    return sentence("; ".join(sorted(said))) if said else ""


def _local_citation(procedure: Procedure, overlay: Overlay, rule: LocalRule) -> Citation:
    return Citation(
        title=overlay.title,
        doc=procedure.code,
        locator=rule.article,
        number=overlay.number,
        date=overlay.issued,
        url=overlay.source.url,
        as_of=overlay.source.as_of,
    )


def _is_locally_set(procedure: Procedure) -> bool:
    """Say whether the record's own words leave the fee to the province."""
    words: Sequence[str] = [
        part
        for submission in procedure.submissions
        for part in (submission.note, submission.fee_raw, *(f.condition for f in submission.fees))
    ]
    return any(_LOCALLY_SET.search(part) for part in words)
