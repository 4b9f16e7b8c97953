"""Indicators, duties and deadlines derived from a plan."""

from pathlib import Path

import pytest

from knowledge.importers.plan import read_plan
from knowledge.importers.plan_targets import Target, read_target
from knowledge.types import Plan

START = "KẾ HOẠCH\nChuyển đổi số phường Hoa Sen năm 2026\n\n"


def plan_of(tmp_path: Path, body: str) -> Plan:
    path = tmp_path / "hoa-sen.txt"
    path.write_text(START + body, encoding="utf-8")
    (plan,) = read_plan(path).records
    assert isinstance(plan, Plan)
    return plan


@pytest.mark.parametrize(
    ("clause", "name", "target", "by"),
    [
        ("Tỷ lệ hộ có mạng đạt ≥ 95%.", "Tỷ lệ hộ có mạng", "≥ 95%", ""),
        ("Tỷ lệ họp trên mạng đạt: 75% ở cấp xã", "Tỷ lệ họp trên mạng ở cấp xã", "75%", ""),
        ("100% tổ dân phố có nhóm Zalo", "Tổ dân phố có nhóm Zalo", "100%", ""),
        ("Tối thiểu 50% hộ được tập huấn", "Hộ được tập huấn", "Tối thiểu 50%", ""),
        ("Tỷ lệ hồ sơ bị trả lại <5%", "Tỷ lệ hồ sơ bị trả lại", "<5%", ""),
        ("Tỷ lệ hộ có ví đạt 80% trở lên", "Tỷ lệ hộ có ví", "80% trở lên", ""),
        (
            "≥ 75% giao dịch làm trên mạng, tính tại thời điểm tháng 12/2026",
            "Giao dịch làm trên mạng",
            "≥ 75%",
            "tháng 12/2026",
        ),
        ("100% phòng dùng AI – tính từ 01/10/2026", "Phòng dùng AI", "100%", "tính từ 01/10/2026"),
        ("Đến năm 2027, có 90% trường có mạng", "Trường có mạng", "90%", "Đến năm 2027"),
        (
            "Duy trì hệ thống văn bản, đảm bảo trên 60% văn bản được ký số",
            "Văn bản được ký số",
            "trên 60%",
            "",
        ),
        (
            "100% siêu thị; tối thiểu 85% chợ có mã thanh toán",
            "Siêu thị; chợ có mã thanh toán",
            "100% siêu thị; tối thiểu 85% chợ có mã thanh toán",
            "",
        ),
        (
            "Tỷ lệ dân có VNeID đạt ≥ 95%; trong đó, mức độ 2 đạt 90%",
            "Tỷ lệ dân có VNeID",
            "≥ 95%; trong đó, mức độ 2 đạt 90%",
            "",
        ),
    ],
)
def test_a_clause_gives_name_target_and_date(clause: str, name: str, target: str, by: str) -> None:
    assert read_target(clause) == Target(name=name, target=target, by=by)


def test_a_clause_without_a_number_sets_no_target() -> None:
    assert read_target("Phổ cập điện thoại thông minh cho người dân") is None


def test_a_count_is_a_target_only_among_aims() -> None:
    clause = "Có 01 hệ thống họp trực tuyến nối với thành phố"

    assert read_target(clause) is None
    assert read_target(clause, counts=True) == Target(
        name="Hệ thống họp trực tuyến nối với thành phố", target="01 hệ thống"
    )


def test_one_bullet_with_two_whole_targets_gives_two_indicators(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "I. MỤC TIÊU ĐẾN HẾT NĂM 2026\n\n"
        "- Tỷ lệ hồ sơ trên mạng đạt tối thiểu 80%; tỷ lệ trả kết quả điện tử đạt 100%.\n",
    )

    found = [(i.name, i.target, i.by, i.at.section) for i in plan.indicators]

    assert found == [
        (
            "Tỷ lệ hồ sơ trên mạng",
            "tối thiểu 80%",
            "đến hết năm 2026",
            "I. Mục tiêu đến hết năm 2026",
        ),
        ("Tỷ lệ trả kết quả điện tử", "100%", "đến hết năm 2026", "I. Mục tiêu đến hết năm 2026"),
    ]
    assert len({i.id for i in plan.indicators}) == 2


def test_what_was_reached_last_year_is_no_target(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "PHẦN I\nTình hình thực hiện năm 2025\n\nI. Kết quả\n\n- 100% văn bản đã được ký số.\n\n"
        "PHẦN II\nKế hoạch năm 2026\n\nI. Mục tiêu\n\n- 90% văn bản được ký số.\n",
    )

    assert [i.target for i in plan.indicators] == ["90%"]


ANNEX = """I. MỤC TIÊU

- Tỷ lệ thanh toán bằng mã QR trong các chợ đạt tối thiểu 75%.
- Tỷ lệ hộ có mạng cáp quang đạt tối thiểu 95%.

PHỤ LỤC

TT\tChỉ tiêu\tMục tiêu năm 2026\tCơ quan chủ trì\tCơ quan phối hợp
1\tTỷ lệ thanh toán bằng mã QR trong các chợ\t> 75%\tPhòng Kinh tế\tBan quản lý chợ
2\tTỷ lệ hộ có mạng cáp quang\t95%\tPhòng Văn hóa\tTổ dân phố
3\tSố lớp học buổi tối\t12 lớp\tPhòng Văn hóa\t
"""


