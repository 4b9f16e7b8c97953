"""Every route of the staff page with every role: let in, or not, as `rights.txt` says."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from bot.staff.rights import Role
from channels.console.access import CSRF_HEADER, Needs
from channels.console.wiring import console_routers
from tests.channels.console.conftest import Desk

TABLE = Path(__file__).with_name("rights.txt")
# They go on until the browser leaves; who is let in is only tested by who is not.
LIVE = ("/canbo/cho/tin", "/canbo/phan-anh/tin")
ANYBODY, HALF_WAY, EVERYBODY = "anybody", "half-way", "everybody"
# Parts of addresses, none of which names anything that is there.
FILLED = {"id": "9", "message_id": "9", "staff_id": "9", "proposal_id": "9", "question_id": "9"}


@cache
def table() -> dict[tuple[str, str], frozenset[str]]:
    """Return for each method and address who is let in."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            method, path, *who = line.split()
            rows[method, path] = frozenset(who)
    return rows


def routes(routers: Sequence[APIRouter]) -> Iterator[APIRoute]:
    """Yield every route, those of routers within routers too."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield route
            else:
                inner = getattr(route, "original_router", None)
                assert isinstance(inner, APIRouter), f"a route of an unknown kind: {route}"
                yield from routes([inner])


def let_in(row: frozenset[str], role: Role) -> bool:
    return bool(row & {ANYBODY, HALF_WAY, EVERYBODY, role.value})


def address(path: str) -> str:
    for name in [part.split("}")[0] for part in path.split("{")[1:]]:
        path = path.replace(f"{{{name}}}", FILLED.get(name.partition(":")[0], "khong-co"))
    return path


def test_the_table_names_every_route_and_no_other(desk: Desk) -> None:
    found = {
        (method, route.path)
        for route in routes(console_routers(desk.console))
        for method in route.methods - {"HEAD"}
    }

    assert found == set(table())


def test_a_route_that_is_not_for_anybody_asks_who_it_is(desk: Desk) -> None:
    for route in routes(console_routers(desk.console)):
        asks = any(isinstance(each.call, Needs) for each in route.dependant.dependencies)
        for method in route.methods - {"HEAD"}:
            assert asks is (ANYBODY not in table()[method, route.path]), (method, route.path)


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
async def test_a_role_is_let_in_where_the_table_says_so_and_nowhere_else(
    desk: Desk, role: Role
) -> None:
    wrong = []
    for (method, path), row in table().items():
        if path in LIVE and let_in(row, role):
            continue
        async with desk.browser(role, login=f"{role}{len(wrong)}-{method}-{path}") as client:
            reply = await client.request(method, address(path))
        is_in = reply.status_code != 403 and "/canbo/vao" not in reply.headers.get("location", "")
        # Signing out and signing in end at the sign-in page whoever does it.
        if path not in ("/canbo/ra", "/canbo/vao") and is_in is not let_in(row, role):
            wrong.append((method, path, reply.status_code))

    assert wrong == []


async def test_nobody_is_let_in_without_signing_in(desk: Desk) -> None:
    async with desk.browser() as client:
        replies = {
            (method, path): await client.request(method, address(path))
            for (method, path), row in table().items()
            if ANYBODY not in row
        }

    ends = {reply.headers.get("location", "").partition("?")[0] for reply in replies.values()}
    assert {reply.status_code for reply in replies.values()} == {303}
    assert ends == {"/canbo/vao"}


async def test_no_form_is_taken_without_the_sessions_token(desk: Desk) -> None:
    async with desk.browser(*Role) as client:
        del client.headers[CSRF_HEADER]
        replies = {
            path: (await client.post(address(path), data={"csrf": "x"})).status_code
            for (method, path), row in table().items()
            if method == "POST" and ANYBODY not in row
        }

    assert {path: status for path, status in replies.items() if status != 403} == {}
