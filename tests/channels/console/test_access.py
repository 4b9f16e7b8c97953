"""Who is let in to the staff page."""

from datetime import timedelta

import pytest

from bot.staff import sessions
from bot.staff.rights import Role
from tests.channels.console.conftest import Desk

HTML = "text/html"


async def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(desk: Desk) -> None:
    async with desk.browser() as client:
        reply = await client.get("/canbo")
    assert (reply.status_code, reply.headers["location"]) == (303, "/canbo/vao")


async def test_who_is_signed_in_sees_what_they_may_do_and_no_more(desk: Desk) -> None:
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.get("/canbo")
    assert reply.status_code == 200
    assert "/canbo/phan-anh" in reply.text
    assert "/canbo/tai-khoan" not in reply.text
    assert reply.headers["cache-control"] == "no-store"


async def test_a_session_that_was_ended_opens_nothing(desk: Desk) -> None:
    cookie = desk.cookie(desk.hire("lan", Role.COUNTER))
    now = desk.console.access.now()
    who = desk.store.run_now(lambda s: sessions.find(s, cookie, now=now))
    assert who is not None
    desk.store.run_now(lambda s: sessions.end(s, who.session_id))
    async with desk.browser() as client:
        client.cookies.set(desk.console.access.cookie_name, cookie)
        reply = await client.get("/canbo")
    assert reply.status_code == 303


@pytest.mark.parametrize("later", [sessions.IDLE, sessions.LASTS])
def test_a_session_ends_by_itself(desk: Desk, later: timedelta) -> None:
    cookie = desk.cookie(desk.hire("lan", Role.COUNTER))
    then = desk.console.access.now() + later + timedelta(seconds=1)
    assert desk.store.run_now(lambda s: sessions.find(s, cookie, now=then)) is None


async def test_an_address_without_a_page_says_so_in_words_with_the_way_back(desk: Desk) -> None:
    async with desk.browser(Role.COUNTER) as client:
        unknown = await client.get("/canbo/khong-co")
        mistyped = await client.get("/canbo/cho/khong-phai-so")

    for reply in (unknown, mistyped):
        assert reply.status_code == 404
        assert "Không có trang này" in reply.text
        assert 'href="/canbo"' in reply.text


async def test_the_first_page_says_what_each_page_is_for(desk: Desk) -> None:
    async with desk.browser(Role.COUNTER) as client:
        first = (await client.get("/canbo")).text

    assert "in phiếu hướng dẫn" in first
    assert "đặt lại mật khẩu" not in first
