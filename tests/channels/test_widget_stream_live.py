"""Parts of an answer over a real connection: as they come, and when the caller hangs up."""

import asyncio
import threading

import httpx

from bot.types import Answer, Message, Status
from channels.web import WardView, create_app
from channels.widget_stream import stream_router
from tests.channels.office import serving


class Held:
    """A Replier that waits for the test, as long as a thread may."""

    def __init__(self) -> None:
        self.go, self.done = threading.Event(), threading.Event()

    async def reply(self, message: Message) -> Answer:
        await asyncio.to_thread(self.go.wait, 10)
        self.done.set()
        return Answer(status=Status.SAID, text="Xong.", act="smalltalk")


def test_the_first_part_arrives_before_there_is_an_answer() -> None:
    held = Held()
    app = create_app(held, ready=lambda: True, ward=WardView(), routers=[stream_router(held)])
    with (
        serving(app) as address,
        httpx.stream("POST", f"{address}/api/chat/stream", json={"text": "a"}) as reply,
    ):
        lines = reply.iter_lines()
        first = next(lines)
        was_done = held.done.is_set()
        held.go.set()
        rest = list(lines)

    assert first == '{"part": "accepted"}'
    assert not was_done
    assert "Xong." in rest[0]


def test_who_hangs_up_does_not_undo_the_message() -> None:
    held = Held()
    app = create_app(held, ready=lambda: True, ward=WardView(), routers=[stream_router(held)])
    with serving(app) as address:
        with httpx.stream("POST", f"{address}/api/chat/stream", json={"text": "a"}) as reply:
            next(reply.iter_lines())
        httpx.get(f"{address}/healthz")  # The server has noticed meanwhile.
        held.go.set()

        assert held.done.wait(5)
