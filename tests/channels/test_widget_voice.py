"""Voice input and reading aloud, with a browser's speech functions played by the test.

A headless browser has neither a microphone nor voices: what is played is the browser's side.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.channels.office import Office
from tests.channels.ward_site import WardSite, answers, open_panel, panel_frame, say, ward_site

pytestmark = pytest.mark.browser

FEE = "cấp thẻ gửi xe đạp công cộng lệ phí bao nhiêu"
# "lệ phí" with its marks apart, as some browsers give it.
HEARD = """
class Heard extends EventTarget {
    start() { window.heard = this; }
    stop() {
        const results = [[{ transcript: "le\\u0323\\u0302 phi\\u0301 bao nhiêu" }]];
        this.dispatchEvent(Object.assign(new Event("result"), { results }));
        this.dispatchEvent(new Event("end"));
    }
    abort() { this.dispatchEvent(new Event("end")); }
    fail(error) {
        this.dispatchEvent(Object.assign(new Event("error"), { error }));
        this.dispatchEvent(new Event("end"));
    }
}
window.SpeechRecognition = window.webkitSpeechRecognition = Heard;
"""
NO_VOICE = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"
VOICES = """
window.spoken = [];
const speech = new EventTarget();
speech.getVoices = () => window.voices || [];
speech.speak = (said) => window.spoken.push([said.text, said.lang]);
speech.cancel = () => { window.spoken.push("cancel"); };
Object.defineProperty(window, "speechSynthesis", { value: speech });
window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
};
"""


@pytest.fixture
def site(office: Office) -> Iterator[WardSite]:
    with ward_site(office) as site:
        yield site


def _open(context: BrowserContext, site: WardSite, script: str) -> tuple[Page, FrameLocator]:
    context.add_init_script(script)
    page = context.new_page()
    page.goto(site.address)
    return page, open_panel(page)


def test_speech_is_agreed_to_once_and_becomes_text_that_is_not_sent_by_itself(
    context: BrowserContext, site: WardSite
) -> None:
    page, inside = _open(context, site, HEARD)
    speak = inside.get_by_role("button", name="Nói", exact=True)
    speak.click()
    expect(inside.locator("#question")).to_contain_text("gửi âm thanh về hãng")
    inside.get_by_role("button", name="Đồng ý, bắt đầu nói").click()
    expect(inside.locator("#status")).to_have_text("Đang nghe…")
    assert panel_frame(page).evaluate("heard.lang") == "vi-VN"
    stop = inside.get_by_role("button", name="Dừng", exact=True)
    expect(stop).to_have_attribute("aria-pressed", "true")
    stop.click()
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_have_value("lệ phí bao nhiêu")
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    expect(inside.locator("article.asked")).to_have_count(0)
    speak.click()

    expect(inside.locator("#question")).to_be_hidden()
    expect(inside.locator("#status")).to_have_text("Đang nghe…")


def test_without_a_yes_nothing_is_heard(context: BrowserContext, site: WardSite) -> None:
    page, inside = _open(context, site, HEARD)
    inside.get_by_role("button", name="Nói", exact=True).click()
    inside.get_by_role("button", name="Thôi").click()

    expect(inside.locator("#question")).to_be_hidden()
    assert panel_frame(page).evaluate("window.heard === undefined")


def test_a_refused_microphone_is_explained(context: BrowserContext, site: WardSite) -> None:
    page, inside = _open(context, site, HEARD)
    inside.get_by_role("button", name="Nói", exact=True).click()
    inside.get_by_role("button", name="Đồng ý, bắt đầu nói").click()
    panel_frame(page).evaluate("heard.fail('not-allowed')")

    expect(inside.locator("#status")).to_contain_text("chưa được phép dùng micrô")


def test_where_the_browser_hears_nothing_there_is_no_button(
    context: BrowserContext, site: WardSite
) -> None:
    _, inside = _open(context, site, NO_VOICE)

    expect(inside.get_by_role("button", name="Nói", exact=True)).to_have_count(0)


def test_an_answer_is_read_by_a_vietnamese_voice_alone_and_stops_with_the_panel(
    context: BrowserContext, site: WardSite
) -> None:
    page, inside = _open(context, site, VOICES)
    say(inside, FEE)
    read = answers(inside).locator(".listen")
    expect(read).to_be_hidden()
    arrive = """langs => { window.voices = langs.map((lang) => ({ lang }));
        speechSynthesis.dispatchEvent(new Event("voiceschanged")); }"""
    panel_frame(page).evaluate(arrive, ["en-US"])
    expect(read).to_be_hidden()
    panel_frame(page).evaluate(arrive, ["en-US", "vi-VN"])
    read.click()
    expect(read).to_have_text("Dừng đọc")
    spoken = panel_frame(page).evaluate("spoken")
    page.keyboard.press("Escape")
    expect(page.locator("motcua-widget dialog")).to_be_hidden()

    assert spoken[0] == "cancel"
    assert [lang for _, lang in spoken[1:]] == ["vi-VN"] * (len(spoken) - 1)
    assert spoken[1][0].startswith("Cấp thẻ gửi xe đạp")
    assert panel_frame(page).evaluate("spoken.at(-1)") == "cancel"
