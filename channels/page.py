"""Render the chat page on the server; everything that is not ours is escaped."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import Template
from urllib.parse import urlsplit

from channels.contract import AnswerBody, CheckItemBody, CitationBody, NewsBody
from channels.shown import (
    ASK_ON,
    ASSISTANT,
    NOT_BROUGHT,
    WHO,
    WITH_STAFF,
    dated_line,
    due_day,
    is_https,
    is_with_staff,
    item_line,
    parts,
    source_line,
    step_line,
)

EXAMPLES = (
    "Đăng ký khai sinh cho con cần giấy tờ gì?",
    "Chứng thực bản sao hết bao nhiêu tiền?",
    "Đăng ký tạm trú mất mấy ngày?",
    "Đăng ký kết hôn nộp hồ sơ ở đâu?",
    "Làm sao có tài khoản VNeID mức 2?",
    "Phường đặt chỉ tiêu gì về hồ sơ trực tuyến?",
)

TICK_OFF = "Giấy tờ cần mang, để đánh dấu"
NO_NEWS = "Chưa có tin mới."
LOOK = (
    '<noscript><button form="ask" class="choice" name="look" value="1">Xem tin mới</button>'
    "</noscript>"
)


@dataclass(frozen=True, kw_only=True)
class WardView:
    """What the page says about the ward; nothing is shown for a field that is missing."""

    name: str | None = None
    address: str | None = None
    hours: str | None = None
    hotline: str | None = None
    portal_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A question and what came of it, for a browser without JavaScript."""

    question: str
    answer: AnswerBody | None = None
    problem: str = ""
    """What went wrong, told to the resident; the question goes back into the input."""
    news: Sequence[NewsBody] | None = None
    """What is told unasked; None: nobody has looked."""
    typed: str = ""
    """What stands in the input and was not sent."""


def render_page(
    template: str, ward: WardView, *, conversation_id: str = "", exchange: Exchange | None = None
) -> str:
    """Return the page's HTML; with an exchange, the latest question and answer are in it."""
    failed = exchange is not None and bool(exchange.problem)
    return Template(template).substitute(
        ward_title=f" – {escape(ward.name)}" if ward.name else "",
        ward_name=escape(ward.name or "Trợ lý Một Cửa"),
        ward_facts=_facts(ward),
        examples="".join(f"<li>{_button('example', e, e)}</li>" for e in EXAMPLES),
        exchange=_exchange(exchange) if exchange else "",
        look=LOOK if conversation_id else "",
        typed=escape(exchange.question if failed else exchange.typed) if exchange else "",
        conversation_id=escape(conversation_id),
        message_id=uuid.uuid4(),
    )


def _button(name: str, value: str, title: str) -> str:
    return (
        f'<button class="choice" form="ask" name="{name}" value="{escape(value)}">'
        f"{escape(title)}</button>"
    )


def _facts(ward: WardView) -> str:
    """Return the ward's contact lines; chat.js folds them on a narrow screen."""
    rows = []
    if ward.hours:
        rows.append(("Giờ làm việc", escape(ward.hours)))
    if ward.hotline:
        digits = "".join(c for c in ward.hotline if c.isdigit() or c == "+")
        rows.append(("Điện thoại", f'<a href="tel:{digits}">{escape(ward.hotline)}</a>'))
    if ward.address:
        rows.append(("Địa chỉ", escape(ward.address)))
    if ward.portal_url and is_https(ward.portal_url):
        shown = escape(urlsplit(ward.portal_url).netloc)
        rows.append(("Nộp hồ sơ", _link(ward.portal_url, shown)))
    lines = "".join(f"<div><dt>{label}</dt><dd>{value}</dd></div>" for label, value in rows)
    summary = ", ".join(label for label, _ in rows[:3]).capitalize()
    folded = f'<details id="facts" open><summary>{summary}</summary><dl>{lines}</dl></details>'
    return folded if rows else ""


def _link(url: str, shown_html: str) -> str:
    return (
        f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{shown_html}'
        '<span class="sr"> (mở trang mới)</span></a>'
    )


