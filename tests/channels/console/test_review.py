"""The review page: who sees what, what is refused, what is remembered, what is taken away."""

import asyncio
import io
import json
import zipfile
from datetime import timedelta
from urllib.parse import unquote

import httpx
import pypdfium2 as pdfium
import pytest
from docx import Document as new_docx
from sqlalchemy import select

from bot.review.kept_files import home_of
from bot.review.types import Kind, Severity
from bot.staff.rights import Role
from bot.store.models import AuditRow
from bot.store.review import ReviewRow
from channels.console.review_expiry import ReviewExpiry
from tests.channels.console.conftest import Desk
from tests.channels.console.reviewed import PAGE, PLAN, Slip, plant, upload

SCRIPT = "<script>alert(1)</script>"
SLIP = Slip("đối số", suggestion="đổi số")
PARTY = Slip("đảng ủy", kind=Kind.FORMAT, severity=Severity.LOW)
PERCENT = Slip("90%", kind=Kind.INCONSISTENT_NUMBER, severity=Severity.HIGH)
IGNORED = {"ly-do": "dung-y", "ghi-chu": ""}


async def result(client: httpx.AsyncClient, address: str) -> httpx.Response:
    """Wait as a browser does until the review is done, and return its page."""
    async with asyncio.timeout(60):
        while "HX-Redirect" not in (await client.get(f"{address}/tien-do")).headers:
            await asyncio.sleep(0.05)
    return await client.get(address)


def docx(*paragraphs: str) -> bytes:
    out, document = io.BytesIO(), new_docx()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


@pytest.mark.slow
async def test_a_document_is_reviewed_apart_and_shown_to_who_gave_it(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        given = await upload(lan, PLAN.encode())
        address = given.headers["location"]
        waits = (await lan.get(address)).text
        assert '<noscript><meta http-equiv="refresh"' in waits
        assert "Đang rà soát" in waits
        seen = waits.partition("tien-do?thay=")[2].partition('"')[0]
        same = await lan.get(f"{address}/tien-do", params={"thay": seen})
        assert same.status_code == 204 or seen not in same.text
        page = await result(lan, address)
        listed = (await lan.get(PAGE)).text

    assert given.status_code == 303
    assert page.status_code == 200
    assert "Công an phường hướng dẫn người dân" in page.text
    assert ">kế hoạch.txt</a>" in listed
    rows = desk.store.run_now(lambda s: [(r.actor, r.action, r.subject) for r in s.query(AuditRow)])
    assert rows == [("lan", "review.uploaded", "review:1")]
    assert "kế hoạch" not in caplog.text
    assert "Công an" not in caplog.text


@pytest.mark.slow
async def test_one_is_reviewed_at_a_time_and_who_waits_is_told_how_many_come_first(
    desk: Desk,
) -> None:
    async with desk.browser(Role.OFFICIAL) as lan:
        first, second = [(await upload(lan, PLAN.encode())).headers["location"] for _ in range(2)]
        assert "Còn 1 văn bản ở trước" in (await lan.get(second)).text
        pages = [await result(lan, address) for address in (first, second)]

    assert ["Bản 1," in pages[0].text, "Bản 2," in pages[1].text] == [True, True]


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (docx("Kế hoạch")[:300], "kế hoạch.docx", "hỏng"),
        (docx("Kế hoạch"), "kế hoạch.pdf", "bên trong là"),
        (workbook(), "kế hoạch.docx", "Excel"),
        (b"The quick brown fox jumps over the lazy dog. " * 40, "kế hoạch.txt", "tiếng Việt"),
    ],
    ids=["broken", "misnamed", "workbook", "English"],
)
async def test_what_cannot_be_reviewed_is_told_in_one_line_and_its_file_deleted(
    desk: Desk, content: bytes, name: str, says: str
) -> None:
    async with desk.browser(Role.OFFICIAL) as lan:
        given = await upload(lan, content, name)
        page = (await result(lan, given.headers["location"])).text

    told = page.partition('role="alert">')[2].partition("</p>")[0]
    assert told.startswith(f"{name}: ")
    assert says in told
    assert "source" not in page
    assert "Máy thấy" not in page
    kept = {path.name for path in (desk.console.data_dir / "reviews").glob("*/*")}
    assert kept == {"name.json", "problem.json"}


