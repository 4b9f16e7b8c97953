"""Whoever accuses somebody who is no official is told whom to tell."""

import pytest

from bot.complaint import CRIME, NUISANCE, complaint_answer, denounces
from knowledge.text import fold


def told(text: str) -> str:
    """Return the answer, empty if there is none."""
    answer = complaint_answer(text)
    return answer.text if answer else ""


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    "text",
    [
        "tố cáo đánh bạc",
        "muốn tố cáo nhóm đánh bài ăn tiền",
        "tố giác tội phạm ở đâu",
        "tui muốn tố giác người bán ma túy",
        "tố cáo tín dụng đen",
    ],
)
def test_a_crime_is_for_the_police_to_hear_of(text: str, typed: type[str]) -> None:
    assert told(typed(text)) == CRIME


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    "text",
    [
        "muốn tố cáo hàng xóm xây nhà trái phép",
        "tố cáo hàng xóm lấn chiếm vỉa hè",
        "tố cáo cơ sở sản xuất gây ô nhiễm",
        "khiếu nại hàng xóm ồn",
        "tố cáo quán karaoke ồn ào",
    ],
)
def test_a_nuisance_is_reported_to_the_ward(text: str, typed: type[str]) -> None:
    assert told(typed(text)) == NUISANCE


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    "text",
    [
        "tố cáo cán bộ nhận hối lộ",
        "tố cáo công an phường bảo kê quán karaoke",
        "tố cáo chủ tịch xây nhà trái phép",
        "khiếu nại quyết định xử phạt xây nhà không phép",
        "tố cáo người lừa đảo",
        "tố cáo người ta lấn đất",
        "thời hạn giải quyết tố cáo",
        "tố cáo",
        "hàng xóm xây nhà trái phép",
        "trình báo mất trộm căn cước",
    ],
)
def test_what_a_procedure_is_for_is_left_to_it(text: str, typed: type[str]) -> None:
    assert told(typed(text)) == ""


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tôi muốn tố cáo hàng xóm đánh bạc", True),
        ("tôi muốn tố cáo cán bộ phường", True),
        ("em tố giác người buôn ma túy ở đầu ngõ", True),
        ("tôi tố giác có người xả thải ra sông", False),
        ("tôi khiếu nại tiếng ồn của quán bar cạnh nhà", False),
        ("tôi muốn phản ánh việc đánh bạc, tố cáo không được ai nghe", False),
        ("cống ở ngõ 5 bị tắc", False),
    ],
)
def test_who_accuses_an_official_or_of_a_crime_files_no_report(
    text: str, expected: bool, typed: type[str]
) -> None:
    assert denounces(typed(text)) is expected
