"""The pages of plans over HTTP: who sees what, and what happens to what they write."""

import html
import re
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.progress import of_item
from bot.staff.rights import Role
from bot.store.models import AuditRow
from bot.store.progress import CalendarRow
from bot.store.staff import StaffRow
from tests.bot.made_plan import (
    MARK,
    indicator,
    item,
    plan,
    plan_for_officials,
    plan_of_elsewhere,
    put,
    said,
)
from tests.channels.console.conftest import Desk
from tests.channels.console.planned import with_plans

PLANS = "/canbo/ke-hoach"
ONE = f"{PLANS}/ben-go-2026"
OWN = f"{PLANS}/lich-va-nhac-han"
HOSTILE = '<script>alert("1")</script>'
GOOD = {"state": "going_on", "value": "45,5", "unit": "%", "as_of": "22/11/2026", "version": "0"}


@pytest.fixture
def planned(desk: Desk, tmp_path: Path) -> Desk:
    """Return a staff page with a plan of the ward, one for officials, and one of elsewhere."""
    return with_plans(desk, tmp_path, plan(), plan_for_officials(), plan_of_elsewhere())


def item_path(id_: str = "i2", of: str = ONE) -> str:
    return f"{of}/muc?muc={quote(f'ben-go-2026#{id_}', safe='')}"


def values(desk: Desk, id_: str = "i2") -> list[float | None]:
    entries = desk.store.run_now(lambda s: of_item(s, item(id_)))
    return [each.said.value for each in entries]


def text(reply: httpx.Response) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", reply.text)))


async def test_the_list_has_the_own_wards_plans_first(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL) as client:
        reply = await client.get(PLANS)
    body = text(reply)
    assert body.index("phường Bến Gỗ năm 2026") < body.index("phường Bãi Sau")
    assert "(nơi khác: chỉ xem)" in body
    assert MARK in body


@pytest.mark.parametrize("role", [Role.COUNTER, Role.ADMIN])
async def test_who_has_no_right_to_plans_sees_none(planned: Desk, role: Role) -> None:
    async with planned.browser(role) as client:
        for path in (PLANS, ONE, item_path(), f"{ONE}/don-vi/phong-van-hoa-xa-hoi", OWN):
            reply = await client.get(path)
            assert reply.status_code == 403
            assert "Bến Gỗ năm 2026" not in reply.text


async def test_nobody_sees_a_plan_without_signing_in(planned: Desk) -> None:
    async with planned.browser() as client:
        for path in (PLANS, ONE, item_path(), OWN):
            reply = await client.get(path)
            assert (reply.status_code, "Bến Gỗ" in reply.text) == (303, False)


async def test_what_is_not_there_is_404_in_words(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL) as client:
        for path in (
            f"{PLANS}/nothing",
            item_path("i99"),
            f"{ONE}/muc",
            f"{ONE}/don-vi/nothing",
            f"{PLANS}/..%2F..%2Fetc",
        ):
            reply = await client.get(path)
            assert reply.status_code == 404
            assert path.startswith(f"{PLANS}/..") or "Không có kế hoạch này" in reply.text


async def test_the_dashboard_shows_overdue_in_words_and_the_charts_with_tables(
    planned: Desk,
) -> None:
    with planned.store.transaction() as session:
        put(session, item("i2"), said(value=45, unit="%"))
    async with planned.browser(Role.OFFICIAL) as client:
        reply = await client.get(ONE)
    body = text(reply)
    assert "✗ Quá hạn" in body
    assert "đã qua 54 ngày" in body  # from 30/9 to 23/11
    assert "Đến hạn trong 30 ngày" in body
    assert "75% chưa đạt" in body
    pictures = re.findall(
        r'<img class="chart" src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"', reply.text
    )
    assert len(pictures) == 2
    assert all(len(each) > 20 for each in pictures)
    assert reply.text.count("<caption") >= 4
    assert "unsafe" not in reply.headers["content-security-policy"]


