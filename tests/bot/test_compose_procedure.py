"""What each field of a procedure's record becomes in an answer."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.compose import procedure_answer
from bot.types import Answer
from knowledge.load import load
from knowledge.types import (
    Aspect,
    Channel,
    Doubt,
    Duration,
    Fee,
    LegalRef,
    Note,
    Paper,
    Procedure,
    Source,
    Submission,
    Unit,
)

TODAY = date(2026, 11, 21)
LINK = "https://example.vn/so-mau"
Make = Callable[..., Procedure]


@pytest.fixture
def answered(procedure: Make) -> Callable[..., Answer]:
    """Return a function that answers about one aspect of a procedure with the given fields."""

    def answer(aspect: Aspect | None, *, question: str = "", **fields: Any) -> Answer:  # noqa: ANN401
        return procedure_answer(procedure(**fields), aspect, question, TODAY)

    return answer


def lines(answer: Answer) -> list[str]:
    """Return what stands below the procedure's name and the aspect's heading."""
    return answer.text.split("\n")[2:]


def online(**fields: Any) -> Submission:  # noqa: ANN401  # a builder
    return Submission(channel=Channel.ONLINE, **fields)


def counter(**fields: Any) -> Submission:  # noqa: ANN401  # a builder
    return Submission(channel=Channel.COUNTER, **fields)


FEE, OTHER_FEE = (Fee(amount_vnd=8_000),), (Fee(amount_vnd=9_000),)


def test_the_answer_begins_with_the_procedures_name_and_national_code(
    answered: Callable[..., Answer],
) -> None:
    national = answered(Aspect.FEE, code="1.000001")

    assert national.text.startswith("Cấp thẻ đọc sách (mã 1.000001).\nLệ phí:\n")
    assert answered(Aspect.FEE, code="tm-thu").text.startswith("Cấp thẻ đọc sách.\nLệ phí:\n")


def test_conditions_name_who_may_apply_when_there_are_no_others(
    answered: Callable[..., Answer],
) -> None:
    answer = answered(Aspect.CONDITIONS, who=("Bạn đọc từ 6 tuổi",))

    assert lines(answer) == ["- Dành cho: Bạn đọc từ 6 tuổi."]


def test_whom_a_procedure_is_for_is_no_yes_to_a_question_it_does_not_answer(
    answered: Callable[..., Answer],
) -> None:
    answer = answered(
        Aspect.CONDITIONS, who=("Bạn đọc từ 6 tuổi",), question="con tôi 7 tuổi làm thẻ được không"
    )

    assert answer.text.split("\n")[1:] == [
        "Trường hợp anh/chị hỏi thì nguồn tôi có không ghi rõ. Anh/chị hỏi quầy một cửa.",
        "Thủ tục này dành cho: Bạn đọc từ 6 tuổi.",
    ]
    known = answered(Aspect.CONDITIONS, conditions=("Có chỗ ngồi",), question="làm thẻ được không")
    assert lines(known) == ["- Có chỗ ngồi"]


def test_a_free_fee_with_a_remark_is_told_as_the_two_things_that_it_says(
    answered: Callable[..., Answer],
) -> None:
    raw = "Miễn phí (- 150.000 đồng/thẻ.)"
    answer = answered(Aspect.FEE, submissions=(counter(fee_raw=raw),))

    assert lines(answer)[0] == (
        '- Cổng ghi miễn phí ở cột lệ phí, nhưng ghi chú là: "150.000 đồng/thẻ"'
    )


def test_the_portal_is_not_named_again_beside_another_site(
    answered: Callable[..., Answer],
) -> None:
    submissions = (Submission(channel=Channel.ONLINE),)

    named = answered(Aspect.PLACE, place="Trang csgt.vn", submissions=submissions)
    other = answered(Aspect.PLACE, place="Thư viện", submissions=submissions)

    assert "Cổng Dịch vụ công quốc gia" not in named.text
    assert "Cổng Dịch vụ công quốc gia" in other.text


def test_an_endless_name_is_cut_in_the_answer_and_whole_in_the_citation(
    answered: Callable[..., Answer],
) -> None:
    name = "Cấp thẻ " + " ".join(f"loại-{number}" for number in range(60))

    answer = answered(Aspect.FEE, name=name)

    assert "loại-59" not in answer.text
    assert name in answer.citations[0].title


# Fee and time


def test_each_channel_has_its_own_fee(answered: Callable[..., Answer]) -> None:
    answer = answered(Aspect.FEE, submissions=(online(fees=FEE), counter(fees=OTHER_FEE)))

    assert lines(answer) == ["- Nộp trực tuyến: 8.000 đồng.", "- Nộp trực tiếp: 9.000 đồng."]


def test_channels_with_the_same_fee_are_said_once(answered: Callable[..., Answer]) -> None:
    three = (
        online(fees=FEE),
        counter(fees=OTHER_FEE),
        Submission(channel=Channel.POST, fees=FEE),
    )

    assert lines(answered(Aspect.FEE, submissions=three)) == [
        "- Nộp trực tuyến, gửi bưu điện: 8.000 đồng.",
        "- Nộp trực tiếp: 9.000 đồng.",
    ]


def test_one_fee_for_all_channels_is_one_line(answered: Callable[..., Answer]) -> None:
    answer = answered(Aspect.FEE, submissions=(online(fees=FEE), counter(fees=FEE)))

    assert lines(answer) == ["- Mọi hình thức nộp: 8.000 đồng."]


def test_a_fee_is_not_said_of_a_channel_whose_fee_could_not_be_read(
    answered: Callable[..., Answer],
) -> None:
    answer = answered(Aspect.FEE, submissions=(online(fee_raw="giảm 10%?"), counter(fees=FEE)))

    assert lines(answer) == [
        "- Nộp trực tiếp: 8.000 đồng.",
        '- Nộp trực tuyến: Cổng ghi nguyên văn: "giảm 10%?"',
    ]


def test_a_discount_is_over_on_the_day_after_its_last(procedure: Make) -> None:
    fees = (Fee(amount_vnd=8_000, valid_to=date(2026, 12, 31)), Fee(amount_vnd=16_000))
    record = procedure(submissions=(counter(fees=fees),))

    before = procedure_answer(record, Aspect.FEE, "", date(2026, 12, 31)).text
    after = procedure_answer(record, Aspect.FEE, "", date(2027, 1, 1)).text

    assert "8.000 đồng. Đây là mức giảm đến hết ngày 31/12/2026, sau đó 16.000 đồng." in before
    assert "- Nộp trực tiếp: 16.000 đồng." in after
    assert "8.000" not in after


def test_words_that_could_not_be_read_are_quoted_and_warned_of(
    answered: Callable[..., Answer],
) -> None:
    answer = answered(
        Aspect.FEE,
        submissions=(counter(fee_raw="700 VNĐ"),),
        doubts=(Doubt(field="counter.fee", reason="may mean thousands"),),
    )

    assert 'Cổng ghi nguyên văn: "700 VNĐ"' in answer.text
    assert "700 đồng" not in answer.text
    [warning] = answer.warnings
    assert warning.kind == "doubtful"
    assert LINK in warning.text
    assert warning.text in answer.text


def test_a_doubt_about_another_field_is_no_warning(answered: Callable[..., Answer]) -> None:
    doubts = (Doubt(field="papers", reason="two columns in one"),)

    assert not answered(Aspect.FEE, submissions=(counter(fees=FEE),), doubts=doubts).warnings


@pytest.mark.parametrize("aspect", list(Aspect), ids=str)
def test_an_empty_record_points_to_its_source_and_makes_nothing_up(
    answered: Callable[..., Answer], aspect: Aspect
) -> None:
    answer = answered(aspect)

    said_otherwise = {Aspect.ONLINE, Aspect.CONDITIONS}
    assert "không ghi" in answer.text
    assert LINK in answer.text or aspect in said_otherwise
    assert not re.search(r"\d", answer.text.replace("(mã tm-thu)", "").replace(LINK, ""))


def test_the_office_time_and_the_residents_own_deadline_are_told_apart(
    answered: Callable[..., Answer],
) -> None:
    days = (Duration(count=3, unit=Unit.WORKING_DAY),)

    answer = answered(
        Aspect.TIME, submissions=(counter(durations=days),), apply_within="30 ngày từ khi mất thẻ"
    )

    assert lines(answer)[:2] == [
        "- Anh/chị phải làm trong hạn: 30 ngày từ khi mất thẻ.",
        "- Cơ quan giải quyết: 3 ngày làm việc.",
    ]


def test_an_overview_names_the_only_channel_that_has_a_fee(
    answered: Callable[..., Answer],
) -> None:
    text = answered(None, submissions=(online(), counter(fees=FEE))).text

    assert "nộp trực tiếp: 8.000 đồng" in text.lower()


def test_two_times_of_one_channel_are_both_said(answered: Callable[..., Answer]) -> None:
    twice = tuple(
        counter(durations=(Duration(count=count, unit=Unit.DAY, condition=case),))
        for count, case in ((3, "thẻ mới"), (9, "thẻ cũ"))
    )

    said = "- Cơ quan giải quyết: 3 ngày (thẻ mới); 9 ngày (thẻ cũ)."
    assert lines(answered(Aspect.TIME, submissions=twice))[0] == said


# Papers and forms


def test_papers_of_a_case_stand_behind_those_for_everybody(
    answered: Callable[..., Answer],
) -> None:
    papers = (
        Paper(name="Giấy đồng ý của cha mẹ", case="Trẻ em", originals=1),
        Paper(name="Đơn xin thẻ", form="TV01", originals=1),
        Paper(name="Ảnh chân dung", copies=2),
    )

    assert lines(answered(Aspect.DOCUMENTS, papers=papers)) == [
        "- Đơn xin thẻ (mẫu TV01)",
        "- Ảnh chân dung (2 bản sao)",
        "- Trẻ em: Giấy đồng ý của cha mẹ",
    ]


def test_a_remark_without_copies_is_no_paper(answered: Callable[..., Answer]) -> None:
    papers = (
        Paper(name="Đơn xin thẻ", originals=1),
        Paper(name="Hồ sơ gửi sau giờ làm việc tính vào hôm sau"),
    )

    assert lines(answered(Aspect.DOCUMENTS, papers=papers)) == ["- Đơn xin thẻ"]
    assert "hôm sau" not in answered(None, papers=papers).text


def test_a_paper_that_is_only_shown_says_so(answered: Callable[..., Answer]) -> None:
    papers = (Paper(name="Thẻ học sinh", originals=1, show_only=True),)

    assert lines(answered(Aspect.DOCUMENTS, papers=papers)) == ["- Thẻ học sinh (chỉ xuất trình)"]


def test_what_need_not_be_brought_is_said(answered: Callable[..., Answer]) -> None:
    papers = (Paper(name="Thẻ học sinh", originals=1, exempt="trường đã gửi danh sách"),)

    assert "- Không phải mang: Trường đã gửi danh sách." in lines(
        answered(Aspect.DOCUMENTS, papers=papers)
    )


def test_the_rest_of_a_long_list_is_named_in_one_line(answered: Callable[..., Answer]) -> None:
    papers = tuple(Paper(name=f"Giấy thứ {n}", originals=1) for n in range(1, 8))

    said = lines(answered(Aspect.DOCUMENTS, papers=papers))

    assert "- Giấy thứ 5" in said
    assert "- Tùy trường hợp còn cần: Giấy thứ 6; Giấy thứ 7." in said


def test_a_very_long_list_says_that_more_stands_at_the_source(
    answered: Callable[..., Answer],
) -> None:
    papers = tuple(Paper(name=f"Giấy thứ {n}", originals=1) for n in range(1, 12))

    text = answered(Aspect.DOCUMENTS, papers=papers).text

    assert "Giấy thứ 9 và giấy khác ghi ở nguồn." in text
    assert "Giấy thứ 10" not in text


def test_an_overview_says_that_there_are_papers_for_special_cases(
    answered: Callable[..., Answer],
) -> None:
    papers = (
        Paper(name="Đơn xin thẻ", originals=1),
        Paper(name="Giấy đồng ý của cha mẹ", case="Trẻ em", originals=1),
    )

    assert "Tùy trường hợp còn cần: Giấy đồng ý của cha mẹ" in answered(None, papers=papers).text
    assert "giấy khác" not in answered(None, papers=papers[:1]).text


def test_a_form_is_named_by_its_code_once(answered: Callable[..., Answer]) -> None:
    papers = (
        Paper(name="Đơn xin thẻ", form="TV01", originals=1),
        Paper(name="Đơn xin thẻ", form="TV01", case="Trẻ em", originals=1),
        Paper(name="Ảnh", originals=1),
    )

    assert lines(answered(Aspect.FORM, papers=papers)) == ["- Mẫu TV01: Đơn xin thẻ."]


# The other aspects


def test_the_place_names_the_office_that_decides_and_the_way_online(
    answered: Callable[..., Answer],
) -> None:
    answer = answered(
        Aspect.PLACE, place="quầy thư viện", authority="Thư viện", submissions=(online(),)
    )

    assert lines(answer)[:2] == ["- Quầy thư viện.", "- Cơ quan giải quyết: Thư viện."]
    assert "trực tuyến" in lines(answer)[2]


@pytest.mark.parametrize(
    ("given", "said"),
    [("full", "không phải đến nơi"), ("partial", "vẫn phải đến nơi"), (None, "Được")],
)
def test_online_says_how_far_it_goes(
    answered: Callable[..., Answer], given: str | None, said: str
) -> None:
    answer = answered(Aspect.ONLINE, online=given, submissions=(online(fees=FEE),))

    assert said in answer.text
    assert "8.000 đồng" in answer.text


def test_steps_conditions_and_results_come_from_their_own_fields(
    answered: Callable[..., Answer],
) -> None:
    fields = {
        "steps": ("Điền đơn", "Nhận thẻ"),
        "conditions": ("Từ 6 tuổi",),
        "results": ("Thẻ đọc sách",),
    }

    assert lines(answered(Aspect.STEPS, **fields)) == ["- Điền đơn", "- Nhận thẻ"]
    assert lines(answered(Aspect.CONDITIONS, **fields)) == ["- Từ 6 tuổi"]
    assert lines(answered(Aspect.RESULT, **fields)) == ["- Thẻ đọc sách."]


def test_the_legal_basis_names_acts_and_the_publishing_decision(
    answered: Callable[..., Answer],
) -> None:
    acts = (LegalRef(number="1/2026/TT-MAU", title="Thư viện"),)

    assert lines(answered(Aspect.LEGAL_BASIS, legal_basis=acts, decision="9/QĐ-MAU")) == [
        "- 1/2026/TT-MAU: Thư viện",
        "- Quyết định công bố thủ tục: 9/QĐ-MAU",
    ]


def test_a_note_that_answers_the_detail_stands_before_the_field(
    answered: Callable[..., Answer],
) -> None:
    note = Note(aspect=Aspect.FEE, text="Người trên 80 tuổi được mượn sách lớn chữ miễn phí")

    asked = answered(
        Aspect.FEE,
        question="người trên 80 tuổi mượn sách lớn chữ mất phí không",
        notes=(note,),
        submissions=(counter(fees=FEE),),
    )
    other = answered(
        Aspect.FEE,
        question="thẻ đọc sách phí bao nhiêu",
        notes=(note,),
        submissions=(counter(fees=FEE),),
    )

    assert asked.text.split("\n")[1].startswith("Người trên 80 tuổi")
    assert "80 tuổi" not in other.text


def test_a_question_of_name_and_aspect_alone_gets_no_note(answered: Callable[..., Answer]) -> None:
    note = Note(aspect=Aspect.CONDITIONS, text="Thẻ đọc sách hết chỗ đóng dấu thì để ở nhà")

    answer = answered(
        Aspect.FEE,
        question="thẻ đọc sách hết bao nhiêu tiền",
        notes=(note,),
        submissions=(counter(fees=FEE),),
    )

    assert "ở nhà" not in answer.text


# Sources and warnings


def test_the_citation_names_decision_link_and_day(answered: Callable[..., Answer]) -> None:
    [citation] = answered(Aspect.FEE, decision="9/QĐ-MAU").citations

    assert citation.number == "9/QĐ-MAU"
    assert citation.url == LINK
    assert citation.as_of == date(2026, 7, 1)
    assert citation.doc == "tm-thu"
    assert citation.locator == "Lệ phí"
    assert "Cấp thẻ đọc sách" in citation.title


def test_a_lapsed_procedure_is_answered_with_a_warning(answered: Callable[..., Answer]) -> None:
    answer = answered(Aspect.FEE, valid_to=date(2026, 11, 20))

    assert [warning.kind for warning in answer.warnings] == ["expired"]
    assert answer.text.startswith("Lưu ý: Thủ tục này hết hiệu lực sau ngày 20/11/2026.")


def test_a_procedure_is_not_lapsed_on_its_last_day(answered: Callable[..., Answer]) -> None:
    assert not answered(Aspect.FEE, valid_to=TODAY).warnings


def test_without_a_link_a_doubt_sends_to_the_counter(procedure: Make) -> None:
    record = procedure(doubts=(Doubt(field="papers", reason="?"),))
    record = type(record)(
        code=record.code,
        name=record.name,
        doubts=record.doubts,
        source=Source(title="Sổ tay", as_of=date(2026, 7, 1)),
    )

    warning = procedure_answer(record, Aspect.DOCUMENTS, "", TODAY).warnings[0]

    assert "quầy một cửa" in warning.text
    assert "None" not in warning.text


# Every record we ship, in every aspect

CURATED = load().procedures


@pytest.mark.slow
def test_every_answer_about_a_curated_procedure_is_clean_and_short() -> None:
    faults = []
    for record in CURATED:
        for aspect in (None, *Aspect):
            for question in ("", record.name, *record.asked_as[:2]):
                answer = procedure_answer(record, aspect, question, TODAY)
                for fault in _faults_of(answer):
                    faults.append(f"{record.code} {aspect} {question!r}: {fault}")
    assert not faults


# Measured on 3,443 answers: median 52 words, 95% within 110, longest 187.
LONGEST = 190
MOSTLY = 110


@pytest.mark.slow
def test_most_answers_about_curated_procedures_fit_a_phone_screen() -> None:
    words = [
        len(procedure_answer(record, aspect, record.name, TODAY).text.split())
        for record in CURATED
        for aspect in (None, *Aspect)
    ]

    within = sum(count <= MOSTLY for count in words) / len(words)
    assert within >= 0.9
    assert max(words) <= LONGEST


def _faults_of(answer: Answer) -> list[str]:
    text = answer.text
    found = [bad for bad in ("None", "  ", "$", "\\", "()", "( ", " ,", "\n\n") if bad in text]
    if re.search(r" \.(?!\.)", text):  # three of them are an ellipsis
        found.append("a stop alone")
    if text != unicodedata.normalize("NFC", text):
        found.append("not NFC")
    if text != text.strip() or not text:
        found.append("blank at an end")
    if not answer.citations[0].as_of:
        found.append("no day")
    return found
