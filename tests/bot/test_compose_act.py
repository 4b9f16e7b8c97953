"""Whether a legal act still holds: told from the register, or admitted not to be known."""

from datetime import date

import pytest

from bot.compose_act import act_answer
from bot.types import Answer, Status
from knowledge.acts import Force, LegalAct
from knowledge.types import Source, Verified

TODAY = date(2026, 11, 22)
READ = Source(
    title="Công báo", url="https://example.vn/cb", as_of=TODAY, verified=Verified.LOOKED_UP
)
HEARD = Source(title="Nghe kể", as_of=TODAY)


def act(number: str, kind: str = "Nghị định", **fields: object) -> LegalAct:
    made = {"number": number, "kind": kind, "issuer": "Chính phủ", "source": READ}
    return LegalAct(**{**made, **fields})  # type: ignore[arg-type]  # a builder


ACTS = (
    act("11/2019/NĐ-CP", force=Force.IN_FORCE, force_source=READ, title="Chợ đêm"),
    act(
        "12/2019/NĐ-CP",
        force=Force.EXPIRED,
        in_force_to=date(2026, 6, 30),
        replaced_by=("99/2026/NĐ-CP",),
        force_source=READ,
    ),
    act("13/2019/NĐ-CP", amended_by=("98/2026/NĐ-CP",), force_source=READ),
    act("14/2019/NĐ-CP", force=Force.IN_FORCE, force_source=HEARD),
    act("15/2013/QH13", "Luật", title="Luật Chợ (năm 2013)", issued=date(2013, 1, 1),
        force=Force.EXPIRED, force_source=READ),
    act("16/2024/QH15", "Luật", title="Luật Chợ", issued=date(2024, 1, 1),
        force=Force.IN_FORCE, force_source=READ),
)  # fmt: skip


def answered(question: str) -> Answer | None:
    return act_answer(question, ACTS, TODAY)


def told(question: str) -> Answer:
    answer = answered(question)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    "question",
    [
        "nghị định 11/2019 còn hiệu lực không",
        "ND 11/2019/ND-CP con ap dung ko",
        "NĐ 11/2019 còn dùng k",
    ],
)
def test_an_act_in_force_is_told_with_its_source(question: str) -> None:
    answer = told(question)

    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("Nghị định 11/2019/NĐ-CP (Chợ đêm) còn hiệu lực")
    assert answer.citations[0].url == "https://example.vn/cb"


def test_a_lapsed_act_names_its_last_day_and_successor() -> None:
    assert told("nghị định 12/2019 thay bằng gì").text == (
        "Nghị định 12/2019/NĐ-CP đã hết hiệu lực sau ngày 30/06/2026, được thay bằng 99/2026/NĐ-CP."
    )


def test_an_act_holds_on_its_last_day() -> None:
    answer = act_answer("nghị định 12/2019 còn hiệu lực không", ACTS, date(2026, 6, 30))

    assert answer is not None
    assert "đã hết" not in answer.text


def test_what_nobody_checked_is_not_called_in_force() -> None:
    answer = told("nghị định 13/2019 còn hiệu lực không")

    assert answer.status is Status.NO_CONTENT
    assert "chưa kiểm tra được" in answer.text
    assert "98/2026/NĐ-CP" in answer.text


def test_a_force_without_proof_is_warned_of() -> None:
    assert [w.kind for w in told("nghị định 14/2019 còn hiệu lực không").warnings] == ["doubtful"]


def test_a_law_is_known_by_its_name_and_year() -> None:
    assert "15/2013/QH13" in told("luật chợ 2013 còn dùng không").text
    assert "16/2024/QH15" in told("luật chợ năm 2024 còn hiệu lực không").text


def test_a_name_of_two_laws_is_asked_about() -> None:
    assert "Có nhiều văn bản" in told("luật chợ còn hiệu lực không").text


def test_an_act_that_is_not_registered_is_admitted() -> None:
    assert told("thông tư 1/2020 còn hiệu lực không").status is Status.NO_CONTENT


@pytest.mark.parametrize(
    "question",
    [
        "thẻ hết hạn thì sao",
        "giấy xác nhận có hiệu lực bao lâu",
        "theo nghị định 11/2019 phí mấy tiền",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert answered(question) is None