async def test_a_plan_without_dates_or_items_is_a_page_all_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    bare = plan(indicators=(), duties=(), deadlines=())
    undated = plan(
        id="khong-ngay",
        indicators=(indicator(1, "Một chỉ tiêu", "nhiều", by="thường xuyên"),),
        deadlines=(),
    )
    planned = with_plans(desk, tmp_path, bare, undated)
    async with planned.browser(Role.OFFICIAL) as client:
        empty = await client.get(ONE)
        page = await client.get(f"{PLANS}/khong-ngay")
    assert "Chưa đọc được chỉ tiêu" in text(empty)
    assert "không có ngày cụ thể" in text(page)
    assert "✗ Quá hạn" not in text(page)


async def test_what_an_official_writes_is_kept_and_shown(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL, login="lan") as client:
        saved = await client.post(item_path(), data={**GOOD, "note": "còn hai tổ"})
        page = await client.get(saved.headers["location"])
    assert saved.status_code == 303
    assert values(planned) == [45.5]
    body = text(page)
    assert "45,5%" in body
    assert "75,8% chưa đạt" in body
    assert "còn hai tổ" in body
    assert "lan" in body
    with planned.store.transaction() as session:
        actions = session.scalars(select(AuditRow.action)).all()
    assert "progress.write" in actions


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"state": "perhaps"}, "Chọn tình trạng"),
        ({"value": "nhiều"}, "Số đạt được"),
        ({"value": "12.345"}, "không quá 100"),
        ({"as_of": "24/11/2026"}, "sau hôm nay"),
        ({"as_of": "30/02/2026"}, "ngày/tháng/năm"),
        ({"as_of": "22/11/0026"}, "quá xa"),
        ({"note": "x" * 2_001}, "tối đa 2000"),
        ({"unit": "x" * 41}, "tối đa 40"),
    ],
)
async def test_what_is_wrong_is_told_and_what_was_typed_stays(
    planned: Desk, wrong: dict[str, str], told: str
) -> None:
    sent = {**GOOD, "note": "chữ đã gõ", **wrong}
    async with planned.browser(Role.OFFICIAL) as client:
        reply = await client.post(item_path(), data=sent)
    assert reply.status_code == 422
    assert told in text(reply)
    assert html.escape(sent["note"]) in reply.text
    assert values(planned) == []


async def test_two_at_once_the_second_is_told_and_loses_nothing(planned: Desk) -> None:
    async with (
        planned.browser(Role.OFFICIAL, login="lan") as lan,
        planned.browser(Role.OFFICIAL, login="minh") as minh,
    ):
        first = await lan.post(item_path(), data={**GOOD, "value": "40"})
        second = await minh.post(item_path(), data={**GOOD, "value": "50", "note": "số của Minh"})
        assert (first.status_code, second.status_code) == (303, 409)
        assert "người khác đã ghi tiến độ" in text(second)
        assert 'value="50"' in second.text
        assert "số của Minh" in second.text
        assert values(planned) == [40.0]
        again = await minh.post(
            item_path(), data={**GOOD, "value": "50", "note": "số của Minh", "version": "1"}
        )
    assert again.status_code == 303
    assert values(planned) == [50.0, 40.0]


async def test_an_earlier_value_can_be_brought_back(planned: Desk) -> None:
    path = item_path().replace("/muc?", "/muc/lay-lai?")
    with planned.store.transaction() as session:
        put(session, item("i2"), said(value=10.0))
        put(session, item("i2"), said(value=99.0))
    async with planned.browser(Role.OFFICIAL) as client:
        assert (await client.post(path, data={"lan": "1", "version": "1"})).status_code == 409
        assert (await client.post(path, data={"lan": "7", "version": "2"})).status_code == 404
        assert (
            await client.post(path, data={"lan": "9" * 5000, "version": "2"})
        ).status_code == 404
        assert (await client.post(path, data={"lan": "1", "version": "2"})).status_code == 303
        page = await client.get(item_path())
    assert values(planned) == [10.0, 99.0, 10.0]
    assert "Lấy lại lần 1" in text(page)


