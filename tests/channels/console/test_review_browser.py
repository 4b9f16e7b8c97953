"""The review page in Chromium, from the upload to the annotated file, with and without script."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document as open_docx
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.staff.rights import Role
from tests.channels.console.axe import grave
from tests.channels.console.conftest import Desk
from tests.channels.console.papers import plan_docx
from tests.channels.console.pictures import picture
from tests.channels.console.reviewed import PAGE, PLAN, Slip, plant
from tests.channels.office import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def site(desk: Desk) -> Iterator[str]:
    """Serve the staff page."""
    with serving(desk.app) as address:
        yield address


def give(page: Page, content: bytes, name: str) -> None:
    page.get_by_label("Tệp DOCX, PDF hoặc TXT").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Rà soát").click()


def comments(page: Page) -> list[str]:
    """Return the comments in the file that the page gives."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải DOCX có ghi chú").click()
    assert download.value.suggested_filename.startswith("ra-soat-kế hoạch 2027")
    taken = open_docx(io.BytesIO(Path(download.value.path()).read_bytes()))
    return [each.text for each in taken.comments]


def test_from_upload_to_the_annotated_file_and_to_the_next_version(
    desk: Desk, site: str, context: BrowserContext
) -> None:
    desk.sign_in(context, site, desk.hire("lan", Role.OFFICIAL))
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None,
    )

    page.goto(f"{site}{PAGE}")
    assert grave(page) == []
    give(page, plan_docx(), "kế hoạch 2027.docx")
    expect(page.get_by_role("heading", name="Máy thấy")).to_be_visible(timeout=60_000)
    cards = page.locator(".found > .finding")
    total = cards.count()
    assert total >= 3
    assert grave(page) == []
    picture(page, "review")

    first = cards.first
    first.get_by_text("Bỏ qua…").click()
    first.get_by_label("Vì sao").select_option("Máy báo sai")
    first.get_by_role("button", name="Bỏ qua").click()
    expect(page.locator("#loi-1")).to_contain_text("Đã bỏ qua")
    expect(page.locator("#loi-1")).to_be_focused()
    page.locator("#loi-2").get_by_role("button", name="Sẽ sửa").click()
    expect(page.locator("#da-xu-ly")).to_contain_text("Sẽ sửa: 1. Bỏ qua: 1")
    assert len(comments(page)) == total - 1

    page.get_by_text("Tải bản đã sửa lên").click()
    give(
        page, plan_docx("3.4. Bộ phận một cửa trả kết quả tại nhà cho người khuyết tật."), "v2.docx"
    )
    expect(page.get_by_role("heading", name="Máy thấy")).to_be_visible(timeout=60_000)
    expect(page.locator("#da-xu-ly")).to_contain_text("Bỏ qua: 1 (1 từ lần trước)")
    page.locator(".ignored summary").click()
    expect(page.locator(".ignored")).to_contain_text("Đã bỏ qua ở lần trước")
    assert troubles == []


def test_findings_are_gone_through_by_keyboard_and_by_links(
    desk: Desk, site: str, context: BrowserContext
) -> None:
    desk.sign_in(context, site, desk.hire("lan", Role.OFFICIAL))
    text = PLAN.replace("Trạm y tế", "\n\n".join(["Chữ thêm cho dài."] * 60) + "\n\nTrạm y tế")
    token = plant(desk, "lan", [Slip("đối số"), Slip("đảng ủy"), Slip("90%")], text=text)
    page = context.new_page()
    page.goto(f"{site}{PAGE}/{token}")

    for number in (1, 2, 3, 3):
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator(f"#loi-{number}")).to_be_focused()
    expect(page.locator("mark.now")).to_have_text("90%")
    expect(page.locator("mark.now")).to_be_in_viewport()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#loi-2")).to_be_focused()
    page.get_by_role("link", name="Điểm 1", exact=True).click()
    expect(page.locator("#loi-1")).to_be_focused()


def test_on_a_phone_text_and_findings_stand_one_under_the_other(
    desk: Desk, site: str, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    desk.sign_in(context, site, desk.hire("lan", Role.OFFICIAL))
    token = plant(desk, "lan", [Slip("đối số"), Slip("đảng ủy")])
    page = context.new_page()
    page.goto(f"{site}{PAGE}/{token}")

    text, found = page.locator(".text").bounding_box(), page.locator(".found").bounding_box()
    assert text is not None
    assert found is not None
    assert text["y"] + text["height"] <= found["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert grave(page) == []
    picture(page, "review-phone")
    context.close()


def test_without_script_the_page_waits_decides_and_filters_too(
    desk: Desk, site: str, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(60_000)
    desk.sign_in(context, site, desk.hire("lan", Role.OFFICIAL))
    page = context.new_page()
    page.goto(f"{site}{PAGE}")
    give(page, plan_docx(), "kế hoạch.docx")
    expect(page.get_by_role("heading", name="Máy thấy")).to_be_visible(timeout=60_000)

    page.locator("#loi-2").get_by_role("button", name="Sẽ sửa").click()
    expect(page).to_have_url(re.compile("#loi-2$"))
    expect(page.locator("#da-xu-ly")).to_contain_text("Sẽ sửa: 1")
    page.get_by_role("link", name=re.compile("^Nghiêm trọng")).click()
    expect(page).to_have_url(re.compile(r"\?muc=high"))
    context.close()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    desk: Desk, site: str, context: BrowserContext, tmp_path: Path
) -> None:
    desk.sign_in(context, site, desk.hire("lan", Role.OFFICIAL))
    large = tmp_path / "lớn.txt"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    page = context.new_page()
    page.goto(f"{site}{PAGE}")
    page.get_by_label("Tệp DOCX, PDF hoặc TXT").set_input_files(large)

    expect(page.get_by_role("alert")).to_contain_text("20 MB")
    page.get_by_role("button", name="Rà soát").click()
    expect(page).to_have_url(f"{site}{PAGE}")
