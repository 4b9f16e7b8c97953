"""Staff's own addresses: closed without the token, and what they do with it."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot.dialogue import alone
from bot.store.engine import IN_MEMORY, Store, open_store
from bot.store.inbox import receive, take_news
from bot.store.models import EditorQuestionRow, MessageRow
from bot.tickets.filing import file_ticket
from bot.tickets.types import Draft
from bot.types import Decision, Message
from bot.ward import Ward
from channels.staff_api import staff_router
from channels.web import WardView, create_app

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây")
TOKEN = {"Authorization": "Bearer mat-khau-thu", "X-Staff": "chi-lan"}


async def decide(message: Message) -> Decision:
    return alone(message)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(IN_MEMORY)
    yield opened
    opened.close()


@pytest.fixture
async def client(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    router = staff_router(store, token=SecretStr("mat-khau-thu"), now=lambda: NOW)
    app = create_app(None, ready=lambda: True, ward=WardView(), routers=[router])  # type: ignore[arg-type]  # asks nothing
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", headers=TOKEN
    ) as client:
        yield client


def waits_for_a_person(store: Store) -> int:
    """Return the id of a hand-over that is open."""
    from bot.handover import open_handover
    from bot.handover_states import Reason

    message = Message(conversation_id="web:1", text="cho gặp cán bộ")
    store.run_now(lambda s: receive(s, message, now=NOW, state="received"))
    standing = store.run_now(
        lambda s: open_handover(s, "web:1", Reason.ASKED, opening=WARD.opening, now=NOW)
    )
    return standing.id


def files_a_report(store: Store) -> str:
    """Return the code of a filed report."""
    message = Message(conversation_id="web:1", text="gửi")
    kept = store.run_now(lambda s: receive(s, message, now=NOW, state="received"))
    draft = Draft(content="đèn đường hỏng hai hôm nay", place="số 5 ngõ 10")
    return store.run_now(
        lambda s: (
            file_ticket(
                s,
                draft,
                conversation_id="web:1",
                message_id=kept.message_id,
                ward=WARD,
                now=NOW,
            ).code
        )
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer mat-khau-th"}, 401),
        ({"Authorization": "mat-khau-thu-x"}, 401),
        ({"X-Staff": " "}, 422),
    ],
)
async def test_nobody_gets_in_without_token_and_name(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    for path in ("handovers", "tickets", "questions", "handovers/1/messages"):
        reply = await client.get(f"/api/staff/{path}", headers=headers)
        assert reply.status_code == status


async def test_without_a_token_in_the_settings_everything_is_closed(store: Store) -> None:
    router = staff_router(store, token=None, now=lambda: NOW)
    app = create_app(None, ready=lambda: True, ward=WardView(), routers=[router])  # type: ignore[arg-type]  # asks nothing
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as client:
        reply = await client.get(
            "/api/staff/tickets", headers={"Authorization": "Bearer ", "X-Staff": "x"}
        )

    assert reply.status_code == 404


async def test_a_person_takes_a_conversation_speaks_and_gives_it_back(
    client: httpx.AsyncClient, store: Store
) -> None:
    id_ = waits_for_a_person(store)
    [listed] = (await client.get("/api/staff/handovers")).json()
    assert (listed["id"], listed["state"]) == (id_, "waiting")

    async def move(**wanted: str) -> httpx.Response:
        return await client.post(f"/api/staff/handovers/{id_}", json=wanted)

    assert (await move(move="say", text="Chào anh/chị")).status_code == 409
    assert (await move(move="take")).json()["taken_by"] == "chi-lan"
    assert (await move(move="say", text="Chào anh/chị")).status_code == 200
    said = (await client.get(f"/api/staff/handovers/{id_}/messages")).json()
    assert [each["direction"] for each in said] == ["in", "staff"]
    assert (await move(move="give_back")).json()["state"] == "returned"
    told = store.run_now(lambda s: take_news(s, "web:1", now=NOW))
    assert [each.kind for each in told] == ["handover", "staff", "handover"]


async def test_a_report_gets_its_next_state_and_its_resident_is_told(
    client: httpx.AsyncClient, store: Store
) -> None:
    code = files_a_report(store)

    async def set_state(**wanted: Any) -> httpx.Response:  # noqa: ANN401  # a JSON body
        return await client.post(f"/api/staff/tickets/{code}", json=wanted)

    assert (await set_state(state="answered")).status_code == 409
    assert (await set_state(state="nowhere")).status_code == 422
    changed = await set_state(state="answered", note="Đã thay bóng đèn.")
    assert changed.json()["state"] == "answered"
    [news] = store.run_now(lambda s: take_news(s, "web:1", now=NOW))
    assert code in news.text
    assert "Đã thay bóng đèn." in news.text
    assert (await client.get("/api/staff/tickets?state=received")).json() == []


async def test_the_editor_sees_what_could_not_be_answered(
    client: httpx.AsyncClient, store: Store
) -> None:
    from bot import feedback

    message = Message(conversation_id="web:1", text="số 0912345678 hỏi về thú cưng")
    kept = store.run_now(lambda s: receive(s, message, now=NOW, state="received"))
    store.run_now(
        lambda s: feedback.queue_question(s, kept.message_id, ["tm-1"], why="no_content", now=NOW)
    )

    [question] = (await client.get("/api/staff/questions")).json()
    assert question["candidates"] == ["tm-1"]
    assert "0912345678" not in question["question"]
    await client.post(f"/api/staff/questions/{question['id']}/done")
    assert (await client.get("/api/staff/questions")).json() == []


async def test_what_does_not_exist_is_said_so(client: httpx.AsyncClient) -> None:
    replies = [
        await client.post("/api/staff/tickets/PA-2611-XXXX", json={"state": "closed"}),
        await client.post("/api/staff/questions/7/done"),
        await client.get("/api/staff/handovers/7/messages"),
    ]

    assert [reply.status_code for reply in replies] == [404, 404, 404]


async def test_what_officials_were_answered_is_not_for_the_counters_program(
    client: httpx.AsyncClient, store: Store
) -> None:
    id = waits_for_a_person(store)

    def answer(session: Session) -> None:
        for audience in ("public", "staff", "official"):
            session.add(
                MessageRow(
                    conversation_id="web:1",
                    direction="out",
                    at=NOW,
                    text=f"cho {audience}",
                    state="sent",
                    audience=audience,
                )
            )
            session.add(
                EditorQuestionRow(
                    question=audience,
                    candidates=[audience],
                    why="wrong",
                    state="open",
                    at=NOW,
                    audience=audience,
                )
            )

    store.run_now(answer)
    said = (await client.get(f"/api/staff/handovers/{id}/messages")).json()
    questions = (await client.get("/api/staff/questions")).json()

    assert [each["text"] for each in said] == ["cho gặp cán bộ", "cho public", "cho staff"]
    assert [each["question"] for each in questions] == ["public", "staff"]
