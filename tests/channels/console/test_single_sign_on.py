"""Single sign-on against a provider that really runs, and one that cannot be trusted."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from werkzeug.serving import make_server

from bot.staff import accounts
from bot.staff.rights import Role
from bot.store.models import AuditRow
from bot.store.staff import StaffRow
from bot.types import BotError
from channels.console.oidc import Provider
from channels.console.provider import configured_provider
from channels.console.wiring import console_routers
from channels.settings import Settings
from channels.web import WardView, create_app
from tests.channels.console.conftest import Desk
from tests.channels.console.idp import (
    Change,
    Idp,
    awaits,
    idp_key,
    running_idp,
    with_provider,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]

HERE = "https://hoidap.example.vn"
BACK = f"{HERE}/canbo/vao/mot-lan/ve"


@pytest.fixture
def idp() -> Iterator[Idp]:
    """Run a provider that knows Lan."""
    with running_idp() as made:
        yield made


@pytest.fixture
def joined(desk: Desk, idp: Idp) -> Desk:
    """Return the staff page of an office that has this provider."""
    return with_provider(desk, idp, public_url=HERE)


async def at_provider(client: httpx.AsyncClient, subject: str = "lan-1") -> str:
    """Go to the provider, say who one is, and return where it sends the browser."""
    away = await client.get("/canbo/vao/mot-lan?ve=/canbo/ke-hoach")
    assert away.status_code == 303, away.text
    async with httpx.AsyncClient() as elsewhere:
        done = await elsewhere.post(away.headers["location"], data={"sub": subject})
    assert done.status_code == 302, done.text
    return str(done.headers["location"])


async def come_back(client: httpx.AsyncClient, subject: str = "lan-1") -> httpx.Response:
    return await client.get((await at_provider(client, subject)).removeprefix(HERE))


def audited(desk: Desk) -> list[str]:
    return desk.store.run_now(lambda s: [row.action for row in s.query(AuditRow)])


def row_of(desk: Desk, staff_id: int) -> StaffRow:
    return desk.store.run_now(lambda s: s.get_one(StaffRow, staff_id))


async def test_an_awaited_address_is_let_in_and_still_shows_our_second_factor(
    joined: Desk, idp: Idp
) -> None:
    lan = awaits(joined)
    async with joined.browser() as client:
        assert "Tài khoản thành phố" in (await client.get("/canbo/vao")).text
        back = await come_back(client)
        assert back.status_code == 200
        assert "url=/canbo/vao/ma?ve=%2Fcanbo%2Fke-hoach" in back.text
        assert (await client.get("/canbo")).status_code == 303, "half a session only"
        code = await client.get("/canbo/vao/ma")
        csrf = code.text.split('name="csrf" value="')[1].split('"')[0]
        await client.post("/canbo/vao/ma", data={"csrf": csrf, "code": joined.code()})
        assert (await client.get("/canbo")).status_code == 200
        own = await client.get("/canbo/toi")
        assert "/canbo/toi/mat-khau" not in own.text
    row = row_of(joined, lan)
    assert (row.oidc_subject, row.password_hash) == (f"{idp.issuer} lan-1", None)
    assert audited(joined)[-2:] == ["staff.single_sign_on_bound", "staff.sign_in"]


@pytest.mark.parametrize(
    ("claims", "is_whole"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "loa-2"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "loa-1"}, False),
    ],
)
async def test_the_second_factor_is_left_to_a_provider_that_had_one(
    joined: Desk, idp: Idp, claims: dict[str, Any], is_whole: bool
) -> None:
    awaits(joined)
    idp.change = lambda own: idp.sign(own | claims)
    async with joined.browser() as client:
        await come_back(client)
        assert ((await client.get("/canbo")).status_code == 200) is is_whole


async def test_the_code_is_asked_for_and_redeemed_as_pkce_says(joined: Desk, idp: Idp) -> None:
    awaits(joined)
    async with joined.browser() as client:
        away = await client.get("/canbo/vao/mot-lan")
        asked = parse_qs(urlsplit(away.headers["location"]).query)
        await come_back(client)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [BACK]
    assert {"openid", "email"} <= set(asked["scope"][0].split())
    cookie = away.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    (token,) = idp.asked
    assert len(token["code_verifier"]) >= 43
    assert token["redirect_uri"] == BACK
    assert "client_secret" not in token
    (authorization,) = idp.authorization
    assert authorization is not None
    assert base64.b64decode(authorization.split()[1]).decode() == "motcua:bí mật"


async def test_the_verifier_belongs_to_the_challenge(joined: Desk, idp: Idp) -> None:
    awaits(joined)
    async with joined.browser() as client:
        away = await client.get("/canbo/vao/mot-lan")
        async with httpx.AsyncClient() as elsewhere:
            done = await elsewhere.post(away.headers["location"], data={"sub": "lan-1"})
        await client.get(done.headers["location"].removeprefix(HERE))
    challenge = parse_qs(urlsplit(away.headers["location"]).query)["code_challenge"][0]
    digest = hashlib.sha256(idp.asked[0]["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge


async def test_who_has_no_account_gets_none(joined: Desk) -> None:
    awaits(joined)
    async with joined.browser() as client:
        reply = await come_back(client, "somebody@else.example")
        assert reply.status_code == 403
        assert "Nhờ người quản trị tạo tài khoản" in reply.text
        assert (await client.get("/canbo")).status_code == 303
    found = joined.store.run_now(lambda s: accounts.all_accounts(s, now=joined.clock()))
    assert [each.login for each in found] == ["lan"]
    assert audited(joined)[-1] == "staff.single_sign_on_refused"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
async def test_an_address_that_is_not_verified_opens_nothing(
    joined: Desk, idp: Idp, verified: object
) -> None:
    awaits(joined)
    idp.change = lambda own: idp.sign(own | {"email_verified": verified})
    async with joined.browser() as client:
        assert (await come_back(client)).status_code == 403


async def test_an_address_that_passed_to_another_person_opens_nothing(
    joined: Desk, idp: Idp
) -> None:
    lan = awaits(joined)
    async with joined.browser() as client:
        assert (await come_back(client)).status_code == 200
    idp.change = lambda own: idp.sign(own | {"sub": "another-2"})
    async with joined.browser() as client:
        assert (await come_back(client)).status_code == 403
    assert row_of(joined, lan).oidc_subject == f"{idp.issuer} lan-1"


async def test_a_closed_account_is_not_let_in(joined: Desk) -> None:
    lan = awaits(joined)
    joined.store.run_now(lambda s: accounts.disable(s, lan, actor="boss", now=joined.clock()))
    async with joined.browser() as client:
        assert (await come_back(client)).status_code == 403


def _packed(*parts: dict[str, Any]) -> str:
    packed = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join(part.rstrip("=") for part in packed)


def _by_another_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))


def _by_the_public_key(claims: dict[str, Any]) -> str:
    signed = _packed({"alg": "HS256"}, claims)
    mac = hmac.digest(idp_key().as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


FORGED: dict[str, Change] = {
    "unsigned": lambda claims: _packed({"alg": "none"}, claims) + ".",
    "another key": _by_another_key,
    "public key as secret": _by_the_public_key,
    "no token": lambda _: None,
    "no jwt": lambda _: "x.y.z",
}
WRONG: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "aud": {"aud": "another"},
    "aud, though azp is ours": {"aud": "another", "azp": "motcua"},
    "azp": {"azp": "another"},
    "two audiences without azp": {"aud": ["motcua", "another"]},
    "iss": {"iss": "https://evil.example"},
    "expired": {"exp": 1_700_000_000},
    "from the future": {"iat": 4_000_000_000},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("how", [*FORGED, *WRONG])
async def test_a_token_that_is_not_the_providers_for_us_now_opens_nothing(
    joined: Desk, idp: Idp, how: str
) -> None:
    awaits(joined)

    def wrong(own: dict[str, Any]) -> str:
        changed = {key: value for key, value in (own | WRONG[how]).items() if value is not None}
        return idp.sign(changed)

    idp.change = FORGED.get(how, wrong)
    async with joined.browser() as client:
        assert (await come_back(client)).status_code == 401
        assert (await client.get("/canbo")).status_code == 303
    assert idp.changed == 1


async def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    joined: Desk, idp: Idp
) -> None:
    awaits(joined)
    async with joined.browser() as client, joined.browser() as other:
        address = (await at_provider(client)).removeprefix(HERE)
        assert (await other.get(address)).status_code == 400
        await other.get("/canbo/vao/mot-lan")
        assert (await other.get(address)).status_code == 401, "another state"
        assert (await client.get(address + "&iss=https://evil.example")).status_code == 401
        assert (await client.get(address)).status_code == 400, "that question is over"
    assert idp.asked == [], "the code was given to nobody"


async def test_a_refusal_of_the_provider_is_told(joined: Desk) -> None:
    async with joined.browser() as client:
        away = await client.get("/canbo/vao/mot-lan")
        state = parse_qs(urlsplit(away.headers["location"]).query)["state"][0]
        reply = await client.get(f"/canbo/vao/mot-lan/ve?error=access_denied&state={state}")
    assert reply.status_code == 401
    assert "chưa xác nhận" in reply.text


@contextmanager
def _words(text: str) -> Iterator[str]:
    """Serve one text at every address."""
    app = flask.Flask(__name__)
    app.add_url_rule("/<path:_>", view_func=lambda _: text)
    server = make_server("localhost", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    "text",
    [
        "<html>",
        "[]",
        "{}",
        '{"issuer": "https://evil.example", "authorization_endpoint": "https://x.example",'
        ' "token_endpoint": "https://x.example", "jwks_uri": "https://x.example"}',
    ],
)
async def test_a_provider_that_is_none_is_told_as_out_of_reach(desk: Desk, text: str) -> None:
    with _words(text) as issuer:
        provider = Provider(
            issuer=issuer, client_id="motcua", client_secret=SecretStr("x"), button="Vào"
        )
        console = replace(desk.console, provider=provider, public_url=HERE)
        app = create_app(
            console.reception, ready=lambda: True, ward=WardView(), routers=console_routers(console)
        )
        async with replace(desk, app=app, console=console).browser() as client:
            reply = await client.get("/canbo/vao/mot-lan")
    assert reply.status_code == 503
    assert "Chưa nối được" in reply.text


async def test_without_a_provider_there_is_no_button_and_no_address(desk: Desk) -> None:
    async with desk.browser() as client:
        assert "mot-lan" not in (await client.get("/canbo/vao")).text
        # Like every address that is none: a visitor is sent to sign in, who is in hears of it.
        reply = await client.get("/canbo/vao/mot-lan")
        assert (reply.status_code, reply.headers["location"].split("?")[0]) == (303, "/canbo/vao")
    async with desk.browser(Role.OFFICIAL) as client:
        assert (await client.get("/canbo/vao/mot-lan")).status_code == 404


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"oidc_client_id": ""}, "MOTCUA_OIDC_CLIENT_ID"),
        ({"oidc_client_secret": SecretStr("")}, "MOTCUA_OIDC_CLIENT_SECRET"),
        ({"oidc_issuer": "http://login.example.vn"}, "MOTCUA_OIDC_ISSUER"),
        ({"public_url": ""}, "MOTCUA_PUBLIC_URL"),
    ],
)
def test_half_a_set_up_is_said_in_one_line(given: dict[str, Any], says: str) -> None:
    whole: dict[str, Any] = {
        "oidc_issuer": "https://login.example.vn",
        "oidc_client_id": "motcua",
        "oidc_client_secret": SecretStr("x"),
        "public_url": HERE,
    }
    assert configured_provider(Settings(**whole)) is not None
    assert configured_provider(Settings(**whole | {"oidc_issuer": ""})) is None
    with pytest.raises(BotError, match=says):
        configured_provider(Settings(**whole | given))
