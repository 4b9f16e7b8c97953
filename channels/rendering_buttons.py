"""Turn what an answer offers into buttons, or into words to type where there are none."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.compose_ticket import CANCEL
from bot.types import Answer, Choice
from channels.platform import Tap, tap_payload
from channels.split_text import readable
from knowledge.text import fold

FEEDBACK_ASKED = "Câu trả lời này có ích không?"
# Above buttons of two kinds.
_ASKED_AMONG_OTHERS = "Chạm nút để hỏi tiếp, hoặc cho tôi biết câu trả lời này có ích không."
# The assistant takes either for an opinion of its last answer, typed or tapped.
USEFUL, NOT_USEFUL = "Có ích", "Chưa đúng"

# Of more choices only the first and the last number are said.
_MOST_NAMED = 4
# Of a payload, as Telegram takes it.
_MOST_BYTES = 64
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, kw_only=True)
class Button:
    """One button under a message."""

    title: str
    payload: str
    """What comes back when it is tapped: a tap of the answer, or plain words."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something that may be done next."""

    text: str = ""
    """What the message says of it when the buttons are shown."""
    words: str = ""
    """What it says without buttons."""
    buttons: tuple[Button, ...] = ()


def offers(answer: Answer, *, most: int, title_limit: int) -> list[Offer]:
    """Return what the answer offers, with at most `most` buttons in all.

    First the choices, then what may be asked on, then the question for feedback: each has buttons
    for all that it offers, or none.
    """
    choices = _choices(answer, most, title_limit)
    room = most - len(choices.buttons)
    more = _more(answer, room, title_limit)
    room -= len(more.buttons)
    feedback = _feedback(answer, room, title_limit, among_others=bool(more.buttons))
    return [choices, more, feedback]


def numbered(choices: Sequence[Choice]) -> str:
    """Return the choices one a line, from 1."""
    return "\n".join(f"{n}. {choice.title}" for n, choice in enumerate(choices, start=1))


def cut_title(title: str, limit: int) -> str:
    """Return a title that is too long as whole words and "…"; one long word as its beginning."""
    if len(title) <= limit:
        return title
    room = title[:limit]
    words = room.rpartition(" ")[0].rstrip(" ,;:–-(/")
    if words:
        return f"{words}…"
    ends = [found.end() for found in _GRAPHEME.finditer(title) if found.end() < limit]
    return f"{title[: ends[-1]]}…" if ends else "…"[:limit]


def _choices(answer: Answer, room: int, title_limit: int) -> Offer:
    choices = answer.choices
    if not choices:
        return Offer()
    titles = _titles(choices, title_limit)
    is_whole = titles == [_shown(choice) for choice in choices]
    is_listed = numbered(choices) in answer.text or len(choices) == 1
    listed = "" if is_listed else f"{numbered(choices)}\n"
    words = listed + _how_to_choose(choices)
    payloads = _payloads(answer, choices, first=1)
    if not payloads or len(choices) > room:
        return Offer(text=words, words=words)
    text = "" if is_whole else listed.strip()
    return Offer(text=text, words=words, buttons=_buttons(titles, payloads))


def _more(answer: Answer, room: int, title_limit: int) -> Offer:
    titles = [_shown(choice) for choice in answer.more]
    if not titles:
        return Offer()
    words = f"Hỏi tiếp thì anh/chị nhắn {_quoted(titles)}."
    shown = {fold(title) for title in (*titles, *(choice.title for choice in answer.choices))}
    is_clear = len(shown) == len(titles) + len(answer.choices)
    fits = len(titles) <= room and all(0 < len(title) <= title_limit for title in titles)
    payloads = _payloads(answer, answer.more, first=len(answer.choices) + 1)
    if not (payloads and fits and is_clear):
        return Offer(text=words, words=words)
    return Offer(words=words, buttons=_buttons(titles, payloads))


def _feedback(answer: Answer, room: int, title_limit: int, *, among_others: bool) -> Offer:
    if not answer.asks_feedback:
        return Offer()
    titles = (USEFUL, NOT_USEFUL)
    words = f"{FEEDBACK_ASKED} Anh/chị nhắn {_quoted(titles)} giúp tôi."
    if len(titles) > room or any(len(title) > title_limit for title in titles):
        return Offer(text=words, words=words)
    buttons = _buttons(titles, [title.lower() for title in titles])
    asked = _ASKED_AMONG_OTHERS if among_others else FEEDBACK_ASKED
    return Offer(text=asked, words=words, buttons=buttons)


def _payloads(answer: Answer, offered: Sequence[Choice], *, first: int) -> list[str]:
    """Return what the buttons of choices carry; [] if they can carry nothing.

    An answer that is not kept has no taps: its buttons say their words, as if they were typed.
    """
    if answer.id is not None:
        taps = (Tap(answer_id=answer.id, number=first + n) for n in range(len(offered)))
        return [tap_payload(tap) for tap in taps]
    words = [choice.payload for choice in offered]
    return words if all(0 < len(word.encode()) <= _MOST_BYTES for word in words) else []


def _buttons(titles: Sequence[str], payloads: Sequence[str]) -> tuple[Button, ...]:
    pairs = zip(titles, payloads, strict=True)
    return tuple(Button(title=title, payload=payload) for title, payload in pairs)


def _shown(choice: Choice) -> str:
    return " ".join(readable(choice.title).split())


def _titles(choices: Sequence[Choice], limit: int) -> list[str]:
    """Return the choices' titles; with their numbers if one is too long, or two are alike."""
    titles = [_shown(choice) for choice in choices]
    is_clear = len({fold(title) for title in titles}) == len(titles)
    if is_clear and all(0 < len(title) <= limit for title in titles):
        return titles
    return [
        cut_title(f"{number}. {title}", limit).rstrip(".… ") + "…"
        if len(f"{number}. {title}") > limit
        else f"{number}. {title}"
        for number, title in enumerate(titles, start=1)
    ]


def _how_to_choose(choices: Sequence[Choice]) -> str:
    """Say what to type for a choice: its number, or the words of the only one."""
    count = len(choices)
    if count == 1:
        return _instead(choices[0])
    if count > _MOST_NAMED:
        return f"Anh/chị trả lời bằng một số từ 1 đến {count}."
    numbers = [str(number) for number in range(1, count + 1)]
    return f"Anh/chị trả lời {', '.join(numbers[:-1])} hoặc {numbers[-1]}."


def _instead(choice: Choice) -> str:
    typed, title = _typed(choice), _shown(choice)
    if choice == CANCEL:
        when = "Muốn dừng thì"
    else:
        when = "Hoặc" if fold(typed) == fold(title) else f"{title} thì"
    return f'{when} anh/chị nhắn "{typed}".'


def _typed(choice: Choice) -> str:
    """Return the words for a choice; a payload may be a code that nobody types."""
    is_said = " " in choice.payload or fold(choice.payload) == fold(choice.title)
    return readable(choice.payload) if is_said else _shown(choice)


def _quoted(titles: Sequence[str]) -> str:
    said = [f'"{title[:1].lower()}{title[1:]}"' for title in titles]
    return " hoặc ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
