"""Ask Zalo's Bot Platform whether token and webhook are as they should be."""

from collections.abc import Sequence

from channels.finding import Finding, State
from channels.zalo_bot_api import ApiFailed, ZaloBotApi

NAME = "zalo bot"


async def examine(api: ZaloBotApi, *, hook_url: str, polls: bool) -> Sequence[Finding]:
    """Return a line about the token, and one about the webhook if the token is right."""
    try:
        me = (await api.call("getMe")).result
    except ApiFailed as failed:
        return [_found(State.FAIL, _why_not(failed))]
    name, plan = str(me.get("account_name", "?"))[:60], str(me.get("account_type", "?"))[:20]
    token = _found(State.OK, f"the token is of {name}, plan {plan}")
    try:
        url = await hook_of(api)
    except ApiFailed as failed:
        return [token, _found(State.FAIL, f"the webhook cannot be asked for ({failed.reason})")]
    return [token, _found(*_hook(url, hook_url=hook_url, polls=polls))]


async def hook_of(api: ZaloBotApi) -> str:
    """Return the address that the platform calls, "" for none. Raises ApiFailed."""
    try:
        found = (await api.call("getWebhookInfo")).result
    except ApiFailed as failed:
        # So answered a bot that never had one.
        if failed.status == 404:
            return ""
        raise
    return str(found.get("url") or "")


def _hook(url: str, *, hook_url: str, polls: bool) -> tuple[State, str]:
    if polls:
        if url:
            return State.FAIL, (
                "a webhook is set, so polling gets nothing; run `motcua zalo-bot webhook delete`, "
                "or set MOTCUA_ZALO_BOT_POLLING=false"
            )
        return State.WARN, "polling: messages sent while the server is down are lost"
    if not url:
        return State.FAIL, "no webhook is set; run `motcua zalo-bot webhook set`"
    if hook_url and url != hook_url:
        return State.FAIL, (
            f"the platform calls {url}, this server listens at {hook_url}; run "
            "`motcua zalo-bot webhook set`"
        )
    if not hook_url:
        return State.WARN, f"the platform calls {url}; set MOTCUA_PUBLIC_URL to have it compared"
    return State.OK, f"the platform calls {url}"


def _why_not(failed: ApiFailed) -> str:
    if failed.status in (401, 403, 404):
        return (
            f"the platform refuses the token ({failed.reason}); copy it again from Zalo Bot "
            "Creator to MOTCUA_ZALO_BOT_TOKEN"
        )
    if failed.status is None:
        return f"the platform cannot be reached ({failed.reason}); check the network"
    return f"the platform does not answer as it should ({failed.reason}); try again later"


def _found(state: State, said: str) -> Finding:
    return Finding(name=NAME, state=state, said=said)
