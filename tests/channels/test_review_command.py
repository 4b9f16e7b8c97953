"""`motcua review` and `motcua citations`: the contract's JSON, a report, and one clear line."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from bot.review.types import Kind, Severity
from channels import cli

ROOT = Path(__file__).resolve().parents[2]
# CONTRACT: what a finding and a citation hold; more may be added.
FINDING = {"kind", "quote", "line", "why", "suggestion", "severity", "certain", "source"}
CITATION = {"raw", "type", "number", "issuer", "date", "line"}
DRAFT = """ỦY BAN NHÂN DÂN
PHƯỜNG BẾN GỖ
KẾ HOẠCH
Thả đèn và giữ vệ sinh bến sông năm 2026

Căn cứ Nghị định số 30/2020/NĐ-CP ngày 06 tháng 3 năm 2021 của Chính phủ về công tác văn thư;

Phường đẩy mạnh chuyển đối số tại bến. Mỗi tổ cử hai nguời trực bến từ chiều đến tối.
"""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def motcua(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Return a function that runs `main` with the arguments, in a data folder of its own."""
    for name in [name for name in os.environ if name.startswith("MOTCUA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MOTCUA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MOTCUA_TODAY", "2026-11-22")

    def run(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["motcua", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        code = ended.value.code
        return Done(code=code if isinstance(code, int) else 0, out=captured.out, err=captured.err)

    return run


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Return a plan with a wrong date, two misspelt words and no foot."""
    path = tmp_path / "thả đèn.txt"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def findings(done: Done) -> list[dict[str, Any]]:
    return list(json.loads(done.out)["findings"])


def test_the_json_is_that_of_the_contract(motcua: Run, draft: Path) -> None:
    done = motcua("review", draft, "--json")

    assert (done.code, done.err) == (0, "")
    said = json.loads(done.out)
    assert said["doc"] == "thả đèn"
    assert len(said["findings"]) >= 3
    for each in said["findings"]:
        assert FINDING <= each.keys()
        assert each["kind"] in set(Kind)
        assert each["severity"] in set(Severity)
        assert 2 <= len(each["quote"]) <= 400
        assert each["quote"] in DRAFT
        assert each["why"]
        assert each["source"]


def test_a_quote_stands_on_the_line_that_is_named(motcua: Run, draft: Path) -> None:
    lines = DRAFT.splitlines()

    wrong = [
        each
        for each in findings(motcua("review", draft, "--json"))
        if not each["quote"].startswith(lines[each["line"] - 1][:1] or "\n")
        and each["quote"].splitlines()[0] not in lines[each["line"] - 1]
    ]

    assert wrong == []


def test_the_report_gives_counts_first_and_then_the_gravest(motcua: Run, draft: Path) -> None:
    done = motcua("review", draft)

    assert (done.code, done.err) == (0, "")
    places = [
        done.out.index(words)
        for words in ("Thả đèn", " chỗ: ", "Theo loại: ", "\nNGHIÊM TRỌNG (", "\nCẦN SỬA (")
    ]
    assert places == sorted(places)


def test_each_finding_is_told_with_line_words_reason_advice_and_source(
    motcua: Run, draft: Path
) -> None:
    out = motcua("review", draft).out

    start = out.index("dòng 8: “chuyển đối số”")
    told = out[start:].splitlines()[:4]
    assert "chuyển đổi số" in told[1]
    assert told[2].strip() == "Nên: chuyển đổi số"
    assert told[3].strip().startswith("Căn cứ: ")


def test_the_report_ends_with_what_a_machine_is_worth(motcua: Run, draft: Path) -> None:
    assert "do máy làm" in motcua("review", draft).out.splitlines()[-1]


@pytest.mark.parametrize(
    ("least", "kept"),
    [("high", {"high"}), ("medium", {"high", "medium"}), ("low", {"high", "medium", "low"})],
)
def test_what_is_less_grave_can_be_left_out(
    motcua: Run, draft: Path, least: str, kept: set[str]
) -> None:
    every = findings(motcua("review", draft, "--json"))

    shown = findings(motcua("review", draft, "--json", "--severity", least))

    assert shown == [each for each in every if each["severity"] in kept]


def test_what_is_left_out_is_counted_in_the_report(motcua: Run, draft: Path) -> None:
    every = findings(motcua("review", draft, "--json"))
    hidden = [each for each in every if each["severity"] != "high"]

    out = motcua("review", draft, "--severity", "high").out

    assert hidden
    assert f"Không hiện {len(hidden)} chỗ nhẹ hơn." in out
    assert "CẦN SỬA" not in out


def test_the_summary_is_one_page_of_words(motcua: Run, draft: Path) -> None:
    done = motcua("review", draft, "--summary")

    assert done.out.startswith("KẾ HOẠCH Thả đèn và giữ vệ sinh bến sông năm 2026")
    assert "Rà soát ngày 22/11/2026" in done.out


def test_the_summary_and_the_document_are_written_where_wanted(
    motcua: Run, draft: Path, tmp_path: Path
) -> None:
    pdf, word = tmp_path / "tom-tat.pdf", tmp_path / "ghi-chu.docx"

    done = motcua("review", draft, "--json", "--pdf", pdf, "--docx", word)

    opened = pypdfium2.PdfDocument(pdf)
    assert len(opened) == 1
    opened.close()
    assert len(list(docx.Document(str(word)).comments)) == len(findings(done))


def test_a_folder_that_is_not_there_is_told_in_one_line(
    motcua: Run, draft: Path, tmp_path: Path
) -> None:
    done = motcua("review", draft, "--docx", tmp_path / "none" / "a.docx")

    assert done.code == 1
    assert done.out == ""
    assert [line for line in done.err.splitlines() if line.startswith("motcua: ")] == (
        done.err.splitlines()
    )


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _sheet(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")


def _cut(path: Path) -> None:
    whole = path.with_suffix(".whole")
    docx.Document().save(str(whole))
    path.write_bytes(whole.read_bytes()[:2_000])


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


@pytest.mark.parametrize("make", [None, _empty, _sheet, _cut, _binary, Path.mkdir])
@pytest.mark.parametrize("command", ["review", "citations"])
def test_a_file_that_cannot_be_read_is_told_in_one_line_and_nothing_is_printed(
    motcua: Run, tmp_path: Path, command: str, make: Callable[[Path], None] | None
) -> None:
    path = tmp_path / "văn bản.docx"
    if make is not None:
        make(path)

    done = motcua(command, path, "--json")

    assert done.code == 1
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert line.startswith("motcua: ")
    assert "văn bản.docx" in line


def test_the_acts_that_are_cited_are_those_of_the_contract(motcua: Run, draft: Path) -> None:
    done = motcua("citations", draft, "--json")

    assert (done.code, done.err) == (0, "")
    said = json.loads(done.out)
    assert said["doc"] == "thả đèn"
    (cited,) = [each for each in said["citations"] if each["number"] == "30/2020/NĐ-CP"]
    assert CITATION <= cited.keys()
    assert (cited["type"], cited["date"], cited["line"]) == ("Nghị định", "2021-03-06", 6)
    assert cited["raw"] in DRAFT


def test_the_acts_that_are_cited_stand_in_a_table(motcua: Run, draft: Path) -> None:
    out = motcua("citations", draft).out

    (row,) = [line for line in out.splitlines() if "30/2020/NĐ-CP" in line]
    assert "06/03/2021" in row
    assert "Chính phủ" in row


def test_a_document_that_cites_nothing_says_so(motcua: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Mỗi tổ cử hai người trực bến từ chiều đến tối.\n", encoding="utf-8")

    assert "Không thấy" in motcua("citations", path).out


@pytest.mark.slow
def test_a_review_loads_nothing_that_serves_residents() -> None:
    heavy = ["telegram", "fastapi", "fpdf", "sqlalchemy", "retrieval.build", "channels.commands"]
    code = (
        "import sys; from channels import cli; sys.argv[1:] = ['review']; cli._application(); "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")
