"""Tables of a plan: headings over pages, groups, broken rows."""

from knowledge.importers.plan_blocks import join
from knowledge.importers.plan_lines import read_lines
from knowledge.importers.plan_tables import Table, read_table


def table_of(*rows: str) -> Table:
    lines, _ = read_lines("\n".join(rows))
    return read_table(join(lines))


HEADER = "TT\tChỉ tiêu\tMục tiêu năm 2026\tCơ quan chủ trì\tGhi chú"


def test_a_heading_repeated_on_the_next_page_is_no_row() -> None:
    table = table_of(
        "\tChỉ tiêu\tMục tiêu năm 2026\tCơ quan chủ trì\tGhi chú",
        "1\tHộ có mạng\t90%\tVăn phòng\t",
        "",
        HEADER,
        "2\tHọp trên mạng\t60%\tVăn phòng\t",
    )

    assert [row.cells[1][1] for row in table.rows] == ["Hộ có mạng", "Họp trên mạng"]
    assert table.rows[0].cells[0] == ("TT", "1")
    assert table.rows[1].cells[2] == ("Mục tiêu năm 2026", "60%")
    assert not table.findings


def test_a_row_reads_as_a_sentence_without_its_count_and_empty_cells() -> None:
    (row,) = table_of(HEADER, "1\t- Hộ có mạng.\t90%\tVăn phòng;\t").rows

    assert row.text == "Chỉ tiêu: Hộ có mạng; Mục tiêu năm 2026: 90%; Cơ quan chủ trì: Văn phòng"


def test_group_rows_head_the_rows_below_them() -> None:
    table = table_of(
        HEADER,
        "I\tChính quyền số\t\t\t",
        "1\tHọp trên mạng\t60%\tVăn phòng\t",
        "II\tXã hội số\t\t\t",
        "1\tHộ có mạng\t90%\tVăn phòng\t",
    )

    assert [row.groups for row in table.rows] == [("I. Chính quyền số",), ("II. Xã hội số",)]
    assert not table.findings


def test_a_row_cut_inside_a_cell_is_put_together() -> None:
    table = table_of(
        HEADER, "1\tHộ gia đình", "có mạng\t90%\tVăn phòng\t", "2\tHọp\t60%\tVăn phòng\t"
    )

    assert table.rows[0].cells[1] == ("Chỉ tiêu", "Hộ gia đình có mạng")
    assert table.rows[0].cells[2] == ("Mục tiêu năm 2026", "90%")
    assert len(table.rows) == 2


def test_words_below_a_row_go_on_in_its_last_filled_cell() -> None:
    lines, _ = read_lines(f"{HEADER}\n1\tHộ có mạng\t90%\tVăn phòng\t\nphường Hoa Sen\n")

    (row,) = read_table(join(lines)).rows

    assert row.cells[3] == ("Cơ quan chủ trì", "Văn phòng phường Hoa Sen")


def test_a_row_with_too_few_cells_is_kept_and_reported() -> None:
    table = table_of(HEADER, "1\tHộ có mạng\t90%", "2\tHọp\t60%\tVăn phòng\t")

    assert table.rows[0].cells[1] == ("Chỉ tiêu", "Hộ có mạng")
    assert [found.line for found in table.findings] == [2]


def test_a_count_that_jumps_is_reported() -> None:
    table = table_of(HEADER, "1\tA\t1%\tX\t", "2\tB\t2%\tX\t", "4\tC\t3%\tX\t")

    assert [found.line for found in table.findings] == [4]


def test_a_heading_read_before_stays_in_force() -> None:
    lines, _ = read_lines("3\tHộ có mạng\t90%\tVăn phòng\t")

    (row,) = read_table(
        join(lines), header=("TT", "Chỉ tiêu", "Mục tiêu", "Chủ trì", "Ghi chú")
    ).rows

    assert row.cells[2] == ("Mục tiêu", "90%")


def test_a_markdown_table_reads_like_one_with_tabs() -> None:
    table = table_of("| TT | Việc | Hạn |", "|---|---|---|", "| 1 | Mở lớp | Quý 2 |")

    assert [row.text for row in table.rows] == ["Việc: Mở lớp; Hạn: Quý 2"]
