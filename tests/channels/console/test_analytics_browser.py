"""The page of figures in Chromium: charts are seen, nothing breaks, and it can be printed."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from bot.staff.rights import Role
from bot.store.models import FeedbackRow, HandoverRow, MessageRow
from tests.bot.store.rows import conversation
from tests.channels.conftest import NOW
from tests.channels.console.axe import grave
from tests.channels.console.conftest import Desk
from tests.channels.console.pictures import picture
from tests.channels.office import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ACTS = [("guide", "ANSWERED"), ("procedure", "ANSWERED"), ("ward", "ANSWERED")] * 3 + [
    ("procedure", "CLARIFY"),
    ("plan", "ANSWERED"),
    ("search", "NO_CONTENT"),
    ("search", "OUT_OF_SCOPE"),
    ("person", "HANDOVER"),
]


@pytest.fixture
def site(desk: Desk) -> Iterator[str]:
    """Serve a page of figures over a month."""
    draw = Random(7)  # noqa: S311  # no secret

    def work(session: Session) -> None:
        chats = ["telegram:1", "zalo_oa:2", "web:3"]
        session.add_all(conversation(chat, at=NOW) for chat in chats)
        session.flush()
        for back in range(30):
            at = NOW - timedelta(days=back)
            for _ in range(draw.randint(6, 24)):
                act, status = draw.choice(ACTS)
                session.add(
                    MessageRow(
                        conversation_id=draw.choice(chats),
                        direction="out",
                        state="sent",
                        text="x",
                        at=at,
                        act=act,
                        status=status,
                        answer={"procedure": None},
                        ms=draw.uniform(90, 900),
                    )
                )
            session.add_all(
                FeedbackRow(
                    conversation_id="telegram:1",
                    kind="answer",
                    value=int(draw.random() < 0.88),
                    reason="",
                    at=at,
                )
                for _ in range(draw.randint(1, 6))
            )
            waited = timedelta(minutes=draw.randint(1, 18))
            session.add(
                HandoverRow(
                    conversation_id=draw.choice(chats),
                    state="closed",
                    reason="asked",
                    opened_at=at,
                    state_at=at,
                    taken_at=at + waited,
                    closed_at=at + 2 * waited,
                )
            )

    desk.store.run_now(work)
    with serving(desk.app) as address:
        yield address


def test_figures_of_a_month_are_seen_chosen_and_taken_away(
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

    page.goto(f"{site}/canbo/so-lieu")
    charts = page.locator("img.chart")
    expect(charts).to_have_count(2)
    assert charts.evaluate_all("all => all.every(each => each.complete && each.naturalWidth > 0)")
    expect(page.get_by_role("table", name="Câu hỏi của người dân theo kênh")).to_be_visible()
    assert grave(page) == []
    picture(page, "analytics")

    page.get_by_role("link", name="7 ngày").click()
    expect(page.get_by_role("link", name="7 ngày")).to_have_attribute("aria-current", "true")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải CSV").click()
    assert download.value.suggested_filename == "so-lieu-2026-11-17-2026-11-23.csv"
    assert troubles == []
