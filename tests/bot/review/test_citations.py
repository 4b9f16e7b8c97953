"""References to legal acts and plans are found as they stand, and nothing else is."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.citations import citations
from bot.review.read import document_of
from bot.review.types import Cited
from knowledge.acts import number_key


def _found(text: str) -> list[Cited]:
    return list(citations(document_of(text)))


def _one(text: str) -> Cited:
    (found,) = _found(text)
    return found


@pytest.mark.parametrize(
    ("text", "kind", "number", "issuer", "issued"),
    [
        pytest.param(
            "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư",
            "Nghị định", "30/2020/NĐ-CP", "Chính phủ", date(2020, 3, 5),
            id="whole",
        ),
        pytest.param(
            "Theo NĐ 30/2020/NĐ-CP ngày 5/3/2020 của CP",
            "Nghị định", "30/2020/NĐ-CP", "CP", date(2020, 3, 5),
            id="abbreviated",
        ),
        pytest.param(
            "Theo QĐ số 61/QĐ-UBND ngày 12.7.2023",
            "Quyết định", "61/QĐ-UBND", None, date(2023, 7, 12),
            id="abbreviated, dots in the date",
        ),
        pytest.param(
            "Quyết\nđịnh số 61/QĐ-\nUBND ngày 12/\n7/2023 của UBND tỉnh\nLào Cai về phí",
            "Quyết định", "61/QĐ-UBND", "UBND tỉnh Lào Cai", date(2023, 7, 12),
            id="broken over lines",
        ),
        pytest.param(
            "Chi thị 66/CT- TTg ngày 12 tháng 4 năm 2024 của Thủ tướng",
            "Chỉ thị", "66/CT-TTg", "Thủ tướng", date(2024, 4, 12),
            id="misspelt kind, blank in the number",
        ),
        pytest.param(
            "Quyết đinh số 61 /QĐ - UBND ngày 12 / 7/ 2023",
            "Quyết định", "61/QĐ-UBND", None, date(2023, 7, 12),
            id="blanks everywhere",
        ),
        pytest.param(
            "Nghị quyết số 61–NQ/TU, ngày 12/7/2023 của Ban Thường vụ Tỉnh uỷ Lào Cai",
            "Nghị quyết", "61-NQ/TU", "Ban Thường vụ Tỉnh uỷ Lào Cai", date(2023, 7, 12),
            id="of the Party, long dash",
        ),
        pytest.param(
            "Kế hoạch số 61-KH/BCĐ57 ngày 12/7/2025 của Ban Chỉ đạo 57 Thành ủy thực hiện",
            "Kế hoạch", "61-KH/BCĐ57", "Ban Chỉ đạo 57 Thành ủy", date(2025, 7, 12),
            id="steering committee",
        ),
        pytest.param(
            "Nghị quyết số 61/2023/HĐND ngày 12/7/2023 của HĐND về học phí",
            "Nghị quyết", "61/2023/HĐND", "HĐND", date(2023, 7, 12),
            id="incomplete symbol",
        ),
        pytest.param(
            "Nghị quyết của HĐND tỉnh Lào Cai số 61/2023/NQ-HĐND ngày 12/7/2023",
            "Nghị quyết", "61/2023/NQ-HĐND", "HĐND tỉnh Lào Cai", date(2023, 7, 12),
            id="issuer before the number",
        ),
        pytest.param(
            "Kế hoạch số 61/KH-UBND của UBND xã Bát Xát ngày 12/7/2023",
            "Kế hoạch", "61/KH-UBND", "UBND xã Bát Xát", date(2023, 7, 12),
            id="issuer before the date",
        ),
        pytest.param(
            "Kế hoạch số 61/KH-UBND ngày 12/7/2023 và ngày 15/7/2023 của UBND xã",
            "Kế hoạch", "61/KH-UBND", "UBND xã", date(2023, 7, 12),
            id="two days",
        ),
        pytest.param(
            "Công văn số 61/STTTT-CNTT, ngày 12/7/2023 của Sở Thông tin và Truyền thông về báo cáo",
            "Công văn", "61/STTTT-CNTT", "Sở Thông tin và Truyền thông", date(2023, 7, 12),
            id="letter of a department",
        ),
        pytest.param(
            "Luật Giao dịch điện tử số 20/2023/QH15 ngày 22/6/2023",
            "Luật", "20/2023/QH15", None, date(2023, 6, 22),
            id="law with name and number",
        ),
        pytest.param(
            "theo chương trình số 61/CTr-UBND, ngày 12/7/2023 của UBND tỉnh và các sở",
            "Chương trình", "61/CTr-UBND", "UBND tỉnh", date(2023, 7, 12),
            id="programme",
        ),
        pytest.param(
            "Nghị quyết số 66.7/2025/NQ-CP ngày 15/11/2025 của Chính phủ",
            "Nghị quyết", "66.7/2025/NQ-CP", "Chính phủ", date(2025, 11, 15),
            id="number with a point",
        ),
        pytest.param(
            "Nghị định số 61/2022/NÐ-CP1 ngày 12/7/2022 của Chính phủ",
            "Nghị định", "61/2022/NĐ-CP", "Chính phủ", date(2022, 7, 12),
            id="Icelandic letter, mark of a footnote",
        ),
        pytest.param(
            "can cu Nghi dinh so 30/2020/ND-CP ngay 05 thang 3 nam 2020",
            "Nghị định", "30/2020/NĐ-CP", None, date(2020, 3, 5),
            id="without diacritics",
        ),
        pytest.param(
            "Kế hoạch số 61/KH-UBND ngày 24/01/2025 của UBND quận Hà Đông Chuyển đổi số năm 2025",
            "Kế hoạch", "61/KH-UBND", "UBND quận Hà Đông", date(2025, 1, 24),
            id="title right after the issuer",
        ),
        pytest.param(
            "Kế hoạch số 61/KH-UBND ngày 24/01/2025 của UBND thành phố Hải Phòng (cũ).",
            "Kế hoạch", "61/KH-UBND", "UBND thành phố Hải Phòng (cũ)", date(2025, 1, 24),
            id="former issuer",
        ),
        pytest.param(
            "Thông tư liên tịch số 61/2013/TTLT-BYT-BTC ngày 24/01/2013 của Bộ Y tế, Bộ Tài chính.",
            "Thông tư liên tịch", "61/2013/TTLT-BYT-BTC", "Bộ Y tế, Bộ Tài chính",
            date(2013, 1, 24),
            id="two issuers",
        ),
        pytest.param(
            "Nghị định số 61/2022/NĐ-CP ngày 31/02/2022 của Chính phủ",
            "Nghị định", "61/2022/NĐ-CP", "Chính phủ", None,
            id="impossible day",
        ),
        pytest.param(
            "Tiếp tục triển khai Đề án 06 trên địa bàn.", "Đề án", "06", None, None,
            id="short name",
        ),
        pytest.param(
            "Nghị quyết số 57 của Bộ Chính trị", "Nghị quyết", "57", "Bộ Chính trị", None,
            id="number without a symbol",
        ),
        pytest.param(
            "(Kèm theo Kế hoạch số     /KH -UBND ngày     tháng     năm 2026 của UBND xã Bát Xát",
            "Kế hoạch", None, "UBND xã Bát Xát", None,
            id="left blank",
        ),
        pytest.param(
            "Quyết định số ……/QĐ-UBND ngày …/…/2025 của UBND xã",
            "Quyết định", None, "UBND xã", None,
            id="blank with dots",
        ),
        pytest.param("theo quy định của Luật Viễn thông.", "Luật", None, None, None, id="law"),
        pytest.param("Luật CNTT, và các quy định", "Luật", None, None, None, id="law, short"),
        pytest.param(
            "theo Luật Ngân sách và các văn bản hiện hành", "Luật", None, None, None,
            id="law before other words",
        ),
        pytest.param("Bộ luật Lao động 2019", "Bộ luật", None, None, None, id="code with year"),
    ],
)  # fmt: skip
def test_a_citation_is_read_whole(
    text: str, kind: str, number: str | None, issuer: str | None, issued: date | None
) -> None:
    found = _one(text)

    said = (found.kind, found.number, found.issuer, found.issued)
    assert said == (kind, number, issuer, issued)


@pytest.mark.parametrize(
    "text",
    [
        "Số: 12/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2022",
        "Tỷ lệ 24/7, quý 1/2020, tháng 3/2022, 5/2020 hộ",
        "Kế hoạch 5 năm, Kế hoạch 06 tháng, Quyết định 02 nội dung, thông báo 03 lần",
        "Hợp đồng số 12/HĐ-UBND ngày 01/01/2025",
        "Luật sư Nguyễn Văn A, pháp luật về đất đai, Đại học Luật Hà Nội",
        "Thực hiện pháp luật và ban hành văn bản theo quy định",
        "UBND phường An Khánh, để an toàn thông tin",
        "Tiêu chuẩn quốc gia TCVN 14423:2025; mã 12/ABC; 40 Mbps; VNeID 2/3",
        "Đề án 06 tháng đầu năm",
        "",
    ],
)
def test_what_is_no_citation_is_not_found(text: str) -> None:
    assert [each for each in _found(text) if each.number or each.kind != "Luật"] == []


def test_of_a_list_each_has_the_kind_before_it_and_the_issuer_after_it() -> None:
    first, second, third = _found(
        "các Nghị định số 12/2020/NĐ-CP ngày 01/02/2020, số 13/2021/NĐ-CP ngày 02/3/2021 và "
        "số 14/2022/NĐ-CP ngày 03/4/2022 của Chính phủ về phí"
    )

    assert [each.kind for each in (first, second, third)] == ["Nghị định"] * 3
    assert [each.issuer for each in (first, second, third)] == ["Chính phủ"] * 3
    assert second.number == "13/2021/NĐ-CP"


def test_an_issuer_is_not_lent_to_an_act_of_another_kind() -> None:
    first, second = _found(
        "Quyết định số 6/QĐ-UBND ngày 06/01/2022 và Chỉ thị số 02/CT-TTg ngày 26/4/2022 của "
        "Thủ tướng Chính phủ"
    )

    assert (first.issuer, second.issuer) == (None, "Thủ tướng Chính phủ")


def test_several_plans_in_a_row_keep_their_own_issuers() -> None:
    found = _found(
        "Kế hoạch số 40/KH-UBND ngày 18/4/2022; Kế hoạch số 43/KH-\nUBND ngày 22/4/2022 của UBND "
        "phường; Kế hoạch số 60/KH-UBND ngày 29/6/2022 của\nUBND phường Cam Đường …"
    )

    assert [each.issuer for each in found] == [None, "UBND phường", "UBND phường Cam Đường"]


def test_articles_before_an_act_belong_to_it() -> None:
    found = _one("theo khoản 2 Điều 7, điểm a khoản 1 Điều 9 của Nghị định số 61/2018/NĐ-CP")

    assert found.articles == ("khoản 2 Điều 7", "điểm a khoản 1 Điều 9")


def test_the_subject_ends_with_the_sentence_or_the_next_citation() -> None:
    plan, resolution = _found(
        "Kế hoạch số 40/KH-UBND ngày 18/4/2022 về việc thực hiện Nghị quyết số 6-NQ/TU của Tỉnh "
        "ủy về nông thôn mới. Các hộ đăng ký."
    )

    assert (plan.title, resolution.title) == ("về việc thực hiện", "về nông thôn mới")


HEAD = "Số: 12/KH-UBND\nCam Đường, ngày 05 tháng 02 năm 2026\n\nKẾ HOẠCH\nKhuyến học\n\n"


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("Kinh phí thực hiện Kế hoạch này do ngân sách bảo đảm.", True),
        ("(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/02/2026)", True),
        ("Theo Nghị định này thì không phải nộp phí.", False),
        ("Theo Kế hoạch số 13/KH-UBND ngày 05/02/2026", False),
        ("Theo Kế hoạch số 12/KH-UBND ngày 05/02/2025 của UBND tỉnh Cà Mau", True),
    ],
)
def test_a_document_may_speak_of_itself(text: str, is_own: bool) -> None:
    assert _one(HEAD + text).is_own is is_own


def test_a_blank_number_of_the_documents_own_kind_is_its_own() -> None:
    text = HEAD.replace("12", "") + "(Kèm theo Kế hoạch số /KH-UBND ngày tháng năm 2026)"

    assert _one(text).is_own


def test_a_row_of_a_table_gives_number_and_day_in_two_cells() -> None:
    found = _one("1\t12/KH-UBND\t05/01/2022\tTuyên truyền")

    assert (found.number, found.issued) == ("12/KH-UBND", date(2022, 1, 5))


def test_the_place_is_that_of_the_whole_citation() -> None:
    document = document_of(
        "Theo\n\nNghị định số 30/2020/NĐ-\nCP ngày 05/3/2020 của Chính phủ, xã báo cáo."
    )

    (found,) = citations(document)

    quote = document.quote(found.span)
    assert quote == "Nghị định số 30/2020/NĐ-\nCP ngày 05/3/2020 của Chính phủ"
    assert document.line(found.span.start) == 3


KINDS = {"Nghị định": "NĐ-CP", "Quyết định": "QĐ-TTg", "Thông tư": "TT-BYT", "Kế hoạch": "KH-UBND"}
ISSUERS = {
    "NĐ-CP": "Chính phủ",
    "QĐ-TTg": "Thủ tướng Chính phủ",
    "TT-BYT": "Bộ Y tế",
    "KH-UBND": "UBND tỉnh Cà Mau",
}
BLANK = st.sampled_from([" ", "  ", "\n", " \n"])
MAYBE = st.sampled_from(["", "", " ", "\n"])


@st.composite
def _written(draw: st.DrawFn) -> tuple[str, str, str, date, str]:
    """A citation as somebody might write it, and what it says."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    symbol = KINDS[kind]
    when = draw(st.dates(min_value=date(1998, 1, 1), max_value=date(2026, 11, 22)))
    digits = str(draw(st.integers(1, 9999)))
    year = f"/{when.year}" if kind in ("Nghị định", "Thông tư") else ""
    number = f"{digits}{year}/{symbol}"
    spread = re.sub(r"[-/]", lambda m: draw(MAYBE) + m.group() + draw(MAYBE), number)
    zero = draw(st.booleans())
    day = f"{when.day:02}" if zero else str(when.day)
    month = f"{when.month:02}" if zero else str(when.month)
    said = draw(
        st.sampled_from([f"{day}/{month}/{when.year}", f"{day} tháng {month} năm {when.year}"])
    )
    parts = [f"ngày{draw(BLANK)}{said}", f"của{draw(BLANK)}{ISSUERS[symbol]}"]
    if draw(st.booleans()):
        parts.reverse()
    so = draw(st.sampled_from(["số ", "số\n", ""]))
    text = f"{kind}{draw(BLANK)}{so}{spread}{draw(MAYBE)} {parts[0]}{draw(BLANK)}{parts[1]}"
    return text, kind, number, when, ISSUERS[symbol]


