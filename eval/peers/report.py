"""Put what was measured into two Markdown tables: quality, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from eval.peers.given import QuestionSet
from eval.peers.vectors import Encoded
from eval.peers.ways import OURS, WAYS, Way
from eval.peers.worker import Built, Round
from eval.spread import mean, percentile, rate

MS_ALLOWED = 1.5
"""How many times the fastest we may take."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """All about one way."""

    built: Built
    rounds: Sequence[Round]
    encoded: Encoded | None
    """What encoding the passages beforehand took; None if the way did not use it."""


@dataclass(frozen=True, kw_only=True)
class Times:
    """Milliseconds of a question over some rounds."""

    p50: float
    """The median of the rounds' medians."""
    p50_low: float
    p50_high: float
    p95: float
    """The median of the rounds' 95th percentiles."""
    cpu: float
    """As p50, of the processor's time: other work on the machine hardly lengthens it."""


def times(rounds: Sequence[Round]) -> Times:
    """Return the rounds in short."""
    middles = [_at(each.wall, 0.5) for each in rounds]
    return Times(
        p50=median(middles),
        p50_low=min(middles),
        p50_high=max(middles),
        p95=median(_at(each.wall, 0.95) for each in rounds),
        cpu=median(_at(each.cpu, 0.5) for each in rounds),
    )


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def quality_table(sets: Sequence[QuestionSet], measured: Mapping[str, Measured]) -> str:
    """Return hit@1 with its 95 % interval, and MRR@10, of each way on each set."""
    heads = [f"{each.name}, {each.writing} ({len(each.questions)})" for each in sets]
    rows = [
        [name, *(_quality(ranks) for ranks in way.built.ranks)] for name, way in measured.items()
    ]
    return _table(["hit@1 (95 %), MRR@10", *heads], rows)


def _quality(ranks: Sequence[int]) -> str:
    first, reciprocal = rate([rank == 1 for rank in ranks]), mean([_reciprocal(r) for r in ranks])
    if first.value is None or reciprocal.value is None:
        return "-"
    return f"{first.value:.3f} ({first.low:.3f} to {first.high:.3f}), {reciprocal.value:.3f}"


def _reciprocal(rank: int) -> float:
    return 1 / rank if rank else 0.0


def cost_table(measured: Mapping[str, Measured]) -> str:
    """Return times, build time with the passages' encoding, and memory of each way."""
    heads = [
        "",
        "ms p50 (rounds)",
        "ms p95",
        "CPU ms p50",
        "build s (CPU s)",
        "MB resident",
        "MB peak",
    ]
    rows = []
    for name, way in measured.items():
        taken, built = times(way.rounds), way.built
        build_s, cpu_s = built.build_s, built.build_cpu_s
        if way.encoded:
            build_s, cpu_s = build_s + way.encoded.wall_s, cpu_s + way.encoded.cpu_s
        rows.append(
            [
                name,
                f"{taken.p50:.2f} ({taken.p50_low:.2f} to {taken.p50_high:.2f})",
                f"{taken.p95:.2f}",
                f"{taken.cpu:.2f}",
                f"{build_s:.1f} ({cpu_s:.1f})",
                f"{built.resident_mb:.0f}",
                f"{built.peak_mb:.0f}",
            ]
        )
    return _table(heads, rows)


def verdicts(measured: Mapping[str, Measured], ways: Mapping[str, Way] = WAYS) -> list[str]:
    """Say how ours compares with the fastest way: of those that encode, and of all."""
    if OURS not in measured:
        return []
    others = [name for name in measured if name != OURS]
    found = []
    for what, names in (
        ("that encode the question", [name for name in others if ways[name].encoder]),
        ("of all", others),
    ):
        if not names:
            continue
        cpu = {name: times(measured[name].rounds).cpu for name in [OURS, *names]}
        fastest = min(names, key=lambda name: cpu[name])
        ratio = cpu[OURS] / max(cpu[fastest], 1e-9)
        kept = "within" if ratio <= MS_ALLOWED else "not within"
        found.append(
            f"{OURS} takes {ratio:.2f} times the CPU time of the fastest {what}, {fastest}: "
            f"{kept} {MS_ALLOWED}."
        )
    return found


def in_words(measured: Mapping[str, Measured]) -> dict[str, object]:
    """Return everything as plain JSON values."""
    return {
        name: {
            **vars(way.built),
            "encoded": vars(way.encoded) if way.encoded else None,
            "times": vars(times(way.rounds)),
            "rounds": [
                {
                    clock: [percentile(vars(each)[clock], share).value for share in (0.5, 0.95)]
                    for clock in ("wall", "cpu")
                }
                for each in way.rounds
            ],
        }
        for name, way in measured.items()
    }


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
