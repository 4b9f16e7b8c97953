"""The glued tables of the portal come apart where rows end, and nowhere else."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.importers.portal_page import FeeCell
from knowledge.importers.portal_papers import form_code, without_attachments
from knowledge.importers.portal_tables import legal_rows, paper_rows, submission_rows

CHANNELS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
ACTS = "Tên văn bản pháp lýMã văn bản"


def test_a_row_starts_at_a_channel_followed_by_time_and_fee() -> None:
    rows = submission_rows(
        f"{CHANNELS}Trực tuyến3 Ngày làm việc7,000 Việt Nam Đồng(một lần)Gửi qua mạng"
        "Trực tiếp22 NgàyMiễn phíDịch vụ bưu chính8 GiờKhông có thông tin"
    )
    assert [(row.channel, row.time, row.fees[0].column) for row in rows] == [
        ("Trực tuyến", "3 Ngày làm việc", "7,000 Việt Nam Đồng"),
        ("Trực tiếp", "22 Ngày", "Miễn phí"),
        ("Dịch vụ bưu chính", "8 Giờ", "Không có thông tin"),
    ]


def test_channel_words_inside_notes_start_no_row() -> None:
    rows = submission_rows(
        f"{CHANNELS}Trực tiếp7 Ngày50,000 VNĐ(Trực tuyến: giảm nửa)- Trực tiếp tại trụ sở xã. "
        "- Nộp trực tuyến 3 ngày. Trực tuyến qua cổng tỉnh."
    )
    assert [row.channel for row in rows] == ["Trực tiếp"]
    assert rows[0].description.startswith("- Trực tiếp tại trụ sở xã.")


def test_a_bare_number_is_the_time_only_before_a_fee_in_words() -> None:
    free, paid = submission_rows(f"{CHANNELS}Trực tuyến1Miễn phíTrực tiếp1100 VNĐ(100.000 đồng)")
    assert free.time == "1"
    assert paid.time == ""
    assert paid.fees == (FeeCell(column="1100 VNĐ", note="100.000 đồng", is_glued=True),)


def test_words_in_the_time_column_are_kept() -> None:
    rows = submission_rows(f"{CHANNELS}Trực tuyếnKhông phải trả lời người nộpMiễn phíQua mạng")
    assert rows[0].time == "Không phải trả lời người nộp"


def test_brackets_within_a_note_do_not_end_it() -> None:
    row = submission_rows(f"{CHANNELS}Trực tiếp2 Ngày70,000 VNĐ(cấp (hoặc đổi) thẻ)Tại xã")[0]
    assert (row.fees[0].note, row.description) == ("cấp (hoặc đổi) thẻ", "Tại xã")


def test_a_table_that_begins_with_anything_else_has_no_rows() -> None:
    assert submission_rows("Nộp ở xã. Trực tiếp3 NgàyMiễn phí") == []


def test_papers_come_in_the_order_and_with_the_heading_of_the_source() -> None:
    rows = paper_rows(
        f"* Giấy tờ phải nộp:{PAPERS}Đơn (bản 2)1 bản chính,2 bản sao- Ảnh 4x6;0 bản chính"
        f"* Khi ủy quyền:{PAPERS}Giấy ủy quyền.1 bản chính"
    )
    assert [(row.group, row.name, row.originals, row.copies) for row in rows] == [
        ("* Giấy tờ phải nộp:", "Đơn (bản 2)", 1, 2),
        ("* Giấy tờ phải nộp:", "- Ảnh 4x6;", 0, 0),
        ("* Khi ủy quyền:", "Giấy ủy quyền.", 1, 0),
    ]


def test_counts_inside_a_name_do_not_end_it() -> None:
    rows = paper_rows(f"--{PAPERS}Tờ khai, 01 bản chính hoặc 1 bản chính cũ1 bản chính")
    assert [row.name for row in rows] == ["Tờ khai, 01 bản chính hoặc 1 bản chính cũ"]


def test_a_count_glued_to_a_year_is_its_last_digit() -> None:
    rows = paper_rows(f"--{PAPERS}Mẫu ngày 01/01/20261 bản chínhbản vẽ2 bản chính")
    assert [(row.name, row.originals) for row in rows] == [
        ("Mẫu ngày 01/01/2026", 1),
        ("bản vẽ", 2),
    ]


def test_text_without_the_header_of_the_table_has_no_papers() -> None:
    assert paper_rows("nộp cho cơ quan bảo hiểm 1 bản chính") == []


def test_file_names_are_cut_off_the_name_of_a_paper() -> None:
    assert without_attachments("Tờ khai (Mẫu CT01);1.MuCT01theoTT.doc") == "Tờ khai (Mẫu CT01);"
    assert without_attachments("Đơn đề nghịMau so 3 (1).docx") == "Đơn đề nghị"
    assert without_attachments("Bản khai theo mẫu.a.docxb2.docx") == "Bản khai theo mẫu."
    assert without_attachments("Hồ sơ theo Thông tư 5/2025/TT-BCAMau01.pdf") == (
        "Hồ sơ theo Thông tư 5/2025/TT-BCA"
    )


def test_units_inside_a_name_are_not_taken_for_a_file_name() -> None:
    assert without_attachments("Ảnh 4x6, bể 200 m3;Mau5.docx") == "Ảnh 4x6, bể 200 m3;"


def test_form_codes_are_given_as_people_say_them() -> None:
    assert form_code("Tờ khai (Mẫu CT01 kèm theo thông tư)") == "CT01"
    assert form_code("Tờ khai mẫu TK02") == "TK02"
    assert form_code("Đơn theo Mẫu số 21 của nghị định") == "Mẫu số 21"
    assert form_code("Phiếu theo Mẫu số 02d") == "Mẫu số 02d"
    assert form_code("Bảng kê, mẫu số 01/BK-STK.") == "01/BK-STK"
    assert form_code("Phiếu (Mẫu DC02)") == "DC02"
    assert form_code("Đơn (NA20).") == "NA20"
    assert form_code("Mẫu số 01 và mẫu số 02") == "Mẫu số 01, Mẫu số 02"


def test_the_number_of_a_law_is_no_form_code() -> None:
    assert form_code("Đơn theo mẫu 50/2024/NĐ-CP") is None
    assert form_code("Đơn theo mẫu quy định") is None


def test_acts_are_cut_at_the_number_column() -> None:
    rows = legal_rows(
        f"{ACTS}Luật Cư trú68/2020/QH14Luật 51/2019/QH1451/2019/QH14Nghị định về biểu mẫu"
        "154/2024/NĐ-CPThông tư số 53/2025/TT-BCA ngày 01/7/2025 sửa Thông tư số 55/2021/TT-BCA "
        "cũ53/2025/TT-BCAVề phíThông tư số 75/2022/TT-BTC"
    )
    assert [row.number for row in rows] == [
        "68/2020/QH14",
        "51/2019/QH14",
        "154/2024/NĐ-CP",
        "53/2025/TT-BCA",
        "75/2022/TT-BTC",
    ]
    assert rows[0].title == "Luật Cư trú"
    assert rows[4].title == "Về phí"


def test_a_number_with_a_point_is_kept_whole_and_a_small_letter_may_begin_a_title() -> None:
    rows = legal_rows(
        f"{ACTS}Về cắt giảm66.19/2026/NQ-CPVề cây số 07/2026/TT-BNNMTsửa luật5/2020/QH14"
    )
    assert [row.number for row in rows] == ["66.19/2026/NQ-CP", "07/2026/TT-BNNMT", "5/2020/QH14"]


def test_a_number_glued_to_a_year_loses_nothing_and_gains_nothing() -> None:
    rows = legal_rows(f"{ACTS}Luật Giám định sửa năm 202056/2020/QH14")
    assert [(row.title, row.number) for row in rows] == [
        ("Luật Giám định sửa năm 2020", "56/2020/QH14")
    ]


FRAGMENTS = st.sampled_from(
    f"{CHANNELS}|{PAPERS}|{ACTS}|Trực tuyến|Trực tiếp|3 Ngày|Miễn phí|7,000 VNĐ|(|)|1 bản chính|"
    ",1 bản sao|68/2020/QH14|a.docx|Không có thông tin|\n".split("|")
)
GLUED = st.lists(FRAGMENTS | st.text(max_size=8), max_size=25).map("".join)


@given(GLUED)
def test_no_garbage_raises_and_rows_hold_only_what_was_there(glued: str) -> None:
    for row in submission_rows(glued):
        assert row.channel in glued
        assert row.description in glued
    for paper in paper_rows(glued):
        assert paper.name in glued
        assert without_attachments(paper.name) in paper.name
    for act in legal_rows(glued):
        assert act.number in glued