@given(st.lists(_written(), min_size=1, max_size=4), st.sampled_from(["; ", ", ", " và ", ".\n"]))
@settings(deadline=None)
def test_whatever_the_order_and_the_blanks_the_parts_are_found(
    written: list[tuple[str, str, str, date, str]], joint: str
) -> None:
    found = _found("Thực hiện " + joint.join(text for text, *_ in written) + " về phí.")

    said = [(each.kind, each.number, each.issued, each.issuer) for each in found]
    assert said == [tuple(parts) for _, *parts in written]


@given(st.text(alphabet="Số 12/QĐ-UBNDngày.…\tLuật Nghị định“”(),;của\n", max_size=400))
@settings(deadline=None)
def test_any_text_is_read_and_every_place_is_in_it(text: str) -> None:
    document = document_of(text)

    for each in citations(document):
        assert 0 <= each.span.start < each.span.end <= len(document.text)
        assert each.number is None or not re.search(r"\s", each.number)


@pytest.mark.parametrize(
    "piece",
    ["số ", "Quyết định số 1/QĐ-UBND ngày . . . . ", "12/QĐ-", "Đề án “", "Luật An ", "khoản 1, "],
)
def test_a_long_hostile_text_comes_to_an_end(piece: str) -> None:
    text = piece * (60_000 // len(piece))

    found = _found(text)

    assert len(found) <= text.count("Quyết định") + text.count("Luật") + 1


def test_a_number_is_compared_as_the_register_does() -> None:
    found = _one("Quyết định số 061 / QĐ-UBND")

    assert number_key(found.number or "") == number_key("61/QĐ-UBND")


def test_text_in_parts_of_letters_reads_the_same() -> None:
    apart = unicodedata.normalize("NFD", "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ")

    assert _one(apart).number == "30/2020/NĐ-CP"
