"""Members of staff link and unlink their own chats on their page."""

import re

import pytest

from bot.staff import link
from bot.staff.link_words import code_in
from bot.staff.rights import Role
from tests.channels.console.conftest import Desk

PAGE = "/canbo/toi/lien-ket"
CHAT = "telegram:5001"


def use(desk: Desk, page: str, chat: str = CHAT) -> bool:
    """Send the code that a page shows from a chat; say whether it was linked."""
    found = re.search(r"/canbo ([A-Z0-9]{4}-[A-Z0-9]{4})", page)
    assert found
    hashed = link.code_hash(code_in(found[1]))
    now = desk.console.access.now()
    return desk.store.run_now(lambda s: link.link(s, chat, hashed, now=now)) is not None


def is_linked(desk: Desk, chat: str = CHAT) -> bool:
    return desk.store.run_now(lambda s: link.linked_to(s, chat)) is not None


@pytest.mark.parametrize("role", list(Role))
async def test_a_code_from_the_page_links_a_chat_which_the_page_then_shows(
    desk: Desk, role: Role
) -> None:
    async with desk.browser(role) as client:
        made = await client.post(f"{PAGE}/ma")
        assert use(desk, made.text)
        shown = await client.get(PAGE)

    assert "Telegram" in shown.text
    assert "Bỏ liên kết" in shown.text
    assert made.headers["cache-control"] == "no-store"


async def test_the_code_is_shown_once(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL) as client:
        await client.post(f"{PAGE}/ma")
        again = await client.get(PAGE)

    assert re.search(r"/canbo [A-Z0-9]{4}-", again.text) is None


async def test_one_unlinks_ones_own_chats_and_nobody_elses(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        assert use(desk, (await lan.post(f"{PAGE}/ma")).text)
        async with desk.browser(Role.ADMIN, login="minh") as minh:
            await minh.post(f"{PAGE}/bo", data={"chat": CHAT})
        assert is_linked(desk)
        reply = await lan.post(f"{PAGE}/bo", data={"chat": CHAT})

    assert (reply.status_code, reply.headers["location"]) == (303, PAGE)
    assert not is_linked(desk)


@pytest.mark.parametrize("path", ["/ma", "/bo"])
async def test_another_page_cannot_make_or_end_a_link(desk: Desk, path: str) -> None:
    async with desk.browser(Role.OFFICIAL) as client:
        del client.headers["x-csrf"]
        reply = await client.post(f"{PAGE}{path}", data={"chat": CHAT})

    assert reply.status_code == 403


async def test_who_is_not_signed_in_gets_no_code(desk: Desk) -> None:
    async with desk.browser() as client:
        reply = await client.post(f"{PAGE}/ma")

    assert reply.status_code == 303


@pytest.mark.parametrize("what", ["lien-ket", "dong", "ma"])
async def test_an_admin_revokes_a_chat_or_closes_the_account_it_belongs_to(
    desk: Desk, what: str
) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        assert use(desk, (await lan.post(f"{PAGE}/ma")).text)
    (made,) = desk.store.run_now(
        lambda s: [each for n in range(1, 9) for each in link.links_of(s, [n])]
    )
    address = f"/canbo/tai-khoan/{made.staff_id}"

    async with desk.browser(Role.ADMIN, login="minh") as minh:
        assert "liên kết với 1 cuộc trò chuyện" in (await minh.get(address)).text
        reply = await minh.post(f"{address}/{what}")

    assert reply.status_code == 303
    assert not is_linked(desk)
