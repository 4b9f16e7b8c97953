"""In a real browser: a question nobody could answer, a record for it, and the public chat's answer.

With MOTCUA_SCREENSHOTS the pages are kept as pictures for the documentation.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.assistant import Assistant
from bot.editing.layer import edits_of
from bot.in_service import Knowledge
from bot.staff.rights import Role
from channels.console.wiring import add_refusals, console_routers
from channels.renewal import Renewal
from channels.resident_api import resident_router
from channels.web import WardView, create_app
from knowledge.merge import laid_over
from retrieval.build import Manifest, Progress, build_index, open_parts
from tests.channels.conftest import NOW
from tests.channels.console.conftest import Desk
from tests.channels.office import Office, SlotBySlot, serving
from tests.conftest import RECORDS, SyllableEncoder

pytestmark = pytest.mark.browser
ENCODER = SyllableEncoder()
HOME = "/canbo/kien-thuc"


@dataclass(frozen=True, kw_only=True)
class Site:
    """The application with its public page, its editors, and an index that can be made anew."""

    address: str
    desk: Desk
    renew: Callable[[], None]
    editor: Callable[[str], Page]
    resident: Page


@pytest.fixture
def site(
    desk: Desk, office: Office, tmp_path: Path, browser: Browser, context: BrowserContext
) -> Iterator[Site]:
    folder = tmp_path / "index"
    build_index(RECORDS, folder, encoder=ENCODER)

    def opened(manifest: Manifest) -> Knowledge:
        retriever, records = open_parts(folder, manifest, encoder=ENCODER)
        assistant = Assistant(
            decide=SlotBySlot().decide,
            retriever=retriever,
            records=records,
            ward=office.ward,
            today=NOW.date,
        )
        return Knowledge(
            manifest=manifest, retriever=retriever, records=records, assistant=assistant
        )

    async def build(on_progress: Progress) -> None:
        edits = await desk.store.run(edits_of)
        records = laid_over(RECORDS, edits.records)
        build_index(records, folder, encoder=ENCODER, edits=edits.digests)

    renewal = Renewal(
        in_service=office.in_service,
        open_index=opened,
        folder=folder,
        store=desk.store,
        now=lambda: NOW,
        build=build,
    )

    def renew() -> None:
        # In a thread: Playwright has an event loop in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(renewal.step())).result()

    console = replace(desk.console, renewal=renewal)
    app = create_app(
        office.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        news=office.reception.news,
        routers=[resident_router(office.reception), *console_routers(console)],
    )
    add_refusals(app, console)
    contexts = [context]

    def editor(login: str) -> Page:
        own = browser.new_context(reduced_motion="reduce", viewport={"width": 1100, "height": 900})
        own.set_default_timeout(20_000)
        contexts.append(own)
        desk.sign_in(own, address, desk.hire(login, Role.EDITOR))
        return own.new_page()

    with serving(app) as address:
        renew()
        yield Site(
            address=address, desk=desk, renew=renew, editor=editor, resident=context.new_page()
        )
        for each in contexts[1:]:
            each.close()
    office.in_service.now.records.close()


def ask(page: Page, text: str) -> str:
    """Ask in the public chat and return the answer."""
    before = page.locator("article.answer").count()
    page.get_by_label("Câu hỏi của anh/chị").fill(text)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("article.answer")).to_have_count(before + 1)
    return page.locator("article.answer").last.inner_text()


def shot(page: Page, name: str) -> None:
    """Keep a picture for the documentation, if one is wanted."""
    if folder := os.environ.get("MOTCUA_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"editing-{name}.png", full_page=False)


def give_source(page: Page) -> None:
    page.get_by_label("Tên nguồn hoặc số văn bản").fill("Nghị quyết 5/NQ-BG")
    page.get_by_label("Nguồn nói như vậy hôm nào").fill("2026-11-01")
    page.get_by_label("Đường dẫn (nếu có)").fill("https://example.vn/nq5")
    page.get_by_label("Lý do sửa, cho người duyệt").fill("Hội đồng nhân dân đã đổi mức thu")


def approve(site: Site, page: Page, path: str) -> None:
    page.goto(f"{site.address}{HOME}")
    expect(page.get_by_role("heading", name="Chờ anh/chị duyệt")).to_be_visible()
    page.goto(f"{site.address}{path}")
    page.get_by_role("button", name="Duyệt, đưa vào dùng").click()
    expect(page.get_by_text("Đã duyệt. Bản mới đang được đưa vào dùng")).to_be_visible()


def test_a_question_nobody_could_answer_becomes_an_answer(site: Site) -> None:
    site.resident.goto(site.address)
    question = "xin chơi đàn ngoài vỉa hè mất bao nhiêu tiền"
    before = ask(site.resident, question)
    assert "33.000" not in before

    an = site.editor("an")
    an.goto(f"{site.address}{HOME}")
    expect(an.get_by_text(question)).to_be_visible()
    shot(an, "queue")
    an.get_by_role("link", name="Thủ tục mới").click()
    expect(an.get_by_text(question)).to_be_visible()
    an.get_by_label("Mã", exact=True).fill("tm-choi-dan")
    an.get_by_label("Tên thủ tục", exact=True).fill("Xin chơi đàn ngoài vỉa hè")
    an.get_by_label("Số tiền (đồng)").first.fill("33.000")
    an.get_by_label("Cách gọi 1").fill("chơi đàn ngoài vỉa hè")
    give_source(an)
    an.get_by_role("button", name="Lưu bản soạn và xem trước").click()
    expect(an.get_by_role("heading", name="Người dân sẽ đọc thấy")).to_be_visible()
    expect(an.locator(".preview").first).to_contain_text("33.000 đồng")
    an.get_by_role("button", name="Gửi duyệt").click()
    expect(an.get_by_text("Đã gửi.")).to_be_visible()
    expect(an.get_by_role("button", name="Duyệt, đưa vào dùng")).to_have_count(0)

    approve(site, site.editor("binh"), an.url.partition(site.address)[2].partition("?")[0])
    site.renew()

    assert "33.000 đồng" in ask(site.resident, question)
    an.reload()
    expect(an.locator("h1")).to_contain_text("Đang dùng")
    an.goto(f"{site.address}{HOME}")
    expect(an.get_by_text(question)).to_have_count(0)


def test_a_corrected_fee_answers_in_the_public_chat_and_can_be_taken_back(site: Site) -> None:
    question = "lệ phí đăng ký quầy hàng chợ đêm nộp tại quầy"
    site.resident.goto(site.address)
    assert "42.000 đồng" in ask(site.resident, question)
    an, binh = site.editor("an"), site.editor("binh")
    an.goto(f"{site.address}{HOME}/tim?q=dang+ky+quay")
    an.get_by_role("link", name="Đăng ký quầy hàng chợ đêm").click()
    an.get_by_role("link", name="Sửa bản ghi này").click()
    an.locator("#f-submissions-1-fees-0-amount_vnd").fill("55.000")
    an.evaluate("scrollTo(0, 0)")
    shot(an, "form")
    an.get_by_role("button", name="Lưu bản soạn và xem trước").click()
    expect(an.get_by_role("alert")).to_contain_text("Ghi nguồn của điều đã sửa")
    give_source(an)
    an.get_by_role("button", name="Lưu bản soạn và xem trước").click()
    an.get_by_role("button", name="Gửi duyệt").click()
    path = an.url.partition(site.address)[2].partition("?")[0]
    binh.goto(f"{site.address}{path}")
    expect(binh.locator(".diff .new")).not_to_have_count(0)
    shot(binh, "review")
    approve(site, binh, path)
    assert "42.000 đồng" in ask(site.resident, question), "until the new index answers"

    site.renew()

    answer = ask(site.resident, question)
    assert "55.000 đồng" in answer
    assert "Nghị quyết 5/NQ-BG" in site.resident.locator("article.answer").last.inner_text()
    binh.goto(f"{site.address}{HOME}/ban-ghi/procedure/tm-quay")
    shot(binh, "record")
    binh.get_by_role("link", name="0", exact=True).click()
    binh.get_by_label("Lý do quay lại").fill("Nghị quyết đã bị bãi bỏ")
    binh.get_by_role("button", name="Soạn đề xuất quay lại").click()
    binh.get_by_role("button", name="Gửi duyệt").click()
    approve(site, an, binh.url.partition(site.address)[2].partition("?")[0])
    site.renew()
    assert "42.000 đồng" in ask(site.resident, question)


def test_the_pages_have_no_accessibility_faults_and_load_nothing_foreign(site: Site) -> None:
    page = site.editor("an")
    complaints: list[str] = []
    page.on("console", lambda each: complaints.append(each.text) if each.type == "error" else None)
    for path in (
        HOME,
        f"{HOME}/tim?q=quay",
        f"{HOME}/sua/procedure/tm-quay",
        f"{HOME}/ban-ghi/procedure/tm-quay",
        f"{HOME}/tinh-trang?nhom=nguon-cu",
    ):
        page.goto(f"{site.address}{path}")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    shot(page, "status")
    assert complaints == []


def test_the_form_can_be_filled_in_with_the_keyboard_and_without_scripts(
    site: Site, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    site.desk.sign_in(context, site.address, site.desk.hire("chi", Role.EDITOR))
    page = context.new_page()
    page.goto(f"{site.address}{HOME}/sua/procedure/tm-quay")

    page.get_by_role("button", name="Thêm giấy tờ").click()
    page.locator("#f-papers-1-name").fill("Ảnh quầy")
    page.get_by_label("Tên nguồn hoặc số văn bản").fill("Nghị quyết 5/NQ-BG")
    page.get_by_label("Nguồn nói như vậy hôm nào").fill("2026-11-01")
    page.get_by_label("Tên nguồn hoặc số văn bản").press("Enter")

    expect(page.get_by_text("Đã lưu bản soạn.")).to_be_visible()
    expect(page.locator(".diff .new").first).to_contain_text("Ảnh quầy")
    context.close()
