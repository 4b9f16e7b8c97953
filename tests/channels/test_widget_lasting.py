"""What the widget must not lose or do twice: reloads, lost networks, tabs; and how it forgets."""

import json
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Route, expect
from sqlalchemy import func, select

from bot.store import inbox
from bot.store.models import MessageRow, TicketRow
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
PAPERS = "cần giấy tờ gì"
WHAT_IS_KEPT = "JSON.stringify(Object.entries(localStorage))"


@pytest.fixture
def site(office: Office) -> Iterator[WardSite]:
    with ward_site(office) as site:
        yield site


@pytest.fixture(params=["another site", "a sister site"])
def address(request: pytest.FixtureRequest, site: WardSite) -> str:
    """Return where the ward's page is; another site's panel is denied its own storage."""
    return site.address if request.param == "another site" else site.sister


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


@pytest.fixture
def sister(context: BrowserContext, site: WardSite) -> Page:
    page = context.new_page()
    page.goto(site.sister)
    return page


def _asked(office: Office) -> list[str]:
    """Return what residents said, as often as it was kept."""
    texts = select(MessageRow.text).where(MessageRow.direction == "in").order_by(MessageRow.id)
    return office.store.run_now(lambda s: list(s.scalars(texts)))


def _conversations(office: Office) -> list[str]:
    ids = select(MessageRow.conversation_id).distinct().order_by(MessageRow.conversation_id)
    return office.store.run_now(lambda s: list(s.scalars(ids)))


def _option(inside: FrameLocator, name: str) -> None:
    inside.get_by_role("button", name="Tùy chọn").click()
    inside.get_by_role("button", name=name, exact=True).click()


def _lose_answer(route: Route) -> None:
    route.fetch()
    route.abort()


# Reloads


def test_a_reload_keeps_the_conversation_and_goes_on_with_it(page: Page, office: Office) -> None:
    inside = open_panel(page)
    say(inside, FEE)
    page.reload()  # Open before, so it opens again.
    expect(answers(inside)).to_contain_text("Miễn phí")
    expect(inside.locator("article.asked")).to_have_text("Anh/chị hỏi: " + FEE)
    say(inside, PAPERS)

    expect(answers(inside).last).to_contain_text("Ảnh chụp xe đạp")  # It knows what was spoken of.
    assert _asked(office) == [FEE, PAPERS]
    assert len(_conversations(office)) == 1


def test_a_reload_leaves_the_focus_to_the_page(page: Page) -> None:
    open_panel(page)
    page.reload()
    expect(panel(page).get_by_label("Câu hỏi của anh/chị")).to_be_visible()

    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_a_closed_panel_stays_closed_after_a_reload_and_news_is_marked_on_the_button(
    page: Page, office: Office
) -> None:
    inside = open_panel(page)
    say(inside, FEE)
    inside.get_by_role("button", name="Đóng").click()
    id_ = _conversations(office)[0]
    office.store.run_now(
        lambda s: inbox.tell(s, id_, text="Phản ánh đã xong.", kind="ticket", now=NOW)
    )
    page.reload()
    expect(page.locator("motcua-widget .mark")).to_be_visible()
    expect(page.locator("motcua-widget dialog")).to_be_hidden()
    expect(launcher(page)).to_have_accessible_name("Hỏi đáp thủ tục Có tin mới.")
    launcher(page).click()

    expect(inside.locator("article.news")).to_contain_text("Phản ánh đã xong.")
    expect(page.locator("motcua-widget .mark")).to_be_hidden()


def test_a_report_goes_on_after_a_reload(page: Page) -> None:
    inside = open_panel(page)
    say(inside, "tôi muốn phản ánh")
    say(inside, "đèn đường hỏng từ hôm qua")
    page.reload()
    expect(inside.get_by_role("button", name="Thêm ảnh")).to_be_visible()
    say(inside, "số 5 ngõ 10")

    expect(inside.locator(".step").last).to_have_text("Phản ánh: bước 3/4")


