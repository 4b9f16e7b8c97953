"""The counter in a real browser, with the keyboard alone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bot.in_service import InService
from bot.staff.rights import Role
from channels.console.wiring import add_refusals, console_routers
from channels.web import WardView, create_app
from knowledge.store import RecordStore
from tests.bot.counter.conftest import EVERYTHING, LANTERN
from tests.channels.console.conftest import Desk
from tests.channels.office import serving

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def page(desk: Desk, context: BrowserContext, tmp_path: Path) -> Iterator[Page]:
    """Give the counter's page to a clerk; fail on errors and on what the policy refuses."""
    records = RecordStore(tmp_path / "records.sqlite")
    records.put(EVERYTHING, origin="tests")
    knowledge = replace(desk.console.in_service.now, records=records)
    console = replace(desk.console, in_service=InService(knowledge))
    app = create_app(
        desk.console.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        routers=console_routers(console),
    )
    add_refusals(app, console)
    complaints: list[str] = []
    with serving(app) as address:
        desk.sign_in(context, address, desk.hire("lan", Role.COUNTER))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda line: complaints.append(line.text) if _is_bad(line.text) else None
        )
        page.goto(f"{address}/canbo/quay")
        yield page
        page.close()
    records.close()
    assert complaints == []


def _is_bad(line: str) -> bool:
    return "Content Security Policy" in line or "Uncaught" in line


def read(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        text = page.get_textpage()
        whole = str(text.get_text_range())
        text.close()
        page.close()
        return whole
    finally:
        document.close()


def held(page: Page, address: str) -> list[Route]:
    """Keep back the requests to an address; return the list they come to."""
    routes: list[Route] = []
    page.route(re.compile(address), lambda route: routes.append(route))
    return routes


def let_go(page: Page, routes: list[Route]) -> None:
    """Wait for the one request that is kept back, then send it on."""
    for _ in range(400):
        if routes:
            break
        page.wait_for_timeout(50)
    (only,) = routes
    only.continue_()


def test_a_clerk_finds_ticks_and_prints_without_a_mouse(page: Page) -> None:
    page.keyboard.type("dkkd")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/canbo/quay/{re.escape(LANTERN.code)}$"))
    verdict = page.get_by_label("Kết quả kiểm tra")
    expect(verdict).to_contain_text("Còn thiếu 2 giấy")

    photo = page.get_by_role("checkbox", name=re.compile("Ảnh chụp đèn"))
    photo.focus()
    page.keyboard.press("Space")
    expect(verdict).to_contain_text("Còn thiếu 1 giấy")
    expect(photo).to_be_focused()
    expect(page).to_have_url(re.compile("co=[0-9a-f]{8}"))

    printed = page.get_by_role("link", name="In phiếu hướng dẫn").get_attribute("href") or ""
    reply = page.request.get(f"{page.url.split('/canbo')[0]}{printed}")
    assert reply.headers["content-type"] == "application/pdf"
    text = read(reply.body())
    assert "Còn thiếu" in text
    assert "Tờ khai đèn (mẫu ĐL05)" in text
    assert "31.000 đồng/chiếc" in text


def test_arrows_choose_and_the_slash_comes_back_to_the_box(page: Page) -> None:
    box = page.get_by_label("Tìm thủ tục")
    expect(box).to_be_focused()
    page.keyboard.type("khai den")
    expect(page.locator('[data-typed="khai den"]')).to_be_visible()
    links = page.locator(".found a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(LANTERN.name)
    page.wait_for_load_state()  # the heading is there before the script that hears the slash
    page.keyboard.press("/")
    expect(page.get_by_label("Tìm thủ tục")).to_be_focused()
    page.go_back()
    expect(page.get_by_label("Tìm thủ tục")).to_have_value("khai den")


def test_results_that_come_late_leave_the_keyboard_where_it_is(page: Page) -> None:
    late = held(page, "q=khai(%20|[+])den")
    page.keyboard.type("khai de")
    expect(page.locator('[data-typed="khai de"]')).to_be_visible()
    page.keyboard.type("n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".found a").nth(1)
    expect(chosen).to_be_focused()
    address = chosen.get_attribute("href")
    let_go(page, late)
    expect(page.locator('[data-typed="khai den"]')).to_be_visible()
    expect(page.locator(f'.found a[href="{address}"]')).to_be_focused()


def test_a_procedure_late_results_do_not_have_gives_the_keyboard_back_to_the_box(
    page: Page,
) -> None:
    late = held(page, "q=dkkd")
    page.keyboard.type("d")
    expect(page.locator('[data-typed="d"]')).to_be_visible()
    page.keyboard.type("kkd")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".found a").nth(1)).to_be_focused()
    let_go(page, late)
    expect(page.locator('[data-typed="dkkd"]')).to_be_visible()
    expect(page.get_by_label("Tìm thủ tục")).to_be_focused()


def test_what_is_typed_before_the_scripts_come_is_found(page: Page) -> None:
    late = held(page, "/lib/htmx.js")
    page.reload(wait_until="commit")
    page.get_by_label("Tìm thủ tục").press_sequentially("dkkd")
    let_go(page, late)
    expect(page.locator(".found a").first).to_contain_text(LANTERN.name)


def test_what_is_ticked_before_the_scripts_come_counts(page: Page) -> None:
    late = held(page, "/lib/htmx.js")
    page.goto(f"{page.url}/{LANTERN.code}", wait_until="commit")
    page.get_by_role("checkbox", name=re.compile("Ảnh chụp đèn")).check()
    let_go(page, late)
    expect(page.get_by_label("Kết quả kiểm tra")).to_contain_text("Còn thiếu 1 giấy")


def test_the_way_of_handing_in_changes_fee_papers_and_due_day(page: Page) -> None:
    page.goto(f"{page.url}/{LANTERN.code}")
    verdict = page.get_by_label("Kết quả kiểm tra")
    expect(verdict).to_contain_text("thứ Sáu 27/11")
    page.get_by_label("Cách nộp").select_option(label="Nộp trực tuyến")
    expect(verdict).to_contain_text("13.000 đồng")
    expect(verdict).to_contain_text("thứ Năm 26/11")
    expect(verdict).to_contain_text("Còn thiếu 1 giấy")


def test_a_case_answered_no_is_not_asked_again(page: Page) -> None:
    page.goto(f"{page.url}/{LANTERN.code}")
    verdict = page.get_by_label("Kết quả kiểm tra")
    expect(verdict).to_contain_text("Treo ở nhà thuê?")
    rented = page.get_by_role("group", name="Treo ở nhà thuê")
    rented.get_by_label("Không").check()
    expect(verdict).not_to_contain_text("Treo ở nhà thuê?")
    rented.get_by_label("Có").check()
    expect(verdict).to_contain_text("Còn thiếu 4 giấy")


def test_a_resident_s_phone_shows_the_sheet_without_scrolling_sideways(page: Page) -> None:
    page.goto(f"{page.url}/{LANTERN.code}")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_alt_text("Mã QR mở phiếu hướng dẫn")).to_be_visible()
    link = page.get_by_label("Liên kết").input_value()
    phone = page.context.browser.new_context(viewport=PHONE)  # type: ignore[union-attr]  # it has one
    opened = phone.new_page()
    opened.goto(link)
    expect(opened.get_by_role("heading", level=1)).to_have_text("Phiếu hướng dẫn")
    wide = opened.evaluate("document.documentElement.scrollWidth")
    phone.close()
    assert wide <= PHONE["width"]


