"""What every channel shows of an answer besides its text, as plain lines."""

import datetime
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.types import Status
from bot.wording import WEEKDAYS, day
from channels.contract import AnswerBody, CheckItemBody, CitationBody, FormBody

ASK_ON = "Hỏi tiếp:"
WITH_STAFF = "Đã chuyển cho cán bộ."
NOT_BROUGHT = "Không phải mang nếu đúng như ghi; chưa chắc thì cứ mang theo"
ASSISTANT = "Trợ lý"
# Who tells news; whatever else there is, the assistant tells. As in news.js.
WHO = {"staff": "Cán bộ", "ticket": "Phản ánh"}

# Stands in a paper's line before what else is known of it; as in answer.js.
_REMARK = " – "
# The questions of the form for a report, in their order.
_STEPS = ("content", "place", "contact", "confirmed")
_REPORT = "ticket"

# "Lưu ý: " or "⚠ " before a warning belongs into its box; a sentence does not. As in chat.js.
_LABEL = re.compile(r"[^.!?;\n]{0,30}:\s*|[\W\d_]*")


def source_line(citation: CitationBody) -> str:
    """Return what follows a source's title: place in it, number, dates. Plain text."""
    number = f"số {citation.number}" if citation.number else ""
    dated = f"ngày {day(citation.date)}" if citation.date else ""
    as_of = f"dữ liệu ngày {day(citation.as_of)}" if citation.as_of else ""
    document = " ".join(part for part in (number, dated) if part)
    return " — ".join(part for part in (citation.locator, document, as_of) if part)


def item_line(item: CheckItemBody) -> str:
    """Return a paper with the code of its form, said once. Plain text."""
    if not item.form or item.form.lower() in item.text.lower():
        return item.text
    code = item.form if item.form.lower().startswith("mẫu") else f"mẫu {item.form}"
    name, dash, remark = item.text.partition(_REMARK)
    return f"{name} ({code}){dash}{remark}"


def dated_line(answer: AnswerBody) -> str:
    """Return of which day the answer is; nothing for what is no answer. Plain text."""
    if answer.status is not Status.ANSWERED:
        return ""
    if answer.as_of:
        return f"Theo nguồn ngày {day(answer.as_of)}."
    is_dated = any(citation.as_of or citation.date for citation in answer.citations)
    return "" if is_dated or not answer.citations else "Nguồn không ghi ngày."


def step_line(form: FormBody | None) -> str:
    """Return how far the report has come, for one that goes on. Plain text."""
    if form is None or form.name != _REPORT or form.asks not in _STEPS:
        return ""
    return f"Phản ánh: bước {_STEPS.index(form.asks) + 1}/{len(_STEPS)}"


def is_with_staff(answer: AnswerBody) -> bool:
    """Tell whether nothing is said because a person has the conversation."""
    return answer.silent and answer.status is Status.HANDOVER


def due_day(value: datetime.date) -> str:
    """Return a day with its name: "thứ Sáu 27/11/2026"."""
    return f"{WEEKDAYS[value.weekday()]} {day(value)}"


def parts(text: str, warnings: Sequence[str]) -> list[tuple[bool, str]]:
    """Cut an answer's text into (is a warning, piece) pairs, in reading order.

    The text already says the warnings; the page only marks them, so that nothing is said twice.
    """
    for warning in filter(None, warnings):
        start = text.find(warning)
        if start < 0:
            continue
        line_start = text.rfind("\n", 0, start) + 1
        box_start = line_start if _LABEL.fullmatch(text, line_start, start) else start
        end = start + len(warning)
        return [
            *parts(text[:box_start], warnings),
            (True, text[box_start:end].strip()),
            *parts(text[end:], warnings),
        ]
    return [(False, text.strip())] if text.strip() else []


def is_https(url: str | None) -> bool:
    """Tell whether a source's address may become a link."""
    try:
        return url is not None and urlsplit(url).scheme == "https"
    except ValueError:
        return False
