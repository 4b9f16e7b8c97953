"""What the records and passages of a plan become in an answer."""

from datetime import date
from typing import Any

import pytest

from bot.compose_plan import Found, PlanItem, asks_identity, name_of, statement
from bot.plans.answers import plan_answer, plan_identity_answer
from bot.types import Status
from knowledge.types import Deadline, Duty, Indicator, Locator, Plan, PlanPassage, Source

AT = Locator(section="II › 2. Mục tiêu", line_from=40, line_to=41)
QR = Indicator(
    id="p#i1",
    name="Tỷ lệ quầy hàng nhận mã QR",
    target="≥ 63%",
    by="tháng 12/2026",
    lead="Ban quản lý chợ",
    support="Tổ công nghệ cộng đồng",
    at=AT,
)
LONG = " ".join(["Phần này nói chung về chợ đêm và khách đến chơi."] * 12)


def plan(**fields: Any) -> Plan:  # noqa: ANN401  # a builder
    made = {
        "id": "go-2026",
        "title": "Kế hoạch chuyển đổi số",
        "place": "phường Bến Gỗ, thành phố Mây",
        "year": 2026,
        "source": Source(
            title="Trang của phường", url="https://example.vn/kh", as_of=date(2026, 3, 1)
        ),
    }
    return Plan(**{**made, **fields})


def found(item: PlanItem, *, score: float = 1.0, of: Plan | None = None) -> Found:
    return Found(plan=of or plan(), item=item, score=score)


# One statement


def test_an_indicator_says_target_time_and_who() -> None:
    assert statement("", QR) == (
        "Tỷ lệ quầy hàng nhận mã QR: ≥ 63%, tháng 12/2026. Chủ trì: Ban quản lý chợ. "
        "Phối hợp: Tổ công nghệ cộng đồng."
    )


def test_what_the_document_says_elsewhere_is_shown_with_the_indicator() -> None:
    differing = Indicator(id="i", name="Tỷ lệ", target="63%", differs="phụ lục ghi 60%", at=AT)

    assert "Lưu ý: phụ lục ghi 60%." in statement("", differing)


def test_a_duty_begins_with_the_unit_in_charge() -> None:
    duty = Duty(id="d", text="Dạy tiểu thương dùng mã QR", lead="Đoàn phường", support="Hội", at=AT)

    assert statement("", duty) == "Đoàn phường: Dạy tiểu thương dùng mã QR. Phối hợp: Hội."


def test_a_deadline_says_what_when_who_and_to_whom() -> None:
    deadline = Deadline(
        id="h", what="Báo cáo quý", due="trước ngày 10", who="Ban quản lý", to="Ủy ban", at=AT
    )

    assert statement("", deadline) == (
        "Báo cáo quý: trước ngày 10. Đơn vị thực hiện: Ban quản lý. Nơi nhận: Ủy ban."
    )


def test_what_a_record_leaves_open_is_left_out() -> None:
    bare = Indicator(id="i", name="Số quầy", target="12", at=AT)

    assert statement("", bare) == "Số quầy: 12."


def test_of_a_long_passage_the_sentence_that_answers_is_shown() -> None:
    text = f"{LONG} Kinh phí mua máy quét là 9 triệu đồng. {LONG}"
    passage = PlanPassage(id="p", text=text, at=AT)

    said = statement("kinh phí mua máy quét", passage)

    assert "9 triệu đồng" in said
    assert len(said.split()) < len(text.split()) / 2


def test_a_passage_under_a_units_heading_names_the_unit() -> None:
    passage = PlanPassage(
        id="p", text="Trực quầy.", at=Locator(section="IV › 2. Công an phường", line_from=1)
    )

    assert statement("", passage) == "Công an phường: Trực quầy."


# A whole answer


def test_the_plan_is_named_and_cited_with_line_and_day() -> None:
    numbered = plan(number="5/KH-BG", issued=date(2026, 2, 3))

    answer = plan_answer("tỷ lệ quầy nhận mã QR", [[found(QR, of=numbered)]], assumed=None)

    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("Kế hoạch năm 2026 của phường Bến Gỗ:\n- Tỷ lệ quầy hàng")
    [citation] = answer.citations
    assert (citation.doc, citation.number, citation.date) == (
        "go-2026",
        "5/KH-BG",
        date(2026, 2, 3),
    )
    assert citation.locator == "II › 2. Mục tiêu, dòng 40"
    assert (citation.url, citation.as_of) == ("https://example.vn/kh", date(2026, 3, 1))


