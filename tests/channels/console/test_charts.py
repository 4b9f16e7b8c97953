"""Charts: pictures without script, with text in their place, in colours that can be told."""

import base64
import math
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.console import charts
from channels.console.charts import Bar, Chart, Series, bar_chart, line_chart, stacked_chart

HOSTILE = '<script>alert(1)</script>" onload="x'


def svg(chart: Chart) -> str:
    kind, _, data = chart.src.partition(",")
    assert kind == "data:image/svg+xml;base64"
    return base64.b64decode(data).decode()


def texts(chart: Chart) -> list[str]:
    root = ElementTree.fromstring(svg(chart))  # noqa: S314  # drawn by ourselves
    return ["".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text")]


def light(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("name", ["GOOD", "PLAIN", "QUIET", "WARN", "BAD", "INK"])
def test_every_colour_can_be_read_on_white_and_white_on_it(name: str) -> None:
    assert 1.05 / (light(getattr(charts, name)) + 0.05) >= 4.5


def test_bars_say_their_labels_values_and_the_target() -> None:
    bars = [Bar(label="Quầy nhận mã QR", value=87.5), Bar(label="Hồ sơ trực tuyến", value=12)]
    said = texts(bar_chart(bars, alt="x", unit="%", target=90))
    assert {"Quầy nhận mã QR", "Hồ sơ trực tuyến", "87,5%", "12%", "90%"} <= set(said)


def test_stacked_bars_have_a_legend_in_words() -> None:
    chart = stacked_chart(
        ["Trạm Y tế"],
        [Series(title="Đã xong", values=[3]), Series(title="Quá hạn", values=[0])],
        alt="x",
    )
    said = texts(chart)
    assert {"Trạm Y tế", "Đã xong", "Quá hạn", "3"} <= set(said)


def test_a_line_names_its_target_and_its_first_and_last_day() -> None:
    chart = line_chart(
        [date(2026, 1, 5), date(2026, 12, 31)],
        [Series(title="Hài lòng", values=[80, 91])],
        alt="x",
        unit="%",
        target=90,
    )
    said = texts(chart)
    assert {"Hài lòng", "Chỉ tiêu 90%", "05/01/26", "31/12/26"} <= set(said)


def test_a_chart_holds_no_script_even_of_a_label() -> None:
    for chart in (
        bar_chart([Bar(label=HOSTILE, value=1, said=HOSTILE)], alt=HOSTILE),
        stacked_chart([HOSTILE], [Series(title=HOSTILE, values=[1])], alt=HOSTILE),
        line_chart(
            [date(2026, 1, 1)], [Series(title=HOSTILE, values=[1])], alt=HOSTILE, unit=HOSTILE
        ),
    ):
        root = ElementTree.fromstring(svg(chart))  # noqa: S314  # as above
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        assert not [node for node in root.iter() if "onload" in node.attrib]


def test_a_long_name_is_cut_between_words() -> None:
    name = "Cán bộ, công chức, viên chức được bồi dưỡng kỹ năng số căn bản trong năm"
    assert charts.short(name) == "Cán bộ, công chức, viên chức được bồi…"
    assert charts.short("Trạm Y tế") == "Trạm Y tế"


def test_charts_of_nothing_are_still_pictures() -> None:
    for chart in (
        bar_chart([], alt="x"),
        stacked_chart([], [], alt="x"),
        line_chart([], [], alt="x", target=90),
    ):
        assert "Chưa có số liệu" in texts(chart)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1e9, allow_nan=False), max_size=5), st.none() | st.floats(0.1, 1e6))
def test_ticks_reach_beyond_every_value(values: list[float], target: float | None) -> None:
    most = max([*values, target or 0.0, 1.0])
    ticks = charts._ticks(most, target)
    assert ticks == sorted(ticks)
    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert len(ticks) <= 8
    assert all(math.isfinite(tick) for tick in ticks)
