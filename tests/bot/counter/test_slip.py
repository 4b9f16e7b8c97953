"""The page that a resident takes home."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from bot.counter.check import Reply, papers_of
from bot.counter.letters import drawable
from bot.counter.slip import NotForResidents, Slip, Ticked, slip_of
from bot.counter.slip_pdf import slip_pdf
from bot.procedure_trust import NO_LAW
from bot.ward import Ward
from knowledge.types import Channel, Paper, Procedure
from tests.bot.counter.conftest import LOST_PAGE, MONDAY, OFFICIAL_ONLY, STAFF_ONLY

WARD = Ward(
    name="phường Bến Gỗ",
    province="thành phố Mây",
    address="số 1 phố Đèn Kéo Quân",
    hotline="0900 000 001",
)


def slip(procedure: Procedure, ticked: Ticked | None = None, **days: date) -> Slip:
    days = {"today": MONDAY, "made_on": MONDAY, **days}
    return slip_of(procedure, ticked or Ticked(), law=NO_LAW, ward=WARD, **days)


def read(pdf: bytes) -> list[str]:
    """Return the text of each page, blanks made one."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages: list[str] = []
        for page in document:
            text = page.get_textpage()
            pages.append(" ".join(text.get_text_range().split()))
            text.close()
            page.close()
        return pages
    finally:
        document.close()


def part(made: Slip, heading: str) -> tuple[str, ...]:
    return next((p.lines for p in made.parts if p.heading.startswith(heading)), ())


def test_the_page_says_in_right_vietnamese_what_a_resident_needs(lantern: Procedure) -> None:
    (text,) = read(slip_pdf(slip(lantern)))
    for said in (
        "Phường Bến Gỗ, thành phố Mây",
        "Số 1 phố Đèn Kéo Quân.",
        "Điện thoại: 0900 000 001",
        "Đăng ký khai đèn (mã 1.004217)",
        "– Tờ khai đèn (mẫu ĐL05)",
        "Treo ở nhà thuê: Giấy của chủ nhà; Hợp đồng thuê (1 bản sao)",
        "31.000 đồng/chiếc.",
        "3 ngày làm việc.",
        "thứ Sáu 27/11",
        "Trung tâm Phục vụ hành chính công phường",
        "Thông tin thủ tục: ngày 01/07/2026",
        "Lập ngày 23/11/2026.",
        "https://example.vn/so-mau",
    ):
        assert said in text


def test_every_letter_of_vietnamese_can_be_printed_and_read_again(lantern: Procedure) -> None:
    letters = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    text = read(slip_pdf(slip(replace(lantern, name=f"Đèn {letters} {letters.upper()}"))))[0]
    assert letters in text
    assert letters.upper() in text


def test_the_letters_are_embedded(lantern: Procedure) -> None:
    pdf = slip_pdf(slip(lantern))
    assert pdf.count(b"/FontFile2") == 2
    assert len(pdf) < 60_000


def test_nothing_that_was_made_for_the_page_is_logged(
    lantern: Procedure, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        slip_pdf(slip(lantern))
    assert caplog.records == []


def test_what_was_brought_is_not_asked_for_again(lantern: Procedure) -> None:
    papers = papers_of(lantern)
    photo = next(item for item in papers.items if "Ảnh" in item.text)
    rented = next(group for group in papers.groups if "nhà thuê" in group.question)
    made = slip(lantern, Ticked(brought=(photo.key,), replies={rented.key: Reply.YES}))
    assert part(made, "Còn thiếu") == (
        "Tờ khai đèn (mẫu ĐL05)",
        "Giấy của chủ nhà",
        "Hợp đồng thuê (1 bản sao)",
    )
    assert part(made, "Đã có") == ("Ảnh chụp đèn (2 bản sao)",)


def test_fee_and_time_are_those_of_the_chosen_way(lantern: Procedure) -> None:
    made = slip(lantern, Ticked(channel=Channel.ONLINE))
    assert part(made, "Lệ phí (nộp trực tuyến)")[0].startswith("13.000 đồng")
    assert part(made, "Thời gian (nộp trực tuyến)")[0] == "2 ngày làm việc."


def test_later_the_due_day_is_still_counted_from_the_day_it_was_made(lantern: Procedure) -> None:
    later = slip(lantern, today=date(2026, 12, 1), made_on=MONDAY)
    assert "thứ Sáu 27/11" in " ".join(part(later, "Thời gian"))
    assert later.made_on == MONDAY


@pytest.mark.parametrize("procedure", [STAFF_ONLY, OFFICIAL_ONLY, LOST_PAGE])
def test_for_staff_only_or_from_a_lost_page_no_sheet_is_made(procedure: Procedure) -> None:
    with pytest.raises(NotForResidents):
        slip(procedure)


def _long(papers: int, words: int) -> Sequence[Paper]:
    return tuple(
        Paper(name=f"Giấy thứ {number}: " + "đèn kéo quân " * words, originals=1)
        for number in range(papers)
    )


@pytest.mark.parametrize(("papers", "words"), [(1, 1), (30, 4), (12, 30), (94, 25), (400, 60)])
def test_however_long_the_list_is_the_sheet_has_one_page(
    lantern: Procedure, papers: int, words: int
) -> None:
    made = slip(replace(lantern, papers=tuple(_long(papers, words))))
    pages = read(slip_pdf(made))
    assert len(pages) == 1
    assert "31.000 đồng/chiếc" in pages[0]
    assert "Lập ngày 23/11/2026" in pages[0]


def test_what_was_cut_is_said_to_be_cut_and_where_it_stands(lantern: Procedure) -> None:
    made = slip(replace(lantern, papers=tuple(_long(94, 25))))
    (text,) = read(slip_pdf(made))
    assert "rút gọn cho vừa một trang. Xem tiếp ở https://example.vn/so-mau" in text
    assert " mục nữa" in text
    assert "rút gọn" not in read(slip_pdf(slip(lantern)))[0]


def test_without_a_link_there_is_no_code_to_scan(lantern: Procedure) -> None:
    bare = replace(lantern, source=replace(lantern.source, url=None))
    (text,) = read(slip_pdf(slip(bare)))
    assert "Quét mã" not in text


def test_a_link_that_is_no_web_address_is_not_printed(lantern: Procedure) -> None:
    trap = replace(lantern, source=replace(lantern.source, url="javascript:alert(1)"))
    assert slip(trap).url == ""


def test_what_the_font_cannot_draw_leaves_no_box() -> None:
    widths = dict.fromkeys(map(ord, "abc 2"), 500.0)
    assert drawable("a\uf0b7b²🙂c", widths) == "a b2 c"