@pytest.mark.slow
async def test_what_waits_when_the_server_was_started_anew_is_done_when_somebody_looks(
    desk: Desk,
) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", [])
        home = home_of(token, desk.console.data_dir / "reviews")
        (home / "found.json").unlink()

        def wait() -> None:
            with desk.store.transaction() as session:
                row = session.scalars(select(ReviewRow)).one()
                row.state, row.document_id, row.version = "waiting", None, 0

        wait()
        page = await result(lan, f"{PAGE}/{token}")

    assert "Công an phường" in page.text


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\x7fELF\x01\x00", "ke-hoach.docx", "không phải DOCX, PDF hay TXT"),
        (b"", "ke-hoach.docx", "Tệp trống"),
    ],
)
async def test_what_cannot_be_a_document_is_refused_before_it_is_kept(
    desk: Desk, content: bytes, name: str, says: str
) -> None:
    async with desk.browser(Role.OFFICIAL) as lan:
        reply = await upload(lan, content, name)

    assert reply.status_code == 422
    assert says in reply.text
    assert list((desk.console.data_dir / "reviews").glob("*")) == []
    assert desk.store.run_now(lambda s: s.scalars(select(ReviewRow)).all()) == []


async def test_a_form_without_a_file_says_what_is_missing(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL) as lan:
        for reply in (
            await lan.post(PAGE, data={"tep": "chữ"}),
            await lan.post(PAGE, files={"tep": ("", b"")}),
        ):
            assert (reply.status_code, "Chưa chọn tệp" in reply.text) == (422, True)


async def test_a_file_that_is_too_large_is_refused_unread(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL) as lan:
        announced = {"content-length": str(30 * 1024**2), "content-type": "multipart/form-data"}
        reply = await lan.post(PAGE, content=b"x", headers=announced)

    assert reply.status_code == 413
    assert "20 MB" in reply.text


