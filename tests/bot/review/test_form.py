"""What form, numbering and blanks say of documents that are broken in one place."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.review.checks import form
from bot.review.checks.form_parts import KINDS, parts
from bot.review.read import document_of, read_document
from bot.review.rules import rules
from bot.review.run import review
from bot.review.types import Document, FileKind, Finding, Kind, Known, Severity
from knowledge.acts import Acts
from tests.bot.review.clean.documents import COUNTRY, MOTTO, docx_of, text_of
from tests.bot.review.clean.texts import (
    DECISION,
    LETTER,
    NOTICE,
    PLAN,
    REPORT,
    TEXTS,
    UNIT,
    Text,
)

KNOWN = Known(acts=Acts(()), today=date(2026, 11, 22))
PLAIN = text_of(PLAN)


def _review(document: Document) -> list[Finding]:
    return list(review(document, KNOWN, checks=(("thể thức", form.check),)).findings)


def _rules(text: str) -> list[str]:
    return [each.rule for each in _review(document_of(text))]


def _without(text: str, *lines: str) -> str:
    kept = [each for each in text.split("\n") if each not in lines]
    assert len(kept) == len(text.split("\n")) - len(lines), "the line to drop is there once"
    return "\n".join(kept)


def _instead(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "dropped", "rule_id", "named"),
    [
        (PLAIN, (COUNTRY,), "form.head_missing", "Quốc hiệu"),
        (PLAIN, (MOTTO,), "form.head_missing", "Tiêu ngữ"),
        (PLAIN, ("ỦY BAN NHÂN DÂN", UNIT), "form.head_missing", "tên cơ quan ban hành"),
        (PLAIN, (PLAN.number,), "form.head_missing", "số, ký hiệu"),
        (PLAIN, (PLAN.placed,), "form.head_missing", "địa danh"),
        (PLAIN, (PLAN.kind,), "form.head_missing", "tên loại văn bản"),
        (PLAIN, (PLAN.about,), "form.summary_missing", "trích yếu"),
        (PLAIN, ("Nơi nhận:",), "form.foot_missing", "Nơi nhận"),
        (PLAIN, (*PLAN.signed, PLAN.signer), "form.foot_missing", "họ tên người ký"),
        (PLAIN, (PLAN.signer,), "form.signer_missing", "họ và tên"),
        (PLAIN, ("TM. ỦY BAN NHÂN DÂN",), "form.collective_missing", "TM. ỦY BAN NHÂN DÂN"),
        (PLAIN, ("KT. CHỦ TỊCH",), "form.deputy_alone", "KT."),
        (PLAIN, ("PHÓ CHỦ TỊCH",), "form.deputy_missing", "chức vụ"),
        (PLAIN, ("- Lưu: VT, VHXH.",), "form.archive_missing", "Lưu"),
        (text_of(LETTER), (LETTER.about,), "form.letter_summary_missing", "V/v"),
        (text_of(LETTER), (LETTER.to,), "form.addressee_missing", "Kính gửi"),
        (text_of(NOTICE), (NOTICE.number,), "form.head_missing", "số, ký hiệu"),
        (text_of(DECISION), (DECISION.placed,), "form.head_missing", "địa danh"),
        (text_of(REPORT), (REPORT.signer,), "form.signer_missing", "họ và tên"),
    ],
)
def test_a_part_that_is_taken_away_is_the_only_thing_missed(
    text: str, dropped: tuple[str, ...], rule_id: str, named: str
) -> None:
    found = _review(document_of(_without(text, *dropped)))

    assert [each.rule for each in found] == [rule_id]
    assert named in found[0].why


def test_a_head_that_is_missing_as_a_whole_is_one_finding_that_quotes_the_title() -> None:
    head = ("ỦY BAN NHÂN DÂN", UNIT, COUNTRY, MOTTO, PLAN.number, PLAN.placed)
    document = document_of(_without(PLAIN, *head))

    (found,) = _review(document)

    assert " ".join(document.quote(found.span).split()) == f"{PLAN.kind} {PLAN.about}"
    assert found.severity is Severity.HIGH


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "QUY ĐỊNH"])
def test_the_symbol_is_held_against_the_kind(kind: str) -> None:
    right = _instead(PLAIN, PLAN.kind + "\n", kind + "\n")
    right = right.replace("68/KH-UBND", f"68/{KINDS[kind]}-UBND")
    wrong = right.replace(f"Số: 68/{KINDS[kind]}-", "Số: 68/XYZ-")

    assert "form.symbol_of_kind" not in _rules(right)
    assert "form.symbol_of_kind" in _rules(wrong)


def test_the_twenty_seven_kinds_with_an_abbreviation_are_known() -> None:
    assert len(KINDS) == 27
    assert len(set(KINDS.values())) == 27


def test_a_blank_number_and_a_blank_day_are_two_findings_at_their_places() -> None:
    text = _instead(PLAIN, PLAN.number, "Số:        /KH-UBND")
    document = document_of(_instead(text, PLAN.placed, "Thanh Bình, ngày      tháng 02 năm 2026"))

    found = {each.rule: document.quote(each.span) for each in _review(document)}

    assert set(found) == {"form.blank_number", "form.blank_date"}
    assert found["form.blank_number"] == "Số:        /KH-UBND"
    assert "tháng 02 năm 2026" in found["form.blank_date"]


def test_the_blank_line_of_an_annex_says_that_its_bracket_is_open() -> None:
    text = re.sub(
        r"\(Kèm theo Kế hoạch số .*\)", "(Kèm theo Kế hoạch số /KH-UBND ngày tháng năm 2026", PLAIN
    )

    (found,) = _review(document_of(text))

    assert found.rule == "form.blank_annex"
    assert "đóng ngoặc" in found.why


def test_blanks_of_a_form_to_fill_in_are_meant_to_be_blank() -> None:
    sample = "\nPHỤ LỤC\nMẪU PHIẾU ĐĂNG KÝ\nHọ và tên: ......\nSố tiền: ........ đồng\n"
    sample += "Thanh Bình, ngày … tháng … năm 2026\n"

    assert _rules(text_of(NOTICE) + sample) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Sử dụng các nhóm Zalo, Facebook… người dân dễ theo dõi.",
        "Có 24/7 người trực, tỷ lệ 1/2 số máy hoạt động.",
        "Tổ chức họp không giấy…. Các đơn vị chuẩn bị tài liệu điện tử.",
        "Số liệu chính quyền số/dịch vụ số được cập nhật.",
        "Phát triển Chính phủ số/Chính quyền số theo lộ trình.",
        "Ghi ngày tháng năm sinh của người nộp.",
    ],
)
def test_dots_and_strokes_that_leave_nothing_out_are_no_blanks(sentence: str) -> None:
    assert _rules(_instead(PLAIN, "a) Chủ trì thực hiện Kế hoạch này.", "a) " + sentence)) == []


def test_a_document_of_the_party_is_not_held_against_the_decree() -> None:
    text = "\n".join(
        (
            "ĐẢNG BỘ TỈNH LÂM SƠN",
            "ĐẢNG ỦY PHƯỜNG THANH BÌNH",
            "Số 05-KH/ĐU",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Thanh Bình, ngày 4 tháng 2 năm 2026",
            "KẾ HOẠCH",
            "kiểm tra, giám sát năm 2026",
            "I- MỤC ĐÍCH",
            "1- Giữ vững kỷ cương.",
            "2- Phòng ngừa vi phạm.",
            "II- TỔ CHỨC THỰC HIỆN",
            "Các chi bộ thực hiện Kế hoạch này.",
            "Nơi nhận:",
            "- Lưu Đảng ủy.",
            "T/M BAN THƯỜNG VỤ",
            "PHÓ BÍ THƯ",
            "Phạm Văn Tuấn",
        )
    )

    assert _rules(text) == []
    assert _rules(text.replace("II- TỔ", "III- TỔ")) == ["form.numbering_gap"]


def test_head_and_foot_that_stand_side_by_side_are_read_as_what_they_are() -> None:
    text = "\n".join(
        (
            "ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "   XÃ MINH TÂN                 Độc lập - Tự do - Hạnh phúc",
            "",
            "Số: 31/TB-UBND             Minh Tân, ngày 14 tháng 8 năm 2026",
            "",
            "THÔNG BÁO",
            "Lịch tiếp công dân tháng 9 năm 2026",
            "",
            "Ủy ban nhân dân xã thông báo lịch tiếp công dân như sau:",
            "1. Thứ Ba hằng tuần: Chủ tịch xã tiếp.",
            "2. Thứ Năm hằng tuần: Phó Chủ tịch xã tiếp./.",
            "",
            "Nơi nhận:                      TM. ỦY BAN NHÂN DÂN",
            "- Đảng ủy xã;                       KT. CHỦ TỊCH",
            "- Các thôn;                         PHÓ CHỦ TỊCH",
            "- Lưu: VT.",
            "",
            "                                 Đinh Công Tráng",
        )
    )

    assert _rules(text) == []


def test_a_national_title_that_a_narrow_column_breaks_is_whole() -> None:
    text = _instead(PLAIN, COUNTRY, COUNTRY.replace(" VIỆT NAM", "\nVIỆT NAM"))

    assert _rules(text) == []


def test_a_signature_that_a_pdf_has_before_the_recipients_is_found() -> None:
    text = _without(PLAIN, *PLAN.signed, PLAN.signer)
    signature = "\n".join((*PLAN.signed, PLAN.signer))

    assert _rules(_instead(text, "Nơi nhận:\n", f"{signature}\nNơi nhận:\n")) == []


def test_a_regulation_without_head_and_foot_may_belong_to_a_decision() -> None:
    lines = ["QUY CHẾ", "Hoạt động của Tổ", "Điều 1. Phạm vi", "Điều 2. Nguyên tắc"]
    lines += ["Tự nguyện, công khai.", "Điều 3. Kinh phí", "Do ngân sách phường bảo đảm./."]

    found = _review(document_of("\n".join(lines)))

    assert found
    assert all(each.severity is Severity.LOW and not each.certain for each in found)


def test_minutes_carry_their_place_and_day_in_the_text() -> None:
    text = "\n".join(
        ("ỦY BAN NHÂN DÂN", UNIT, COUNTRY, MOTTO, "Số: 14/BB-UBND", "BIÊN BẢN", "Họp giao ban")
    )
    text += "\nThời gian: 08 giờ ngày 04 tháng 5 năm 2026.\nChủ trì: Bà Lê Thị Thu Hà.\n"

    assert _rules(text) == []


def test_the_chairman_may_sign_his_own_decision_without_the_committee() -> None:
    text = _without(text_of(DECISION), "TM. ỦY BAN NHÂN DÂN")

    assert _rules(text) == ["form.collective_missing"]
    assert _rules(_instead(text, DECISION.authority, "CHỦ TỊCH " + DECISION.authority)) == []


def test_articles_go_on_through_chapters_and_their_clauses_start_anew() -> None:
    text = "\n".join(
        (
            "Chương I",
            "Điều 1. Phạm vi",
            "1. Cán bộ phường.",
            "2. Người dân.",
            "Điều 2. Nguyên tắc",
            "1. Tự nguyện.",
            "Chương II",
            "Điều 3. Quyền",
            "a) Được hướng dẫn;",
            "b) Được góp ý.",
            "Điều 4. Trách nhiệm",
            "a) Giữ gìn thiết bị.",
        )
    )

    assert _rules(text) == []
    assert _rules(text.replace("Điều 4", "Điều 5")) == ["form.numbering_gap"]


@pytest.mark.parametrize(
    ("old", "new", "rule_id", "quoted"),
    [
        ("III. NHIỆM VỤ", "II. NHIỆM VỤ", "form.numbering_repeat", "II. NHIỆM VỤ"),
        ("IV. KINH PHÍ", "VI. KINH PHÍ", "form.numbering_gap", "VI. KINH PHÍ"),
        ("3. Các tổ dân phố", "4. Các tổ dân phố", "form.numbering_gap", "4. Các tổ dân phố"),
        ("3\tThanh toán", "4\tThanh toán", "form.row_gap", "4\tThanh toán trực tuyến"),
    ],
)
def test_a_number_that_breaks_the_sequence_is_quoted_with_its_heading(
    old: str, new: str, rule_id: str, quoted: str
) -> None:
    document = document_of(_instead(PLAIN, old, new))

    first = _review(document)[0]

    assert first.rule == rule_id
    assert document.quote(first.span).startswith(quoted)


def test_years_amounts_and_decimals_at_the_start_of_a_line_are_no_numbers_of_headings() -> None:
    text = "1. Kinh phí\n2.500 triệu đồng từ ngân sách.\n2026 là năm đầu.\n2. Kết quả\n30/4 nghỉ."

    assert _rules(text) == []


def test_a_heading_lost_inside_a_line_makes_no_gap() -> None:
    text = "1. Mở lớp tại ba nhà văn hóa. 2. Thi tìm hiểu kỹ năng số.\n3. Tổng kết và khen thưởng."

    assert _rules(text) == []


def test_a_decision_and_the_regulation_it_issues_are_numbered_apart() -> None:
    text = text_of(DECISION) + "QUY CHẾ\nHoạt động của Tổ\nĐiều 1. Phạm vi\nĐiều 2. Nguyên tắc\n"

    assert _rules(text) == []
    assert _rules(text + "Điều 4. Kinh phí\n") == ["form.numbering_gap"]


def test_the_parts_of_a_docx_are_found_in_its_tables(tmp_path: Path) -> None:
    made = docx_of(PLAN)
    made.tables[0].columns[0].cells[1].paragraphs[0].runs[0].text = "Số:      /KH-UBND"
    made.tables[1].rows[0].cells[1].paragraphs[0].runs[0].text = ""
    path = tmp_path / "ke-hoach.docx"
    made.save(str(path))
    document = read_document(path)

    assert document.kind is FileKind.DOCX
    assert [each.rule for each in _review(document)] == [
        "form.blank_number",
        "form.collective_missing",
    ]


@pytest.mark.parametrize("text", TEXTS, ids=[each.name for each in TEXTS])
def test_whatever_line_is_missing_every_quote_is_a_piece_of_the_document(text: Text) -> None:
    lines = text_of(text).split("\n")
    for at in range(len(lines)):
        document = document_of("\n".join(lines[:at] + lines[at + 1 :]))
        for found in _review(document):
            assert 2 <= len(document.quote(found.span)) <= 400


def test_every_rule_of_form_names_its_source() -> None:
    for rule in rules().values():
        if rule.id.startswith("form."):
            assert "30/2020/NĐ-CP" in rule.source or rule.source.startswith(("Đối chiếu", "Lịch"))


def test_the_end_of_the_body_is_found_without_recipients() -> None:
    found = parts(document_of(_without(PLAIN, "Nơi nhận:", *PLAN.recipients)))

    assert found.recipients is None
    assert found.lines[found.foot].text == "TM. ỦY BAN NHÂN DÂN"


def test_a_draft_may_still_lack_its_number() -> None:
    text = (
        "DỰ THẢO\n\nỦY BAN NHÂN DÂN\nPHƯỜNG BẾN GỖ\n\nSố:      /KH-UBND\n\n"
        "Bến Gỗ, ngày     tháng     năm 2026\n\nKẾ HOẠCH\nTrồng cây năm 2026\n\n"
        "Thực hiện chỉ đạo của cấp trên, phường trồng cây như sau:\n"
    )

    def severities(of: str) -> set[Severity]:
        done = review(document_of(of), KNOWN)
        return {each.severity for each in done.findings if each.kind is Kind.BLANK}

    assert severities(text) == {Severity.LOW}
    assert severities(text.removeprefix("DỰ THẢO\n\n")) == {Severity.HIGH}
