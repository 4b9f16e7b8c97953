"""The pages of notices: who may do what, and what is shown of what was typed."""

import dataclasses
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from bot.staff.rights import Role
from bot.store.models import AuditRow
from bot.store.notices import BroadcastRow, BroadcastSendRow
from bot.subscriptions import subscribe
from channels.console.wiring import add_refusals, console_routers
from channels.reach import Reach
from channels.web import WardView, create_app
from tests.channels.console.conftest import Desk

PAGE = "/canbo/thong-bao"
NEWS = {"tieu-de": "Cúp nước", "noi-dung": "Thứ Hai cúp nước từ 8 giờ.", "khan": ""}
SCRIPT = '"><script>alert(1)</script>'


@pytest.fixture
def office_desk(desk: Desk) -> Desk:
    """The staff page of a ward with Telegram, where three asked for notices."""
    console = dataclasses.replace(desk.console, reach=Reach(channels=("telegram",)))
    app: FastAPI = create_app(
        console.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        routers=console_routers(console),
    )
    add_refusals(app, console)
    with desk.store.transaction() as session:
        for n, chat in enumerate(("telegram:1", "telegram:2", "zalo_oa:3")):
            subscribe(session, chat, now=datetime(2026, 11, 1 + n, tzinfo=UTC))
    return dataclasses.replace(desk, app=app, console=console)


def row_of(desk: Desk) -> BroadcastRow:
    return desk.store.run_now(lambda s: s.get_one(BroadcastRow, 1))


def sends(desk: Desk) -> list[str]:
    return desk.store.run_now(
        lambda s: sorted(row.conversation_id for row in s.query(BroadcastSendRow))
    )


async def write(client: httpx.AsyncClient, **more: str) -> httpx.Response:
    return await client.post(PAGE, data={**NEWS, **more})


async def test_one_writes_another_approves_and_it_goes_to_whom_it_may(office_desk: Desk) -> None:
    desk = office_desk
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        made = await write(lan)
        assert (made.status_code, made.headers["location"]) == (303, f"{PAGE}/1")
        page = (await lan.get(f"{PAGE}/1")).text
        assert "Lúc này gửi được tới <b>2</b> người" in page
        assert "DỪNG NHẬN TIN" in page
        assert "Duyệt và gửi" not in page
        assert (await lan.post(f"{PAGE}/1/gui-duyet")).status_code == 303
        # An official has no right to approve anybody's.
        assert (await lan.post(f"{PAGE}/1/duyet", data={"lan": "1"})).status_code == 403
    async with desk.browser(Role.EDITOR, login="minh") as minh:
        assert "Duyệt và gửi" in (await minh.get(f"{PAGE}/1")).text
        done = await minh.post(f"{PAGE}/1/duyet", data={"lan": "1"})
        assert done.status_code == 303
        assert "Đang gửi" in (await minh.get(f"{PAGE}/1")).text
    assert sends(desk) == ["telegram:1", "telegram:2"]
    actors = desk.store.run_now(lambda s: [(r.actor, r.action) for r in s.query(AuditRow)])
    assert actors == [
        ("lan", "broadcast.written"),
        ("lan", "broadcast.submitted"),
        ("minh", "broadcast.approved"),
    ]


async def test_an_editor_cannot_approve_the_own_notice_even_by_hand(office_desk: Desk) -> None:
    async with office_desk.browser(Role.EDITOR, login="minh") as minh:
        await write(minh)
        await minh.post(f"{PAGE}/1/gui-duyet")
        assert "Duyệt và gửi" not in (await minh.get(f"{PAGE}/1")).text
        refused = await minh.post(f"{PAGE}/1/duyet", data={"lan": "1"})
    assert refused.status_code == 409
    assert "không tự duyệt" in refused.text
    assert (row_of(office_desk).state, sends(office_desk)) == ("waiting", [])


async def test_a_returned_notice_says_why_and_can_be_submitted_anew(office_desk: Desk) -> None:
    async with office_desk.browser(Role.OFFICIAL, login="lan") as lan:
        await write(lan)
        await lan.post(f"{PAGE}/1/gui-duyet")
        async with office_desk.browser(Role.EDITOR, login="minh") as minh:
            await minh.post(f"{PAGE}/1/tra-lai", data={"ly-do": f"ghi rõ giờ {SCRIPT}"})
        page = (await lan.get(f"{PAGE}/1")).text
        assert "ghi rõ giờ" in page
        assert "<script>alert" not in page
        await lan.post(f"{PAGE}/1/sua", data={**NEWS, "noi-dung": "Từ 8 giờ đến 10 giờ."})
        await lan.post(f"{PAGE}/1/gui-duyet")
    row = row_of(office_desk)
    assert (row.state, row.revision, row.text) == ("waiting", 2, "Từ 8 giờ đến 10 giờ.")


async def test_a_script_in_any_field_is_shown_as_words(office_desk: Desk) -> None:
    fields = {key: f"{key}{SCRIPT}" for key in NEWS}
    async with office_desk.browser(Role.OFFICIAL, login="lan") as lan:
        await write(lan, **fields)
        pages = [(await lan.get(f"{PAGE}/1")).text, (await lan.get(PAGE)).text]
        wrong = (await write(lan, **{**fields, "tieu-de": ""})).text
    for page in (*pages, wrong):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


async def test_what_was_typed_into_a_wrong_notice_is_not_lost(office_desk: Desk) -> None:
    async with office_desk.browser(Role.OFFICIAL) as lan:
        wrong = await write(lan, **{"tieu-de": " "})
    assert wrong.status_code == 422
    assert "cần có tiêu đề" in wrong.text
    assert NEWS["noi-dung"] in wrong.text


async def test_a_notice_can_be_stopped_while_it_goes_out(office_desk: Desk) -> None:
    async with office_desk.browser(Role.OFFICIAL, login="lan") as lan:
        await write(lan)
        await lan.post(f"{PAGE}/1/gui-duyet")
        async with office_desk.browser(Role.EDITOR, login="minh") as minh:
            await minh.post(f"{PAGE}/1/duyet", data={"lan": "1"})
        assert (await lan.post(f"{PAGE}/1/dung")).status_code == 303
        assert (await lan.post(f"{PAGE}/1/dung")).status_code == 409
        assert "Đã dừng" in (await lan.get(f"{PAGE}/1")).text


@pytest.mark.parametrize("role", [Role.COUNTER, Role.ADMIN])
async def test_others_see_no_notices(office_desk: Desk, role: Role) -> None:
    async with office_desk.browser(role) as client:
        assert (await client.get(PAGE)).status_code == 403
        assert (await write(client)).status_code == 403


async def test_a_notice_that_is_not_there_is_said_so(office_desk: Desk) -> None:
    async with office_desk.browser(Role.EDITOR) as client:
        assert (await client.get(f"{PAGE}/9")).status_code == 404
        assert (await client.post(f"{PAGE}/9/duyet", data={"lan": "1"})).status_code == 404
