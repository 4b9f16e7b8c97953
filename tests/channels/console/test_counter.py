"""The counter's pages over HTTP."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pypdfium2
import pytest
from sqlalchemy import select

from bot import handover
from bot.counter import links
from bot.counter.check import papers_of
from bot.handover_states import Reason
from bot.in_service import InService
from bot.opening import Opening
from bot.staff.rights import Role
from bot.store.models import AuditRow, ConversationRow, OutboxRow
from channels.console.counter_shelf import Shelf
from channels.console.wiring import add_refusals, console_routers
from channels.web import WardView, create_app
from knowledge.store import RecordStore
from knowledge.types import Audience, Procedure
from tests.bot.counter.conftest import EVERYTHING, KITE, LANTERN, LAPSED, LOST_PAGE, STAFF_ONLY
from tests.channels.conftest import NOW
from tests.channels.console.conftest import Desk

HOSTILE = '"><script>alert(1)</script>'
PART = {"hx-request": "true", "hx-target": "found"}


@dataclass(frozen=True, kw_only=True)
class Counter:
    """The staff page over the made-up procedures of the counter's tests."""

    desk: Desk
    records: RecordStore


@pytest.fixture
def counter(desk: Desk, tmp_path: Path) -> Iterator[Counter]:
    records = RecordStore(tmp_path / "records.sqlite")
    records.put(EVERYTHING, origin="tests")
    knowledge = replace(desk.console.in_service.now, records=records)
    console = replace(desk.console, in_service=InService(knowledge))
    app = create_app(
        desk.console.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        routers=console_routers(console),
    )
    add_refusals(app, console)
    shown = Desk(app=app, console=console, store=desk.store, clock=desk.clock)
    yield Counter(desk=shown, records=records)
    records.close()


def key(words: str, procedure: Procedure = LANTERN) -> str:
    return next(item.key for item in papers_of(procedure).items if words in item.text)


def codes(html: str) -> list[str]:
    return re.findall(r'href="/canbo/quay/([\w.-]+)"', html)


async def make_link(client: httpx.AsyncClient, code: str, query: str = "") -> str:
    """Make a sheet and return the path that a resident opens."""
    reply = await client.post(f"/canbo/quay/{code}/phieu{query}")
    assert reply.status_code == 303
    page = await client.get(reply.headers["location"])
    found = re.search(r'value="(http[^"]+)"', page.text)
    assert found
    return httpx.URL(found[1]).path


def pdf_text(body: bytes) -> str:
    document = pypdfium2.PdfDocument(body)
    try:
        page = document[0]
        text = page.get_textpage()
        try:
            return str(text.get_text_range())
        finally:
            text.close()
            page.close()
    finally:
        document.close()


