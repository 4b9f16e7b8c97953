"""Tell whom a notice may be written to now, by the rules of each platform (docs/broadcast.md).

- web page and widget: nobody; there is no way to write to a browser that is closed
- Telegram, Zalo Bot: whoever wrote to the bot and has not blocked it
- Zalo Official Account: whoever interacted in the last 48 hours; in the last seven days if the
  settings let messages cost money
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.traffic import EventRow
from channels.zalo_oa_window import FREE, INTERACTIONS, OPEN

OA = "zalo_oa"
NAMES: Mapping[str, str] = {
    "telegram": "Telegram",
    OA: "Zalo OA",
    "zalo_bot": "Zalo Bot",
    "web": "Trang web",
    "widget": "Khung hỏi đáp",
}
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The platforms that are set up, and whether messages may cost money."""

    channels: tuple[str, ...] = ()
    oa_may_cost: bool = False

    def __call__(
        self, session: Session, conversation_ids: Sequence[str], now: datetime
    ) -> set[str]:
        """Return those of the chats that may be written to."""
        mine = [each for each in conversation_ids if each.partition(":")[0] in self.channels]
        of_oa = [each for each in mine if each.startswith(f"{OA}:")]
        since = now - (OPEN if self.oa_may_cost else FREE)
        return {each for each in mine if not each.startswith(f"{OA}:")} | _interacted(
            session, of_oa, since
        )


NOBODY = Reach()


def _interacted(session: Session, ids: Sequence[str], since: datetime) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        found.update(
            session.scalars(
                select(EventRow.conversation_id)
                .where(EventRow.conversation_id.in_(part), EventRow.kind.in_(INTERACTIONS))
                .group_by(EventRow.conversation_id)
                .having(func.max(EventRow.at) >= since)
            )
        )
    return found
