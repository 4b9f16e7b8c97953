"""The pages on which accounts are made and kept."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot.staff import accounts
from bot.staff.accounts import AccountRefused, Fault, Profile
from bot.staff.passwords import hash_password, one_time_password
from bot.staff.rights import Right, Role
from bot.staff.sessions import SignedIn
from channels.console.access import MOST_BYTES
from channels.console.console import Console
from channels.console.words import FAULTS, ROLE_HINTS, ROLES

ACCOUNTS = "/canbo/tai-khoan"
_DONE = {
    "sua": "Đã lưu. Đổi đơn vị hay vai trò thì người này phải đăng nhập lại.",
    "dong": "Đã đóng tài khoản và đăng xuất ở mọi nơi.",
    "mo": "Đã mở lại tài khoản.",
    "khoa": "Đã mở khóa tạm.",
    "ma": "Đã đặt lại mã xác thực. Lần đăng nhập tới sẽ cài lại.",
    "lien-ket": "Đã bỏ liên kết với mọi cuộc trò chuyện.",
    "thu": "Đã lưu địa chỉ đăng nhập một lần.",
}

Text = Annotated[str, Form(max_length=500)]
Roles = Annotated[list[Role], Form()]
AccountId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Step = Callable[[Session], object]


def accounts_router(console: Console) -> APIRouter:
    """Return the routes of accounts."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    access, store = console.access, console.store
    keeper = Depends(access.needs(Right.ACCOUNTS))

    @router.get(ACCOUNTS)
    async def show_all(request: Request, who: SignedIn = keeper) -> Response:
        return await _list_page(console, request, who)

    @router.post(ACCOUNTS)
    async def create(
        request: Request,
        who: SignedIn = keeper,
        login: Text = "",
        name: Text = "",
        unit: Text = "",
        email: Text = "",
        roles: Roles = [],  # noqa: B006  # FastAPI copies it
    ) -> Response:
        password = one_time_password()
        kept = await asyncio.to_thread(hash_password, password)
        profile = Profile(name=name, unit=unit, roles=roles)
        try:
            await store.run(
                lambda s: accounts.create(
                    s,
                    login,
                    profile,
                    password_hash=kept,
                    email=email,
                    actor=who.login,
                    now=access.now(),
                )
            )
        except AccountRefused as refused:
            typed = {"login": login, "name": name, "unit": unit, "email": email, "roles": roles}
            return await _list_page(console, request, who, fault=refused.fault, typed=typed)
        return _password_page(console, request, who, login.strip().lower(), password)

    @router.get(f"{ACCOUNTS}/{{staff_id}}")
    async def show_one(
        request: Request, staff_id: AccountId, who: SignedIn = keeper, xong: str = ""
    ) -> Response:
        return await _account_page(console, request, who, staff_id, done=_DONE.get(xong, ""))

    @router.post(f"{ACCOUNTS}/{{staff_id}}/mat-khau")
    async def reset_password(
        request: Request, staff_id: AccountId, who: SignedIn = keeper
    ) -> Response:
        password = one_time_password()
        kept = await asyncio.to_thread(hash_password, password)

        def reset(session: Session) -> str:
            accounts.reset_password(session, staff_id, kept, actor=who.login, now=access.now())
            return accounts.one_account(session, staff_id, now=access.now()).login

        try:
            login = await store.run(reset)
        except AccountRefused as refused:
            return await _account_page(console, request, who, staff_id, fault=refused.fault)
        return _password_page(console, request, who, login, password)

    @router.post(f"{ACCOUNTS}/{{staff_id}}/{{what}}")
    async def change(
        request: Request,
        staff_id: AccountId,
        what: str,
        who: SignedIn = keeper,
        name: Text = "",
        unit: Text = "",
        email: Text = "",
        roles: Roles = [],  # noqa: B006  # FastAPI copies it
    ) -> Response:
        profile = Profile(name=name, unit=unit, roles=roles)
        step = _step(console, who, staff_id, what, profile=profile, email=email)
        if step is None:
            return await _account_page(console, request, who, staff_id, fault=Fault.UNKNOWN)
        try:
            await store.run(step)
        except AccountRefused as refused:
            return await _account_page(console, request, who, staff_id, fault=refused.fault)
        return RedirectResponse(f"{ACCOUNTS}/{staff_id}?xong={what}", 303)

    return router


def _step(
    console: Console, who: SignedIn, staff_id: int, what: str, *, profile: Profile, email: str
) -> Step | None:
    """Return what a button of the account's page does; None if there is no such button."""
    actor, now = who.login, console.access.now
    steps: dict[str, Step] = {
        "sua": lambda s: accounts.change(s, staff_id, profile, actor=actor, now=now()),
        "dong": lambda s: accounts.disable(s, staff_id, actor=actor, now=now()),
        "mo": lambda s: accounts.enable(s, staff_id, actor=actor, now=now()),
        "khoa": lambda s: accounts.unlock(s, staff_id, actor=actor, now=now()),
        "ma": lambda s: accounts.reset_totp(s, staff_id, actor=actor, now=now()),
        "lien-ket": lambda s: accounts.unlink(s, staff_id, actor=actor, now=now()),
        "thu": lambda s: accounts.await_email(s, staff_id, email, actor=actor, now=now()),
    }
    return steps.get(what)


async def _list_page(
    console: Console,
    request: Request,
    who: SignedIn,
    *,
    fault: Fault | None = None,
    typed: Mapping[str, object] | None = None,
) -> Response:
    now = console.access.now()
    found = await console.store.run(lambda s: accounts.all_accounts(s, now=now))
    empty = {"login": "", "name": "", "unit": "", "email": "", "roles": []}
    return console.pages.page(
        "accounts.html",
        who,
        request=request,
        status=422 if fault else 200,
        accounts=found,
        typed={**empty, **(typed or {})},
        problem=FAULTS[fault] if fault else "",
        **_choices(console, [account.unit for account in found]),
    )


async def _account_page(
    console: Console,
    request: Request,
    who: SignedIn,
    staff_id: int,
    *,
    fault: Fault | None = None,
    done: str = "",
) -> Response:
    now = console.access.now()
    try:
        account = await console.store.run(lambda s: accounts.one_account(s, staff_id, now=now))
    except AccountRefused as refused:
        problem = FAULTS[refused.fault]
        return console.pages.page("problem.html", who, request=request, status=404, problem=problem)
    return console.pages.page(
        "account.html",
        who,
        request=request,
        status=422 if fault else 200,
        account=account,
        problem=FAULTS[fault] if fault else "",
        done=done,
        **_choices(console, [account.unit]),
    )


def _choices(console: Console, units: Sequence[str]) -> dict[str, object]:
    """Return what forms offer: roles, and units that are known by name."""
    known = {unit for unit in units if unit} | {route.unit for route in console.ward.routes}
    return {
        "roles": list(Role),
        "role_names": ROLES,
        "role_hints": ROLE_HINTS,
        "units": sorted(known),
    }


def _password_page(
    console: Console, request: Request, who: SignedIn, login: str, password: str
) -> Response:
    return console.pages.page(
        "account_password.html", who, request=request, login=login, password=password
    )