def test_the_counter_works_without_javascript(page: Page) -> None:
    cookies = page.context.cookies()
    bare = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]  # it has one
    bare.add_cookies([{"name": c["name"], "value": c["value"], "url": page.url} for c in cookies])
    plain = bare.new_page()
    plain.goto(page.url)
    plain.get_by_label("Tìm thủ tục").fill("dkkd")
    plain.keyboard.press("Enter")
    plain.locator(".found a").first.click()
    plain.get_by_role("checkbox", name=re.compile("Ảnh chụp đèn")).check()
    plain.get_by_role("button", name="Kiểm tra").click()
    expect(plain.get_by_label("Kết quả kiểm tra")).to_contain_text("Còn thiếu 1 giấy")
    bare.close()


def test_an_answer_is_copied_with_its_source(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{page.url}/{LANTERN.code}")
    page.get_by_role("button", name="Chép: Lệ phí").click()
    expect(page.get_by_text("Đã chép.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "31.000 đồng/chiếc" in copied
    assert "https://example.vn/so-mau" in copied


def test_nothing_keeps_a_reader_of_a_screen_from_the_counter(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.keyboard.type("khai den")
    expect(page.locator('[data-typed="khai den"]')).to_be_visible()
    listed = Axe().run(page)
    page.goto(f"{page.url.split('?')[0]}/{LANTERN.code}")
    shown = Axe().run(page)
    assert [found["id"] for found in listed.response["violations"]] == []
    assert [found["id"] for found in shown.response["violations"]] == []
