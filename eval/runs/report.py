"""The report of a run: one HTML file, with pictures and every wrong case."""

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pygal
from jinja2 import Environment, PackageLoader, StrictUndefined
from pygal.style import Style

from channels.console.charts import BAD, GOOD, INK, LINE, PLAIN, Bar, Chart, bar_chart
from eval.report import cells
from eval.runs.figures import AreaFigures, bins, coverage_curve
from eval.runs.summary import meaning_of
from eval.runs.types import Area, Outcome
from eval.scope import Point

_SIDE = 420
_MOST_GROUPS = 24
_LONGEST_NAME = 34
_FONT = 'system-ui, "Segoe UI", "Noto Sans", Arial, sans-serif'
_FEW = 3
"""A group of fewer cases says nothing."""


def html(
    outcomes: Sequence[Outcome],
    figures: Mapping[str, AreaFigures],
    config: Mapping[str, Any],
    stages: Mapping[str, tuple[float, float]] | None = None,
    scope: Sequence[Point] = (),
) -> str:
    """Return the report.

    `stages` are the median and 95th percentile of each, in milliseconds; `scope` is what drawing
    the line of scope elsewhere would do.
    """
    wrong = [each for each in outcomes if not each.is_good]
    page: str = _page().render(
        config=config,
        figures=figures,
        cells=cells,
        meaning_of=meaning_of,
        pictures=_pictures(outcomes, figures, stages or {}, scope),
        stages=stages or {},
        confused=_confused(outcomes),
        wrong=wrong,
        areas=sorted({each.area.value for each in wrong}),
        faults=sorted({each.stage.value for each in wrong if each.stage}),
        total=len(outcomes),
    )
    return page


def _pictures(
    outcomes: Sequence[Outcome],
    figures: Mapping[str, AreaFigures],
    stages: Mapping[str, tuple[float, float]],
    scope: Sequence[Point],
) -> Sequence[tuple[str, Chart]]:
    """Return each picture with its title."""
    found: list[tuple[str, Chart]] = []
    for label, title in (("style", "way of writing"), ("field", "field of administration")):
        for area in (Area.ANSWERS, Area.DIALOGUE, Area.RETRIEVAL):
            if area.value in figures and (bars := _bars(figures[area.value], label)):
                name = f"{area.value}: cases handled rightly, by {title} (n), in %"
                found.append((name, bar_chart(bars, alt=name, unit=" %")))
    ranked = [each for each in outcomes if each.area is Area.RETRIEVAL]
    if any(each.chance is not None for each in ranked):
        found.append(
            (
                "retrieval: precision when only the surest questions are answered",
                _curve(coverage_curve(ranked, _first), "coverage", "precision"),
            )
        )
        believed = [(belief, share) for belief, share, _ in bins(ranked, _first)]
        found.append(
            (
                "retrieval: how often the first is right, by what ranking believes",
                _curve(believed, "chance that ranking gives", "share right", diagonal=True),
            )
        )
    if scope:
        found.append(
            (
                "answers: precision over coverage, if the line of scope were drawn elsewhere",
                _curve(
                    [(point.coverage, point.precision) for point in scope],
                    "share of all questions answered",
                    "share of these that are ours",
                ),
            )
        )
    if stages:
        name = "median milliseconds of each stage, measured alone"
        bars = [Bar(label=stage, value=round(p50, 2)) for stage, (p50, _) in stages.items()]
        found.append((name, bar_chart(bars, alt=name, unit=" ms")))
    return found


def _first(outcome: Outcome) -> bool:
    return outcome.marks.get("hit@1") == 1


def _bars(figures: AreaFigures, label: str) -> list[Bar]:
    groups = [
        (name, figure.value, figure.n)
        for name, figure in figures.by.get(label, {}).items()
        if figure.value is not None and figure.n >= _FEW
    ]
    worst = sorted(groups, key=lambda group: group[1])[:_MOST_GROUPS]
    return [
        Bar(
            label=f"{_cut(name)} ({n})",
            value=round(100 * share, 1),
            color=GOOD if share >= 0.9 else PLAIN if share >= 0.75 else BAD,
            said=f"{100 * share:.0f}",
        )
        for name, share, n in worst
    ]


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rstrip(' ,(')}…"


def _curve(
    points: Sequence[tuple[float, float]], x: str, y: str, *, diagonal: bool = False
) -> Chart:
    """Return points from 0 to 1 joined by a line, with what would be perfect if asked."""
    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=INK,
        foreground_strong=INK,
        foreground_subtle=LINE,
        colors=(PLAIN, LINE),
        font_family=_FONT,
        title_font_size=13,
    )
    chart = pygal.XY(
        style=style,
        width=_SIDE,
        height=_SIDE,
        show_legend=False,
        dots_size=2,
        range=(0, 1),
        xrange=(0, 1),
        x_title=x,
        y_title=y,
        js=[],
    )
    chart.add(y, list(points))
    if diagonal:
        chart.add("perfect", [(0, 0), (1, 1)], show_dots=False)
    src = base64.b64encode(chart.render()).decode()
    return Chart(
        src=f"data:image/svg+xml;base64,{src}", alt=f"{y} by {x}", width=_SIDE, height=_SIDE
    )


def _confused(outcomes: Sequence[Outcome]) -> list[tuple[str, str, int]]:
    """Return which intents were taken for which, most often first."""
    pairs = Counter(
        (each.expect, str(each.answer["act"]))
        for each in outcomes
        if each.area is Area.NLU and each.answer and each.marks.get("intent") == 0
    )
    return [(wanted, given, count) for (wanted, given), count in pairs.most_common()]


@cache
def _page() -> Any:  # noqa: ANN401  # a template of Jinja
    environment = Environment(
        loader=PackageLoader("eval.runs", "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html")
