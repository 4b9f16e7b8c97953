"""What a web client gets for pictures that are none, and while parts of the product are down."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from bot.assistant import Decide
from bot.dialogue import alone
from bot.reception import Reception
from bot.store.engine import StoreUnavailable
from bot.store.inbox import News
from bot.types import Decision, Message
from channels.page import WardView
from channels.resident_api import resident_router
from channels.web import create_app

CHECKOUT = Path(__file__).resolve().parents[2]
FEE = "lệ phí đăng ký quầy hàng chợ đêm"
MEGABYTE = 1024 * 1024


async def decide(message: Message) -> Decision:
    return alone(message)


def client_of(reception: Reception, counter: object = None) -> httpx.AsyncClient:
    app = create_app(
        reception,
        ready=lambda: True,
        ward=WardView(),
        routers=[resident_router(counter or reception)],  # type: ignore[arg-type]  # a test's
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.fixture
async def client(assistant: Callable[[Decide], Reception]) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(assistant(decide)) as client:
        yield client


def said(reply: httpx.Response) -> str:
    """Return the reason that a resident reads."""
    return str(reply.json()["error"]["message"])


# Pictures


async def test_thirty_megabytes_are_refused_and_the_conversation_goes_on(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    reply = await client.post("/api/photos", content=b"\xff\xd8\xff" + bytes(30 * MEGABYTE))
    answer = await client.post("/api/chat", json={"text": FEE})

    assert reply.status_code == 413
    assert "nhỏ hơn" in said(reply)
    assert "21.000 đồng" in answer.json()["text"]
    assert not (tmp_path / "photos").exists()


@pytest.mark.parametrize(
    "raw",
    [b"", b"%PDF-1.7 not a picture", b"\xff\xd8\xff\xe0 cut off", b"GIF89a", b"<svg></svg>"],
    ids=["empty", "PDF", "broken JPEG", "GIF", "SVG"],
)
async def test_what_is_no_picture_is_refused_in_vietnamese_and_not_kept(
    client: httpx.AsyncClient, tmp_path: Path, raw: bytes
) -> None:
    reply = await client.post("/api/photos", content=raw)

    assert reply.status_code == 422
    assert "nh" in said(reply).lower()
    assert not list((tmp_path / "photos").glob("*"))


async def test_a_picture_is_kept_under_the_name_that_is_given_back(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "grey").save(drawn, "JPEG")

    reply = await client.post("/api/photos", content=drawn.getvalue())

    assert reply.status_code == 200
    assert (tmp_path / "photos" / reply.json()["photo"]).is_file()


# The database


class Down:
    """A reception whose database is away."""

    async def news(self, conversation_id: str, *, after: int | None = None) -> list[News]:
        raise StoreUnavailable("the database: locked")

    async def rate(
        self, conversation_id: str, *, is_useful: bool, reason: str, answer_id: int | None
    ) -> bool:
        raise StoreUnavailable("the database: locked")


async def test_news_and_opinions_wait_while_the_database_is_away(
    assistant: Callable[[Decide], Reception],
) -> None:
    async with client_of(assistant(decide), Down()) as client:
        news = await client.get("/api/news", params={"conversation_id": "a"})
        opinion = await client.post("/api/feedback", json={"conversation_id": "a", "useful": True})

    assert [news.status_code, opinion.status_code] == [503, 503]
    assert "thử lại sau" in said(news)
    assert "locked" not in news.text + opinion.text


# The index


@pytest.mark.model
@pytest.mark.slow
def test_a_server_without_an_index_ends_with_one_line_that_says_what_to_do(
    tmp_path: Path,
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    command = [sys.executable, "-m", "channels.cli", "serve", "--port", "0", "--no-rasa"]

    done = subprocess.run(
        [*command, "--data-dir", str(tmp_path)],
        cwd=CHECKOUT,
        env={**kept, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode != 0
    assert "no index here; run `motcua index`" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
