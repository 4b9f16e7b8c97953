"""What a web client does besides asking, over the real reception and a real database."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select

from bot import handover
from bot.store import inbox
from bot.store.models import FeedbackRow, HandoverRow, TicketRow
from bot.types import Answer, Status
from channels.resident_api import NO_ANSWER
from tests.channels.conftest import NOW
from tests.channels.office import Office

FEE = "cấp thẻ gửi xe đạp công cộng lệ phí bao nhiêu"


@pytest.fixture
async def client(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(office.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def _ask(client: httpx.AsyncClient, text: str, **fields: object) -> dict[str, Any]:
    reply = await client.post("/api/chat", json={"text": text, "conversation_id": "a", **fields})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    return body


async def _report(client: httpx.AsyncClient) -> dict[str, Any]:
    """Fill in the form as far as the question whether to send it."""
    for text in ("tôi muốn phản ánh", "đèn đường hỏng từ hôm qua", "số 5 ngõ 10", "bỏ qua"):
        body = await _ask(client, text)
    return body


def _picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "orange").save(out, kind)
    return out.getvalue()


def _error(reply: httpx.Response) -> str:
    assert list(reply.json()) == ["error"]
    return str(reply.json()["error"]["message"])


# The conversation


async def test_the_first_answer_alone_carries_the_notice_and_asks_for_feedback(
    client: httpx.AsyncClient,
) -> None:
    bodies = [await _ask(client, FEE) for _ in range(3)]

    assert [bool(body["notice"]) for body in bodies] == [True, False, False]
    assert [body["asks_feedback"] for body in bodies] == [True, False, False]
    assert len({body["answer_id"] for body in bodies}) == 3


async def test_a_form_tells_its_slots_and_the_ticket_gets_a_code(
    client: httpx.AsyncClient,
) -> None:
    body = await _report(client)
    filed = await _ask(client, "gửi")

    assert body["form"] == {
        "name": "ticket",
        "asks": "confirmed",
        "slots": {
            "content": "đèn đường hỏng từ hôm qua",
            "place": "số 5 ngõ 10",
            "contact": "none",
        },
        "problem": None,
    }
    assert filed["form"] is None
    assert filed["ticket"].startswith("PA-2611-")


async def test_a_message_sent_twice_files_one_ticket_and_gets_the_same_answer(
    client: httpx.AsyncClient, office: Office
) -> None:
    await _report(client)
    first = await _ask(client, "gửi", message_id="m-1")
    again = await _ask(client, "gửi", message_id="m-1")

    assert again["ticket"] == first["ticket"]
    assert again["answer_id"] == first["answer_id"]
    count = select(func.count()).select_from(TicketRow)
    assert office.store.run_now(lambda s: s.scalar(count)) == 1


async def test_the_same_message_id_in_another_conversation_is_another_message(
    client: httpx.AsyncClient,
) -> None:
    first = await _ask(client, FEE, message_id="m-1")
    other = await _ask(client, "xin chào", message_id="m-1", conversation_id="b")

    assert other["answer_id"] != first["answer_id"]
    assert other["text"] != first["text"]


async def test_a_page_without_javascript_loaded_again_files_one_ticket(
    client: httpx.AsyncClient, office: Office
) -> None:
    await _report(client)
    form = {"choice": "gửi", "conversation_id": "a", "message_id": "page-7"}
    pages = [(await client.post("/", data=form)).text for _ in range(2)]

    count = select(func.count()).select_from(TicketRow)
    assert office.store.run_now(lambda s: s.scalar(count)) == 1
    code = office.store.run_now(lambda s: s.scalar(select(TicketRow.code)))
    assert [f"<strong>{code}</strong>" in page for page in pages] == [True, True]


async def test_going_back_without_javascript_and_asking_something_else_is_answered_anew(
    client: httpx.AsyncClient,
) -> None:
    form = {"conversation_id": "a", "message_id": "page-7"}
    first = (await client.post("/", data={**form, "text": FEE})).text
    other = (await client.post("/", data={**form, "text": "cần giấy tờ gì"})).text

    assert "Lệ phí:" in first
    assert '<p class="privacy">' in first
    assert "Ảnh chụp xe đạp" in other
    assert "Lệ phí:" not in other
    assert '<p class="privacy">' not in other


# GET /api/news


def _tell(office: Office, text: str, kind: str = "ticket", answer: Answer | None = None) -> None:
    office.store.run_now(
        lambda s: inbox.tell(s, "web:a", text=text, kind=kind, now=NOW, answer=answer)
    )


async def _news(client: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    reply = await client.get("/api/news", params={"conversation_id": "a", **query})
    assert reply.status_code == 200, reply.text
    assert reply.headers["cache-control"] == "no-store"
    found: list[dict[str, Any]] = reply.json()
    return found


async def test_news_is_told_once_in_order_with_its_moment(
    client: httpx.AsyncClient, office: Office
) -> None:
    await _ask(client, FEE)
    _tell(office, "một")
    _tell(office, "hai", kind="staff")

    told = await _news(client)

    assert [(item["kind"], item["text"]) for item in told] == [("ticket", "một"), ("staff", "hai")]
    assert {item["at"] for item in told} == {"2026-11-23T03:00:00Z"}
    assert await _news(client) == []


async def test_news_that_was_lost_on_its_way_is_told_again_to_who_names_the_last_it_saw(
    client: httpx.AsyncClient, office: Office
) -> None:
    await _ask(client, FEE)
    for text in ("một", "hai", "ba"):
        _tell(office, text)
    lost = await _news(client, after="0")

    again = await _news(client, after=str(lost[0]["id"]))

    assert [item["text"] for item in lost] == ["một", "hai", "ba"]
    assert [item["text"] for item in again] == ["hai", "ba"]
    assert await _news(client, after=str(lost[-1]["id"])) == []


async def test_a_late_answer_comes_with_its_sources(
    client: httpx.AsyncClient, office: Office
) -> None:
    await _ask(client, FEE)
    late = Answer(status=Status.ANSWERED, text="Muộn.", act="procedure", ticket="PA-2611-7KD3")
    _tell(office, "Muộn.", kind="answer", answer=late)

    (item,) = await _news(client)

    assert item["answer"]["text"] == "Muộn."
    assert item["answer"]["ticket"] == "PA-2611-7KD3"
    assert item["answer"]["citations"] == []


async def test_another_conversation_hears_nothing_of_it(
    client: httpx.AsyncClient, office: Office
) -> None:
    await _ask(client, FEE)
    _tell(office, "của tôi")

    other = await client.get("/api/news", params={"conversation_id": "b", "after": "0"})

    assert other.json() == []
    assert [item["text"] for item in await _news(client)] == ["của tôi"]


@pytest.mark.parametrize("id_", ["", "a b", "../x", "x" * 65, "a\n", "ế", "a&b"])
async def test_a_wrong_conversation_id_is_refused(client: httpx.AsyncClient, id_: str) -> None:
    reply = await client.get("/api/news", params={"conversation_id": id_})

    assert reply.status_code == 422
    assert "mã cuộc trò chuyện" in _error(reply)


@pytest.mark.parametrize("after", ["-1", "x", "1_0", "１", "9" * 30, "1.5", " 1"])
async def test_a_wrong_after_is_named(client: httpx.AsyncClient, after: str) -> None:
    reply = await client.get("/api/news", params={"conversation_id": "a", "after": after})

    assert reply.status_code == 422
    assert "after" in _error(reply)


async def test_what_a_person_says_comes_as_news_and_the_assistant_is_silent(
    client: httpx.AsyncClient, office: Office
) -> None:
    await _ask(client, "gặp cán bộ")
    with office.store.transaction() as session:
        id_ = session.scalars(select(HandoverRow.id)).one()
        handover.take(session, id_, "lan", now=NOW)
        handover.say(session, id_, "lan", "Tôi nghe đây.", now=NOW)
    body = await _ask(client, "cho tôi hỏi")

    told = await _news(client)

    assert body["silent"]
    assert body["text"] == ""
    assert [item["kind"] for item in told] == ["handover", "staff"]
    assert told[1]["text"] == "Tôi nghe đây."


# POST /api/feedback


async def _rate(client: httpx.AsyncClient, **fields: object) -> httpx.Response:
    return await client.post("/api/feedback", json={"conversation_id": "a", **fields})


async def test_an_opinion_is_kept_and_a_second_one_takes_its_place(
    client: httpx.AsyncClient, office: Office
) -> None:
    id_ = (await _ask(client, FEE))["answer_id"]
    await _ask(client, "xin chào")
    await _rate(client, answer_id=id_, useful=True)
    reply = await _rate(client, answer_id=id_, useful=False, reason="sai, gọi tôi 0912 345 678")

    (row,) = office.store.run_now(lambda s: list(s.scalars(select(FeedbackRow))))

    assert reply.json() == {"kept": True}
    assert (row.message_id, row.value) == (id_, 0)
    assert row.reason.startswith("sai, gọi tôi ")
    assert "345" not in row.reason


async def test_an_answer_of_another_conversation_cannot_be_rated(
    client: httpx.AsyncClient, office: Office
) -> None:
    id_ = (await _ask(client, FEE))["answer_id"]
    await _ask(client, FEE, conversation_id="b")

    reply = await _rate(client, conversation_id="b", answer_id=id_, useful=False)

    assert reply.status_code == 404
    assert _error(reply) == NO_ANSWER
    assert office.store.run_now(lambda s: s.scalar(select(func.count(FeedbackRow.id)))) == 0


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"useful": True}, 404),  # nothing has been answered in it
        ({"useful": True, "answer_id": 2**63 - 1}, 404),
        ({"useful": True, "answer_id": 2**63}, 422),
        ({"useful": True, "answer_id": 0}, 422),
        ({"useful": True, "answer_id": "x"}, 422),
        ({"useful": "perhaps"}, 422),
        ({}, 422),
        ({"useful": True, "reason": "a" * 501}, 422),
        ({"useful": True, "conversation_id": "../x"}, 422),
    ],
)
async def test_a_wrong_opinion_gets_the_one_error_shape(
    client: httpx.AsyncClient, fields: dict[str, object], status: int
) -> None:
    reply = await _rate(client, **fields)

    assert reply.status_code == status
    assert _error(reply)


# POST /api/photos


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_is_kept_as_a_small_jpeg_under_a_name_of_ours(
    client: httpx.AsyncClient, office: Office, kind: str
) -> None:
    reply = await client.post("/api/photos", content=_picture(kind, (2_000, 1_000)))

    with Image.open(office.photos / reply.json()["photo"]) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1_600, 800))


async def test_a_photo_sent_with_a_message_gets_into_the_ticket(
    client: httpx.AsyncClient, office: Office
) -> None:
    name = (await client.post("/api/photos", content=_picture())).json()["photo"]
    body = await _report(client)
    assert "photo" not in body["form"]["slots"]
    body = await _ask(client, "", photo=name)
    assert body["form"]["slots"]["photo"] == name
    await _ask(client, "gửi")

    assert office.store.run_now(lambda s: s.scalar(select(TicketRow.photo))) == name


async def test_a_photo_of_30_mb_is_refused_before_all_of_it_is_read(
    client: httpx.AsyncClient, office: Office
) -> None:
    sent = 0

    async def large() -> AsyncIterator[bytes]:
        nonlocal sent
        yield _picture()
        while sent < 30:
            sent += 1
            yield b"\0" * 1024 * 1024

    reply = await client.post("/api/photos", content=large())

    assert reply.status_code == 413
    assert "10 MB" in _error(reply)
    assert sent == 10
    assert not office.photos.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"day la van ban", b"<svg xmlns='http://www.w3.org/2000/svg'/>", _picture()[:99]]
)
async def test_what_is_no_photo_is_refused_in_plain_words(
    client: httpx.AsyncClient, office: Office, raw: bytes
) -> None:
    reply = await client.post("/api/photos", content=raw, headers={"Content-Type": "image/jpeg"})

    assert reply.status_code == 422
    assert "ảnh" in _error(reply).lower()
    assert not office.photos.exists()


# A database that is not available


async def test_while_nothing_can_be_kept_the_resident_is_told(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await _ask(client, FEE)
    with closing(sqlite3.connect(tmp_path / "office.sqlite")) as another:
        another.execute("BEGIN EXCLUSIVE")
        news = await client.get("/api/news", params={"conversation_id": "a"})
        rated = await _rate(client, useful=True)

    assert (news.status_code, rated.status_code) == (503, 503)
    assert "thử lại" in _error(news)
    assert "thử lại" in _error(rated)


async def test_while_nothing_can_be_kept_an_open_report_stays_open(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await _ask(client, "tôi muốn phản ánh")
    with closing(sqlite3.connect(tmp_path / "office.sqlite")) as another:
        another.execute("BEGIN EXCLUSIVE")
        body = await _ask(client, "đèn đường hỏng từ hôm qua")

    assert "Chưa có gì được gửi đi" in body["text"]
    assert body["form"]["asks"] == "content"


async def test_the_new_addresses_are_described(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]

    assert {"/api/news", "/api/feedback", "/api/photos"} <= set(paths)
    assert json.dumps(paths["/api/news"]["get"]["parameters"]).count('"name"') == 2


async def test_many_photos_at_once_are_put_off(client: httpx.AsyncClient) -> None:
    replies = [await client.post("/api/photos", content=b"x") for _ in range(61)]

    assert [reply.status_code for reply in replies] == [422] * 60 + [429]
