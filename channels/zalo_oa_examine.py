"""Say whether a Zalo Official Account can be spoken for, and what is wrong if not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.engine import StoreUnavailable
from bot.store.tokens import ZaloTokenRow
from bot.store.traffic import EventRow
from channels.finding import Finding, State
from channels.platform import SendFailed
from channels.zalo_oa_api import ACCOUNT, QUOTA, ZaloOaApi
from channels.zalo_oa_events import CHANNEL
from channels.zalo_token_steps import OK

NAME = "zalo oa"
_LOG_IN = "an administrator of the official account must consent: motcua zalo login"
# A refresh token lives for three months; a pair that old was not kept fresh by anybody.
_OLD = timedelta(hours=20)


async def examine(
    api: ZaloOaApi, *, oa_id: str, may_cost: bool, counts: Mapping[str, int]
) -> Sequence[Finding]:
    """Return a line about the tokens, the account, what it may send, and what came from Zalo.

    Changes nothing: a token that has ended is not renewed here.
    """
    at = api.now()
    try:
        row = await api.tokens.row()
        heard = await api.store.run(_last_event)
    except StoreUnavailable as error:
        return [_found(State.FAIL, str(error))]
    if row is None:
        return [_found(State.FAIL, f"no tokens yet; {_LOG_IN}"), _webhook(heard, counts, at)]
    findings = [_tokens(row, at, oa_id)]
    if row.expires_at > at:
        findings.append(await _account(api, row, oa_id=oa_id, may_cost=may_cost))
        if heard is not None:
            findings.append(await _quota(api, row, heard[0]))
    return [*findings, _webhook(heard, counts, at)]


def _tokens(row: ZaloTokenRow, at: datetime, oa_id: str) -> Finding:
    left, age = row.expires_at - at, at - row.issued_at
    if oa_id and row.oa_id and row.oa_id != oa_id:
        return _found(
            State.FAIL, f"the tokens are of account {row.oa_id}, MOTCUA_ZALO_OA_ID says {oa_id}"
        )
    if row.state != OK:
        serves = f"; the last token serves for {hours(left)} yet" if left > timedelta(0) else ""
        return _found(
            State.FAIL, f"zalo refused the refresh token ({row.trouble}){serves}; {_LOG_IN}"
        )
    pair = f"pair {row.number}, {hours(age)} old, good for {hours(left)}"
    if left <= timedelta(0):
        return _found(
            State.WARN,
            f"the access token has ended ({hours(-left)} ago); a running server renews it",
        )
    if row.trouble:
        return _found(State.WARN, f"{pair}; the last attempt to renew it failed ({row.trouble})")
    if age > _OLD:
        return _found(State.WARN, f"{pair}; nobody keeps it fresh, is the server running?")
    return _found(State.OK, pair)


async def _account(api: ZaloOaApi, row: ZaloTokenRow, *, oa_id: str, may_cost: bool) -> Finding:
    try:
        reply = await api.ask("GET", ACCOUNT, row.access_token)
    except SendFailed as failed:
        return _found(State.FAIL, f"zalo cannot be reached ({failed.code}); check the network")
    if not reply.is_good:
        why = f"error {reply.code}"
        if reply.is_token_refused:
            why += ": the token is not good; if that lasts, run motcua zalo login"
        return _found(State.FAIL, f"zalo refuses to speak of the account ({why})")
    said = reply.data
    account, name = str(said.get("oa_id") or row.oa_id), str(said.get("name") or "?")[:60]
    if oa_id and account and account != oa_id:
        return _found(State.FAIL, f"the tokens are of {name} ({account}), not of {oa_id}")
    told = f"{name} ({account}), package {str(said.get('package_name') or '?')[:40]}"
    if str(said.get("is_verified", "true")).lower() in ("false", "0"):
        return _found(State.WARN, f"{told}; the account is not verified")
    if may_cost and not said.get("linked_ZCA"):
        return _found(
            State.WARN, f"{told}; no Zalo Cloud Account: messages after 48 hours will be refused"
        )
    return _found(State.OK, told)


async def _quota(api: ZaloOaApi, row: ZaloTokenRow, conversation_id: str) -> Finding:
    """Ask what may be sent to the resident who wrote last; their id is not repeated."""
    user = conversation_id.removeprefix(f"{CHANNEL}:")
    try:
        reply = await api.ask("POST", QUOTA, row.access_token, {"user_id": user})
    except SendFailed as failed:
        return _found(State.WARN, f"the quota cannot be asked for ({failed.code})")
    left: Any = reply.data.get("cs_reply")
    if not reply.is_good or not isinstance(left, dict):
        return _found(State.WARN, f"zalo does not tell the quota (error {reply.code})")
    told = f"replies left to who wrote last: {str(left.get('remain', '?'))[:12]}"
    return _found(State.WARN if str(left.get("remain")) == "0" else State.OK, told)


def _webhook(
    heard: tuple[str, datetime] | None, counts: Mapping[str, int], at: datetime
) -> Finding:
    bad = sum(counts.get(name, 0) for name in ("missing", "wrong", "oa_id", "no_json"))
    since = f"; {bad} calls without a good signature since the start" if bad else ""
    if bad and not counts.get("good"):
        return _found(
            State.FAIL,
            f"{bad} calls, none with a good signature; compare MOTCUA_ZALO_APP_ID and "
            "MOTCUA_ZALO_OA_SECRET_KEY with the app's webhook page",
        )
    if heard is None:
        return _found(State.WARN, f"no signed event has come yet{since}")
    return _found(State.OK, f"the last signed event came {hours(at - heard[1])} ago{since}")


def _last_event(session: Session) -> tuple[str, datetime] | None:
    latest = session.execute(
        select(EventRow.conversation_id, EventRow.received_at)
        .where(EventRow.channel == CHANNEL, EventRow.conversation_id != "")
        .order_by(EventRow.received_at.desc())
        .limit(1)
    ).first()
    return None if latest is None else (latest[0], latest[1])


def hours(span: timedelta) -> str:
    """Return a span as a person says it."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 72 * 60 else f"{minutes // 1440} days"


def _found(state: State, said: str) -> Finding:
    return Finding(name=NAME, state=state, said=said)
