"""From a question nobody could answer to a corrected record, on the pages of the editors."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from html import unescape

import httpx
import pytest
from sqlalchemy.orm import Session

from bot.editing import reading
from bot.editing.layer import edits_of, settle
from bot.editing.rule_words import RULE_WORDS
from bot.staff.rights import Role
from bot.store.editing import ProposalRow
from bot.store.models import AuditRow, EditorQuestionRow
from channels.console.knowledge_form import values_of
from channels.console.wiring import console_routers
from channels.web import WardView, create_app
from knowledge.check import RULES, Finding, Part, Severity
from knowledge.types import Audience, Procedure
from tests.channels.console.conftest import Desk
from tests.conftest import INTERNAL, INTERNAL_MARK, STALL, WALLET

HOME = "/canbo/kien-thuc"
SOURCE = {
    "source_title": "Nghị quyết 5/NQ-BG",
    "source_as_of": "2026-11-01",
    "source_url": "https://example.vn/nq5",
    "source_verified": "looked_up",
    "reason": "HĐND đã đổi mức",
}


@dataclass(frozen=True, kw_only=True)
class Editors:
    """Two editors who are signed in."""

    desk: Desk
    an: httpx.AsyncClient
    binh: httpx.AsyncClient

    async def draft(
        self, changes: dict[str, str], *, by: httpx.AsyncClient | None = None, question: int = 0
    ) -> str:
        """Change the stall's record in the form; return the proposal's address."""
        reply = await (by or self.an).post(
            f"{HOME}/sua/procedure/{STALL.code}" + (f"?cau={question}" if question else ""),
            data=form_of(STALL) | SOURCE | changes,
        )
        assert reply.status_code == 303, told(reply)
        return reply.headers["location"].partition("?")[0]

    async def row(self, path: str) -> ProposalRow:
        """Return a proposal by its address."""
        id_ = int(path.rpartition("/")[2])
        return await self.desk.store.run(lambda s: reading.found(s, id_))


def form_of(record: Procedure) -> dict[str, str]:
    """Return what a browser sends for an unchanged record, as it answers now."""
    return values_of(record) | {"audience": record.audience.value}


def told(reply: httpx.Response) -> str:
    """Return the text of a page."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", reply.text, flags=re.DOTALL)
    return " ".join(unescape(text).split())


@pytest.fixture
async def editors(desk: Desk) -> AsyncIterator[Editors]:
    async with AsyncExitStack() as stack:
        an = await stack.enter_async_context(desk.browser(Role.EDITOR, login="an"))
        binh = await stack.enter_async_context(desk.browser(Role.EDITOR, login="binh"))
        yield Editors(desk=desk, an=an, binh=binh)


