"""A document is its own witness: what agrees gives nothing, what disagrees is found."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document as Docx
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.checks.consistency import check
from bot.review.read import document_of, read_document
from bot.review.types import Document, Finding, Known, Severity
from knowledge.acts import Acts

# As the reader of files sees them, "_" for a blank, "|" for a tab, "||" for a new line.
WORDS = r"""
KẾ_HOẠCH PHỤ_LỤC Phụ_lục_II Nơi_nhận: I. 1. 1.1. a) - + | || \geq $ 45% ≥ trên 100% tối_thiểu
từ_01/10 đến_30/9/2026 trước_ngày 31/4 32_tháng_13 0/0 5/0_hộ_đạt_3% 3_nhóm: (a,_b) ( ) ; , . …
gồm trong_đó 12_hộ Tổng_cộng 1.234,5 năm_2026 phường_Hoa_Sen UBND tỷ_lệ Chỉ_tiêu TT về để_tổng_hợp
Mục_tiêu_năm_2026 mục_3.5_nêu_trên theo_phụ_lục Trên_đây_là số_1/QĐ Ban_Chỉ_đạo_có_9_thành_viên
"""
# The first call reads the rules, and takes longer.
BRIEFLY = settings(max_examples=25, deadline=None)
KNOWN = Known(acts=Acts(()), today=date(2026, 11, 22))
TARGETS = (
    ("Tỷ lệ hộ kinh doanh dùng hóa đơn điện tử", 70),
    ("Tỷ lệ học sinh lớp 9 có tài khoản học trực tuyến", 95),
    ("Tỷ lệ ngõ có camera do công an phường quản lý", 60),
    ("Tỷ lệ nhà văn hóa có wifi miễn phí cho người dân", 100),
)
PLAN = """KẾ HOẠCH
Chuyển đổi số phường Hoa Sen năm 2026

I. MỤC TIÊU
{aims}

II. TỔ CHỨC THỰC HIỆN
1. Công an phường
- Lắp camera ở các ngõ theo Phụ lục kèm theo.

