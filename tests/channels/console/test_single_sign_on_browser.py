"""Single sign-on in Chromium: to another site and back, with cookies that stay here."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.channels.console.conftest import Desk
from tests.channels.console.idp import awaits, running_idp, with_provider
from tests.channels.console.pictures import picture
from tests.channels.office import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]


@pytest.mark.parametrize("has_two_factors", [False, True])
def test_the_way_to_the_provider_and_back_ends_on_the_page_that_was_asked_for(
    desk: Desk, context: BrowserContext, has_two_factors: bool
) -> None:
    awaits(desk)
    apps: list[ASGIApp] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await apps[0](scope, receive, send)

    # The provider is "localhost", we are 127.0.0.1: two sites to a browser.
    with running_idp() as idp, serving(app) as address:
        apps.append(with_provider(desk, idp, public_url=address).app)
        if has_two_factors:
            idp.change = lambda own: idp.sign(own | {"amr": ["mfa"]})
        page = context.new_page()
        page.goto(f"{address}/canbo/toi")
        picture(page, "staff-single-sign-on")
        page.get_by_role("link", name="Tài khoản thành phố").click()
        expect(page).to_have_url(re.compile(re.escape(idp.issuer)))
        page.get_by_role("button", name="lan-1").click()
        if not has_two_factors:
            page.get_by_label("Mã 6 số").fill(desk.code())
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Tài khoản của tôi")).to_be_visible()
        expect(page).to_have_url(f"{address}/canbo/toi")
        names = {cookie.get("name") for cookie in context.cookies(address)}
        assert "canbo" in names
        assert "canbo-mot-lan" not in names
