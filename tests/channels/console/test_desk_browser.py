"""A resident on Zalo, a resident on the web page, and staff at the desk, in a real browser."""

import re
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from sqlalchemy import select

from bot import handover
from bot.staff import sessions
from bot.staff.rights import Role
from bot.store.models import TicketRow
from channels.forgetting import Forgetting
from channels.gateway import Serving, intake_for
from channels.handling import Handling
from channels.hooks import hooks_router
from channels.jobs import LocalJobs
from tests.channels.conftest import NOW
from tests.channels.console.conftest import UNIT, Desk
from tests.channels.console.office_site import site
from tests.channels.console.residents import HOSTILE, PHONE, reports, row_of, staff_words, waits
from tests.channels.fronts import Front, zalo_oa_front
from tests.channels.office import Office, serving
from tests.fakes.zalo_oa import FakeZaloOA

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HIDE = """state => {
    Object.defineProperty(document, "hidden", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
FEE = "lệ phí đăng ký quầy hàng chợ đêm bao nhiêu"


@pytest.fixture
def zalo(picture: bytes) -> Iterator[Front]:
    """Return an official account with one resident."""
    fake = FakeZaloOA()
    fake.start()
    yield zalo_oa_front(fake, picture)
    fake.stop()


@contextmanager
def _served(app: FastAPI) -> Iterator[str]:
    """Serve in a thread with a loop of its own; give the address."""
    config = uvicorn.Config(app, port=0, ws="none", lifespan="on", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def _gateway(desk: Desk, office: Office, front: Front) -> FastAPI:
    """Return the hooks of a platform with all that serves it, and the desk."""
    true_clock = lambda: datetime.now(UTC)  # noqa: E731
    forgetting = Forgetting(
        reception=office.reception,
        photos=office.photos,
        tracker=office.photos / "none",
        now=lambda: NOW,
    )
    handling = Handling(
        counter=office.reception,
        store=office.store,
        ward=office.ward,
        forgetter=forgetting,
        now=lambda: NOW,
        clock=true_clock,
    )
    jobs, platforms = LocalJobs(), [front.adapter(office.store)]
    intake = intake_for(office.store, jobs)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        gateway = Serving(platforms=platforms, handling=handling, store=office.store, jobs=jobs)
        async with gateway.working():
            yield
        await intake.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    app.include_router(hooks_router(platforms, intake))
    app.mount("/", desk.app)
    return app


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """Serve the desk, and the residents' page with it."""
    with serving(desk.app) as address:
        yield address


def sign_in(desk: Desk, context: BrowserContext, address: str, login: str = "lan") -> str:
    """Put a member of staff's cookie into a browser."""
    cookie = desk.cookie(desk.hire(login, Role.COUNTER))
    name = desk.console.access.cookie_name
    context.add_cookies([{"name": name, "value": cookie, "url": address}])
    return cookie


@contextmanager
def opened(context: BrowserContext, address: str) -> Iterator[Page]:
    """Give a page; fail on script errors, dialogs and violations of the policy."""
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def refuse(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
    )
    page.goto(address)
    yield page
    # Before the server ends: it waits for who listens.
    page.close()
    assert complaints == []


def until(true: object) -> None:
    """Wait until something outside of the browser is so."""
    assert callable(true)
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)


def test_a_resident_on_zalo_is_taken_answered_heard_and_given_back(
    desk: Desk, office: Office, zalo: Front, context: BrowserContext
) -> None:
    seconds = iter(range(100))

    def tell(words: str) -> None:
        call = zalo.text(words, next(seconds))
        url = f"{address}{zalo.path}"
        assert httpx.post(url, content=call.body, headers=call.headers).status_code == 200

    with _served(_gateway(desk, office, zalo)) as address:
        sign_in(desk, context, address)
        with opened(context, f"{address}/canbo/cho") as page:
            expect(page.get_by_text("Không có ai đang chờ.")).to_be_visible()
            tell(FEE)
            until(lambda: any("21.000" in text for text in zalo.sent()))
            tell("gặp cán bộ")
            # Nobody loads the page again: it comes by itself.
            row = page.get_by_role("row", name=re.compile("xin gặp cán bộ.*Zalo OA"))
            expect(row).to_be_visible()
            row.get_by_role("button", name="Nhận").click()
            expect(page.locator(".line.resident").first).to_contain_text(FEE)
            expect(page.locator(".line.assistant").first).to_contain_text("21.000")
            until(lambda: any("Cán bộ đã vào" in text for text in zalo.sent()))

            page.get_by_label("Trả lời người dân").fill("Chào bà, bà cần gì ạ?")
            page.keyboard.press("Control+Enter")
            expect(page.locator(".line.staff")).to_contain_text("bà cần gì")
            until(lambda: any("bà cần gì ạ?" in text for text in zalo.sent()))

            page.get_by_label("Trả lời người dân").fill("đang viết dở")
            before = len(zalo.sent())
            tell("tôi hỏi cho con tôi")
            expect(page.locator(".line.resident").last).to_contain_text("hỏi cho con tôi")
            expect(page.get_by_label("Trả lời người dân")).to_have_value("đang viết dở")
            assert len(zalo.sent()) == before

            page.get_by_role("button", name="Trả lại trợ lý").click()
            expect(page.get_by_text("Không có ai đang chờ.")).to_be_visible()
            until(lambda: any("kết thúc trao đổi" in text for text in zalo.sent()))
            tell(FEE)
            until(lambda: sum("21.000" in text for text in zalo.sent()) == 2)


