"""What a PDF reads as: lines, tables, footnotes, page numbers; and what is refused."""

import io
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from knowledge.importers.files import read_file
from knowledge.types import KnowledgeError

WIDTH, HEIGHT = 595, 842
LEFT, RIGHT = 85, 538
Draw = Callable[[Canvas], None]


@pytest.fixture
def pdf(tmp_path: Path, font: str) -> Callable[..., Path]:
    def make(*pages: Draw, **options: object) -> Path:
        path = tmp_path / "a.pdf"
        canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), **options)
        for draw in pages:
            canvas.setFont(font, 12)
            draw(canvas)
            canvas.showPage()
        canvas.save()
        return path

    return make


def lines(*texts: str, top: float = 780, step: float = 18, x: float = LEFT) -> Draw:
    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(texts):
            canvas.drawString(x, top - number * step, text)

    return draw


def together(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for each in draws:
            each(canvas)

    return draw


def table(rows: Sequence[Sequence[Sequence[str]]], *, top: float = 700, xs: Sequence[int]) -> Draw:
    """Draw a ruled table; a cell is its printed lines, every row is 40 points high."""

    def draw(canvas: Canvas) -> None:
        for number, cells in enumerate(rows):
            y = top - 40 * number
            canvas.line(xs[0], y, xs[-1], y)
            for column, cell in enumerate(cells):
                for index, text in enumerate(cell):
                    canvas.drawString(xs[column] + 4, y - 14 - 15 * index, text)
        bottom = top - 40 * len(rows)
        canvas.line(xs[0], bottom, xs[-1], bottom)
        for x in xs:
            canvas.line(x, top, x, bottom)

    return draw


FULL = "Mỗi phường lập một tổ giúp người dân làm thủ tục trên mạng ở nhà văn hóa"


def text_of(path: Path) -> list[str]:
    return read_file(path).text.splitlines()


def test_lines_of_a_paragraph_follow_each_other_and_paragraphs_are_parted(
    pdf: Callable[..., Path],
) -> None:
    page = lines(FULL, "và trả lời trong ngày.", "Tổ họp mỗi tuần một lần vào sáng thứ hai.")

    assert text_of(pdf(page)) == [
        FULL,
        "và trả lời trong ngày.",
        "",
        "Tổ họp mỗi tuần một lần vào sáng thứ hai.",
    ]


def test_every_line_knows_its_page(pdf: Callable[..., Path]) -> None:
    file = read_file(pdf(lines(FULL, "Trang đầu."), lines("Trang sau.")))

    assert file.text.splitlines() == [FULL, "Trang đầu.", "", "Trang sau."]
    assert file.pages == (1, 1, 1, 2)


def test_a_table_row_is_one_line_its_wrapped_cells_joined(pdf: Callable[..., Path]) -> None:
    rows = [
        [["TT"], ["Việc"], ["Ai làm"]],
        [["1"], ["Số hóa hồ sơ", "đất đai"], ["Phòng", "Kinh tế"]],
        [["2"], ["Họp trực tuyến"], []],
    ]

    page = together(lines("Danh sách việc", top=760), table(rows, xs=[85, 120, 300, 500]))

    assert text_of(pdf(page))[2:] == [
        "TT\tViệc\tAi làm",
        "1\tSố hóa hồ sơ đất đai\tPhòng Kinh tế",
        "2\tHọp trực tuyến\t",
    ]


def test_a_merged_cell_stands_once(pdf: Callable[..., Path]) -> None:
    def draw(canvas: Canvas) -> None:
        for y, begin in ((700, 85), (660, 85), (620, 200), (580, 85)):
            canvas.line(begin, y, 500, y)
        for x, top in ((85, 700), (200, 660), (350, 660), (500, 700)):
            canvas.line(x, top, x, 580)
        canvas.drawString(90, 680, "I. Chính quyền số")
        canvas.drawString(90, 640, "Văn phòng")
        for y, words in ((640, ("Một", "Hai")), (600, ("Ba", "Bốn"))):
            canvas.drawString(205, y, words[0])
            canvas.drawString(355, y, words[1])

    assert text_of(pdf(draw)) == [
        "I. Chính quyền số\t\t",
        "Văn phòng\tMột\tHai",
        "\tBa\tBốn",
    ]


def test_a_table_over_two_pages_has_one_header_and_whole_rows(pdf: Callable[..., Path]) -> None:
    xs = [85, 120, 300, 500]
    header = [["TT"], ["Việc"], ["Ai làm"]]
    first = table([header, [["1"], ["Số hóa hồ sơ"], ["Phòng Kinh tế"]]], xs=xs)
    second = table([header, [[], ["đất đai cũ"], []], [["2"], ["Họp"], ["Tổ"]]], xs=xs)

    file = read_file(pdf(first, second))

    assert file.text.splitlines() == [
        "TT\tViệc\tAi làm",
        "1\tSố hóa hồ sơ đất đai cũ\tPhòng Kinh tế",
        "2\tHọp\tTổ",
    ]
    assert file.pages == (1, 1, 2)


def test_a_row_that_begins_a_page_without_a_number_is_not_added_to_the_row_before(
    pdf: Callable[..., Path],
) -> None:
    xs = [85, 120, 300, 500]
    first = table([[["1"], ["Số hóa hồ sơ"], ["Tổ một"]]], xs=xs)
    second = table([[[], ["Họp trực tuyến"], ["Tổ hai"]]], xs=xs)

    assert text_of(pdf(first, second)) == ["1\tSố hóa hồ sơ\tTổ một", "\tHọp trực tuyến\tTổ hai"]


def test_page_numbers_are_left_out_and_other_lone_numbers_stay(pdf: Callable[..., Path]) -> None:
    def page(number: int, *texts: str) -> Draw:
        return together(lines(*texts, top=600), lines(str(number), top=810, x=300))

    found = text_of(pdf(page(4, "Một."), page(5, "2026", "Hai."), page(6, "Ba.")))

    assert [line for line in found if line] == ["Một.", "2026", "Hai.", "Ba."]


def test_a_line_that_runs_over_most_pages_is_left_out_with_a_note(
    pdf: Callable[..., Path],
) -> None:
    pages = [
        together(lines(f"Đoạn {word}.", top=600), lines("UBND phường Mẫu", top=815))
        for word in ("một", "hai", "ba")
    ]

    file = read_file(pdf(*pages))

    assert "phường Mẫu" not in file.text
    assert any("UBND phường Mẫu" in note for note in file.notes)


def _raised(canvas: Canvas, x: float, y: float, text: str) -> None:
    canvas.setFont("Squares", 7)
    canvas.drawString(x, y + 3, text)
    canvas.setFont("Squares", 12)


def test_the_mark_of_a_footnote_does_not_become_part_of_a_number(
    pdf: Callable[..., Path],
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 700, "Đến năm 2025")
        _raised(canvas, LEFT + 69, 700, "1")
        canvas.drawString(LEFT + 76, 700, "có 90% hồ sơ.")

    assert text_of(pdf(draw)) == ["Đến năm 2025 ¹ có 90% hồ sơ."]


def test_a_square_kilometre_stays_one(pdf: Callable[..., Path]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 700, "rộng 12 km")
        _raised(canvas, LEFT + 54.5, 700, "2")

    assert text_of(pdf(draw)) == ["rộng 12 km²"]


def test_a_footnote_does_not_cut_the_paragraph_that_runs_over_the_page(
    pdf: Callable[..., Path],
) -> None:
    def first(canvas: Canvas) -> None:
        lines(FULL, FULL, top=160)(canvas)
        _raised(canvas, LEFT, 90, "1")
        canvas.setFont("Squares", 9)
        canvas.drawString(LEFT + 6, 90, "Theo báo cáo của phường.")

    found = text_of(pdf(first, lines("và ở trường học.", "Đoạn mới.")))

    assert found == [
        FULL,
        FULL,
        "và ở trường học.",
        "",
        "¹ Theo báo cáo của phường.",
        "",
        "Đoạn mới.",
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_seen(pdf: Callable[..., Path], turn: int) -> None:
    rows = [[["TT"], ["Việc"]], [["1"], ["Số hóa"]]]
    page = together(lines("Phụ lục", top=760), table(rows, xs=[85, 120, 300]))

    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        if turn == 180:
            canvas.translate(WIDTH, HEIGHT)
        else:
            canvas.translate(WIDTH if turn == 90 else 0, 0 if turn == 90 else HEIGHT)
        canvas.rotate(turn)
        canvas.scale(0.6, 0.6)
        canvas.setFont("Squares", 12)
        page(canvas)

    assert text_of(pdf(turned)) == ["Phụ lục", "", "TT\tViệc", "1\tSố hóa"]


def test_letters_of_an_old_vietnamese_font_become_unicode_with_a_note(
    pdf: Callable[..., Path],
) -> None:
    file = read_file(pdf(lines("céng hßa x· héi chñ nghÜa ViÖt Nam")))

    assert file.text == "cộng hòa xã hội chủ nghĩa Việt Nam\n"
    assert "TCVN3" in file.notes[0]


def _picture(canvas: Canvas) -> None:
    data = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(data, "PNG")
    data.seek(0)
    canvas.drawImage(ImageReader(data), 0, 0, WIDTH, HEIGHT)


def test_a_scan_is_refused_with_the_advice_to_run_ocr(pdf: Callable[..., Path]) -> None:
    with pytest.raises(KnowledgeError, match=r"^a\.pdf: has no text layer.*OCR"):
        read_file(pdf(_picture, _picture))


def test_a_scan_with_a_stamped_line_is_a_scan(pdf: Callable[..., Path]) -> None:
    with pytest.raises(KnowledgeError, match="no text layer"):
        read_file(pdf(together(_picture, lines("Ký bởi: UBND phường Mẫu"))))


def test_pages_without_text_are_named(pdf: Callable[..., Path]) -> None:
    file = read_file(pdf(lines("Một."), _picture, _picture, lines("Bốn."), _picture))

    assert file.notes == ("pages without text (pictures, run OCR): 2-3, 5",)


def test_a_pdf_of_empty_pages_is_refused(pdf: Callable[..., Path]) -> None:
    with pytest.raises(KnowledgeError, match="its pages are empty"):
        read_file(pdf(lines(), lines()))


def test_a_pdf_under_a_password_is_refused(pdf: Callable[..., Path]) -> None:
    path = pdf(lines("Mật."), encrypt=pdfencrypt.StandardEncryption("mo", "chu"))

    with pytest.raises(KnowledgeError, match="protected by a password"):
        read_file(path)


def test_a_pdf_that_may_be_read_but_not_changed_is_read(pdf: Callable[..., Path]) -> None:
    path = pdf(lines("Công khai."), encrypt=pdfencrypt.StandardEncryption("", "chu"))

    assert read_file(path).text == "Công khai.\n"


def test_a_damaged_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"rubbish " * 200)

    with pytest.raises(KnowledgeError, match="damaged"):
        read_file(path)


def test_a_pdf_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(3001):
        document.new_page(100, 100)
    path = tmp_path / "a.pdf"
    document.save(path)
    document.close()

    with pytest.raises(KnowledgeError, match="3001 pages"):
        read_file(path)


def test_a_word_that_a_narrow_cell_cut_in_two_is_whole(pdf: Callable[..., Path]) -> None:
    # "HĐND&UB" fills the cell to its side: 4 + 7 letters of 6 points + 4.
    rows = [[["1"], ["HĐND&UB", "ND"], ["Tổ"]], [["2"], ["phường", "Mẫu"], ["Tổ"]]]

    assert text_of(pdf(table(rows, xs=[85, 120, 170, 300]))) == [
        "1\tHĐND&UBND\tTổ",
        "2\tphường Mẫu\tTổ",
    ]


def test_letters_that_run_up_a_narrow_column_are_one_word(pdf: Callable[..., Path]) -> None:
    def head(canvas: Canvas) -> None:
        table([[[], ["Việc"]], [["1"], ["Họp"]]], xs=[85, 120, 300])(canvas)
        canvas.saveState()
        canvas.translate(105, 664)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Số")
        canvas.restoreState()

    assert text_of(pdf(head)) == ["Số\tViệc", "1\tHọp"]


def test_bold_made_by_printing_twice_is_read_once(pdf: Callable[..., Path]) -> None:
    def twice(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 700, "Hội đồng")
        canvas.drawString(LEFT + 0.4, 700, "Hội đồng")

    assert text_of(pdf(twice)) == ["Hội đồng"]


def test_words_outside_the_page_do_not_disturb_it(pdf: Callable[..., Path]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 700, "Trong trang")
        canvas.drawString(-90_000, 700, "Ngoài trang")

    assert text_of(pdf(draw)) == ["Trong trang"]


def test_head_and_signatures_are_read_column_by_column(pdf: Callable[..., Path]) -> None:
    head = together(
        lines("ỦY BAN NHÂN DÂN", "PHƯỜNG MẪU", x=85),
        lines("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "VIỆT NAM", x=330),
        lines("Số: 5/TB-UBND", top=740, x=85),
    )
    foot = together(
        lines("Nơi nhận:", "- Tổ dân phố;", "- Lưu.", top=300, x=85),
        lines("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", top=300, x=330),
        lines("Nguyễn Văn Mẫu", top=240, x=340),
    )

    found = text_of(pdf(together(head, lines(FULL, top=600), foot)))

    assert [line for line in found if line] == [
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG MẪU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "VIỆT NAM",
        "Số: 5/TB-UBND",
        FULL,
        "Nơi nhận:",
        "- Tổ dân phố;",
        "- Lưu.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Nguyễn Văn Mẫu",
    ]


def test_two_columns_of_other_words_stay_together_line_by_line(pdf: Callable[..., Path]) -> None:
    page = together(lines("Đúng hạn", "Trước hạn", x=85), lines("95%", "40%", x=330))

    assert [line for line in text_of(pdf(page)) if line] == ["Đúng hạn\t95%", "Trước hạn\t40%"]


def raw_pdf(path: Path, content: bytes, font: str, *more: str, packed: bool = False) -> Path:
    """Write a PDF of one page by hand: its content and its font, object 5."""
    data = zlib.compress(content) if packed else content
    coding = "/Filter/FlateDecode" if packed else ""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(data)}{coding}>>stream\n".encode() + data + b"\nendstream",
        font.encode(),
        *(each.encode() for each in more),
    ]
    written = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table_at = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1)
    path.write_bytes(written + b"startxref\n%d\n%%%%EOF" % table_at)
    return path


HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def test_a_page_whose_font_hides_its_letters_is_refused(tmp_path: Path) -> None:
    glyphs = "".join(f"{number:04X}" for number in range(3, 80))
    path = raw_pdf(
        tmp_path / "a.pdf",
        f"BT /F1 12 Tf 100 700 Td <{glyphs}> Tj ET".encode(),
        "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Lạ/Encoding/Identity-H"
        "/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+La/CIDSystemInfo<</Registry(Adobe)"
        "/Ordering(Identity)/Supplement 0>>/FontDescriptor 7 0 R/DW 600>>",
        "<</Type/FontDescriptor/FontName/ABCDEF+La/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        "/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    )

    with pytest.raises(KnowledgeError, match="do not say which letters"):
        read_file(path)


@pytest.mark.parametrize(
    "content",
    [b" " * 25_000_000, b"BT /F1 12 Tf " + b"(aaaa) Tj " * 150_000 + b"ET"],
    ids=["blanks", "letters"],
)
def test_a_page_that_unpacks_to_more_than_a_page_holds_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    path = raw_pdf(tmp_path / "a.pdf", content, HELVETICA, packed=True)

    with pytest.raises(KnowledgeError, match="more than a page can show"):
        read_file(path)


def test_a_drawing_of_very_many_lines_is_no_table(tmp_path: Path) -> None:
    hatching = b"".join(
        b"%d %d m %d %d l S %d %d m %d %d l S " % (x, y, x + 5, y, x, y, x, y + 5)
        for x in range(0, 590, 9)
        for y in range(0, 840, 9)
    )
    words = b"BT /F1 12 Tf 100 700 Td (%b) Tj ET" % (b"Ban do " * 20)
    path = raw_pdf(tmp_path / "a.pdf", hatching + words, HELVETICA, packed=True)

    assert "Ban do Ban do" in read_file(path).text


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_cut_off_pdf_is_read_or_refused_in_one_line(pdf: Callable[..., Path], tenth: int) -> None:
    path = pdf(*(lines(FULL) for _ in range(5)))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * tenth // 10])

    try:
        read_file(path)
    except KnowledgeError as error:
        assert "\n" not in str(error)  # noqa: PT017  # either end is right, a crash is not
