"""What every page of the staff page is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.in_service import InService
from bot.procedure_trust import Law
from bot.reception import Reception
from bot.store.engine import Store
from bot.ward import Ward
from channels.check_apart import Check
from channels.console.access import Access
from channels.console.oidc import Provider
from channels.console.pages import Pages
from channels.reach import NOBODY, Reach
from channels.renewal import Renewal
from knowledge.store import RecordStore


@dataclass(frozen=True, kw_only=True)
class Console:
    """The ward's office as its pages see it."""

    store: Store
    reception: Reception
    in_service: InService
    ward: Ward
    law: Law
    """Local rules and acts, as in what residents are told."""
    access: Access
    pages: Pages
    data_dir: Path
    now: Callable[[], datetime]
    public_url: str = ""
    """Where the internet reaches this server; empty: unknown."""
    provider: Provider | None = None
    """The office's single sign-on; needs `public_url`."""
    check: Check | None = None
    """Checks all records; None: not in this process."""
    renewal: Renewal | None = None
    """None: what was approved waits for a process that builds."""
    reach: Reach = NOBODY
    """Whom notices may be written to."""
    review_hours: int = 24
    """How long a document given to be reviewed is kept."""

    @property
    def records(self) -> RecordStore:
        """All that is known now, of every audience: a page filters by who is signed in.

        Another one once a new index answers: to be asked for anew with each request.
        """
        return self.in_service.now.records
