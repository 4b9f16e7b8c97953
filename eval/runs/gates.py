"""Floors that a change may not fall below, and the last accepted run to compare it with."""

import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.runs.figures import LOWER_IS_BETTER, AreaFigures
from eval.runs.types import Outcome
from eval.types import EvalError

GATES = Path(__file__).parents[1] / "gates.toml"
BASELINE = Path(__file__).parents[1] / "baseline.json"
MARGIN = {"nlu": 0.01, "retrieval": 0.02, "answers": 0.015, "dialogue": 0.03, "safety": 0.03}
"""By how much floors lie below what was measured: models round otherwise on other processors.

What no model has a hand in has none. An attempt to break out that leads to something never passes.
"""
_EXACT = frozenset({"harmless", "grounded", "no_invented_number"})
_HEAD = """\
# What CI demands of `motcua eval all`. A floor is the least that a change may leave; of what is
# better when it is less, the most. `motcua eval accept` raises them to the last run, less the
# margin of eval/runs/gates.py.
"""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A figure on the wrong side of its floor."""

    area: str
    metric: str
    demanded: float
    measured: float | None
    """None: it was not measured at all."""

    def __str__(self) -> str:
        """Return it as a line for a person."""
        least = "at most" if self.metric in LOWER_IS_BETTER else "at least"
        is_now = "not measured" if self.measured is None else f"{self.measured:.3f}"
        return f"{self.area} {self.metric}: {is_now}, {least} {self.demanded:.3f} is demanded"


def load_gates(path: Path = GATES) -> dict[str, dict[str, float]]:
    """Return the floors by suite and metric. Raises EvalError."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return {
            area: {metric: float(floor) for metric, floor in floors.items()}
            for area, floors in found.items()
        }
    except (OSError, tomllib.TOMLDecodeError, AttributeError, TypeError, ValueError) as error:
        raise EvalError(f"{path}: no table of floors ({error})") from error


def breaches(
    figures: Mapping[str, AreaFigures],
    gates: Mapping[str, Mapping[str, float]],
    *,
    areas: Iterable[str] | None = None,
) -> list[Breach]:
    """Return the floors that are not held, of all suites or of some."""
    wanted = set(gates) if areas is None else set(areas)
    found = []
    for area, floors in gates.items():
        if area not in wanted:
            continue
        for metric, floor in floors.items():
            figure = figures[area].metrics.get(metric) if area in figures else None
            value = figure.value if figure else None
            is_held = value is not None and (
                value <= floor if metric in LOWER_IS_BETTER else value >= floor
            )
            if not is_held:
                found.append(Breach(area=area, metric=metric, demanded=floor, measured=value))
    return found


def raised(
    gates: Mapping[str, Mapping[str, float]], figures: Mapping[str, AreaFigures]
) -> dict[str, dict[str, float]]:
    """Return the floors, each moved to the measured figure less its margin if that is stricter."""
    found: dict[str, dict[str, float]] = {}
    for area, floors in gates.items():
        found[area] = {}
        for metric, floor in floors.items():
            figure = figures[area].metrics.get(metric) if area in figures else None
            if figure is None or figure.value is None:
                found[area][metric] = floor
                continue
            margin = 0.0 if metric in _EXACT else MARGIN.get(area, 0.0)
            # Rounded to the generous side: the same run must pass.
            if metric in LOWER_IS_BETTER:
                found[area][metric] = min(floor, math.ceil((figure.value + margin) * 1000) / 1000)
            else:
                found[area][metric] = max(floor, math.floor((figure.value - margin) * 1000) / 1000)
    return found


def write_gates(gates: Mapping[str, Mapping[str, float]], path: Path = GATES) -> None:
    """Write the floors."""
    lines = [_HEAD]
    for area, floors in gates.items():
        lines.append(f"[{area}]")
        lines += [f'"{metric}" = {floor:.3f}' for metric, floor in floors.items()]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def baseline_of(outcomes: Sequence[Outcome], config: Mapping[str, Any]) -> dict[str, Any]:
    """Return an accepted run as it is kept in the repository: which cases went wrong."""
    areas: dict[str, dict[str, Any]] = {}
    for each in outcomes:
        kept = areas.setdefault(each.area.value, {"n": 0, "wrong": []})
        kept["n"] += 1
        if not each.is_good:
            kept["wrong"].append(each.id)
    return {
        "commit": config.get("commit"),
        "areas": {a: {"n": v["n"], "wrong": sorted(v["wrong"])} for a, v in areas.items()},
    }


def flips(
    baseline: Mapping[str, Any], outcomes: Iterable[Outcome]
) -> tuple[list[Outcome], list[Outcome]]:
    """Return the cases that go wrong now and did not, and those that went wrong and do not."""
    wrong = {area: set(kept["wrong"]) for area, kept in baseline["areas"].items()}
    worse, better = [], []
    for each in outcomes:
        if each.area.value not in wrong:
            continue
        was_wrong = each.id in wrong[each.area.value]
        if was_wrong and each.is_good:
            better.append(each)
        if not was_wrong and not each.is_good:
            worse.append(each)
    return worse, better


def load_baseline(path: Path = BASELINE) -> dict[str, Any]:
    """Return the last accepted run. Raises EvalError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvalError(f"{path}: no accepted run ({error}); run `motcua eval accept`") from error
    if not isinstance(found, dict) or "areas" not in found:
        raise EvalError(f"{path}: no accepted run; run `motcua eval accept`")
    return found
