"""Put plans, items and progress into the words that the pages of plans show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.plan_items import ItemKind, PlanItem
from bot.plan_standing import Light, Standing
from bot.plan_targets import number_text
from bot.plan_units import unit_key
from bot.progress import Entry, State
from channels.console.charts import (
    BAD,
    GOOD,
    NARROW,
    PLAIN,
    QUIET,
    WARN,
    Bar,
    Chart,
    Series,
    bar_chart,
    line_chart,
    stacked_chart,
)

STATES: Mapping[State, str] = {
    State.NOT_BEGUN: "Chưa làm",
    State.GOING_ON: "Đang làm",
    State.BLOCKED: "Vướng mắc",
    State.DONE: "Đã xong",
}
LIGHTS: Mapping[Light, str] = {
    Light.DONE: "Đã xong",
    Light.GOING_ON: "Đang làm",
    Light.BLOCKED: "Vướng mắc",
    Light.NOT_BEGUN: "Chưa làm",
    Light.OVERDUE: "Quá hạn",
}
SIGNS: Mapping[Light, str] = {
    Light.DONE: "✓",
    Light.GOING_ON: "▸",
    Light.BLOCKED: "!",
    Light.NOT_BEGUN: "○",
    Light.OVERDUE: "✗",
}
CLASSES: Mapping[Light, str] = {
    Light.DONE: "good",
    Light.GOING_ON: "plain",
    Light.BLOCKED: "warn",
    Light.NOT_BEGUN: "quiet",
    Light.OVERDUE: "bad",
}
KINDS: Mapping[ItemKind, str] = {
    ItemKind.INDICATOR: "Chỉ tiêu",
    ItemKind.DUTY: "Nhiệm vụ",
    ItemKind.DEADLINE: "Việc có hạn",
}
NO_UNIT = "Kế hoạch không ghi đơn vị chủ trì"
NO_UNIT_KEY = "khong-ghi"
_COLORS = {
    Light.DONE: GOOD,
    Light.GOING_ON: PLAIN,
    Light.BLOCKED: WARN,
    Light.NOT_BEGUN: QUIET,
    Light.OVERDUE: BAD,
}
# A figure far beyond its target would press all others to the edge.
_LONGEST_BAR = 150.0


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One line of a table of items."""

    number: int
    standing: Standing
    may_write: bool = False

    @property
    def item(self) -> PlanItem:
        """The item itself."""
        return self.standing.item

    @property
    def value(self) -> str:
        """The last figure, with its unit."""
        return value_text(self.standing.latest)

    @property
    def reached(self) -> str:
        """How much of the target that is."""
        reached, is_met = self.standing.reached, self.standing.is_met
        if is_met is None:
            return "—"
        said = f"{number_text(round(reached, 1))}%" if reached is not None else ""
        return f"{said} {'đạt' if is_met else 'chưa đạt'}".strip()

    @property
    def light(self) -> str:
        """The class of the tag that says how it stands."""
        return CLASSES[self.standing.light]

    @property
    def sign(self) -> str:
        """The same as a sign: a colour alone says nothing to who cannot see it."""
        return SIGNS[self.standing.light]

    @property
    def word(self) -> str:
        """The same in words."""
        return LIGHTS[self.standing.light]

    def left(self, today: date) -> str:
        """Return how long until the day that counts, or since."""
        due = self.standing.due
        if due is None or self.standing.light is Light.DONE:
            return ""
        days = (due.day - today).days
        if days < 0:
            return f"đã qua {-days} ngày"
        return "hôm nay" if days == 0 else f"còn {days} ngày"


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One line of the table of units."""

    key: str
    """For the address."""
    name: str
    counts: Counter[Light]

    @property
    def total(self) -> int:
        """All its items."""
        return sum(self.counts.values())


def rows_of(standings: Iterable[Standing]) -> list[ItemRow]:
    """Return the lines of a table, numbered."""
    return [ItemRow(number=n, standing=each) for n, each in enumerate(standings, 1)]


def value_text(entry: Entry | None) -> str:
    """Return the figure of an entry with its unit; a dash for none."""
    if entry is None or entry.said.value is None:
        return "—"
    unit = entry.said.unit
    return f"{number_text(entry.said.value)}{'' if unit == '%' else ' '}{unit}".strip()


def unit_rows(
    counts: Mapping[str, Counter[Light]], names: Mapping[str, str], own: str
) -> list[UnitRow]:
    """Return the units, the person's own first, who has most to do next, no unit last."""
    rows = [
        UnitRow(key=key or NO_UNIT_KEY, name=names.get(key, NO_UNIT), counts=each)
        for key, each in counts.items()
    ]
    mine = unit_key(own)
    return sorted(
        rows, key=lambda row: (row.key == NO_UNIT_KEY, row.key != mine, -row.total, row.name)
    )


def units_chart(units: Sequence[UnitRow]) -> Chart | None:
    """Return how the items of each unit stand; None without units.

    What no unit leads is left to the table: in a real plan it is most, and would dwarf the rest.
    """
    rows = [row for row in units if row.key != NO_UNIT_KEY]
    if not rows:
        return None
    said = "; ".join(
        f"{row.name}: {row.total} mục, {row.counts[Light.OVERDUE]} quá hạn" for row in rows
    )
    series = [
        Series(
            title=LIGHTS[light],
            values=[float(row.counts[light]) for row in rows],
            color=_COLORS[light],
        )
        for light in Light
    ]
    names = [row.name for row in rows]
    return stacked_chart(names, series, alt=f"Số mục theo đơn vị. {said}.", width=NARROW)


def targets_chart(rows: Sequence[ItemRow]) -> Chart | None:
    """Return how much of each target is reached; None when there is no figure yet."""
    bars = [
        Bar(
            label=f"{row.number}. {row.item.name}",
            value=min(row.standing.reached, _LONGEST_BAR),
            color=GOOD if row.standing.is_met else PLAIN,
            said=row.reached.removesuffix(" chưa đạt"),
        )
        for row in rows
        if row.standing.reached is not None
    ]
    if not bars:
        return None
    met = sum(1 for row in rows if row.standing.is_met)
    alt = (
        f"Mức đạt so với chỉ tiêu, vạch đứt là 100%. Có số liệu {len(bars)} chỉ tiêu; "
        f"{met} chỉ tiêu đã đạt. Từng số ở bảng bên cạnh."
    )
    return bar_chart(bars, alt=alt, unit="%", target=100.0)


def history_chart(item: PlanItem, entries: Sequence[Entry]) -> Chart | None:
    """Return an item's figures over time; None with fewer than two, or in several units."""
    latest: dict[date, Entry] = {}
    for each in reversed(entries):
        if each.said.value is not None:
            latest[each.said.as_of] = each
    units = {each.said.unit for each in latest.values()}
    if len(latest) < 2 or len(units) != 1:
        return None
    unit, days = units.pop(), sorted(latest)
    target = item.target.value if item.target and item.target.unit == unit else None
    first, last = value_text(latest[days[0]]), value_text(latest[days[-1]])
    return line_chart(
        days,
        [Series(title="Đã đạt", values=[latest[day].said.value for day in days])],
        alt=f"Từ {first} ngày {days[0]:%d/%m/%Y} đến {last} ngày {days[-1]:%d/%m/%Y}. "
        "Từng số ở bảng lịch sử.",
        unit=unit,
        target=target,
    )
