"""Turn the rows of the table "Thành phần hồ sơ" into papers of the dossier."""

import re

from knowledge.importers.portal_page import PaperRow
from knowledge.importers.portal_text import LOWER, UPPER, clean, one_line, without_bullet
from knowledge.types import Paper

_EXTENSION = r"\.(?:docx?|pdf|xlsx?|rar|zip|jpe?g|png|rtf|pptx?)"
_ATTACHMENT_END = re.compile(_EXTENSION + r"\s*\Z", re.IGNORECASE)
_ATTACHMENT_BEFORE = re.compile(_EXTENSION + r"(?=\S)", re.IGNORECASE)
_FILE_NAME_LENGTH = 130
"""Longest file name seen in the data, rounded up."""
# Where a file name is glued to the end of a sentence. Accented letters are mostly dropped from
# file names, so that the joint is the only sign.
_FILE_WORDS = "mẫu |đơn |giấy |văn bản |bản |tờ |phụ lục"
_JOINT = re.compile(
    rf"(?<=[{LOWER}])(?=[{UPPER}\d])|(?<=\d)(?=[{UPPER}][{LOWER}])"
    rf"|(?<=[{UPPER}])(?=[{UPPER}][{LOWER}]{{2}})|(?<=[{LOWER}])(?={_FILE_WORDS})"
    r"|(?<=[;:)\]”\"])(?=\w)|(?<!\d)(?<=[.,])(?=\w)|(?<=[.,])(?=[^\W\d])"
)
_KNOWN_WORDS = re.compile(r"VNeID|eTax|VssID|iDMS|eVisa|pH|\bk?m[23]\b|\d\s?x\s?\d")

_FORM_CODE = (
    r"(?:[A-ZĐ]{1,6}[\d.-]|[IVX]{1,4}\.\d|\d)[A-ZĐ0-9]*(?:[./-][A-ZĐ0-9]+|[./-]?[a-zđ](?!\w))*"
)
_FORM = re.compile(
    r"\b(?:[Mm]ẫu|MẪU)(?:\s+(?:đơn|tờ khai|biểu|biểu mẫu))?(?:\s+(?:[Ss]ố|SỐ))?\s*:?\s*"
    rf"({_FORM_CODE})(?![\d/]*/(?:19|20)\d\d)"
)
_FORM_IN_BRACKETS = re.compile(r"\(([A-Z]{1,3}\d{1,3}[a-z]?)\)")
_LAW_NUMBER = re.compile(r"\d+/(?:19|20)\d\d")

_PLAIN_GROUP = re.compile(
    r"(?:(?:các )?(?:giấy tờ|hồ sơ)?\s*phải nộp|(?:thành phần )?hồ sơ|bao gồm|gồm|"
    r"thành phần hồ sơ,? bao gồm|hồ sơ (?:bao )?gồm(?: có)?|[a-z0-9]{1,2})",
    re.IGNORECASE,
)
_SHOW_ONLY_GROUP = re.compile(r"\bphải xuất trình\b|^(?:giấy tờ )?xuất trình\b", re.IGNORECASE)
_ONLY_SHOW = re.compile(r"(?:các )?giấy tờ (?:phải )?xuất trình(?: gồm| bao gồm)?", re.IGNORECASE)
_REMARK_GROUP = re.compile(r"(?:một số )?lưu ý|ghi chú", re.IGNORECASE)


def read_papers(rows: tuple[PaperRow, ...]) -> tuple[Paper, ...]:
    """Return the papers in the order of the source; 0 originals and 0 copies mark a remark."""
    papers = (_read_paper(row) for row in rows)
    return tuple(paper for paper in papers if paper is not None)


def _read_paper(row: PaperRow) -> Paper | None:
    name = without_bullet(one_line(without_attachments(clean(row.name)))).rstrip(" ;")
    if not re.search(r"\w{2}", name):
        return None
    group = without_bullet(one_line(row.group)).strip(" :-.*")
    is_remark = _REMARK_GROUP.fullmatch(group) is not None
    show_only = _SHOW_ONLY_GROUP.search(group) is not None and "phải nộp" not in group.lower()
    return Paper(
        name=name,
        form=form_code(name),
        originals=0 if is_remark else row.originals,
        copies=0 if is_remark else row.copies,
        case=_case(group),
        show_only=show_only,
    )


def _case(group: str) -> str:
    plain = re.sub(r"^(?:\(?\w{1,2}(?:\.\d)?[).]\s*)", "", group).strip(" :-.*")
    if not plain or _PLAIN_GROUP.fullmatch(plain) or _ONLY_SHOW.fullmatch(plain):
        return ""
    return plain


def without_attachments(name: str) -> str:
    """Return the name of a paper without the file names that are glued to its end."""
    text = name
    while end := _ATTACHMENT_END.search(text):
        stem = text[: end.start()]
        window_at = max(0, len(stem) - _FILE_NAME_LENGTH)
        before = list(_ATTACHMENT_BEFORE.finditer(stem, window_at))
        if before:
            text = stem[: before[-1].end()]
            continue
        return _cut_at_joint(stem, window_at)
    return text


def _cut_at_joint(stem: str, window_at: int) -> str:
    masked = _KNOWN_WORDS.sub(lambda match: "x" * len(match.group()), stem)
    for match in _JOINT.finditer(masked, max(1, window_at)):
        file_name = stem[match.start() :]
        if ";" not in file_name and not _LAW_NUMBER.search(file_name):
            return stem[: match.start()]
    return "" if window_at == 0 and " " not in stem else stem


def form_code(name: str) -> str | None:
    """Return the code of the form a paper is written on; several are joined by a comma.

    A bare number is given as people say it: "Mẫu số 21".
    """
    codes: dict[str, None] = {}
    for match in _FORM.finditer(name):
        code = match.group(1).rstrip(".-/")
        if _LAW_NUMBER.match(code):
            continue
        codes[f"Mẫu số {code}" if re.fullmatch(r"\d+\w?", code) else code] = None
    if not codes:
        codes = dict.fromkeys(match.group(1) for match in _FORM_IN_BRACKETS.finditer(name))
    return ", ".join(codes) or None
