"""Compare ways to tell what an old ward is today, on sixty cases: `python -m eval.places_bench`.

Each way runs in a process of its own, so that its import, its data and its memory are its own.
Libraries that are not installed are left out; only ours and underthesea are dependencies.
"""

import importlib
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table as RichTable

CASES = Path(__file__).resolve().parents[1] / "tests" / "knowledge" / "place_cases.yaml"
_ROUNDS = 5

Reading = frozenset[str]
"""The units of today that one reading of a text gives."""
Convert = Callable[[str, str], list[Reading]]
"""Text and home province -> its readings."""


class Outcome(StrEnum):
    """How an answer compares with the right one."""

    RIGHT = "right"
    PART = "part"
    """One of several units or readings, given as the answer."""
    UNKNOWN = "unknown"
    """Nothing, where there was something: an honest "don't know"."""
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A text and what its places are today."""

    id: str
    text: str
    checked: str
    source: str
    home: str = ""
    expects: str = ""
    """"ask" for a district alone, "nothing" where no unit is named; else `new` holds."""
    new: tuple[Reading, ...] = ()

    @property
    def is_divided(self) -> bool:
        """Whether a reading has several units of today."""
        return any(len(reading) > 1 for reading in self.new)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one way did and what it costs."""

    name: str
    version: str
    outcomes: dict[str, int]
    divided_right: int
    ms_per_call: float
    first_call_s: float
    """Importing it and one call."""
    peak_mb: float
    failed: list[str]
    """Cases that are not right, with the outcome."""


