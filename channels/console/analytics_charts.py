"""Draw the charts of the page of figures."""

from collections.abc import Mapping
from datetime import date

from bot.analytics import ABSTAINED, Key, Outcome
from bot.analytics_sums import SATISFACTION_TARGET, periods
from bot.plan_targets import number_text
from channels.console.analytics_tables import OUTCOMES, Table, shares_of
from channels.console.charts import BAD, GOOD, PLAIN, WARN, Chart, Series, line_chart


def questions_chart(trend: Table, first: date, last: date) -> Chart | None:
    """Return the lines of questions over time; None with fewer than two points."""
    days = [start for start, _ in periods(first, last)]
    if len(days) < 2:
        return None
    at = {outcome: n for n, outcome in enumerate(OUTCOMES)}
    cells = [row for _, row in trend.rows]
    series = [
        Series(title="Tất cả", values=[float(sum(row)) for row in cells], color=PLAIN),
        Series(
            title="Đã trả lời",
            values=[float(row[at[Outcome.ANSWERED]]) for row in cells],
            color=GOOD,
        ),
        Series(
            title="Không trả lời được",
            values=[float(sum(row[at[each]] for each in ABSTAINED)) for row in cells],
            color=WARN,
        ),
        Series(
            title="Chuyển cán bộ",
            values=[float(row[at[Outcome.HANDED_OVER]]) for row in cells],
            color=BAD,
        ),
    ]
    total = sum(sum(row) for row in cells)
    alt = f"Câu hỏi của người dân, cả kỳ {total} câu. Từng số ở bảng bên dưới."
    return line_chart(days, series, alt=alt, unit="câu")


def useful_chart(counts: Mapping[Key, int], first: date, last: date) -> Chart | None:
    """Return the share of useful answers over time against the target; None without two points."""
    shares = shares_of(counts, first, last)
    known = [each for _, each in shares if each.n]
    if len(known) < 2:
        return None
    alt = (
        f"Tỷ lệ câu trả lời có ích, {sum(each.n for each in known)} lượt đánh giá; "
        f"vạch đứt là chỉ tiêu {number_text(SATISFACTION_TARGET)}%."
    )
    return line_chart(
        [start for (start, _), _ in shares],
        [Series(title="Có ích", values=[each.percent for _, each in shares], color=GOOD)],
        alt=alt,
        unit="%",
        target=SATISFACTION_TARGET,
    )
