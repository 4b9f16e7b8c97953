"""The report of a run: one HTML file that needs nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from eval.runs.figures import AreaFigures
from eval.runs.types import Outcome


def html(
    outcomes: Sequence[Outcome], figures: Mapping[str, AreaFigures], config: Mapping[str, Any]
) -> str:
    """Return the report."""
    return f"<!doctype html><title>{len(outcomes)} {len(figures)} {config['commit']}</title>"
