"""Show what the line of scope costs: `python -m eval.scope OUT NAME=CASES.jsonl …`.

Each set of cases is searched and weighed as the assistant does it, with an intent model trained
on all of the dialogue project's examples. For every place the line could be drawn: the share of
questions answered (coverage), how many of those should be (precision), and how many are refused
that should not be. Writes scope.json and scope.svg into the folder OUT.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.heard import hear
from bot.refusal import turned_away
from bot.scope import Model, models
from bot.types import Act, Decision
from channels.settings import Settings
from eval.intents import Intents, examples
from eval.scope_fit import Searcher, open_searcher
from eval.types import EvalError

_WIDTH, _HEIGHT, _EDGE = 480, 320, 44
_COLOURS = ("#1b6ca8", "#c4562d", "#3c8d40", "#7a4b9e")


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One question and how far above the line it lies."""

    margin: float
    is_ours: bool


@dataclass(frozen=True, kw_only=True)
class Point:
    """What drawing the line at one place would do."""

    shift: float
    """Log-odds by which the line lies higher than it does now."""
    coverage: float
    precision: float
    """1 if nothing is answered."""
    abstained: float | None
    """Share of what is not ours that is not answered; None: no such question."""
    wrongly_refused: float | None
    """Share of what is ours that is not answered; None: no such question."""


def at(weighed: Sequence[Weighed], shift: float) -> Point:
    """Return what happens if the line is moved up by `shift`. Raises ValueError for no question."""
    if not weighed:
        raise ValueError("no question to weigh")
    answered = [w for w in weighed if w.margin >= shift]
    ours = [w for w in weighed if w.is_ours]
    others = [w for w in weighed if not w.is_ours]
    return Point(
        shift=shift,
        coverage=len(answered) / len(weighed),
        precision=sum(w.is_ours for w in answered) / len(answered) if answered else 1.0,
        abstained=sum(w.margin < shift for w in others) / len(others) if others else None,
        wrongly_refused=sum(w.margin < shift for w in ours) / len(ours) if ours else None,
    )


def curve(weighed: Sequence[Weighed]) -> list[Point]:
    """Return the points of all lines that tell questions apart, the most generous first."""
    finite = sorted({w.margin for w in weighed if abs(w.margin) != float("inf")})
    return [at(weighed, shift) for shift in finite]


def weigh(searcher: Searcher, intents: Intents, path: Path, *, alone: bool) -> list[Weighed]:
    """Return the last turns of a file of cases, weighed. Raises EvalError.

    What orders or words alone turn away lies below every line.
    """
    try:
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        asked = [(str(c["turns"][-1]), c.get("expect") != "not_in_scope") for c in cases]
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise EvalError(f"{path}: no cases with turns ({type(error).__name__})") from error
    return weigh_asked(searcher, intents, asked, alone=alone)


def weigh_asked(
    searcher: Searcher, intents: Intents, asked: Sequence[tuple[str, bool]], *, alone: bool = False
) -> list[Weighed]:
    """Return questions, weighed; of each is said whether it is ours to answer."""
    model = models()[1 if alone else 0]
    heard = [hear(text) for text, _ in asked]
    decisions = intents.decide([h.text for h in heard])
    found = []
    for (_, is_ours), h, decision in zip(asked, heard, decisions, strict=True):
        is_away = (h.had_orders and not h.stands_alone()) or turned_away(h.text) is not None
        asked_as = Decision(act=Act.SEARCH) if alone else decision
        margin = float("-inf") if is_away else _margin(searcher, model, h.text, asked_as)
        found.append(Weighed(margin=margin, is_ours=is_ours))
    return found


def picture(curves: dict[str, Sequence[Point]]) -> str:
    """Return the curves as an SVG picture: precision over coverage, both from 0 to 1."""
    inner_width, inner_height = _WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<path d="M{_EDGE} {_EDGE}V{_HEIGHT - _EDGE}H{_WIDTH - _EDGE}" fill="none" '
        'stroke="black"/>',
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">coverage</text>',
        f'<text x="8" y="{_EDGE - 12}">precision</text>',
    ]
    for tick in (0.0, 0.5, 1.0):
        x, y = _EDGE + tick * inner_width, _HEIGHT - _EDGE - tick * inner_height
        parts.append(f'<text x="{x}" y="{_HEIGHT - _EDGE + 16}" text-anchor="middle">{tick}</text>')
        parts.append(f'<text x="{_EDGE - 6}" y="{y + 4}" text-anchor="end">{tick}</text>')
    for number, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = " ".join(
            f"{_EDGE + p.coverage * inner_width:.1f},"
            f"{_HEIGHT - _EDGE - p.precision * inner_height:.1f}"
            for p in points
        )
        parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}"/>')
        y = _HEIGHT - _EDGE - 16 * (len(curves) - number)
        parts.append(f'<text x="{_EDGE + 12}" y="{y}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    """Weigh the named files, write figures and picture, and print the line as it stands."""
    if len(sys.argv) < 3 or not all("=" in argument for argument in sys.argv[2:]):
        raise SystemExit("usage: python -m eval.scope OUT NAME=CASES.jsonl …")
    folder = Path(sys.argv[1])
    named = dict(argument.split("=", 1) for argument in sys.argv[2:])
    searcher, intents = open_searcher(Settings()), Intents(examples())
    figures: dict[str, object] = {}
    curves: dict[str, Sequence[Point]] = {}
    for alone in (False, True):
        way = "alone" if alone else "with_intent"
        weighed = {n: weigh(searcher, intents, Path(p), alone=alone) for n, p in named.items()}
        together = [w for each in weighed.values() for w in each]
        curves[f"{'hits alone' if alone else 'hits and intent'} (n = {len(together)})"] = curve(
            together
        )
        figures[way] = {
            "all": [asdict(point) for point in curve(together)],
            "line": {n: asdict(at(w, 0.0)) | {"n": len(w)} for n, w in weighed.items()},
        }
        for name, each in weighed.items():
            sys.stdout.write(f"{way} {name} n={len(each)} {asdict(at(each, 0.0))}\n")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scope.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (folder / "scope.svg").write_text(picture(curves), encoding="utf-8")


def _margin(searcher: Searcher, model: Model, text: str, decision: Decision) -> float:
    values = searcher.values(text, decision)
    return float("-inf") if values is None else model.log_odds(values) - model.enough


if __name__ == "__main__":
    main()
