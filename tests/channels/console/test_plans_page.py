"""The pages of plans in a real browser."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.plan_items import items_of
from bot.progress import State
from bot.staff.rights import Role
from knowledge.types import Plan
from tests.bot.made_plan import (
    DEADLINES,
    DUTIES,
    OTHER_UNIT,
    TODAY,
    UNIT,
    indicator,
    plan,
    put,
    said,
)
from tests.channels.console.conftest import Desk
from tests.channels.console.planned import with_plans
from tests.channels.office import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_NAMES = (
    ("Tỷ lệ quầy hàng nhận tiền qua mã QR", "≥ 80%", OTHER_UNIT, 71.5),
    ("Hồ sơ thủ tục hành chính nộp trực tuyến trên tổng số hồ sơ", "tối thiểu 60%", UNIT, 64),
    ("Hồ sơ phải bổ sung giấy tờ", "< 5%", UNIT, 3.2),
    ("Số điểm phát wifi miễn phí ở chợ đêm và bến thuyền", "14 điểm", UNIT, 9),
    ("Người bán hàng được tập huấn kỹ năng số", "100%", UNIT, 48),
    ("Phản ánh của người dân được trả lời đúng hạn", "> 95%", "Văn phòng HĐND và UBND", 97.5),
    ("Dân số trưởng thành có chữ ký số cá nhân", "≥ 50%", "Công an phường", 31),
    ("Trường học có sổ liên lạc điện tử", "100%", "", None),
)


def fuller() -> Plan:
    """Return a plan with enough in it to fill the charts."""
    targets = tuple(
        indicator(n, name, target, lead=lead, by="Quý III/2026" if n == 4 else "đến hết năm 2026")
        for n, (name, target, lead, _) in enumerate(_NAMES, 1)
    )
    return plan(indicators=targets, duties=DUTIES, deadlines=DEADLINES)


@pytest.fixture
def planned(desk: Desk, tmp_path: Path) -> Desk:
    """Return a staff page with that plan, half of it under way."""
    made = fuller()
    with desk.store.transaction() as session:
        for item, (_, _, _, value) in zip(items_of(made), _NAMES, strict=False):
            if value is not None and item.target is not None:
                unit, is_met = item.target.unit, item.target.is_met(value)
                before = said(value=value / 2, unit=unit, as_of=TODAY - timedelta(days=90))
                put(session, item, before)
                state = State.DONE if is_met else State.GOING_ON
                put(session, item, said(state, value, unit=unit))
    return with_plans(desk, tmp_path, made)


@pytest.fixture
def browser_without_script(browser: Browser) -> Iterator[BrowserContext]:
    """Return a browser's new profile in which no script runs."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def signed_in(planned: Desk, context: BrowserContext, address: str) -> Page:
    planned.sign_in(context, address, planned.hire("lan", Role.OFFICIAL))
    page = context.new_page()
    page.set_viewport_size({"width": 1200, "height": 2000})
    return page


def test_the_dashboard_draws_its_charts_under_our_policy(
    planned: Desk, context: BrowserContext
) -> None:
    with serving(planned.app) as address:
        page = signed_in(planned, context, address)
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(message.text))
        page.goto(f"{address}/canbo/ke-hoach/ben-go-2026")
        charts = page.locator("img.chart")
        expect(charts).to_have_count(2)
        drawn = charts.evaluate_all("all => all.map(each => each.complete && each.naturalWidth)")
        assert all(width > 300 for width in drawn)
        assert trouble == []
        expect(page.locator(".late").first).to_be_visible()
        # Narrow as a telephone: tables scroll by themselves, the page does not.
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.set_viewport_size({"width": 1200, "height": 2000})
        page.screenshot(path=planned.console.data_dir / "plan.png", full_page=False)
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="In trang này")).to_be_hidden()
        expect(charts.first).to_be_visible()


def test_progress_is_written_from_the_units_page_by_keyboard(
    planned: Desk, context: BrowserContext
) -> None:
    with serving(planned.app) as address:
        page = signed_in(planned, context, address)
        page.goto(f"{address}/canbo/ke-hoach/ben-go-2026/don-vi/phong-van-hoa-xa-hoi")
        page.get_by_role("link", name="Ghi tiến độ: Người bán hàng").focus()
        page.keyboard.press("Enter")
        form = page.get_by_role("form", name="Ghi tiến độ")
        expect(form).to_be_visible()
        form.get_by_label("Số đạt được").fill("55,5")
        form.get_by_label("Ghi chú").fill("<b>thêm hai lớp</b>")
        form.get_by_label("Ghi chú").press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/don-vi/phong-van-hoa-xa-hoi#m-*")
        row = page.get_by_role("row").filter(has_text="Người bán hàng được tập huấn")
        expect(row).to_contain_text("55,5%")
        expect(row).to_contain_text("<b>thêm hai lớp</b>")


def test_it_works_without_script(planned: Desk, browser_without_script: BrowserContext) -> None:
    with serving(planned.app) as address:
        page = signed_in(planned, browser_without_script, address)
        page.goto(f"{address}/canbo/ke-hoach/ben-go-2026/don-vi/phong-van-hoa-xa-hoi")
        page.get_by_role("link", name="Ghi tiến độ: Người bán hàng").click()
        page.get_by_label("Số đạt được").fill("60")
        page.get_by_role("button", name="Lưu").click()
        row = page.get_by_role("row").filter(has_text="Người bán hàng được tập huấn")
        expect(row).to_contain_text("60%")
