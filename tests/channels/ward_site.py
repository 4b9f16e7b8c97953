"""A ward's own website that shows the widget, on another origin; and the panel in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.ward import Widget
from tests.channels.office import Office, serving

WARD = "ben-go"
Around = Callable[[ASGIApp], ASGIApp]
# The page loads nothing but what the widget needs; docs/widget.md tells wards these lines.
STRICT_POLICY = "default-src 'none'; script-src 'self' {home}; frame-src {home}; style-src 'self'"


@dataclass
class WardSite:
    """The site: what its page holds, and where it and the assistant are."""

    address: str = ""
    """Another site for the browser: it denies the panel its storage."""
    sister: str = ""
    """The same page on the assistant's site, but another origin."""
    home: str = ""
    """Where the assistant is."""
    ward: str = WARD
    policy: str = STRICT_POLICY
    css: str = "body { font-family: serif; }"
    script: str = ""
    """Another script of the page."""
    framed: str = ""
    """An address that the page frames by itself."""

    def page(self) -> str:
        """Return the page's HTML."""
        framed = f'<iframe id="own" src="{escape(self.framed)}"></iframe>' if self.framed else ""
        return (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Phường</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="stylesheet" href="/site.css"><script src="/site.js" defer></script>'
            f'<script src="{self.home}/widget.js" data-ward="{self.ward}" async></script></head>'
            '<body><main><h1>Phường Bến Gỗ</h1><a id="first" href="#a">Tin tức</a>'
            '<p>Trang của phường.</p><a id="last" href="#b">Liên hệ</a></main>'
            f"{framed}</body></html>"
        )

    def app(self) -> Starlette:
        """Return the site's application."""

        def front(_request: Request) -> Response:
            policy = self.policy.format(home=self.home)
            return HTMLResponse(self.page(), headers={"Content-Security-Policy": policy})

        def css(_request: Request) -> Response:
            return Response(self.css, media_type="text/css")

        def script(_request: Request) -> Response:
            return PlainTextResponse(self.script, media_type="text/javascript")

        routes = [Route("/", front), Route("/site.css", css), Route("/site.js", script)]
        return Starlette(routes=routes)


@contextmanager
def ward_site(office: Office, around: Around = lambda app: app) -> Iterator[WardSite]:
    """Serve the site, and the assistant that lets it show the widget; give the site.

    `around` puts something between the assistant and its callers.
    """
    site = WardSite()
    with serving(site.app()) as site.sister:
        site.address = site.sister.replace("127.0.0.1", "localhost")
        app = office.app(Widget(origins=(site.address, site.sister)))
        with serving(around(app)) as site.home:
            yield site


def launcher(page: Page) -> Locator:
    """Return the button on the ward's page."""
    return page.get_by_role("button", name="Hỏi đáp thủ tục")


def panel(page: Page) -> FrameLocator:
    """Return what stands in the panel."""
    return page.frame_locator("motcua-widget iframe")


def panel_frame(page: Page) -> Frame:
    """Return the panel's document, to look into it."""
    (frame,) = [frame for frame in page.frames if "/widget?" in frame.url]
    return frame


def open_panel(page: Page) -> FrameLocator:
    """Press the button and wait until the panel can be used."""
    launcher(page).click()
    inside = panel(page)
    expect(inside.get_by_label("Câu hỏi của anh/chị")).to_be_visible()
    expect(page.locator("motcua-widget .wait")).to_be_hidden()
    return inside


def answers(inside: FrameLocator) -> Locator:
    """Return the answers that stand in the panel, complete ones."""
    return inside.locator(".item article.answer")


def say(inside: FrameLocator, text: str, *, answered: bool = True) -> None:
    """Send a message, and wait for the answer if one is to come."""
    before = answers(inside).count()
    inside.get_by_label("Câu hỏi của anh/chị").fill(text)
    inside.get_by_role("button", name="Gửi", exact=True).last.click()
    if answered:
        expect(answers(inside)).to_have_count(before + 1)