def test_a_report_lives_from_the_resident_s_page_to_its_end_and_the_resident_hears_of_it(
    desk: Desk, office: Office, context: BrowserContext, browser: Browser
) -> None:
    with (
        serving(site(desk, office)) as address,
        browser.new_context() as home,
        ExitStack() as stack,
    ):
        sign_in(desk, context, address)
        board = stack.enter_context(opened(context, f"{address}/canbo/phan-anh"))
        resident = home.new_page()
        resident.clock.install()
        resident.goto(address)

        def say(text: str) -> None:
            before = resident.locator("article.asked").count()
            resident.get_by_label("Câu hỏi của anh/chị").fill(text)
            resident.get_by_role("button", name="Gửi", exact=True).last.click()
            expect(resident.locator("article.asked")).to_have_count(before + 1)
            expect(resident.get_by_role("status")).not_to_have_text("Đang tìm câu trả lời…")

        def hears(text: str) -> None:
            resident.clock.fast_forward(16_000)
            expect(resident.locator("article.news").last).to_contain_text(text)

        for text in ("tôi muốn phản ánh", "đèn đường hỏng", "số 5 ngõ 10", PHONE, "gửi"):
            say(text)
        code = office.store.run_now(lambda s: s.scalars(select(TicketRow.code)).one())
        card = board.get_by_role("link", name=code)
        expect(card).to_be_visible()
        card.click()
        expect(board.get_by_text("đèn đường hỏng")).to_be_visible()
        expect(board.get_by_text("0900")).to_have_count(0)
        board.get_by_role("button", name="Xem số").click()
        expect(board.get_by_role("link", name=re.compile("^0900"))).to_be_visible()

        def does(title: str, note: str, unit: str = "") -> None:
            board.get_by_role("radio", name=title).check()
            if unit:
                board.get_by_label("Đơn vị xử lý (khi").select_option(unit)
            board.get_by_label("Lời cho người dân").fill(note)
            board.get_by_role("button", name="Xem trước").click()
            board.get_by_role("button", name="Gửi").click()
            expect(board.get_by_label("Lời cho người dân")).to_have_value("")

        does("Giao đơn vị xử lý", "", UNIT)
        hears(f"{UNIT} đang xử lý")
        does("Trả lời người dân", "đã thay bóng")
        hears("Đã thay bóng.")
        does("Kết thúc", "")
        hears("đã kết thúc")
        does("Mở lại", "bóng lại cháy", UNIT)
        hears("được mở lại để xem xét tiếp. Bóng lại cháy.")


def test_what_is_typed_survives_a_reload_and_is_gone_once_it_is_sent(
    desk: Desk, address: str, context: BrowserContext
) -> None:
    id = waits(desk.console)
    sign_in(desk, context, address)
    with opened(context, f"{address}/canbo/cho/{id}") as page:
        page.get_by_role("button", name="Nhận", exact=True).click()
        box = page.get_by_label("Trả lời người dân")
        box.fill("một câu dài, đang viết")
        page.reload()
        expect(box).to_have_value("một câu dài, đang viết")
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.locator(".line.staff")).to_have_count(1)
        expect(box).to_have_value("")
        page.reload()
        expect(box).to_have_value("")
    assert staff_words(desk.console) == ["một câu dài, đang viết"]


def test_who_loses_the_conversation_while_writing_sees_it_and_keeps_the_words(
    desk: Desk, address: str, context: BrowserContext
) -> None:
    id = waits(desk.console)
    sign_in(desk, context, address)
    desk.hire("minh", Role.COUNTER)
    with opened(context, f"{address}/canbo/cho/{id}") as page:
        page.get_by_role("button", name="Nhận", exact=True).click()
        page.get_by_label("Trả lời người dân").fill("đang viết")
        desk.store.run_now(lambda s: handover.take_over(s, id, "minh", now=NOW))
        expect(page.get_by_text("Trạng thái vừa đổi.")).to_be_visible()
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Minh đã nhận hội thoại này")
        page.get_by_text("Nhận thay Minh").click()
        page.get_by_role("button", name="Xác nhận nhận thay").click()
        expect(page.get_by_label("Trả lời người dân")).to_have_value("đang viết")
    assert row_of(desk.console, id).taken_by == "lan"
    assert staff_words(desk.console) == []


