"""How each channel shows an answer, as a text to read and to compare."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.types import Answer
from channels import terminal
from channels.contract import answer_json
from channels.page import Exchange, WardView, render_page
from channels.rendering import TELEGRAM, ZALO_BOT, ZALO_OA, Style, render
from tests.channels.golden.take import ANSWERS, read

SHOWN = Path(__file__).parent / "shown"


def _page(answer: Answer) -> str:
    body = answer_json(answer, id="", ms=0)
    html = render_page("${exchange}", WardView(), exchange=Exchange(question="", answer=body))
    return html.replace("><", ">\n<")


def _pieces(style: Style) -> Callable[[Answer], str]:
    def show(answer: Answer) -> str:
        pieces = render(answer, style)
        parts = []
        for number, piece in enumerate(pieces, start=1):
            length = style.measure(piece.plain)
            parts.append(f"===== {number}/{len(pieces)}, {length} of {style.limit}\n{piece.text}")
            parts += [f"[ {button.title} ]  {button.payload}" for button in piece.buttons]
            if piece.buttons:
                parts.append(f"===== {number}/{len(pieces)} without buttons\n{piece.plain}")
        return "\n".join(parts) or "(nothing)"

    return show


CHANNELS: Mapping[str, Callable[[Answer], str]] = {
    "web.html": _page,
    "terminal.txt": terminal.render,
    "telegram.html": _pieces(TELEGRAM),
    "zalo_oa.txt": _pieces(ZALO_OA),
    "zalo_bot.txt": _pieces(ZALO_BOT),
}


def names() -> list[str]:
    """Return the names of the kept answers."""
    return sorted(path.stem for path in ANSWERS.glob("*.json"))


def shown(name: str, channel: str) -> str:
    """Return how the channel shows the kept answer now."""
    return CHANNELS[channel](read(ANSWERS / f"{name}.json")).rstrip() + "\n"


def golden(name: str, channel: str) -> Path:
    """Return where it is written how the channel should show it."""
    return SHOWN / name / channel


def write() -> None:
    """Write how every channel shows every kept answer now; to be read before it is kept."""
    for name in names():
        (SHOWN / name).mkdir(parents=True, exist_ok=True)
        for channel in CHANNELS:
            golden(name, channel).write_text(shown(name, channel), encoding="utf-8")
