"""A report, a person, news and feedback in a real browser, over the real reception."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from sqlalchemy import func, select
from starlette.types import Message as ASGIMessage
from starlette.types import Receive, Scope, Send

from bot import handover
from bot.store import inbox
from bot.store.models import FeedbackRow, HandoverRow, MessageRow, TicketRow
from bot.types import Answer, Citation, Status
from tests.channels.conftest import NOW
from tests.channels.office import Office, serving

pytestmark = pytest.mark.browser

FEE = "cấp thẻ gửi xe đạp công cộng lệ phí bao nhiêu"
HIDE = """state => {
    Object.defineProperty(document, "hidden", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def uploads() -> list[bytes]:
    """Return the bodies that came to POST /api/photos, as far as they are not empty."""
    return []


@pytest.fixture
def address(office: Office, uploads: list[bytes]) -> Iterator[str]:
    app = office.app()

    async def noting_photos(scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def received() -> ASGIMessage:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        await app(scope, received, send)
        if scope["path"] == "/api/photos":
            uploads.append(bytes(body))

    with serving(noting_photos) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """Give the opened page with a clock of the test's own; fail on errors and violations."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
    )
    page.clock.install()
    page.goto(address)
    yield page
    assert complaints == []


def _say(page: Page, text: str) -> None:
    before = page.locator("article.asked").count()
    page.get_by_label("Câu hỏi của anh/chị").fill(text)
    page.get_by_role("button", name="Gửi", exact=True).last.click()
    expect(page.locator("article.asked")).to_have_count(before + 1)
    expect(page.get_by_role("status")).not_to_have_text("Đang tìm câu trả lời…")


def _press(page: Page, name: str) -> None:
    page.get_by_role("log").get_by_role("button", name=name, exact=True).last.click()
    expect(page.locator("article.asked").last).to_contain_text(name)
    expect(page.get_by_role("status")).not_to_have_text("Đang tìm câu trả lời…")


def _answers(page: Page) -> Locator:
    return page.locator("article.answer:not(.welcome)")


def _conversation(office: Office) -> str:
    found = select(MessageRow.conversation_id).order_by(MessageRow.id.desc()).limit(1)
    return office.store.run_now(lambda s: s.scalars(found).one())


def _tell(office: Office, text: str, kind: str, answer: Answer | None = None) -> None:
    id_ = _conversation(office)
    office.store.run_now(lambda s: inbox.tell(s, id_, text=text, kind=kind, now=NOW, answer=answer))


def _open_report(page: Page) -> None:
    _say(page, "tôi muốn phản ánh")
    expect(page.locator(".step")).to_have_text("Phản ánh: bước 1/4")


def _photo(size: tuple[int, int] = (2_400, 1_200), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "orange").save(out, kind)
    return out.getvalue()


def _choose(page: Page, name: str, raw: bytes, kind: str = "image/jpeg") -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Thêm ảnh").click()
    chooser.value.set_files({"name": name, "mimeType": kind, "buffer": raw})
    expect(page.locator("#attached")).to_contain_text(name)


# The notice, and whether an answer helped


def test_the_notice_stands_before_the_first_answer_and_never_again(page: Page) -> None:
    _say(page, FEE)
    _say(page, "cần giấy tờ gì")

    expect(page.locator(".privacy")).to_have_count(1)
    order = page.locator("#log > *").evaluate_all("all => all.map(e => e.className)")
    assert order == ["answer welcome", "asked", "privacy", "answer", "asked", "answer"]
    expect(page.locator(".privacy")).to_contain_text("lưu tin nhắn")


def test_an_opinion_needs_only_the_keyboard_and_is_asked_for_once(
    page: Page, office: Office
) -> None:
    _say(page, FEE)
    group = page.get_by_role("group", name="Góp ý về câu trả lời")
    expect(group).to_contain_text("Câu trả lời có giúp được anh/chị không?")
    group.get_by_role("button", name="Chưa").focus()
    page.keyboard.press("Enter")
    reason = page.get_by_label("Còn thiếu hay sai gì?")
    expect(reason).to_be_focused()
    page.keyboard.type("thiếu nơi nộp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    thanks = page.get_by_text("Cảm ơn anh/chị đã góp ý.")
    expect(thanks).to_be_focused()
    expect(group.get_by_role("button")).to_have_count(0)
    _say(page, "cần giấy tờ gì")
    page.reload()

    expect(_answers(page)).to_have_count(1)
    expect(page.locator(".feedback")).to_have_count(0)
    (row,) = office.store.run_now(lambda s: list(s.scalars(select(FeedbackRow))))
    assert (row.value, row.reason) == (0, "thiếu nơi nộp")


def test_a_useful_answer_is_thanked_for_and_a_reload_does_not_ask_again(
    page: Page, office: Office
) -> None:
    _say(page, FEE)
    page.get_by_role("button", name="Có", exact=True).click()
    expect(page.get_by_text("Cảm ơn anh/chị đã góp ý.")).to_be_visible()
    page.reload()

    expect(_answers(page)).to_contain_text("Cấp thẻ gửi xe đạp công cộng")
    expect(page.locator(".feedback")).to_have_count(0)
    assert office.store.run_now(lambda s: s.scalars(select(FeedbackRow.value)).all()) == [1]


def test_who_writes_on_meanwhile_is_not_moved_to_the_reason(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/feedback", lambda route: held.append(route))
    _say(page, FEE)
    page.get_by_role("button", name="Chưa", exact=True).click()
    question = page.get_by_label("Câu hỏi của anh/chị")
    question.press_sequentially("cần giấy ")
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(page.get_by_label("Còn thiếu hay sai gì?")).to_be_visible()
    page.keyboard.type("tờ gì")

    expect(question).to_be_focused()
    expect(question).to_have_value("cần giấy tờ gì")
    expect(page.locator(".feedback")).to_have_attribute("aria-live", "polite")


def test_an_opinion_that_could_not_be_kept_can_be_given_again(page: Page) -> None:
    page.route("**/api/feedback", lambda route: route.abort())
    _say(page, FEE)
    page.get_by_role("button", name="Có", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa kết nối được")
    page.unroute("**/api/feedback")
    page.get_by_role("button", name="Có", exact=True).click()

    expect(page.get_by_text("Cảm ơn anh/chị đã góp ý.")).to_be_visible()


# A report


def test_a_report_is_made_step_by_step_and_its_code_can_be_copied(
    page: Page, context: BrowserContext, office: Office
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.get_by_role("group", name="Thêm vào phản ánh")).to_be_hidden()
    _open_report(page)
    expect(page.get_by_role("button", name="Thêm ảnh")).to_be_visible()
    _say(page, "đèn đường hỏng từ hôm qua")
    _say(page, "số 5 ngõ 10")
    _press(page, "Bỏ qua")
    expect(page.locator(".step").last).to_have_text("Phản ánh: bước 4/4")
    _press(page, "Gửi")

    code = office.store.run_now(lambda s: s.scalars(select(TicketRow.code)).one())
    expect(page.locator(".ticket strong")).to_have_text(code)
    expect(page.get_by_role("button", name="Thêm ảnh")).to_be_hidden()
    page.get_by_role("button", name="Chép mã").click()
    expect(page.get_by_role("status")).to_have_text("Đã chép mã phản ánh.")
    assert page.evaluate("navigator.clipboard.readText()") == code


def test_a_cancelled_report_takes_photo_and_buttons_with_it(page: Page) -> None:
    _open_report(page)
    _choose(page, "den.png", _photo())
    page.route("**/api/photos", lambda route: route.abort())
    page.get_by_role("button", name="Bỏ ảnh").click()
    _press(page, "Hủy")

    expect(page.get_by_role("button", name="Thêm ảnh")).to_be_hidden()
    expect(page.locator("#attached canvas")).to_have_count(0)


def test_a_photo_is_shown_small_and_goes_smaller_with_the_next_message(
    page: Page, office: Office, uploads: list[bytes]
) -> None:
    _open_report(page)
    _choose(page, "den.png", _photo(), "image/png")
    shown = page.get_by_role("img", name="Ảnh sẽ gửi kèm").bounding_box()
    _say(page, "đèn đường hỏng từ hôm qua")

    expect(page.locator("article.asked").last).to_contain_text("Kèm một ảnh")
    expect(page.locator("#attached")).to_be_hidden()
    assert shown is not None
    assert max(shown["width"], shown["height"]) <= 130
    with Image.open(BytesIO(uploads[0])) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1_600, 800))
        assert picture.getpixel((5, 5)) == pytest.approx((255, 165, 0), abs=4)
    _say(page, "số 5 ngõ 10")
    _press(page, "Bỏ qua")
    _press(page, "Gửi")
    expect(page.locator(".ticket")).to_be_visible()
    name = office.store.run_now(lambda s: s.scalars(select(TicketRow.photo)).one())
    assert name is not None
    assert (office.photos / name).exists()
    assert len(uploads) == 1


def test_a_removed_photo_is_not_sent(page: Page, office: Office) -> None:
    _open_report(page)
    _choose(page, "den.png", _photo())
    page.get_by_role("button", name="Bỏ ảnh").click()
    expect(page.get_by_role("button", name="Thêm ảnh")).to_be_focused()
    _say(page, "đèn đường hỏng từ hôm qua")

    expect(page.locator("article.asked").last).not_to_contain_text("Kèm một ảnh")
    assert not office.photos.exists()


def test_a_photo_alone_may_be_sent(page: Page) -> None:
    _open_report(page)
    _choose(page, "den.png", _photo())
    page.get_by_role("button", name="Gửi", exact=True).click()

    expect(_answers(page)).to_have_count(2)
    expect(page.locator(".step").last).to_have_text("Phản ánh: bước 1/4")
    expect(page.locator("#attached")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("ghi-chu.jpg", b"day la van ban", "không phải ảnh"),
        ("to.jpg", b"\xff\xd8" + b"\0" * 30 * 1024 * 1024, "10 MB"),
    ],
    ids=["text", "30 MB"],
)
def test_a_photo_that_is_refused_leaves_words_and_report_as_they_were(
    page: Page, tmp_path: Path, name: str, raw: bytes, told: str
) -> None:
    _open_report(page)
    (tmp_path / name).write_bytes(raw)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Thêm ảnh").click()
    chooser.value.set_files(tmp_path / name)
    expect(page.locator("#attached")).to_contain_text(name)
    _say(page, "đèn đường hỏng từ hôm qua")
    expect(page.locator(".failed")).to_contain_text(told)
    expect(page.get_by_role("button", name="Thử lại")).to_have_count(0)
    expect(page.locator("#attached")).to_be_hidden()
    expect(page.get_by_label("Câu hỏi của anh/chị")).to_have_value("đèn đường hỏng từ hôm qua")
    page.get_by_role("button", name="Gửi", exact=True).click()

    expect(page.locator(".step").last).to_have_text("Phản ánh: bước 2/4")


def test_the_place_is_shared_only_on_a_tap(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 21.01, "longitude": 105.75, "accuracy": 20})
    _open_report(page)
    _say(page, "đèn đường hỏng từ hôm qua")
    page.get_by_role("button", name="Chia sẻ vị trí").click()

    expect(page.locator(".step").last).to_have_text("Phản ánh: bước 3/4")
    expect(page.locator("article.asked").last).to_contain_text("Vị trí của tôi")


def test_a_refused_place_is_explained_and_can_be_typed(page: Page) -> None:
    _open_report(page)
    _say(page, "đèn đường hỏng từ hôm qua")
    page.get_by_role("button", name="Chia sẻ vị trí").click()

    expect(page.get_by_role("status")).to_have_text(
        "Trình duyệt chưa được phép cho biết vị trí. Anh/chị ghi địa chỉ bằng chữ giúp."
    )
    expect(page.locator("article.asked")).to_have_count(2)


def test_a_place_known_only_roughly_is_not_sent(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 21.01, "longitude": 105.75, "accuracy": 25_000})
    _open_report(page)
    page.get_by_role("button", name="Chia sẻ vị trí").click()

    expect(page.get_by_role("status")).to_contain_text("rất gần đúng")
    expect(page.locator("article.asked")).to_have_count(1)


# What is sent again


def test_a_report_whose_answer_was_lost_is_filed_once(page: Page, office: Office) -> None:
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        lost.append(json.loads(route.request.post_data or "")["message_id"])
        route.abort()

    _open_report(page)
    for text in ("đèn đường hỏng từ hôm qua", "số 5 ngõ 10", "bỏ qua"):
        _say(page, text)
    page.route("**/api/chat", lose_the_answer)
    page.get_by_label("Câu hỏi của anh/chị").fill("gửi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Thử lại")).to_be_visible()
    # Typed once more instead of "try again": the same message still.
    page.get_by_label("Câu hỏi của anh/chị").press("Enter")
    expect(page.get_by_role("button", name="Thử lại")).to_be_visible()
    page.unroute("**/api/chat")
    page.get_by_role("button", name="Thử lại").click()

    expect(page.locator(".ticket strong")).to_have_count(1)
    assert len(lost) == 2
    assert len(set(lost)) == 1
    count = select(func.count()).select_from(TicketRow)
    assert office.store.run_now(lambda s: s.scalar(count)) == 1


def test_messages_have_ids_where_the_browser_makes_none_itself(
    context: BrowserContext, address: str, office: Office
) -> None:
    context.add_init_script("delete Crypto.prototype.randomUUID")
    page = context.new_page()
    page.goto(address)
    _say(page, FEE)
    _say(page, "cần giấy tờ gì")

    expect(_answers(page)).to_have_count(2)
    ids = office.store.run_now(
        lambda s: s.scalars(
            select(MessageRow.external_id).where(MessageRow.direction == "in")
        ).all()
    )
    assert len({id_ for id_ in ids if id_ and len(id_) == 32}) == 2


def test_a_reload_goes_on_with_the_open_report(page: Page, office: Office) -> None:
    _open_report(page)
    _say(page, "đèn đường hỏng từ hôm qua")
    page.reload()
    expect(page.locator(".aside")).to_contain_text("Cuộc trò chuyện trước vẫn tiếp tục.")
    expect(page.locator("article.asked")).to_contain_text("đèn đường hỏng từ hôm qua")
    expect(page.get_by_role("button", name="Thêm ảnh")).to_be_visible()
    _say(page, "số 5 ngõ 10")

    expect(page.locator(".step").last).to_have_text("Phản ánh: bước 3/4")


def test_starting_anew_forgets_the_report_in_this_tab_too(page: Page) -> None:
    _open_report(page)
    page.get_by_role("link", name="Bắt đầu lại").click()
    page.reload()

    expect(page.locator("article.asked")).to_have_count(0)
    expect(page.get_by_role("button", name="Thêm ảnh")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0


def test_another_tab_knows_nothing_of_the_conversation(
    page: Page, context: BrowserContext, address: str
) -> None:
    _open_report(page)
    other = context.new_page()
    other.goto(address)

    expect(other.locator("article.asked")).to_have_count(0)
    assert other.evaluate("localStorage.getItem('talk')") is None


def test_a_reload_while_the_answer_is_awaited_offers_to_send_it_again(
    page: Page, office: Office
) -> None:
    _open_report(page)
    page.route("**/api/chat", lambda route: None)
    page.get_by_label("Câu hỏi của anh/chị").fill("đèn đường hỏng từ hôm qua")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Đang tìm câu trả lời…")
    page.reload()
    expect(page.get_by_role("button", name="Thử lại")).to_be_visible()
    page.unroute("**/api/chat")
    page.get_by_role("button", name="Thử lại").click()

    expect(page.locator(".step")).to_have_text("Phản ánh: bước 2/4")
    expect(page.locator("article.asked")).to_have_count(1)


# A person, and news


def test_a_person_is_heard_on_the_page_and_the_assistant_says_once_that_it_is_silent(
    page: Page, office: Office
) -> None:
    _say(page, "gặp cán bộ")
    with office.store.transaction() as session:
        id_ = session.scalars(select(HandoverRow.id)).one()
        handover.take(session, id_, "lan", now=NOW)
        handover.say(session, id_, "lan", "Tôi nghe <b>đây</b>.", now=NOW)
    _say(page, "đèn nhà tôi")
    _say(page, "hỏng rồi")
    expect(page.locator("article.news")).to_have_count(0)
    page.clock.fast_forward(16_000)

    staff = page.get_by_role("log").locator("article.staff")
    expect(staff.locator(".who")).to_contain_text("Cán bộ:")
    expect(staff.locator(".text")).to_have_text("Tôi nghe <b>đây</b>.")
    expect(page.locator("article.news").first.locator(".who")).to_contain_text("Trợ lý:")
    expect(page.locator(".aside")).to_have_text(["Đã chuyển cho cán bộ."])
    expect(_answers(page)).to_have_count(1)
    page.clock.fast_forward(16_000)
    expect(page.locator("article.news")).to_have_count(2)


def test_who_types_too_fast_keeps_the_open_report_and_its_photo(
    page: Page, office: Office, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long the browser takes, all this is within ten seconds.
    monkeypatch.setattr("bot.pace.time", SimpleNamespace(monotonic=lambda: 0.0))
    _say(page, FEE)
    sent = {"text": "xin chào", "conversation_id": _conversation(office).removeprefix("web:")}
    for _ in range(18):
        httpx.post(f"{address}/api/chat", json=sent).raise_for_status()
    _open_report(page)
    _choose(page, "den.png", _photo())
    _say(page, "đèn đường hỏng từ hôm qua")

    expect(_answers(page).last).to_contain_text("nhắn nhanh quá")
    expect(page.get_by_role("button", name="Thêm ảnh")).to_be_visible()
    expect(page.locator("#attached")).to_contain_text("den.png")


def test_news_of_a_report_and_late_answers_appear_by_themselves(page: Page, office: Office) -> None:
    _say(page, FEE)
    late = Answer(
        status=Status.ANSWERED,
        text="Câu trả lời muộn.",
        act="guide",
        citations=(Citation(title="Sổ tay", doc="g"),),
    )
    _tell(office, "Phản ánh PA-2611-7KD3 đã xong.", "ticket")
    _tell(office, late.text, "answer", late)
    page.clock.fast_forward(16_000)

    expect(page.locator("article.news .who")).to_contain_text("Phản ánh:")
    expect(_answers(page).last).to_contain_text("Câu trả lời muộn.")
    expect(_answers(page).last.locator(".sources")).to_contain_text("Sổ tay")
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


def test_news_is_asked_for_while_the_page_is_seen_and_less_often_while_that_fails(
    page: Page,
) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/api/news" in r.url else None)

    def after(seconds: int) -> int:
        page.clock.fast_forward(seconds * 1_000)
        page.wait_for_timeout(0)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        return len(asked)

    assert after(60) == 0  # no conversation yet
    _say(page, FEE)
    with page.expect_response("**/api/news*"):
        page.clock.fast_forward(15_000)
    page.evaluate(HIDE, True)
    assert after(300) == 1
    with page.expect_response("**/api/news*"):
        page.evaluate(HIDE, False)
    page.route("**/api/news*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(15_000)
    assert after(16) == 3
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(15_000)
    assert len(asked) == 4


def test_news_lost_on_its_way_is_asked_for_again(page: Page, office: Office) -> None:
    _say(page, FEE)
    _tell(office, "Đã xong.", "ticket")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/news*", lose)
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(15_000)
    page.unroute("**/api/news*")
    page.clock.fast_forward(31_000)

    expect(page.locator("article.news .text")).to_have_text("Đã xong.")


# Without JavaScript


def test_a_report_can_be_made_without_javascript(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)

        def say(text: str, step: int) -> None:
            page.get_by_label("Câu hỏi của anh/chị").fill(text)
            page.get_by_role("button", name="Gửi", exact=True).last.click()
            expect(page.locator(".step")).to_have_text(f"Phản ánh: bước {step}/4")

        say("tôi muốn phản ánh", 1)
        expect(page.locator(".privacy")).to_contain_text("lưu tin nhắn")
        expect(page.get_by_role("button", name="Thêm ảnh")).to_be_hidden()
        say("đèn đường hỏng từ hôm qua", 2)
        say("số 5 ngõ 10", 3)
        page.get_by_role("button", name="Bỏ qua").click()
        expect(page.locator(".step")).to_have_text("Phản ánh: bước 4/4")
        page.get_by_role("log").get_by_role("button", name="Gửi", exact=True).click()

        expect(page.locator(".ticket")).to_contain_text("Mã phản ánh: PA-2611-")


def test_without_javascript_a_person_is_heard_after_a_message_and_on_a_tap(
    browser: Browser, address: str, office: Office
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("button", name="Xem tin mới")).to_have_count(0)
        page.get_by_label("Câu hỏi của anh/chị").fill("gặp cán bộ")
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(_answers(page)).to_have_count(1)
        with office.store.transaction() as session:
            id_ = session.scalars(select(HandoverRow.id)).one()
            handover.take(session, id_, "lan", now=NOW)
        page.get_by_label("Câu hỏi của anh/chị").fill("đèn nhà tôi hỏng")
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.locator(".aside")).to_have_text("Đã chuyển cho cán bộ.")
        expect(page.locator("article.news .who")).to_have_text("Trợ lý:")
        office.store.run_now(lambda s: handover.say(s, id_, "lan", "Tôi <b>nghe</b>.", now=NOW))
        page.get_by_label("Câu hỏi của anh/chị").fill("đang viết")
        page.get_by_role("button", name="Xem tin mới").click()
        expect(page.locator("article.staff")).to_contain_text("Cán bộ:")
        expect(page.locator("article.staff .text")).to_have_text("Tôi <b>nghe</b>.")
        expect(page.get_by_label("Câu hỏi của anh/chị")).to_have_value("đang viết")
        page.get_by_role("button", name="Xem tin mới").click()

        expect(page.locator(".aside")).to_have_text("Chưa có tin mới.")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_of_it_scrolls_sideways(page: Page, office: Office, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.get_by_role("button", name="Chữ to").click()
    _say(page, FEE)
    page.get_by_role("button", name="Chưa", exact=True).click()
    # What opens moves the page: a press on "Gửi" at that very moment would miss it.
    expect(page.get_by_label("Còn thiếu hay sai gì?")).to_be_visible()
    _open_report(page)
    _choose(page, "anh-" + "dai" * 40 + ".png", _photo((3_000, 100)))
    _tell(office, "https://example.vn/" + "a" * 300, "staff")
    page.clock.fast_forward(16_000)
    expect(page.locator("article.staff")).to_be_visible()
    expect(page.get_by_label("Còn thiếu hay sai gì?")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.locator("button:visible:not(.copy):not(.tools *)").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 44  # WCAG 2.2, 2.5.5
