"""The command `motcua zalo`: have an administrator of the official account consent; look at it."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit

import httpx
import typer

from bot.store.engine import Store, open_store
from bot.types import BotError
from channels import zalo_oauth
from channels.finding import State
from channels.platform import SendFailed
from channels.settings import Settings, read_settings
from channels.zalo_callback import wait_for_callback
from channels.zalo_oa_api import ACCOUNT, ZaloOaApi
from channels.zalo_oa_wiring import zalo_app, zalo_oa_platform
from channels.zalo_oauth import Granted, OAuthFailed, Pair

app = typer.Typer(no_args_is_help=True, help="Set the Zalo Official Account up.")

_WAITS_S = 600.0


@app.command()
def login(
    redirect: Annotated[
        str,
        typer.Option(help="callback address as in the console (default: MOTCUA_ZALO_REDIRECT_URL)"),
    ] = "",
    listen: Annotated[
        bool,
        typer.Option(
            "--listen", help="wait for the browser at the callback address, on this machine"
        ),
    ] = False,
    refresh_token: Annotated[
        bool,
        typer.Option(
            "--refresh-token",
            help="ask for a refresh token from the console's API Explorer instead",
        ),
    ] = False,
) -> None:
    """Get tokens through an administrator's consent, and keep them in the database."""
    settings = read_settings()
    zalo_app(settings)
    store = open_store(settings.database)
    try:
        if refresh_token:
            given = typer.prompt("refresh token", hide_input=True).strip()
            typer.echo(asyncio.run(_logged_in(settings, store, refresh_token=given)))
        else:
            address = redirect or settings.zalo_redirect_url
            granted, verifier = _consented(settings, address, listens=listen)
            typer.echo(asyncio.run(_logged_in(settings, store, granted=granted, verifier=verifier)))
    finally:
        store.close()


@app.command()
def status() -> None:
    """Say how the tokens, the account and the webhook are; exit 1 when something fails."""
    settings = read_settings()
    store = open_store(settings.database)
    try:
        found = asyncio.run(_examined(settings, store))
    finally:
        store.close()
    if not found:
        raise typer.Exit(1)


def _consented(settings: Settings, address: str, *, listens: bool) -> tuple[Granted, str]:
    """Return what an administrator's consent gave, and the verifier that goes with it."""
    if not address:
        raise BotError(
            "MOTCUA_ZALO_REDIRECT_URL is not set: write the callback address of the app's "
            "Official Account page there, letter for letter"
        )
    fixed = settings.zalo_code_verifier
    verifier = fixed.get_secret_value() if fixed else ""
    consent = zalo_oauth.new_consent(address, verifier=verifier)
    typer.echo("An administrator of the official account opens this page and agrees:\n")
    typer.echo(zalo_oauth.consent_link(zalo_app(settings), consent) + "\n")
    if listens:
        url = urlsplit(address)
        typer.echo(f"Waiting for the browser at {url.scheme}://{url.netloc} …")
        came = wait_for_callback(address, timeout_s=_WAITS_S)
    else:
        came = typer.prompt(
            "Then copy the address that the browser was sent to, within ten minutes, here"
        )
    granted = zalo_oauth.granted(came, consent)
    if settings.zalo_oa_id and granted.oa_id not in ("", settings.zalo_oa_id):
        raise BotError(
            f"consent was given for account {granted.oa_id}, MOTCUA_ZALO_OA_ID says "
            f"{settings.zalo_oa_id}; nothing was changed"
        )
    return granted, consent.verifier


async def _logged_in(
    settings: Settings,
    store: Store,
    *,
    granted: Granted | None = None,
    verifier: str = "",
    refresh_token: str = "",
) -> str:
    """Keep a first pair and return which account it is of. Raises BotError."""
    api = ZaloOaApi(store, zalo_app(settings), settings.zalo_oa_api)
    await api.open()
    try:
        pair = await _first_pair(api, granted, verifier, refresh_token)
        oa_id, name = await _account(api, pair)
        oa_id = oa_id or (granted.oa_id if granted else "")
        if settings.zalo_oa_id and oa_id not in ("", settings.zalo_oa_id):
            raise BotError(
                f"these tokens are of {name} ({oa_id}), MOTCUA_ZALO_OA_ID says "
                f"{settings.zalo_oa_id}; they were not kept"
            )
        await api.tokens.log_in(pair, oa_id)
    finally:
        await api.close()
    told = f"logged in: {name} ({oa_id or 'account id unknown'})"
    if oa_id and not settings.zalo_oa_id:
        told += f"\nnow set MOTCUA_ZALO_OA_ID={oa_id}"
    return told


async def _first_pair(
    api: ZaloOaApi, granted: Granted | None, verifier: str, refresh_token: str
) -> Pair:
    try:
        if granted is None:
            return await zalo_oauth.refresh(api.client, api.app, refresh_token)
        return await zalo_oauth.exchange(api.client, api.app, granted.code, verifier)
    except OAuthFailed as failed:
        raise BotError(
            f"zalo gave no tokens ({failed.code}); a code is good for ten minutes and a refresh "
            "token once, and MOTCUA_ZALO_APP_SECRET must be the app's own secret key"
        ) from None


async def _account(api: ZaloOaApi, pair: Pair) -> tuple[str, str]:
    """Return the account's id and name, as far as Zalo tells; the tokens are kept all the same."""
    try:
        reply = await api.ask("GET", ACCOUNT, pair.access_token)
    except (SendFailed, httpx.HTTPError):
        return "", "?"
    return str(reply.data.get("oa_id") or ""), str(reply.data.get("name") or "?")[:60]


async def _examined(settings: Settings, store: Store) -> bool:
    platform = zalo_oa_platform(settings, store)
    if platform is None:
        raise BotError("MOTCUA_ZALO_APP_ID is not set; docs/channels.md says where it comes from")
    # Not the platform itself: that would begin to renew tokens.
    await platform.api.open()
    try:
        findings = await platform.examine()
    finally:
        await platform.api.close()
    for found in findings:
        typer.echo(f"{found.state:<5} {found.name:<12} {found.said}")
    return all(found.state is not State.FAIL for found in findings)
