"""Draw charts as pictures in a page; what they show stands in a table beside each as well.

A picture in a data address needs no script and no style of the page. It cannot be read aloud: the
text in its place says what it shows, and the table has the numbers.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pygal
from pygal.etree import etree
from pygal.style import Style

from bot.plan_targets import number_text

# Each at least 4.5 : 1 against white, on which they stand and in which numbers stand on them.
GOOD, PLAIN, QUIET, WARN, BAD = "#1b6e3c", "#1f6f95", "#66737c", "#8a5a00", "#b3261e"
INK, LINE = "#1a2730", "#cfd9de"
_FONT = 'system-ui, "Segoe UI", "Noto Sans", Arial, sans-serif'
WIDE, NARROW = 860, 640
_ROW, _FRAME = 34, 90
_LONGEST_LABEL = 44
_STROKE = {"stroke_style": {"width": 3}}
# A value stands behind the end of its bar, not across it.
_BESIDE = (
    "file://style.css",
    "file://graph.css",
    "inline:.text-overlay text.value { text-anchor: start; transform: translateX(6px); }",
)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture for `<img>`."""

    src: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar, from zero to its value."""

    label: str
    value: float
    color: str = PLAIN
    said: str = ""
    """What stands at its end; empty: the value."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """One colour of stacked bars, or one line: a value for each label."""

    title: str
    values: Sequence[float | None]
    color: str = PLAIN


def bar_chart(
    bars: Sequence[Bar], *, alt: str, unit: str = "", target: float | None = None
) -> Chart:
    """Return lying bars, the first on top, with a line at the target."""
    if not bars:
        return _empty(alt)
    most = max([each.value for each in bars] + [target or 0.0, 1.0])
    chart = pygal.HorizontalBar(
        **_options(len(bars), (INK,), guide=BAD if target is not None else LINE),
        css=_BESIDE,
        width=WIDE,
        show_legend=False,
        print_values=True,
        print_values_position="top",
        y_labels=_ticks(most, target),
        y_labels_major=[target] if target is not None else [],
        value_formatter=_with(unit),
        range=(0, _ticks(most, target)[-1] * 1.08),
    )
    chart.x_labels = [short(each.label) for each in reversed(bars)]
    chart.add("", [_bar(each, unit) for each in reversed(bars)])
    return _drawn(chart, alt, len(bars))


def stacked_chart(
    labels: Sequence[str], series: Sequence[Series], *, alt: str, width: int = WIDE
) -> Chart:
    """Return lying bars made of counts, the first label on top, with a legend."""
    if not labels or not series:
        return _empty(alt)
    chart = pygal.HorizontalStackedBar(
        **_options(len(labels) + 3, ("#fff",), colors=tuple(each.color for each in series)),
        width=width,
        legend_at_bottom=True,
        # Two columns fit beside long names; pygal leaves no room for a third line by itself.
        legend_at_bottom_columns=2,
        margin_bottom=34,
        print_values=True,
        print_zeroes=False,
        value_formatter=lambda value: number_text(value) if value else "",
    )
    most = max([sum(each.values[n] or 0 for each in series) for n in range(len(labels))] + [1])
    chart.y_labels = _ticks(most, None)
    chart.x_labels = [short(label) for label in reversed(labels)]
    for each in series:
        chart.add(each.title, list(reversed(each.values)))
    return _drawn(chart, alt, len(labels) + 3, width)


def line_chart(
    days: Sequence[date],
    series: Sequence[Series],
    *,
    alt: str,
    unit: str = "",
    target: float | None = None,
) -> Chart:
    """Return lines over time; a missing value leaves a gap, the target is a dashed line."""
    known = [value for each in series for value in each.values if value is not None]
    if not known:
        return _empty(alt)
    ticks = _ticks(max([*known, target or 0.0, 1.0]), target)
    colors = (*(each.color for each in series), *((BAD,) if target is not None else ()))
    chart = pygal.DateLine(
        **_options(7, (INK,), colors=colors),
        width=WIDE,
        legend_at_bottom=True,
        allow_interruptions=True,
        dots_size=4,
        margin_right=44,
        range=(0, ticks[-1]),
        y_labels=ticks,
        value_formatter=_with(unit),
        x_value_formatter=lambda day: f"{day:%d/%m/%y}",
        x_labels=_spread(days),
    )
    for each in series:
        chart.add(each.title, list(zip(days, each.values, strict=True)), **_STROKE)
    if target is not None and days:
        first, last = days[0], days[-1] if days[-1] > days[0] else days[0] + timedelta(days=1)
        chart.add(
            f"Chỉ tiêu {_with(unit)(target)}",
            [(first, target), (last, target)],
            show_dots=False,
            stroke_style={"width": 3, "dasharray": "8,5"},
        )
    return _drawn(chart, alt, 7)


def short(label: str) -> str:
    """Return a label that fits beside a bar; the table has it whole."""
    if len(label) <= _LONGEST_LABEL:
        return label
    return f"{label[: _LONGEST_LABEL - 1].rsplit(' ', 1)[0]}…"


def _options(
    rows: int,
    value_colors: tuple[str, ...],
    *,
    colors: tuple[str, ...] = (PLAIN,),
    guide: str = LINE,
) -> dict[str, Any]:
    style = Style(
        background="#fff",
        plot_background="#fff",
        foreground=INK,
        foreground_strong=INK,
        foreground_subtle=LINE,
        font_family=_FONT,
        no_data_font_size=18,
        label_font_size=14,
        major_label_font_size=14,
        value_font_size=14,
        legend_font_size=14,
        opacity="1",
        stroke_opacity="1",
        stroke_width="3",
        guide_stroke_color=LINE,
        guide_stroke_dasharray="0",
        major_guide_stroke_color=guide,
        major_guide_stroke_dasharray="7,4" if guide != LINE else "0",
        colors=colors,
        value_colors=value_colors * len(colors) if len(value_colors) == 1 else value_colors,
    )
    return {
        "style": style,
        "js": [],
        "height": _FRAME + rows * _ROW,
        "truncate_label": -1,
        "truncate_legend": -1,
        "margin": 8,
        "spacing": 8,
        "disable_xml_declaration": True,
        "explicit_size": True,
        "no_data_text": "Chưa có số liệu",
    }


def _ticks(most: float, target: float | None) -> list[float]:
    """Return five or so round numbers from zero to beyond the largest, the target among them."""
    rough = most / 4
    size = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    # Half a thing is no tick of a count.
    steps = (1, 2, 2.5, 5, 10) if size >= 10 else (1, 2, 5, 10)
    step = next(each * size for each in steps if each * size * 4 >= most)
    ticks = [0.0]
    while ticks[-1] < most:
        ticks.append(ticks[-1] + step)
    return sorted({*ticks, *([target] if target is not None else [])})


def _spread(days: Sequence[date]) -> list[date]:
    """Return at most eight of the days, the first and the last among them."""
    if len(days) <= 8:
        return list(dict.fromkeys(days))
    return [days[round(n * (len(days) - 1) / 7)] for n in range(8)]


def _empty(alt: str) -> Chart:
    chart = pygal.HorizontalBar(**_options(1, (INK,)), width=WIDE)
    return _drawn(chart, alt, 1)


def _bar(bar: Bar, unit: str) -> dict[str, Any]:
    said = bar.said or _with(unit)(bar.value)
    return {"value": bar.value, "color": bar.color, "formatter": lambda _value: said}


def _with(unit: str) -> Callable[[float], str]:
    space = "" if unit in ("", "%") else " "
    return lambda value: f"{number_text(value)}{space}{unit}"


def _drawn(chart: Any, alt: str, rows: int, width: int = WIDE) -> Chart:  # noqa: ANN401  # pygal has no types
    root = chart.render_tree()
    for parent in list(root.iter()):
        for child in list(parent):
            # Settings for a script of pygal's that we do not have.
            if isinstance(child.tag, str) and child.tag.endswith("script"):
                parent.remove(child)
    svg = etree.tostring(root, encoding="unicode")
    data = base64.b64encode(svg.encode()).decode()
    return Chart(
        src=f"data:image/svg+xml;base64,{data}", alt=alt, width=width, height=_FRAME + rows * _ROW
    )
