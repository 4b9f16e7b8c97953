"""Reports of residents on the desk's board, and what is done with one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from bot.photos import keep_photo
from bot.staff.rights import Role
from bot.store.models import AuditRow, TicketEventRow, TicketRow
from bot.tickets.types import State
from bot.ward import Tickets
from tests.channels.conftest import NOW
from tests.channels.console.conftest import UNIT, Desk
from tests.channels.console.office_site import site
from tests.channels.console.residents import (
    HOSTILE,
    PHONE,
    hears,
    one,
    reports,
    shown,
    text_of,
    value_of,
)
from tests.channels.office import Office

PAGE = "/canbo/phan-anh"
CODE = "PA-2611-AAA1"


def ticket(desk: Desk, code: str = CODE) -> TicketRow:
    found = select(TicketRow).where(TicketRow.code == code)
    return desk.store.run_now(lambda s: s.scalars(found).one())


def audit(desk: Desk) -> list[tuple[str, str, str]]:
    rows = select(AuditRow).order_by(AuditRow.id)
    return desk.store.run_now(
        lambda s: [(row.actor, row.action, row.subject) for row in s.scalars(rows)]
    )


def last_event(desk: Desk, code: str = CODE) -> int:
    id_ = ticket(desk, code).id
    found = select(TicketEventRow.id).where(TicketEventRow.ticket_id == id_)
    return desk.store.run_now(
        lambda s: s.scalars(found.order_by(TicketEventRow.id.desc())).first() or 0
    )


def form(desk: Desk, viec: str, loi: str = "", unit: str = "") -> dict[str, str]:
    return {"viec": viec, "loi": loi, "don-vi": unit, "thay": str(last_event(desk))}


def lanes(page: str) -> dict[str, list[str]]:
    return {
        (lane.attributes["aria-labelledby"] or "").removeprefix("lane-"): [
            card.css("a")[0].text() for card in lane.css(".ticket")
        ]
        for lane in LexborHTMLParser(page).css(".lane")
    }


# The board


async def test_reports_stand_by_state_the_own_unit_first(desk: Desk) -> None:
    reports(desk.console, "PA-2611-AAA1")
    reports(desk.console, "PA-2611-AAA2", unit=UNIT, created_at=NOW + timedelta(minutes=1))
    reports(desk.console, "PA-2611-AAA3", state="answered")
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.get(PAGE)

    assert lanes(reply.text) == {
        "received": ["PA-2611-AAA2", "PA-2611-AAA1"],
        "assigned": [],
        "answered": ["PA-2611-AAA3"],
        "closed": [],
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("don_vi=Đội điện", ["PA-2611-AAA1"]),
        ("linh_vuc=waste", ["PA-2611-AAA2"]),
        ("tim=den duong", ["PA-2611-AAA1"]),
        ("tim=pa-2611-aaa2", ["PA-2611-AAA2"]),
        ("tim=Chợ", ["PA-2611-AAA2"]),
        ("tim=đèn&linh_vuc=waste", []),
        ("cua=toi", ["PA-2611-AAA2"]),
        ("", ["PA-2611-AAA1", "PA-2611-AAA2"]),
    ],
)
async def test_the_filter_finds_with_and_without_accents(
    desk: Desk, query: str, found: list[str]
) -> None:
    reports(desk.console, "PA-2611-AAA1")
    reports(
        desk.console,
        "PA-2611-AAA2",
        unit="Đội rác",
        category="waste",
        content="rác",
        place="chợ",
        assignee="lan",
    )
    async with desk.browser(Role.COUNTER, login="lan") as client:
        reply = await client.get(f"{PAGE}?{query}")

    assert sorted(lanes(reply.text)["received"]) == found


async def test_joined_reports_are_counted_with_the_first_and_found_by_their_words(
    desk: Desk,
) -> None:
    root = reports(desk.console, "PA-2611-AAA1")
    reports(desk.console, "PA-2611-AAA2", joined_to=root, content="tối om cả ngõ")
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.get(f"{PAGE}?tim=toi om")

    assert lanes(reply.text)["received"] == ["PA-2611-AAA1"]
    assert "+1 người cùng báo" in reply.text


async def test_without_a_time_set_by_the_ward_nothing_is_overdue(desk: Desk) -> None:
    reports(desk.console, created_at=NOW - timedelta(days=300))
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.get(f"{PAGE}?qua_han=1")

    assert "chưa đặt số ngày" in reply.text
    assert lanes(reply.text)["received"] == []


# One report


async def test_a_look_is_written_down_and_the_phone_is_shown_on_a_click_alone(desk: Desk) -> None:
    reports(desk.console, phone=PHONE, latitude=21.01, longitude=105.75)
    async with desk.browser(Role.COUNTER, login="lan") as client:
        page = await client.get(f"{PAGE}/{CODE}")
        await client.get(f"{PAGE}/{CODE}")
        clicked = [await client.post(f"{PAGE}/{CODE}/so") for _ in range(2)]

    assert PHONE not in page.text
    assert shown(page).css("iframe, img[src^='https:']") == []
    link = one(page, "a[href*='openstreetmap']")
    assert (
        link.attributes["href"]
        == "https://www.openstreetmap.org/?mlat=21.01&mlon=105.75#map=18/21.01/105.75"
    )
    assert link.attributes["rel"] == "noopener noreferrer"
    assert all(PHONE in reply.text for reply in clicked)
    assert audit(desk) == [
        ("lan", "ticket.look", CODE),
        ("lan", "ticket.phone", CODE),
        ("lan", "ticket.phone", CODE),
    ]


async def test_before_the_resident_is_told_the_very_words_are_shown(desk: Desk) -> None:
    reports(desk.console, conversation_id="web:an")
    async with desk.browser(Role.COUNTER) as client:
        filled = form(desk, "tra-loi", "đã thay bóng")
        preview = await client.post(f"{PAGE}/{CODE}/xem", data=filled)
        assert hears(desk.console) == []
        back = await client.post(f"{PAGE}/{CODE}/doi", data=filled | {"sua": "1"})
        sent = await client.post(f"{PAGE}/{CODE}/doi", data=filled)

    assert value_of(back, "#loi") == "đã thay bóng"
    assert sent.status_code == 303
    assert " ".join(hears(desk.console)[0].split()) == text_of(preview, "blockquote")
    assert "Đã thay bóng." in hears(desk.console)[0]


async def test_a_report_goes_from_a_unit_to_an_answer_to_its_end_and_is_reopened(
    desk: Desk,
) -> None:
    reports(desk.console, conversation_id="web:an")
    async with desk.browser(Role.COUNTER, login="lan") as client:
        for viec, loi, unit in (
            ("giao", "", UNIT),
            ("tra-loi", "đã thay bóng", ""),
            ("dong", "", ""),
            ("mo-lai", "bóng lại cháy", UNIT),
        ):
            filled = form(desk, viec, loi, unit)
            assert (await client.post(f"{PAGE}/{CODE}/xem", data=filled)).status_code == 200
            assert (await client.post(f"{PAGE}/{CODE}/doi", data=filled)).status_code == 303

    told = hears(desk.console)
    assert f"{UNIT} đang xử lý" in told[0]
    assert "đã trả lời" in told[1]
    assert "đã kết thúc" in told[2]
    assert told[3] == f"Phản ánh {CODE} được mở lại để xem xét tiếp. Bóng lại cháy."
    assert ticket(desk).state == State.ASSIGNED
    assert [
        each for each in audit(desk) if each[1].startswith("ticket.") and "look" not in each[1]
    ] == [
        ("lan", f"ticket.{state}", CODE) for state in ("assigned", "answered", "closed", "assigned")
    ]


@pytest.mark.parametrize(
    ("viec", "loi", "unit", "problem"),
    [
        ("tra-loi", "", "", "Viết lời cho người dân"),
        ("dong", "", "", "Viết lời cho người dân"),
        ("giao", "", "Sở không có", "Chọn đơn vị"),
        ("mo-lai", "x", UNIT, "không làm được"),
        ("xoa", "x", "", "không làm được"),
        ("tra-loi", "a" * 2_001, "", "2000"),
    ],
)
async def test_what_cannot_be_told_stays_in_the_form(
    desk: Desk, viec: str, loi: str, unit: str, problem: str
) -> None:
    reports(desk.console, conversation_id="web:an")
    async with desk.browser(Role.COUNTER) as client:
        filled = form(desk, viec, loi, unit)
        preview = await client.post(f"{PAGE}/{CODE}/xem", data=filled)
        sent = await client.post(f"{PAGE}/{CODE}/doi", data=filled)

    assert preview.status_code == 422
    assert problem in text_of(preview, ".bad")
    assert value_of(preview, "#loi") == loi
    assert sent.status_code in (409, 422)
    assert hears(desk.console) == []
    assert ticket(desk).state == State.RECEIVED


async def test_a_second_click_changes_and_tells_once(desk: Desk) -> None:
    reports(desk.console, conversation_id="web:an")
    async with desk.browser(Role.COUNTER) as client:
        filled = form(desk, "tra-loi", "đã thay bóng")
        replies = await asyncio.gather(
            *(client.post(f"{PAGE}/{CODE}/doi", data=filled) for _ in range(3))
        )

    assert [reply.status_code for reply in replies] == [303, 303, 303]
    assert len(hears(desk.console)) == 1


async def test_of_two_who_change_one_report_the_second_sees_who_and_keeps_the_words(
    desk: Desk,
) -> None:
    reports(desk.console, conversation_id="web:an")
    filled = form(desk, "tra-loi", "đã thay bóng")
    async with desk.browser(Role.COUNTER, login="lan") as first:
        await first.post(f"{PAGE}/{CODE}/doi", data=filled)
    async with desk.browser(Role.COUNTER, login="minh") as second:
        reply = await second.post(f"{PAGE}/{CODE}/doi", data=filled | {"loi": "mai thay"})

    assert reply.status_code == 409
    assert "Lan đã chuyển phản ánh này sang “Đã trả lời”" in text_of(reply, ".bad")
    assert value_of(reply, "#loi") == "mai thay"
    assert len(hears(desk.console)) == 1


async def test_who_deals_with_it_is_nobody_s_news_and_can_be_taken_back(desk: Desk) -> None:
    desk.hire("minh", Role.COUNTER)
    desk.hire("la", Role.COUNTER, unit="Khác")
    reports(desk.console, conversation_id="web:an", unit=UNIT)
    async with desk.browser(Role.COUNTER, login="lan") as client:
        await client.post(f"{PAGE}/{CODE}/nguoi", data={"nguoi": "lan"})
        await client.post(f"{PAGE}/{CODE}/nguoi", data={"nguoi": "minh"})
        page = await client.get(f"{PAGE}/{CODE}")
        undo = value_of(page, "[name=lan]")
        await client.post(f"{PAGE}/{CODE}/hoan-tac", data={"lan": undo})
        assert ticket(desk).assignee == "lan"
        again = await client.post(f"{PAGE}/{CODE}/hoan-tac", data={"lan": undo})
        foreign = await client.post(f"{PAGE}/{CODE}/nguoi", data={"nguoi": "la"})

    assert "giao cho Minh" in text_of(page, ".steps")
    assert (again.status_code, foreign.status_code) == (409, 409)
    assert ticket(desk).assignee == "lan"
    assert hears(desk.console) == []


async def test_a_note_for_colleagues_is_kept_once_and_told_to_nobody(desk: Desk) -> None:
    reports(desk.console, conversation_id="web:an")
    async with desk.browser(Role.COUNTER) as client:
        for _ in range(2):
            await client.post(f"{PAGE}/{CODE}/ghi-chu", data={"ghi-chu": "gọi thợ"})
        empty = await client.post(f"{PAGE}/{CODE}/ghi-chu", data={"ghi-chu": " "})
        page = await client.get(f"{PAGE}/{CODE}")

    assert text_of(page, ".steps").count("gọi thợ") == 1
    assert empty.status_code == 422
    assert hears(desk.console) == []


async def test_script_in_every_field_stays_text(desk: Desk) -> None:
    root = reports(
        desk.console,
        content=HOSTILE,
        place=HOSTILE,
        unit=HOSTILE,
        phone=HOSTILE,
        conversation_id="web:an",
    )
    reports(desk.console, "PA-2611-AAA2", content=HOSTILE, place=HOSTILE, joined_to=root)
    desk.hire("xau", Role.COUNTER, unit=HOSTILE)
    async with desk.browser(Role.COUNTER) as client:
        await client.post(f"{PAGE}/{CODE}/ghi-chu", data={"ghi-chu": HOSTILE})
        filled = form(desk, "tra-loi", HOSTILE)
        pages = [
            await client.get(PAGE, params={"tim": HOSTILE, "don_vi": HOSTILE, "linh_vuc": HOSTILE}),
            await client.get(PAGE),
            await client.post(f"{PAGE}/{CODE}/xem", data=filled),
            await client.post(f"{PAGE}/{CODE}/doi", data=filled | {"sua": "1"}),
            await client.post(f"{PAGE}/{CODE}/so"),
            await client.get(f"{PAGE}/{HOSTILE}"),
        ]
        await client.post(f"{PAGE}/{CODE}/doi", data=filled)
        pages.append(await client.get(f"{PAGE}/{CODE}"))

    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert shown(page).css("[onerror]") == []
    assert value_of(pages[3], "#loi") == HOSTILE


async def test_a_picture_is_for_who_may_see_the_report(desk: Desk, picture: bytes) -> None:
    name = keep_photo(picture, desk.console.data_dir / "photos")
    reports(desk.console, photo=name)
    reports(desk.console, "PA-2611-AAA2")
    async with desk.browser(Role.OFFICIAL) as client:
        page = await client.get(f"{PAGE}/{CODE}")
        good = await client.get(f"{PAGE}/{CODE}/anh")
        none = await client.get(f"{PAGE}/PA-2611-AAA2/anh")
    async with desk.browser(Role.EDITOR) as client:
        editor = await client.get(f"{PAGE}/{CODE}/anh")

    assert one(page, "img.photo") is not None
    assert good.headers["content-type"] == "image/jpeg"
    assert (none.status_code, editor.status_code) == (404, 403)


async def test_what_was_deleted_is_said_so_and_nothing_can_be_done_with_it(desk: Desk) -> None:
    reports(desk.console, content="", place="", state="closed", cleared_at=NOW)
    async with desk.browser(Role.COUNTER) as client:
        page = await client.get(f"{PAGE}/{CODE}")
        reply = await client.post(f"{PAGE}/{CODE}/doi", data=form(desk, "mo-lai", "x", UNIT))
        unknown = await client.get(f"{PAGE}/PA-0000-XXXX")

    assert "Nội dung đã xóa" in text_of(page)
    assert shown(page).css("form[action$='/xem']") == []
    assert reply.status_code == 409
    assert unknown.status_code == 404


async def test_with_a_time_set_by_the_ward_what_is_overdue_is_marked_and_found(
    desk: Desk, office: Office
) -> None:
    ward = replace(office.ward, tickets=Tickets(answer_within=5))
    timed = replace(desk, console=replace(desk.console, ward=ward))
    timed = replace(timed, app=site(timed, office))
    reports(desk.console, "PA-2611-AAA1", created_at=NOW - timedelta(days=30))
    reports(desk.console, "PA-2611-AAA2")
    async with timed.browser(Role.COUNTER) as client:
        every = await client.get(PAGE)
        late = await client.get(f"{PAGE}?qua_han=1")
        page = await client.get(f"{PAGE}/PA-2611-AAA1")

    assert lanes(every.text)["received"] == ["PA-2611-AAA1", "PA-2611-AAA2"]
    assert lanes(late.text)["received"] == ["PA-2611-AAA1"]
    assert "sau 5 ngày làm việc" in text_of(every)
    assert "quá hạn" in text_of(page, "h1")
    assert "hạn 30/10/2026" in text_of(page, "section.card")