PHỤ LỤC
TT\tChỉ tiêu\tMục tiêu năm 2026\tCơ quan chủ trì
{rows}
"""


def _found(document: Document) -> list[tuple[str, str]]:
    return [(each.rule, document.quote(each.span)) for each in check(document, KNOWN)]


def _in(text: str) -> list[tuple[str, str]]:
    return _found(document_of(text))


def _rules(text: str) -> set[str]:
    return {rule.removeprefix("consistency.") for rule, _ in _in(text)}


def _plan(said: list[int], shown: list[int], sign: str = "") -> str:
    names = [name for name, _ in TARGETS]
    aims = "\n".join(f"- {name} đạt {value}%." for name, value in zip(names, said, strict=True))
    rows = "\n".join(
        f"{number}\t{name}\t{sign}{value}%\tPhòng Kinh tế"
        for number, (name, value) in enumerate(zip(names, shown, strict=True), 1)
    )
    return PLAN.format(aims=aims, rows=rows)


@BRIEFLY
@given(st.lists(st.integers(1, 100), min_size=4, max_size=4))
def test_a_plan_whose_annex_repeats_its_figures_gives_nothing(values: list[int]) -> None:
    assert _in(_plan(values, values)) == []


@BRIEFLY
@given(
    st.lists(st.integers(1, 100), min_size=4, max_size=4),
    st.integers(0, 3),
    st.integers(1, 99),
)
def test_one_figure_changed_in_the_annex_is_found_in_its_row(
    values: list[int], row: int, by: int
) -> None:
    shown = [*values]
    shown[row] = (shown[row] + by - 1) % 100 + 1

    found = _in(_plan(values, shown))

    assert [rule for rule, _ in found] == ["consistency.target_annex"] * (shown != values)
    assert all(quote.endswith(f"{shown[row]}%") for _, quote in found)


def test_a_number_alone_says_nothing_about_the_side_it_is_to_be_on() -> None:
    values = [value for _, value in TARGETS]

    assert _in(_plan(values, values).replace(" đạt ", " đạt tối thiểu ")) == []


def test_at_least_and_more_than_are_told_apart() -> None:
    values = [value for _, value in TARGETS]

    found = _in(_plan(values, values, sign="> ").replace(" đạt ", " đạt tối thiểu "))

    assert [rule for rule, _ in found] == ["consistency.target_bound"] * 3 + [
        "consistency.target_bound",
        "consistency.over_hundred",
    ]


def test_a_formula_left_in_the_text_is_read_as_its_sign() -> None:
    text = _plan([70, 95, 60, 100], [70, 95, 60, 100], sign="> ").replace(
        "đạt 70%", "đạt $\\geq 70\\%$"
    )

    assert ("consistency.target_bound", "Tỷ lệ hộ kinh doanh dùng hóa đơn điện tử\t> 70%") in _in(
        text
    )


def test_other_years_and_other_people_are_other_targets() -> None:
    assert "target_text" not in _rules(
        "I. MỤC TIÊU\n"
        "- Đến hết năm 2026, 80% hồ sơ đất đai của hộ dân được nộp trực tuyến.\n"
        "- Đến hết năm 2027, 90% hồ sơ đất đai của hộ dân được nộp trực tuyến.\n"
        "- Tối thiểu 60% người già ở phường có sổ sức khỏe điện tử cá nhân.\n"
        "- Tối thiểu 90% trẻ em ở phường có sổ sức khỏe điện tử cá nhân.\n"
    )


def test_what_was_reached_last_year_is_no_target() -> None:
    assert "target_text" not in _rules(
        "I. KẾT QUẢ THỰC HIỆN NĂM 2025\n"
        "- 60% hồ sơ đất đai của hộ dân được nộp trực tuyến.\n"
        "II. NHIỆM VỤ NĂM 2026\n"
        "- 80% hồ sơ đất đai của hộ dân được nộp trực tuyến.\n"
    )


@BRIEFLY
@given(st.integers(2, 9), st.integers(2, 9))
def test_only_the_right_number_before_a_list_is_let_be(said: int, listed: int) -> None:
    things = "; ".join(f"tầng việc thứ {chr(97 + each)}" for each in range(listed))

    found = _rules(f"- Xây dựng theo {said} nhóm nội dung, gồm: {things}.")

    assert ("count_list" in found) is (said != listed and abs(said - listed) <= 2)


def test_a_list_that_goes_on_is_not_counted() -> None:
    assert _rules("- Có 5 lĩnh vực (y tế, giáo dục…) được ưu tiên.") == set()
    assert _rules("- Trong 5 lĩnh vực như (y tế, giáo dục, …) có ba việc.") == set()


def test_a_footnote_is_counted_by_kinds_of_acts() -> None:
    text = (
        "Phường đã ban hành 5 văn bản (03 kế hoạch, 02 quyết định) trong năm.\n\n"
        "Kế hoạch số 11/KH-UBND ngày 02/3/2026; Kế hoạch số 15/KH-UBND ngày 09/4/2026; "
        "Quyết định số 21/QĐ-UBND ngày 10/4/2026; Quyết định số 22/QĐ-UBND ngày 12/4/2026.\n"
    )

    assert ("consistency.count_acts", "(03 kế hoạch, 02 quyết định)") in _in(text)
    assert "count_acts" not in _rules(text.replace("03 kế hoạch", "02 kế hoạch"))


@BRIEFLY
@given(st.integers(1, 5_000), st.integers(1, 5_000), st.integers(-40, 40))
def test_parts_in_a_bracket_must_make_the_total(one: int, other: int, off: int) -> None:
    total = one + other + off
    text = f"Đã nhận {total:,} hồ sơ ({one:,} hồ sơ trực tuyến; {other:,} hồ sơ trực tiếp)."

    found = _rules(text.replace(",", "."))

    if off == 0:
        assert found == set()
    elif total >= max(one, other) and 0.5 <= (one + other) / total <= 1.5:
        assert found == {"sum"}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Hội thi diễn ra từ 05/9/2026 đến 01/9/2026.", "từ 05/9/2026 đến 01/9/2026"),
        ("Báo cáo trước ngày 31 tháng 11 hằng năm.", "ngày 31 tháng 11"),
        ("Báo cáo trước ngày 30/02.", "ngày 30/02"),
        ("Báo cáo trước ngày 30/02/2026.", "ngày 30/02/2026"),
    ],
)
def test_days_that_cannot_be_are_found(text: str, quote: str) -> None:
    assert [said for _, said in _in(text)] == [quote]


def test_a_deadline_is_held_against_the_day_the_document_may_have_been_issued() -> None:
    plan = (
        "Hoa Sen, ngày … tháng 4 năm 2026\n\nKẾ HOẠCH\nLắp camera năm 2026\n\n"
        "I. NHIỆM VỤ\n- Công an phường lắp camera, hoàn thành trước ngày {day}/2026.\n"
    )

    assert "deadline_past" in _rules(plan.format(day="31/3"))
    assert "deadline_past" not in _rules(plan.format(day="10/4"))


def test_the_date_of_an_act_is_no_deadline() -> None:
    assert "deadline_past" not in _rules(
        "Hoa Sen, ngày 02 tháng 4 năm 2026\n\nKẾ HOẠCH\nLắp camera năm 2026\n\nI. NHIỆM VỤ\n"
        "- Hoàn thành Kế hoạch số 12/KH-UBND ngày 15/01/2026 của UBND thành phố.\n"
    )


def test_an_annex_in_another_act_is_not_missed_here() -> None:
    assert (
        _rules("- Trình bày theo Phụ lục I ban hành kèm theo Nghị định số 30/2020/NĐ-CP.") == set()
    )
    assert _rules("- Chi tiết tại Phụ lục đính kèm.") == {"annex_missing"}


def test_a_merged_column_is_not_taken_for_empty_cells() -> None:
    rows = "".join(
        f"{n}\tViệc thứ {n}\t{'Văn phòng' if n == 1 else ''}\tQuý I\n" for n in range(1, 9)
    )

    assert _rules(f"TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n{rows}") == set()


def test_the_same_paragraph_twice_is_found_once() -> None:
    paragraph = (
        "- Phối hợp với nhà mạng rà soát những ngõ sóng yếu, lập danh sách từng điểm và đề nghị "
        "lắp thêm trạm trước mùa mưa, ưu tiên nơi có trường học và trạm y tế.\n"
    )
    text = f"1. Hạ tầng số\n{paragraph}2. Xã hội số\n- Mở lớp kỹ năng số.\n{paragraph}"

    found = list(check(document_of(text), KNOWN))

    assert [(each.rule, each.severity) for each in found] == [
        ("consistency.paragraph_twice", Severity.MEDIUM)
    ]
    assert found[0].span.start > text.index("2. Xã hội số")


def test_a_city_may_say_of_itself_what_a_ward_may_not() -> None:
    plan = (
        "KẾ HOẠCH\nChuyển đổi số {unit} năm 2026\n\nI. NHIỆM VỤ\n"
        "- Kiểm tra việc ký số đối với các cơ quan trên địa bàn Thành phố.\n"
        "- Nâng tỷ trọng kinh tế số trong GRDP.\n"
    )

    assert _rules(plan.format(unit="phường Hoa Sen")) == {"scope_power", "scope_grdp"}
    assert _rules(plan.format(unit="thành phố Hà Nội")) == set()


def test_a_ward_that_helps_may_speak_of_the_whole_city() -> None:
    assert "scope_city" not in _rules(
        "KẾ HOẠCH\nChuyển đổi số phường Hoa Sen năm 2026\n\nI. NHIỆM VỤ\n"
        "- Phối hợp xây dựng bản đồ du lịch trên địa bàn thành phố.\n"
        "- Triển khai Kế hoạch số 12/KH-UBND về du lịch trên địa bàn thành phố.\n"
    )


def test_another_wards_name_is_found_and_the_own_is_not() -> None:
    plan = "KẾ HOẠCH\nChuyển đổi số phường Hoa Sen năm 2026\n\nI. NHIỆM VỤ\n- {duty}\n"

    assert _rules(plan.format(duty="Lắp camera trên địa bàn phường Bằng Lăng.")) == {"other_unit"}
    assert _rules(plan.format(duty="Lắp camera trên địa bàn phường Hoa Sẻn.")) == {"own_name"}
    assert _rules(plan.format(duty="Lắp camera trên địa bàn phường Hoa Sen.")) == set()


def test_the_same_words_from_another_plan_are_told_once_with_their_count() -> None:
    document = document_of(
        "KẾ HOẠCH\nChuyển đổi số phường Hoa Sen năm 2026\n\nI. NHIỆM VỤ\n"
        "- Dạy ký số cho công chức các cấp của phường.\n"
        "- Dạy tra cứu cho công chức các cấp của phường.\n"
    )

    (found,) = check(document, KNOWN)

    assert "2 lần" in found.why


def test_an_outdated_name_is_one_only_from_the_day_it_was_changed() -> None:
    plan = (
        "Hoa Sen, ngày 30 tháng {month} năm 2024\n\nKẾ HOẠCH\nChuyển đổi số năm 2024\n\n"
        "I. NHIỆM VỤ\n- Người dân mang căn cước công dân đến quầy.\n"
    )

    assert "outdated" not in _rules(plan.format(month=6))
    assert "outdated" in _rules(plan.format(month=7))


def test_who_gathers_reports_needs_a_day_before_the_own_one_is_due() -> None:
    plan = (
        "1. Văn phòng\n- Trước ngày 10/12 hằng năm báo cáo UBND thành phố kết quả.\n"
        "2. Các tổ dân phố\n- Gửi báo cáo về Văn phòng trước ngày {day}/12 để tổng hợp.\n"
    )

    assert _rules(plan.format(day="10")) == {"same_deadline"}
    assert _rules(plan.format(day="05")) == set()


def test_a_table_of_a_word_file_is_read_like_any_other(tmp_path: Path) -> None:
    docx = Docx()
    docx.add_paragraph("I. MỤC TIÊU")
    docx.add_paragraph("- Tỷ lệ hộ kinh doanh dùng hóa đơn điện tử đạt tối thiểu 70%.")
    docx.add_paragraph("PHỤ LỤC")
    table = docx.add_table(rows=0, cols=4)
    for row in (
        ("TT", "Chỉ tiêu", "Mục tiêu năm 2026", "Cơ quan chủ trì"),
        ("1", "Tỷ lệ hộ kinh doanh dùng hóa đơn điện tử", "80%", "Phòng Kinh tế"),
    ):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    path = tmp_path / "ke-hoach.docx"
    docx.save(str(path))

    document = read_document(path)

    assert ("consistency.target_annex", "Tỷ lệ hộ kinh doanh dùng hóa đơn điện tử\t80%") in _found(
        document
    )


def test_every_quote_is_a_piece_of_the_document_of_two_to_four_hundred_characters() -> None:
    long = "- " + " ".join(f"việc thứ {n} do tổ dân phố số {n} làm" for n in range(60)) + ".\n"
    document = document_of(f"1. Một\n{long}2. Hai\n{long}")

    found: list[Finding] = list(check(document, KNOWN))

    assert found
    assert all(2 <= len(document.quote(each.span)) <= 400 for each in found)


@BRIEFLY
@given(st.lists(st.sampled_from(WORDS.split()), max_size=40))
def test_any_row_of_such_words_is_checked_without_trouble(words: list[str]) -> None:
    said = " ".join(word.replace("_", " ") for word in words)
    document = document_of(said.replace(" || ", "\n").replace(" | ", "\t"))

    assert all(2 <= len(document.quote(each.span)) <= 400 for each in check(document, KNOWN))
