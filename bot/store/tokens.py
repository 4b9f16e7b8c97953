"""The table of the tokens with which we may speak for a Zalo Official Account."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Row


class ZaloTokenRow(Row):
    """The one pair of tokens of an app: whoever has it speaks for the account.

    As it came: a key to encrypt it with would have to lie beside it. What protects it is what
    protects residents' words, the rights of the database.
    """

    __tablename__ = "zalo_tokens"

    app_id: Mapped[str] = mapped_column(primary_key=True)
    oa_id: Mapped[str]
    """Of the account whose administrator gave consent; "" if Zalo did not say."""
    access_token: Mapped[str]
    refresh_token: Mapped[str]
    """Good for one use: with the next access token comes the next one of these."""
    number: Mapped[int]
    """Counts the pairs: what was learnt about one must not be said of another."""
    state: Mapped[str]
    """ok or needs_consent."""
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Of the access token."""
    consented_at: Mapped[datetime]
    leased_to: Mapped[str | None]
    """The attempt that is using the refresh token now."""
    leased_until: Mapped[datetime | None]
    """Longer than a request may take. If it passes, the attempt died, perhaps after Zalo had
    given it the next pair."""
    trouble: Mapped[str]
    """Code of the last attempt that failed; "" after one that did not."""
    retry_at: Mapped[datetime | None]
    """No other attempt before."""
    failures: Mapped[int]
    """In a row."""