def test_the_draft_is_put_into_the_box_and_sent_by_hand(
    desk: Desk, address: str, context: BrowserContext
) -> None:
    id = waits(desk.console, text=FEE)
    sign_in(desk, context, address)
    with opened(context, f"{address}/canbo/cho/{id}") as page:
        page.get_by_role("button", name="Nhận", exact=True).click()
        page.get_by_role("button", name="Gợi ý câu trả lời").click()
        box = page.get_by_label("Trả lời người dân")
        expect(box).to_have_value(re.compile(r"21\.000[\s\S]*Nguồn:"))
        assert staff_words(desk.console) == []
        box.fill("Dạ, 21.000 đồng ạ.")
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.locator(".line.staff")).to_have_count(1)
    assert staff_words(desk.console) == ["Dạ, 21.000 đồng ạ."]


def test_the_number_who_wait_is_in_the_title_only_for_who_wants_it(
    desk: Desk, address: str, context: BrowserContext
) -> None:
    sign_in(desk, context, address)
    with opened(context, f"{address}/canbo/cho") as page:
        waits(desk.console)
        expect(page.get_by_role("status")).to_have_text("Có người mới chờ.")
        assert not page.title().startswith("(")
        page.get_by_label("Hiện số người chờ trên thẻ trình duyệt").check()
        assert page.title().startswith("(1) ")
        page.reload()
        expect(page.get_by_label("Hiện số người chờ trên thẻ trình duyệt")).to_be_checked()
        assert page.title().startswith("(1) ")


def test_when_the_session_ends_the_page_says_so(
    desk: Desk, address: str, context: BrowserContext
) -> None:
    cookie = sign_in(desk, context, address)
    now = desk.console.access.now()
    who = desk.store.run_now(lambda s: sessions.find(s, cookie, now=now))
    assert who is not None
    with opened(context, f"{address}/canbo/cho") as page:
        expect(page.get_by_text("Không có ai đang chờ.")).to_be_visible()
        page.wait_for_timeout(500)
        desk.store.run_now(lambda s: sessions.end(s, who.session_id))
        expect(page.get_by_role("status")).to_contain_text("Phiên làm việc đã hết")


def test_a_tab_that_nobody_sees_lets_go_of_its_connection_and_catches_up(
    desk: Desk, address: str, context: BrowserContext
) -> None:
    id = waits(desk.console)
    sign_in(desk, context, address)
    desk.hire("minh", Role.COUNTER)
    with opened(context, f"{address}/canbo/cho/{id}") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        # What a slow machine asks for late, the stream itself among it, is not what is meant.
        page.wait_for_timeout(1_500)
        page.evaluate(HIDE, True)
        page.wait_for_timeout(500)
        asked.clear()
        desk.store.run_now(lambda s: handover.take(s, id, "minh", now=NOW))
        page.wait_for_timeout(3_000)
        assert asked == []
        page.evaluate(HIDE, False)
        expect(page.locator("#talk")).to_contain_text("Minh giữ từ")


def test_without_script_everything_is_done_by_forms(
    desk: Desk, address: str, browser: Browser
) -> None:
    id = waits(desk.console, text=FEE)
    reports(desk.console)
    with browser.new_context(java_script_enabled=False) as context:
        sign_in(desk, context, address)
        page = context.new_page()
        page.goto(f"{address}/canbo/cho")
        page.get_by_role("button", name="Nhận").click()
        page.get_by_role("button", name="Gợi ý câu trả lời").click()
        expect(page.get_by_label("Trả lời người dân")).to_have_value(re.compile("21"))
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.locator(".line.staff")).to_have_count(1)
        page.goto(f"{address}/canbo/phan-anh")
        page.get_by_role("link", name="PA-2611-AAA1").click()
        page.get_by_role("radio", name="Trả lời người dân").check()
        page.get_by_label("Lời cho người dân").fill("đã sửa")
        page.get_by_role("button", name="Xem trước").click()
        page.get_by_role("button", name="Gửi").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Đã trả lời")
    assert row_of(desk.console, id).taken_by == "lan"


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_scrolls_sideways_and_script_stays_text(
    desk: Desk, address: str, context: BrowserContext, width: int
) -> None:
    id = waits(desk.console, text=f"{HOSTILE} {'a' * 3_000}")
    root = reports(desk.console, content=HOSTILE + "b" * 500, place="c" * 300, phone=PHONE)
    reports(desk.console, "PA-2611-AAA2", joined_to=root, content=HOSTILE)
    sign_in(desk, context, address)
    paths = ("cho", f"cho/{id}", "phan-anh", "phan-anh/PA-2611-AAA1")
    for path in paths:
        with opened(context, f"{address}/canbo/{path}") as page:
            page.set_viewport_size({"width": width, "height": 720})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.locator("main script, main [onerror]").count() == 0


def test_the_pages_have_no_faults_that_axe_finds(
    desk: Desk, address: str, context: BrowserContext
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    id = waits(desk.console, text=FEE)
    reports(desk.console, phone=PHONE, latitude=21.0, longitude=105.7)
    sign_in(desk, context, address)
    desk.hire("minh", Role.COUNTER)
    desk.store.run_now(lambda s: handover.take(s, id, "lan", now=NOW))
    for path in ("cho", f"cho/{id}", "phan-anh", "phan-anh/PA-2611-AAA1"):
        with opened(context, f"{address}/canbo/{path}") as page:
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
