"""Reading curated records: what is refused, and how clearly it is said."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from knowledge.load import DATA, load, read
from knowledge.types import KnowledgeError

SOURCE = "source: {title: Bản thử, as_of: 2026-01-05}"
GOOD = f"- code: tm-thu\n  name: Cấp giấy thử\n  {SOURCE}\n"


def write(data: Path, name: str, content: str | bytes) -> None:
    path = data / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def faults(data: Path) -> list[str]:
    """Return the lines that name faults; the first line must count them."""
    with pytest.raises(KnowledgeError) as raised:
        load(data)
    first, *lines = str(raised.value).splitlines()
    assert first == f"knowledge data: {len(lines)} faults"
    return [line.strip() for line in lines]


def test_records_of_all_kinds_are_read_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    write(tmp_path, "procedures/b.yaml", GOOD.replace("tm-thu", "tm-b"))
    write(tmp_path, "procedures/a.yaml", GOOD + GOOD.replace("tm-thu", "tm-a2"))
    write(tmp_path, "guides/g.yaml", f"id: g\ntitle: Thử\nsummary: Làm thử.\n{SOURCE}\n")
    write(tmp_path, "plans/p.yaml", f"id: p\ntitle: Thử\nplace: phường Thử\nyear: 2026\n{SOURCE}\n")

    curated = load(tmp_path)

    assert [procedure.code for procedure in curated.procedures] == ["tm-thu", "tm-a2", "tm-b"]
    assert curated.records == (*curated.procedures, *curated.guides, *curated.plans)
    assert (curated.guides[0].id, curated.plans[0].year) == ("g", 2026)
    assert curated.guides[0].source.as_of == date(2026, 1, 5)


def test_every_fault_of_every_file_is_told_at_once_with_file_record_and_field(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        "procedures/a.yaml",
        f"- code: tm-1\n  {SOURCE}\n  colour: red\n"
        f"- code: tm-2\n  name: Thử\n  audience: everyone\n  {SOURCE}\n"
        f"- name: Không mã\n  {SOURCE}\n"
        "- code: tm-4\n  name: Thử\n"
        "  submissions:\n    - {channel: online, fees: [{amount_vnd: nhiều}]}\n"
        f"  {SOURCE}\n",
    )
    write(tmp_path, "guides/g.yaml", f"id: g-1\ntitle: Thử\nsummary: [a]\n{SOURCE}\n")

    told = faults(tmp_path)

    assert [fault.rsplit(": ", 1)[0] for fault in told] == [
        "procedures/a.yaml: tm-1 › name",
        "procedures/a.yaml: tm-1 › colour",
        "procedures/a.yaml: tm-2 › audience",
        "procedures/a.yaml: record 3 › code",
        "procedures/a.yaml: tm-4 › submissions › 0 › fees › 0 › amount_vnd",
        "guides/g.yaml: g-1 › summary",
    ]
    assert "'public', 'staff' or 'official'" in told[2]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a: [1, 2", "expected ',' or ']'"),
        (b"a: 1\nb: 2\na: 3\n", 'the key "a" is written 2 times'),
        (b"- code: x\n  source: {title: a, title: b}\n", 'the key "title" is written 2 times'),
        (b"a: &x 1\nb: *x\n", "anchors and aliases are not used"),
        (b"a: &never_used 1\n", "anchors and aliases are not used"),
        (b"as_of: 2026-02-30\n", '"2026-02-30" is no date'),
        (b"a: !!python/object:os.system x\n", "could not determine a constructor"),
        (b"a: 1\n---\nb: 2\n", "expected a single document"),
        (b"\tname: x\n", "cannot start any token"),
        (b"name: \xff\xfe", "codec can't decode"),
        (b"? [1]\n: 2\n", "unhashable key"),
        (b"", "holds no record"),
        (b"# nothing but a comment\n", "holds no record"),
        (b"[]\n", "holds no record"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault_that_names_it(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    write(tmp_path, "procedures/bad.yaml", content)
    write(tmp_path, "procedures/good.yaml", GOOD)

    (told,) = faults(tmp_path)

    assert told.startswith("procedures/bad.yaml: file: ")
    assert reason in told


def test_the_line_of_a_key_written_twice_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        "procedures/a.yaml",
        GOOD + "- code: tm-2\n  source:\n    title: a\n    title: b\n",
    )

    (told,) = faults(tmp_path)

    assert "line 6" in told


@pytest.mark.parametrize("item", ["just words", "- 3", "- null", "- [1]"])
def test_what_is_no_record_is_refused(tmp_path: Path, item: str) -> None:
    write(tmp_path, "procedures/a.yaml", item)

    (told,) = faults(tmp_path)

    assert told.startswith("procedures/a.yaml: record 1: ")


def test_ampersands_and_asterisks_in_words_are_no_anchors(tmp_path: Path) -> None:
    write(tmp_path, "procedures/a.yaml", GOOD.replace("giấy thử", "giấy A & B (*)"))

    (procedure,) = load(tmp_path).procedures

    assert procedure.name == "Cấp giấy A & B (*)"


def test_a_code_written_as_a_number_is_refused_rather_than_rounded(tmp_path: Path) -> None:
    write(tmp_path, "procedures/a.yaml", GOOD.replace("tm-thu", "1.00410"))

    (told,) = faults(tmp_path)

    assert told.startswith("procedures/a.yaml: 1.0041 › code: ")


def test_a_record_in_two_files_is_a_fault_that_names_both(tmp_path: Path) -> None:
    write(tmp_path, "procedures/a.yaml", GOOD)
    write(tmp_path, "procedures/b.yaml", GOOD)

    assert faults(tmp_path) == [
        "procedures/b.yaml: tm-thu: also written in procedures/a.yaml; keep one"
    ]


def test_a_bomb_of_aliases_is_refused_before_it_grows(tmp_path: Path) -> None:
    # Written out, this list would have nine thousand million million entries.
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 16)]
    write(tmp_path, "procedures/a.yaml", "\n".join(lines))

    (told,) = faults(tmp_path)

    assert "anchors and aliases" in told
    assert len(told) < 200


def test_a_missing_folder_is_an_error_and_not_an_empty_knowledge(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"nowhere: no such folder"):
        load(tmp_path / "nowhere")


def test_our_own_data_has_no_fault() -> None:
    curated = load(DATA)

    assert curated.procedures
    assert curated.guides
    assert curated.plans


@pytest.mark.slow
def test_the_check_command_counts_the_records() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "knowledge.load", "--check"],
        cwd=DATA.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    curated = load()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"knowledge data: {len(curated.procedures)} procedures, {len(curated.guides)} guides, "
        f"{len(curated.plans)} plans, {len(curated.acts)} acts, {len(curated.overlays)} overlays\n"
    )


def test_every_bad_record_is_one_fault_and_the_rest_is_read(tmp_path: Path) -> None:
    source = "source: {title: Sổ mẫu, as_of: 2026-07-01}"
    files = {
        "good.yaml": f"- {{code: tm-1, name: A, {source}}}\n- {{code: tm-2, name: B, {source}}}",
        "key.yaml": f"- {{code: tm-3, name: C, name: D, {source}}}",
        "anchor.yaml": f"- &a {{code: tm-4, name: E, {source}}}\n- *a",
        "again.yaml": f"- {{code: tm-1, name: F, {source}}}\n- {{code: tm-5, name: G, {source}}}",
        "field.yaml": f"- {{code: tm-6, nmae: H, {source}}}\n- {{code: tm-7, name: I, {source}}}",
        "cut.yaml": "- {code: tm-8, name",
    }
    (tmp_path / "procedures").mkdir()
    for name, content in files.items():
        (tmp_path / "procedures" / name).write_text(content, encoding="utf-8")

    curated, faults = read(tmp_path)

    names = {record.code: record.name for record in curated.procedures}
    assert names == {"tm-1": "F", "tm-2": "B", "tm-5": "G", "tm-7": "I"}
    assert {fault.file.split("/")[-1] for fault in faults} == set(files) - {"again.yaml"}
    assert all("\n" not in str(fault) for fault in faults)
    with pytest.raises(KnowledgeError, match=r"also written in procedures/again\.yaml"):
        load(tmp_path)
