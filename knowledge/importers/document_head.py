"""Read the head of an administrative document: title, number, issuer and date of issue."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from knowledge.importers.plan_blocks import Mark, classify, is_capitals, join
from knowledge.importers.plan_head import date_of
from knowledge.importers.plan_lines import Line
from knowledge.importers.plan_tables import Finding
from knowledge.importers.plan_words import sentence_case, word_count


@dataclass(frozen=True, kw_only=True)
class DocumentHead:
    """What stands above the text of a document."""

    title: str
    number: str | None
    issuer: str
    issued: date | None
    body: int
    """Index of the first line after the head."""
    findings: tuple[Finding, ...]
    title_line: int | None = None
    """Number of the heading further down from which the title was taken."""


# The kinds of decree 30/2020/NĐ-CP, article 7 (read 2026-11-22), and of legal acts; longer first.
_KINDS = tuple(
    sorted(
        (
            "NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ", "QUY CHẾ", "QUY ĐỊNH", "THÔNG CÁO", "THÔNG BÁO",
            "HƯỚNG DẪN", "CHƯƠNG TRÌNH", "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN", "BÁO CÁO",
            "BIÊN BẢN", "TỜ TRÌNH", "HỢP ĐỒNG", "CÔNG ĐIỆN", "BẢN GHI NHỚ", "BẢN THỎA THUẬN",
            "GIẤY ỦY QUYỀN", "GIẤY MỜI", "GIẤY GIỚI THIỆU", "PHIẾU GỬI", "PHIẾU CHUYỂN",
            "PHIẾU BÁO", "THƯ CÔNG", "LUẬT", "PHÁP LỆNH", "NGHỊ ĐỊNH", "THÔNG TƯ", "QUY TRÌNH",
            "NỘI QUY", "ĐIỀU LỆ", "SỔ TAY",
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
_MOTTO = re.compile(r"C[ỘỌ]NG H\S{1,2} X[ÃẢ] H[ỘỌ]I|Đ[ộọ]c lập\s*[-–]", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b[Ss][ốỐ]\s*:?\s*(\d{0,5}[a-z]?|[.…_]*)\s*(/\s*[\wĐđ/&.-]*[A-ZĐ][\wĐđ/&.-]*)"
)
_DATE = re.compile(
    r"ngày\s*(\d{1,2}|[.…_\s]*)\s*tháng\s*(\d{1,2}|[.…_\s]*)\s*năm\s*(\d{4}|[.…_\d\s]*)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"V\s*/\s*v\.?\s*:?\s*(.+)|Về việc\s*:?\s*(.+)", re.IGNORECASE)
_ADDRESSED = re.compile(r"Kính gửi\b")
_PREAMBLE = re.compile(
    r"(?:Thực hiện|Căn cứ|Để|Nhằm|Tiếp tục|Triển khai thực hiện|Trên cơ sở|Xét|Theo|Kính gửi"
    r"|Ngày|Điều \d|[ỦU][ỷy] ban|UBND|Hội đồng|HĐND|Chính phủ ban hành|Bộ trưởng)\b"
)
_ORGAN = re.compile(
    r"[ỦU][YỶ] BAN|UBND|HỘI ĐỒNG|HĐND|SỞ |BỘ|PHÒNG|BAN |CỤC|TỔNG CỤC|CHI CỤC|TRUNG TÂM|CÔNG AN"
    r"|ĐẢNG|THÀNH ỦY|TỈNH ỦY|CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG|VĂN PHÒNG|TRƯỜNG|HỘI |TÒA|VIỆN|NGÂN HÀNG"
    r"|BẢO HIỂM|PHƯỜNG|XÃ |ĐẶC KHU|THÀNH PHỐ|TỈNH|LIÊN ĐOÀN|MẶT TRẬN"
)
_COMMITTEE = re.compile(r"(?:[ỦU][YỶ] BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND)$")
_AREA = re.compile(r"(PHƯỜNG|XÃ|ĐẶC KHU|THÀNH PHỐ|TỈNH|QUẬN|HUYỆN|THỊ XÃ|THỊ TRẤN)\s+(.+)")
_NAMED_FOR = re.compile(r"(Sở|Bộ|Phòng|Ban|Cục|Chi cục|Trung tâm|Văn phòng) (\w)")
_HEAD_LINES = 40
_TITLE_LINES = 7
_TITLE_WORDS = 60


def read_document_head(lines: Sequence[Line], headings: Collection[int], stem: str) -> DocumentHead:
    """Return what the head says; `headings` are the line numbers that the file marks as such."""
    start = _kind_at(lines)
    if start is None:
        return _without_kind(lines, headings, stem)
    end = _title_end(lines, start)
    title = _sentence(" ".join(line.text for line in lines[start:end]))
    number, issued, findings = _number_and_date(lines[:start])
    if end == start + 1 and title.upper() in _KINDS:
        reason = "only the kind of document could be told from its text"
        findings = (Finding(field="title", reason=reason, line=lines[start].number), *findings)
    return DocumentHead(
        title=title,
        number=number,
        issuer=_issuer(lines[:start]),
        issued=issued,
        body=end,
        findings=findings,
    )


def _without_kind(lines: Sequence[Line], headings: Collection[int], stem: str) -> DocumentHead:
    """Return the head of a letter ("V/v …"), of a page with headings, or of plain text."""
    addressed = next(
        (i for i, line in enumerate(lines[:_HEAD_LINES]) if _ADDRESSED.match(line.text)), None
    )
    is_official = any(_MOTTO.search(line.text) for line in lines[:_HEAD_LINES])
    if addressed is not None or is_official:
        above = lines[: addressed if addressed is not None else _HEAD_LINES]
        number, issued, findings = _number_and_date(above)
        subject = _subject(above)
        body = addressed if addressed is not None else 0
        return DocumentHead(
            title=subject or _first_words(lines[body:]) or stem,
            number=number,
            issuer=_issuer(above),
            issued=issued,
            body=body,
            findings=findings if subject else (*findings, _no_title(stem)),
        )
    first = join(lines[:_TITLE_LINES])[0] if lines else None
    marked = next((i for i, line in enumerate(lines) if line.number in headings), None)
    undated = Finding(field="issued", reason="the document shows no date of issue")
    title_line = None
    if marked is not None:
        title, body, title_line = lines[marked].text, 0, lines[marked].number
    elif first and word_count(first.text) <= 25 and not first.text.endswith((".", ";", ",")):
        title, body = first.text, len(first.starts)
    else:
        return DocumentHead(
            title=_first_words(lines) or stem, number=None, issuer="", issued=None, body=0,
            findings=(_no_title(stem), undated),
        )  # fmt: skip
    return DocumentHead(
        title=_sentence(title),
        number=None,
        issuer="",
        issued=None,
        body=body,
        findings=(undated,),
        title_line=title_line,
    )


def _no_title(stem: str) -> Finding:
    return Finding(
        field="title", reason="the document shows no title; its first words stand in", raw=stem
    )


def _first_words(lines: Sequence[Line]) -> str:
    plain = [line for line in lines if not line.cells][:_TITLE_LINES]
    text = join(plain)[0].text if plain else ""
    words = text.split()
    return " ".join(words[:15]).rstrip(" ,;:.") + ("…" if len(words) > 15 else "")


def _kind_at(lines: Sequence[Line]) -> int | None:
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if classify(line.text)[0] in {Mark.ROMAN, Mark.NUMBER} or _ADDRESSED.match(line.text):
            return None
        plain = line.text.strip(" :")
        if plain in _KINDS:
            return index
        if is_capitals(plain) and plain.startswith(tuple(f"{kind} " for kind in _KINDS)):
            return index
    return None


def _title_end(lines: Sequence[Line], start: int) -> int:
    end = start + 1
    while end < len(lines) and end - start < _TITLE_LINES:
        line = lines[end]
        words = " ".join(item.text for item in lines[start:end])
        if line.cells or _PREAMBLE.match(line.text) or re.fullmatch(r"[-–_—*\s]+", line.text):
            break
        if classify(line.text)[0] not in {Mark.TEXT, Mark.CAPITALS}:
            break
        if word_count(words) + word_count(line.text) > _TITLE_WORDS:
            break
        # A sentence with a full stop is text; so is what follows a whole title after a gap.
        if line.text.endswith(".") or (end > start + 1 and line.gap and line.text[0].isupper()):
            break
        if is_capitals(line.text) and _ORGAN.match(line.text) and end > start + 1:
            break
        end += 1
    return end


def _sentence(title: str) -> str:
    """Return a title in sentence case, a kind in capitals too."""
    title = re.sub(r"\s+", " ", title).strip(" .:,“”\"'")
    for kind in _KINDS:
        if title.startswith(kind):
            rest = title[len(kind) :].strip(" .:")
            if rest and is_capitals(rest):
                rest = sentence_case(rest, _names(rest))
            lowered = re.match(r"(Về|Quy|Ban|Phê|Sửa|Công|Thực|Triển|Tổ|Ứng)\b", rest)
            if lowered:
                rest = rest[:1].lower() + rest[1:]
            return f"{kind.capitalize()} {rest}".strip()
    return sentence_case(title, _names(title)) if is_capitals(title) else title


def _names(capitals: str) -> list[str]:
    found = _AREA.search(capitals)
    return [found.group(2).title(), "Việt Nam"] if found else ["Việt Nam"]


def _issuer(above: Sequence[Line]) -> str:
    """Return who issued the document: the last organ named on the left of its head."""
    parts: list[str] = []
    for line in above:
        motto = _MOTTO.search(line.text)
        text = (line.text[: motto.start()] if motto else line.text).strip(" -–_*")
        text = re.split(r"\s+[Ss][ốỐ]\s*:|,\s*ngày", text)[0].strip()
        if re.match(r"[Ss][ốỐ]\s*:", line.text):
            break
        if not text or not is_capitals(text):
            continue
        goes_on = parts and (_COMMITTEE.search(parts[-1]) and _AREA.match(text))
        if goes_on:
            parts[-1] = f"{parts[-1]} {text}"
        elif _ORGAN.match(text):
            parts.append(text)
    if not parts:
        return ""
    issuer = sentence_case(parts[-1], _names(parts[-1]))
    return _NAMED_FOR.sub(lambda m: f"{m.group(1)} {m.group(2).upper()}", issuer, count=1)


def _number_and_date(
    above: Sequence[Line],
) -> tuple[str | None, date | None, tuple[Finding, ...]]:
    number, number_finding = _number(above)
    issued, date_finding = _issued(above)
    return number, issued, tuple(f for f in (number_finding, date_finding) if f)


def _number(above: Sequence[Line]) -> tuple[str | None, Finding | None]:
    for line in above:
        if match := _NUMBER.search(line.text):
            count = match.group(1).strip(" .…_")
            if count:
                return re.sub(r"\s+", "", count + match.group(2)).rstrip("./-"), None
            reason = "the document leaves its number blank"
            return None, Finding(field="number", reason=reason, line=line.number, raw=line.text)
    return None, Finding(field="number", reason="the head does not show the document's number")


def _issued(above: Sequence[Line]) -> tuple[date | None, Finding | None]:
    for line, following in zip_longest(above, above[1:]):
        after = following.text if following else ""
        # A narrow column pushes the year onto the next line.
        text = f"{line.text} {after}" if re.match(r"\d{4}\b", after) else line.text
        match = _DATE.search(text)
        if match:
            return date_of(match, line)
    return None, Finding(field="issued", reason="the head does not show the date of issue")


def _subject(above: Sequence[Line]) -> str:
    """Return what a letter says it is about, over the lines on which it goes on."""
    for index, line in enumerate(above):
        match = _SUBJECT.match(line.text)
        if not match:
            continue
        words = (match.group(1) or match.group(2)).split("\t")[0]
        for after in above[index + 1 : index + 5]:
            if after.gap or not after.text[:1].islower() or _DATE.search(after.text):
                break
            words += f" {after.text.split(chr(9))[0]}"
        return f"Công văn về việc {words.strip(' .')}"
    return ""