def test_a_reload_in_mid_question_gets_the_answer_without_asking_twice(
    page: Page, office: Office
) -> None:
    inside = open_panel(page)
    page.route("**/api/chat/stream", _lose_answer)
    say(inside, FEE, answered=False)
    expect(inside.locator(".state")).to_contain_text("Tin này sẽ tự gửi lại.")
    page.unroute("**/api/chat/stream")
    page.reload()

    expect(answers(inside)).to_contain_text("Miễn phí")
    expect(inside.locator("article.asked")).to_have_count(1)
    assert _asked(office) == [FEE]


def test_a_question_left_lying_for_long_is_sent_only_when_the_resident_wants_it(
    context: BrowserContext, site: WardSite, office: Office
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(site.sister)
    inside = open_panel(page)
    context.set_offline(True)
    say(inside, FEE, answered=False)
    expect(inside.locator(".state")).to_contain_text("Tin này sẽ tự gửi lại.")
    page.goto("about:blank")
    context.set_offline(False)
    page.clock.fast_forward("15:00")
    page.goto(site.sister)
    retry = inside.get_by_role("button", name="Thử lại")
    expect(retry).to_be_visible()
    assert _asked(office) == []
    retry.click()

    expect(answers(inside)).to_contain_text("Miễn phí")
    assert _asked(office) == [FEE]


# Lost networks


def test_what_was_asked_offline_is_sent_once_and_in_order_when_the_network_is_back(
    page: Page, context: BrowserContext, office: Office
) -> None:
    inside = open_panel(page)
    context.set_offline(True)
    say(inside, FEE, answered=False)
    expect(inside.locator(".state")).to_contain_text("Chưa kết nối được")
    say(inside, PAPERS, answered=False)
    expect(inside.locator("article.asked").last).to_contain_text("Chờ gửi…")
    context.set_offline(False)
    expect(answers(inside)).to_have_count(2)

    order = inside.locator("#log > *").evaluate_all("all => all.map((e) => e.className)")
    assert order == ["answer welcome", "asked", "item", "asked", "item"]
    expect(answers(inside).last).to_contain_text("Ảnh chụp xe đạp")
    assert _asked(office) == [FEE, PAPERS]


def test_a_lost_answer_is_fetched_with_the_same_message_and_a_report_filed_once(
    page: Page, office: Office
) -> None:
    inside = open_panel(page)
    for text in ("tôi muốn phản ánh", "đèn đường hỏng từ hôm qua", "số 5 ngõ 10", "bỏ qua"):
        say(inside, text)
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "")["message_id"])
        if len(sent) == 1:
            _lose_answer(route)
        else:
            route.continue_()

    page.route("**/api/chat/stream", lose)
    say(inside, "gửi", answered=False)
    inside.get_by_role("button", name="Gửi lại ngay").click()

    expect(inside.locator(".ticket strong")).to_have_count(1)
    assert len(sent) == 2
    assert len(set(sent)) == 1
    tickets = select(func.count()).select_from(TicketRow)
    assert office.store.run_now(lambda s: s.scalar(tickets)) == 1


def test_an_answer_that_breaks_off_in_the_middle_is_asked_for_again(
    page: Page, office: Office
) -> None:
    inside = open_panel(page)
    broken = '{"part": "accepted"}\n{"part": "head", "answer": {"text": "Cấp thẻ", "stat'
    page.route(
        "**/api/chat/stream",
        lambda route: route.fulfill(body=broken, content_type="application/x-ndjson"),
        times=1,
    )
    say(inside, FEE, answered=False)
    expect(inside.locator(".state")).to_contain_text("Tin này sẽ tự gửi lại.")

    expect(answers(inside)).to_contain_text("Miễn phí")  # By itself, after a pause.
    assert _asked(office) == [FEE]


def test_what_can_never_be_answered_is_not_sent_again_and_the_next_one_is(page: Page) -> None:
    inside = open_panel(page)
    say(inside, "a" * 2001, answered=False)
    expect(inside.locator("article.asked.failed")).to_contain_text("2.000 ký tự")
    expect(inside.get_by_role("button", name="Thử lại")).to_have_count(0)
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_have_value("a" * 2001)
    say(inside, FEE)

    expect(answers(inside)).to_have_count(1)


