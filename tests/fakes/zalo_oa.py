"""Zalo's OAuth and OpenAPI for one Official Account, as a server on this machine.

    async with FakeZaloOA(seed=1) as zalo:
        pair = zalo.account.issue()
        await zalo.deliver([zalo.make.text("8001", "Xin chào")], to=hook)
        assert zalo.sent[0].text == …

It takes and refuses what Zalo is known to, with Zalo's codes; what goes wrong on the way is in
`faults` and `plan` (tests/fakes/server.py).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.fakes.server import Fault, Faults, Faulty, LocalServer
from tests.fakes.webhooks import Call, Delivered, How, call
from tests.fakes.zalo_oa_account import Account, Behaviour, Issued, Refusal, Sent
from tests.fakes.zalo_oa_hooks import RETRIES_S, Events, Mac, Signer, written

__all__ = ["Behaviour", "FakeZaloOA", "Issued", "Mac", "Sent", "written"]

_UPLOADS = {"image": 1_000_000, "gif": 5_000_000}
_REPLIES = {"quota_type": "reply", "remain": "7", "total": "8", "owner_type": "OA"}


class FakeZaloOA:
    """The account, its app, and the server that speaks for both."""

    app_id = "1027000000000000077"
    app_secret = "app-secret-77"  # noqa: S105  # nobody's
    oa_id = "1423000000000000088"
    secret_key = "oa-key-88"  # noqa: S105  # nobody's
    redirect_uri = "https://phuong.example.vn/zalo/callback"

    def __init__(
        self, *, seed: int = 0, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.seed = seed
        self.account = Account(now)
        self.echo_to = ""
        """Where echoes of what the account sends are delivered, with `behaviour.echoes`."""
        self.calls: list[str] = []
        """Paths, in the order in which they were asked for."""
        self.pictures: dict[str, bytes] = {}
        """By name, at `url`/photos/NAME; "hangs" never answers, "moved" points elsewhere."""
        self.make = Events(self.app_id, self.oa_id, now)
        self.signer = Signer(app_id=self.app_id, oa_id=self.oa_id, secret=self.secret_key)
        self._echoes: set[asyncio.Task[Any]] = set()
        self._faulty = Faulty(self._application(), seed=seed)
        self._server = LocalServer(self._faulty)

    @property
    def url(self) -> str:
        """Where both OAuth and OpenAPI are."""
        return self._server.url

    @property
    def sent(self) -> list[Sent]:
        """What was accepted for delivery."""
        return self.account.sent

    @property
    def behaviour(self) -> Behaviour:
        """How the account is."""
        return self.account.behaviour

    @property
    def faults(self) -> Faults:
        """How often requests go wrong."""
        return self._faulty.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._faulty.faults = faults

    @property
    def plan(self) -> list[Fault | None]:
        """What becomes of the next requests that `faults` are about."""
        return self._faulty.plan

    @property
    def drawn(self) -> list[tuple[str, Fault]]:
        """What went wrong, with the end of the path."""
        return self._faulty.drawn

    def start(self) -> None:
        """Serve."""
        self._server.start()

    def stop(self) -> None:
        """End."""
        self._server.stop()

    async def __aenter__(self) -> "FakeZaloOA":
        self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    async def deliver(
        self,
        events: Sequence[Mapping[str, Any]],
        *,
        to: str,
        how: How | None = None,
        mac: Mac = Mac.GOOD,
    ) -> list[Delivered]:
        """Call a webhook with events until it takes each; return every attempt."""
        for event in events:
            self.account.note(event)
        return await call([self._call(each, mac) for each in events], to, how, seed=self.seed)

    async def deliver_until_taken(
        self,
        event: Mapping[str, Any],
        sleep: Callable[[float], Awaitable[None]],
        *,
        to: str,
        mac: Mac = Mac.GOOD,
    ) -> list[int]:
        """Call the webhook until it answers 200 or Zalo gives up; return the statuses.

        `sleep` waits between two calls: a test's own clock need not.
        """
        self.account.note(event)
        made, statuses = self._call(event, mac), []
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            for number, pause_s in enumerate((0, *RETRIES_S)):
                if number:
                    await sleep(pause_s)
                headers = dict(made.headers) | ({"num_retry": str(number)} if number else {})
                reply = await client.post(to, content=made.body, headers=headers)
                statuses.append(reply.status_code)
                if statuses[-1] == 200:
                    break
        return statuses

    def _call(self, event: Mapping[str, Any], mac: Mac) -> Call:
        raw = written(event)
        key = str(event.get("message", {}).get("msg_id") or event.get("timestamp"))
        return Call(key=key, body=raw, headers=self.signer.headers(raw, mac))

    def _application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v4/oa/permission", self._permission),
                Route("/v4/oa/access_token", self._token, methods=["POST"]),
                Route("/v3.0/oa/message/cs", self._message, methods=["POST"]),
                Route("/v3.0/oa/quota/message", self._quota, methods=["POST"]),
                Route("/v3.0/oa/user/detail", self._user),
                Route("/v2.0/oa/getoa", self._about),
                Route("/v2.0/oa/upload/{kind}", self._upload, methods=["POST"]),
                Route("/v2.0/oa/message", self._old_message, methods=["POST"]),
                Route("/photos/{name}", self._picture),
            ],
            exception_handlers={Refusal: _refused},
        )

    async def _permission(self, request: Request) -> Response:
        """Consent at once, as a browser would after an administrator's click."""
        query = request.query_params
        if query.get("redirect_uri") != self.redirect_uri:
            raise Refusal(-14003, "Invalid redirect uri")
        if query.get("app_id") != self.app_id or not query.get("code_challenge"):
            raise Refusal(-14002, "Invalid app id")
        code = self.account.consent(query["code_challenge"])
        back = urlencode({"code": code, "oa_id": self.oa_id, "state": query.get("state", "")})
        return RedirectResponse(f"{self.redirect_uri}?{back}", 302)

    async def _token(self, request: Request) -> Response:
        self.calls.append(request.url.path)
        given = parse_qs((await request.body()).decode())
        form = {name: values[0] for name, values in given.items()}
        if request.headers.get("secret_key") != self.app_secret:
            raise Refusal(-14004, "Invalid secret key")
        kind = request.headers.get("content-type", "")
        if form.get("app_id") != self.app_id or "x-www-form-urlencoded" not in kind:
            raise Refusal(-14002, "Invalid app id")
        if form.get("grant_type") == "authorization_code":
            pair = self.account.by_code(form.get("code", ""), form.get("code_verifier", ""))
        elif form.get("grant_type") == "refresh_token":
            pair = self.account.by_refresh(form.get("refresh_token", ""))
        else:
            raise Refusal(-14001, "Invalid grant type")
        await asyncio.sleep(self.behaviour.oauth_pause_s)
        return JSONResponse(
            {
                "access_token": pair.access,
                "refresh_token": pair.refresh,
                "expires_in": str(int(self.behaviour.life.total_seconds())),
            }
        )

    async def _message(self, request: Request) -> Response:
        body = await self._body(request)
        user = str(_within(body, "recipient").get("user_id", ""))
        sent = self.account.send(user, _within(body, "message"))
        if self.behaviour.echoes and self.echo_to:
            self._echo(sent)
        return _good({"message_id": sent.message_id, "user_id": user, "quota": _REPLIES})

    def _echo(self, sent: Sent) -> None:
        """Tell the webhook while the answer is on its way."""
        raw = written(self.make.echo(sent.user, {"text": sent.text, "msg_id": sent.message_id}))

        async def tell() -> None:
            async with httpx.AsyncClient(trust_env=False) as client:
                await client.post(self.echo_to, content=raw, headers=self.signer.headers(raw))

        task = asyncio.create_task(tell())
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)

    async def _quota(self, request: Request) -> Response:
        body = await self._body(request)
        last = self.account.interactions.get(str(body.get("user_id", "")))
        if last is None:
            raise Refusal(-213, "User has not followed OA")
        stamp = str(int(last.timestamp() * 1000))
        return _good({"last_interaction": stamp, "cs_reply": {"remain": "7", "total": "8"}})

    async def _user(self, request: Request) -> Response:
        self._check(request)
        try:
            user = str(json.loads(request.query_params.get("data", ""))["user_id"])
        except (ValueError, KeyError, TypeError):
            raise Refusal(-201, "data is invalid") from None
        if user not in self.account.interactions:
            raise Refusal(-213, "User has not followed OA")
        return _good({"user_id": user, "display_name": "Người dân", "user_is_follower": True})

    async def _about(self, request: Request) -> Response:
        self._check(request)
        about = {"oa_id": self.oa_id, "name": "Phường Bến Gỗ", "is_verified": True}
        linked = "zca-1" if self.behaviour.has_cloud_account else ""
        return _good({**about, "package_name": "Nâng cao", "linked_ZCA": linked})

    async def _upload(self, request: Request) -> Response:
        self._check(request)
        kind = request.path_params["kind"]
        if kind == "file":
            async with request.form() as form:
                file = form.get("file")
                if not isinstance(file, UploadFile):
                    raise Refusal(-201, "file is invalid")
                name, content = file.filename or "", await file.read()
            return _good({"token": self.account.take_file(name, content)})
        size = len(await request.body())
        if kind not in _UPLOADS or size > _UPLOADS[kind] + 1_000:
            raise Refusal(-210, "file is over limit")
        return _good({"attachment_id": f"up-{size}"})

    async def _old_message(self, request: Request) -> Response:
        if "sender_action" not in await self._body(request):
            raise Refusal(-240, "MessageV2 API has been shut down")
        return _good({"message_id": self.make.message_id()})

    async def _picture(self, request: Request) -> Response:
        self.calls.append(request.url.path)
        name = request.path_params["name"]
        if name == "hangs":
            await asyncio.sleep(3_600)
        if name == "moved":
            return RedirectResponse("http://169.254.169.254/latest/meta-data", 302)
        if name not in self.pictures:
            return Response("not found", 404)
        return Response(self.pictures[name], media_type="image/jpeg")

    def _check(self, request: Request) -> None:
        """Raise Refusal unless the request has a good token."""
        self.calls.append(request.url.path)
        self.account.check_access(request.headers.get("access_token", ""))

    async def _body(self, request: Request) -> Mapping[str, Any]:
        """Return what a request with a good token says. Raises Refusal."""
        self._check(request)
        try:
            body = json.loads(await request.body())
        except ValueError:
            raise Refusal(-201, "body is invalid") from None
        if not isinstance(body, dict):
            raise Refusal(-201, "body is invalid")
        return body


def _good(data: Mapping[str, Any]) -> Response:
    return JSONResponse({"data": dict(data), "error": 0, "message": "Success"})


async def _refused(request: Request, error: Exception) -> Response:
    """Return an error as Zalo does: with the status of success."""
    assert isinstance(error, Refusal)
    body = {"error": error.code, "error_name": error.said, "message": error.said}
    return JSONResponse(body, headers=error.headers)


def _within(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = body.get(name)
    return inner if isinstance(inner, dict) else {}
