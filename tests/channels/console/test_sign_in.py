"""Signing in and out over HTTP, and what must not open the door."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pyotp
import pytest
from sqlalchemy import select

from bot.staff import accounts, sessions, totp
from bot.staff import sign_in as sign_in_steps
from bot.staff.accounts import Profile
from bot.staff.passwords import hash_password
from bot.staff.rights import Role
from bot.staff.sign_in import begin_try
from bot.store.models import AuditRow
from bot.store.staff import StaffRow
from tests.channels.console.conftest import PASSWORD, SECRET, Desk

ROLE = Role.COUNTER
OTHER = "năm chú gà trống gáy"


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


async def sign_in(desk: Desk, client: httpx.AsyncClient, *, later: int = 0) -> None:
    """Go through both pages as lan."""
    await give_password(client)
    done = await give_code(client, desk.code(later=later))
    assert done.status_code == 303


def actions(desk: Desk) -> list[str]:
    """Return what the audit holds, oldest first."""
    return desk.store.run_now(
        lambda s: list(s.scalars(select(AuditRow.action).order_by(AuditRow.id)))
    )


@pytest.fixture
def lan(desk: Desk) -> int:
    """Return the id of an account with password and second factor."""
    return desk.hire("lan", ROLE, password=PASSWORD)


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/canbo")).status_code == 200


@pytest.mark.slow
async def test_the_first_sign_in_sets_up_the_app_and_makes_an_own_password(desk: Desk) -> None:
    kept = hash_password(PASSWORD)
    desk.store.run_now(
        lambda s: accounts.create(
            s,
            "mai",
            Profile(name="Mai", roles=[ROLE]),
            password_hash=kept,
            actor="admin",
            now=desk.clock(),
        )
    )
    async with desk.browser() as client:
        half = await give_password(client, "mai")
        assert half.headers["location"] == "/canbo/vao/ma"
        page = await client.get("/canbo/vao/ma", follow_redirects=True)
        assert page.url.path == "/canbo/vao/thiet-lap"
        assert 'src="data:image/svg+xml' in page.text
        shown = re.search(r'<code id="secret">([A-Z2-7 ]+)</code>', page.text)
        assert shown is not None
        secret = shown[1].replace(" ", "")

        wrong = await give_code(client, "000000", "/canbo/vao/thiet-lap")
        assert wrong.status_code == 401
        assert shown[1] in wrong.text, "the app has this secret already"
        right = pyotp.TOTP(secret).at(desk.clock())
        assert (await give_code(client, right, "/canbo/vao/thiet-lap")).status_code == 303

        first = await client.get("/canbo")
        assert (first.status_code, first.headers["location"]) == (303, "/canbo/toi/mat-khau")
        assert (await client.get("/canbo/quay")).status_code != 200
        done = await change_password(client, PASSWORD, OTHER)
        assert done.headers["location"].startswith("/canbo/toi?")
        assert await is_in(client)
    assert actions(desk) == [
        "staff.created",
        "staff.totp_set_up",
        "staff.sign_in",
        "staff.password_changed",
    ]


async def change_password(
    client: httpx.AsyncClient, old: str, new: str, again: str | None = None
) -> httpx.Response:
    page = await client.get("/canbo/toi/mat-khau")
    form = {"csrf": csrf_of(page), "old": old, "new": new, "again": new if again is None else again}
    return await client.post("/canbo/toi/mat-khau", data=form)


async def test_a_password_alone_opens_no_page_and_changes_no_second_factor(
    desk: Desk, lan: int
) -> None:
    async with desk.browser() as client:
        await give_password(client)
        for path in ("/canbo", "/canbo/toi", "/canbo/toi/mat-khau", "/canbo/tai-khoan"):
            assert (await client.get(path)).headers["location"].startswith("/canbo/vao"), path
        set_up = await client.get("/canbo/vao/thiet-lap")
        assert set_up.headers["location"] == "/canbo/vao/ma"
        csrf = csrf_of(await client.get("/canbo/vao/ma"))
        secret = totp.secret_of(client.cookies["canbo"])
        form = {"csrf": csrf, "code": pyotp.TOTP(secret).at(desk.clock())}
        await client.post("/canbo/vao/thiet-lap", data=form)
        assert not await is_in(client)
    assert desk.store.run_now(lambda s: s.get_one(StaffRow, lan).totp_secret) == SECRET


@pytest.mark.slow
async def test_every_step_has_another_cookie_and_the_one_before_opens_nothing(
    desk: Desk, lan: int
) -> None:
    async with desk.browser() as client:
        await give_password(client)
        half = client.cookies["canbo"]
        await give_code(client, desk.code())
        whole = client.cookies["canbo"]
        await change_password(client, PASSWORD, OTHER)
        after = client.cookies["canbo"]
        assert len({half, whole, after}) == 3
        assert await is_in(client)
    for old in (half, whole):
        async with desk.browser() as thief:
            thief.cookies.set("canbo", old)
            assert not await is_in(thief)


async def test_a_cookie_that_was_there_before_is_never_signed_in(desk: Desk, lan: int) -> None:
    theirs = desk.cookie(desk.hire("mallory", ROLE))
    async with desk.browser() as client, desk.browser() as mallory:
        for planted in ("made-up", theirs):
            client.cookies.clear()
            client.cookies.set("canbo", planted, domain="test.local")
            form = {"login": "lan", "password": PASSWORD}
            page = await client.get("/canbo/vao", headers={"cookie": f"canbo={planted}-vao"})
            cookies = f"canbo={planted}; canbo-vao={page.cookies['canbo-vao']}"
            done = await client.post(
                "/canbo/vao", data={**form, "csrf": csrf_of(page)}, headers={"cookie": cookies}
            )
            assert done.cookies["canbo"] != planted
            mallory.cookies.set("canbo", planted)
            assert not await is_in(mallory), "the old session is over, the new one not theirs"


async def test_a_cookie_stolen_before_sign_out_opens_nothing_after_it(desk: Desk, lan: int) -> None:
    async with desk.browser() as client, desk.browser() as thief:
        await sign_in(desk, client)
        thief.cookies.set("canbo", client.cookies["canbo"])
        assert await is_in(thief)
        csrf = csrf_of(await client.get("/canbo"))
        out = await client.post("/canbo/ra", data={"csrf": csrf})
        assert (out.status_code, out.headers["location"]) == (303, "/canbo/vao")
        assert "canbo" not in client.cookies
        assert not await is_in(thief)
    assert actions(desk)[-1] == "staff.sign_out"


async def test_a_code_that_was_used_is_refused(desk: Desk, lan: int) -> None:
    code = desk.code()
    async with desk.browser() as client, desk.browser() as onlooker:
        await give_password(client)
        await give_password(onlooker)
        assert (await give_code(client, code)).status_code == 303
        assert (await give_code(onlooker, code)).status_code == 401
        assert not await is_in(onlooker)


async def test_a_half_session_ends_after_ten_minutes(desk: Desk, lan: int) -> None:
    async with desk.browser() as client:
        await give_password(client)
        csrf = csrf_of(await client.get("/canbo/vao/ma"))
        desk.clock.ahead = sessions.HALF_WAY
        late = await client.post("/canbo/vao/ma", data={"csrf": csrf, "code": desk.code()})
        assert late.headers["location"] == "/canbo/vao"
        assert not await is_in(client)


@pytest.mark.slow
async def test_five_wrong_passwords_lock_for_a_while_and_longer_each_time(
    desk: Desk, lan: int
) -> None:
    async with desk.browser() as client:
        for _ in range(sign_in_steps.FREE_TRIES):
            assert (await give_password(client, password="sai")).status_code == 401  # noqa: S106
        locked = await give_password(client)
        assert locked.status_code == 401, "the right one is refused meanwhile"
        desk.clock.ahead = timedelta(minutes=1, seconds=1)
        assert (await give_password(client, password="sai")).status_code == 401  # noqa: S106
        desk.clock.ahead *= 2
        assert (await give_password(client)).status_code == 401, "two minutes now"
        desk.clock.ahead += timedelta(minutes=1)
        await sign_in(desk, client)
        assert await is_in(client)
    assert "staff.locked" in actions(desk)
    assert desk.store.run_now(lambda s: s.get_one(StaffRow, lan).failures) == 0


@pytest.mark.slow
async def test_wrong_codes_lock_too_and_a_right_password_does_not_wash_them_off(
    desk: Desk, lan: int
) -> None:
    async with desk.browser() as client:
        for _ in range(sign_in_steps.FREE_TRIES):
            await give_password(client)
            wrong = await give_code(client, "000000")
            assert wrong.status_code == 401
        assert "khóa tạm đến" in wrong.text
        assert (await give_code(client, desk.code())).status_code == 401
        assert (await give_password(client)).status_code == 401


async def test_tries_at_once_are_no_more_than_tries_one_after_the_other(
    desk: Desk, lan: int
) -> None:
    now = desk.clock()
    begun = [desk.store.run_now(lambda s: begin_try(s, "lan", now=now)) for _ in range(20)]

    assert sum(each.may_succeed for each in begun) == sign_in_steps.FREE_TRIES


async def test_who_has_no_account_learns_nothing_and_leaves_no_trace_of_the_words(
    desk: Desk, lan: int
) -> None:
    async with desk.browser() as client:
        unknown = await give_password(client, "khong-co")
        wrong = await give_password(client, password="sai")  # noqa: S106
    both = [re.sub(r'value="[^"]*"|autofocus', "", each.text) for each in (unknown, wrong)]
    assert both[0] == both[1]
    rows = desk.store.run_now(lambda s: [(r.actor, r.subject) for r in s.scalars(select(AuditRow))])
    assert rows == [("anonymous", "staff:-"), ("lan", f"staff:{lan}")]


@pytest.mark.slow
async def test_an_address_that_is_wrong_too_often_has_to_wait(desk: Desk, lan: int) -> None:
    async with desk.browser() as client:
        page = await client.get("/canbo/vao")
        form = {"csrf": csrf_of(page), "login": "ai-do", "password": "sai"}
        seen = {(await client.post("/canbo/vao", data=form)).status_code for _ in range(30)}
        assert seen == {401}
        assert (await give_password(client)).status_code == 429


async def test_a_closed_account_is_out_at_once_and_stays_out(desk: Desk, lan: int) -> None:
    async with desk.browser() as client:
        await sign_in(desk, client)
        desk.hire("boss", Role.ADMIN)
        desk.store.run_now(lambda s: accounts.disable(s, lan, actor="boss", now=desk.clock()))
        assert not await is_in(client)
        assert (await give_password(client)).status_code == 401


@pytest.mark.parametrize("csrf", [None, "", "wrong", "ă"])
async def test_a_form_that_is_not_ours_signs_nobody_in(
    desk: Desk, lan: int, csrf: str | None
) -> None:
    async with desk.browser() as client:
        await client.get("/canbo/vao")
        form = {"login": "lan", "password": PASSWORD} | ({} if csrf is None else {"csrf": csrf})
        refused = await client.post("/canbo/vao", data=form)
        assert refused.status_code == 403
        assert "canbo" not in refused.cookies
        await give_password(client)
        half = {"code": desk.code()} | ({} if csrf is None else {"csrf": csrf})
        assert (await client.post("/canbo/vao/ma", data=half)).status_code == 403
        assert not await is_in(client)


async def test_a_form_from_another_site_is_refused_even_with_the_right_token(
    desk: Desk, lan: int
) -> None:
    async with desk.browser() as client:
        page = await client.get("/canbo/vao")
        form = {"csrf": csrf_of(page), "login": "lan", "password": PASSWORD}
        away = {"origin": "https://evil.example"}
        assert (await client.post("/canbo/vao", data=form, headers=away)).status_code == 403


@pytest.mark.parametrize("path", ["/canbo/vao", "/canbo/vao/ma", "/canbo/tai-khoan"])
async def test_no_more_than_a_form_is_read_of_who_is_not_signed_in(desk: Desk, path: str) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10_000_000:
            sent += 10_000
            yield b"login=" + b"x" * 9_994

    async with desk.browser() as client:
        form = {"content-type": "application/x-www-form-urlencoded"}
        reply = await client.post(path, content=endless(), headers=form)
    assert reply.status_code == 413
    assert sent < 200_000


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/canbo/ke-hoach", "/canbo/ke-hoach"),
        ("https://evil.example/canbo/", "/canbo"),
        ("//evil.example/canbo/", "/canbo"),
        ("/canbo/\\evil.example", "/canbo"),
        ("/canbo/../../evil", "/canbo"),
    ],
)
async def test_sign_in_leads_back_to_our_pages_only(
    desk: Desk, lan: int, back: str, leads_to: str
) -> None:
    async with desk.browser() as client:
        await give_password(client, ve=back)
        csrf = csrf_of(await client.get("/canbo/vao/ma", params={"ve": back}))
        form = {"csrf": csrf, "code": desk.code(), "ve": back}
        done = await client.post("/canbo/vao/ma", data=form)
        assert done.headers["location"] == leads_to


async def test_a_clock_set_back_keeps_no_session_alive_for_longer(desk: Desk, lan: int) -> None:
    desk.clock.ahead = timedelta(days=1)
    async with desk.browser() as client:
        await sign_in(desk, client)
        assert await is_in(client)
        desk.clock.ahead = timedelta()
        assert not await is_in(client)


@pytest.mark.slow
async def test_a_lock_from_a_wrong_clock_is_none(desk: Desk, lan: int) -> None:
    desk.clock.ahead = timedelta(days=400)
    async with desk.browser() as client:
        for _ in range(sign_in_steps.FREE_TRIES):
            await give_password(client, password="sai")  # noqa: S106
        desk.clock.ahead = timedelta()
        await sign_in(desk, client)
        assert await is_in(client)


async def test_script_in_a_login_stays_text(desk: Desk) -> None:
    async with desk.browser() as client:
        reply = await give_password(client, '"><script>alert(1)</script>')
    assert "<script>alert" not in reply.text
    assert "&lt;script&gt;" in reply.text
