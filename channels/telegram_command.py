"""The command `motcua telegram`: tell Telegram where we are and what the bot's commands do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal
from urllib.parse import urlsplit, urlunsplit

import typer
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.types import BotError
from channels.settings import read_settings
from channels.telegram import PATH, TelegramPlatform, telegram_platform
from channels.telegram_accept import KINDS
from channels.telegram_send import network_code

app = typer.Typer(no_args_is_help=True, help="Set the Telegram bot up.")

# Telegram delivers to no other.
_PORTS = (None, 443, 80, 88, 8443)
COMMANDS = (
    BotCommand("start", "Bắt đầu"),
    BotCommand("help", "Tôi giúp được anh/chị những gì"),
    BotCommand("phananh", "Gửi phản ánh, kiến nghị"),
    BotCommand("gapcanbo", "Gặp cán bộ"),
    BotCommand("huy", "Dừng việc đang làm dở"),
    BotCommand("xoa", "Xóa những gì anh/chị đã gửi"),
)


@app.command()
def webhook(
    action: Annotated[Literal["set", "delete", "show"], typer.Argument()],
    url: Annotated[
        str, typer.Option(help="https address of this server (default: MOTCUA_PUBLIC_URL)")
    ] = "",
    connections: Annotated[
        int, typer.Option(min=1, max=100, help="how many updates come at the same time")
    ] = 40,
) -> None:
    """Tell Telegram where to deliver, take that back, or show how it stands."""
    settings = read_settings()
    platform = telegram_platform(settings)
    if platform is None:
        raise BotError("MOTCUA_TELEGRAM_TOKEN is not set; BotFather gives one")
    if action == "show":
        asyncio.run(_show(platform))
        return
    if action == "delete":
        asyncio.run(_with(platform, lambda bot: bot.delete_webhook()))
        typer.echo("Telegram delivers nowhere now; updates wait there for a day")
        return
    secret = settings.telegram_secret
    if secret is None:
        raise BotError("MOTCUA_TELEGRAM_SECRET is not set: Telegram could not prove itself to us")
    address = hook_address(url or settings.public_url)

    async def introduce(bot: Bot) -> None:
        await bot.set_webhook(
            address,
            secret_token=secret.get_secret_value(),
            allowed_updates=KINDS,
            max_connections=connections,
        )
        await bot.set_my_commands(COMMANDS, scope=BotCommandScopeAllPrivateChats())

    asyncio.run(_with(platform, introduce))
    typer.echo(f"Telegram delivers to {address}")


@app.command()
def commands() -> None:
    """Tell Telegram which commands to offer; `webhook set` does so too."""
    platform = telegram_platform(read_settings())
    if platform is None:
        raise BotError("MOTCUA_TELEGRAM_TOKEN is not set; BotFather gives one")

    async def offer(bot: Bot) -> None:
        await bot.set_my_commands(COMMANDS, scope=BotCommandScopeAllPrivateChats())

    asyncio.run(_with(platform, offer))
    typer.echo(", ".join(f"/{each.command}" for each in COMMANDS))


def hook_address(url: str) -> str:
    """Return where Telegram is to deliver, from the server's address. Raises BotError."""
    if not url:
        raise BotError("give the server's address: --url https://…, or set MOTCUA_PUBLIC_URL")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BotError(f"{url} is no address") from None
    if parts.scheme != "https" or not parts.hostname:
        raise BotError(f"{url}: Telegram delivers to https addresses only")
    if port not in _PORTS:
        raise BotError(f"{url}: Telegram delivers to ports 443, 80, 88 and 8443 only")
    path = parts.path.rstrip("/")
    path = path if path.endswith(PATH) else path + PATH
    return urlunsplit(("https", parts.netloc, path, "", ""))


async def _show(platform: TelegramPlatform) -> None:
    await platform.open()
    try:
        for found in await platform.examine():
            typer.echo(f"{found.state:<5} {found.name:<12} {found.said}")
    finally:
        await platform.close()


async def _with(platform: TelegramPlatform, work: Callable[[Bot], Awaitable[object]]) -> None:
    """Do something at Telegram. Raises BotError, without the address: the token is in it."""
    await platform.open()
    try:
        await work(platform.bot)
    except InvalidToken:
        raise BotError("Telegram refuses the token; check MOTCUA_TELEGRAM_TOKEN") from None
    except BadRequest as error:
        raise BotError(f"Telegram refuses: {error.message}") from None
    except TelegramError as error:
        raise BotError(f"Telegram cannot be reached ({network_code(error)})") from None
    finally:
        await platform.close()
