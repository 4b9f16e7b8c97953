"""A staff page over a small town's office, and members of staff who are signed in.

How a test signs in:
- over HTTP: `async with desk.browser(Role.OFFICIAL) as client:`;
- in Chromium, when signing in is not what is tested:
  `with serving(desk.app) as address: desk.sign_in(context, address, desk.hire("lan", Role.EDITOR))`
  gives the context of Playwright the cookie, then `context.new_page().goto(f"{address}/canbo")`;
- through the pages: `desk.hire("lan", Role.EDITOR, password=PASSWORD)`, then /canbo/vao takes
  the password and /canbo/vao/ma the code `desk.code()` (each good once; `desk.code(later=1)` is
  the next one). Rights refused, CSRF and the like are in test_access.py and test_sign_in.py.
"""

import functools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from bot.procedure_trust import NO_LAW
from bot.staff import sessions
from bot.staff.passwords import hash_password
from bot.staff.rights import Role
from bot.store.engine import Store
from bot.store.staff import StaffRow
from channels.console.access import Access
from channels.console.console import Console
from channels.console.pages import Pages
from channels.console.wiring import add_refusals, console_routers
from channels.web import WardView, create_app
from tests.channels.conftest import NOW
from tests.channels.office import Office

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

UNIT = "Phòng Văn hóa - Xã hội"
TEST_HOST = "http://test"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # of people who do not exist
PASSWORD = "bốn con vịt xanh bơi"  # noqa: S105  # of the same


@dataclass(eq=False)
class Clock:
    """The true clock of the staff page, which a test may set forward and back."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Return this moment."""
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The staff page, and ways into it."""

    app: FastAPI
    console: Console
    store: Store
    clock: Clock = field(default_factory=Clock)

    def hire(self, login: str, *roles: Role, unit: str = UNIT, password: str = "") -> int:
        """Make an account with a second factor, and return its id."""
        password_hash = _hashed(password) if password else None

        def add(session: Session) -> int:
            row = StaffRow(
                login=login,
                name=login.title(),
                unit=unit,
                roles=list(roles),
                state="active",
                password_hash=password_hash,
                must_change_password=False,
                totp_secret=SECRET,
                totp_step=0,
                failures=0,
                locked_until=None,
                oidc_subject=None,
                created_at=NOW,
            )
            session.add(row)
            session.flush()
            return row.id

        return self.store.run_now(add)

    def cookie(self, staff_id: int) -> str:
        """Sign somebody in, and return their cookie."""
        return self.store.run_now(
            lambda s: sessions.begin(s, staff_id, stage="full", now=self.console.access.now())
        )

    def code(self, *, later: int = 0) -> str:
        """Return what the authenticator app of an account made by `hire` shows now."""
        return pyotp.TOTP(SECRET).at(self.console.access.now(), counter_offset=later)

    def sign_in(self, context: "BrowserContext", address: str, staff_id: int) -> None:
        """Sign somebody in to a real browser."""
        name, value = self.console.access.cookie_name, self.cookie(staff_id)
        context.add_cookies([{"name": name, "value": value, "url": address}])

    @asynccontextmanager
    async def browser(self, *roles: Role, login: str = "") -> AsyncIterator[httpx.AsyncClient]:
        """Give a client with a new member of staff signed in; without a role nobody is.

        Its `headers` carry what a form of ours carries.
        """
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=TEST_HOST) as client:
            if roles:
                cookie = self.cookie(self.hire(login or f"nv-{'-'.join(roles)}", *roles))
                now = self.console.access.now()
                who = self.store.run_now(lambda s: sessions.find(s, cookie, now=now))
                assert who is not None
                client.cookies.set(self.console.access.cookie_name, cookie)
                client.headers["x-csrf"] = who.csrf
            yield client


@functools.cache
def _hashed(password: str) -> str:
    return hash_password(password)


Browser = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    """Return the staff page of the ward that the channels' tests have."""
    clock = Clock()
    console = Console(
        store=office.store,
        reception=office.reception,
        in_service=office.in_service,
        ward=office.ward,
        law=NO_LAW,
        access=Access(store=office.store, now=clock, is_secure=False),
        pages=Pages(office.ward, now=lambda: NOW),
        data_dir=tmp_path,
        now=lambda: NOW,
    )
    app = create_app(
        office.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        routers=console_routers(console),
    )
    add_refusals(app, console)
    return Desk(app=app, console=console, store=office.store, clock=clock)