def test_a_unit_that_was_merged_is_named_with_todays() -> None:
    assert name_of(plan(place_today="phường Bến Mới, thành phố Mây")) == (
        "Kế hoạch năm 2026 của phường Bến Gỗ (nay thuộc phường Bến Mới)"
    )


def test_a_plan_that_was_assumed_is_said_to_be() -> None:
    answer = plan_answer("tỷ lệ quầy nhận mã QR", [[found(QR)]], assumed=plan())

    assert "kế hoạch mới nhất của phường Bến Gỗ" in answer.text


def test_a_much_weaker_piece_is_not_shown_beside_the_best() -> None:
    other = Indicator(id="p#i2", name="Số quầy hàng nhận mã QR", target="400", at=AT)

    answer = plan_answer(
        "tỷ lệ quầy nhận mã QR", [[found(QR), found(other, score=0.3)]], assumed=None
    )

    assert "400" not in answer.text
    assert len(answer.citations) == 1


def test_each_plan_answers_its_own_part() -> None:
    other = plan(id="tre-2026", place="xã Lũy Tre, tỉnh Sương")
    theirs = Indicator(id="t#i1", name="Tỷ lệ quầy hàng nhận mã QR", target="≥ 40%", at=AT)

    answer = plan_answer(
        "tỷ lệ quầy nhận mã QR", [[found(QR)], [found(theirs, of=other)]], assumed=None
    )

    assert answer.text.index("≥ 63%") < answer.text.index("xã Lũy Tre") < answer.text.index("≥ 40%")
    assert [citation.doc for citation in answer.citations] == ["go-2026", "tre-2026"]


def test_a_question_for_a_figure_is_not_answered_by_a_piece_without_one() -> None:
    duty = Duty(id="d", text="Đo tỷ lệ quầy hàng nhận mã QR", at=AT)

    answer = plan_answer(
        "tỷ lệ quầy hàng nhận mã QR bao nhiêu phần trăm", [[found(duty)]], assumed=None
    )

    assert answer.status is Status.NO_CONTENT
    assert "phường Bến Gỗ không nêu" in answer.text


def test_pieces_beside_the_question_are_no_answer() -> None:
    answer = plan_answer("ai trông xe máy bay giấy lúc nửa đêm", [[found(QR)]], assumed=None)

    assert answer.status is Status.NO_CONTENT
    assert "63" not in answer.text


def test_without_any_piece_the_answer_says_that_nothing_is_known() -> None:
    answer = plan_answer("tỷ lệ", [[]], assumed=None)

    assert (answer.status, answer.citations) == (Status.NO_CONTENT, ())


# The plan's own number and date


@pytest.mark.parametrize(
    "question",
    [
        "kế hoạch này số bao nhiêu",
        "số và ngày của kế hoạch",
        "ke hoach ban hanh ngay nao",
        "số hiệu văn bản",
        "kế hoạch năm 2026 của phường Bến Gỗ là số mấy",
    ],
)
def test_a_question_about_the_document_itself_is_seen(question: str) -> None:
    assert asks_identity(question)


def test_a_question_about_its_content_is_not_taken_for_one_about_the_document() -> None:
    assert not asks_identity("kế hoạch đặt bao nhiêu phần trăm quầy nhận mã QR")
    assert not asks_identity("kế hoạch đặt chỉ số bao nhiêu cho việc trả lời đúng hạn")


def test_number_and_date_are_said_when_the_document_has_both() -> None:
    answer = plan_identity_answer(
        plan(number="5/KH-BG", issued=date(2026, 2, 3), indicators=(QR,), issuer="Ủy ban")
    )

    assert answer.status is Status.ANSWERED
    assert "số 5/KH-BG, ngày 03/02/2026 của Ủy ban" in answer.text
    assert answer.citations[0].number == "5/KH-BG"


@pytest.mark.parametrize(
    ("fields", "said", "status"),
    [
        ({}, "không ghi số và ngày ban hành", Status.NO_CONTENT),
        ({"number": "5/KH"}, "không ghi ngày ban hành. Văn bản chỉ ghi số 5/KH", Status.ANSWERED),
        (
            {"issued": date(2026, 2, 3)},
            "không ghi số. Văn bản chỉ ghi ngày 03/02/2026",
            Status.ANSWERED,
        ),
    ],
)
def test_what_the_document_leaves_blank_is_said_to_be_blank(
    fields: dict[str, Any], said: str, status: Status
) -> None:
    answer = plan_identity_answer(plan(indicators=(QR,), **fields))

    assert said in answer.text
    assert answer.status is status
    assert "None" not in answer.text
