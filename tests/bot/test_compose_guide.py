"""What a guide becomes in an answer."""

from datetime import date

from bot.compose import guide_answer
from bot.types import Status
from knowledge.types import Aspect, Guide, Source, Verified

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
    assert guide_answer(GUIDE, None).text.split("\n") == [
        "Tải ứng dụng rồi làm theo màn hình.",
        "- Tải ứng dụng.",
        "- Nhập số điện thoại.",
        "Lưu ý: Không đưa mã cho ai.",
    ]


def test_the_source_and_the_procedure_behind_it_are_named() -> None:
    answer = guide_answer(GUIDE, Aspect.STEPS)

    assert (answer.status, answer.act, answer.procedure) == (Status.ANSWERED, "guide", "tm-vi")
    [citation] = answer.citations
    assert (citation.doc, citation.url) == ("vi-mau", "https://example.vn/vi")
    assert citation.as_of == date(2026, 7, 1)


def test_a_caution_is_a_safety_warning() -> None:
    assert [w.kind for w in guide_answer(GUIDE, None).warnings] == ["safety"]


def test_a_guide_that_nobody_checked_says_so_in_its_text() -> None:
    unchecked = Guide(
        id="vi-mau",
        title="Mở ví",
        summary="Tải ứng dụng.",
        source=Source(title="Sổ tay mẫu", as_of=date(2026, 7, 1)),
    )

    answer = guide_answer(unchecked, None)

    assert [warning.kind for warning in answer.warnings] == ["doubtful"]
    assert "chưa được đối chiếu" in answer.text
