"""The paper that a message names, lacks or tells the case of stands first in the answer."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.compose import procedure_answer
from bot.papers_named import named_papers_text
from knowledge.load import load
from knowledge.types import Aspect, Paper, Procedure

TODAY = date(2026, 11, 21)
BIRTH, SINGLE, DEATH, DRIVING = "1.001193", "1.004873", "1.000656", "3.000348"
FIRST = "Về giấy anh/chị nói:"
OF_DIVORCE, WITNESS = "Thông tin bản án ly hôn", "giấy xác nhận của người làm chứng"


@pytest.fixture(scope="module")
def records() -> dict[str, Procedure]:
    return {each.code: each for each in load().procedures}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("xin giấy độc thân", "ly hôn rồi thì cần thêm giấy gì"),
        ("toi can xac nhan doc than, vo toi mat roi", "thieu giay chung tu cua vo thi sao"),
        ("xin giấy độc thân, chồng em mất rồi", "cần giấy gì"),
    ],
)
def test_the_paper_of_a_divorce_or_a_death_stands_first(
    records: dict[str, Procedure], question: str, said: str
) -> None:
    answer = procedure_answer(
        records[SINGLE], Aspect.DOCUMENTS, f"{question} {said}", TODAY, said=said
    )
    head, first, paper, *_ = answer.text.split("\n")
    assert head.startswith("Cấp Giấy xác nhận tình trạng hôn nhân")
    assert first == FIRST
    assert OF_DIVORCE in paper
    assert "cơ quan tự tra" in paper
    assert "Giấy tờ cần có:" in answer.text


@pytest.mark.parametrize(
    ("aspect", "said"),
    [
        (Aspect.DOCUMENTS, "thiếu giấy chứng sinh thì đăng ký khai sinh sao"),
        (Aspect.CONDITIONS, "giấy chứng sinh làm mất thì khai sinh được ko"),
        (Aspect.CONDITIONS, "khong co giay chung sinh lam khai sinh duoc khong"),
        (None, "mất giấy chứng sinh"),
        (Aspect.STEPS, "chưa có giấy chứng sinh thì làm sao"),
    ],
)
def test_what_stands_in_for_a_lost_paper_is_told(
    records: dict[str, Procedure], aspect: Aspect | None, said: str
) -> None:
    answer = procedure_answer(records[BIRTH], aspect, said, TODAY, said=said)
    assert answer.text.split("\n")[1] == FIRST
    assert WITNESS in answer.text


@pytest.mark.parametrize("exempt", ["", "Bằng hạng A không cần."])
def test_a_lost_paper_that_nothing_stands_in_for_is_said_to_be_unknown(
    procedure: Callable[..., Procedure], exempt: str
) -> None:
    record = procedure(papers=(Paper(name="Giấy khám mắt", originals=1, exempt=exempt),))
    told = named_papers_text(record, None, "", "em thiếu giấy khám mắt")
    assert told.split("\n")[1:] == [
        f"- Giấy khám mắt. {exempt}".rstrip(),
        "- Không có giấy này thì làm sao, nguồn tôi có không ghi. Anh/chị hỏi quầy một cửa.",
    ]


@pytest.mark.parametrize(
    ("code", "aspect", "said"),
    [
        (BIRTH, None, "khai sinh cho con, có giấy chứng sinh rồi"),
        (BIRTH, Aspect.DOCUMENTS, "khai sinh cần giấy gì"),
        (BIRTH, Aspect.CONDITIONS, "khai sinh mất bao lâu, có mất tiền không"),
        (BIRTH, Aspect.FEE, "mất giấy chứng sinh thì lệ phí bao nhiêu"),
        (DEATH, None, "bà nội mất hôm qua"),
        (DEATH, Aspect.DOCUMENTS, "chồng em mất rồi cần giấy gì"),
        (SINGLE, None, "vợ em mất thẻ căn cước"),
        (SINGLE, None, "chồng mất việc, em xin giấy độc thân"),
        (SINGLE, Aspect.CONDITIONS, "co mat giay to gi khong"),
        (DRIVING, None, "làm lại bằng lái bị mất"),
    ],
)
def test_nothing_is_put_first_when_no_paper_is_meant(
    records: dict[str, Procedure], code: str, aspect: Aspect | None, said: str
) -> None:
    assert named_papers_text(records[code], aspect, said, said) == ""
