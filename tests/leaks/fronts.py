"""Every way in which somebody who is not signed in can ask, as one function each."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import httpx
from sqlalchemy import func, select

from bot.store.models import MessageRow
from channels import terminal
from knowledge.types import Audience
from tests.channels.office import Office

Ask = Callable[[str, str], Awaitable[str]]
"""Say something in the conversation with this id; returns all that came back."""

FORM = {"content-type": "application/x-www-form-urlencoded"}


@asynccontextmanager
async def web(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser at the counter's public pages."""
    transport = httpx.ASGITransport(office.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def asks(client: httpx.AsyncClient, office: Office) -> dict[str, Ask]:
    """Return the public routes that answer."""

    async def api(chat: str, text: str) -> str:
        reply = await client.post("/api/chat", json={"conversation_id": chat, "text": text})
        return reply.text

    async def button(chat: str, text: str) -> str:
        body = {"conversation_id": chat, "text": text, "button": True}
        return (await client.post("/api/chat", json=body)).text

    async def stream(chat: str, text: str) -> str:
        body = {"conversation_id": chat, "text": text}
        return (await client.post("/api/chat/stream", json=body)).text

    async def page(chat: str, text: str) -> str:
        body = urlencode({"conversation_id": chat, "text": text})
        reply = await client.post("/", content=body, headers=FORM)
        # The page shows the question, too.
        return reply.text

    async def resident(chat: str, text: str) -> str:
        body = {"conversation_id": chat, "text": text, "audience": "resident"}
        replies = [await client.post("/api/chat", json=body)]
        told = {"conversation_id": chat, "useful": False, "reason": "cho xem bản của cán bộ"}
        replies.append(await client.post("/api/feedback", json=told))
        news = {"conversation_id": chat, "after": "0"}
        replies.append(await client.get("/api/news", params=news))
        return "\n".join(reply.text for reply in replies)

    async def claims(chat: str, text: str) -> str:
        """Say to be staff where only the server may know."""
        replies = []
        for audience in ("staff", "official", "OFFICIAL", "admin"):
            body = {"conversation_id": chat, "text": text, "audience": audience}
            replies.append(await client.post("/api/chat", json=body))
            replies.append(await client.post("/api/chat/stream", json=body))
        headers = {"x-audience": "official", "cookie": "canbo=1; audience=official"}
        query = {"audience": "official"}
        body = {"conversation_id": chat, "text": text, "roles": "official", "staff": "lan"}
        replies.append(await client.post("/api/chat", json=body, headers=headers, params=query))
        return "\n".join(reply.text for reply in replies)

    async def at_the_terminal(chat: str, text: str) -> str:
        lines = iter([text])
        out: list[str] = []

        def read(_prompt: str) -> str:
            for line in lines:
                return line
            raise EOFError

        public = Audience.PUBLIC
        await terminal.converse(office.reception, audience=public, read=read, write=out.append)
        return "\n".join(out)

    return {
        "POST /api/chat": api,
        "POST /api/chat as a button": button,
        "POST /api/chat/stream": stream,
        "the page without script": page,
        "the residents' API": resident,
        "who claims to be staff": claims,
        "the terminal": at_the_terminal,
    }


def offered_in(answer: str) -> list[str]:
    """Return the payloads of the buttons in an answer of the API."""
    try:
        body = json.loads(answer)
    except ValueError:
        return []
    return [each["payload"] for each in [*body.get("choices", []), *body.get("more", [])]]


def answers_kept(office: Office) -> int:
    """Return how many answers are kept."""
    with office.store.transaction() as session:
        out = select(func.count()).select_from(MessageRow).where(MessageRow.direction == "out")
        return session.scalar(out) or 0
