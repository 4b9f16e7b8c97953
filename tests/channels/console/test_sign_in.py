"""Signing in and out over HTTP, and what must not open the door."""

import re

import httpx

from bot.staff.rights import Role
from tests.channels.console.conftest import PASSWORD, Desk

ROLE = Role.COUNTER


async def give_password(
    client: httpx.AsyncClient, login: str = "lan", password: str = PASSWORD, **fields: str
) -> httpx.Response:
    """Fill in the first page as a browser does."""
    page = await client.get("/canbo/vao")
    form = {"csrf": csrf_of(page), "login": login, "password": password, **fields}
    return await client.post("/canbo/vao", data=form)


async def give_code(
    client: httpx.AsyncClient, code: str, path: str = "/canbo/vao/ma"
) -> httpx.Response:
    """Fill in the second page."""
    page = await client.get(path)
    return await client.post(path, data={"csrf": csrf_of(page), "code": code})


def csrf_of(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found is not None, page.status_code
    return found[1]


async def test_password_and_code_open_the_staff_page(desk: Desk) -> None:
    desk.hire("lan", ROLE, password=PASSWORD)
    async with desk.browser() as client:
        half = await give_password(client)
        assert (half.status_code, half.headers["location"]) == (303, "/canbo/vao/ma")
        whole = await give_code(client, desk.code())
        assert (whole.status_code, whole.headers["location"]) == (303, "/canbo")
        assert "Chào Lan" in (await client.get("/canbo")).text
