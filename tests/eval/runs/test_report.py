"""The report shows every wrong case, needs no network, and runs nothing that a case says."""

import re
from typing import Any

from eval.runs.figures import add_up
from eval.runs.report import html
from eval.runs.summary import markdown
from eval.runs.types import Area, Outcome, Stage
from eval.scope import Point

CONFIG: dict[str, Any] = {
    "commit": "c0ffee",
    "machine": {"date": "2026-11-22", "cpu": "x", "cores": 2, "ram_gb": 24},
    "settings": {"today": "2026-11-21"},
    "rasa": "abc",
    "encoder": "e5",
    "index": {"passages": 9},
}
HOSTILE = '<script>alert("1")</script>'


def _outcome(number: int, *, is_good: bool, said: str = "Lệ phí?") -> Outcome:
    return Outcome(
        area=Area.ANSWERS,
        id=f"c{number}",
        said=(said,),
        expect="answer",
        is_good=is_good,
        marks={"answer_right": float(is_good), "all": float(is_good)},
        labels={"style": "chat" if number % 2 else "typo", "field": "Hộ tịch"},
        wanted="15.000",
        answer={
            "status": "ANSWERED",
            "text": "Miễn phí.",
            "ranking": ["1.1"],
            "citations": [{"title": "Sổ", "doc": "1.1"}],
        },
        stage=None if is_good else Stage.FIELD,
        ms=3.0,
    )


def _page(outcomes: list[Outcome]) -> str:
    scope = [Point(shift=0, coverage=1, precision=0.9, abstained=None, wrongly_refused=None)]
    return html(outcomes, add_up(outcomes), CONFIG, {"encoder": (4.0, 6.0)}, scope)


def test_every_wrong_case_is_there_with_ranking_and_sources_and_no_right_one() -> None:
    page = _page([_outcome(n, is_good=n > 2) for n in range(9)])

    assert re.findall(r"</span> (c\d):", page) == ["c0", "c1", "c2"]
    assert page.count("Ranking: 1.1") == 3
    assert "Sổ [1.1]" in page


def test_what_a_case_says_is_shown_and_not_run() -> None:
    page = _page([_outcome(0, is_good=False, said=HOSTILE)])

    assert HOSTILE not in page
    assert "&lt;script&gt;alert" in page


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = _page([_outcome(n, is_good=n > 2) for n in range(9)])

    assert set(re.findall(r'(?:src|href)="([a-z]+:)', page)) == {"data:"}


def test_a_run_in_which_all_is_right_has_a_report_too() -> None:
    assert "Every wrong case (0)" in _page([_outcome(1, is_good=True)])


def test_the_summary_names_figures_with_interval_and_n() -> None:
    outcomes = [_outcome(n, is_good=n > 2) for n in range(9)]
    text = markdown(add_up(outcomes), CONFIG)

    assert "| answer_right | 0.667 |" in text
    assert "Went wrong at: field 3." in text
    assert "By style: chat 0.750 (4), typo 0.600 (5)." in text