def test_news_lost_on_its_way_comes_again_and_once(page: Page, office: Office) -> None:
    inside = open_panel(page)
    say(inside, FEE)
    id_ = _conversations(office)[0]
    office.store.run_now(lambda s: inbox.tell(s, id_, text="Đã xong.", kind="ticket", now=NOW))
    page.route("**/api/news*", _lose_answer, times=1)
    wake = "document.dispatchEvent(new Event('visibilitychange'))"
    with page.expect_event("requestfailed"):
        panel_frame(page).evaluate(wake)
    for _ in range(80):  # Unheard until the page has noticed that the first one failed.
        panel_frame(page).evaluate(wake)
        if inside.locator("article.news").count():
            break
        page.wait_for_timeout(250)
    expect(inside.locator("article.news")).to_have_count(1)
    page.reload()
    expect(inside.locator("article.news")).to_have_count(1)
    panel_frame(page).evaluate(wake)

    expect(inside.locator("article.news")).to_have_count(1)


# Photos


def _choose_photo(page: Page, inside: FrameLocator) -> None:
    out = BytesIO()
    Image.new("RGB", (2_400, 1_200), "orange").save(out, "PNG")
    with page.expect_file_chooser() as chooser:
        inside.get_by_role("button", name="Thêm ảnh").click()
    photo = {"name": "den.png", "mimeType": "image/png", "buffer": out.getvalue()}
    chooser.value.set_files(photo)  # type: ignore[arg-type]  # a FilePayload
    expect(inside.locator("#attached")).to_contain_text("den.png")


def test_a_photo_is_made_small_and_sent_once_though_the_network_fails(
    page: Page, office: Office
) -> None:
    inside = open_panel(page)
    say(inside, "tôi muốn phản ánh")
    _choose_photo(page, inside)
    page.route("**/api/chat/stream", _lose_answer, times=1)
    say(inside, "đèn đường hỏng từ hôm qua", answered=False)
    inside.get_by_role("button", name="Gửi lại ngay").click()
    expect(inside.locator(".step").last).to_have_text("Phản ánh: bước 2/4")

    (kept,) = list(office.photos.iterdir())
    with Image.open(kept) as picture:
        assert max(picture.size) == 1_600
    expect(inside.locator("#attached")).to_be_hidden()


def test_a_photo_that_a_reload_cut_off_is_asked_for_again(page: Page) -> None:
    inside = open_panel(page)
    say(inside, "tôi muốn phản ánh")
    _choose_photo(page, inside)
    page.route("**/api/photos", lambda route: route.abort())
    say(inside, "đèn đường hỏng từ hôm qua", answered=False)
    expect(inside.locator(".state")).to_contain_text("Tin này sẽ tự gửi lại.")
    page.reload()

    expect(inside.locator("article.asked.failed")).to_contain_text("chọn lại ảnh")


# Tabs


def test_two_tabs_show_one_conversation_and_nothing_twice(
    context: BrowserContext, sister: Page, site: WardSite, office: Office
) -> None:
    other = context.new_page()
    other.goto(site.sister)
    one, two = open_panel(sister), open_panel(other)
    one.get_by_label("Câu hỏi của anh/chị").fill(FEE)
    two.get_by_label("Câu hỏi của anh/chị").fill("quầy hàng chợ đêm lệ phí")
    one.get_by_role("button", name="Gửi", exact=True).click(no_wait_after=True)
    two.get_by_role("button", name="Gửi", exact=True).click(no_wait_after=True)
    for inside in (one, two):
        expect(answers(inside)).to_have_count(2)
        expect(inside.locator("article.asked")).to_have_count(2)
    say(two, "xin chào")
    expect(answers(one)).to_have_count(3)

    assert sorted(_asked(office)) == sorted([FEE, "quầy hàng chợ đêm lệ phí", "xin chào"])
    assert len(_conversations(office)) == 1


def test_what_one_tab_erases_is_gone_from_the_other_and_does_not_come_back(
    context: BrowserContext, sister: Page, site: WardSite
) -> None:
    other = context.new_page()
    other.goto(site.sister)
    one, two = open_panel(sister), open_panel(other)
    say(one, FEE)
    expect(answers(two)).to_have_count(1)
    _option(two, "Xóa trò chuyện")
    two.get_by_role("button", name="Xóa", exact=True).click()
    expect(one.locator("article.asked")).to_have_count(0)
    say(one, "xin chào")
    expect(answers(two)).to_have_count(1)

    expect(two.locator("article.asked")).to_have_text("Anh/chị hỏi: xin chào")