@pytest.mark.parametrize(
    ("role", "id_", "of", "status"),
    [
        (Role.OFFICIAL, "i1", ONE, 403),  # another unit leads it
        (Role.OFFICIAL, "i2", f"{PLANS}/bai-sau-2026", 403),  # another ward's plan
        (Role.EDITOR, "i2", ONE, 403),  # may read plans, not write progress
        (Role.COUNTER, "i2", ONE, 403),
        (Role.OFFICIAL, "i5", ONE, 303),  # no unit leads it
    ],
)
async def test_only_the_lead_unit_of_the_own_ward_writes(
    planned: Desk, role: Role, id_: str, of: str, status: int
) -> None:
    async with planned.browser(role) as client:
        reply = await client.post(item_path(id_, of), data=GOOD)
        back = await client.post(
            item_path(id_, of).replace("/muc?", "/muc/lay-lai?"), data={"lan": "1", "version": "1"}
        )
    assert reply.status_code == status
    assert back.status_code in ({403} if status == 403 else {303})
    assert bool(values(planned, id_)) == (status == 303)


async def test_a_form_that_is_not_ours_changes_nothing(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL) as client:
        del client.headers["x-csrf"]
        for path in (item_path(), f"{OWN}/nhac", f"{OWN}/thu-hoi", f"{ONE}/gan"):
            assert (await client.post(path, data=GOOD)).status_code == 403
    assert values(planned) == []


async def test_script_in_a_note_and_a_unit_is_shown_as_words(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL) as client:
        await client.post(item_path(), data={**GOOD, "note": HOSTILE, "unit": HOSTILE[:30]})
        for path in (item_path(), ONE, f"{ONE}/don-vi/phong-van-hoa-xa-hoi"):
            reply = await client.get(path)
            assert HOSTILE not in reply.text
            assert "&lt;script&gt;" in reply.text


async def test_a_report_due_every_month_is_spoken_of_by_its_month(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL) as client:
        form = await client.get(item_path("h2"))
        no_period = await client.post(item_path("h2"), data={**GOOD, "value": ""})
        done = {**GOOD, "value": "", "state": "done", "period": "2026-11"}
        saved = await client.post(item_path("h2"), data=done)
        page = await client.get(ONE)
    assert 'value="2026-11" selected' in form.text
    assert no_period.status_code == 422
    assert saved.status_code == 303
    overdue = text(page).partition("Quá hạn (")[2].partition("Đến hạn trong 30 ngày")[0]
    assert "Báo cáo tháng" not in overdue


async def test_after_another_import_progress_waits_for_somebody_to_say_where_it_belongs(
    planned: Desk, tmp_path: Path
) -> None:
    with planned.store.transaction() as session:
        put(session, item("i2"), said(value=10.0))
    again = plan(
        indicators=(
            indicator(2, "Số nhà văn hóa có máy tính", "5 nhà"),
            indicator(7, "Tỷ lệ nộp qua mạng", "60%"),
        ),
    )
    later = with_plans(planned, tmp_path, again)
    old = item("i2")
    async with later.browser(Role.OFFICIAL) as client:
        page = await client.get(ONE)
        other = await client.get(item_path("i2"))
        form = {"ma-cu": old.id, "dau-cu": old.digest, "muc": "ben-go-2026#i7"}
        moved = await client.post(f"{ONE}/gan", data=form)
        after = await client.get(moved.headers["location"])
        twice = await client.post(f"{ONE}/gan", data={**form, "muc": "ben-go-2026#i2"})
    assert "Tiến độ không còn gắn với mục nào (1)" in text(page)
    assert "Chưa ai ghi gì" in text(other)
    assert moved.status_code == 303
    assert "Tỷ lệ nộp qua mạng" in text(after)
    assert 'value="10"' in after.text
    assert twice.status_code == 404


