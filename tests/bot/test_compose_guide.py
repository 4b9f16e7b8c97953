"""What a guide becomes in an answer."""

from dataclasses import replace
from datetime import date

from bot.compose import guide_answer
from bot.types import Status
from knowledge.types import Aspect, Guide, Source, Verified

TODAY = date(2026, 11, 21)
SOURCE = Source(
    title="Sổ tay mẫu",
    url="https://example.vn/vi",
    as_of=date(2026, 7, 1),
    verified=Verified.LOOKED_UP,
)
GUIDE = Guide(
    id="vi-mau",
    title="Mở ví",
    summary="tải ứng dụng rồi làm theo màn hình",
    steps=("Tải ứng dụng", "Nhập số điện thoại"),
    warnings=("không đưa mã cho ai",),
    procedure="tm-vi",
    source=SOURCE,
)


def test_the_summary_comes_first_then_steps_then_warnings() -> None:
    assert guide_answer(GUIDE, None, TODAY).text.split("\n") == [
        "Tải ứng dụng rồi làm theo màn hình.",
        "- Tải ứng dụng.",
        "- Nhập số điện thoại.",
        "Lưu ý: Không đưa mã cho ai.",
    ]


def test_the_source_and_the_procedure_behind_it_are_named() -> None:
    answer = guide_answer(GUIDE, Aspect.STEPS, TODAY)

    assert (answer.status, answer.act, answer.procedure) == (Status.ANSWERED, "guide", "tm-vi")
    [citation] = answer.citations
    assert (citation.doc, citation.url) == ("vi-mau", "https://example.vn/vi")
    assert citation.as_of == date(2026, 7, 1)


def test_a_caution_is_a_safety_warning() -> None:
    assert [w.kind for w in guide_answer(GUIDE, None, TODAY).warnings] == ["safety"]


def test_a_guide_that_nobody_checked_says_so_in_its_text() -> None:
    unchecked = Guide(
        id="vi-mau",
        title="Mở ví",
        summary="Tải ứng dụng.",
        source=Source(title="Sổ tay mẫu", as_of=date(2026, 7, 1)),
    )

    answer = guide_answer(unchecked, None, TODAY)

    assert [warning.kind for warning in answer.warnings] == ["doubtful"]
    assert "chưa được đối chiếu" in answer.text


def test_a_guide_is_out_of_date_on_the_day_after_its_last() -> None:
    guide = replace(GUIDE, valid_to=date(2026, 11, 20))

    last_day = guide_answer(guide, None, date(2026, 11, 20))
    day_after = guide_answer(guide, None, TODAY)

    assert [w.kind for w in last_day.warnings] == ["safety"]
    assert [w.kind for w in day_after.warnings] == ["expired", "safety"]
    assert "20/11/2026" in day_after.text


def test_a_guide_that_does_not_hold_yet_says_from_when() -> None:
    answer = guide_answer(replace(GUIDE, valid_from=date(2027, 1, 1)), None, TODAY)

    assert "chỉ áp dụng từ ngày 01/01/2027" in answer.text