def load_places(path: Path = CASES) -> list[Case]:
    """Return the cases of a file."""
    return [
        Case(**{**entry, "new": tuple(frozenset(reading) for reading in entry.get("new", ()))})
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def judge(case: Case, got: Sequence[Reading]) -> Outcome:
    """Say how the readings compare with the case's.

    For a district alone it is right to give no single commune. A mere province counts as no
    answer, unless provinces are asked for.
    """
    right = {frozenset(map(_plain, reading)) for reading in case.new}
    found = {frozenset(map(_plain, reading)) for reading in got}
    if not any(_is_province(reading) for reading in right):
        found = {reading for reading in found if not _is_province(reading)}
    if case.expects:
        names_one = case.expects == "nothing" or any(len(reading) == 1 for reading in found)
        return Outcome.WRONG if found and names_one else Outcome.RIGHT
    if not found:
        return Outcome.UNKNOWN
    if found == right:
        return Outcome.RIGHT
    is_part = all(any(reading <= whole for whole in right) for reading in found)
    return Outcome.PART if is_part else Outcome.WRONG


def _is_province(reading: Reading) -> bool:
    return all("," not in place for place in reading)


def _plain(place: str) -> str:
    """Return a unit as one spelling of many; the kind of its province does not count."""
    from knowledge.place_table import bare, key, kind_of

    name, _, province = place.replace("Thủ đô", "Thành phố").partition(", ")
    if not province:
        return key(bare(name))
    return f"{kind_of(name)} {key(bare(name))}, {key(bare(province))}"


def _ours() -> Convert:
    from knowledge.places import today_of

    return lambda text, home: [
        frozenset(map(str, renamed.new)) for renamed in today_of(text, home_province=home)
    ]


def _underthesea() -> Convert:
    address = importlib.import_module("underthesea.address")

    def convert(text: str, _home: str) -> list[Reading]:
        result = address.convert_address(text)
        return _one(result.new.ward, result.new.province)

    return convert


def _vietnamadminunits() -> Convert:
    library = importlib.import_module("vietnamadminunits")

    def convert(text: str, _home: str) -> list[Reading]:
        try:
            unit = library.convert_address(text)
        except Exception as error:
            # Where it takes part of a text for a street it asks a geocoding service.
            if type(error).__module__.startswith("geopy"):
                return []
            raise
        return _one(unit.ward, unit.province)

    return convert


def _vietnam_address_converter() -> Convert:
    library = importlib.import_module("vietnam_address_converter")

    def convert(text: str, _home: str) -> list[Reading]:
        new = library.auto_convert_address(text)["converted_new"]
        if not new:
            return []
        ward, province = new.get("ward") or {}, new.get("province") or {}
        return _one(ward.get("name_with_type", ""), province.get("name_with_type", ""))

    return convert


def _vn_address_converter() -> Convert:
    library = importlib.import_module("vn_address_converter")

    def convert(text: str, _home: str) -> list[Reading]:
        try:
            new = library.convert_to_new_address(library.parse_address(text))
        except Exception as error:
            known = isinstance(error, ValueError) or "vn_address" in type(error).__module__
            if known:  # its way to say that it found nothing
                return []
            raise
        return _one(new.ward, new.province)

    return convert


def _one(ward: str | None, province: str | None) -> list[Reading]:
    """Return the only reading of a library that gives one answer, or none."""
    if not province:
        return []
    return [frozenset({f"{ward}, {province}" if ward else province})]


WAYS: dict[str, tuple[str, Callable[[], Convert]]] = {
    "knowledge.places": ("motcua", _ours),
    "underthesea": ("underthesea", _underthesea),
    "vietnamadminunits": ("vietnamadminunits", _vietnamadminunits),
    "vietnam-address-converter": ("vietnam-address-converter", _vietnam_address_converter),
    "vn-address-converter": ("vn-address-converter", _vn_address_converter),
}


def measure(name: str, cases: Sequence[Case]) -> Figures:
    """Run one way over the cases, in this process."""
    distribution, prepare = WAYS[name]
    begun = time.perf_counter()
    convert = prepare()
    convert(cases[0].text, cases[0].home)
    first = time.perf_counter() - begun
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes = {case.id: judge(case, convert(case.text, case.home)) for case in cases}
    begun = time.perf_counter()
    for _ in range(_ROUNDS):
        for case in cases:
            convert(case.text, case.home)
    per_call = (time.perf_counter() - begun) / (_ROUNDS * len(cases))
    counts = Counter(outcomes.values())
    return Figures(
        name=name,
        version=metadata.version(distribution),
        outcomes={outcome.value: counts[outcome] for outcome in Outcome},
        divided_right=sum(outcomes[case.id] is Outcome.RIGHT for case in cases if case.is_divided),
        ms_per_call=round(per_call * 1000, 2),
        first_call_s=round(first, 2),
        peak_mb=round(peak_kb / 1024),
        failed=[f"{id_}: {each}" for id_, each in outcomes.items() if each is not Outcome.RIGHT],
    )


def main(arguments: Sequence[str]) -> None:
    """Print the comparison; with a way's name, that way's figures as JSON."""
    cases = load_places()
    if arguments:
        sys.stdout.write(json.dumps(asdict(measure(arguments[0], cases)), ensure_ascii=False))
        return
    console = Console(width=110)
    divided = sum(case.is_divided for case in cases)
    table = RichTable(title=f"{len(cases)} cases, {divided} of them with a divided unit")
    heads = ("right", "part", "unknown", "wrong", "divided right", "ms", "first s", "peak MB")
    for head in ("way", *heads):
        table.add_column(head, justify="left" if head == "way" else "right")
    for name in WAYS:
        done = subprocess.run(  # noqa: S603  our own module, a name from the table above
            [sys.executable, "-m", "eval.places_bench", name],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:]
            console.print(f"{name}: left out ({re.sub('.*Error: ', '', ' '.join(last))})")
            continue
        told = json.loads(done.stdout)
        cells = [*told["outcomes"].values(), told["divided_right"], told["ms_per_call"]]
        cells += [told["first_call_s"], told["peak_mb"]]
        table.add_row(f"{name} {told['version']}", *map(str, cells))
        console.print(f"{name}, not right: {', '.join(told['failed']) or 'none'}", soft_wrap=True)
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
