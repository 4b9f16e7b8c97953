"""What is written down about how a measurement was made."""

import subprocess
from pathlib import Path

from eval import provenance


def _git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def test_a_changed_checkout_is_told_from_a_clean_one(tmp_path: Path) -> None:
    _git(tmp_path, "init")
    (tmp_path / "a").write_text("1")
    _git(tmp_path, "add", "a")
    _git(tmp_path, "commit", "-m", "one")
    clean = provenance.commit(tmp_path)
    (tmp_path / "a").write_text("2")
    changed = provenance.commit(tmp_path)
    assert clean is not None
    assert len(clean) == 40
    assert changed == f"{clean}+changes"


def test_outside_of_git_there_is_no_commit(tmp_path: Path) -> None:
    assert provenance.commit(tmp_path / "absent") is None


def test_the_machine_is_described_well_enough_to_find_another_one() -> None:
    told = provenance.machine()
    assert told["cpu"]
    assert told["cores"] >= 1
    assert told["ram_gb"] > 0.1
    assert told["python"].startswith("3.")


def test_a_file_is_known_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    (told,) = provenance.files([path])
    # The example of FIPS 180-4.
    assert told["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
