"""A provider of OpenID Connect that really runs on this machine, and an office that has it."""

import base64
import json
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import flask
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from werkzeug.serving import make_server

from bot.staff import accounts
from bot.staff.rights import Role
from channels.console.oidc import Provider
from channels.console.wiring import add_refusals, console_routers
from channels.web import WardView, create_app
from tests.channels.console.conftest import Desk

with warnings.catch_warnings():
    # The provider's own use of its libraries, here and while it runs, not ours.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    import oidc_provider_mock
    from oidc_provider_mock._storage import storage

EMAIL = "lan@benggo.example.vn"
Change = Callable[[dict[str, Any]], str | None]


@dataclass
class Idp:
    """A provider on this machine, and what it was asked for a token with."""

    issuer: str
    asked: list[dict[str, str]] = field(default_factory=list)
    authorization: list[str | None] = field(default_factory=list)
    changed: int = 0
    change: Change | None = None
    """What becomes of the claims of its ID tokens; returns the token."""

    def sign(self, claims: dict[str, Any]) -> str:
        """Sign claims with the provider's key."""
        return jwt.encode({"alg": "RS256"}, claims, idp_key())


def idp_key() -> RSAKey:
    """Return the key with which the provider signs."""
    return RSAKey.import_key(storage.jwk.as_dict(is_private=True))


@contextmanager
def running_idp() -> Iterator[Idp]:
    """Run a provider that knows Lan."""
    claims = {"email": EMAIL, "email_verified": True}
    users = [oidc_provider_mock.User(sub="lan-1", claims=claims)]
    app = oidc_provider_mock.app(require_nonce=True, user_claims=users)
    made = Idp(issuer="")

    @app.before_request
    def note() -> None:
        if flask.request.path == "/oauth2/token":
            made.asked.append(flask.request.form.to_dict())
            made.authorization.append(flask.request.headers.get("authorization"))

    @app.after_request
    def tamper(reply: flask.Response) -> flask.Response:
        if flask.request.path == "/oauth2/token" and made.change and reply.status_code == 200:
            body = json.loads(reply.get_data())
            payload = body["id_token"].split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
            body["id_token"] = made.change(claims)
            reply.set_data(json.dumps(body))
            made.changed += 1
        return reply

    server = make_server("localhost", 0, app, threaded=True)
    made.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def with_provider(desk: Desk, idp: Idp, *, public_url: str) -> Desk:
    """Return the staff page of an office that has this provider."""
    provider = Provider(
        issuer=idp.issuer,
        client_id="motcua",
        client_secret=SecretStr("bí mật"),
        button="Tài khoản thành phố",
        two_factor_acr=frozenset({"loa-2"}),
    )
    console = replace(desk.console, provider=provider, public_url=public_url)
    app = create_app(
        console.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        routers=console_routers(console),
    )
    add_refusals(app, console)
    return replace(desk, app=app, console=console)


def awaits(desk: Desk, login: str = "lan", email: str = EMAIL) -> int:
    """Make an account that waits for an address."""
    staff_id = desk.hire(login, Role.OFFICIAL)
    desk.store.run_now(
        lambda s: accounts.await_email(s, staff_id, email, actor="boss", now=desk.clock())
    )
    return staff_id
