"""Records in one SQLite file: what putting, reading and opening promise."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.store import Change, RecordStore, digest
from knowledge.types import (
    Channel,
    Document,
    Doubt,
    Fee,
    Guide,
    KnowledgeError,
    Locator,
    Plan,
    PlanPassage,
    Procedure,
    Record,
    Source,
    Submission,
)

SOURCE = Source(title="Bản thử", as_of=date(2026, 1, 5))


def procedure(code: str, name: str = "Cấp giấy thử") -> Procedure:
    return Procedure(code=code, name=name, source=SOURCE)


FULL = Procedure(
    code="1.000001",
    name="Đăng ký thử",
    steps=("Nộp hồ sơ", "Nhận kết quả"),
    submissions=(Submission(channel=Channel.ONLINE, fees=(Fee(amount_vnd=5000, per="bản"),)),),
    valid_to=date(2026, 12, 31),
    source=SOURCE,
)
GUIDE = Guide(id="vneid", title="Cài VNeID", summary="Tải ứng dụng.", source=SOURCE)
PLAN = Plan(id="thu-2026", title="Kế hoạch thử", place="phường Thử", year=2026, source=SOURCE)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    with closing(RecordStore(tmp_path / "records.sqlite")) as opened:
        yield opened


def test_every_kind_of_record_comes_back_as_it_was_put(store: RecordStore) -> None:
    store.put([PLAN, GUIDE, FULL], origin="a")

    assert (store.procedure("1.000001"), store.guide("vneid"), store.plan("thu-2026")) == (
        FULL,
        GUIDE,
        PLAN,
    )
    assert list(store.records()) == [GUIDE, PLAN, FULL]


def test_what_is_not_there_is_none(store: RecordStore) -> None:
    store.put([GUIDE], origin="a")

    assert (store.procedure("vneid"), store.guide("x"), store.plan("vneid")) == (None, None, None)


def test_names_are_those_of_procedures_whose_page_is_their_own(store: RecordStore) -> None:
    unsure = replace(procedure("1", "Cấp giấy"), doubts=(Doubt(field="fees", reason="thử"),))
    misfiled = replace(procedure("2"), doubts=(Doubt(field="record", reason="thử"),))
    store.put([unsure, misfiled, GUIDE], origin="test")

    assert store.procedure_names() == {"1": "Cấp giấy"}


def test_the_same_id_may_name_a_guide_and_a_procedure(store: RecordStore) -> None:
    twin = procedure("vneid")
    store.put([GUIDE, twin], origin="a")

    assert (store.guide("vneid"), store.procedure("vneid")) == (GUIDE, twin)


def test_putting_the_same_again_changes_nothing(store: RecordStore, tmp_path: Path) -> None:
    assert store.put([FULL, GUIDE], origin="a") == Change(added=2)
    before = (store.digests(), list(store.records()))

    assert store.put([FULL, GUIDE], origin="a") == Change(unchanged=2)
    assert (store.digests(), list(store.records())) == before


def test_put_counts_what_it_added_changed_kept_and_removed(store: RecordStore) -> None:
    store.put([procedure("1"), procedure("2"), procedure("3")], origin="a")

    change = store.put([procedure("1"), procedure("2", "Tên mới"), procedure("4")], origin="a")

    assert change == Change(added=1, changed=1, unchanged=1, removed=1)
    assert [record.name for record in store.records() if isinstance(record, Procedure)] == [
        "Cấp giấy thử",
        "Tên mới",
        "Cấp giấy thử",
    ]
    assert store.procedure("3") is None


def test_another_origin_s_records_stay(store: RecordStore) -> None:
    store.put([procedure("1")], origin="a")

    assert store.put([procedure("2")], origin="b") == Change(added=1)
    assert store.put([], origin="b") == Change(removed=1)
    assert [record for record in store.records()] == [procedure("1")]


def test_a_record_belongs_to_the_origin_that_put_it_last(store: RecordStore) -> None:
    store.put([procedure("1", "Tên cũ")], origin="a")

    assert store.put([procedure("1", "Tên mới")], origin="b") == Change(changed=1)
    assert store.put([], origin="a") == Change()
    assert store.procedure("1") == procedure("1", "Tên mới")
    assert store.put([], origin="b") == Change(removed=1)


def test_a_put_that_fails_half_way_changes_nothing(store: RecordStore, tmp_path: Path) -> None:
    store.put([procedure("1"), procedure("2")], origin="a")
    with closing(sqlite3.connect(tmp_path / "records.sqlite")) as other, other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON records WHEN new.id = '9' "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    # "1" is to go and "2" to change before "9" fails.
    with pytest.raises(KnowledgeError, match=r"records\.sqlite: cannot be written: disk full"):
        store.put([procedure("2", "Tên mới"), procedure("9")], origin="a")

    assert list(store.records()) == [procedure("1"), procedure("2")]


def test_a_new_file_makes_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "records.sqlite"

    RecordStore(path).close()

    assert path.is_file()


NAMES = ["a b", "what?", "a#b", "100%", "%41", "phường Tây Mỗ", "a&mode=memory", "x?mode=ro&y=1"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_a_file_may_have_is_that_very_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / f"{name}.sqlite"
    with closing(RecordStore(path)) as store:
        store.put([GUIDE], origin="a")
    assert [each.name for each in path.parent.iterdir()] == [path.name]

    with closing(RecordStore(path, read_only=True)) as store:
        assert store.guide("vneid") == GUIDE


def test_a_path_relative_to_the_working_folder_is_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(RecordStore(Path("r.sqlite"))) as store:
        store.put([GUIDE], origin="a")

    with closing(RecordStore(Path("r.sqlite"), read_only=True)) as store:
        assert store.guide("vneid") == GUIDE
    assert (tmp_path / "r.sqlite").is_file()


def missing(path: Path) -> None:
    pass


def folder(path: Path) -> None:
    path.mkdir()


def not_sqlite(path: Path) -> None:
    path.write_bytes(b"no database at all, and longer than any header" * 99)


def without_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE other (a)")


def empty(path: Path) -> None:
    path.touch()


def cut_off(path: Path) -> None:
    with closing(RecordStore(path)) as store:
        store.put([procedure(str(number)) for number in range(500)], origin="a")
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("spoil", [missing, folder, not_sqlite, without_table, empty, cut_off])
def test_a_file_that_is_no_store_is_refused_on_opening_to_read(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path = tmp_path / "records.sqlite"
    spoil(path)

    with pytest.raises(KnowledgeError, match=r"records\.sqlite: (no|not a) record store") as raised:
        RecordStore(path, read_only=True)

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("spoil", [folder, not_sqlite])
def test_a_file_that_is_no_store_is_refused_on_opening_to_write(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path = tmp_path / "records.sqlite"
    spoil(path)

    with pytest.raises(KnowledgeError, match=r"records\.sqlite: not a record store"):
        RecordStore(path)


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(KnowledgeError, match=r"records\.sqlite: not a record store: .*file"):
        RecordStore(tmp_path / "file" / "records.sqlite")


def test_opening_to_read_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError):
        RecordStore(tmp_path / "no" / "records.sqlite", read_only=True)

    assert list(tmp_path.iterdir()) == []


def test_a_read_only_store_refuses_to_be_written(tmp_path: Path) -> None:
    RecordStore(tmp_path / "r.sqlite").close()

    with (
        closing(RecordStore(tmp_path / "r.sqlite", read_only=True)) as store,
        pytest.raises(KnowledgeError, match=r"r\.sqlite: cannot be written: .*readonly"),
    ):
        store.put([GUIDE], origin="a")


def test_a_record_of_another_version_is_named_with_its_field(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with closing(RecordStore(path)) as store:
        store.put([GUIDE], origin="a")
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("""UPDATE records SET body = '{"id": "vneid", "titel": "x"}'""")

    with closing(RecordStore(path, read_only=True)) as store:
        with pytest.raises(
            KnowledgeError, match=r"r\.sqlite: holds a guide of another version \(title"
        ):
            store.guide("vneid")
        with pytest.raises(KnowledgeError, match=r"another version"):
            list(store.records())


def test_a_closed_store_is_one_file_that_needs_no_writable_folder(tmp_path: Path) -> None:
    path = tmp_path / "index" / "records.sqlite"
    store = RecordStore(path)
    store.put([FULL], origin="a")
    store.close()
    assert [each.name for each in path.parent.iterdir()] == ["records.sqlite"]

    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with closing(RecordStore(path, read_only=True)) as reading:
            assert reading.procedure("1.000001") == FULL
        assert [each.name for each in path.parent.iterdir()] == ["records.sqlite"]
    finally:
        path.parent.chmod(0o755)


def test_many_threads_read_the_right_records_at_once(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with closing(RecordStore(path)) as store:
        store.put([procedure(str(n), f"Tên {n}") for n in range(50)], origin="a")

    def read(number: int) -> tuple[str, int]:
        found = reading.procedure(str(number % 50))
        everything = sum(1 for _ in reading.records()) if number % 10 == 0 else 50
        return (found.name if found else "", everything)

    with closing(RecordStore(path, read_only=True)) as reading, ThreadPoolExecutor(16) as pool:
        results = list(pool.map(read, range(1000)))

    assert results == [(f"Tên {n % 50}", 50) for n in range(1000)]


@pytest.mark.parametrize(
    "other",
    [
        [replace(FULL, name="Khác")],
        [replace(FULL, submissions=())],
        [FULL, GUIDE],
        [],
    ],
)
def test_the_digest_tells_other_contents_apart(other: list[Record]) -> None:
    assert digest([FULL]) == digest([replace(FULL)])
    assert digest([FULL]) != digest(other)


def test_records_missing_from_a_broken_file_stay(store: RecordStore) -> None:
    store.put([FULL, GUIDE], origin="a")

    change = store.put([GUIDE], origin="a", keep_others=True)

    assert change == Change(unchanged=1)
    assert store.procedure("1.000001") == FULL


def test_every_origin_is_listed_with_its_records(store: RecordStore) -> None:
    store.put([FULL, GUIDE], origin="b")
    store.put([PLAN], origin="a")

    assert store.origins() == {"a": 1, "b": 2}
    assert list(store.origins()) == ["a", "b"]


def test_putting_nothing_takes_an_origins_records_away_and_no_others(store: RecordStore) -> None:
    store.put([FULL], origin="b")
    store.put([PLAN], origin="a")

    assert store.put([], origin="a") == Change(removed=1)
    assert list(store.records()) == [FULL]


def test_a_document_comes_back_as_it_was_put(store: RecordStore) -> None:
    document = Document(
        id="to-roi",
        title="Tờ rơi",
        passages=(PlanPassage(id="to-roi#1", text="Chữ.", at=Locator(section="", page=3)),),
        source=SOURCE,
    )
    store.put([document], origin="a")

    assert store.document("to-roi") == document
    assert store.document("vneid") is None
