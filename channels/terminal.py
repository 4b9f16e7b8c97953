"""The terminal channel: an answer as plain text, and a conversation at the prompt."""

import uuid
from collections.abc import Callable
from typing import Protocol

from bot.types import Answer, Citation, Message
from channels.contract import CitationBody, answer_json, staff_mark
from channels.rendering_papers import unsaid
from channels.shown import (
    ASK_ON,
    NOT_BROUGHT,
    WITH_STAFF,
    dated_line,
    is_with_staff,
    item_line,
    source_line,
    step_line,
)
from knowledge.types import Audience

_GOODBYE = {"/quit", "/exit", "/thoat", "/thoát"}
_HELP = "Gõ câu hỏi rồi Enter. Gõ /thoat để kết thúc."


class Replier(Protocol):
    """What answers a message."""

    async def reply(self, message: Message) -> Answer:
        """Return the answer to one message."""
        ...


def render(answer: Answer) -> str:
    """Return the answer, its papers, what may be asked on and its sources, as a person reads."""
    body = answer_json(answer, id="", ms=0)
    before = (staff_mark(answer), answer.notice, step_line(body.form))
    parts = [part for part in (*before, answer.text) if part]
    if is_with_staff(body):
        parts.append(WITH_STAFF)
    offered = [f"  {n}. {choice.title}" for n, choice in enumerate(answer.choices, start=1)]
    if offered and offered[0].strip() not in answer.text:
        parts.append("\n".join(offered))
    papers = unsaid(answer.text, body.checklist)
    for item in papers:
        parts.append(f"  [{' ' if item.is_needed else '-'}] {item_line(item)}")
    if any(not item.is_needed for item in papers):
        parts.append(f"  [-]: {NOT_BROUGHT[:1].lower()}{NOT_BROUGHT[1:]}")
    if answer.more:
        parts.append(f"{ASK_ON} {' · '.join(choice.title for choice in answer.more)}")
    if dated := dated_line(body):
        parts.append(dated)
    if answer.citations:
        parts.append("Nguồn:\n" + "\n".join(f"  - {_source(c)}" for c in answer.citations))
    return "\n".join(parts)


async def converse(
    assistant: Replier,
    *,
    audience: Audience,
    read: Callable[[str], str] = input,
    write: Callable[[str], None] = print,
) -> None:
    """Talk until the person leaves with /thoat, Ctrl+C or end of input."""
    conversation_id = f"terminal-{uuid.uuid4()}"
    write(_HELP)
    while True:
        try:
            text = read("anh/chị> ")
        except (EOFError, KeyboardInterrupt):
            write("")
            return
        if text.strip().lower() in _GOODBYE:
            return
        message = Message(conversation_id=conversation_id, text=text, audience=audience)
        write(render(await assistant.reply(message)) + "\n")


def _source(citation: Citation) -> str:
    body = CitationBody.model_validate(citation)
    return " — ".join(part for part in (body.title, source_line(body), body.url) if part)
