"""No grave barrier in any state of the widget and of the page, as axe sees it in a browser."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.channels.office import Office, serving
from tests.channels.ward_site import (
    WardSite,
    answers,
    launcher,
    open_panel,
    panel_frame,
    say,
    ward_site,
)

pytestmark = pytest.mark.browser

FEE = "cấp thẻ gửi xe đạp công cộng lệ phí bao nhiêu"
PAPERS = "cấp thẻ gửi xe đạp công cộng cần giấy tờ gì"
GRAVE = {"serious", "critical"}


def _barriers(document: Page | Frame) -> list[str]:
    """Return what axe finds grave in one document, frames within it not included."""
    found = Axe().run(document, options={"iframes": False})
    return [
        f"{each['id']} ({each['impact']}): {', '.join(str(n['target']) for n in each['nodes'])}"
        for each in found.response["violations"]
        if each["impact"] in GRAVE
    ]


@pytest.fixture
def site(office: Office) -> Iterator[WardSite]:
    with ward_site(office) as site:
        yield site


@pytest.fixture
def page(context: BrowserContext, site: WardSite) -> Page:
    page = context.new_page()
    page.goto(site.address)
    return page


def _option(page: Page, name: str) -> None:
    inside = page.frame_locator("motcua-widget iframe")
    inside.get_by_role("button", name="Tùy chọn").click()
    inside.get_by_role("button", name=name, exact=True).click()


def _opened(page: Page) -> None:
    open_panel(page)


def _answered(page: Page) -> None:
    inside = open_panel(page)
    say(inside, FEE)
    say(inside, PAPERS)
    inside.locator(".papers summary").click()


def _in_a_form(page: Page) -> None:
    inside = open_panel(page)
    say(inside, "tôi muốn phản ánh")
    say(inside, "đèn đường hỏng từ hôm qua")
    expect(inside.get_by_role("button", name="Thêm ảnh")).to_be_visible()


def _asking(page: Page) -> None:
    open_panel(page)
    _option(page, "Xóa trò chuyện")


def _failed(page: Page) -> None:
    inside = open_panel(page)
    page.route("**/api/chat/stream", lambda route: route.abort())
    say(inside, FEE, answered=False)
    expect(inside.get_by_role("button", name="Gửi lại ngay")).to_be_visible()
    page.unroute("**/api/chat/stream")


def _in_high_contrast(page: Page) -> None:
    _answered(page)
    _option(page, "Tương phản cao")


def _large(page: Page) -> None:
    _in_a_form(page)
    _option(page, "Chữ to")


def _on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    _answered(page)


STATES = [
    _opened,
    _answered,
    _in_a_form,
    _asking,
    _failed,
    _in_high_contrast,
    _large,
    _on_a_phone,
]


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("reach", STATES, ids=lambda state: state.__name__.strip("_"))
def test_the_panel_has_no_grave_barrier(
    page: Page, reach: Callable[[Page], None], is_dark: bool
) -> None:
    page.emulate_media(color_scheme="dark" if is_dark else "light", reduced_motion="reduce")
    reach(page)

    assert _barriers(panel_frame(page)) == []
    assert _barriers(page) == []


def test_the_closed_button_has_no_grave_barrier(page: Page) -> None:
    expect(launcher(page)).to_be_visible()

    assert _barriers(page) == []


def test_the_checker_finds_a_barrier_where_there_is_one(page: Page) -> None:
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert any(line.startswith("button-name") for line in _barriers(page))


def test_the_high_contrast_is_higher_than_the_law_asks(page: Page) -> None:
    _in_high_contrast(page)
    enhanced = {"runOnly": ["color-contrast-enhanced"], "rules": {}, "iframes": False}
    enhanced["rules"] = {"color-contrast-enhanced": {"enabled": True}}
    found = Axe().run(panel_frame(page), options=enhanced)

    assert [each["id"] for each in found.response["violations"]] == []
    expect(answers(page.frame_locator("motcua-widget iframe"))).to_have_count(2)


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_the_main_page_has_no_grave_barrier(
    browser: Browser, office: Office, is_dark: bool
) -> None:
    with (
        serving(office.app()) as address,
        browser.new_context(reduced_motion="reduce") as context,
    ):
        page = context.new_page()
        page.emulate_media(color_scheme="dark" if is_dark else "light")
        page.goto(address)
        seen = {"empty": _barriers(page)}
        for number, text in enumerate((FEE, PAPERS, "tôi muốn phản ánh"), start=1):
            page.get_by_label("Câu hỏi của anh/chị").fill(text)
            page.keyboard.press("Enter")
            expect(page.locator("article.answer:not(.welcome)")).to_have_count(number)
        page.locator(".papers summary").click()
        seen["answered"] = _barriers(page)
        page.get_by_role("button", name="Chữ to").click()
        seen["large"] = _barriers(page)
        page.route("**/api/chat", lambda route: route.abort())
        page.get_by_label("Câu hỏi của anh/chị").fill("a")
        page.keyboard.press("Enter")
        expect(page.locator(".failed")).to_be_visible()
        seen["failed"] = _barriers(page)
        page.goto(f"{address}/docs")
        seen["docs"] = _barriers(page)

    assert {state: found for state, found in seen.items() if found} == {}
