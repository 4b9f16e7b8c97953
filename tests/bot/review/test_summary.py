"""The summary says on one page what was found, the gravest first, and what nobody looked at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from bot.review.read import document_of
from bot.review.run import CHECKS, Review
from bot.review.summary import TEXT_LIMIT, summary_pdf, summary_text, title_of
from bot.review.types import Block, Document, FileKind, Finding, Kind, Severity, Span
from bot.review.words import KIND_NAMES, SEVERITY_NAMES, counted

MADE_ON = date(2026, 11, 22)
DRAFT = """ỦY BAN NHÂN DÂN
PHƯỜNG BẾN GỖ
Số: …/KH-UBND
KẾ HOẠCH
Thả đèn và giữ vệ sinh bến sông năm 2026
Căn cứ nhiệm vụ được giao;
Mỗi tổ cử hai nguời trực bến.
Đến hết năm có 9 bến sạch trong số 8 bến.
Tổ trưởng báo cáo kết qủa hằng tuần.
"""


def draft(text: str = DRAFT) -> Document:
    return document_of(text, name="tha-den")


def found(
    quote: str, severity: Severity, *, is_certain: bool = True, kind: Kind = Kind.TYPO, **more: str
) -> Finding:
    start = DRAFT.index(quote)
    return Finding(
        rule="language.spelling",
        kind=kind,
        span=Span(start=start, end=start + len(quote)),
        why=more.get("why", f"chữ này viết sai: {severity.value}"),
        suggestion=more.get("suggestion"),
        severity=severity,
        certain=is_certain,
        source="Chính tả tiếng Việt",
    )


BLANK = found("Số: …/KH-UBND", Severity.HIGH, kind=Kind.BLANK, why="văn bản chưa có số")
TOO_MANY = found("9 bến", Severity.HIGH, is_certain=False, kind=Kind.INCONSISTENT_NUMBER)
PEOPLE = found("nguời", Severity.MEDIUM, suggestion="người")
RESULT = found("qủa", Severity.LOW, suggestion="quả")
ALL = (BLANK, PEOPLE, TOO_MANY, RESULT)


def text_of(*findings: Finding, limit: int = TEXT_LIMIT) -> str:
    return summary_text(Review(document=draft(), findings=findings), made_on=MADE_ON, limit=limit)


def read(pdf: bytes) -> Iterator[str]:
    opened = pypdfium2.PdfDocument(pdf)
    for page in opened:
        yield " ".join(page.get_textpage().get_text_bounded().split())
    opened.close()


def test_it_says_which_document_this_is_and_when_it_was_read() -> None:
    text = text_of(*ALL)

    assert text.startswith("KẾ HOẠCH Thả đèn và giữ vệ sinh bến sông năm 2026\n")
    assert "tha-den" in text
    assert "22/11/2026" in text


def test_findings_are_counted_by_severity_and_by_kind() -> None:
    text = text_of(*ALL)

    assert "Tìm thấy 4 chỗ: 2 nghiêm trọng, 1 cần sửa, 1 nên xem lại." in text
    assert "chính tả 2; bỏ trống số, ngày 1; số liệu không khớp 1" in text
    assert "1 chỗ máy chưa chắc" in text


def test_the_gravest_come_first_and_of_those_the_certain_ones() -> None:
    text = text_of(RESULT, PEOPLE, TOO_MANY, BLANK)

    places = [text.index(f"“{quote}”") for quote in ("Số: …/KH-UBND", "9 bến", "nguời", "qủa")]
    assert places == sorted(places)


def test_what_is_wrong_stands_with_its_line_and_what_should_be_there() -> None:
    assert "Dòng 7, “nguời”: Chữ này viết sai: medium. Nên: người" in text_of(PEOPLE)


def test_what_the_reason_says_already_is_not_said_twice() -> None:
    told = found("nguời", Severity.MEDIUM, why="viết sai; đúng là người", suggestion="người")

    assert "Nên:" not in text_of(told)


@pytest.mark.parametrize(
    ("kind", "place"),
    [(FileKind.TEXT, "Dòng 7"), (FileKind.DOCX, "Đoạn 7"), (FileKind.PDF, "Trang 2")],
)
def test_a_place_is_named_as_the_reader_of_the_file_finds_it(kind: FileKind, place: str) -> None:
    blocks = (
        Block(span=Span(start=0, end=DRAFT.index("Mỗi")), page=1),
        Block(span=Span(start=DRAFT.index("Mỗi"), end=DRAFT.index("Đến")), page=2),
        Block(span=Span(start=DRAFT.index("Đến"), end=len(DRAFT)), page=3),
    )
    document = Document(name="a", kind=kind, text=DRAFT, blocks=blocks)

    text = summary_text(Review(document=document, findings=(PEOPLE,)), made_on=MADE_ON)

    assert f"1. {place}, “nguời”" in text


def test_a_document_cannot_command_the_terminal_that_shows_it() -> None:
    text = "KẾ HOẠCH\x1b[2J\nThả\u202e đèn\nMỗi tổ \x1b]0;a\x07cử người."
    hostile = document_of(text, name="a\x1b[2J")
    finding = found("Mỗi tổ", Severity.HIGH, why="dòng \x1b[31m này")
    finding = replace(finding, span=Span(start=0, end=len(hostile.text)))

    shown = summary_text(Review(document=hostile, findings=(finding,)), made_on=MADE_ON)

    assert [each for each in shown if not each.isprintable() and each != "\n"] == []


def test_no_more_than_five_are_shown_and_the_others_are_counted() -> None:
    text = text_of(*ALL, PEOPLE, PEOPLE, RESULT)

    assert text.count("Dòng ") == 5
    assert "Còn 2 chỗ nữa." in text


def test_a_document_without_findings_is_not_called_right() -> None:
    text = text_of()

    assert "không tìm thấy" in text
    assert "chưa có nghĩa là văn bản đã đúng" in text
    assert "Nặng nhất" not in text


def test_it_says_what_was_checked_and_what_a_machine_cannot_know() -> None:
    text = text_of(PEOPLE)

    assert [name for name, _ in CHECKS if name not in text] == []
    assert "Máy không biết" in text
    assert "do máy làm" in text
    assert "không bị gửi ra khỏi máy chủ" in text


def test_it_passes_on_what_is_to_be_known_about_the_reading() -> None:
    document = draft()
    noted = Document(
        name=document.name,
        kind=document.kind,
        text=document.text,
        blocks=document.blocks,
        notes=("văn bản gõ bằng phông cũ, đã chuyển mã",),
    )

    text = summary_text(Review(document=noted, findings=()), made_on=MADE_ON)

    assert "Văn bản gõ bằng phông cũ, đã chuyển mã." in text


@pytest.mark.parametrize("limit", [900, 1_200, TEXT_LIMIT])
def test_it_fits_one_message_however_much_there_is_to_say(limit: int) -> None:
    long = [
        found("Tổ trưởng báo cáo", Severity.HIGH, why="lý do " * 200, suggestion="sửa " * 300)
    ] * 90

    text = text_of(*long, limit=limit)

    assert len(text) <= limit
    assert "Tìm thấy 90 chỗ" in text
    assert "do máy làm" in text


def test_the_page_is_one_page_and_holds_what_the_text_holds() -> None:
    pages = list(read(summary_pdf(Review(document=draft(), findings=ALL), made_on=MADE_ON)))

    (page,) = pages
    for words in ("KẾ HOẠCH Thả đèn", "2 nghiêm trọng", "“nguời”", "Nên: người", "Máy không biết"):
        assert words in page


def test_a_page_with_much_to_say_is_still_one_page_with_its_end() -> None:
    long = [found("Tổ trưởng báo cáo", Severity.HIGH, why="lý do " * 900)] * 90

    (page,) = read(summary_pdf(Review(document=draft(), findings=tuple(long)), made_on=MADE_ON))

    assert "Còn 85 chỗ nữa" in page
    assert "do máy làm" in page


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Số: 7\nTHÔNG BÁO\nVề việc nghỉ chợ\n\n1. Thời gian", "THÔNG BÁO Về việc nghỉ chợ"),
        ("TỜ TRÌNH\nVề việc mua thuyền\nKính gửi: Ủy ban", "TỜ TRÌNH Về việc mua thuyền"),
        ("QUYẾT ĐỊNH VỀ VIỆC MỞ BẾN\nở phường", "QUYẾT ĐỊNH VỀ VIỆC MỞ BẾN ở phường"),
        ("KẾ HOẠCH\nMở bến\nKẾ HOẠCH\nMở chợ", "KẾ HOẠCH Mở bến"),
        ("Kế hoạch của phường có ba phần.", "tha-den"),
        ("", "tha-den"),
    ],
)  # fmt: skip
def test_the_title_is_the_documents_own_or_else_the_files_name(text: str, title: str) -> None:
    assert title_of(draft(text)) == title


def test_every_kind_and_severity_has_a_name() -> None:
    assert set(KIND_NAMES) == set(Kind)
    assert set(SEVERITY_NAMES) == set(Severity)


def test_a_severity_that_nothing_has_is_not_counted() -> None:
    assert counted([RESULT, RESULT]) == "2 nên xem lại"
