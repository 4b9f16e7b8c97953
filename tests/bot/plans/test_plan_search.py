"""Questions about made-up plans, answered over a real index."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from bot.types import Act, Answer, Status
from knowledge.types import Audience

Talk = Callable[..., Any]
MARK = "KÍN-404"


def docs(answer: Answer) -> set[str]:
    return {citation.doc for citation in answer.citations}


# What one unit is to do


async def test_the_duties_and_targets_of_a_unit_come_as_one_list(talk: Talk) -> None:
    answer = await talk("Phòng Kinh tế phải làm gì theo kế hoạch 2026 của Bến Gỗ")

    assert answer.status is Status.ANSWERED
    assert "Bảo trì đèn đường nối mạng ở bờ sông." in answer.text
    assert "Tỷ lệ đèn đường nối mạng: 41%." in answer.text
    assert "camera" not in answer.text
    assert docs(answer) == {"ben-go-2026"}
    assert all(citation.locator for citation in answer.citations)


async def test_without_a_place_the_home_wards_newest_plan_is_taken_and_the_rest_offered(
    talk: Talk,
) -> None:
    answer = await talk("nhiệm vụ của Công an phường", audience=Audience.PUBLIC)

    assert "camera ở bến đò" in answer.text
    assert "kế hoạch mới nhất của phường Bến Gỗ" in answer.text
    assert [choice.title for choice in answer.more] == [
        "phường Bến Gỗ, 2025",
        "phường Cầu Mây, 2025",
    ]


async def test_what_a_unit_helps_with_is_listed_with_who_leads(talk: Talk) -> None:
    answer = await talk("Công an phường Bến Gỗ 2026 phối hợp những việc gì")

    assert "Bảo trì đèn đường" in answer.text
    assert "Chủ trì: Phòng Kinh tế, Hạ tầng và Đô thị." in answer.text


async def test_a_unit_without_work_in_the_plan_is_said_to_have_none(talk: Talk) -> None:
    answer = await talk("Sở Thủy lợi được giao nhiệm vụ gì trong kế hoạch Bến Gỗ 2026")

    assert answer.status is Status.NO_CONTENT
    assert "không nêu việc của đơn vị anh/chị hỏi" in answer.text
    assert "Công an phường" in answer.text


@pytest.mark.parametrize("act", [Act.TICKET, Act.PERSON, Act.OUT_OF_SCOPE, Act.PROCEDURE])
async def test_a_list_is_answered_whatever_the_dialogue_takes_it_for(talk: Talk, act: Act) -> None:
    said = "nhiệm vụ của Công an phường Bến Gỗ năm 2026"

    answer = await talk(said, acts={said: act})

    assert (answer.status, answer.act) == (Status.ANSWERED, "plan")


# Dates


async def test_what_falls_due_in_a_month_is_listed_with_who_and_to_whom(talk: Talk) -> None:
    answer = await talk("việc nào đến hạn trong tháng 6")

    assert "Trước ngày 17/6/2026: Báo cáo kết quả 6 tháng." in answer.text
    assert "Nơi nhận: UBND phường Bến Gỗ." in answer.text
    assert "19/12" not in answer.text


async def test_a_month_without_a_date_is_said_to_have_none(talk: Talk) -> None:
    answer = await talk("tháng 2 có việc gì đến hạn")

    assert answer.status is Status.NO_CONTENT
    assert "không ghi việc nào đến hạn" in answer.text


async def test_all_dates_come_in_order(talk: Talk) -> None:
    answer = await talk("các mốc thời hạn trong kế hoạch Bến Gỗ 2026")

    places = [answer.text.find(day) for day in ("17/6/2026", "19/12/2026", "áng 12/2026")]
    assert places == sorted(places)
    assert -1 not in places


async def test_a_deadline_without_a_day_is_quoted_as_open(talk: Talk) -> None:
    answer = await talk("Bến Gỗ 2026 sổ tay khách đi đò phải xong ngày nào")

    assert answer.status is Status.NO_CONTENT
    assert "không ghi ngày cụ thể" in answer.text


# Side by side


async def test_two_years_of_a_ward_are_compared_target_by_target(talk: Talk) -> None:
    answer = await talk("chỉ tiêu 2026 khác 2025 thế nào")

    assert "mã QR: ≥ 63% – 38%" in answer.text
    assert docs(answer) == {"ben-go-2026", "ben-go-2025"}


async def test_one_thing_is_compared_between_two_wards(talk: Talk) -> None:
    answer = await talk("chỉ tiêu mã QR của Bến Gỗ 2026 và Cầu Mây 2025 nơi nào cao hơn")

    assert "63%" in answer.text
    assert "51%" in answer.text
    assert "Cao nhất: phường Bến Gỗ, 2026." in answer.text


async def test_a_table_has_a_line_for_each_plan_that_states_the_thing(talk: Talk) -> None:
    answer = await talk(
        "những phường nào đặt chỉ tiêu hòm thư góp ý trên mạng", audience=Audience.PUBLIC
    )

    assert "Phường Cầu Mây, 2025: Hòm thư góp ý trên mạng được trả lời: 77%" in answer.text
    assert "Không nêu: phường Bến Gỗ." in answer.text


async def test_where_the_parts_of_a_plan_disagree_is_told(talk: Talk) -> None:
    answer = await talk("chỉ tiêu nào của Bến Gỗ 2026 phụ lục ghi khác")

    assert "≥ 63%. Phụ lục ghi 60%." in answer.text
    assert "đèn đường" not in answer.text


async def test_the_targets_of_a_part_are_listed(talk: Talk) -> None:
    answer = await talk("các chỉ tiêu về chợ số của Bến Gỗ 2026")

    assert "mã QR" in answer.text
    assert "đèn đường" in answer.text
    assert "vé đò" not in answer.text


# Going on


@pytest.mark.parametrize(
    ("turn", "told"),
    [
        ("thế ai chủ trì", "chủ trì: Ban quản lý chợ đêm"),
        ("đơn vị nào phối hợp?", "phối hợp: Tổ công nghệ số cộng đồng"),
        ("hạn hoàn thành", "thời hạn tháng 12/2026"),
        ("bao nhiêu phần trăm", "≥ 63%"),
        ("nằm ở mục nào", "dòng 12"),
        ("năm 2025 thì sao", "38%"),
        ("còn Cầu Mây thì sao", "51%"),
        ("so với Cầu Mây thì sao", "51%"),
        ("còn đèn đường nối mạng", "41%"),
    ],
)
async def test_a_follow_up_is_about_the_target_just_told(talk: Talk, turn: str, told: str) -> None:
    answer = await talk(
        "chỉ tiêu quầy hàng nhận tiền qua mã QR của Bến Gỗ năm 2026",
        turn,
        audience=Audience.PUBLIC,
    )

    assert answer.status is Status.ANSWERED
    assert told in answer.text


async def test_what_a_plan_leaves_open_is_not_taken_from_another_target(talk: Talk) -> None:
    first = "chỉ tiêu vé đò bán qua điện thoại của Bến Gỗ năm 2026"

    answer = await talk(first, "ai chủ trì")

    assert answer.status is Status.NO_CONTENT
    assert "không ghi đơn vị chủ trì" in answer.text
    assert "Phòng Kinh tế" not in answer.text


async def test_the_other_report_is_meant_after_the_first(talk: Talk) -> None:
    answer = await talk("Bến Gỗ 2026 hạn báo cáo kết quả 6 tháng ngày nào", "còn cả năm")

    assert "19/12/2026" in answer.text


async def test_a_list_is_asked_again_of_another_unit_and_another_ward(talk: Talk) -> None:
    first = "nhiệm vụ của Phòng Kinh tế phường Bến Gỗ năm 2026"

    unit = await talk(first, "thế Công an phường")
    ward = await talk(first, "thế Công an phường", "còn ở Cầu Mây 2025")

    assert "camera" in unit.text
    assert "khóa ví điện tử" in ward.text


async def test_what_is_no_part_of_a_plan_leaves_it(talk: Talk) -> None:
    turn = "còn thời tiết hôm nay"

    answer = await talk("nhiệm vụ của Công an phường", turn, acts={turn: Act.OUT_OF_SCOPE})

    assert answer.status is Status.OUT_OF_SCOPE


# What is not known


async def test_a_year_without_a_plan_is_said_to_have_none(talk: Talk) -> None:
    answer = await talk("chỉ tiêu mã QR của Bến Gỗ năm 2024 là bao nhiêu phần trăm")

    assert answer.status is Status.NO_CONTENT
    assert "không có kế hoạch năm 2024 của phường Bến Gỗ" in answer.text


async def test_a_ward_without_a_plan_is_said_to_have_none(talk: Talk) -> None:
    answer = await talk("nhiệm vụ của Công an phường Láng theo kế hoạch 2026")

    assert answer.status is Status.NO_CONTENT
    assert "Tôi không có kế hoạch của phường Láng" in answer.text


async def test_money_is_not_answered_with_a_share(talk: Talk) -> None:
    answer = await talk("Bến Gỗ 2026 chi bao nhiêu tỷ đồng cho quầy hàng nhận tiền qua mã QR")

    assert answer.status is Status.NO_CONTENT


@pytest.mark.parametrize(
    "said",
    [
        "nhiệm vụ của Công an phường Cầu Mây",
        "nhiệm vụ của Công an phường Cầu Mây năm 2027",
        "những phường nào đặt chỉ tiêu quầy hàng nhận tiền qua mã QR",
        "chỉ tiêu Cầu Mây 2027 khác 2025 thế nào",
        "so sánh chỉ tiêu của Bến Gỗ và Cầu Mây",
        "các chỉ tiêu của Cầu Mây",
        "Cầu Mây năm 2027 chỉ tiêu mã QR bao nhiêu phần trăm",
    ],
)
async def test_a_plan_for_officials_never_reaches_a_resident(talk: Talk, said: str) -> None:
    public = await talk(said, "ai chủ trì", audience=Audience.PUBLIC)
    first = await talk(said, audience=Audience.PUBLIC)

    for answer in (public, first):
        shown = json.dumps(asdict(answer), ensure_ascii=False, default=str)
        assert MARK not in shown
        assert "cau-may-2027" not in shown


async def test_an_official_reads_the_plan_for_officials(talk: Talk) -> None:
    answer = await talk("nhiệm vụ của Công an phường Cầu Mây năm 2027")

    assert MARK in answer.text
