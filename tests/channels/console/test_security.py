"""What stands in front of every page of the staff page, whoever asks and however."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff.rights import Role
from bot.store.staff import StaffRow
from channels.console.access import CSRF_HEADER
from channels.console.pages import is_web_address
from channels.console.wiring import add_refusals, console_routers
from channels.web import WardView, create_app
from tests.channels.console.conftest import Desk
from tests.channels.console.residents import waits
from tests.channels.console.test_rights import LIVE, address, table

FORM = {"content-type": "multipart/form-data; boundary=b"}
FILE = b'--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'
# A form has 64 KB, that of the longest record 1 MB; what is on its way comes on top.
MOST, MOST_OF_A_RECORD = 200_000, 1_200_000


def faults(reply: httpx.Response, *, is_personal: bool = True) -> list[str]:
    """Return what is missing from the headers of a reply."""
    headers = reply.headers
    policy = headers.get("content-security-policy", "")
    sound = {
        "a policy": "default-src 'none'" in policy and "base-uri 'none'" in policy,
        "no script but ours": "script-src 'self';" in policy and "unsafe" not in policy,
        "no frame": "frame-ancestors 'none'" in policy and headers.get("x-frame-options") == "DENY",
        "nosniff": headers.get("x-content-type-options") == "nosniff",
        "no referrer": headers.get("referrer-policy") == "no-referrer",
        "own window": headers.get("cross-origin-opener-policy") == "same-origin",
        "kept nowhere": not is_personal or "no-store" in headers.get("cache-control", ""),
        "read by nobody else": "access-control-allow-origin" not in headers,
    }
    return [name for name, is_so in sound.items() if not is_so]


async def test_every_page_and_refusal_has_the_headers_and_is_kept_nowhere(desk: Desk) -> None:
    waits(desk.console)
    pages = [path for (method, path) in table() if method == "GET" and path not in LIVE]
    wrong: dict[str, list[str]] = {}
    async with desk.browser(*Role) as member, desk.browser() as nobody:
        for path in (*pages, "/canbo/cho/1", "/canbo/khong-co-trang-nay", "/phieu/a/b/c"):
            for client in (member, nobody):
                reply = await client.get(address(path))
                if found := faults(reply, is_personal=not path.startswith("/static")):
                    wrong[f"{reply.status_code} {path}"] = found
        for method in ("DELETE", "PUT", "OPTIONS", "TRACE"):
            if found := faults(await member.request(method, "/canbo/cho")):
                wrong[method] = found

    assert wrong == {}


async def test_what_breaks_unforeseen_is_told_with_the_headers_and_without_its_words(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    @desk.app.get("/api/hong")
    async def broken() -> Response:
        raise LookupError("bà Nguyễn Thị A, 0912 345 678")

    async with desk.browser(Role.COUNTER) as client:
        page = await client.get("/api/hong", headers={"accept": "text/html"})
        called = await client.get("/api/hong")

    assert (page.status_code, called.status_code) == (500, 500)
    assert (faults(page), faults(called)) == ([], [])
    assert page.headers["content-type"].startswith("text/plain")
    assert "Anh/chị thử lại" in called.json()["error"]["message"]
    assert not any("Nguyễn" in text for text in (page.text, called.text, caplog.text))
    assert "a request failed" in caplog.text


@pytest.mark.parametrize("is_secure", [True, False])
async def test_only_who_is_reached_over_https_says_so_to_the_browser(
    desk: Desk, is_secure: bool
) -> None:
    app = create_app(
        desk.console.reception, ready=lambda: True, ward=WardView(), is_secure=is_secure
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
        reply = await client.get("/healthz")

    assert ("strict-transport-security" in reply.headers) is is_secure


async def test_over_https_the_cookies_are_this_hosts_alone_and_no_scripts(desk: Desk) -> None:
    console = replace(desk.console, access=replace(desk.console.access, is_secure=True))
    app = served(desk, console_routers(console))
    add_refusals(app, console)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://test") as client:
        form = (await client.get("/canbo/vao")).headers["set-cookie"]
    session = Response()
    console.access.set_cookie(session, "a")

    for cookie in (form, session.headers["set-cookie"]):
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-")
        assert {"secure", "httponly", "samesite=strict", "path=/"} <= parts
        assert not any(part.startswith("domain") for part in parts)


def served(desk: Desk, routers: Sequence[APIRouter]) -> FastAPI:
    """Return an application of its own with these routers."""
    return create_app(
        desk.console.reception,
        ready=lambda: True,
        ward=WardView(),
        routers=routers,
    )


async def test_no_more_than_a_form_is_read_whoever_sends_it_wherever(desk: Desk) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield FILE
        while sent < 5_000_000:
            sent += 50_000
            yield b"x" * 50_000

    read: dict[str, int] = {}
    posts = [path for (method, path) in table() if method == "POST"]
    async with desk.browser(*Role) as member, desk.browser() as nobody:
        del member.headers[CSRF_HEADER]
        for path in posts:
            most = MOST_OF_A_RECORD if "/kien-thuc/" in path else MOST
            for client in (member, nobody):
                sent = 0
                await client.post(address(path), content=endless(), headers=FORM)
                if sent > most:
                    read[path] = sent

    assert read == {}


async def test_a_form_of_a_thousand_small_files_is_not_taken(desk: Desk) -> None:
    files = [("f", (f"{n}.txt", b"x")) for n in range(1_000)]
    async with desk.browser(Role.OFFICIAL) as client:
        del client.headers[CSRF_HEADER]
        reply = await client.post("/canbo/cho/1/tra-loi", files=files)

    assert reply.status_code in (400, 413)


@pytest.mark.parametrize("header", ["x-http-method-override", "x-method-override", "x-http-method"])
async def test_no_header_and_no_field_makes_a_look_a_deed(desk: Desk, header: str) -> None:
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.get("/canbo/ra", headers={header: "POST"}, params={"_method": "POST"})
        still = await client.get("/canbo")

    assert reply.status_code in (404, 405)
    assert still.status_code == 200


async def test_the_host_that_is_asked_for_leads_nowhere_else(desk: Desk) -> None:
    evil = {"host": "evil.example", "x-forwarded-host": "evil.example"}
    async with desk.browser(*Role) as member, desk.browser() as nobody:
        pages = [
            await client.get(path, headers=evil)
            for client in (member, nobody)
            for path in ("/canbo", "/canbo/vao", "/canbo/toi", "/canbo/cho", "/canbo/ke-hoach")
        ]

    assert {p.headers["location"][0] for p in pages if "location" in p.headers} == {"/"}
    assert not any("evil.example" in page.text for page in pages)


@pytest.mark.parametrize(
    "path",
    [
        "/static/console/lib/..%2f..%2f..%2fpages.py",
        "/static/console/..%2f..%2fconsole%2fpages.py",
        "/canbo/cho/1/anh/..%2f..%2fmotcua.sqlite",
        "/canbo/quay/..%2f..%2fward.toml/phieu.pdf",
        "/canbo/kien-thuc/ban-ghi/procedure/..%2f..%2f..%2fward.toml",
        "/canbo/lich/..%2f..%2fmotcua.sqlite.ics",
        "/phieu/..%2f..%2fward.toml/phieu.pdf",
        "/phieu/%00/phieu.pdf",
    ],
)
async def test_no_address_reaches_a_file_beside_ours(desk: Desk, path: str) -> None:
    async with desk.browser(*Role) as client:
        reply = await client.get(path)

    assert reply.status_code in (404, 422)
    assert faults(reply, is_personal=not path.startswith("/static")) == []


async def test_a_form_sets_no_field_that_it_does_not_ask_for(desk: Desk) -> None:
    form = {
        "login": "moi",
        "name": "Người Mới",
        "unit": "Một cửa",
        "roles": "counter",
        "id": "1",
        "state": "closed",
        "must_change_password": "",
        "password_hash": "x",
        "totp_secret": "JBSWY3DPEHPK3PXP",
        "oidc_subject": "x",
    }
    async with desk.browser(Role.ADMIN) as client:
        await client.post("/canbo/tai-khoan", data=form)

    def look(session: Session) -> tuple[object, ...]:
        row = session.scalars(select(StaffRow).where(StaffRow.login == "moi")).one()
        assert row.password_hash is not None
        return (
            row.id > 1,
            row.state,
            row.must_change_password,
            row.password_hash.startswith("$argon2id$"),
            row.totp_secret,
            row.oidc_subject,
        )

    assert desk.store.run_now(look) == (True, "active", True, True, None, None)


@pytest.mark.parametrize(
    ("value", "may_be"),
    [
        ("https://dichvucong.gov.vn/a?b=1", True),
        ("http://example.vn", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)//https://", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("//evil.example", False),
        ("https:evil", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(value: str | None, may_be: bool) -> None:
    assert is_web_address(value) is may_be


async def test_a_refusal_is_logged_with_who_and_where_and_not_with_what(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk.browser(Role.EDITOR) as client:
        reply = await client.get("/canbo/cho/1234567", params={"q": "0912 345 678"})

    told = [record for record in caplog.records if record.getMessage() == "refused"]
    assert reply.status_code == 403
    assert [vars(each)["route"] for each in told] == ["GET /canbo/cho/{id}"]
    assert vars(told[0])["staff"] == 1
    assert not any(
        part in str(vars(told[0])) for part in ("1234567", "0912 345", "0912+345", "nv-editor")
    )
