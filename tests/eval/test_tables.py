"""Evaluators' own tables: read as they are meant, or refused with the row."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from eval.cases import load_cases
from eval.types import EvalError, Expect, Suite

HEAD = ["Mã câu", "Câu hỏi", "expect", "codes", "answer_all"]
ROWS = [
    ["q1", "Lệ phí tạm trú?", "answer", "1.004194; 1.004195", "15.000 | 15,000; tạm trú"],
    ["q2", "Trời có mưa không?", "not_in_scope", "", ""],
]
COLUMNS = {"id": "mã câu", "question": "Câu hỏi"}


def _csv(path: Path, rows: list[list[str]], sign: str = ",") -> Path:
    quoted = [sign.join(f'"{cell}"' for cell in row) for row in rows]
    path.write_text("\ufeff" + "\r\n".join(quoted) + "\r\n", encoding="utf-8")
    return path


def _xlsx(path: Path, rows: list[list[str]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_is_read_whatever_parts_its_columns(tmp_path: Path, sign: str) -> None:
    first, second = load_cases(
        Suite.PROCEDURES, [_csv(tmp_path / "a.csv", [HEAD, *ROWS], sign)], COLUMNS
    )

    assert first.codes == {"1.004194", "1.004195"}
    assert first.answer_all == (("15.000", "15,000"), ("tạm trú",))
    assert (second.id, second.expect) == ("q2", Expect.ABSTAIN)


def test_an_xlsx_is_read_like_a_csv(tmp_path: Path) -> None:
    rows = [HEAD, *ROWS]

    assert load_cases(Suite.PROCEDURES, [_xlsx(tmp_path / "a.xlsx", rows)], COLUMNS) == load_cases(
        Suite.PROCEDURES, [_csv(tmp_path / "a.csv", rows)], COLUMNS
    )


def test_turns_stand_on_a_line_each(tmp_path: Path) -> None:
    rows = [["id", "turns", "expect", "codes"], ["a", "Một\nHai", "answer", "1"]]
    (case,) = load_cases(Suite.PROCEDURES, [_xlsx(tmp_path / "a.xlsx", rows)])

    assert case.turns == ("Một", "Hai")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "holds no row"),
        ([["id", "codes"], ["a", "1"]], "no column with questions"),
        ([["id", "question", "codes"], ["a", "Hỏi?", "1"]], "a.csv:2: expect"),
        (
            [["id", "question", "expect", "codes"], ["a", "Hỏi?", "vielleicht", "1"]],
            "a.csv:2: expect",
        ),
        (
            [
                ["id", "question", "expect", "codes"],
                ["a", "X", "answer", "1"],
                ["a", "Y", "answer", "1"],
            ],
            "'a' comes 2 times",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_row(
    tmp_path: Path, rows: list[list[str]], says: str
) -> None:
    with pytest.raises(EvalError, match=says):
        load_cases(Suite.PROCEDURES, [_csv(tmp_path / "a.csv", rows)])


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv", [HEAD, *ROWS])

    with pytest.raises(EvalError, match=r"no column 'Frage'.*Mã câu"):
        load_cases(Suite.PROCEDURES, [path], {"question": "Frage"})


def test_a_field_that_is_none_is_told(tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv", [HEAD, *ROWS])

    with pytest.raises(EvalError, match="no field gold"):
        load_cases(Suite.PROCEDURES, [path], {"gold": "codes"})


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_file_that_is_no_table_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe\x00\x01 no table")

    with pytest.raises(EvalError, match=name):
        load_cases(Suite.PROCEDURES, [tmp_path / name])
