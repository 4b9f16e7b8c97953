"""Witnesses, validity, who issues it and a penalty are answered, and not another part instead."""

from datetime import date

import pytest

from bot.aspect import find_aspect
from bot.compose import procedure_answer
from bot.procedure_asked import turned
from bot.types import Answer
from knowledge.load import load
from knowledge.types import Aspect, Procedure

BIRTH, SINGLE, RENEWED, DEATH, MARRIAGE = (
    "1.001193", "1.004873", "1.014063", "1.000656", "1.000894",
)  # fmt: skip
FEE = Aspect.FEE


@pytest.fixture(scope="module")
def records() -> dict[str, Procedure]:
    return {each.code: each for each in load().procedures}


def answer(record: Procedure, aspect: Aspect | None, said: str) -> Answer:
    return procedure_answer(record, aspect, said, date(2026, 11, 21), said=said)


@pytest.mark.parametrize("aspect", [None, FEE])
def test_witnesses_are_told_and_not_the_earlier_part(
    records: dict[str, Procedure], aspect: Aspect | None
) -> None:
    told = answer(records[BIRTH], aspect, "cần mấy người làm chứng").text
    assert "giấy xác nhận của người làm chứng" in told
    assert "Cần mấy người thì nguồn tôi có không ghi" in told
    assert "Lệ phí" not in told
    unknown = answer(records[MARRIAGE], aspect, "can may nguoi lam chung").text
    assert "Người làm chứng: nguồn tôi có không ghi" in unknown


def test_who_may_come_is_told_and_not_the_earlier_part(records: dict[str, Procedure]) -> None:
    told = answer(records[DEATH], FEE, "ai đi khai cũng được hả")
    assert told.aspect is Aspect.CONDITIONS
    assert "Thủ tục này dành cho: Vợ, chồng, con" in told.text
    assert "Lệ phí" not in told.text


@pytest.mark.parametrize("aspect", [None, FEE])
@pytest.mark.parametrize("said", ["bị phạt ko", "co bi phat khong", "phạt không ạ"])
def test_a_penalty_is_answered_without_the_whole_card(
    records: dict[str, Procedure], aspect: Aspect | None, said: str
) -> None:
    lines = answer(records[RENEWED], aspect, said).text.split("\n")
    assert lines[0].startswith("Cấp đổi thẻ căn cước")
    assert lines[1].startswith("Có bị phạt hay không thì nguồn tôi có không ghi")
    assert len(lines) == 2


def test_a_penalty_for_coming_late_is_told_with_the_deadline_alone(
    records: dict[str, Procedure],
) -> None:
    told = answer(records[BIRTH], None, "khai sinh trễ bị phạt ko").text
    assert "60 ngày" in told
    assert "Quá hạn vẫn làm được" in told
    assert "bỏ rơi" not in told
    assert "Nơi nộp" not in told


def test_a_penalty_beside_another_part_leaves_that_part(records: dict[str, Procedure]) -> None:
    said = "quên đổi căn cước bị phạt không, lệ phí bao nhiêu"
    told = answer(records[RENEWED], FEE, said).text
    assert "Có bị phạt hay không" in told
    assert "Lệ phí:" in told


@pytest.mark.parametrize(
    "said",
    [
        "giấy xác nhận độc thân có thời hạn bao lau",
        "giay doc than co gia tri bao lau",
        "thời hạn của giấy độc thân là bao lâu",
    ],
)
def test_how_long_a_paper_is_valid_is_told(records: dict[str, Procedure], said: str) -> None:
    told = answer(records[SINGLE], Aspect(find_aspect(said)), said).text
    assert told.split("\n")[1].startswith("Giấy có giá trị 6 tháng kể từ ngày cấp")


def test_an_unknown_validity_is_said_to_be_unknown(records: dict[str, Procedure]) -> None:
    told = answer(records[RENEWED], Aspect.RESULT, "thẻ có hạn mấy năm").text
    assert "dùng được bao lâu thì nguồn tôi có không ghi" in told


@pytest.mark.parametrize(
    "said", ["thời hạn giải quyết bao lâu", "thủ tục này có thời hạn bao lâu", "làm thẻ bao lâu"]
)
def test_how_long_the_office_takes_is_still_the_time(said: str) -> None:
    assert find_aspect(said) == "time"


def test_who_issues_a_paper_is_told_first(records: dict[str, Procedure]) -> None:
    record = next(each for each in records.values() if each.name == "Cấp giấy báo tử")
    told = answer(record, Aspect.PLACE, "ai cấp giấy báo tử").text
    assert told.split("\n")[1].startswith("Cơ quan cấp, giải quyết: Mất ở cơ sở y tế")
    assert told.count("Mất ở cơ sở y tế") == 1


@pytest.mark.parametrize(
    ("aspect", "said"),
    [
        (FEE, "lệ phí bao nhiêu"),
        (FEE, "còn cho con thì sao"),
        (None, "mấy người đã nộp rồi"),
        (None, "em đi làm chứng minh thư"),
        (None, "ai làm chứng thực vậy"),
        (None, "em bị mất thẻ"),
        (Aspect.TIME, "phạt không, mà bao lâu xong"),
    ],
)
def test_other_messages_keep_the_part_they_had(aspect: Aspect | None, said: str) -> None:
    assert turned(aspect, said) is aspect


@pytest.mark.parametrize(
    ("said", "aspect"),
    [
        ("con cháu ở đây khai tử ở đây được không", Aspect.PLACE),
        ("khai sinh o day duoc khong", Aspect.PLACE),
        ("phường có làm ko", Aspect.PLACE),
        ("xa minh co nhan ho so khong", Aspect.PLACE),
        ("làm trên vneid dc ko", Aspect.ONLINE),
        ("nộp bằng dịch vụ công được không", Aspect.ONLINE),
        ("xây nhà ở đây được không", Aspect.CONDITIONS),
        ("căn cước trên vneid có dùng được không", Aspect.CONDITIONS),
        ("có được làm không", Aspect.CONDITIONS),
    ],
)
def test_a_yes_or_no_question_about_place_or_network_is_one_of_them(
    said: str, aspect: Aspect
) -> None:
    assert turned(Aspect.CONDITIONS, said) is aspect


def test_the_office_of_the_place_is_told_where_it_is_asked_for(
    records: dict[str, Procedure],
) -> None:
    told = answer(records[DEATH], Aspect.CONDITIONS, "bà mất ở quê, khai tử ở đây được không")
    assert told.aspect is Aspect.PLACE
    assert "Nơi nộp:" in told.text
    assert "dành cho" not in told.text