async def test_the_units_page_lists_its_own_and_what_it_helps_with(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL) as client:
        own = await client.get(f"{ONE}/don-vi/phong-van-hoa-xa-hoi")
        other = await client.get(f"{ONE}/don-vi/ban-quan-ly-cho-dem")
        nobody = await client.get(f"{ONE}/don-vi/khong-ghi")
        part = await client.get(item_path(), headers={"hx-request": "true"})
    assert "Treo biển mã QR" not in text(own)
    assert "Ghi tiến độ" in own.text
    assert "Ghi tiến độ" not in other.text
    assert "Tỷ lệ hồ sơ nộp trực tuyến" in text(other).partition("Phối hợp (1)")[2]
    assert "Người bán được tập huấn" in text(nobody)
    assert part.text.lstrip().startswith("<form")


def made_token(reply: httpx.Response) -> str:
    found = re.search(r"/canbo/lich/([\w-]+)\.ics", reply.text)
    assert found is not None
    return found[1]


async def test_a_calendar_address_opens_without_signing_in_and_until_revoked(
    planned: Desk,
) -> None:
    async with planned.browser(Role.OFFICIAL) as client, planned.browser() as program:
        made = await client.post(f"{ONE}/don-vi/phong-van-hoa-xa-hoi/lich")
        token = made_token(made)
        assert made.headers["cache-control"] == "no-store"
        opened = await program.get(f"/canbo/lich/{token}.ics")
        assert opened.headers["content-type"] == "text/calendar; charset=utf-8"
        assert "no-store" in opened.headers["cache-control"]
        names = {str(e["summary"]) for e in Calendar.from_ical(opened.content).walk("VEVENT")}
        assert f"Kiểm tra nội bộ {MARK}" in names
        assert "Tổng kết chợ đêm" in names
        page = await client.get(OWN)
        assert token not in page.text
        with planned.store.transaction() as session:
            (row,) = session.scalars(select(CalendarRow))
        gone = await client.post(f"{OWN}/thu-hoi", data={"lich": str(row.id)})
        assert gone.status_code == 303
        assert (await program.get(f"/canbo/lich/{token}.ics")).status_code == 404


async def test_an_unknown_address_and_a_disabled_owners_look_the_same(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL, login="lan") as client, planned.browser() as program:
        token = made_token(await client.post(f"{ONE}/don-vi/phong-van-hoa-xa-hoi/lich"))
        with planned.store.transaction() as session:
            session.scalars(
                select(StaffRow).where(StaffRow.login == "lan")
            ).one().state = "disabled"
        closed = await program.get(f"/canbo/lich/{token}.ics")
        unknown = await program.get("/canbo/lich/abc.ics")
    assert (closed.status_code, closed.content) == (unknown.status_code, unknown.content)
    assert closed.status_code == 404


async def test_somebody_elses_calendar_cannot_be_revoked(planned: Desk) -> None:
    async with (
        planned.browser(Role.OFFICIAL, login="lan") as lan,
        planned.browser(Role.OFFICIAL, login="minh") as minh,
        planned.browser() as program,
    ):
        token = made_token(await lan.post(f"{ONE}/don-vi/phong-van-hoa-xa-hoi/lich"))
        assert (await minh.post(f"{OWN}/thu-hoi", data={"lich": "1"})).status_code == 404
        assert (await program.get(f"/canbo/lich/{token}.ics")).status_code == 200


async def test_a_calendar_is_for_units_of_the_own_wards_plans(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL) as client:
        for path in (
            f"{PLANS}/bai-sau-2026/don-vi/phong-van-hoa-xa-hoi",
            f"{ONE}/don-vi/khong-ghi",
        ):
            assert (await client.post(f"{path}/lich")).status_code == 404


async def test_reminders_are_off_until_somebody_asks(planned: Desk) -> None:
    async with planned.browser(Role.OFFICIAL) as client:
        before = await client.get(OWN)
        await client.post(f"{OWN}/nhac", data={"ngay": ["7", "1", "99", "x"]})
        after = await client.get(OWN)
        await client.post(f"{OWN}/nhac")
        off = await client.get(OWN)
    assert "checked" not in before.text
    assert "chưa liên kết" in text(before)
    assert after.text.count(" checked") == 2
    assert "checked" not in off.text
