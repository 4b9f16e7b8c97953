"""The steps of renewing a pair of tokens, each one transaction."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.store.tokens import ZaloTokenRow
from channels.zalo_oauth import REQUEST_S, Pair, expires_at

OK = "ok"
NEEDS_CONSENT = "needs_consent"

# Longer than a request may take, and than clocks of two machines may differ.
LEASE = timedelta(seconds=4 * REQUEST_S)
# Twice a day: once a day would be an hour before a token of 25 hours dies.
RENEW_AGE = timedelta(hours=12)
RENEW_LEFT = timedelta(hours=2)
INTERRUPTED = "interrupted"
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(hours=1)


def is_due(row: ZaloTokenRow, at: datetime) -> bool:
    """Say whether it is time to renew the pair."""
    is_old = at - row.issued_at >= RENEW_AGE or row.expires_at - at < RENEW_LEFT
    return row.state == OK and is_old


def is_leased(row: ZaloTokenRow, at: datetime) -> bool:
    """Say whether somebody may be renewing the pair now."""
    return row.leased_until is not None and row.leased_until > at


def lease(
    app_id: str, number: int, attempt: str, at: datetime, session: Session
) -> ZaloTokenRow | None:
    """Return the row if this attempt may use its refresh token; nobody else then may."""
    row = session.get(ZaloTokenRow, app_id)
    if row is None or row.number != number or row.state != OK or is_leased(row, at):
        return None
    if row.retry_at is not None and row.retry_at > at:
        return None
    if row.leased_until is not None:
        # It neither kept a pair nor said that there was none.
        row.trouble = INTERRUPTED
    row.leased_to, row.leased_until = attempt, at + LEASE
    return row


def keep_pair(app_id: str, number: int, pair: Pair, at: datetime, session: Session) -> bool:
    """Keep the pair that came after the one of this number; say whether it is the newest.

    Even if the lease has passed or the old pair was called lost meanwhile: this one is good.
    """
    row = session.get(ZaloTokenRow, app_id)
    if row is None or row.number != number:
        return False
    row.number = number + 1
    _put(row, pair, at)
    return True


def fail(
    app_id: str,
    number: int,
    attempt: str,
    session: Session,
    *,
    code: str,
    is_rejected: bool,
    at: datetime,
) -> bool:
    """Note that an attempt failed; say whether this was the end of the pair.

    Not if the lease went to another attempt: what that one finds out counts.
    """
    row = session.get(ZaloTokenRow, app_id)
    if row is None or row.number != number or row.leased_to != attempt or row.state != OK:
        return False
    row.leased_to = row.leased_until = None
    row.failures += 1
    if is_rejected:
        # After an attempt without an answer, its answer was the next pair: it is lost.
        row.trouble = f"{code} after {row.trouble}" if row.trouble else code
        row.state = NEEDS_CONSENT
        return True
    row.trouble = code
    row.retry_at = at + min(_FIRST_PAUSE * 2 ** min(row.failures - 1, 20), _LONGEST_PAUSE)
    return False


def log_in(app_id: str, pair: Pair, oa_id: str, at: datetime, session: Session) -> bool:
    """Keep the first pair after a consent, whatever was there before."""
    row = session.get(ZaloTokenRow, app_id)
    if row is None:
        row = ZaloTokenRow(app_id=app_id, number=0)
        session.add(row)
    row.number += 1
    row.oa_id, row.consented_at = oa_id, at
    _put(row, pair, at)
    return True


def _put(row: ZaloTokenRow, pair: Pair, at: datetime) -> None:
    row.access_token, row.refresh_token = pair.access_token, pair.refresh_token
    row.issued_at, row.expires_at = at, expires_at(pair, at)
    row.state, row.trouble, row.failures = OK, "", 0
    row.leased_to = row.leased_until = row.retry_at = None