# Forgetting


def test_erasing_asks_first_and_leaves_no_word_in_the_browser(page: Page) -> None:
    inside = open_panel(page)
    say(inside, "chuyện riêng của tôi")
    _option(inside, "Xóa trò chuyện")
    inside.get_by_role("button", name="Thôi").click()
    expect(inside.locator("article.asked")).to_have_count(1)
    _option(inside, "Xóa trò chuyện")
    inside.get_by_role("button", name="Xóa", exact=True).click()
    expect(inside.locator("article.asked")).to_have_count(0)
    expect(inside.locator("#status")).to_have_text("Đã xóa trò chuyện trên máy này.")
    page.reload()
    expect(inside.get_by_text("Kính chào anh/chị!")).to_be_visible()

    expect(inside.locator("article.asked, .item")).to_have_count(0)


def test_the_browser_keeps_the_words_under_one_name_and_forgets_that_name(sister: Page) -> None:
    inside = open_panel(sister)
    say(inside, "chuyện riêng của tôi")
    assert "chuyện riêng" in panel_frame(sister).evaluate(WHAT_IS_KEPT)
    _option(inside, "Xóa trò chuyện")
    inside.get_by_role("button", name="Xóa", exact=True).click()
    expect(inside.locator("article.asked")).to_have_count(0)

    assert panel_frame(sister).evaluate(WHAT_IS_KEPT) == "[]"


def test_what_another_site_keeps_for_the_panel_is_sealed(
    context: BrowserContext, site: WardSite
) -> None:
    page = context.new_page()
    page.goto(site.address)
    inside = open_panel(page)
    say(inside, "chuyện riêng của tôi")
    page.wait_for_function("sessionStorage.getItem('motcua-sealed')")
    sealed = page.evaluate("atob(sessionStorage.getItem('motcua-sealed'))")

    assert len(sealed) > 500
    assert "entries" not in sealed
    assert "riêng" not in sealed.encode("latin-1").decode("utf-8", "replace")
    page.evaluate("sessionStorage.setItem('motcua-sealed', btoa('x'.repeat(400)))")
    page.reload()
    expect(inside.get_by_text("Kính chào anh/chị!")).to_be_visible()


def test_after_a_month_the_browsers_copy_is_forgotten(
    context: BrowserContext, site: WardSite
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(site.sister)
    inside = open_panel(page)
    say(inside, FEE)
    page.goto("about:blank")
    page.clock.fast_forward(31 * 24 * 3600 * 1000)
    page.goto(site.sister)
    expect(inside.get_by_text("Kính chào anh/chị!")).to_be_visible()

    expect(inside.locator("article.asked")).to_have_count(0)
    assert panel_frame(page).evaluate(WHAT_IS_KEPT) == "[]"


def test_starting_anew_keeps_what_was_said_and_still_hears_of_it(
    page: Page, office: Office
) -> None:
    inside = open_panel(page)
    say(inside, FEE)
    id_ = _conversations(office)[0]
    _option(inside, "Bắt đầu lại")
    expect(inside.locator(".cut")).to_have_text("Từ đây là cuộc trò chuyện mới.")
    say(inside, "xin chào")
    office.store.run_now(lambda s: inbox.tell(s, id_, text="Đã xong.", kind="ticket", now=NOW))
    panel_frame(page).evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(inside.locator("article.news")).to_contain_text("Đã xong.")
    expect(answers(inside).first).to_contain_text("Miễn phí")
    assert len(_conversations(office)) == 2


def test_without_any_storage_the_panel_still_answers(browser: Browser, site: WardSite) -> None:
    with browser.new_context() as context:
        deny = """for (const name of ["localStorage", "sessionStorage"])
            Object.defineProperty(window, name, { get() { throw new Error("denied"); } });
            Object.defineProperty(Document.prototype, "cookie", { get: () => "", set() {} });"""
        context.add_init_script(deny)
        page = context.new_page()
        page.goto(site.address)
        inside = open_panel(page)
        say(inside, FEE)
        say(inside, PAPERS)

        expect(answers(inside)).to_have_count(2)
