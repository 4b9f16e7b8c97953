"""Who has to come, and who may come instead, is told from the record or said to be unknown."""

from datetime import date

import pytest

from bot.compose import procedure_answer
from bot.procedure_proxy import asks_who_goes, who_goes_text, without_absent
from knowledge.load import load
from knowledge.types import Aspect, Procedure

MARRIAGE, ABROAD, SINGLE, DEATH, HOUSE, CARD, CHILD = (
    "1.000894", "2.000806", "1.004873", "1.000656", "1.013225", "1.014064", "1.014062",
)  # fmt: skip


@pytest.fixture(scope="module")
def records() -> dict[str, Procedure]:
    return {each.code: each for each in load().procedures}


@pytest.mark.parametrize(
    "said",
    [
        "ảnh ko qua việt nam được, em tự đi nộp được ko",
        "nho me di lam ho dc ko",
        "nhờ mẹ đi nộp thay được không",
        "có phải cả hai vợ chồng cùng có mặt không",
        "ca hai vo chong phai di ha",
        "vợ đi một mình được không",
        "toi di mot minh duoc khong",
        "ủy quyền cho con được không",
        "nộp dùm chồng được ko",
        "có cần có mặt chồng không",
        "ai đi khai cũng được hả",
        "ai được đi làm",
        "mẹ em lấy hộ được không",
        "lam ho can giay gi",
    ],
)
def test_who_goes_is_asked(said: str) -> None:
    assert asks_who_goes(said)


@pytest.mark.parametrize(
    "said",
    [
        "làm hồ sơ được không",
        "lam ho chieu duoc khong",
        "lam ho khau duoc khong",
        "làm thay đổi tên được không",
        "đi thay thẻ được không",
        "con nhỏ em làm căn cước được không",
        "con nho me lam can cuoc duoc khong",
        "có mất tiền không",
        "co mat tien khong",
        "làm có phải mất phí không",
        "phai co mat giay gi khong",
        "mẹ nuôi con một mình có được trợ cấp không",
        "ông sống một mình được hỗ trợ không",
        "nộp hộ khẩu được không",
        "làm giám hộ được không",
        "con lấy họ mẹ được không",
        "xác nhận hộ có mức sống trung bình được không",
        "em làm chủ hộ được không",
        "xây nhà cấp 4 có phải xin phép không",
        "ở đây được không",
        "ai ký giấy này",
        "đổi giấy tờ được không",
    ],
)
def test_who_goes_is_not_asked(said: str) -> None:
    assert not asks_who_goes(said)


def test_presence_at_a_wedding_is_told(records: dict[str, Procedure]) -> None:
    told = who_goes_text(records[MARRIAGE], "nhờ mẹ đi nộp thay được không")
    assert "cả hai phải cùng có mặt để ký; không nhờ người đi thay được" in told
    abroad = who_goes_text(records[ABROAD], "em tự đi nộp được ko")
    assert "cả hai người cùng có mặt" in abroad


def test_the_authorisation_paper_and_its_exemption_are_told(
    records: dict[str, Procedure],
) -> None:
    told = who_goes_text(records[SINGLE], "nho me di lam ho dc ko")
    assert "Văn bản ủy quyền" in told
    assert "thì khỏi chứng thực" in told


def test_who_may_come_is_told_with_whom_it_is_for(records: dict[str, Procedure]) -> None:
    told = who_goes_text(records[DEATH], "ai đi khai cũng được hả")
    assert told.startswith("Thủ tục này dành cho: Vợ, chồng, con")
    assert "Văn bản ủy quyền" in told


def test_that_parents_come_for_a_child_is_no_unknown(records: dict[str, Procedure]) -> None:
    told = who_goes_text(records[CHILD], "bé đi một mình được không")
    assert told == (
        "Thủ tục này dành cho: Người dưới 14 tuổi, do cha mẹ hoặc người đại diện làm thay."
    )


def test_a_record_without_a_word_of_it_says_so(records: dict[str, Procedure]) -> None:
    told = who_goes_text(records[HOUSE], "nhờ người làm thay được không")
    assert "nguồn tôi có không ghi" in told
    assert "Anh/chị hỏi quầy một cửa" in told


@pytest.mark.parametrize("code", [MARRIAGE, SINGLE, DEATH, HOUSE, CARD])
@pytest.mark.parametrize(
    "said", ["nhờ mẹ đi nộp thay được không", "xa quá có phải làm gì không", "em làm được không"]
)
def test_no_answer_promises_what_the_record_does_not(
    records: dict[str, Procedure], code: str, said: str
) -> None:
    answer = procedure_answer(records[code], Aspect.CONDITIONS, said, date(2026, 11, 21), said=said)
    assert "Đúng trường hợp đó" not in answer.text
    assert answer.text.startswith(records[code].name[:20])


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        (
            "chồng chị đi xuất khẩu lao động, chị đi một mình được không",
            "chị đi một mình được không",
        ),
        ("chong em di lam xa, em di mot minh duoc khong", "em di mot minh duoc khong"),
        (
            "mà vợ em ốm nằm viện thì em đi làm một mình được không",
            "em đi làm một mình được không",
        ),
    ],
)
def test_why_somebody_is_away_is_left_out(said: str, rest: str) -> None:
    assert without_absent(said) == rest


@pytest.mark.parametrize(
    "said",
    [
        "con em 5 tuổi, đi làm căn cước cần gì",
        "chồng đi làm xa, khai sinh cho con cần gì",
        "chồng em là người Hàn thì sao",
        "em đi một mình được không",
        "",
    ],
)
def test_a_message_that_does_not_ask_who_comes_stays_whole(said: str) -> None:
    assert without_absent(said) == said