def ask(desk: Desk, text: str, *, candidates: list[str], audience: str = "public") -> int:
    """Queue a question for the editor."""

    def add(session: Session) -> int:
        row = EditorQuestionRow(
            question=text, candidates=candidates, audience=audience, why="wrong", state="open",
            at=desk.console.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id

    return desk.store.run_now(add)


NEW_FEE = {"submissions-1-fees-0-amount_vnd": "55.000"}


async def test_the_queue_shows_questions_with_their_candidates(editors: Editors) -> None:
    number = ask(editors.desk, "phí quầy bao nhiêu?", candidates=[STALL.code, "tm-khong-co"])

    page = await editors.an.get(HOME)

    assert "phí quầy bao nhiêu?" in told(page)
    assert f"/canbo/kien-thuc/ban-ghi/procedure/{STALL.code}?cau={number}" in page.text
    assert "tm-khong-co" not in page.text


async def test_a_corrected_fee_is_approved_by_a_second_person(editors: Editors) -> None:
    number = ask(editors.desk, "phí quầy bao nhiêu?", candidates=[STALL.code])
    path = await editors.draft(NEW_FEE, question=number)

    page = await editors.an.get(path)
    assert "55.000 đồng" in told(page)
    assert "Nghị quyết 5/NQ-BG" in told(page)
    sent = await editors.an.post(f"{path}/gui")
    own = await editors.an.post(f"{path}/duyet", data={"revision": "1"})
    done = await editors.binh.post(f"{path}/duyet", data={"revision": "1"})

    assert "xong=gui" in sent.headers["location"]
    assert own.status_code == 409
    assert "Nhờ người thứ hai" in told(own)
    assert "xong=duyet" in done.headers["location"]
    edits = await editors.desk.store.run(edits_of)
    (record,) = edits.records
    assert isinstance(record, Procedure)
    assert record.submissions[1].fees[0].amount_vnd == 55_000
    assert record.submissions[0] == STALL.submissions[0]
    assert record.source == STALL.source, "the other facts keep their source"
    assert record.source_of("fees").title == "Nghị quyết 5/NQ-BG"
    assert record.source_of("durations") == STALL.source
    assert (await editors.row(path)).question_id == number


async def test_a_changed_fact_needs_source_and_date(editors: Editors) -> None:
    for missing in ("source_title", "source_as_of"):
        values = form_of(STALL) | SOURCE | NEW_FEE
        del values[missing]

        reply = await editors.an.post(f"{HOME}/sua/procedure/{STALL.code}", data=values)

        assert reply.status_code == 422
        assert f'id="f-{missing}-fault"' in reply.text
        assert 'value="55.000"' in reply.text, "nothing typed is lost"


async def test_everyday_names_need_no_source(editors: Editors) -> None:
    values = form_of(STALL) | {"asked_as-1": "sạp chợ đêm", "reason": "người dân gọi vậy"}
    reply = await editors.an.post(f"{HOME}/sua/procedure/{STALL.code}", data=values)
    assert reply.status_code == 303

    record = reading.body_of_row(await editors.row(reply.headers["location"].partition("?")[0]))

    assert isinstance(record, Procedure)
    assert record.asked_as == ("quầy hàng chợ đêm", "sạp chợ đêm")
    assert record.field_sources == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"submissions-1-fees-0-amount_vnd": "năm mươi"}, "submissions-1-fees-0-amount_vnd"),
        ({"submissions-1-fees-0-amount_vnd": "5.5"}, "submissions-1-fees-0-amount_vnd"),
        ({"submissions-0-durations-0-unit": "x"}, "submissions-0-durations-0-unit"),
        ({"submissions-0-durations-0-count": "-3"}, "submissions-0-durations-0-count"),
        ({"submissions-0-fees-0-valid_to": "31/02/2026"}, "submissions-0-fees-0-valid_to"),
        ({"papers-1-form": "CT01"}, "papers-1-name"),
        ({"name": " "}, "name"),
        ({"source_as_of": "2027-01-01"}, "source_as_of"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
    ],
)
async def test_what_cannot_be_read_is_told_where_it_stands(
    editors: Editors, changes: dict[str, str], field: str
) -> None:
    values = form_of(STALL) | SOURCE | NEW_FEE | changes

    reply = await editors.an.post(f"{HOME}/sua/procedure/{STALL.code}", data=values)

    assert reply.status_code == 422
    assert f'id="f-{field}-fault"' in reply.text


async def test_what_the_check_calls_an_error_is_not_sent(editors: Editors) -> None:
    path = await editors.draft({"submissions-1-fees-0-amount_vnd": "55"})

    reply = await editors.an.post(f"{path}/gui")

    assert reply.status_code == 409
    assert "Có mức tiền dưới 1.000 đồng" in told(reply)
    assert (await editors.row(path)).state == "draft"


async def test_more_rows_come_without_a_script_and_keep_what_was_typed(editors: Editors) -> None:
    values = form_of(STALL) | {"papers-0-name": "Đơn đã sửa", "them": "papers"}

    page = await editors.an.post(f"{HOME}/sua/procedure/{STALL.code}", data=values)

    assert page.status_code == 200
    assert "Đơn đã sửa" in page.text
    assert 'name="papers-2-name"' in page.text


async def test_script_in_a_field_is_shown_as_words(editors: Editors) -> None:
    evil = '<script>alert("x")</script>'
    path = await editors.draft(
        NEW_FEE | {"place": evil, "reason": evil, "source_title": evil, "steps-0": evil}
    )

    for page in (
        await editors.an.get(path),
        await editors.an.get(f"{path}/sua"),
        await editors.an.get(HOME),
    ):
        assert page.status_code == 200
        assert evil not in page.text
        assert "&lt;script&gt;" in page.text


async def test_two_editors_on_one_record_lose_nothing(editors: Editors) -> None:
    first = await editors.draft(NEW_FEE)
    second = await editors.draft(
        {"place": "Nhà văn hóa", "submissions-1-fees-0-amount_vnd": "60000"}, by=editors.binh
    )
    form = await editors.binh.get(f"{second}/sua")
    assert "của an" in told(form), "the second sees that somebody else is at it"
    await editors.an.post(f"{first}/gui")
    await editors.binh.post(f"{second}/gui")
    await editors.binh.post(f"{first}/duyet", data={"revision": "1"})

    late = await editors.an.post(f"{second}/duyet", data={"revision": "1"})

    assert "xong=vuong" in late.headers["location"]
    page = told(await editors.binh.get(second))
    assert "Vướng bản sửa khác" in page
    assert "Nhà văn hóa" in page
    assert "60.000 đồng" in page


