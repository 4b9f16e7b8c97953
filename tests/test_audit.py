"""The audit of pinned versions: what it says, and that silence is not taken for soundness."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ci_audit", ROOT / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Where dataclasses look for their own module.
    sys.modules["ci_audit"] = module
    spec.loader.exec_module(module)
    return module


audit = loaded()
SOUND = {"name": "jinja2", "version": "3.1.6", "vulns": []}
SKIPPED = {"name": "attrs", "skip_reason": "Dependency not found on PyPI"}
HOLED = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"], "aliases": [], "description": ""}],
}


def report(*packages: dict[str, Any]) -> Any:  # noqa: ANN401  # of a module loaded by path
    return audit.read_report(json.dumps({"dependencies": packages, "fixes": []}))


def test_a_known_vulnerability_of_what_is_served_is_a_fault() -> None:
    assert audit.verdict(report(SOUND, HOLED), report(SOUND)) == audit.FOUND


def test_one_that_was_accepted_is_told_and_no_fault() -> None:
    found, accepted = report(SOUND, HOLED), frozenset({"PYSEC-2014-8"})

    assert audit.verdict(found, report(SOUND), accepted) == audit.CLEAN
    assert audit.lines("a.lock", found, accepted) == [
        "a.lock: 2 packages, 1 known vulnerabilities",
        "  jinja2 2.4.1: PYSEC-2014-8, mended in 2.7.2 (accepted)",
    ]


def test_what_rasa_alone_uses_is_told_and_no_fault() -> None:
    assert audit.verdict(report(SOUND), report(SOUND, HOLED)) == audit.CLEAN


def test_a_database_that_knows_nothing_does_not_make_everything_sound() -> None:
    assert audit.verdict(report(SKIPPED, SKIPPED), report(SOUND)) == audit.UNKNOWN
    assert audit.verdict(report(), report(SOUND)) == audit.UNKNOWN
    assert audit.lines("a.lock", report(SOUND, SKIPPED))[1].startswith("  1 packages are not in")


@pytest.mark.parametrize("raw", ["", "{}", '{"dependencies": 1}', "[]"])
def test_what_is_no_report_is_not_taken_for_one(raw: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        audit.read_report(raw)


def test_a_tool_that_cannot_run_is_said_and_ends_as_unknown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(audit, "ROOT", tmp_path)

    assert audit.main() == audit.UNKNOWN
    assert capsys.readouterr().out.startswith("AUDIT NOT DONE")


def test_every_pinned_package_is_pinned_by_its_hashes() -> None:
    for name in (audit.SERVED, audit.LOOPBACK):
        text = (ROOT / name).read_text(encoding="utf-8")
        blocks = [block for block in text.split("\n") if block and block[0].isalnum()]
        assert len(blocks) > 50
        assert [b for b in blocks if not b.rstrip().endswith("\\")] == [], name
        assert text.count("--hash=sha256:") >= len(blocks)
