"""Signing in through the pages in Chromium, as a new colleague and every morning after."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.staff import accounts
from bot.staff.accounts import Profile
from bot.staff.passwords import hash_password
from bot.staff.rights import Role
from tests.channels.console.axe import grave
from tests.channels.console.conftest import PASSWORD, Desk
from tests.channels.console.pictures import picture
from tests.channels.office import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GIVEN = "kta5-w4rc-3xqd-r35c"
OWN = "năm chú gà trống gáy"


@pytest.fixture
def site(desk: Desk) -> Iterator[str]:
    """Serve the staff page; give its address."""
    with serving(desk.app) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Give a page; nothing of it may break its policy or fail in a script."""
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield page
    assert troubles == []


def test_a_new_colleague_comes_in_leaves_and_comes_in_again(
    desk: Desk, site: str, page: Page
) -> None:
    kept = hash_password(GIVEN)
    profile = Profile(name="Phạm Thị Mai", unit="Văn phòng", roles=[Role.COUNTER])
    desk.store.run_now(
        lambda s: accounts.create(
            s, "mai.pt", profile, password_hash=kept, actor="boss", now=desk.clock()
        )
    )

    page.goto(f"{site}/canbo/toi")
    expect(page).to_have_url(f"{site}/canbo/vao?ve=/canbo/toi")
    assert grave(page) == []
    picture(page, "staff-sign-in")
    page.get_by_label("Tên đăng nhập").fill("mai.pt")
    page.get_by_label("Mật khẩu").fill(GIVEN)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Cài mã xác thực")).to_be_visible()
    assert grave(page) == []
    picture(page, "staff-set-up")
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 50")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("Mã 6 số").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Mã chưa đúng")
    assert page.locator("#secret").inner_text().replace(" ", "") == secret
    app = pyotp.TOTP(secret)
    used = app.at(desk.clock())
    page.get_by_label("Mã 6 số").fill(used)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Đổi mật khẩu")).to_be_visible()
    assert grave(page) == []
    page.get_by_label("Mật khẩu đang dùng").fill(GIVEN)
    page.get_by_label("Mật khẩu mới", exact=True).fill("vanphongvanphong")
    page.get_by_label("Nhập lại mật khẩu mới").fill("vanphongvanphong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("dễ đoán")
    page.get_by_label("Mật khẩu đang dùng").fill(GIVEN)
    page.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
    page.get_by_label("Nhập lại mật khẩu mới").fill(OWN)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã đổi mật khẩu")).to_be_visible()
    assert grave(page) == []
    picture(page, "staff-own")

    page.get_by_role("button", name="Thoát").click()
    expect(page).to_have_url(f"{site}/canbo/vao")
    page.go_back()
    expect(page.get_by_role("heading", name="Đăng nhập trang cán bộ")).to_be_visible()
    expect(page.get_by_text("Phạm Thị Mai")).to_have_count(0)

    page.goto(f"{site}/canbo")
    page.get_by_label("Tên đăng nhập").fill("MAI.PT")
    page.get_by_label("Mật khẩu").fill(OWN)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", name="Nhập mã xác thực")).to_be_visible()
    assert grave(page) == []
    picture(page, "staff-code")
    page.get_by_label("Mã 6 số").fill(used)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("đã dùng")
    page.get_by_label("Mã 6 số").fill(app.at(desk.clock(), counter_offset=1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Chào Phạm Thị Mai")).to_be_visible()


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    desk: Desk, site: str, context: BrowserContext, page: Page
) -> None:
    desk.hire("lan", Role.COUNTER, password=PASSWORD)
    page.goto(f"{site}/canbo/vao")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Mã 6 số").fill(desk.code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Chào Lan")).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    (cookie,) = [each for each in context.cookies() if each.get("name") == "canbo"]
    assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Strict")


def test_an_admin_makes_and_closes_an_account_without_javascript(
    desk: Desk, site: str, context: BrowserContext
) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False)
    desk.sign_in(plain, site, desk.hire("boss", Role.ADMIN))
    page = plain.new_page()
    page.goto(f"{site}/canbo")
    page.get_by_role("navigation").get_by_role("link", name="Tài khoản").click()
    page.get_by_label("Tên đăng nhập").fill("lan.nt")
    page.get_by_label("Họ tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Đơn vị").fill("Văn phòng")
    page.get_by_label(re.compile("Cán bộ chuyên môn")).check()
    page.get_by_role("button", name="Tạo tài khoản").click()
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", page.locator("#secret").inner_text())
    picture(page, "staff-one-time")
    page.get_by_role("link", name="Xong").click()
    picture(page, "staff-accounts")
    page.get_by_role("link", name="lan.nt").click()
    picture(page, "staff-account")
    page.get_by_role("button", name="Đóng tài khoản").click()
    expect(page.get_by_text("Đã đóng tài khoản")).to_be_visible()
    page.get_by_role("link", name="Nhật ký").click()
    expect(page.get_by_role("cell", name="Đóng tài khoản")).to_be_visible()
    picture(page, "staff-audit")
    plain.close()


@pytest.mark.parametrize("path", ["tai-khoan", "tai-khoan/1", "nhat-ky", "toi", "toi/mat-khau"])
def test_axe_finds_nothing_grave(
    desk: Desk, site: str, context: BrowserContext, page: Page, path: str
) -> None:
    desk.sign_in(context, site, desk.hire("boss", Role.ADMIN, password=PASSWORD))
    page.goto(f"{site}/canbo/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert grave(page) == []
