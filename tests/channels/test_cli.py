"""The command line: what it does with wrong input, and the answers it prints.

The fast tests call `main` as the command does, in this process; those that need the built
encoder run the command itself.
"""

import io
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from channels import cli, knowledge_commands
from channels.settings import Settings
from knowledge.ids import id_of
from knowledge.load import load
from knowledge.store import RecordStore
from knowledge.types import Audience, KnowledgeError
from retrieval.build import read_manifest

CHECKOUT = Path(__file__).resolve().parents[2]
# CONTRACT: the keys of one answer.
KEYS = {
    *("id", "status", "text", "act", "aspect", "procedure", "ranking"),
    *("choices", "citations", "warnings", "ms"),
    *("more", "checklist", "due", "as_of"),
    *("notice", "asks_feedback", "answer_id", "form", "ticket", "silent", "audience"),
}
CITATION_KEYS = {"title", "locator", "number", "date", "url", "doc", "as_of"}


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that says what is wrong; fails if there are several or a traceback."""
        assert "Traceback" not in self.err + self.out
        lines = [line for line in self.err.splitlines() if line.startswith("motcua: ")]
        assert len(lines) == 1, self.err
        return lines[0]


Run = Callable[..., Done]


@pytest.fixture
def motcua(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Return a function that runs `main` with the arguments, in a data folder of its own."""
    for name in [name for name in os.environ if name.startswith("MOTCUA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MOTCUA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MOTCUA_BUILD_DIR", str(tmp_path / "build"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> Done:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["motcua", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        captured = capsys.readouterr()
        return Done(code=code if isinstance(code, int) else 0, out=captured.out, err=captured.err)

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield run
    root.handlers[:] = handlers  # `serve` configures logging for the whole process
    root.setLevel(level)


def page(code: str, name: str = "Cấp thẻ bơi", **changed: object) -> str:
    """Return a line of a portal file."""
    table = "Hình thức nộpThời gianPhí, lệ phíMô tả"
    record = {
        "ma_thu_tuc": code,
        "detail_url": f"https://portal.example/{code}",
        "ten_thu_tuc": f"{name} {code}",
        "so_quyet_dinh": "12/QĐ-BXX",
        "cap_thuc_hien": "Cấp xã",
        "cach_thuc_thuc_hien": f"{table}Trực tiếp3 Ngày làm việc9,000 VNĐ(một thẻ)Tại xã",
        **changed,
    }
    return json.dumps(record, ensure_ascii=False)


def portal_file(folder: Path, *lines: str, name: str = "bo-mau.jsonl") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def stored(folder: Path) -> dict[str, str]:
    """Return id and audience of every record in the local store."""
    store = RecordStore(folder / "data" / "store.sqlite")
    found = {id_of(record): record.audience.value for record in store.records()}
    store.close()
    return found


# Import


def test_a_damaged_line_is_reported_and_the_others_are_imported(
    motcua: Run, tmp_path: Path
) -> None:
    path = portal_file(tmp_path, page("9.1"), '{"ma_thu_tuc": "9.2", "ten', page("9.3"), '"x"')

    done = motcua("import", path)

    assert done.code == 1
    assert set(stored(tmp_path)) == {"9.1", "9.3"}
    report = (tmp_path / "data" / "import-report.jsonl").read_text(encoding="utf-8")
    lost = [p for p in map(json.loads, report.splitlines()) if p["field"] == "line"]
    assert [(p["file"], p["line"]) for p in lost] == [("bo-mau.jsonl", 2), ("bo-mau.jsonl", 4)]
    assert "Traceback" not in done.err


def test_a_record_without_a_name_counts_as_lost(motcua: Run, tmp_path: Path) -> None:
    path = portal_file(tmp_path, page("9.1"), page("9.2", ten_thu_tuc=""))

    assert motcua("import", path).code == 1
    assert set(stored(tmp_path)) == {"9.1"}


def test_importing_the_same_file_again_changes_nothing(motcua: Run, tmp_path: Path) -> None:
    path = portal_file(tmp_path, page("9.1"), page("9.2"))

    def digests() -> list[str]:
        store = RecordStore(tmp_path / "data" / "store.sqlite")
        found = store.digests()
        store.close()
        return found

    assert motcua("import", path).code == 0
    first = digests()
    assert motcua("import", path).code == 0

    assert digests() == first
    assert len(first) == 2


def test_no_line_of_a_file_vanishes_without_a_word(motcua: Run, tmp_path: Path) -> None:
    lines = [page("9.1"), "not json", page("9.2"), page("9.1"), "[]", "{}", page("9.3")]

    motcua("import", portal_file(tmp_path, *lines))

    report = (tmp_path / "data" / "import-report.jsonl").read_text(encoding="utf-8")
    problems = [json.loads(line) for line in report.splitlines()]
    unread = {p["line"] for p in problems if p["field"] in ("line", "code")}
    assert len(stored(tmp_path)) + len(unread) == len(lines)


def test_the_audience_given_is_kept_on_every_record(motcua: Run, tmp_path: Path) -> None:
    motcua("import", portal_file(tmp_path, page("9.1"), page("9.2")), "--audience", "official")

    assert set(stored(tmp_path).values()) == {Audience.OFFICIAL.value}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.jsonl", b"", "no portal record found"),
        ("blank.jsonl", b"\n \n", "no portal record found"),
        ("other.jsonl", b'{"a": 1}\n', "no portal record found"),
        ("binary.jsonl", b"\xff\xfe\x00\x01", "not UTF-8"),
        ("empty.txt", b"", "is empty"),
        ("binary.txt", b"\x00\x01\x02", "binary"),
        ("report.pdf", b"%PDF-1.7", "damaged"),
        ("report.docx", b"PK\x03\x04", "damaged"),
        ("table.xlsx", b"PK\x03\x04", "say what it is with --as"),
        ("noending", b"abc", "say what it is with --as"),
    ],
)
def test_a_file_that_is_no_source_is_refused_in_one_line_with_its_name(
    motcua: Run, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    done = motcua("import", path)

    assert done.code == 1
    assert name in done.complaint
    assert words in done.complaint


def test_a_missing_file_and_a_folder_do_not_stop_the_others(motcua: Run, tmp_path: Path) -> None:
    good = portal_file(tmp_path, page("9.1"))
    folder = tmp_path / "folder.jsonl"
    folder.mkdir()

    done = motcua("import", tmp_path / "gone.jsonl", folder, good)

    assert done.code == 1
    assert "gone.jsonl" in done.err
    assert "folder.jsonl" in done.err
    assert "Traceback" not in done.err
    assert set(stored(tmp_path)) == {"9.1"}


def test_a_text_that_is_no_plan_is_read_as_a_document(motcua: Run, tmp_path: Path) -> None:
    letter = tmp_path / "to-roi.txt"
    letter.write_text("TỜ RƠI\n\nPháo hoa bắn lúc 21 giờ ở bãi sông.\n", encoding="utf-8")

    done = motcua("import", letter)

    assert done.code == 0, done.err
    assert stored(tmp_path) == {"to-roi": "public"}
    assert "document" in motcua("imports").out
    assert "no plan found" in motcua("import", letter, "--as", "plan").complaint


def test_json_lines_are_portal_records_only(motcua: Run, tmp_path: Path) -> None:
    path = portal_file(tmp_path, page("9.1"))

    assert "portal records only" in motcua("import", path, "--as", "document").complaint


def test_the_day_given_is_the_day_of_the_source(motcua: Run, tmp_path: Path) -> None:
    path = portal_file(tmp_path, page("9.1"))

    assert motcua("import", path, "--as-of", "2026-10-05").code == 0
    store = RecordStore(tmp_path / "data" / "store.sqlite")
    record = store.procedure("9.1")
    store.close()

    assert record is not None
    assert record.source.as_of == date(2026, 10, 5)


def test_a_day_to_come_is_refused(motcua: Run, tmp_path: Path) -> None:
    path = portal_file(tmp_path, page("9.1"))

    done = motcua("import", path, "--as-of", "2026-11-23", MOTCUA_TODAY="2026-11-22")

    assert "in the future" in done.complaint
    assert not (tmp_path / "data" / "store.sqlite").exists()


def test_what_was_imported_can_be_listed_and_forgotten(motcua: Run, tmp_path: Path) -> None:
    motcua("import", portal_file(tmp_path, page("9.1"), page("9.2")))
    motcua("import", portal_file(tmp_path, page("9.3"), name="bo-khac.jsonl"))

    assert "bo-mau.jsonl" in motcua("imports").out
    done = motcua("forget", "bo-mau.jsonl")

    assert "2 records forgotten" in done.out
    assert set(stored(tmp_path)) == {"9.3"}
    assert "bo-mau.jsonl" not in motcua("imports").out


def test_forgetting_what_was_never_imported_is_one_line_and_changes_nothing(
    motcua: Run, tmp_path: Path
) -> None:
    motcua("import", portal_file(tmp_path, page("9.1")))

    assert (
        "nothing was imported from la.jsonl"
        in motcua("forget", "bo-mau.jsonl", "la.jsonl").complaint
    )
    assert set(stored(tmp_path)) == {"9.1"}


def test_a_file_that_lost_a_line_takes_no_old_record_away(motcua: Run, tmp_path: Path) -> None:
    motcua("import", portal_file(tmp_path, page("9.1"), page("9.2")))

    motcua("import", portal_file(tmp_path, page("9.1"), '{"ma_thu_tuc": "9.2", "te'))

    assert set(stored(tmp_path)) == {"9.1", "9.2"}


def test_a_file_cut_off_at_the_end_of_a_line_takes_nothing_away_unless_told(
    motcua: Run, tmp_path: Path
) -> None:
    whole = [page(f"9.{number}") for number in range(30)]
    motcua("import", portal_file(tmp_path, *whole))

    cut = motcua("import", portal_file(tmp_path, *whole[:12]))
    kept = len(stored(tmp_path))
    motcua("import", portal_file(tmp_path, *whole[:12]), "--replace")

    assert cut.code == 1
    assert "18 of 30 records of before are not in it" in cut.complaint
    assert (kept, len(stored(tmp_path))) == (30, 12)


def test_a_few_records_less_are_taken_away(motcua: Run, tmp_path: Path) -> None:
    motcua("import", portal_file(tmp_path, *[page(f"9.{number}") for number in range(5)]))

    done = motcua("import", portal_file(tmp_path, *[page(f"9.{number}") for number in range(3)]))

    assert done.code == 0
    assert len(stored(tmp_path)) == 3


def test_a_code_that_another_file_held_is_reported(motcua: Run, tmp_path: Path) -> None:
    motcua("import", portal_file(tmp_path, page("9.1")))

    motcua("import", portal_file(tmp_path, page("9.1"), name="bo-khac.jsonl"))

    report = (tmp_path / "data" / "import-report.jsonl").read_text(encoding="utf-8")
    reasons = [json.loads(line)["reason"] for line in report.splitlines()]
    assert "was imported from bo-mau.jsonl before; this one replaces it" in reasons


def test_two_files_of_one_name_do_not_push_each_other_out(motcua: Run, tmp_path: Path) -> None:
    first = portal_file(tmp_path / "a", page("9.1"))
    second = portal_file(tmp_path / "b", page("9.2"))
    motcua("import", first)

    done = motcua("import", first, second)

    assert done.code == 1
    assert "two files of this name" in done.err
    assert set(stored(tmp_path)) == {"9.1"}


def test_a_store_that_is_no_database_is_named(motcua: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.sqlite").write_bytes(b"not a database" * 100)

    done = motcua("import", portal_file(tmp_path, page("9.1")))

    assert done.code == 1
    assert "store.sqlite" in done.complaint


# Curated records


def test_an_unknown_field_of_a_curated_record_is_named_with_file_and_record(
    tmp_path: Path,
) -> None:
    source = "source: {title: Sổ mẫu, as_of: 2026-07-01}"
    for name, content in {
        "procedures/a.yaml": f"- {{code: tm-1, name: A, colour: red, {source}}}",
        "guides/b.yaml": f"- {{id: b, title: B, {source}}}",
    }.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(content, encoding="utf-8")

    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)

    message = str(caught.value)
    assert "procedures/a.yaml: tm-1 › colour" in message
    assert "guides/b.yaml: b › summary" in message, "every fault at once"


# Settings and what set-up builds


@pytest.mark.parametrize(
    ("name", "value"),
    [("MOTCUA_TODAY", "hôm nay"), ("MOTCUA_PORT", "http"), ("MOTCUA_LOG_LEVEL", "x")],
)
def test_a_wrong_variable_is_named_in_one_line(motcua: Run, name: str, value: str) -> None:
    done = motcua("ask", "lệ phí", "--no-rasa", **{name: value})

    assert done.code == 1
    assert done.complaint.startswith(f"motcua: {name}: ")


@pytest.mark.parametrize("command", [["ask", "x"], ["batch"], ["serve", "--port", "0"], ["index"]])
def test_without_an_encoder_every_command_says_how_to_make_one(
    motcua: Run, command: list[str]
) -> None:
    done = motcua(*command)

    assert done.code == 1
    assert "run make setup" in done.complaint
    assert done.out == ""


def test_a_missing_ward_profile_is_named(motcua: Run, tmp_path: Path) -> None:
    done = motcua("ask", "x", MOTCUA_WARD=str(tmp_path / "none.toml"))

    assert done.code == 1
    assert "none.toml" in done.complaint


def test_a_data_folder_that_is_a_file_is_one_line(motcua: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    done = motcua("import", portal_file(tmp_path, page("9.1")), "--data-dir", tmp_path / "file")

    assert done.code == 1
    assert str(tmp_path / "file") in done.complaint


def test_a_report_that_cannot_be_written_is_one_line(motcua: Run, tmp_path: Path) -> None:
    (tmp_path / "data" / "import-report.jsonl").mkdir(parents=True)

    done = motcua("import", portal_file(tmp_path, page("9.1")))

    assert done.code == 1
    assert "import-report.jsonl" in done.complaint


def test_a_taken_port_is_one_line_before_anything_is_started(motcua: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = motcua("serve", "--port", str(port))

    # Without encoder and Rasa in this test's folders, anything started would have complained first.
    assert done.code == 1
    assert f"port {port}" in done.complaint
    assert "--port" in done.complaint


def test_an_address_that_is_not_this_machines_is_one_line(motcua: Run) -> None:
    done = motcua("serve", "--no-rasa", MOTCUA_HOST="192.0.2.1")

    assert done.code == 1
    assert "192.0.2.1" in done.complaint


@pytest.mark.parametrize(
    "arguments", [["serve", "--port", "70000"], ["ask", "x", "--audience", "boss"], ["fly"]]
)
def test_a_wrong_use_ends_with_code_two(motcua: Run, arguments: list[str]) -> None:
    done = motcua(*arguments)

    assert done.code == 2
    assert "Traceback" not in done.err


# With the built encoder


@pytest.fixture
def command(shipped: Path) -> Run:
    """Return a function that runs the command in a process of its own, over what we ship."""

    def run(*arguments: str, stdin: bytes = b"", data_dir: Path = shipped, **extra: str) -> Done:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MOTCUA_")}
        done = subprocess.run(
            [sys.executable, "-m", "channels.cli", *arguments, "--data-dir", str(data_dir)],
            cwd=CHECKOUT,
            env={**kept, "MOTCUA_TODAY": "2026-11-21", **extra},
            input=stdin,
            capture_output=True,
            timeout=300,
            check=False,
        )
        return Done(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    return run


@pytest.mark.model
def test_without_an_index_the_command_says_how_to_build_one(command: Run, tmp_path: Path) -> None:
    done = command("ask", "lệ phí", "--no-rasa", data_dir=tmp_path)

    assert done.code == 1
    assert "run `motcua index`" in done.complaint


@pytest.mark.model
def test_a_record_with_a_fault_is_told_and_the_rest_is_indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MOTCUA_DATA_DIR", raising=False)
    source = "source: {title: Sổ mẫu, as_of: 2026-07-01}"
    records = f"- {{code: tm-1, name: Thẻ, {source}}}\n- {{code: tm-2, nmae: Vé, {source}}}"
    (tmp_path / "knowledge" / "procedures").mkdir(parents=True)
    (tmp_path / "knowledge" / "procedures" / "a.yaml").write_text(records, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data")

    all_well = knowledge_commands.build(settings, data=tmp_path / "knowledge")

    said = capsys.readouterr().err
    assert not all_well
    assert "motcua: left out: procedures/a.yaml: tm-2" in said
    store = RecordStore(
        settings.index_dir / read_manifest(settings.index_dir).parts / "records.sqlite",
        read_only=True,
    )
    assert [id_of(record) for record in store.records()] == ["tm-1"]
    store.close()


@pytest.mark.model
def test_an_index_of_another_encoder_is_refused(
    command: Run, shipped: Path, tmp_path: Path
) -> None:
    shutil.copytree(shipped / "index", tmp_path / "index")
    path = tmp_path / "index" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "encoder": "another"}), encoding="utf-8")

    done = command("ask", "lệ phí", "--no-rasa", data_dir=tmp_path)

    assert done.code == 1
    assert "another" in done.complaint
    assert "run `motcua index`" in done.complaint


@pytest.mark.model
def test_ask_prints_the_last_turn_as_one_json_object_of_the_contract(command: Run) -> None:
    first, last = "đăng ký khai sinh ở đâu", "đăng ký tạm trú cần giấy tờ gì"

    done = command("ask", first, "--turn", last, "--json", "--no-rasa")

    assert done.code == 0
    answer = json.loads(done.out)
    assert set(answer) == KEYS
    assert (answer["status"], answer["procedure"]) == ("ANSWERED", "1.004194")
    assert answer["aspect"] == "documents"
    assert answer["ranking"][0] == "1.004194"
    assert len(answer["ranking"]) <= 10
    assert set(answer["citations"][0]) == CITATION_KEYS
    assert answer["ms"] > 0


@pytest.mark.model
@pytest.mark.parametrize(
    ("today", "amount", "gone"),
    [("2026-12-31", "25.000 đồng", None), ("2027-01-01", "50.000 đồng", "25.000")],
)
def test_a_discount_ends_with_the_year_that_motcua_today_sets(
    command: Run, today: str, amount: str, gone: str | None
) -> None:
    done = command(
        "ask", "cấp đổi thẻ căn cước hết bao nhiêu tiền", "--no-rasa", MOTCUA_TODAY=today
    )

    assert amount in done.out
    assert gone is None or gone not in done.out


@pytest.mark.model
def test_batch_answers_every_good_line_in_order_and_reports_the_others(command: Run) -> None:
    question = "đăng ký tạm trú hết bao nhiêu tiền"
    lines = [
        b"\xef\xbb\xbf" + _line(id="a", turns=["đăng ký kết hôn ở đâu", "thế lệ phí bao nhiêu"]),
        b"not json",
        _line(id="b", question=question),
        b"",
        _line(id="c", question=question, gold=["1.000894"], answer="0 đồng", procedure="1.000894"),
        b'{"id": "d", "question": "l\xff"}',
        _line(id="e"),
        _line(id="f", question=question, audience="boss"),
        _line(id="g", question=question, audience="resident"),
        _line(id=7, turns=["\U0001f600"]),
        _line(id="h", turns=["x" * 20_000]),
    ]

    done = command("batch", "--no-rasa", stdin=b"\n".join(lines))

    answers = [json.loads(line) for line in done.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "g", "7", "h"]
    assert all(set(answer) == KEYS for answer in answers)
    assert done.code == 1
    assert [n for n in range(1, 12) if f"line {n} of the input" in done.err] == [2, 6, 7, 8]
    assert "4 lines were not questions" in done.err
    assert "Traceback" not in done.err

    first, plain, with_gold, resident = answers[:4]
    assert (first["procedure"], first["aspect"]) == ("1.000894", "fee"), "the second turn"
    assert _without_id(plain) == _without_id(with_gold) == _without_id(resident)
    assert "7.000 đồng" in plain["text"]


def _line(**fields: Any) -> bytes:  # noqa: ANN401  # whatever an evaluator may send
    return json.dumps(fields, ensure_ascii=False).encode()


def _without_id(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in ("id", "answer_id", "ms")}