async def test_a_save_from_an_old_window_is_kept_as_a_draft_of_its_own(editors: Editors) -> None:
    path = await editors.draft(NEW_FEE)
    values = form_of(STALL) | SOURCE | NEW_FEE | {"revision": "1"}
    await editors.an.post(f"{path}/sua", data=values | {"place": "Cửa một"})

    late = await editors.an.post(f"{path}/sua", data=values | {"place": "Cửa hai"})

    assert "xong=ban-rieng" in late.headers["location"]
    kept = reading.body_of_row(await editors.row(path))
    assert isinstance(kept, Procedure)
    assert kept.place == "Cửa một"
    other = reading.body_of_row(await editors.row(late.headers["location"].partition("?")[0]))
    assert isinstance(other, Procedure)
    assert other.place == "Cửa hai"


async def test_a_new_guide_can_be_proposed_and_a_code_only_once(editors: Editors) -> None:
    values = SOURCE | {"title": "Trả tiền bằng mã", "summary": "Quét mã ở quầy.", "steps-0": "Quét"}
    bad = await editors.an.post(f"{HOME}/moi/guide", data=values | {"code": "Mã QR"})
    taken = await editors.an.post(f"{HOME}/moi/guide", data=values | {"code": WALLET.id})
    made = await editors.an.post(f"{HOME}/moi/guide", data=values | {"code": "g-tra-qr"})

    assert (bad.status_code, taken.status_code, made.status_code) == (422, 422, 303)
    assert "Đã có bản ghi mang mã này" in told(taken)
    row = await editors.row(made.headers["location"].partition("?")[0])
    assert (row.record_id, row.base) == ("g-tra-qr", None)


async def test_the_audience_changes_only_with_a_second_word(editors: Editors) -> None:
    values = form_of(INTERNAL) | SOURCE | {"audience": "public"}
    address = f"{HOME}/sua/procedure/{INTERNAL.code}"

    unsure = await editors.an.post(address, data=values)
    sure = await editors.an.post(address, data=values | {"audience_sure": "on"})

    assert unsure.status_code == 422
    assert sure.status_code == 303
    page = await editors.binh.get(sure.headers["location"])
    assert "đổi người được đọc" in told(page)


async def test_a_doubt_goes_only_when_its_tick_does(editors: Editors, desk: Desk) -> None:
    page = await editors.an.get(f"{HOME}/sua/procedure/tm-lac")
    assert 'name="doubt-0" checked' in page.text


@pytest.mark.parametrize("role", [Role.COUNTER, Role.OFFICIAL, Role.ADMIN])
async def test_others_than_editors_do_not_get_in(desk: Desk, role: Role) -> None:
    async with desk.browser(role) as client:
        for address in (HOME, f"{HOME}/tinh-trang", f"{HOME}/sua/procedure/{STALL.code}"):
            reply = await client.get(address)
            assert reply.status_code == 403
            assert INTERNAL_MARK not in reply.text


async def test_without_our_form_nothing_is_changed(editors: Editors) -> None:
    path = await editors.draft(NEW_FEE)
    del editors.an.headers["x-csrf"]

    reply = await editors.an.post(f"{path}/gui")

    assert reply.status_code == 403
    assert (await editors.row(path)).state == "draft"


async def test_a_question_can_be_closed_without_a_change(editors: Editors) -> None:
    number = ask(editors.desk, "cảm ơn nhé", candidates=[])

    await editors.an.post(f"{HOME}/cau-hoi/{number}/xong")

    assert "cảm ơn nhé" not in (await editors.an.get(HOME)).text
    rows = editors.desk.store.run_now(lambda s: s.query(AuditRow).all())
    assert ("an", "question.done", f"question:{number}") in [
        (row.actor, row.action, row.subject) for row in rows
    ]


async def test_records_are_found_without_accents_and_by_code(editors: Editors) -> None:
    by_name = await editors.an.get(f"{HOME}/tim", params={"q": "gia han quay"})
    by_code = await editors.an.get(f"{HOME}/tim", params={"q": "tm-xe"})

    assert "Gia hạn quầy hàng chợ đêm" in told(by_name)
    assert "Cấp thẻ gửi xe đạp" in told(by_code)
    assert "Cấp thẻ gửi xe đạp" not in told(by_name)


