"""Further ways to ask for a procedure, in files of their own."""

from datetime import date
from pathlib import Path

from knowledge.asked import Asked, with_asked
from knowledge.load import read
from knowledge.types import Procedure, Source

SOURCE = Source(title="Sổ", as_of=date(2026, 7, 1))
HELD = Procedure(code="1.000001", name="Cấp thẻ", asked_as=("làm thẻ",), source=SOURCE)
OTHER = Procedure(code="1.000002", name="Đổi thẻ", source=SOURCE)


def test_further_ways_follow_the_records_own_and_none_comes_twice() -> None:
    known = [Asked(code="1.000001", asked=("làm thẻ", "xin cái thẻ"))]

    assert [r.asked_as for r in with_asked([HELD, OTHER], known) if isinstance(r, Procedure)] == [
        ("làm thẻ", "xin cái thẻ"),
        (),
    ]


def test_ways_to_ask_for_what_was_not_imported_are_left_aside() -> None:
    assert with_asked([OTHER], [Asked(code="9.999999", asked=("xin gì đó",))]) == [OTHER]


def test_one_code_written_in_two_files_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "asked"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text('- code: "1.000001"\n  asked: [xin thẻ]\n')

    curated, faults = read(tmp_path)

    assert len(curated.asked) == 1
    assert [(f.file, f.where) for f in faults] == [("asked/b.yaml", "1.000001")]


def test_an_entry_without_a_way_to_ask_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "asked").mkdir()
    (tmp_path / "asked" / "a.yaml").write_text('- code: "1.000001"\n  asked: []\n')

    _, faults = read(tmp_path)

    assert [f.where for f in faults] == ["1.000001 › asked"]
