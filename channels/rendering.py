"""Turn an answer into the messages of a platform: as few as fit, with its markup and buttons.

    style = TELEGRAM, ZALO_OA or ZALO_BOT
    pieces = render(answer, style)

Buttons stand under the last message only. Every piece's `plain` can be sent in its stead, without
markup and without buttons: what the buttons offer is in it as words to type.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from bot.types import Answer
from channels.rendering_buttons import Button, offers
from channels.rendering_lines import marks, paragraphs
from channels.split_text import Measure, code_points, readable, split_text, utf16_units

__all__ = ["TELEGRAM", "ZALO_BOT", "ZALO_OA", "Button", "Markup", "Piece", "Style", "render"]


class Markup(StrEnum):
    """How a platform takes emphasis and links."""

    PLAIN = "plain"
    HTML = "html"
    """Telegram's: b, i and a."""


@dataclass(frozen=True, kw_only=True)
class Style:
    """What a platform takes in one message."""

    limit: int
    measure: Measure = code_points
    """In what `limit` is counted."""
    markup: Markup = Markup.PLAIN
    most_buttons: int = 0
    """0: none."""
    title_limit: int = 20
    """Of a button, in code points."""


# Telegram counts after parsing entities, and cuts a title itself where a narrow screen ends.
TELEGRAM = Style(
    limit=4_096, measure=utf16_units, markup=Markup.HTML, most_buttons=10, title_limit=36
)
# Zalo takes 2,000 of a unit that nobody has documented.
ZALO_OA = Style(limit=1_900, most_buttons=5, title_limit=20)
ZALO_BOT = Style(limit=1_900)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One message."""

    text: str
    """In the platform's markup."""
    plain: str
    """The same without markup, and with what the buttons offer in words."""
    buttons: tuple[Button, ...] = ()


def render(answer: Answer, style: Style) -> list[Piece]:
    """Return the answer as messages in the order to be sent; [] for a silent one."""
    if answer.is_silent:
        return []
    laid_out = paragraphs(answer)
    offered = offers(answer, most=style.most_buttons, title_limit=style.title_limit)
    shown = _joined(readable(one.text) for one in offered)
    words = _joined(readable(one.words) for one in offered)
    lines = ["\n".join(line.text for line in paragraph) for paragraph in laid_out]
    whole = [line.text for paragraph in laid_out for line in paragraph if line.is_whole]
    plain = split_text(_joined([*lines, words]), style.limit, style.measure, whole=[*whole, words])
    if not plain:
        return []
    html = marks(laid_out)
    pieces = [Piece(text=_marked(text, html, style), plain=text) for text in plain]
    buttons = tuple(button for one in offered for button in one.buttons)
    last = plain[-1]
    said = _joined([last.removesuffix(words), shown])
    if buttons and last.endswith(words) and said:
        pieces[-1] = Piece(text=_marked(said, html, style), plain=last, buttons=buttons)
    return pieces


def _joined(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(stripped for text in paragraphs if (stripped := text.strip()))


def _marked(text: str, html: Mapping[str, str], style: Style) -> str:
    if style.markup is Markup.PLAIN:
        return text
    return "\n".join(html.get(line, escape(line)) for line in text.split("\n"))
