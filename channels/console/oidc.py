"""Ask an OpenID Connect provider who somebody is: authorization code, PKCE, state and nonce."""

import base64
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.errors import OAuth2Error
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, SecretStr, ValidationError

from bot.staff.single_sign_on import Vouched
from bot.types import BotError

_DISCOVERY = "/.well-known/openid-configuration"
# With a public key: with a shared one the client's secret would be enough to make a token.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_SCOPE = ("openid", "email")
_CLOCKS_DIFFER_S = 60
_KEEP_S = 3600.0
_TIMEOUT_S = 10.0


class OidcError(BotError):
    """The provider cannot be asked, or does not vouch for anybody."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The office's single sign-on."""

    issuer: str
    client_id: str
    client_secret: SecretStr
    button: str
    """What the sign-in page calls it."""
    two_factor_acr: frozenset[str] = frozenset()
    """Values of `acr` that mean more than a password, besides `mfa` in `amr`."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a browser carries while its owner is at the provider's."""

    state: str
    nonce: str
    verifier: str
    back: str

    def packed(self) -> str:
        """Return it as the value of a cookie."""
        back = base64.urlsafe_b64encode(self.back.encode()).decode().rstrip("=")
        return ".".join((self.state, self.nonce, self.verifier, back))


class _Metadata(BaseModel):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Relay:
    """Sends people to the provider and reads what they come back with."""

    def __init__(
        self, provider: Provider, *, redirect_uri: str, now: Callable[[], datetime]
    ) -> None:
        self._provider = provider
        self._redirect_uri = redirect_uri
        self._now = now
        self._kept: tuple[float, _Metadata] | None = None

    async def leave(self, back: str) -> tuple[str, Asked]:
        """Return where to send a browser, and what it carries meanwhile. Raises OidcError."""
        asked = Asked(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            back=back,
        )
        async with _http() as http:
            metadata = await self._metadata(http)
        address = prepare_grant_uri(
            metadata.authorization_endpoint,
            client_id=self._provider.client_id,
            response_type="code",
            redirect_uri=self._redirect_uri,
            scope=list(_SCOPE),
            state=asked.state,
            nonce=asked.nonce,
            code_challenge=create_s256_code_challenge(asked.verifier),
            code_challenge_method="S256",
            acr_values=" ".join(sorted(self._provider.two_factor_acr)) or None,
        )
        return str(address), asked

    async def come_back(self, asked: Asked, given: Mapping[str, str]) -> Vouched:
        """Return who the provider says it is. Raises OidcError."""
        if not secrets.compare_digest(given.get("state", "").encode(), asked.state.encode()):
            raise OidcError("the answer belongs to another question")
        # RFC 9207: another provider's code must not be taken to ours.
        if given.get("iss", self._provider.issuer) != self._provider.issuer:
            raise OidcError("the answer is another provider's")
        if not given.get("code"):
            raise OidcError("the provider let nobody in")
        async with _http() as http:
            metadata = await self._metadata(http)
            body = prepare_token_request(
                "authorization_code",
                redirect_uri=self._redirect_uri,
                code=given["code"],
                code_verifier=asked.verifier,
            )
            secret = self._provider.client_secret.get_secret_value()
            token = await _json(
                http.post(
                    metadata.token_endpoint,
                    content=str(body),
                    auth=(self._provider.client_id, secret),
                    headers={"Content-Type": "application/x-www-form-urlencoded"},
                )
            )
            keys = await _json(http.get(metadata.jwks_uri))
        claims = self._checked(token, keys, asked.nonce)
        has_email = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
        return Vouched(
            issuer=self._provider.issuer,
            subject=str(claims["sub"]),
            email=str(claims["email"]) if has_email else "",
            has_two_factors=self._has_two_factors(claims),
        )

    def _checked(
        self, token: Mapping[str, Any], keys: Mapping[str, Any], nonce: str
    ) -> Mapping[str, Any]:
        """Return the claims of an ID token that is the provider's, for us, and for this time."""
        id_token = token.get("id_token")
        if not isinstance(id_token, str):
            raise OidcError("the provider gave no ID token")
        try:
            decoded = jwt.decode(
                id_token,
                KeySet.import_key_set(keys),  # type: ignore[arg-type]  # checked by it
                algorithms=_ALGORITHMS,
            )
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self._provider.issuer},
                    "aud": {"essential": True, "value": self._provider.client_id},
                    "sub": {"essential": True},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._provider.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(self._now().timestamp()), leeway=_CLOCKS_DIFFER_S)
        except (JoseError, OAuth2Error, ValueError, KeyError, TypeError) as error:
            # Its words may quote the token.
            raise OidcError(f"the ID token is not valid ({type(error).__name__})") from None
        return dict(claims)

    def _has_two_factors(self, claims: Mapping[str, Any]) -> bool:
        amr = claims.get("amr")
        # RFC 8176: "mfa" is the one value that says so by itself.
        if isinstance(amr, list) and "mfa" in amr:
            return True
        return claims.get("acr") in self._provider.two_factor_acr

    async def _metadata(self, http: httpx.AsyncClient) -> _Metadata:
        if self._kept is not None and time.monotonic() - self._kept[0] < _KEEP_S:
            return self._kept[1]
        try:
            found = _Metadata.model_validate(
                await _json(http.get(self._provider.issuer.rstrip("/") + _DISCOVERY))
            )
        except ValidationError:
            raise OidcError("the provider's description is not one of OpenID Connect") from None
        if found.issuer != self._provider.issuer:
            raise OidcError("the provider calls itself otherwise than MOTCUA_OIDC_ISSUER")
        for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            if not is_safe(address):
                raise OidcError("the provider describes an address without https")
        self._kept = (time.monotonic(), found)
        return found


def unpacked(cookie: str) -> Asked | None:
    """Return what a browser carried; None if it carried nothing of ours."""
    parts = cookie.split(".")
    if len(parts) != 4 or not all(parts):
        return None
    state, nonce, verifier, back = parts
    try:
        page = base64.urlsafe_b64decode(back + "=" * (-len(back) % 4)).decode()
    except ValueError:
        return None
    return Asked(state=state, nonce=nonce, verifier=verifier, back=page)


def is_safe(address: str) -> bool:
    """Say whether an address is https, or of this machine."""
    parts = urlsplit(address)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_here)
    )


def _http() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=_TIMEOUT_S, headers={"Accept": "application/json"})


async def _json(asking: Any) -> Mapping[str, Any]:  # noqa: ANN401  # an awaitable of httpx
    """Return the JSON object of a reply. Raises OidcError, without the provider's words."""
    try:
        reply: httpx.Response = await asking
        reply.raise_for_status()
        body = reply.json()
    except httpx.HTTPStatusError as error:
        raise OidcError(f"the provider answers {error.response.status_code}") from None
    except (httpx.HTTPError, ValueError) as error:
        raise OidcError(f"the provider does not answer ({type(error).__name__})") from None
    if not isinstance(body, dict):
        raise OidcError("the provider does not answer with a JSON object")
    return body
