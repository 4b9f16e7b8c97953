"""The chat page in a real browser, against the real application on a real port."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.types import Answer, CheckItem, Choice, Citation, Message, Status, Warn
from channels.page import EXAMPLES
from channels.web import WardView, create_app
from tests.channels.office import serving

PHONE = ViewportSize(width=320, height=640)
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'

pytestmark = pytest.mark.browser
WARNING_TEXTS = [
    "Trước.\nLưu ý: Đừng cho ai mã OTP.\nSau.",
    "Đừng cho ai mã OTP.",
    "Nộp tại quầy. Đừng cho ai mã OTP.",
    "⚠ Đừng cho ai mã OTP.\n\nĐừng cho ai mã OTP. Hết.",
    "Không nói gì.",
]


@dataclass
class Site:
    """The running application: what it was asked, and how it behaves."""

    asked: list[Message] = field(default_factory=list)
    failures_left: int = 0
    address: str = ""

    async def reply(self, message: Message) -> Answer:
        self.asked.append(message)
        warning = (Warn(kind="safety", text="Đừng cho ai mã OTP."),)
        match message.text:
            case "mấy loại":
                choices = (
                    Choice(title="Làm mới", code="1", payload="chon-1"),
                    Choice(title=HOSTILE, code="2", payload="chon-2"),
                )
                return Answer(status=Status.CLARIFY, text="Loại nào?", act="p", choices=choices)
            case "nguồn":
                return Answer(
                    status=Status.ANSWERED,
                    text="Dòng một\nDòng hai",
                    act="procedure",
                    citations=(
                        Citation(
                            title="Thủ tục mẫu",
                            doc="1",
                            locator="Lệ phí",
                            number="12/QĐ-M",
                            url="https://example.vn/1",
                            as_of=datetime.date(2026, 7, 10),
                        ),
                        Citation(title="Không liên kết", doc="2", url="javascript:alert(3)"),
                    ),
                )
            case "đầy đủ":
                return Answer(
                    status=Status.ANSWERED,
                    text="Cần hai giấy.",
                    act="procedure",
                    checklist=(
                        CheckItem(text="Tờ khai", form="CT01"),
                        CheckItem(text=HOSTILE),
                        CheckItem(text="Sổ cũ, khi đã có dữ liệu", is_needed=False),
                    ),
                    more=(
                        Choice(title="Lệ phí", code=None, payload="lệ phí bao nhiêu"),
                        Choice(title="Nộp ở đâu", code=None, payload="nộp ở đâu"),
                    ),
                    due=datetime.date(2026, 11, 27),
                    as_of=datetime.date(2026, 7, 1),
                )
            case "không ngày":
                undated = (Citation(title="Sổ cũ", doc="3"),)
                return Answer(status=Status.ANSWERED, text="Có.", act="g", citations=undated)
            case "dài":
                return Answer(status=Status.ANSWERED, text="Một dòng.\n" * 60, act="guide")
            case text if text in WARNING_TEXTS:
                used = warning if "OTP" in text else ()
                return Answer(status=Status.ANSWERED, text=text, act="guide", warnings=used)
            case text:
                return Answer(status=Status.ANSWERED, text=f"Trả lời: {text}", act="guide")


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    site = Site()
    ward = WardView(
        name="Phường Mẫu",
        hours="8:00–17:00",
        hotline="024 000",
        address="Số 1",
        portal_url="https://portal.example.vn/x",
    )
    app = create_app(site, ready=lambda: True, ward=ward)

    async def behind_a_proxy(scope: Scope, receive: Receive, send: Send) -> None:
        """Fail the way a proxy in front of the application fails: with 503, not in JSON."""
        if scope["type"] == "http" and scope["path"] == "/api/chat" and site.failures_left:
            site.failures_left -= 1
            await PlainTextResponse("Service Unavailable", 503)(scope, receive, send)
            return
        await app(scope, receive, send)

    with serving(behind_a_proxy) as site.address:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    running.asked.clear()
    running.failures_left = 0
    return running


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """Give the opened page; fail on script errors, dialogs, policy violations, outside requests."""
    page = context.new_page()
    complaints: list[str] = []
    asked_for: set[str] = set()
    said: list[str] = []

    def refuse(dialog: Dialog) -> None:
        complaints.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", refuse)
    page.on("request", lambda request: asked_for.add(request.url.removeprefix(site.address)))
    page.on("console", lambda message: said.append(message.text))
    page.goto(site.address)
    yield page
    assert complaints == []
    assert [line for line in said if "Content Security Policy" in line] == []
    assert {"/", "/static/chat.js", "/static/news.js"} <= asked_for
    assert [address for address in asked_for if not address.startswith("/")] == []


def _ask(page: Page, text: str) -> None:
    page.get_by_label("Câu hỏi của anh/chị").fill(text)
    page.get_by_role("button", name="Gửi").click()


def _answers(page: Page) -> Locator:
    return page.locator("article.answer:not(.welcome)")


def test_the_page_names_ward_hours_phone_and_landmarks(page: Page) -> None:
    header = page.get_by_role("banner")
    expect(header).to_contain_text("Phường Mẫu")
    expect(header).to_contain_text("8:00–17:00")
    expect(header.get_by_role("link", name="024 000")).to_have_attribute("href", "tel:024000")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main")).to_contain_text("trợ lý tự động")
    assert page.locator("html").get_attribute("lang") == "vi"
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    described = page.get_by_label("Câu hỏi của anh/chị").get_attribute("aria-describedby")
    expect(page.locator(f"#{described}")).to_contain_text("OTP")


def test_question_and_answer_appear_in_the_live_log(page: Page) -> None:
    _ask(page, "nguồn")

    answer = page.get_by_role("log").locator("article.answer:not(.welcome)")
    expect(answer.locator(".text")).to_have_text("Dòng một\nDòng hai", use_inner_text=True)
    expect(page.locator("article.asked")).to_contain_text("nguồn")
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_have_value("")
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_focused()


def test_sources_are_listed_and_only_https_ones_are_links(page: Page) -> None:
    _ask(page, "nguồn")

    items = page.locator(".sources li")
    expect(items.nth(0)).to_have_text(
        "Thủ tục mẫu (mở trang mới) — Lệ phí — số 12/QĐ-M — dữ liệu ngày 10/07/2026"
    )
    link = items.nth(0).get_by_role("link")
    expect(link).to_have_attribute("href", "https://example.vn/1")
    expect(link).to_have_attribute("target", "_blank")
    assert "noopener" in (link.get_attribute("rel") or "")
    expect(items.nth(1)).to_have_text("Không liên kết")
    expect(items.nth(1).get_by_role("link")).to_have_count(0)


def test_tags_in_questions_answers_and_choices_stay_text(page: Page) -> None:
    _ask(page, HOSTILE)
    expect(_answers(page)).to_contain_text(f"Trả lời: {HOSTILE}")
    _ask(page, "mấy loại")
    expect(page.get_by_role("button", name=HOSTILE)).to_be_visible()
    page.get_by_role("button", name=HOSTILE).click()

    expect(page.locator("article.asked").nth(2)).to_contain_text(HOSTILE)
    expect(page.locator("#log img, #log script")).to_have_count(0)


@pytest.mark.parametrize("text", WARNING_TEXTS)
def test_warnings_are_boxed_where_they_stand_as_without_javascript(
    page: Page, browser: Browser, site: Site, text: str
) -> None:
    # Pressing an example's button is the one way to send line breaks in both.
    send_text = "(b, text) => { b.value = text; b.textContent = text; }"
    page.locator("button.choice").first.evaluate(send_text, text)
    page.locator("button.choice").first.click()
    expect(_answers(page)).to_have_count(1)
    pieces = [(p.get_attribute("class"), p.inner_text()) for p in _answers(page).locator("p").all()]

    with browser.new_context(java_script_enabled=False) as plain:
        other = plain.new_page()
        other.goto(site.address)
        other.get_by_label("Câu hỏi của anh/chị").fill(text)
        other.get_by_role("button", name="Gửi").click()
        expect(_answers(other)).to_have_count(1)
        shown = _answers(other).locator("p").all()
        assert [(p.get_attribute("class"), p.inner_text()) for p in shown] == pieces

    boxed = [piece for kind, piece in pieces if kind == "warning"]
    assert len(boxed) == text.count("OTP")
    assert all(piece.endswith("Đừng cho ai mã OTP.") for piece in boxed)
    assert not any("OTP" in piece for kind, piece in pieces if kind == "text")
    assert "Nộp tại quầy." not in boxed


def test_examples_are_asked_as_text_and_choices_as_buttons(page: Page, site: Site) -> None:
    page.get_by_role("button", name=EXAMPLES[0]).click()
    expect(_answers(page)).to_have_count(1)
    _ask(page, "mấy loại")
    page.get_by_role("button", name="Làm mới").click()
    expect(_answers(page)).to_have_count(3)

    assert [(m.text, m.is_button) for m in site.asked] == [
        (EXAMPLES[0], False),
        ("mấy loại", False),
        ("chon-1", True),
    ]
    assert len({m.conversation_id for m in site.asked}) == 1
    expect(page.locator("article.asked").last).to_contain_text("Làm mới")


def test_a_whole_conversation_needs_only_the_keyboard(page: Page, site: Site) -> None:
    keyboard = page.keyboard
    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến ô nhập câu hỏi")).to_be_focused()
    keyboard.press("Enter")
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    keyboard.type("dòng 1")
    keyboard.press("Shift+Enter")
    keyboard.type("dòng 2")
    keyboard.press("Enter")
    expect(_answers(page)).to_have_count(1)
    keyboard.type("mấy loại")
    keyboard.press("Enter")
    expect(_answers(page)).to_have_count(2)
    keyboard.press("Shift+Tab")
    keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Làm mới")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    keyboard.press("Space")
    expect(_answers(page)).to_have_count(3)

    assert outline == "solid"
    assert [m.text for m in site.asked] == ["dòng 1\ndòng 2", "mấy loại", "chon-1"]
    expect(page.get_by_role("button", name="Làm mới")).to_be_focused()


def test_the_enter_that_ends_a_word_in_an_input_method_sends_nothing(
    page: Page, site: Site
) -> None:
    box = page.get_by_label("Câu hỏi của anh/chị")
    box.fill("đang go")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(box).to_have_value("đang go")
    box.press("Enter")
    expect(_answers(page)).to_have_count(1)

    assert [m.text for m in site.asked] == ["đang go"]


def test_an_empty_question_is_not_sent(page: Page, site: Site) -> None:
    _ask(page, "  ")

    expect(page.get_by_role("status")).to_have_text("Anh/chị chưa nhập câu hỏi.")
    assert site.asked == []


def test_after_a_503_the_question_is_kept_and_can_be_sent_again(page: Page, site: Site) -> None:
    site.failures_left = 1
    _ask(page, "giữ lại")
    retry = page.get_by_role("log").get_by_role("button", name="Thử lại")
    expect(retry).to_be_visible()
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_have_value("giữ lại")
    assert site.asked == []

    retry.click()

    expect(_answers(page)).to_have_text(re.compile("Trả lời: giữ lại"))
    expect(page.locator("article.asked")).to_have_count(1)
    expect(page.locator(".failed")).to_have_count(0)
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_have_value("")
    assert len(site.asked) == 1


def test_without_network_the_question_is_kept(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    _ask(page, "mất mạng")

    expect(page.locator(".failed")).to_contain_text("Chưa kết nối được")
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_have_value("mất mạng")


def test_a_question_that_can_never_work_offers_no_retry(page: Page) -> None:
    _ask(page, "a" * 2001)

    expect(page.locator(".failed")).to_contain_text("2.000 ký tự")
    expect(page.get_by_role("button", name="Thử lại")).to_have_count(0)
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_have_value("a" * 2001)


def test_while_an_answer_is_awaited_nothing_else_is_sent(page: Page, site: Site) -> None:
    held: list[Route] = []
    page.route("**/api/chat", lambda route: held.append(route))
    _ask(page, "một")
    expect(page.get_by_role("status")).to_have_text("Đang tìm câu trả lời…")
    page.get_by_label("Câu hỏi của anh/chị").fill("hai")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=EXAMPLES[0]).click()
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_have_value("hai")
    held[0].continue_()

    expect(_answers(page)).to_have_text(re.compile("Trả lời: một"))
    expect(page.get_by_role("status")).to_have_text("")
    assert len(held) == 1


def test_starting_anew_empties_the_log_and_begins_another_conversation(
    page: Page, site: Site
) -> None:
    _ask(page, "một")
    expect(_answers(page)).to_have_count(1)
    page.get_by_role("link", name="Bắt đầu lại").click()
    expect(_answers(page)).to_have_count(0)
    expect(page.get_by_role("button", name=EXAMPLES[0])).to_be_visible()
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    _ask(page, "hai")
    expect(_answers(page)).to_have_count(1)

    assert site.asked[0].conversation_id != site.asked[1].conversation_id


def test_an_answer_to_the_conversation_left_behind_does_not_appear(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/chat", lambda route: held.append(route))
    _ask(page, "một")
    expect(page.get_by_role("status")).to_have_text("Đang tìm câu trả lời…")
    page.get_by_role("link", name="Bắt đầu lại").click()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator(".failed, .asked")).to_have_count(0)
    page.unroute("**/api/chat")
    _ask(page, "hai")

    expect(_answers(page)).to_have_text(re.compile("Trả lời: hai"))
    expect(page.locator("article.asked")).to_have_count(1)
    expect(page.locator(".failed")).to_have_count(0)


def test_large_text_enlarges_and_is_remembered(page: Page) -> None:
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    toggle = page.get_by_role("button", name="Chữ to")
    before = page.evaluate(size)
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    page.reload()

    expect(toggle).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(size) >= 1.25 * before


def test_an_answer_is_copied_with_its_sources(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    _ask(page, "nguồn")
    page.get_by_role("button", name="Chép câu trả lời").click()
    expect(page.get_by_role("status")).to_have_text("Đã chép câu trả lời.")

    assert page.evaluate("navigator.clipboard.readText()") == (
        "Dòng một\nDòng hai\n"
        "Nguồn: Thủ tục mẫu — Lệ phí — số 12/QĐ-M — dữ liệu ngày 10/07/2026 — "
        "https://example.vn/1\n"
        "Nguồn: Không liên kết — javascript:alert(3)"
    )


@pytest.mark.parametrize("is_large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(page: Page, width: int, is_large: bool) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=640))
    if is_large:
        page.get_by_role("button", name="Chữ to").click()
    _ask(page, "nguồn")
    expect(_answers(page)).to_have_count(1)
    _ask(page, "https://example.vn/" + "a" * 300)
    expect(_answers(page)).to_have_count(2)
    _ask(page, "mấy loại")
    expect(_answers(page)).to_have_count(3)
    _ask(page, "đầy đủ")
    page.locator(".papers summary").click()
    expect(_answers(page)).to_have_count(4)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_long_answer_is_shown_from_its_question_on(page: Page) -> None:
    page.set_viewport_size(PHONE)
    for number in range(3):
        _ask(page, "dài")
        expect(_answers(page)).to_have_count(number + 1)

    top = page.locator("article.asked").last.bounding_box()
    assert top is not None
    assert 0 <= top["y"] < 100


def test_the_input_takes_no_fixed_room_on_a_low_screen(page: Page) -> None:
    position = "getComputedStyle(document.getElementById('ask')).position"
    page.set_viewport_size({"width": 640, "height": 400})
    low = page.evaluate(position)
    page.set_viewport_size({"width": 640, "height": 800})

    assert (low, page.evaluate(position)) == ("static", "sticky")


def test_contact_lines_fold_on_a_phone_and_open_by_a_tap(
    page: Page, context: BrowserContext
) -> None:
    page.set_viewport_size(PHONE)
    page.reload()
    phone = page.get_by_role("link", name="024 000")
    expect(phone).to_be_hidden()
    page.get_by_text("Giờ làm việc, điện thoại, địa chỉ").click()

    expect(phone).to_be_visible()


def test_papers_are_ticked_off_with_the_keyboard_behind_one_tap(page: Page) -> None:
    _ask(page, "đầy đủ")
    tick = page.get_by_role("checkbox", name="Tờ khai (mẫu CT01)")
    expect(_answers(page)).to_have_count(1)
    expect(tick).to_be_hidden()
    summary = page.get_by_text("Giấy tờ cần mang, để đánh dấu")
    summary.focus()
    page.keyboard.press("Enter")
    expect(tick).to_be_visible()
    page.keyboard.press("Tab")
    expect(tick).to_be_focused()
    page.keyboard.press("Space")

    expect(tick).to_be_checked()
    expect(page.get_by_role("checkbox", name=HOSTILE)).not_to_be_checked()
    expect(page.get_by_role("checkbox")).to_have_count(2)
    expect(page.get_by_role("heading", name="Không phải mang")).to_be_visible()
    expect(page.locator(".spared li")).to_have_text(["Sổ cũ, khi đã có dữ liệu"])
    expect(page.locator("#log img, #log script")).to_have_count(0)
    box = page.locator(".ticks label").first.bounding_box()
    assert box is not None
    assert box["height"] >= 44  # WCAG 2.2, 2.5.5


def test_the_due_day_and_the_day_of_the_source_are_shown(page: Page) -> None:
    _ask(page, "đầy đủ")

    expect(page.locator(".due")).to_have_text("Hạn trả: thứ Sáu 27/11/2026")
    expect(page.locator(".due time")).to_have_attribute("datetime", "2026-11-27")
    expect(page.locator(".dated")).to_have_text("Theo nguồn ngày 01/07/2026.")


def test_an_answer_without_a_dated_source_says_so(page: Page) -> None:
    _ask(page, "không ngày")
    expect(page.locator(".dated")).to_have_text("Nguồn không ghi ngày.")
    # Without a source nothing can be said of its day: the state of a report, a question back.
    _ask(page, "một")
    _ask(page, "mấy loại")
    expect(_answers(page)).to_have_count(3)

    expect(page.locator(".dated")).to_have_count(1)


def test_taps_ask_on_as_buttons_and_leave_with_the_next_answer(page: Page, site: Site) -> None:
    _ask(page, "đầy đủ")
    taps = page.locator(".more")
    expect(taps).to_contain_text("Hỏi tiếp:")
    taps.get_by_role("button", name="Nộp ở đâu").focus()
    page.keyboard.press("Enter")
    expect(_answers(page)).to_have_count(2)

    # Below an older answer they would ask about the newest one's subject.
    expect(taps).to_have_count(0)
    expect(page.locator("article.asked").last).to_be_focused()
    expect(page.locator("article.asked").last).to_contain_text("Nộp ở đâu")
    assert [(m.text, m.is_button) for m in site.asked] == [
        ("đầy đủ", False),
        ("nộp ở đâu", True),
    ]


def test_without_javascript_the_same_stands_in_the_answer(
    page: Page, browser: Browser, site: Site
) -> None:
    _ask(page, "đầy đủ")
    expect(_answers(page)).to_have_count(1)
    page.locator(".papers summary").click()
    said = _answers(page).inner_text().replace("Chép câu trả lời", "").split()

    with browser.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(site.address)
        _ask(plain, "đầy đủ")
        plain.locator(".papers summary").click()
        plain.get_by_role("checkbox", name="Tờ khai (mẫu CT01)").check()
        assert _answers(plain).inner_text().split() == said
        plain.get_by_role("button", name="Lệ phí").click()
        expect(_answers(plain)).to_contain_text("Trả lời: lệ phí bao nhiêu")

    assert [m.is_button for m in site.asked] == [False, False, True]


def test_a_conversation_works_without_javascript(browser: Browser, site: Site) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.address)
        expect(page.get_by_role("button", name="Chữ to")).to_have_count(0)
        page.get_by_role("button", name=EXAMPLES[1]).click()
        expect(_answers(page)).to_contain_text(EXAMPLES[1])
        _ask(page, "mấy loại")
        expect(page.locator("#log img, #log script")).to_have_count(0)
        page.get_by_role("button", name="Làm mới").click()
        expect(_answers(page)).to_contain_text("chon-1")
        page.get_by_role("link", name="Bắt đầu lại").click()
        expect(_answers(page)).to_have_count(0)

    assert [(m.text, m.is_button) for m in site.asked] == [
        (EXAMPLES[1], False),
        ("mấy loại", False),
        ("chon-1", True),
    ]
    assert len({m.conversation_id for m in site.asked}) == 1
