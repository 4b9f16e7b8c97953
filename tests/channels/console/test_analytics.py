"""The page of figures and its export: right numbers, nobody to be picked out."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.staff.rights import Role
from bot.store.models import AuditRow, FeedbackRow, MessageRow
from channels.console.analytics_export import safe
from tests.bot.store.rows import conversation
from tests.channels.conftest import NOW
from tests.channels.console.conftest import Desk

PAGE = "/canbo/so-lieu"


def asked(status: str, n: int, **fields: Any) -> list[MessageRow]:  # noqa: ANN401  # any column
    values = {"act": "guide", "audience": "public", "at": NOW - timedelta(days=2), **fields}
    return [
        MessageRow(
            conversation_id="telegram:1",
            direction="out",
            state="sent",
            text="lời của ai đó",
            status=status,
            answer={"procedure": None},
            ms=150.0,
            **values,
        )
        for _ in range(n)
    ]


def fill(desk: Desk) -> None:
    def work(session: Session) -> None:
        session.add(conversation("telegram:1", at=NOW))
        session.flush()
        session.add_all(asked("ANSWERED", 12))
        session.add_all(asked("NO_CONTENT", 3, act="search"))
        session.add_all(asked("ANSWERED", 7, act="plan", audience="official"))
        session.add_all(asked("ANSWERED", 6, at=NOW - timedelta(days=20)))
        session.add_all(
            FeedbackRow(
                conversation_id="telegram:1", kind="answer", value=n % 2, reason="lý do", at=NOW
            )
            for n in range(12)
        )

    desk.store.run_now(work)


def cells(reply: bytes) -> dict[tuple[str, str, str], str]:
    rows = csv.reader(io.StringIO(reply.decode("utf-8-sig")))
    next(rows)
    return {(table, row, column): n for _, table, row, column, n in rows}


async def test_the_page_counts_the_period_that_was_chosen(desk: Desk) -> None:
    fill(desk)
    async with desk.browser(Role.OFFICIAL) as client:
        week = (await client.get(f"{PAGE}?ngay=7")).text
        month = (await client.get(PAGE)).text
        own = await client.get(f"{PAGE}?tu=2026-11-01&den=2026-11-10")
    topic = '<th scope="row">Hướng dẫn dùng dịch vụ số</th><td class="number">'
    assert f"{topic}12</td>" in week
    assert f"{topic}18</td>" in month
    assert f"{topic}6</td>" in own.text
    assert "Mới có 12 lượt đánh giá" in week
    assert "lời của ai đó" not in week + month
    assert "lý do" not in week + month


async def test_an_empty_office_shows_a_page_and_no_share(desk: Desk) -> None:
    async with desk.browser(Role.ADMIN) as client:
        page = await client.get(PAGE)
    assert page.status_code == 200
    assert "Chưa có số liệu nào" in page.text
    assert "Chưa có ai đánh giá" in page.text


@pytest.mark.parametrize(
    "query",
    ["ngay=8", "tu=x&den=y", "tu=2026-11-20&den=2026-11-01", "tu=2027-01-01", "tu=2020-01-01"],
)
async def test_a_period_that_cannot_be_is_said_and_the_usual_one_shown(
    desk: Desk, query: str
) -> None:
    async with desk.browser(Role.ADMIN) as client:
        reply = await client.get(f"{PAGE}?{query}")
    assert reply.status_code == 422
    assert 'role="alert"' in reply.text
    assert 'value="2026-10-25"' in reply.text


async def test_what_officials_asked_stands_apart_and_admins_see_none_of_it(desk: Desk) -> None:
    fill(desk)
    plan = "Kế hoạch chuyển đổi số"
    async with desk.browser(Role.OFFICIAL) as client:
        assert plan in (await client.get(PAGE)).text
        told = cells((await client.get(f"{PAGE}.csv")).content)
    assert told["Câu hỏi của cán bộ theo chủ đề", plan, "Đã trả lời"] == "7"
    assert ("Câu hỏi của người dân theo chủ đề", plan, "Đã trả lời") not in told
    async with desk.browser(Role.ADMIN) as client:
        assert plan not in (await client.get(PAGE)).text
        assert plan not in (await client.get(f"{PAGE}.csv")).content.decode()


async def test_the_export_opens_in_excel_and_names_no_small_group(desk: Desk) -> None:
    fill(desk)
    async with desk.browser(Role.OFFICIAL, login="lan") as client:
        reply = await client.get(f"{PAGE}.csv?ngay=7")
    assert reply.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in reply.headers["content-disposition"]
    assert reply.headers["cache-control"] == "no-store"
    told = cells(reply.content)
    topics = "Câu hỏi của người dân theo chủ đề"
    assert told[topics, "Khác, chưa rõ", "Chưa có nội dung"] == "< 5"
    # One small cell alone in a column: 12 minus the sum would give it.
    assert told[topics, "Hướng dẫn dùng dịch vụ số", "Đã trả lời"] == "ẩn"
    assert not {n for n in told.values() if n.isdigit() and int(n) < 5}
    actions = desk.store.run_now(lambda s: [(r.actor, r.action) for r in s.query(AuditRow)])
    assert actions == [("lan", "figures.exported")]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_a_cell_that_would_be_a_formula_is_words(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe("lĩnh vực = hộ tịch") == "lĩnh vực = hộ tịch"


@pytest.mark.parametrize("role", [Role.COUNTER])
async def test_the_counter_has_no_figures(desk: Desk, role: Role) -> None:
    async with desk.browser(role) as client:
        assert (await client.get(PAGE)).status_code == 403
        assert (await client.get(f"{PAGE}.csv")).status_code == 403
