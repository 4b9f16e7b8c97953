"""A ward's counter for tests of the channels: the real reception, and a form without Rasa."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from bot.in_service import InService
from bot.reception import Reception
from bot.store.engine import Store
from bot.types import Act, Decision, Form, Message
from bot.ward import Ward, Widget
from channels.resident_api import resident_router
from channels.web import WardView, create_app
from channels.widget import widget_router
from channels.widget_stream import stream_router

_ORDER = ("content", "place", "contact", "confirmed")


@dataclass(frozen=True)
class SlotBySlot:
    """Stands for Rasa: takes every message inside the form as the answer to its question."""

    forms: dict[str, Form] = field(default_factory=dict)

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        """Return what a few fixed words and the open form mean."""
        held, id_ = self.forms.get(message.conversation_id), message.conversation_id
        text = message.text.strip()
        if held is None or asks is None:
            if text == "gặp cán bộ":
                return Decision(act=Act.PERSON, confidence=1.0)
            if text != "tôi muốn phản ánh":
                return Decision(act=Act.SEARCH, confidence=1.0)
            held = self.forms[id_] = Form(name="ticket", asks="content")
            return Decision(act=Act.TICKET, confidence=1.0, form=held)
        if text == "hủy":
            del self.forms[id_]
            return Decision(act=Act.CANCEL, confidence=1.0)
        slots = dict(held.slots)
        if message.photo:
            slots["photo"] = message.photo
        if message.location:
            slots["place"] = f"{message.location.latitude},{message.location.longitude}"
        elif text:
            slots[asks] = {"bỏ qua": "none", "gửi": "yes"}.get(text, text)
        rest = [slot for slot in _ORDER if slot not in slots]
        form = Form(name="ticket", asks=rest[0] if rest else None, slots=slots)
        if rest:
            self.forms[id_] = form
        else:
            del self.forms[id_]
        return Decision(act=Act.TICKET, confidence=1.0, form=form)

    async def look(self, conversation_id: str) -> Form | None:
        """Return the open form."""
        return self.forms.get(conversation_id)

    async def restore(self, conversation_id: str, form: Form) -> Form:
        """Open the form again."""
        self.forms[conversation_id] = form
        return form

    async def leave(self, conversation_id: str) -> None:
        """Close the form."""
        self.forms.pop(conversation_id, None)


@dataclass(frozen=True, kw_only=True)
class Office:
    """The counter, what it keeps, and the web application in front of it."""

    reception: Reception
    store: Store
    photos: Path
    ward: Ward
    in_service: InService

    def app(self, widget: Widget | None = None) -> FastAPI:
        """Return the application as `serve` makes it."""
        ward = WardView(name="Phường Bến Gỗ", hotline="0900 000 001")
        routers = [
            resident_router(self.reception),
            stream_router(self.reception),
            widget_router(replace(self.ward, widget=widget or Widget())),
        ]
        return create_app(
            self.reception,
            ready=lambda: True,
            ward=ward,
            routers=routers,
            news=self.reception.news,
        )


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve on a free port of this machine; give the address."""
    config = uvicorn.Config(app, port=0, ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
