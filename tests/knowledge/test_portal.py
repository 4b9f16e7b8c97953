"""Whole files of the portal: records, doubts and problems."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.importers.portal import PORTAL_AS_OF, read_portal
from knowledge.importers.result import ImportResult
from knowledge.types import (
    Channel,
    Duration,
    Fee,
    KnowledgeError,
    Level,
    Procedure,
    Unit,
    Verified,
)

CHANNELS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
ReadLines = Callable[..., ImportResult]


def flat(code: str = "9.000001", **changed: object) -> dict[str, object]:
    """Return a made-up record of the layout with glued tables."""
    return {
        "ma_thu_tuc": code,
        "detail_url": f"https://portal.example/{code}",
        "ten_thu_tuc": "Cấp\u200b thẻ bo\u031bi\u00a0 cho trẻ",
        "so_quyet_dinh": "12/QĐ-BXX",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "linh_vuc": "Bơi lội",
        "doi_tuong_thuc_hien": "Công dân Việt Nam, Tổ chức (không gồm doanh nghiệp, HTX)",
        "co_quan_co_tham_quyen": "Ủy ban nhân dân cấp xã",
        "dia_chi_tiep_nhan": "",
        "trinh_tu_thuc_hien": "Bước 1: Khai đơn.\n+ Khai giấy\nBước 2: Nhận thẻ.",
        "cach_thuc_thuc_hien": f"{CHANNELS}Trực tiếp3 Ngày làm việc9,000 VNĐ(một thẻ)Tại xã",
        "thanh_phan_ho_so": f"--{PAPERS}- Đơn xin thẻ (Mẫu B01);MauB01.doc1 bản chính",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Bơi31/2024/QH15",
        "co_quan_thuc_hien": "Không có thông tin",
        "yeu_cau_dieu_kien": "Không",
        "ket_qua_xu_ly": "Thẻ bơiMã: KQ.G99.000001Sổ bơiMã: KQ.G99.000002Từ khóaThẻ hồ bơi"
        "Mô tảKhông có thông tinChọn cơ quan thực hiệnNộp hồ sơ",
        **changed,
    }


def detail(code: str = "9.000002") -> dict[str, object]:
    """Return a made-up record of the layout of the detail sheets."""
    return {
        "thu_tuc_id": code,
        "metadata": {
            "mã_thủ_tục": code,
            "tên_thủ_tục": "Thủ tục mượn xuồng",
            "số_quyết_định": "Quyết định số 7/QĐ-BXX",
            "cấp_thực_hiện": "Cấp Bộ",
            "lĩnh_vực": "Xuồng",
        },
        "content": {
            "trình_tự_thực_hiện": "Bước 1: Gọi điện. Bước 2: Nhận xuồng.",
            "đối_tượng_thực_hiện": "Công dân Việt Nam",
            "cơ_quan_thực_hiện": "Bến xuồng",
            "cơ_quan_có_thẩm_quyền": "Không có thông tin",
            "địa_chỉ_tiếp_nhận_hs": "Không có thông tin",
            "kết_quả_thực_hiện": "Phiếu mượn",
            "yêu_cầu_điều_kiện_thực_hiện": "- Biết bơi\n- Có phao",
        },
        "tables": {
            "hinh_thuc_nop": [
                {
                    "phi_le_phi": "Phí : 2.000 Đồng (Xuồng nhỏ)\nPhí : 5.000 Đồng (Xuồng lớn)",
                    "hinh_thuc": "Trực tiếp",
                    "thoi_han_giai_quyet": "07 Ngày làm việc",
                    "mo_ta": "Tại bến",
                },
                {
                    "phi_le_phi": "Phí : 0 Đồng",
                    "hinh_thuc": "Trực tuyến",
                    "thoi_han_giai_quyet": "Không quy định",
                },
            ],
            "thanh_phan_ho_so": [
                {
                    "ten_giay_to": "- Giấy hẹn",
                    "so_luong": "x.doc",
                    "ghi_chu": "Bản chính: 0\nBản sao: 3",
                }
            ],
            "can_cu_phap_ly": [
                {
                    "so_ky_hieu": "12",
                    "trich_yeu": "Quyết định số 12/2021/QĐ-TTg về xuồng",
                    "ngay_ban_hanh": "24-03-2021",
                },
                {
                    "so_ky_hieu": "13/2025/NĐ-CP",
                    "trich_yeu": "Nghị định về bến",
                    "ngay_ban_hanh": "30-07-2027",
                },
            ],
        },
    }


@pytest.fixture
def read_lines(tmp_path: Path) -> ReadLines:
    def read(*lines: dict[str, object] | str, as_of: date = PORTAL_AS_OF) -> ImportResult:
        path = tmp_path / "portal.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return read_portal(path, as_of=as_of)

    return read


def only(result: ImportResult) -> Procedure:
    (record,) = result.records
    assert isinstance(record, Procedure)
    return record


def test_a_page_with_glued_tables_becomes_a_typed_procedure(read_lines: ReadLines) -> None:
    result = read_lines(flat())
    record = only(result)
    assert result.problems == ()
    assert record.name == "Cấp thẻ bơi cho trẻ"
    assert record.levels == (Level.PROVINCE, Level.COMMUNE)
    assert record.who == ("Công dân Việt Nam", "Tổ chức (không gồm doanh nghiệp, HTX)")
    assert record.results == ("Thẻ bơi", "Sổ bơi")
    assert record.asked_as == ("Thẻ hồ bơi",)
    assert record.steps == ("Bước 1: Khai đơn.\n+ Khai giấy", "Bước 2: Nhận thẻ.")
    assert record.conditions == ()
    assert record.decision == "12/QĐ-BXX"
    assert record.online is None
    assert record.legal_basis[0].number == "31/2024/QH15"
    assert record.source.url == "https://portal.example/9.000001"
    assert record.source.verified is Verified.PORTAL
    assert record.source.as_of == date(2026, 6, 1)


def test_a_submission_has_channel_time_fee_and_note(read_lines: ReadLines) -> None:
    (way,) = only(read_lines(flat())).submissions
    assert way.channel is Channel.COUNTER
    assert way.durations == (Duration(count=3, unit=Unit.WORKING_DAY),)
    assert way.fees == (Fee(amount_vnd=9_000, condition="một thẻ"),)
    assert way.note == "một thẻ\nTại xã"


def test_a_paper_has_a_clean_name_and_its_form(read_lines: ReadLines) -> None:
    (paper,) = only(read_lines(flat())).papers
    assert (paper.name, paper.form, paper.originals) == ("Đơn xin thẻ (Mẫu B01)", "B01", 1)
    assert (paper.case, paper.show_only) == ("", False)


def test_groups_name_the_case_or_what_is_only_shown(read_lines: ReadLines) -> None:
    glued = (
        f"* Giấy tờ phải nộp:{PAPERS}Đơn1 bản chính* Giấy tờ phải xuất trình:{PAPERS}"
        f"Thẻ căn cước1 bản chính- Khi ủy quyền:{PAPERS}Giấy ủy quyền1 bản chính"
        f"* Lưu ý:{PAPERS}Không phải nộp lại đơn cũ1 bản chính"
    )
    papers = only(read_lines(flat(thanh_phan_ho_so=glued))).papers
    assert [(paper.case, paper.show_only, paper.originals) for paper in papers] == [
        ("", False, 1),
        ("", True, 1),
        ("Khi ủy quyền", False, 1),
        ("Lưu ý", False, 0),
    ]


def test_a_detail_sheet_becomes_a_typed_procedure(read_lines: ReadLines) -> None:
    record = only(read_lines(detail()))
    counter, online = record.submissions
    assert counter.durations == (Duration(count=7, unit=Unit.WORKING_DAY),)
    assert counter.fees == (
        Fee(amount_vnd=2_000, condition="Xuồng nhỏ"),
        Fee(amount_vnd=5_000, condition="Xuồng lớn"),
    )
    assert (online.durations, online.fees) == ((), (Fee(amount_vnd=0),))
    assert (record.authority, record.place, record.source.url) == ("Bến xuồng", "", None)
    assert record.decision == "7/QĐ-BXX"
    assert record.steps == ("Bước 1: Gọi điện.", "Bước 2: Nhận xuồng.")
    assert record.conditions == ("Biết bơi", "Có phao")
    assert (record.papers[0].originals, record.papers[0].copies) == (0, 3)


def test_a_short_number_is_completed_from_its_title_and_a_wrong_day_left_out(
    read_lines: ReadLines,
) -> None:
    first, second = only(read_lines(detail())).legal_basis
    assert (first.number, first.issued) == ("12/2021/QĐ-TTg", date(2021, 3, 24))
    assert (second.number, second.issued) == ("13/2025/NĐ-CP", None)


def test_a_time_without_unit_stays_in_the_words_of_the_source(read_lines: ReadLines) -> None:
    result = read_lines(flat(cach_thuc_thuc_hien=f"{CHANNELS}Trực tuyến1Miễn phí"))
    (way,) = only(result).submissions
    assert (way.durations, way.duration_raw) == ((), "1")
    assert way.fees == (Fee(amount_vnd=0),)
    assert [(item.line, item.field, item.reason) for item in result.problems] == [
        (1, "submissions.online.time", "time without unit")
    ]


def test_glued_time_and_amount_make_both_doubtful(read_lines: ReadLines) -> None:
    glued = f"{CHANNELS}Trực tiếp1100 VNĐ(Xác nhận 100.000 đồng/lần)"
    record = only(read_lines(flat(cach_thuc_thuc_hien=glued)))
    (way,) = record.submissions
    assert (way.durations, way.fees) == ((), ())
    assert "1100 VNĐ" in way.fee_raw
    assert {doubt.field for doubt in record.doubts} == {
        "submissions.counter.time",
        "submissions.counter.fee",
    }


def test_free_on_one_channel_is_doubtful_when_another_note_denies_it(
    read_lines: ReadLines,
) -> None:
    glued = f"{CHANNELS}Trực tuyến2 NgàyMiễn phíTrực tiếp2 NgàyMiễn phí(Thu 6.000 đồng/tờ)"
    record = only(read_lines(flat(cach_thuc_thuc_hien=glued)))
    assert [way.fees for way in record.submissions] == [(), ()]


def test_rows_of_one_channel_that_differ_in_the_fee_become_one_submission(
    read_lines: ReadLines,
) -> None:
    glued = f"{CHANNELS}Trực tiếp2 Ngày40,000 VNĐ(thẻ nhỏ)Trực tiếp2 Ngày90,000 VNĐ(thẻ lớn)"
    (way,) = only(read_lines(flat(cach_thuc_thuc_hien=glued))).submissions
    assert way.fees == (
        Fee(amount_vnd=40_000, condition="thẻ nhỏ"),
        Fee(amount_vnd=90_000, condition="thẻ lớn"),
    )


def test_amounts_whose_cases_are_not_named_are_doubtful(read_lines: ReadLines) -> None:
    glued = f"{CHANNELS}Trực tiếp2 Ngày40,000 VNĐTrực tiếp2 Ngày90,000 VNĐ"
    record = only(read_lines(flat(cach_thuc_thuc_hien=glued)))
    assert record.submissions[0].fees == ()
    assert record.doubts[0].reason == "several amounts, the cases are not named"


def test_each_time_of_a_channel_names_its_case(read_lines: ReadLines) -> None:
    glued = (
        f"{CHANNELS}Trực tiếp2 NgàyMiễn phíTrường hợp cấp mới: tại xã"
        "Trực tiếp9 NgàyMiễn phíTrường hợp cấp đổi: tại tỉnh"
    )
    ways = only(read_lines(flat(cach_thuc_thuc_hien=glued))).submissions
    assert [way.durations[0].condition for way in ways] == [
        "Trường hợp cấp mới",
        "Trường hợp cấp đổi",
    ]


def test_a_time_that_the_note_contradicts_is_doubtful(read_lines: ReadLines) -> None:
    glued = f"{CHANNELS}Trực tiếp60 Ngày làm việcMiễn phíThời hạn giải quyết: 30 ngày"
    (way,) = only(read_lines(flat(cach_thuc_thuc_hien=glued))).submissions
    assert way.durations == ()
    assert "30 ngày" in way.duration_raw


def test_a_missing_authority_is_doubted(read_lines: ReadLines) -> None:
    record = only(read_lines(flat(co_quan_co_tham_quyen="")))
    assert record.authority == ""
    assert [doubt.field for doubt in record.doubts] == ["authority"]


def test_district_bodies_are_doubted_unless_they_belong_to_the_past(
    read_lines: ReadLines,
) -> None:
    record = only(
        read_lines(
            flat(
                trinh_tu_thuc_hien="Nộp tại Phòng Tư pháp của huyện.",
                yeu_cau_dieu_kien="Thẻ do cơ quan trước đây của cấp huyện cấp vẫn dùng được",
                dia_chi_tiep_nhan="Số 1 đường huyện 5",
            )
        )
    )
    assert [doubt.field for doubt in record.doubts] == ["steps"]
    assert record.doubts[0].reason == "names a body abolished on 2025-07-01"


def test_one_address_under_several_codes_marks_pages_of_another_procedure(
    read_lines: ReadLines,
) -> None:
    same = {"detail_url": "https://portal.example/same"}
    result = read_lines(flat("9.000001", **same), flat("9.000002", **same), flat("9.000003"))
    doubted = [record.code for record in result.records if isinstance(record, Procedure)
               and any(doubt.field == "record" for doubt in record.doubts)]  # fmt: skip
    assert doubted == ["9.000001", "9.000002"]


def test_a_decision_of_one_province_is_foreign_to_a_file_of_ministries(
    read_lines: ReadLines,
) -> None:
    result = read_lines(flat("9.000001", so_quyet_dinh="5/QĐ-UBND"), *map(flat, ("9.2", "9.3")))
    assert [item.record_id for item in result.problems if item.field == "record"] == ["9.000001"]


def test_a_file_of_one_province_is_not_foreign_to_itself(read_lines: ReadLines) -> None:
    result = read_lines(flat("9.1", so_quyet_dinh="5/QĐ-UBND"))
    assert result.problems == ()


def test_only_the_name_says_how_far_a_procedure_is_online(read_lines: ReadLines) -> None:
    names = {
        "Cấp thẻ bằng dịch vụ công trực tuyến toàn trình": "full",
        "Cấp thẻ bằng dịch vụ công trực tuyến một phần": "partial",
        "Chuyển nhượng một phần hồ bơi": None,
    }
    for name, online in names.items():
        assert only(read_lines(flat(ten_thu_tuc=name))).online == online


def test_a_broken_line_is_a_problem_and_the_rest_is_read(read_lines: ReadLines) -> None:
    result = read_lines(flat(), "{broken", '"text"', flat("9.000004"))
    assert len(result.records) == 2
    assert [(item.line, item.reason) for item in result.problems] == [
        (2, "not JSON"),
        (3, "not a portal record"),
    ]


def test_a_code_that_comes_twice_keeps_its_first_record(read_lines: ReadLines) -> None:
    result = read_lines(flat(), flat(ten_thu_tuc="Khác"))
    assert only(result).name == "Cấp thẻ bơi cho trẻ"
    assert (result.problems[0].line, result.problems[0].field) == (2, "code")


def test_a_record_without_a_code_is_a_problem(read_lines: ReadLines) -> None:
    result = read_lines(flat(""), flat())
    assert result.problems[0].reason == "record without code or name"


def test_papers_that_hold_other_text_are_doubted(read_lines: ReadLines) -> None:
    record = only(read_lines(flat(thanh_phan_ho_so="); nộp cho bến xuồng rồi chờ kết quả")))
    assert record.papers == ()
    assert {doubt.field for doubt in record.doubts} == {"papers", "steps"}


@pytest.mark.parametrize("content", [b"", b"\n \n", b"[1, 2]\n", b"plain words\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_portal_file_is_refused_in_one_line(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"^wrong\.jsonl: [^\n]+$"):
        read_portal(path)


def test_a_missing_file_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"^none\.jsonl: cannot be read"):
        read_portal(tmp_path / "none.jsonl")


TEXT_FIELDS = [key for key in flat() if key not in {"ma_thu_tuc", "ten_thu_tuc"}]
FRAGMENT = st.sampled_from(
    f"{CHANNELS}|{PAPERS}|Trực tuyến|Trực tiếp|3 Ngày|Miễn phí|7,000 VNĐ|Bước 1: |1 bản chính|"
    "Mã: KQ.G1.2|Từ khóa|ngày 31/02/2026|huyện|(|)|\n|\x00".split("|")
)
GARBAGE = st.lists(FRAGMENT | st.text(max_size=10), max_size=12).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=st.fixed_dictionaries({key: GARBAGE | st.none() for key in TEXT_FIELDS}))
def test_no_garbage_in_any_field_raises(read_lines: ReadLines, values: dict[str, object]) -> None:
    assert only(read_lines(flat("9.000001") | values)).code == "9.000001"