def _exchange(exchange: Exchange) -> str:
    pieces = []
    if exchange.question:
        pieces.append(
            '<article class="asked" id="latest"><span class="sr">Anh/chị hỏi: </span>'
            f'<p class="text">{escape(exchange.question)}</p></article>'
        )
    if exchange.answer is not None:
        pieces.append(_answer(exchange.answer))
    elif exchange.problem:
        pieces.append(f'<article class="failed"><p>{escape(exchange.problem)}</p></article>')
    elif not exchange.news:
        pieces.append(f'<p class="aside" id="latest">{NO_NEWS}</p>')
    return "".join([*pieces, *map(_news, exchange.news or ())])


def _news(item: NewsBody) -> str:
    if item.answer is not None:
        return _answer(item.answer)
    who = WHO.get(item.kind, ASSISTANT)
    kind = "news staff" if item.kind == "staff" else "news"
    said = f'<p class="text">{escape(item.text)}</p>'
    return f'<article class="{kind}"><p class="who">{who}:</p>{said}</article>'


def _answer(answer: AnswerBody) -> str:
    notice = f'<p class="privacy">{escape(answer.notice)}</p>' if answer.notice else ""
    if answer.silent:
        return notice + (f'<p class="aside">{WITH_STAFF}</p>' if is_with_staff(answer) else "")
    pieces = [notice, '<article class="answer"><span class="sr">Trợ lý trả lời: </span>']
    if step := step_line(answer.form):
        pieces.append(f'<p class="step">{step}</p>')
    for is_warning, piece in parts(answer.text, [w.text for w in answer.warnings]):
        kind = "warning" if is_warning else "text"
        pieces.append(f'<p class="{kind}">{escape(piece)}</p>')
    if answer.ticket:
        pieces.append(
            f'<p class="ticket">Mã phản ánh: <strong>{escape(answer.ticket)}</strong></p>'
        )
    if answer.due:
        day = f'<time datetime="{answer.due}">{due_day(answer.due)}</time>'
        pieces.append(f'<p class="due">Hạn trả: {day}</p>')
    if answer.checklist:
        pieces.append(_papers(answer.checklist))
    if answer.choices:
        buttons = (f"<li>{_button('choice', c.payload, c.title)}</li>" for c in answer.choices)
        pieces.append(f'<ul class="choices">{"".join(buttons)}</ul>')
    if answer.more:
        taps = "".join(f"<li>{_button('choice', c.payload, c.title)}</li>" for c in answer.more)
        pieces.append(
            f'<div class="more"><p class="label">{ASK_ON}</p><ul class="choices">{taps}</ul></div>'
        )
    if dated := dated_line(answer):
        pieces.append(f'<p class="dated">{dated}</p>')
    if answer.citations:
        sources = "".join(f"<li>{_source(citation)}</li>" for citation in answer.citations)
        pieces.append(f'<div class="sources"><h3>Nguồn</h3><ul>{sources}</ul></div>')
    return "".join([*pieces, "</article>"])


def _papers(checklist: Sequence[CheckItemBody]) -> str:
    """Return the papers behind one tap: those to bring can be ticked off, without JavaScript."""
    to_bring = [item for item in checklist if item.is_needed]
    at_home = [item for item in checklist if not item.is_needed]
    ticks = "".join(
        f'<li><label><input type="checkbox"> <span>{escape(item_line(item))}</span></label></li>'
        for item in to_bring
    )
    spared = "".join(f"<li>{escape(item_line(item))}</li>" for item in at_home)
    left = f'<h3>{NOT_BROUGHT}</h3><ul class="spared">{spared}</ul>' if at_home else ""
    return (
        f'<details class="papers"><summary>{TICK_OFF}</summary>'
        f'<ul class="ticks">{ticks}</ul>{left}</details>'
    )


def _source(citation: CitationBody) -> str:
    title = escape(citation.title)
    if citation.url and is_https(citation.url):
        title = _link(citation.url, title)
    rest = source_line(citation)
    return f"{title} — {escape(rest)}" if rest else title
