"""Take the portal's flattened tables apart again: glued strings become rows.

The page texts were scraped without cell borders, so "Trực tuyến3 Ngày làm việc7,000 Việt Nam
Đồng(…)…Trực tiếp…" has to be cut where a new row can start, and only there: the words for the
channels also occur inside notes.
"""

import re
from collections.abc import Iterator

from knowledge.importers.portal_page import FeeCell, LegalRow, PaperRow, SubmissionRow
from knowledge.importers.portal_text import LOWER, UPPER, one_line

_CHANNEL = r"(?:Trực tuyến|Trực tiếp|Dịch vụ bưu chính)"
_UNIT = r"(?:Ngày làm việc|Ngày|Giờ làm việc|Giờ|Tháng|Năm|Tuần|Phút)"
_MONEY = r"\d[\d.,]*\s?(?:Việt Nam Đồng|VNĐ|VND|Đồng|USD|EUR)"
_FEE = rf"(?:Miễn phí|Không có thông tin|{_MONEY})"
# A row: channel, then a time (with unit, none, a bare number, or a phrase about no time), then
# a fee. A phrase may be any words, but not so many that it swallows a note.
_ROW = re.compile(
    rf"({_CHANNEL})\s*(\d+(?:[.,]\d+)?\s?{_UNIT}|Không có thông tin|"
    rf"(?:Không|Hệ thống)(?:(?!{_CHANNEL}).){{0,200}}?|\d*?)\s*(?={_FEE})"
)
_FEE_CELL = re.compile(rf"\s*({_FEE})")

_PAPERS_HEADER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
# A count ends a row. It has one digit, even after a year ("…20251 bản chính" is 2025 and 1), no
# leading zero ("01 bản chính" is prose), and nothing but a new row after it.
_COUNT = re.compile(
    r"(?:(?<!\d)|(?<=[1-9])|(?<=\d\d))(\d) bản chính(?:,(\d) bản sao)?"
    rf"(?=$|\w|\s*[{UPPER}\d(+*•–\"“-]|\s*[{LOWER}]{{1,3}}\))"
)

_LEGAL_HEADER = "Tên văn bản pháp lýMã văn bản"
_ISSUERS = (
    "UBTVQH|TANDTC|VKSNDTC|BNNPTNT|BTNMT|BLĐTBXH|BVHTTDL|BGDĐT|BTTTT|BKHCN|BKHĐT|BNNMT|BGTVT|"
    "BDTTG|NHNN|TTCP|TTg|BTC|BTP|BCA|BQP|BXD|BYT|BNV|BCT|BNG|UBND|HĐND|CTN|CP"
)
# A number may be glued to a year before it ("năm 202056/2020/QH14") or to another number.
LEGAL_NUMBER = re.compile(
    r"(?:(?<![\d/])(?<!\d\.)|(?<=(?:19|20)\d\d)|(?<=QH1\d))"
    rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?[a-z]?/(?:19|20)\d\d/(?:QH1\d|QH\d|UBTVQH1\d|"
    rf"[A-ZĐ]{{2,5}}\d?(?:-(?:{_ISSUERS}))+|[A-ZĐ]{{2,5}}(?:-[A-ZĐ]+)+(?![{LOWER}]))"
    rf"|\d{{1,5}}/(?:QĐ|NQ|CT|VBHN)-(?:{_ISSUERS}))"
)
_NUMBER_LABEL = re.compile(
    r"(?:(?:Bộ luật|Luật|Nghị định|Thông tư|Quyết định|Nghị quyết|NĐ|TT)\s*)?(?:số)?:?\s*\Z"
)


def submission_rows(glued: str) -> list[SubmissionRow]:
    """Return the rows of the glued table of channels; empty when it does not start with one."""
    body = glued.removeprefix("Hình thức nộpThời gianPhí, lệ phíMô tả").lstrip()
    starts = list(_ROW.finditer(body))
    if not starts or starts[0].start() != 0:
        return []
    ends = [match.start() for match in starts[1:]] + [len(body)]
    return [
        _submission_row(match, body[match.end() : end])
        for match, end in zip(starts, ends, strict=True)
    ]


def _submission_row(match: re.Match[str], rest: str) -> SubmissionRow:
    time = match.group(2).strip()
    fees: list[FeeCell] = []
    at = 0
    while cell := _FEE_CELL.match(rest, at):
        column = cell.group(1)
        note, at = bracketed(rest, cell.end())
        is_glued = not time and column[:1].isdigit() and not fees
        fees.append(FeeCell(column=column, note=note, is_glued=is_glued))
    return SubmissionRow(
        channel=match.group(1), time=time, fees=tuple(fees), description=rest[at:].strip()
    )


def bracketed(text: str, at: int) -> tuple[str, int]:
    """Return what stands in brackets at this place, and where the text goes on.

    A bracket that is never closed takes the rest of the text: the page lost its end.
    """
    if text[at : at + 1] != "(":
        return "", at
    depth = 0
    for index in range(at, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0:
            return text[at + 1 : index], index + 1
    return text[at + 1 :], len(text)


def paper_rows(glued: str) -> list[PaperRow]:
    """Return the rows of the glued table of papers, each with the heading of its group."""
    if _PAPERS_HEADER not in glued:
        return []
    group, *tables = glued.split(_PAPERS_HEADER)
    rows: list[PaperRow] = []
    for table in tables:
        at = 0
        for count in _COUNT.finditer(table):
            name = table[at : count.start()].strip()
            at = count.end()
            if name:
                rows.append(
                    PaperRow(
                        name=name,
                        group=group,
                        originals=int(count.group(1)),
                        copies=int(count.group(2) or 0),
                    )
                )
        group = table[at:]
    if len(group.strip(" -")) > 3:  # what follows the last count is no heading of anything
        rows.append(PaperRow(name=group.strip(), group=""))
    return rows


def legal_rows(glued: str) -> list[LegalRow]:
    """Return title and number of every legal act in the glued table, in its order."""
    body = one_line(glued).removeprefix(_LEGAL_HEADER)
    rows: list[LegalRow] = []
    at = 0
    for match in _row_ends(body):
        title = body[at : match.start()].strip()
        rows.append(LegalRow(title=_NUMBER_LABEL.sub("", title), number=match.group()))
        at = match.end()
    return rows


def _row_ends(body: str) -> Iterator[re.Match[str]]:
    """Yield the numbers that end a row.

    A number inside a title is followed by a blank and more of the title, by its day, or by itself
    in the number column. One that ends a row is followed by nothing or by the next title.
    """
    for match in LEGAL_NUMBER.finditer(body):
        after = body[match.end() :]
        next_number = LEGAL_NUMBER.match(body, match.end())
        if next_number:
            ends_row = next_number.group() != match.group()
        else:
            is_glued = after[:1].isalpha() and not after.startswith("ngày")
            ends_row = is_glued or after.lstrip()[:1].isupper() or not after.strip(" .;")
        if ends_row:
            yield match