async def test_the_state_of_the_knowledge_is_listed_by_group_and_audience(
    editors: Editors,
) -> None:
    doubtful = told(await editors.an.get(f"{HOME}/tinh-trang", params={"nhom": "nghi-ngo"}))
    officials = told(
        await editors.an.get(
            f"{HOME}/tinh-trang", params={"nhom": "nguon-cu", "doi_tuong": Audience.OFFICIAL}
        )
    )

    assert "Thả đèn quầy hàng chợ đêm" in doubtful
    assert "Cấp thẻ gửi xe đạp" not in doubtful
    assert "Cấp phát máy tính công vụ" in officials
    assert "Cấp thẻ gửi xe đạp" not in officials


async def test_every_page_of_the_knowledge_has_its_headings_and_no_half_values(
    editors: Editors,
) -> None:
    path = await editors.draft(NEW_FEE)
    addresses = [
        HOME, f"{HOME}/tim?q=quay", f"{HOME}/tinh-trang", f"{HOME}/tien-do",
        f"{HOME}/moi/procedure", f"{HOME}/moi/guide", f"{HOME}/sua/guide/{WALLET.id}",
        f"{HOME}/ban-ghi/procedure/{STALL.code}", f"{HOME}/ban-ghi/guide/{WALLET.id}",
        path, f"{path}/sua",
    ]  # fmt: skip
    for address in addresses:
        page = await editors.an.get(address)
        assert page.status_code == 200, address
        for half in ("None", "Undefined", "procedure:", "in_review", "looked_up<"):
            assert half not in told(page), (address, half)


@pytest.mark.parametrize(
    "address",
    ["ban-ghi/procedure/tm-khong", "ban-ghi/plan/ben-go-2026", "sua/plan/ben-go-2026", "moi/plan",
     "de-xuat/99", "de-xuat/99/sua", "ban-ghi/procedure/tm-xe/phien-ban/3"],
)  # fmt: skip
async def test_what_is_not_there_is_said_in_words(editors: Editors, address: str) -> None:
    reply = await editors.an.get(f"{HOME}/{address}")

    assert reply.status_code in (404, 409)
    assert "Chưa làm được" in told(reply)


async def test_what_the_check_finds_is_shown_without_holding_up_the_page(desk: Desk) -> None:
    made = asyncio.Event()

    async def check() -> list[Finding]:
        await made.wait()
        return [
            Finding(
                rule="fee_differs", severity=Severity.WARNING, part=Part.CURATED,
                record_id=STALL.code, field="submissions.counter.fee", message="x", raw="<b>42</b>",
            ),
            Finding(
                rule="fee_differs", severity=Severity.WARNING, part=Part.CURATED,
                record_id="tm-not-known", field="fee", message="x",
            ),
        ]  # fmt: skip

    console = replace(desk.console, check=check)
    app = create_app(
        console.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        routers=console_routers(console),
    )
    async with replace(desk, app=app, console=console).browser(Role.EDITOR) as client:
        address = f"{HOME}/tinh-trang?nhom=lech"
        waiting = await client.get(address)
        made.set()
        await asyncio.sleep(0.05)
        checked = await client.get(address)

    assert "Đang kiểm tra toàn bộ" in told(waiting)
    assert "Đăng ký quầy hàng chợ đêm" not in told(waiting)
    assert "Đăng ký quầy hàng chợ đêm" in told(checked)
    assert "Lệ phí khác với trang trên Cổng đã nạp" in told(checked)
    assert "Các nguồn nói khác nhau (1)" in told(checked)
    assert "<b>42</b>" not in checked.text


async def test_a_record_in_service_shows_its_versions(editors: Editors) -> None:
    path = await editors.draft(NEW_FEE)
    await editors.an.post(f"{path}/gui")
    await editors.binh.post(f"{path}/duyet", data={"revision": "1"})
    edits = await editors.desk.store.run(edits_of)
    now = editors.desk.console.now()
    await editors.desk.store.run(lambda s: settle(s, edits.digests, now=now))

    page = told(await editors.an.get(f"{HOME}/ban-ghi/procedure/{STALL.code}"))
    version = told(await editors.an.get(f"{HOME}/ban-ghi/procedure/{STALL.code}/phien-ban/1"))

    assert "HĐND đã đổi mức" in page
    assert "trước khi sửa" in page
    assert "an soạn, binh duyệt" in version
    assert "55.000 đồng" in version


def test_every_rule_of_the_check_has_words_for_editors() -> None:
    assert set(RULE_WORDS) == set(RULES)