async def test_every_address_of_anothers_document_is_as_if_it_were_not_there(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan"):
        token = plant(desk, "lan", [SLIP])
    async with desk.browser(Role.EDITOR, login="minh") as minh:
        replies = [
            await minh.get(f"{PAGE}/{token}{rest}")
            for rest in ("", "/tien-do", "/json", "/word", "/tom-tat")
        ] + [
            await minh.post(f"{PAGE}/{token}{rest}", data=IGNORED)
            for rest in ("/xoa", "/tach", "/1/nhan", "/1/bo-qua", "/1/hoan-tac")
        ]
        listed = (await minh.get(PAGE)).text

    assert {reply.status_code for reply in replies} == {404}
    assert not any("đối số" in reply.text or "kế hoạch.txt" in reply.text for reply in replies)
    assert token not in listed
    assert home_of(token, desk.console.data_dir / "reviews").is_dir()


async def test_when_its_time_is_over_nobody_sees_it_and_its_files_are_deleted(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", [SLIP])
        desk.clock.ahead = timedelta(hours=23)
        async with desk.browser(Role.OFFICIAL, login="hoa"):
            young = plant(desk, "hoa", [SLIP])
        stray = desk.console.data_dir / "reviews" / ("f" * 32)
        stray.mkdir()
        desk.clock.ahead = timedelta(hours=24, minutes=1)
        folder = desk.console.data_dir / "reviews"
        expiry = ReviewExpiry(store=desk.store, folder=folder, now=desk.clock)
        staff = desk.store.run_now(lambda s: s.scalars(select(ReviewRow.staff_id)).first())
        lan.cookies.set(desk.console.access.cookie_name, desk.cookie(staff or 0))
        over = await lan.get(f"{PAGE}/{token}")
        assert home_of(token, folder).is_dir()
        deleted = await expiry.look_after()

    assert over.status_code == 404
    assert "hết thời gian giữ" in over.text
    assert deleted == 2
    assert [path.name for path in folder.iterdir()] == [young]


async def test_what_the_owner_deletes_is_gone_at_once(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", [SLIP])
        reply = await lan.post(f"{PAGE}/{token}/xoa")
        again = await lan.get(f"{PAGE}/{token}")

    assert (reply.status_code, again.status_code) == (303, 404)
    assert list((desk.console.data_dir / "reviews").iterdir()) == []


async def test_nothing_of_a_document_becomes_part_of_the_page(desk: Desk) -> None:
    slips = [Slip(SCRIPT, why=f"sai {SCRIPT}", suggestion=SCRIPT), Slip("đối số")]
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", slips, text=f"{PLAN}\n{SCRIPT}\n", name=f'"{SCRIPT}.txt')
        await lan.post(f"{PAGE}/{token}/1/bo-qua", data={"ly-do": "dung-y", "ghi-chu": SCRIPT})
        pages = [(await lan.get(path)).text for path in (PAGE, f"{PAGE}/{token}")]
        taken = await lan.get(f"{PAGE}/{token}/json")

    assert not any("<script>alert" in page for page in pages)
    assert pages[1].count("&lt;script&gt;alert(1)") >= 4
    assert "\n" not in taken.headers["content-disposition"]
    assert "script" not in taken.headers["content-disposition"].partition("filename*")[0]


async def test_an_ignored_finding_is_ignored_in_the_next_version_until_it_is_undone(
    desk: Desk,
) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        first = plant(desk, "lan", [SLIP, PARTY])
        form = {"ly-do": "may-sai", "ghi-chu": "tên riêng"}
        done = await lan.post(f"{PAGE}/{first}/2/bo-qua", data=form)
        assert done.headers["location"] == f"{PAGE}/{first}#loi-2"
        newer = plant(desk, "lan", [PARTY], text=PLAN.replace("đối số", "đổi số"))
        page = (await lan.get(f"{PAGE}/{newer}")).text
        assert "Đã bỏ qua ở lần trước" in page
        assert "Máy báo sai: tên riêng" in page
        assert "Máy không thấy điểm nào cần sửa" in page
        assert json.loads((await lan.get(f"{PAGE}/{newer}/json")).text)["findings"] == []
        await lan.post(f"{PAGE}/{newer}/1/hoan-tac")
        after = (await lan.get(f"{PAGE}/{newer}")).text

    assert "Đã bỏ qua ở lần trước" not in after
    assert "Máy thấy 1 điểm" in after


async def test_an_accepted_finding_is_told_as_mended_when_it_is_gone(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        first = plant(desk, "lan", [SLIP, PARTY])
        for number in (1, 2):
            await lan.post(f"{PAGE}/{first}/{number}/nhan")
        newer = plant(desk, "lan", [PARTY], text=PLAN.replace("đối số", "đổi số"))
        page = (await lan.get(f"{PAGE}/{newer}")).text

    assert "Đã sửa từ các lần trước: <b>1</b>" in page
    assert "Đã nhận ở lần trước, vẫn còn" in page


async def test_ignoring_without_a_reason_is_refused_with_the_page(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", [SLIP])
        part = await lan.post(f"{PAGE}/{token}/1/bo-qua", headers={"hx-request": "true"})
        reply = await lan.post(f"{PAGE}/{token}/1/bo-qua", data={"ly-do": "", "ghi-chu": ""})
        none = await lan.post(f"{PAGE}/{token}/2/nhan")

    assert (reply.status_code, "Chọn lý do bỏ qua" in reply.text) == (422, True)
    assert none.status_code == 404
    assert (part.status_code, unquote(part.headers["x-problem"])) == (422, "Chọn lý do bỏ qua.")


async def test_with_htmx_a_decision_returns_the_finding_and_the_counts_alone(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", [SLIP, PARTY])
        reply = await lan.post(f"{PAGE}/{token}/1/nhan", headers={"hx-request": "true"})

    assert reply.text.lstrip().startswith('<article id="loi-1"')
    assert 'data-verdict="accepted"' in reply.text
    assert 'hx-swap-oob="true">Chưa xử lý: <b>1</b>. Sẽ sửa: <b>1</b>' in reply.text
    assert "<html" not in reply.text


async def test_the_filter_shows_what_its_links_count(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", [SLIP, PARTY, PERCENT])
        address = f"{PAGE}/{token}"
        page = (await lan.get(address)).text
        high = (await lan.get(f"{address}?muc=high")).text
        both = (await lan.get(f"{address}?muc=low&loai=typo")).text
        odd = (await lan.get(f"{address}?muc=%3Cb%3E&loai=x")).text

    assert f'href="{address}?muc=high">Nghiêm trọng (1)' in page
    assert f'href="{address}?loai=typo">Chính tả (1)' in page
    numbers = {
        name: text.count("<article")
        for name, text in zip("phbo", (page, high, both, odd), strict=True)
    }
    assert numbers == {"p": 3, "h": 1, "b": 0, "o": 3}
    assert 'id="loi-3"' in high
    assert "theo bộ lọc này" in both


async def test_a_document_recognised_wrongly_is_parted_from_the_other(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        first = plant(desk, "lan", [PARTY])
        await lan.post(f"{PAGE}/{first}/1/bo-qua", data=IGNORED)
        second = plant(desk, "lan", [PARTY])
        assert "Không phải, là văn bản khác" in (await lan.get(f"{PAGE}/{second}")).text
        await lan.post(f"{PAGE}/{second}/tach")
        page = (await lan.get(f"{PAGE}/{second}")).text

    assert "Bản 1," in page
    assert "Đã bỏ qua" not in page


async def test_what_is_taken_away_is_saved_and_not_shown(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", [SLIP, PARTY])
        await lan.post(f"{PAGE}/{token}/2/bo-qua", data=IGNORED)
        taken = await lan.get(f"{PAGE}/{token}/json")

    told = json.loads(taken.text)
    assert (told["doc"], [each["quote"] for each in told["findings"]]) == ("kế hoạch", ["đối số"])
    assert taken.headers["content-disposition"].startswith("attachment;")
    assert (
        "filename*=UTF-8''ra-soat-k%E1%BA%BF%20ho%E1%BA%A1ch.json"
        in (taken.headers["content-disposition"])
    )
    assert taken.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in taken.headers["cache-control"]


@pytest.mark.slow
async def test_the_summary_and_the_annotated_file_leave_out_what_was_ignored(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL, login="lan") as lan:
        token = plant(desk, "lan", [SLIP, PARTY, PERCENT])
        await lan.post(f"{PAGE}/{token}/2/bo-qua", data=IGNORED)
        pdf = await lan.get(f"{PAGE}/{token}/tom-tat")
        word = await lan.get(f"{PAGE}/{token}/word")

    with pdfium.PdfDocument(pdf.content) as pages:
        (page,) = pages
        text = " ".join(page.get_textpage().get_text_bounded().split())
    comments = [each.text for each in new_docx(io.BytesIO(word.content)).comments]
    assert "kế hoạch" in text
    assert "Tìm thấy 2 chỗ" in text
    assert len(comments) == 2
    deeds = desk.store.run_now(lambda s: [row.action for row in s.query(AuditRow)])
    assert deeds == ["review.uploaded", "review.taken", "review.taken"]


@pytest.mark.slow
async def test_what_is_deleted_while_it_waits_holds_up_nobody(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL) as lan:
        running, waiting, last = [
            (await upload(lan, PLAN.encode())).headers["location"] for _ in range(3)
        ]
        for address in (running, waiting):
            assert (await lan.post(f"{address}/xoa")).status_code == 303
        page = await result(lan, last)

    assert "Bản 1," in page.text
    assert len(list((desk.console.data_dir / "reviews").iterdir())) == 1


async def test_who_waits_with_three_documents_gets_no_fourth_in(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL) as lan:
        replies = [await upload(lan, PLAN.encode()) for _ in range(4)]
        # The first may be done by now, on a fast machine.
        for reply in replies:
            if "location" in reply.headers:
                await lan.post(f"{reply.headers['location']}/xoa")

    assert [reply.status_code for reply in replies] == [303, 303, 303, 422]
    assert "đang chờ rà soát" in replies[3].text
    assert list((desk.console.data_dir / "reviews").iterdir()) == []


@pytest.mark.slow
async def test_others_are_answered_while_a_document_is_reviewed(desk: Desk) -> None:
    async with desk.browser(Role.OFFICIAL) as lan, desk.browser() as resident:
        long = "\n\n".join(f"{PLAN} Điểm {n}." for n in range(40))
        address = (await upload(lan, long.encode())).headers["location"]
        answered = 0
        while "HX-Redirect" not in (await lan.get(f"{address}/tien-do")).headers:
            answered += (await resident.get("/healthz")).status_code == 200
            await asyncio.sleep(0.01)

    assert answered >= 10
