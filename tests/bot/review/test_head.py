"""What a document's head says of the document."""

from datetime import date

import pytest

from bot.review import head
from bot.review.read import document_of

TWO_LINES = """ỦY BAN NHÂN DÂN
XÃ BÁT XÁT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/KH-UBND
Bát Xát, ngày 05 tháng 02 năm 2026

KẾ HOẠCH
Khuyến học

Thực hiện Kế hoạch số 99/KH-UBND ngày 01/02/2026 của UBND tỉnh.
"""
TABLE = """UBND TỈNH LÀO CAI\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ TƯ PHÁP\tĐộc lập - Tự do - Hạnh phúc
Số: 7/2026/QĐ-STP\tLào Cai, ngày 05 tháng 02 năm 2026

QUYẾT ĐỊNH
Về việc giao việc
"""
BLANK = """Số:        /KH-UBND
Bát Xát, ngày      tháng 8 năm 2025

KẾ HOẠCH
Khuyến học
"""
NONE = """KẾ HOẠCH
Khuyến học năm 2025

Thực hiện Kế hoạch số 99/KH-UBND ngày 01/02/2025 của UBND tỉnh, UBND xã Bát Xát xây dựng Kế hoạch
như sau:
"""


@pytest.mark.parametrize(
    ("text", "number", "symbol", "kind", "day", "issuer"),
    [
        (TWO_LINES, "12/KH-UBND", "KH-UBND", "Kế hoạch", date(2026, 2, 5), "UBND xã Bát Xát"),
        (TABLE, "7/2026/QĐ-STP", "QĐ-STP", "Quyết định", date(2026, 2, 5), "Sở tư pháp"),
        (BLANK, None, "KH-UBND", "Kế hoạch", None, None),
        (NONE, None, None, "Kế hoạch", None, "UBND xã Bát Xát"),
        ("", None, None, None, None, None),
    ],
    ids=["two lines", "table", "blank", "no head", "empty"],
)
def test_the_head_gives_number_kind_day_and_issuer(
    text: str,
    number: str | None,
    symbol: str | None,
    kind: str | None,
    day: date | None,
    issuer: str | None,
) -> None:
    document = document_of(text)

    assert head.own_number(document) == number
    assert head.own_symbol(document) == symbol
    assert head.own_kind(document) == kind
    assert head.own_date(document) == day
    assert head.own_issuer(document) == issuer


def test_a_blank_day_leaves_the_month() -> None:
    assert head.own_period(document_of(BLANK)) == (date(2025, 8, 1), date(2025, 8, 31))


def test_a_blank_month_leaves_the_year() -> None:
    text = BLANK.replace("tháng 8", "tháng  ")

    assert head.own_period(document_of(text)) == (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    "line",
    [
        "Bát Xát, ngày 31 tháng 02 năm 2025",
        "Hoàn thành trước, ngày 05 tháng 02 năm 2025 và báo cáo cấp trên",
        "Cuộc họp bắt đầu từ ngày 05 tháng 02 năm 2025",
    ],
)
def test_no_such_day_and_the_days_of_sentences_are_not_the_documents(line: str) -> None:
    assert head.own_date(document_of(f"Khuyến học\n\n{line}\n")) is None
