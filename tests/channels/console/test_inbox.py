"""Who waits for a person, and what a person does with it, over the pages of the desk."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import handover
from bot.handover_states import Reason, State
from bot.opening import Opening
from bot.photos import keep_photo
from bot.staff.rights import Role
from bot.store import inbox
from bot.store.desk import DeskNoteRow
from bot.store.engine import StoreUnavailable
from bot.store.models import AuditRow, ConversationRow, HandoverRow, OutboxRow
from bot.types import Location, Message
from knowledge.types import Audience
from tests.channels.conftest import NOW
from tests.channels.console.conftest import Desk
from tests.channels.console.residents import (
    HOSTILE,
    hears,
    one,
    row_of,
    shown,
    staff_words,
    text_of,
    value_of,
    waits,
)


def looks(desk: Desk, action: str = "handover.look") -> list[tuple[str, str]]:
    rows = select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.id)
    return desk.store.run_now(lambda s: [(row.actor, row.subject) for row in s.scalars(rows)])


async def test_the_list_says_who_waits_why_and_where_and_none_of_their_words(desk: Desk) -> None:
    first = waits(desk.console, "web:an", "chuyện riêng của tôi")
    urgent = waits(desk.console, "zalo_oa:7", "khó quá")
    desk.store.run_now(
        lambda s: handover.open_handover(
            s, "zalo_oa:7", Reason.DISTRESS, opening=Opening(), now=NOW
        )
    )
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.get("/canbo/cho")

    rows = [" ".join(row.text().split()) for row in shown(reply).css("#lists tbody tr")]
    assert [f"Hội thoại {id}" in row for id, row in zip((urgent, first), rows, strict=True)] == [
        True,
        True,
    ]
    assert "KHẨN" in rows[0]
    assert "Zalo OA" in rows[0]
    assert "5 phút" in rows[1]
    assert "Trang web" in rows[1]
    assert "chuyện riêng" not in reply.text
    assert "Hồ sơ phường chưa khai giờ làm việc" in text_of(reply)


async def test_who_holds_what_and_what_was_left_after_hours_is_listed(desk: Desk) -> None:
    held, left = waits(desk.console, "web:an"), waits(desk.console, "web:binh")
    desk.hire("lan", Role.COUNTER)
    desk.store.run_now(lambda s: handover.take(s, held, "lan", now=NOW))

    def late(session: Session) -> None:
        session.get_one(HandoverRow, left).state = State.MESSAGE_TAKEN

    desk.store.run_now(late)
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.get("/canbo/cho")

    tables = {
        table.css("caption")[0].text().split(" (")[0]: " ".join(table.text().split())
        for table in shown(reply).css("#lists table")
    }
    assert "Lan" in tables["Có cán bộ giữ"]
    assert f"Hội thoại {left}" in tables["Lời nhắn để lại"]
    assert "Không có ai đang chờ." in text_of(reply)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
async def test_who_keeps_knowledge_or_accounts_reads_no_conversation(
    desk: Desk, role: Role
) -> None:
    id = waits(desk.console)
    async with desk.browser(role) as client:
        for path in ("/canbo/cho", f"/canbo/cho/{id}", f"/canbo/cho/{id}/anh/1", "/canbo/cho/tin"):
            assert (await client.get(path)).status_code == 403
        assert (await client.post(f"/canbo/cho/{id}/nhan")).status_code == 403
    assert looks(desk) == []


async def test_a_conversation_shows_everybody_s_words_sources_and_place(desk: Desk) -> None:
    here = Location(latitude=21.01, longitude=105.75)
    id = waits(desk.console, text="phí bao nhiêu", location=here)
    async with desk.browser(Role.COUNTER) as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        await client.post(f"/canbo/cho/{id}/tra-loi", data={"loi": "Chào bà"})
        reply = await client.get(f"/canbo/cho/{id}")

    page = shown(reply)
    said = [(line.attributes["class"] or "").split()[-1] for line in page.css(".line")]
    assert sorted(said) == ["assistant", "notice", "resident", "staff"]
    assert one(reply, ".line.resident .words").text() == "phí bao nhiêu"
    links = [link.attributes["href"] or "" for link in page.css(".line a")]
    assert "https://example.vn/1" in links
    assert "/canbo/quay/9.000001" in links
    assert any("openstreetmap.org/?mlat=21.01&mlon=105.75" in link for link in links)


async def test_every_look_is_written_down_once_an_hour_for_each_session(desk: Desk) -> None:
    one, two = waits(desk.console, "web:an"), waits(desk.console, "web:binh")
    async with desk.browser(Role.COUNTER, login="lan") as client:
        for id in (one, one, two):
            await client.get(f"/canbo/cho/{id}")
    async with desk.browser(Role.COUNTER, login="minh") as client:
        await client.get(f"/canbo/cho/{one}")

    assert looks(desk) == [
        ("lan", f"handover:{one}"),
        ("lan", f"handover:{two}"),
        ("minh", f"handover:{one}"),
    ]


async def test_take_reply_and_return_reach_the_resident(desk: Desk) -> None:
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER, login="lan") as client:
        taken = await client.post(f"/canbo/cho/{id}/nhan")
        said = await client.post(f"/canbo/cho/{id}/tra-loi", data={"loi": "Chào bà\r\nTôi xem"})
        back = await client.post(f"/canbo/cho/{id}/tra-lai")

    assert [each.status_code for each in (taken, said, back)] == [303, 303, 303]
    assert back.headers["location"] == "/canbo/cho"
    told = hears(desk.console)
    assert "Cán bộ đã vào" in told[0]
    assert told[1] == "Chào bà\nTôi xem"
    assert "kết thúc trao đổi" in told[2]
    assert row_of(desk.console, id).state == State.RETURNED


async def test_of_two_who_take_at_once_one_wins_and_the_other_sees_who(desk: Desk) -> None:
    id = waits(desk.console)
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(desk.browser(Role.COUNTER, login=login))
            for login in ("lan", "minh", "nga")
        ]
        replies = await asyncio.gather(*(c.post(f"/canbo/cho/{id}/nhan") for c in clients))

    holder = row_of(desk.console, id).taken_by
    assert sorted(reply.status_code for reply in replies) == [303, 409, 409]
    assert replies[["lan", "minh", "nga"].index(str(holder))].status_code == 303
    for reply in replies:
        if reply.status_code == 409:
            assert f"{str(holder).title()} đã nhận hội thoại này" in text_of(reply, ".bad")
    assert len(hears(desk.console)) == 1


async def test_taking_twice_by_a_second_click_tells_the_resident_once(desk: Desk) -> None:
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER) as client:
        replies = [await client.post(f"/canbo/cho/{id}/nhan") for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert len(hears(desk.console)) == 1


async def test_taking_over_is_confirmed_for_who_holds_it_and_fails_if_that_has_changed(
    desk: Desk,
) -> None:
    id = waits(desk.console)
    for login in ("lan", "nga"):
        desk.hire(login, Role.COUNTER)
    desk.store.run_now(lambda s: handover.take(s, id, "lan", now=NOW))
    async with desk.browser(Role.COUNTER, login="minh") as client:
        page = await client.get(f"/canbo/cho/{id}")
        assert "Xác nhận nhận thay" in text_of(page, "#act")
        assert value_of(page, "#act input[name=tu]") == "lan"
        desk.store.run_now(lambda s: handover.take_over(s, id, "nga", now=NOW))
        late = await client.post(f"/canbo/cho/{id}/nhan-thay", data={"tu": "lan"})
        again = await client.post(f"/canbo/cho/{id}/nhan-thay", data={"tu": "nga"})

    assert late.status_code == 409
    assert "Nga đã nhận" in text_of(late, ".bad")
    assert again.status_code == 303
    assert row_of(desk.console, id).taken_by == "minh"


async def test_a_form_sent_twice_says_it_once_and_other_words_of_the_same_form_are_said(
    desk: Desk,
) -> None:
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER) as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        token = value_of(await client.get(f"/canbo/cho/{id}"), "input[name=ma]")
        sent = {"loi": "Chào bà", "ma": token}
        await asyncio.gather(*(client.post(f"/canbo/cho/{id}/tra-loi", data=sent) for _ in "abc"))
        await client.post(f"/canbo/cho/{id}/tra-loi", data=sent | {"loi": "Mời bà đến quầy"})
        page = await client.get(f"/canbo/cho/{id}")

    assert staff_words(desk.console) == ["Chào bà", "Mời bà đến quầy"]
    assert value_of(page, "input[name=ma]") != token
    assert token in (one(page, "#talk").attributes["data-sent"] or "")


@pytest.mark.parametrize("text", [HOSTILE, "a" * 4_001, "  \r\n "])
async def test_what_cannot_be_sent_stays_in_the_box(desk: Desk, text: str) -> None:
    id = waits(desk.console)
    desk.hire("lan", Role.COUNTER)
    async with desk.browser(Role.COUNTER, login="minh") as client:
        if text == HOSTILE:
            desk.store.run_now(lambda s: handover.take(s, id, "lan", now=NOW))
            reply = await client.post(f"/canbo/cho/{id}/tra-loi", data={"loi": text})
            assert (reply.status_code, "Lan đã nhận" in reply.text) == (409, True)
            assert staff_words(desk.console) == []
            return
        await client.post(f"/canbo/cho/{id}/nhan")
        reply = await client.post(
            f"/canbo/cho/{id}/tra-loi", data={"loi": text, "ma": "token-token"}
        )

    assert reply.status_code == 422
    assert value_of(reply, "#loi") == text.strip()
    assert value_of(reply, "input[name=ma]") == "token-token"
    assert staff_words(desk.console) == []


async def test_words_survive_a_database_that_is_away_and_are_then_sent_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER) as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        say = handover.say

        def away(*_: object, **__: object) -> None:
            raise StoreUnavailable("the database: locked")

        monkeypatch.setattr(handover, "say", away)
        sent = {"loi": "Chào <bà>", "ma": "token-token"}
        reply = await client.post(f"/canbo/cho/{id}/tra-loi", data=sent)
        monkeypatch.setattr(handover, "say", say)
        assert reply.status_code == 503
        assert (value_of(reply, "#loi"), value_of(reply, "[name=ma]")) == tuple(sent.values())
        await client.post(f"/canbo/cho/{id}/tra-loi", data=sent)

    assert staff_words(desk.console) == ["Chào <bà>"]


async def test_script_in_every_field_stays_text(desk: Desk) -> None:
    desk.hire("xau", Role.COUNTER, unit=HOSTILE)
    id = waits(desk.console, text=HOSTILE)
    async with desk.browser(Role.COUNTER) as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        await client.post(f"/canbo/cho/{id}/tra-loi", data={"loi": HOSTILE})
        form = {"cho": f"donvi:{HOSTILE}", "ghi-chu": HOSTILE}
        passed = await client.post(f"/canbo/cho/{id}/chuyen", data=form)
        pages = [
            await client.get("/canbo/cho"),
            await client.get(f"/canbo/cho/{id}"),
            await client.get(f"/canbo/cho/{id}?cua={HOSTILE}"),
        ]
        await client.post(f"/canbo/cho/{id}/nhan")
        too_long = HOSTILE + "a" * 2_000
        pages.append(
            await client.post(f"/canbo/cho/{id}/chuyen", data={"cho": "x", "ghi-chu": too_long})
        )

    assert passed.status_code == 303
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert shown(page).css("[onerror]") == []
    assert HOSTILE in text_of(pages[1])
    assert value_of(pages[3], "#ghi-chu") == too_long


async def test_a_very_long_message_is_shown_whole(desk: Desk) -> None:
    long = "Chuyện dài. " * 4_000
    id = waits(desk.console, text=long)
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.get(f"/canbo/cho/{id}")

    assert one(reply, ".line.resident .words").text() == long


async def test_of_a_conversation_that_is_over_nothing_later_is_shown_and_nothing_can_be_done(
    desk: Desk,
) -> None:
    id = waits(desk.console, text="trước lúc kết thúc")

    def close(session: Session) -> None:
        handover.leave(session, "web:an", now=NOW)

    desk.store.run_now(close)
    later = NOW + timedelta(minutes=3)
    desk.store.run_now(
        lambda s: inbox.receive(
            s, Message(conversation_id="web:an", text="chuyện sau đó"), now=later, state="received"
        )
    )
    async with desk.browser(Role.COUNTER) as client:
        page = await client.get(f"/canbo/cho/{id}")
        done = [
            await client.post(f"/canbo/cho/{id}/{move}", data={"loi": "Chào", "tu": "", "cho": "x"})
            for move in ("nhan", "nhan-thay", "tra-loi", "tra-lai", "chuyen", "goi-y")
        ]

    assert "trước lúc kết thúc" in page.text
    assert "chuyện sau đó" not in page.text
    assert {reply.status_code for reply in done} == {409}
    assert all("đã kết thúc" in text_of(reply, ".bad") for reply in done)
    assert staff_words(desk.console) == []


async def test_what_an_official_asked_in_their_own_chat_is_hidden_from_the_counter(
    desk: Desk,
) -> None:
    id = waits(desk.console, text="chỉ tiêu nội bộ", audience=Audience.OFFICIAL)
    async with desk.browser(Role.COUNTER) as client:
        counter = await client.get(f"/canbo/cho/{id}")
    async with desk.browser(Role.OFFICIAL) as client:
        official = await client.get(f"/canbo/cho/{id}")

    assert "chỉ tiêu nội bộ" not in counter.text
    assert "21.000" not in counter.text
    assert "chỉ tiêu nội bộ" in official.text


@pytest.mark.parametrize("id", ["99999999999999999999", "0", "-1", "mot"])
async def test_an_address_that_no_conversation_can_have_is_not_found(desk: Desk, id: str) -> None:
    async with desk.browser(Role.COUNTER) as client:
        shown_page = await client.get(f"/canbo/cho/{id}")
        written = await client.post(f"/canbo/cho/{id}/tra-loi", data={"loi": "Chào bà"})

    assert shown_page.status_code == 404
    assert written.status_code == 422


async def test_a_conversation_that_was_deleted_is_not_found(desk: Desk) -> None:
    id = waits(desk.console)

    def forget(session: Session) -> None:
        session.delete(session.get(ConversationRow, "web:an"))

    desk.store.run_now(forget)
    async with desk.browser(Role.COUNTER) as client:
        replies = [
            await client.get(f"/canbo/cho/{id}"),
            await client.post(f"/canbo/cho/{id}/nhan"),
            await client.post(f"/canbo/cho/{id}/goi-y"),
        ]
    assert [reply.status_code for reply in replies] == [404, 404, 404]


# Passing on


async def test_passing_on_puts_it_back_with_a_note_that_only_colleagues_see(desk: Desk) -> None:
    desk.hire("minh", Role.COUNTER, unit="Địa chính")
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER, login="lan") as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        form = {"cho": "donvi:Địa chính", "ghi-chu": "hỏi sổ đỏ, hơi nóng tính"}
        passed = await client.post(f"/canbo/cho/{id}/chuyen", data=form)
        page = await client.get(f"/canbo/cho/{id}")
        lists = await client.get("/canbo/cho")
        mine = await client.get("/canbo/cho?cua=toi")

    assert passed.headers["location"] == "/canbo/cho"
    assert "hơi nóng tính" in text_of(page, ".notes")
    assert "chuyển cho Địa chính" in text_of(lists, "#lists")
    assert "Không có ai." in text_of(mine, "#lists")
    assert "nóng tính" not in "\n".join(hears(desk.console))
    assert "Địa chính" in hears(desk.console)[-1]
    assert row_of(desk.console, id).state == State.WAITING


async def test_passing_on_to_nobody_keeps_the_note_in_the_form(desk: Desk) -> None:
    desk.hire("minh", Role.COUNTER)
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER) as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        form = {"cho": "nguoi:khong-co", "ghi-chu": "giúp em"}
        reply = await client.post(f"/canbo/cho/{id}/chuyen", data=form)

    assert reply.status_code == 409
    assert value_of(reply, "#ghi-chu") == "giúp em"
    assert "Chọn đơn vị" in text_of(reply, ".bad")
    assert row_of(desk.console, id).state == State.HELD
    assert desk.store.run_now(lambda s: s.scalars(select(DeskNoteRow)).all()) == []


# Pictures


async def test_a_picture_is_shown_to_who_may_and_only_with_its_own_conversation(
    desk: Desk, picture: bytes
) -> None:
    name = keep_photo(picture, desk.console.data_dir / "photos")
    id = waits(desk.console, "web:an", photo=name)
    other = waits(desk.console, "web:binh")
    async with desk.browser(Role.COUNTER) as client:
        page = await client.get(f"/canbo/cho/{id}")
        address = one(page, ".line img").attributes["src"] or ""
        good = await client.get(address)
        wrong = await client.get(address.replace(f"/cho/{id}/", f"/cho/{other}/"))
        none = await client.get(f"/canbo/cho/{id}/anh/999")
        (desk.console.data_dir / "photos" / name).unlink()
        gone = await client.get(address)
    async with desk.browser() as client:
        nobody = await client.get(address)

    assert good.headers["content-type"] == "image/jpeg"
    assert good.headers["cache-control"] == "no-store"
    assert good.headers["x-content-type-options"] == "nosniff"
    assert [each.status_code for each in (wrong, none, gone, nobody)] == [404, 404, 404, 303]


# The draft


async def test_the_draft_has_its_sources_and_is_sent_only_by_a_person(desk: Desk) -> None:
    id = waits(desk.console, text="lệ phí đăng ký quầy hàng chợ đêm bao nhiêu")
    before = desk.store.run_now(lambda s: s.get_one(ConversationRow, "web:an").memory)
    async with desk.browser(Role.COUNTER, login="lan") as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        reply = await client.post(f"/canbo/cho/{id}/goi-y", data={"loi": "Chào bà,"})

    text = value_of(reply, "#loi")
    assert text.startswith("Chào bà,\n\n")
    assert "21.000" in text
    assert "Nguồn:\n- Sổ thủ tục mẫu: Đăng ký quầy hàng chợ đêm — Lệ phí" in text
    assert "bản nháp" in text_of(reply)
    assert staff_words(desk.console) == []
    assert len(hears(desk.console)) == 1
    assert desk.store.run_now(lambda s: s.get_one(ConversationRow, "web:an").memory) == before
    assert looks(desk, "handover.suggest") == [("lan", f"handover:{id}")]


async def test_an_official_s_draft_for_a_resident_holds_nothing_for_officials(desk: Desk) -> None:
    id = waits(desk.console, text="cấp phát máy tính công vụ làm thế nào")
    async with desk.browser(Role.OFFICIAL) as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        reply = await client.post(f"/canbo/cho/{id}/goi-y")

    assert "XÁM-77" not in reply.text
    assert "Cấp phát máy tính" not in value_of(reply, "#loi")


async def test_a_draft_is_for_who_has_the_conversation(desk: Desk) -> None:
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER) as client:
        reply = await client.post(f"/canbo/cho/{id}/goi-y", data={"loi": "x"})
    assert reply.status_code == 409


async def test_nothing_is_told_by_looking(desk: Desk) -> None:
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER) as client:
        await client.get("/canbo/cho")
        await client.get(f"/canbo/cho/{id}")
    assert desk.store.run_now(lambda s: s.scalars(select(OutboxRow)).all()) == []
    assert row_of(desk.console, id).state == State.WAITING


async def test_a_form_of_a_size_that_nobody_types_is_refused(desk: Desk) -> None:
    id = waits(desk.console)
    async with desk.browser(Role.COUNTER) as client:
        await client.post(f"/canbo/cho/{id}/nhan")
        reply = await client.post(f"/canbo/cho/{id}/tra-loi", data={"loi": "a" * 100_000})

    assert reply.status_code == 413
    assert staff_words(desk.console) == []
