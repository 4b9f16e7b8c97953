"""Ask Telegram whether token, webhook and rights are as they should be, for the doctor."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from channels.finding import Finding, State
from channels.telegram_accept import KINDS
from channels.telegram_send import network_code

# So many updates that wait mean that we do not keep up, or are not reached.
_MANY = 50
_LATELY = timedelta(hours=1)
_SET = "motcua telegram webhook set --url https://YOUR-ADDRESS"


async def examine(bot: Bot, *, api: str, polls: bool, expected: str) -> Sequence[Finding]:
    """Return what Telegram says of the bot and of its webhook.

    `expected` is the address that Telegram should deliver to; only its path if that is all that
    is known, nothing if updates are polled.
    """
    try:
        me = await bot.get_me()
        hook = await bot.get_webhook_info()
    except InvalidToken:
        said = "Telegram refuses the token; check MOTCUA_TELEGRAM_TOKEN"
        return [_finding("telegram", State.FAIL, said)]
    except TelegramError as error:
        host = urlsplit(api).hostname
        return [
            _finding("telegram", State.FAIL, f"{host} cannot be reached ({network_code(error)})")
        ]
    return [_bot(me, api), _webhook(hook, polls=polls, expected=expected), *_delivery(hook, polls)]


def _bot(me: User, api: str) -> Finding:
    name = f"@{me.username}"
    address = urlsplit(api)
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "::1", "localhost"):
        said = f"{name}: the token travels unencrypted to {address.hostname}"
        return _finding("telegram", State.WARN, said)
    if me.can_join_groups:
        said = f"{name}: groups are not served; switch them off with /setjoingroups at BotFather"
        return _finding("telegram", State.WARN, said)
    return _finding("telegram", State.OK, f"{name}: the token works")


def _webhook(hook: WebhookInfo, *, polls: bool, expected: str) -> Finding:
    name = "tg webhook"
    if polls:
        if hook.url:
            said = (
                "polling finds nothing while a webhook is set; run motcua telegram webhook delete"
            )
            return _finding(name, State.FAIL, said)
        return _finding(name, State.OK, "none: updates are polled")
    if not hook.url:
        return _finding(name, State.FAIL, f"not set: nothing arrives; run {_SET}")
    is_ours = hook.url == expected if "://" in expected else hook.url.endswith(expected)
    if not is_ours:
        return _finding(name, State.FAIL, f"Telegram delivers to {hook.url}, not to {expected}")
    missing = [kind for kind in KINDS if kind not in (hook.allowed_updates or KINDS)]
    if missing:
        said = f"Telegram does not deliver {', '.join(missing)}; run {_SET}"
        return _finding(name, State.FAIL, said)
    return _finding(name, State.OK, hook.url)


def _delivery(hook: WebhookInfo, polls: bool) -> Iterator[Finding]:
    name = "tg delivery"
    last = None if polls else hook.last_error_date
    if last is not None and datetime.now(UTC) - last < _LATELY:
        said = f"failed at {last:%H:%M} UTC: {hook.last_error_message}"
        yield _finding(name, State.WARN, f"{said}; {hook.pending_update_count} updates wait")
    elif hook.pending_update_count > _MANY:
        yield _finding(name, State.WARN, f"{hook.pending_update_count} updates wait")
    else:
        yield _finding(name, State.OK, f"{hook.pending_update_count} updates wait")


def _finding(name: str, state: State, said: str) -> Finding:
    return Finding(name=name, state=state, said=said)
