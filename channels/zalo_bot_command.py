"""Set, show and delete the webhook of the Zalo Bot from the command line."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from bot.types import BotError
from channels.settings import Settings, read_settings
from channels.zalo_bot import PATH, ZaloBot, zalo_bot_platform
from channels.zalo_bot_api import ApiFailed
from channels.zalo_bot_examine import hook_of

app = typer.Typer(no_args_is_help=True, help="Set up the Zalo Bot.")
webhook = typer.Typer(no_args_is_help=True, help="Where the platform calls this server.")
app.add_typer(webhook, name="webhook")

T = TypeVar("T")


@webhook.command(name="set")
def set_(
    url: Annotated[
        str | None,
        typer.Argument(help=f"address of this server; default: MOTCUA_PUBLIC_URL and {PATH}"),
    ] = None,
) -> None:
    """Have the platform call this server; polling then gets nothing."""
    settings = read_settings()
    bot = _bot(settings)
    if settings.zalo_bot_polling:
        raise BotError("MOTCUA_ZALO_BOT_POLLING is on: with a webhook polling gets nothing")
    if settings.zalo_bot_secret is None:
        raise BotError("MOTCUA_ZALO_BOT_SECRET is not set")
    wanted = url or bot.hook_url
    if not wanted:
        raise BotError("say where: set MOTCUA_PUBLIC_URL, or give the address")
    if not wanted.startswith("https://"):
        raise BotError("the platform calls https addresses only")
    secret = settings.zalo_bot_secret.get_secret_value()
    reply = _done(bot, lambda: bot.api.call("setWebhook", {"url": wanted, "secret_token": secret}))
    typer.echo(f"the platform now calls {wanted}")
    checked = reply.result.get("verification")
    if isinstance(checked, dict) and checked.get("ok") is not True:
        # It keeps the address all the same.
        outcome = str(checked.get("outcome", "?"))[:60]
        raise BotError(
            f"but its trial call failed ({outcome}): is the server up, and reachable there?"
        )


@webhook.command()
def show() -> None:
    """Print which address the platform calls."""
    bot = _bot(read_settings())
    typer.echo(_done(bot, lambda: hook_of(bot.api)) or "no webhook is set")


@webhook.command()
def delete() -> None:
    """Have the platform call nobody: needed before polling."""
    bot = _bot(read_settings())
    _done(bot, lambda: bot.api.call("deleteWebhook"))
    typer.echo("the platform calls nobody now")


def _bot(settings: Settings) -> ZaloBot:
    bot = zalo_bot_platform(settings)
    if bot is None:
        raise BotError(
            "MOTCUA_ZALO_BOT_TOKEN is not set; docs/channels.md says where it comes from"
        )
    return bot


def _done(bot: ZaloBot, work: Callable[[], Awaitable[T]]) -> T:
    async def connected() -> T:
        await bot.open()
        try:
            return await work()
        finally:
            await bot.close()

    try:
        return asyncio.run(connected())
    except ApiFailed as failed:
        said = {400: "it does not take this address", 401: "it refuses the token"}
        why = said.get(failed.status or 0, "try again later")
        raise BotError(f"the Bot Platform said no ({failed.reason}): {why}") from None