async def test_a_keystroke_gets_the_list_alone_and_enter_the_whole_page(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        part = await client.get("/canbo/quay", params={"q": "dkkd"}, headers=PART)
        page = await client.get("/canbo/quay", params={"q": "dkkd"})
    assert codes(part.text)[0] == codes(page.text)[0] == LANTERN.code
    assert "<html" not in part.text
    assert "<html" in page.text
    assert "hết hiệu lực" in part.text


async def test_what_is_typed_is_never_html(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        page = await client.get("/canbo/quay", params={"q": HOSTILE, "so_sanh": HOSTILE[:40]})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_a_clerk_finds_what_is_for_staff_and_not_what_is_for_officials(
    counter: Counter,
) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        seen = codes((await client.get("/canbo/quay", params={"q": "kho den"})).text)
        internal = await client.get("/canbo/quay/1.005556")
    async with counter.desk.browser(Role.OFFICIAL) as client:
        seen_too = codes((await client.get("/canbo/quay", params={"q": "kho den"})).text)
    assert (STAFF_ONLY.code in seen, "1.005556" in seen) == (True, False)
    assert internal.status_code == 404
    assert "1.005556" in seen_too


async def test_another_store_of_records_makes_another_lookup(
    counter: Counter, tmp_path: Path
) -> None:
    other = RecordStore(tmp_path / "other.sqlite")
    other.put([replace(KITE, name="Cấp phép thả sáo diều")], origin="tests")
    in_service = [counter.records]
    shelf = Shelf(lambda: in_service[-1])
    before = await shelf.search("dang ky khai den", Audience.STAFF, NOW.date())
    in_service.append(other)
    after = await shelf.search("dang ky khai den", Audience.STAFF, NOW.date())
    kite = await shelf.search("sao dieu", Audience.STAFF, NOW.date())
    other.close()
    assert before[0].code == LANTERN.code
    assert after == []
    assert [each.name for each in kite] == ["Cấp phép thả sáo diều"]


async def test_a_store_that_goes_while_it_is_read_is_left_for_the_next(
    counter: Counter, tmp_path: Path
) -> None:
    path = tmp_path / "gone.sqlite"
    RecordStore(path).close()
    gone = RecordStore(path, read_only=True)
    gone.close()
    path.unlink()
    in_service = iter([gone])
    shelf = Shelf(lambda: next(in_service, counter.records))
    found = await shelf.search("dang ky khai den", Audience.STAFF, NOW.date())
    assert found[0].code == LANTERN.code


async def test_ticks_in_the_address_say_what_is_missing(counter: Counter) -> None:
    query = {"co": [key("Ảnh chụp"), "zzz", HOSTILE], "kenh": "counter"}
    async with counter.desk.browser(Role.COUNTER) as client:
        page = await client.get(f"/canbo/quay/{LANTERN.code}", params=query)
        part = await client.get(
            f"/canbo/quay/{LANTERN.code}",
            params=query,
            headers={"hx-request": "true", "hx-target": "verdict"},
        )
    assert "Còn thiếu 1 giấy" in part.text
    assert "<html" not in part.text
    assert f'value="{key("Ảnh chụp")}" checked' in page.text
    assert "31.000 đồng/chiếc" in part.text
    assert "thứ Sáu 27/11" in part.text
    assert f"phieu.pdf?co={key('Ảnh chụp')}" in part.text


@pytest.mark.parametrize("day", ["2026-13-45", "hôm nay", "9999-12-31", "", "1900-01-01"])
async def test_a_day_that_makes_no_sense_counts_as_today(counter: Counter, day: str) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        page = await client.get(f"/canbo/quay/{LANTERN.code}", params={"ngay": day, "kenh": "xe"})
    assert page.status_code == 200
    assert "Nộp hôm nay (thứ Hai 23/11)" in page.text


async def test_from_another_procedure_s_page_no_fact_is_shown(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        page = await client.get(f"/canbo/quay/{LOST_PAGE.code}")
        pdf = await client.get(f"/canbo/quay/{LOST_PAGE.code}/phieu.pdf")
    assert "thủ tục khác" in page.text
    assert "99.000" not in page.text
    assert pdf.status_code == 404


async def test_a_lapsed_procedure_leads_to_the_one_that_took_its_place(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        page = await client.get(f"/canbo/quay/{LAPSED.code}")
    assert f'href="/canbo/quay/{LANTERN.code}"' in page.text
    assert "hết hiệu lực sau ngày 30/06/2026" in page.text


async def test_a_copied_answer_has_its_source(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        page = await client.get(f"/canbo/quay/{LANTERN.code}")
    copied = re.search(r'<textarea id="chep-fee"[^>]*>([^<]*)<', page.text)
    assert copied
    assert "31.000 đồng/chiếc" in copied[1]
    assert "https://example.vn/so-mau" in copied[1]


async def test_two_procedures_stand_beside_each_other(counter: Counter) -> None:
    address = "/canbo/quay/so-sanh"
    async with counter.desk.browser(Role.COUNTER) as client:
        page = await client.get(address, params={"a": LANTERN.code, "b": KITE.code})
        same = await client.get(address, params={"a": KITE.code, "b": KITE.code})
        lost = await client.get(address, params={"a": KITE.code, "b": LOST_PAGE.code})
        internal = await client.get(address, params={"a": KITE.code, "b": "1.005556"})
    assert "Đăng ký khai đèn" in page.text
    assert "Cấp phép thả diều" in page.text
    assert [each.status_code for each in (page, same, lost, internal)] == [200, 404, 404, 404]
    assert "99.000" not in lost.text


async def test_the_pdf_holds_what_was_ticked(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        reply = await client.get(
            f"/canbo/quay/{LANTERN.code}/phieu.pdf", params={"co": key("Tờ khai đèn")}
        )
    text = pdf_text(reply.content)
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["cache-control"] == "no-store"
    assert "Còn thiếu" in text
    assert "Ảnh chụp đèn (2 bản sao)" in text


async def test_a_resident_opens_the_same_sheet_without_signing_in(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        path = await make_link(client, LANTERN.code, f"?co={key('Tờ khai đèn')}")
    async with counter.desk.browser() as phone:
        page, pdf = await phone.get(path), await phone.get(f"{path}/phieu.pdf")
    assert page.status_code == pdf.status_code == 200
    assert "Ảnh chụp đèn (2 bản sao)" in page.text
    assert "thứ Sáu 27/11" in page.text
    assert "/canbo" not in page.text
    assert "Nv-" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    assert "Còn thiếu" in pdf_text(pdf.content)


@pytest.mark.parametrize("token", ["x", "a" * 32, "a" * 5_000, "%00", "..%2f..", "'%20or%201=1"])
async def test_a_link_that_was_never_made_opens_nothing(counter: Counter, token: str) -> None:
    async with counter.desk.browser() as phone:
        page, pdf = await phone.get(f"/phieu/{token}"), await phone.get(f"/phieu/{token}/phieu.pdf")
    assert {page.status_code, pdf.status_code} == {404}


async def test_a_link_ends_by_the_true_clock(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        path = await make_link(client, KITE.code)
    counter.desk.clock.ahead = links.LASTS - timedelta(minutes=1)
    async with counter.desk.browser() as phone:
        before = await phone.get(path)
        counter.desk.clock.ahead = links.LASTS
        after = await phone.get(path)
    assert (before.status_code, after.status_code) == (200, 404)


async def test_of_a_staff_procedure_no_sheet_leaves_the_office(counter: Counter) -> None:
    code = STAFF_ONLY.code
    async with counter.desk.browser(Role.OFFICIAL) as client:
        page = await client.get(f"/canbo/quay/{code}")
        pdf = await client.get(f"/canbo/quay/{code}/phieu.pdf")
        link = await client.post(f"/canbo/quay/{code}/phieu")
    assert page.status_code == 200
    assert "phieu.pdf" not in page.text
    assert {pdf.status_code, link.status_code} == {404}
    assert "Chìa khóa kho" not in pdf.text + link.text


async def test_a_link_closes_when_its_procedure_becomes_internal(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        path = await make_link(client, KITE.code)
    hidden = replace(KITE, audience=Audience.OFFICIAL)
    others = [each for each in EVERYTHING if each is not KITE]
    counter.records.put([*others, hidden], origin="tests")
    async with counter.desk.browser() as phone:
        page, pdf = await phone.get(path), await phone.get(f"{path}/phieu.pdf")
    assert {page.status_code, pdf.status_code} == {404}
    assert "diều" not in page.text


async def test_the_link_is_sent_into_the_conversation_that_the_clerk_has(counter: Counter) -> None:
    store = counter.desk.store
    async with counter.desk.browser(Role.COUNTER, login="lan") as client:
        with store.transaction() as session:
            session.add(
                ConversationRow(id="web:1", channel="web", created_at=NOW, last_at=NOW, memory={})
            )
            session.flush()
            id_ = handover.open_handover(
                session, "web:1", Reason.ASKED, opening=Opening(), now=NOW
            ).id
            handover.take(session, id_, "lan", now=NOW)
        path = await make_link(client, LANTERN.code, f"?co={key('Tờ khai đèn')}")
        token = path.rsplit("/", 1)[1]
        where = f"/canbo/quay/{LANTERN.code}/phieu/{token}"
        offered = await client.get(where)
        sent = await client.post(f"{where}/gui", data={"handover_id": str(id_)})
        wrong = await client.post(f"{where}/gui", data={"handover_id": "999"})
    assert f"Gửi vào hội thoại số {id_}" in offered.text
    assert (sent.status_code, wrong.status_code) == (303, 409)
    with store.transaction() as session:
        told = session.scalars(select(OutboxRow.text).where(OutboxRow.kind == "staff")).all()
        audit = set(session.scalars(select(AuditRow.action)).all())
    assert len(told) == 1
    assert told[0].endswith(f"http://test{path}")
    assert "còn thiếu 1 giấy" in told[0]
    assert {"slip.make", "slip.send"} <= audit


async def test_who_may_not_hold_conversations_cannot_send_into_them(counter: Counter) -> None:
    async with counter.desk.browser(Role.EDITOR) as client:
        path = await make_link(client, KITE.code)
        token = path.rsplit("/", 1)[1]
        reply = await client.post(
            f"/canbo/quay/{KITE.code}/phieu/{token}/gui", data={"handover_id": "1"}
        )
    assert reply.status_code == 403


async def test_without_our_page_s_proof_no_link_is_made(counter: Counter) -> None:
    async with counter.desk.browser(Role.COUNTER) as client:
        del client.headers["x-csrf"]
        reply = await client.post(f"/canbo/quay/{KITE.code}/phieu")
    assert reply.status_code == 403


@pytest.mark.parametrize(
    "path", ["/canbo/quay", "/canbo/quay/1.004217", "/canbo/quay/1.004217/phieu.pdf"]
)
async def test_who_is_not_signed_in_sees_no_counter(counter: Counter, path: str) -> None:
    async with counter.desk.browser() as client:
        reply = await client.get(path)
    assert (reply.status_code, reply.headers["location"].split("?")[0]) == (303, "/canbo/vao")
