"""What a web page reads as, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.importers.files import read_file
from knowledge.types import KnowledgeError

Make = Callable[[str], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def write(body: str) -> Path:
        path = tmp_path / "a.html"
        path.write_text(f"<!DOCTYPE html><html><body>{body}</body></html>", encoding="utf-8")
        return path

    return write


def said(path: Path) -> list[str]:
    return [line for line in read_file(path).text.splitlines() if line]


def test_scripts_styles_menus_and_hidden_parts_are_left_out(make: Make) -> None:
    body = """
        <header>Đầu trang</header><nav>Trang chủ</nav><script>var a = 1</script>
        <style>p {}</style><div style="display:none">ẩn</div><p hidden>ẩn</p>
        <form><p>Phần nội dung</p></form><aside>Tin khác</aside>
        <div role="navigation">Mục</div><footer>Chân trang</footer>"""

    assert said(make(body)) == ["Phần nội dung"]


def test_the_header_of_the_article_itself_stays(make: Make) -> None:
    assert said(make("<article><header><h1>Thông báo</h1></header><p>Nội dung</p></article>")) == [
        "Thông báo",
        "Nội dung",
    ]


def test_headings_are_marked_and_paragraphs_parted(make: Make) -> None:
    file = read_file(
        make("<h1>Hướng dẫn</h1><p>Một <b>hai</b>\n ba.</p><h2>Giấy tờ</h2>Bốn<br>năm")
    )

    assert file.text.splitlines() == [
        "Hướng dẫn",
        "",
        "Một hai ba.",
        "",
        "Giấy tờ",
        "",
        "Bốn",
        "năm",
    ]
    assert file.headings == (0, 4)


def test_list_items_carry_the_sign_a_browser_prints(make: Make) -> None:
    body = (
        "<ol><li>Một</li><li><p>Hai</p><p>và nữa</p></li></ol><ol start=4><li>Bốn</li></ol>"
        "<ol type=a><li>A</li><li value=3>C</li></ol><ul><li>Gạch</li></ul>"
    )

    assert said(make(body)) == [
        "1. Một",
        "2. Hai",
        "và nữa",
        "4. Bốn",
        "a. A",
        "c. C",
        "- Gạch",
    ]


def test_table_rows_are_lines_and_merged_cells_stand_once(make: Make) -> None:
    body = """<table><thead><tr><th>TT</th><th colspan=2>Việc</th></tr></thead>
        <tr><td rowspan=2>1</td><td>Số hóa<br>hồ sơ</td><td>Tổ một</td></tr>
        <tr><td>Họp</td><td>Tổ hai</td></tr></table>"""

    assert said(make(body)) == ["TT\tViệc\t", "1\tSố hóa hồ sơ\tTổ một", "\tHọp\tTổ hai"]


def test_a_table_that_only_places_other_tables_is_no_table(make: Make) -> None:
    body = """<table><tr><td>Bên trái</td><td><table><tr><td>1</td><td>Số hóa</td></tr>
        <tr><td>2</td><td>Họp</td></tr></table></td></tr></table>"""

    assert said(make(body)) == ["Bên trái", "1\tSố hóa", "2\tHọp"]


def test_a_raised_figure_is_no_part_of_a_number(make: Make) -> None:
    assert said(make("<p>năm 2025<sup>1</sup> rộng 3 km<sup>2</sup></p>")) == [
        "năm 2025 ¹ rộng 3 km²"
    ]


def test_struck_text_is_left_out(make: Make) -> None:
    assert said(make("<p>Lệ phí <del>50.000</del> <ins>30.000</ins> đồng</p>")) == [
        "Lệ phí 30.000 đồng"
    ]


def test_the_encoding_a_page_names_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = '<html><head><meta charset="windows-1258"></head><body><p>Thủ đô</p></body></html>'
    decomposed = page.replace("ủ", "u\u0309")
    path.write_bytes(decomposed.encode("cp1258"))

    assert said(path) == ["Thủ đô"]


def test_a_page_without_text_is_refused(make: Make) -> None:
    with pytest.raises(KnowledgeError, match="holds no text"):
        read_file(make("<script>render()</script><div id=app></div>"))


def test_deep_nesting_is_refused_before_it_is_parsed(make: Make) -> None:
    with pytest.raises(KnowledgeError, match="nested more than"):
        read_file(make("<div>" * 100_000 + "sâu"))


def test_a_page_nested_deeper_than_python_recurses_is_read(make: Make) -> None:
    assert said(make("<div>" * 2_900 + "sâu")) == ["sâu"]


def test_many_open_paragraphs_are_no_nesting(make: Make) -> None:
    assert len(said(make("<p>một" * 5_000))) == 5_000
