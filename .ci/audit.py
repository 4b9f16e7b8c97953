#!/usr/bin/env python3
"""Ask the public database which pinned packages have known vulnerabilities: `make audit`.

Exit 0: none that was not accepted. 1: some. 2: the database was not reached, nothing is known.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOL = "pip-audit==2.10.1"
# Served to the internet, so that a finding is a fault. Rasa's environment answers this machine
# alone and is pinned to old libraries: what is found there is told (docs/security.md).
SERVED, LOOPBACK = "requirements.lock", "bot/rasa_project/requirements.lock"
# Has known vulnerabilities: if the database says nothing of it, it was not reached. A mirror
# that has packages but no advisories would else make everything look sound.
CANARY = "jinja2==2.4.1"
# Each with the reason and the day, on a line of its own above it.
ACCEPTED: frozenset[str] = frozenset()
CLEAN, FOUND, UNKNOWN = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One known vulnerability of a pinned package."""

    package: str
    version: str
    id: str
    mended_in: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the database says of one lock file."""

    asked: int
    unknown: int
    """Packages of which it says nothing at all."""
    findings: tuple[Finding, ...]

    @property
    def was_reached(self) -> bool:
        """Say whether the database answered for most of them."""
        return self.asked > 0 and self.unknown * 2 < self.asked


def read_report(raw: str) -> Report:
    """Return what pip-audit wrote as JSON. Raises ValueError for anything else."""
    try:
        packages = json.loads(raw)["dependencies"]
        return Report(
            asked=len(packages),
            unknown=sum("skip_reason" in each for each in packages),
            findings=tuple(
                _found(each, vuln) for each in packages for vuln in each.get("vulns", ())
            ),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a report of pip-audit") from error


def _found(package: Mapping[str, str], vuln: Mapping[str, Sequence[str]]) -> Finding:
    mended = ", ".join(vuln.get("fix_versions", ())) or "no version yet"
    return Finding(
        package=package["name"], version=package["version"], id=str(vuln["id"]), mended_in=mended
    )


def verdict(served: Report, loopback: Report, accepted: frozenset[str] = ACCEPTED) -> int:
    """Return how the audit ends."""
    if [each for each in served.findings if each.id not in accepted]:
        return FOUND
    return CLEAN if served.was_reached and loopback.was_reached else UNKNOWN


def lines(name: str, report: Report, accepted: frozenset[str] = ACCEPTED) -> list[str]:
    """Return what is told of one lock file."""
    told = [f"{name}: {report.asked} packages, {len(report.findings)} known vulnerabilities"]
    if report.unknown:
        told.append(
            f"  {report.unknown} packages are not in the database: nothing is known of them"
        )
    for each in report.findings:
        note = " (accepted)" if each.id in accepted else ""
        told.append(f"  {each.package} {each.version}: {each.id}, mended in {each.mended_in}{note}")
    return told


def ask(requirements: Path) -> Report:
    """Return what the database says of a lock file. Raises ValueError if it was not reached."""
    command = [
        str(ROOT / ".venv" / "bin" / "uv"),
        "tool", "run", TOOL, "--requirement", str(requirements), "--no-deps", "--disable-pip",
        "--format", "json", "--progress-spinner", "off", "--timeout", "15",
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603  # our own words
            command, capture_output=True, text=True, timeout=600, env={**os.environ}, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ValueError(f"pip-audit did not run ({type(error).__name__})") from error
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise ValueError((done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1])
    return read_report(done.stdout)


def main() -> int:
    """Ask and tell; return the exit code."""
    say = sys.stdout.write
    try:
        with tempfile.TemporaryDirectory() as folder:
            canary = Path(folder) / "canary.txt"
            canary.write_text(f"{CANARY}\n", encoding="utf-8")
            if not ask(canary).findings:
                raise ValueError(f"it knows nothing of {CANARY}, which is known to be vulnerable")
        reports = {name: ask(ROOT / name) for name in (SERVED, LOOPBACK)}
    except ValueError as error:
        say(f"AUDIT NOT DONE: the database of vulnerabilities was not reached: {error}\n")
        say("Nothing is known of the pinned packages. Run `make audit` where PyPI is reachable.\n")
        return UNKNOWN
    for name, report in reports.items():
        say("\n".join(lines(name, report)) + "\n")
    return verdict(reports[SERVED], reports[LOOPBACK])


if __name__ == "__main__":
    sys.exit(main())
