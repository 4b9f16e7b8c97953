"""The widget on another site's page, in a real browser, over the real reception."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, ViewportSize, expect
from sqlalchemy import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import handover
from bot.store.models import HandoverRow, MessageRow, TicketRow
from tests.channels.conftest import NOW
from tests.channels.office import Office
from tests.channels.ward_site import (
    WardSite,
    answers,
    launcher,
    open_panel,
    panel,
    panel_frame,
    say,
    ward_site,
)

pytestmark = pytest.mark.browser

FEE = "cấp thẻ gửi xe đạp công cộng lệ phí bao nhiêu"
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
PHONE = ViewportSize(width=320, height=568)
FOCUSED = "document.activeElement.id || document.activeElement.tagName"


@pytest.fixture
def site(office: Office) -> Iterator[WardSite]:
    with ward_site(office) as site:
        yield site


@pytest.fixture
def page(context: BrowserContext, site: WardSite) -> Iterator[Page]:
    """Give a page of the site; fail on script errors, dialogs and policy violations."""
    page = context.new_page()
    complaints: list[str] = []

    def refuse(dialog: Dialog) -> None:
        complaints.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", refuse)
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
    )
    page.goto(site.address)
    yield page
    assert complaints == []


def test_the_button_opens_a_panel_that_answers_with_sources(page: Page) -> None:
    inside = open_panel(page)
    say(inside, FEE)

    expect(answers(inside)).to_contain_text("Cấp thẻ gửi xe đạp công cộng")
    expect(answers(inside).locator(".sources")).to_contain_text("Sổ thủ tục mẫu")
    expect(inside.locator(".privacy")).to_contain_text("lưu tin nhắn")
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")


def test_nothing_but_the_script_is_loaded_before_the_panel_is_opened(
    context: BrowserContext, site: WardSite
) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.address)
    expect(launcher(page)).to_be_visible()

    assert [url for url in asked if url.startswith(site.home)] == [f"{site.home}/widget.js"]


def test_the_pages_own_rules_change_neither_button_nor_panel(
    context: BrowserContext, site: WardSite
) -> None:
    def looks(css: str) -> tuple[object, object, object]:
        site.css = css
        page = context.new_page()
        page.goto(site.address)
        expect(launcher(page)).to_be_visible()
        closed = launcher(page).bounding_box()
        open_panel(page)
        box = page.locator("motcua-widget iframe").bounding_box()
        style = "b => { const s = getComputedStyle(b); return [s.color, s.fontSize, s.display]; }"
        seen = (closed, box, launcher(page).evaluate(style))
        page.close()
        return seen

    plain = looks("")
    hostile = (
        "* { all: unset !important; } motcua-widget, html > * { display: none !important; }"
        "html { font-size: 4px !important; } body { transform: translateX(-3000px); }"
        "iframe, dialog, button { visibility: hidden !important; width: 1px !important; }"
    )

    assert looks(hostile) == plain


def test_a_page_with_a_strict_policy_needs_two_lines_for_the_widget(page: Page) -> None:
    say(open_panel(page), FEE)  # The site's policy is strict; the fixture looks for violations.


def test_another_wards_name_shows_no_button(context: BrowserContext, site: WardSite) -> None:
    site.ward = "xa-khac"
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(site.address)
    page.wait_for_load_state("networkidle")

    expect(page.locator("motcua-widget")).to_have_count(0)
    assert said == ['Một Cửa: data-ward must be "ben-go"']


def test_a_site_that_is_not_listed_gets_neither_button_nor_frame(
    context: BrowserContext, site: WardSite
) -> None:
    elsewhere = site.address.replace("localhost", "evil.localhost")
    site.framed = f"{site.home}/widget?ward=ben-go"
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(elsewhere)
    page.wait_for_load_state("networkidle")

    expect(page.locator("motcua-widget")).to_have_count(0)
    assert any("is not among the origins" in line for line in said)
    assert any("frame-ancestors" in line for line in said)
    expect(page.frame_locator("#own").get_by_label("Câu hỏi của anh/chị")).to_have_count(0)


def test_the_page_around_can_read_nothing_of_the_conversation(
    context: BrowserContext, site: WardSite
) -> None:
    site.script = """
        window.heard = [];
        addEventListener("message", (event) => heard.push(JSON.stringify(event.data)));
        window.spy = () => {
            const root = document.querySelector("motcua-widget").shadowRoot;
            const frame = root.querySelector("iframe");
            const found = [];
            try { found.push(frame.contentWindow.document.body.textContent); } catch {}
            try { found.push(frame.contentWindow.localStorage.length); } catch {}
            frame.contentWindow.postMessage({ motcua: "fetch" }, "*");
            return found;
        };
    """
    page = context.new_page()
    page.goto(site.address)
    inside = open_panel(page)
    say(inside, "bí mật của tôi")

    assert page.evaluate("spy()") == []
    inside.get_by_role("button", name="Đóng").click()
    expect(launcher(page)).to_be_focused()
    heard = page.evaluate(
        "heard.concat(Object.values(sessionStorage), Object.values(localStorage))"
    )
    assert {'{"motcua":"ready"}', '{"motcua":"close"}', "closed"} <= set(heard)
    assert not any(
        word in each for each in heard for word in ("bí", "mật", "Trợ lý", "conversation")
    )


def test_tags_stay_text_in_questions_answers_and_what_was_kept(page: Page) -> None:
    inside = open_panel(page)
    say(inside, HOSTILE)
    expect(inside.locator("article.asked")).to_contain_text(HOSTILE)
    page.reload()
    expect(inside.locator("article.asked")).to_contain_text(HOSTILE)

    expect(inside.locator("#log img, #log script")).to_have_count(0)


def test_spoilt_memory_locks_nobody_out(page: Page, site: WardSite) -> None:
    page.goto(site.sister)
    open_panel(page)
    entry = {"key": 1, "kind": "answer", "answer": {}}
    spoilt = {"savedAt": 9e15, "copy": "x", "id": "a", "seen": 0, "before": [], "entries": [entry]}
    spoil = "text => localStorage.setItem('motcua-talk-1', text)"
    panel_frame(page).evaluate(spoil, json.dumps(spoilt))
    page.reload()
    expect(panel(page).get_by_label("Câu hỏi của anh/chị")).to_be_visible()
    say(panel(page), FEE)

    expect(answers(panel(page))).to_have_count(1)


def test_the_state_is_told_at_once_and_the_answer_comes_in_parts(page: Page) -> None:
    inside = open_panel(page)
    held: list[Route] = []
    page.route("**/api/chat/stream", lambda route: held.append(route))
    say(inside, FEE, answered=False)
    expect(inside.locator(".looking")).to_have_text("Đang tìm câu trả lời…")
    expect(inside.locator("article.asked .state")).to_have_text("Đang gửi…")
    held[0].continue_()
    expect(answers(inside)).to_have_count(1)

    expect(inside.locator(".looking, .state")).to_have_count(0)


def test_on_a_slow_network_the_text_is_read_before_the_sources_have_come(
    context: BrowserContext, office: Office
) -> None:
    go = threading.Event()

    def slow(app: ASGIApp) -> ASGIApp:
        """Keep the last part back until the test lets it go."""

        async def held(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_late(message: Message) -> None:
                if b'"part": "rest"' in message.get("body", b""):
                    await asyncio.to_thread(go.wait, 10)
                await send(message)

            await app(scope, receive, send_late)

        return held

    with ward_site(office, slow) as site:
        page = context.new_page()
        page.goto(site.address)
        inside = open_panel(page)
        say(inside, FEE, answered=False)
        expect(inside.locator("article.answer .text").last).to_contain_text("Miễn phí")
        expect(inside.locator(".sources, .doing")).to_have_count(0)
        expect(inside.locator("#announce")).to_have_text("")
        go.set()

        expect(answers(inside).locator(".sources")).to_be_visible()
        expect(inside.locator("article.answer:not(.welcome)")).to_have_count(1)
        expect(inside.locator("#announce")).to_contain_text("Miễn phí")


def test_that_a_person_has_the_conversation_is_said_once(page: Page, office: Office) -> None:
    inside = open_panel(page)
    say(inside, "gặp cán bộ")
    with office.store.transaction() as session:
        handover.take(session, session.scalars(select(HandoverRow.id)).one(), "lan", now=NOW)
    for number, text in enumerate(("đèn nhà tôi", "hỏng rồi"), start=2):
        say(inside, text, answered=False)
        expect(inside.locator("#log > .item")).to_have_count(number)

    expect(inside.locator(".aside")).to_have_text(["Đã chuyển cho cán bộ."])


def test_each_answer_is_announced_once_and_not_again_after_a_reload(page: Page) -> None:
    inside = open_panel(page)
    watch = """() => { window.told = []; new MutationObserver(() => {
        const text = document.getElementById("announce").textContent; if (text) told.push(text);
    }).observe(document.getElementById("announce"), { childList: true, subtree: true }); }"""
    panel_frame(page).evaluate(watch)
    say(inside, FEE)
    say(inside, "cần giấy tờ gì")
    told = panel_frame(page).evaluate("told")
    expect(inside.get_by_role("log")).to_have_attribute("aria-live", "off")
    expect(inside.locator("#announce")).to_have_attribute("role", "status")
    page.reload()
    expect(answers(inside)).to_have_count(2)

    assert [line.count("Trợ lý trả lời:") for line in told] == [1, 1]
    assert "Miễn phí" in told[0]
    assert "Có 1 nguồn." in told[0]
    expect(inside.locator("#announce")).to_have_text("")


def test_the_keyboard_alone_opens_asks_chooses_and_closes(page: Page, office: Office) -> None:
    keyboard = page.keyboard
    page.locator("#last").focus()
    keyboard.press("Tab")
    expect(launcher(page)).to_be_focused()
    keyboard.press("Enter")
    inside = panel(page)
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    keyboard.type(FEE)
    keyboard.press("Enter")
    expect(answers(inside)).to_have_count(1)
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(inside.get_by_role("button", name="Chưa")).to_be_focused()
    keyboard.press("Escape")
    expect(page.locator("motcua-widget dialog")).to_be_hidden()
    expect(launcher(page)).to_be_focused()
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    keyboard.press("Enter")
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_be_focused()

    texts = office.store.run_now(
        lambda s: list(s.scalars(select(MessageRow.text).where(MessageRow.direction == "in")))
    )
    assert texts == [FEE]


def test_escape_closes_a_question_and_the_menu_before_the_panel(page: Page) -> None:
    inside = open_panel(page)
    inside.get_by_role("button", name="Tùy chọn").click()
    page.keyboard.press("Escape")
    expect(inside.locator("#menu")).to_be_hidden()
    expect(inside.get_by_role("button", name="Tùy chọn")).to_be_focused()
    inside.get_by_role("button", name="Tùy chọn").click()
    inside.get_by_role("button", name="Xóa trò chuyện").click()
    expect(inside.get_by_role("button", name="Xóa", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(inside.locator("#question")).to_be_hidden()
    expect(page.locator("motcua-widget dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("motcua-widget dialog")).to_be_hidden()


def test_on_a_phone_the_panel_fills_the_screen_and_keeps_the_focus(page: Page) -> None:
    page.set_viewport_size(PHONE)
    open_panel(page)
    assert page.locator("motcua-widget iframe").bounding_box() == {
        "x": 0,
        "y": 0,
        "width": 320,
        "height": 568,
    }
    visited = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        visited.add(page.evaluate(FOCUSED))

    assert visited <= {"MOTCUA-WIDGET", "BODY"}  # BODY: the browser's own controls
    assert "MOTCUA-WIDGET" in visited


def test_on_a_phone_reading_begins_at_the_title_not_with_the_keyboard_open(page: Page) -> None:
    page.set_viewport_size(PHONE)
    inside = open_panel(page)

    expect(inside.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize("is_large", [False, True], ids=["normal", "large"])
def test_nothing_scrolls_sideways_at_320_pixels(page: Page, is_large: bool) -> None:
    page.set_viewport_size(PHONE)
    inside = open_panel(page)
    if is_large:
        inside.get_by_role("button", name="Tùy chọn").click()
        inside.get_by_role("button", name="Chữ to").click()
    say(inside, FEE)
    say(inside, "https://example.vn/" + "a" * 300)
    say(inside, "tôi muốn phản ánh")
    inside.get_by_role("button", name="Xóa trò chuyện").or_(
        inside.get_by_role("button", name="Tùy chọn")
    ).first.click()

    widths = "[document.documentElement.scrollWidth, document.body.scrollWidth]"
    assert panel_frame(page).evaluate(widths) == [320, 320]
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_large_text_and_contrast_are_remembered(page: Page) -> None:
    inside = open_panel(page)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = panel_frame(page).evaluate(size)
    inside.get_by_role("button", name="Tùy chọn").click()
    inside.get_by_role("button", name="Chữ to").click()
    inside.get_by_role("button", name="Tương phản cao").click()
    page.reload()
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_be_visible()

    assert panel_frame(page).evaluate(size) >= 1.25 * before
    colours = (
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert panel_frame(page).evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    inside.get_by_role("button", name="Tùy chọn").click()
    expect(inside.get_by_role("button", name="Chữ to")).to_have_attribute("aria-pressed", "true")


def test_who_wants_little_motion_gets_none(page: Page) -> None:
    inside = open_panel(page)
    say(inside, FEE)
    running = "document.getAnimations().length"

    assert page.evaluate(running) == 0
    assert panel_frame(page).evaluate(running) == 0


def test_a_report_takes_a_place_only_after_a_question(
    page: Page, context: BrowserContext, office: Office
) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 21.01, "longitude": 105.75, "accuracy": 20})
    inside = open_panel(page)
    say(inside, "tôi muốn phản ánh")
    say(inside, "đèn đường hỏng từ hôm qua")
    inside.get_by_role("button", name="Chia sẻ vị trí").click()
    expect(inside.locator("#question")).to_contain_text("Gửi vị trí hiện tại")
    inside.get_by_role("button", name="Ghi địa chỉ bằng chữ").click()
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    expect(inside.locator("article.asked")).to_have_count(2)
    inside.get_by_role("button", name="Chia sẻ vị trí").click()
    inside.get_by_role("button", name="Gửi vị trí").click()
    expect(inside.locator("article.asked").last).to_contain_text("Vị trí của tôi")
    expect(inside.locator(".step").last).to_have_text("Phản ánh: bước 3/4")
    say(inside, "bỏ qua")
    say(inside, "gửi")

    expect(inside.locator(".ticket strong")).to_have_count(1)
    ticket = office.store.run_now(lambda s: s.scalars(select(TicketRow)).one())
    assert (ticket.latitude, ticket.longitude) == (21.01, 105.75)


def test_an_answer_is_copied_with_its_sources(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    inside = open_panel(page)
    say(inside, FEE)
    inside.get_by_role("button", name="Chép câu trả lời").click()
    expect(inside.locator("#status")).to_have_text("Đã chép câu trả lời.")

    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"Miễn phí.*\nNguồn: Sổ thủ tục mẫu", copied, re.DOTALL)


def test_one_answer_is_printed_alone_and_the_page_around_without_the_widget(
    page: Page, site: WardSite, context: BrowserContext
) -> None:
    alone = context.new_page()
    alone.goto(f"{site.home}/widget")
    inside = alone.locator("html")
    for number, text in enumerate((FEE, "cần giấy tờ gì"), start=1):
        alone.get_by_label("Câu hỏi của anh/chị").fill(text)
        alone.keyboard.press("Enter")
        expect(inside.locator(".item article.answer")).to_have_count(number)
    alone.evaluate("window.print = () => { window.hasPrinted = true; }")
    inside.get_by_role("button", name="In", exact=True).last.click()
    alone.emulate_media(media="print")
    page.emulate_media(media="print")

    assert alone.evaluate("window.hasPrinted")
    expect(inside.locator(".item .text").last).to_be_visible()
    expect(inside.locator(".papers label").last).to_be_visible()
    expect(inside.locator(".item .text").first).to_be_hidden()
    expect(inside.locator("form")).to_be_hidden()
    expect(launcher(page)).to_be_hidden()


def test_a_panel_that_does_not_come_says_so_and_can_be_tried_again(
    context: BrowserContext, site: WardSite
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(site.address)
    page.route("**/widget?*", lambda route: route.abort())
    launcher(page).click()
    told = page.locator("motcua-widget .wait")
    expect(told).to_contain_text("Đang mở khung hỏi đáp…")
    expect(told.get_by_role("button", name="Thử lại")).to_be_hidden()
    page.clock.fast_forward(15_000)
    expect(told).to_contain_text("Chưa mở được khung hỏi đáp.")
    expect(told.get_by_role("link", name="Mở ở trang riêng")).to_have_attribute(
        "href", f"{site.home}/"
    )
    page.unroute("**/widget?*")
    told.get_by_role("button", name="Thử lại").click()
    expect(told).to_be_hidden()
    say(panel(page), FEE)

    expect(answers(panel(page))).to_have_count(1)


def test_a_panel_that_does_not_come_can_be_closed(page: Page) -> None:
    page.route("**/widget?*", lambda route: route.abort())
    launcher(page).click()
    page.locator("motcua-widget .wait").get_by_role("button", name="Đóng").click()

    expect(page.locator("motcua-widget dialog")).to_be_hidden()
    expect(launcher(page)).to_be_focused()


def test_the_full_screen_panel_ends_where_a_phones_keyboard_begins(page: Page) -> None:
    page.set_viewport_size(PHONE)
    open_panel(page)
    # What a browser tells when the keyboard comes up; a headless one has none.
    page.evaluate("""() => {
        Object.defineProperty(visualViewport, "height", { value: 300, configurable: true });
        Object.defineProperty(visualViewport, "offsetTop", { value: 40, configurable: true });
        visualViewport.dispatchEvent(new Event("resize"));
    }""")

    box = page.locator("motcua-widget dialog").bounding_box()
    assert box == {"x": 0, "y": 40, "width": 320, "height": 300}


def test_a_turned_phone_goes_on_with_the_same_panel(page: Page) -> None:
    page.set_viewport_size({"width": 900, "height": 700})
    inside = open_panel(page)
    say(inside, FEE)
    inside.get_by_label("Câu hỏi của anh/chị").fill("đang gõ")
    page.set_viewport_size(PHONE)
    expect(page.locator("motcua-widget dialog.full")).to_be_visible()

    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_have_value("đang gõ")
    expect(answers(inside)).to_have_count(1)
