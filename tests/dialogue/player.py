"""Play written conversations through the product and find where a reply is not as written."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence

from bot.types import Answer, Location, Message
from knowledge.text import clean, fold
from tests.dialogue.conversations import Dialogue, Turn

Reply = Callable[[Message], Awaitable[Answer]]
Played = Sequence[Answer | Exception]
"""The replies to a conversation's turns; an exception ends it."""

CODE = re.compile(r"PA-\d{4}-[34679ACDEFGHJKMNPQRTWXY]{4}")
# As many as a small office has at once; more would only wait for each other.
_AT_ONCE = 6


async def play(
    dialogues: Sequence[Dialogue], reply: Reply, *, photo: str | None = None
) -> dict[str, Played]:
    """Return the replies by conversation; several are held at the same time.

    `photo` is the picture's file name that goes with messages that have one.
    """
    places = asyncio.Semaphore(_AT_ONCE)

    async def played(dialogue: Dialogue) -> Played:
        async with places:
            return await _hold(dialogue, reply, photo)

    replies = await asyncio.gather(*(played(dialogue) for dialogue in dialogues))
    return {dialogue.id: said for dialogue, said in zip(dialogues, replies, strict=True)}


async def _hold(dialogue: Dialogue, reply: Reply, photo: str | None) -> Played:
    replies: list[Answer | Exception] = []
    code = ""
    for number, turn in enumerate(dialogue.turns):
        message = Message(
            conversation_id=f"dialogue:{dialogue.id}{turn.by and '-' + turn.by}",
            id=f"{dialogue.id}-{number}",
            text=with_code(turn.say, code) * turn.times,
            location=turn.location
            and Location(latitude=turn.location[0], longitude=turn.location[1]),
            photo=photo if turn.photo else None,
        )
        try:
            answer = await reply(message)
        except Exception as error:  # whatever breaks is a fault to be shown
            return [*replies, error]
        code = answer.ticket or code
        replies.append(answer)
    return replies


def with_code(text: str, code: str) -> str:
    """Put the ticket's code where a turn says {code}, {code_bare} or {code_typo}."""
    bare = code.replace("-", "").lower()
    typo = code[:-1] + ("7" if code.endswith("4") else "4")
    for name, value in {"code": code, "code_bare": bare, "code_typo": typo}.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def faults(dialogue: Dialogue, played: Played) -> list[str]:
    """Return where the replies differ from what is written, turn by turn; empty if nowhere."""
    found = []
    code = ""
    for number, (turn, answer) in enumerate(zip(dialogue.turns, played, strict=False), start=1):
        said = turn.say if turn.times == 1 else f"{turn.say} × {turn.times}"
        if isinstance(answer, Exception):
            found.append(f"turn {number} ({said}): {type(answer).__name__}: {answer}")
            continue
        found += [f"turn {number} ({said}): {fault}" for fault in _faults_of(turn, answer, code)]
        code = answer.ticket or code
    return found


def _faults_of(turn: Turn, answer: Answer, code: str) -> Iterator[str]:
    """Yield the differences; `code` is the ticket's that the conversation got before."""
    form, text = answer.form, _plain(f"{answer.notice}\n{answer.text}")
    slots = form.slots if form else {}
    if turn.act and answer.act not in turn.act:
        yield f"act {answer.act}, not {' or '.join(turn.act)}: {answer.text[:160]!r}"
    if turn.status and answer.status not in turn.status:
        yield f"status {answer.status}, not {' or '.join(turn.status)}: {answer.text[:160]!r}"
    if turn.aspect and answer.aspect not in turn.aspect:
        yield f"aspect {answer.aspect}, not {' or '.join(turn.aspect)}"
    if turn.asks and (form is None or form.asks != turn.asks):
        yield f"asks {form and form.asks}, not {turn.asks}: {answer.text[:160]!r}"
    if turn.form_open is not None and turn.form_open != (form is not None):
        yield f"the form is {'open' if form else 'not open'}: {answer.text[:160]!r}"
    for slot, wanted in turn.slots.items():
        if _plain(wanted) not in _plain(slots.get(slot, "")):
            yield f"{slot} is {slots.get(slot)!r}, not {wanted!r}"
    if turn.ticket is not None and turn.ticket != bool(CODE.fullmatch(answer.ticket or "")):
        yield f"ticket {answer.ticket}: {answer.text[:160]!r}"
    for part in turn.says:
        if not any(_plain(with_code(either, code)) in text for either in part.split("|")):
            yield f"does not say {part!r}: {answer.text[:160]!r}"
    yield from (f"says {part!r}" for part in turn.not_says if _plain(part) in text)
    if turn.silent != answer.is_silent:
        yield "silent" if answer.is_silent else f"not silent: {answer.text[:160]!r}"


def _plain(text: str) -> str:
    return " ".join(fold(clean(text)).split())