def test_text_and_annex_that_disagree_name_each_other_and_raise_a_doubt(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, ANNEX)
    text, _, row, *_ = plan.indicators

    assert (text.target, text.differs) == ("tối thiểu 75%", "Phụ lục: > 75%")
    assert (row.target, row.differs) == ("> 75%", "I. Mục tiêu: tối thiểu 75%")
    assert any(doubt.field == "indicators" for doubt in plan.doubts)


def test_a_bare_number_in_the_annex_does_not_contradict_at_least(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, ANNEX)

    assert [i.differs for i in plan.indicators if "cáp quang" in i.name] == ["", ""]


def test_the_owner_in_the_annex_also_owns_the_same_indicator_in_the_text(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, ANNEX)

    assert [(i.lead, i.support) for i in plan.indicators if "cáp quang" in i.name] == [
        ("Phòng Văn hóa", "Tổ dân phố"),
        ("Phòng Văn hóa", "Tổ dân phố"),
    ]
    assert plan.indicators[-1].target == "12 lớp"


ORGANISATION = """V. TỔ CHỨC THỰC HIỆN

1. Phòng Văn hóa - Xã hội, Đài truyền thanh phường:

- Chủ trì, phối hợp với Trung tâm Y tế phường tổ chức tập huấn.
- Đài truyền thanh phường: Phát bài hằng ngày.
- Là đầu mối báo cáo UBND phường kết quả 6 tháng (ngày 20/6/2026) và cả năm (ngày 20/12/2026).

2. Đề nghị Ủy ban MTTQ phường

- Vận động bà con tham gia.

3. Các tổ dân phố

- Gửi báo cáo về UBND phường (qua Văn phòng tổng hợp) trước ngày 15 hằng tháng.
- Cài phần mềm trước tháng 6 năm 2026.

Trên đây là kế hoạch của phường, đề nghị các tổ thực hiện./.
"""


def test_bullets_below_a_unit_are_its_duties(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, ORGANISATION)

    assert [(duty.lead, duty.support) for duty in plan.duties] == [
        ("Phòng Văn hóa - Xã hội, Đài truyền thanh phường", "Trung tâm Y tế phường"),
        ("Đài truyền thanh phường", ""),
        ("Phòng Văn hóa - Xã hội, Đài truyền thanh phường", ""),
        ("Ủy ban MTTQ phường", ""),
        ("Các tổ dân phố", ""),
        ("Các tổ dân phố", ""),
    ]


def test_a_unit_named_in_the_sentence_itself_owns_the_duty(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "V. TỔ CHỨC THỰC HIỆN\n\n1. Giao Phòng Kinh tế chủ trì, báo cáo UBND phường.\n"
        "2. Mọi người làm theo.\n",
    )

    assert [(duty.lead, duty.at.section) for duty in plan.duties] == [
        ("Phòng Kinh tế", "V. Tổ chức thực hiện › 1")
    ]


def test_numbered_targets_lose_their_number_in_the_name(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "I. CHỈ TIÊU\n\n1. 100% hộ có mạng.\n2. Trên 80% hồ sơ nộp từ xa.\n")

    assert [(i.name, i.target) for i in plan.indicators] == [
        ("Hộ có mạng", "100%"),
        ("Hồ sơ nộp từ xa", "Trên 80%"),
    ]


def test_due_dates_name_who_owes_what_to_whom(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, ORGANISATION)

    assert [(d.due, d.to) for d in plan.deadlines] == [
        ("ngày 20/6/2026", "UBND phường"),
        ("ngày 20/12/2026", "UBND phường"),
        ("trước ngày 15 hằng tháng", "UBND phường (qua Văn phòng tổng hợp)"),
        ("trước tháng 6 năm 2026", ""),
    ]
    assert plan.deadlines[0].what.endswith("kết quả 6 tháng")
    assert plan.deadlines[1].what.endswith("kết quả cả năm")
    assert plan.deadlines[2].who == "Các tổ dân phố"


def test_the_date_of_a_cited_document_is_no_deadline(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "II. NHIỆM VỤ\n\n- Làm theo Kế hoạch số 5/KH-UBND ngày 03/02/2026 của UBND thành phố.\n",
    )

    assert plan.deadlines == ()


def test_a_row_with_a_time_is_a_deadline(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "BẢNG CÁC MÔ HÌNH\n\nSTT\tNội dung\tThời gian thực hiện\tGhi chú\n"
        "1\tGắn mã QR ở đình làng\tQuý 3 năm 2026\t\n",
    )

    assert [(d.what, d.due) for d in plan.deadlines] == [
        ("Gắn mã QR ở đình làng", "Quý 3 năm 2026")
    ]


def test_passage_ids_are_unique_and_name_the_line(tmp_path: Path) -> None:
    long = " ".join(f"Việc thứ {n} là giúp bà con của tổ dân phố nộp hồ sơ." for n in range(40))
    plan = plan_of(tmp_path, f"II. NHIỆM VỤ\n\n- {long}\n")

    ids = [passage.id for passage in plan.passages]

    assert ids[:3] == ["hoa-sen#1", "hoa-sen#6", "hoa-sen#6.2"]
    assert len(ids) == len(set(ids))
