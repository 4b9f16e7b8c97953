"""The document comes back as it was, with a comment on just the words of every finding."""

import io
import re
import unicodedata
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.annotate import AUTHOR, annotate
from bot.review.read import read_document
from bot.review.read_docx import read_docx
from bot.review.run import Review
from bot.review.types import Document, Finding, Kind, ReviewError, Severity, Span

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
INTRO = "Ủy ban nhân dân phường An Bình ban hành kế hoạch này."


def saved(word: Word, tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.docx"
    word.save(str(path))
    return path


def finding(document: Document, quote: str, **changed: object) -> Finding:
    start = document.text.index(quote)
    given: dict[str, object] = {
        "rule": "language.word", "kind": Kind.TYPO, "why": "Viết sai một chữ.",
        "suggestion": "sửa lại", "severity": Severity.MEDIUM, "certain": True,
        "source": "Chính tả tiếng Việt", "span": Span(start=start, end=start + len(quote)),
    }  # fmt: skip
    return Finding(**{**given, **changed})  # type: ignore[arg-type]  # all are of their types


def reviewed(path: Path, *quotes: str) -> Review:
    document = read_document(path)
    return Review(document=document, findings=tuple(finding(document, q) for q in quotes))


def covered(data: bytes) -> list[str]:
    """Return the words that each comment covers, paragraphs parted by a line end."""
    word = docx.Document(io.BytesIO(data))
    words: dict[int, str] = {comment.comment_id: "" for comment in word.comments}
    is_open: set[int] = set()
    for element in word.element.body.iter():
        key = int(element.get(f"{W}id", -1)) if "comment" in str(element.tag) else -1
        if element.tag == f"{W}commentRangeStart":
            is_open.add(key)
        elif element.tag == f"{W}commentRangeEnd":
            is_open.remove(key)
        text = "\n" if element.tag == f"{W}p" else ""
        if str(element.tag).endswith("}t"):
            text = element.text or ""
        for key in is_open:
            words[key] += text
    assert not is_open
    return [words[key] for key in sorted(words)]


def said(data: bytes) -> list[str]:
    return [comment.text for comment in docx.Document(io.BytesIO(data)).comments]


def test_a_comment_covers_just_the_words_and_says_why_what_and_by_which_rule(
    tmp_path: Path,
) -> None:
    word = docx.Document()
    word.add_paragraph("Kế hoạch chuyển đối số của phường.")
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "chuyển đối số"))

    assert covered(data) == ["chuyển đối số"]
    (comment,) = docx.Document(io.BytesIO(data)).comments
    assert comment.author == AUTHOR == "Một Cửa"
    assert comment.text == (
        "Cần sửa: Viết sai một chữ.\nĐề nghị: sửa lại\nCăn cứ: Chính tả tiếng Việt"
    )


def test_the_bytes_of_a_file_do_as_well_as_the_file(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    path = saved(word, tmp_path)

    assert covered(annotate(path.read_bytes(), reviewed(path, "An Bình"))) == ["An Bình"]


def test_words_over_several_runs_keep_their_looks(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Căn cứ Nghị định số ")
    paragraph.add_run("30/2020/").bold = True
    paragraph.add_run("NĐ-CP của Chính phủ").italic = True
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "số 30/2020/NĐ-CP", "30/2020"))

    assert covered(data) == ["số 30/2020/NĐ-CP", "30/2020"]
    (after,) = docx.Document(io.BytesIO(data)).paragraphs
    looks = [(run.text, run.bold, run.italic) for run in after.runs if run.text]
    assert looks == [
        ("Căn cứ Nghị định ", None, None),
        ("số ", None, None),
        ("30/2020", True, None),
        ("/", True, None),
        ("NĐ-CP", None, True),
        (" của Chính phủ", None, True),
    ]


def test_overlapping_and_repeated_findings_each_have_their_comment(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    path = saved(word, tmp_path)
    quotes = ("phường An Bình ban hành", "An Bình", "An Bình", "nhân dân phường An", INTRO)

    assert covered(annotate(path, reviewed(path, *quotes))) == list(quotes)


def test_words_over_two_paragraphs_are_covered_in_both(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Việc này đã nói ở trên")
    word.add_paragraph("và nói lại ở đây.")
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "ở trên\nvà nói"))
    assert covered(data) == ["ở trên\nvà nói"]


def test_cells_links_and_insertions_take_comments(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    table = word.add_table(2, 3)
    table.cell(1, 1).text = "Hồ sơ trực truyến"
    table.cell(1, 2).text = "Quý IIV"
    paragraph = word.add_paragraph("Xem ")
    for xml in (
        "<w:hyperlink {} w:anchor='a'><w:r><w:t>cổng thàn phố</w:t></w:r></w:hyperlink>",
        "<w:ins {} w:id='9' w:author='A'><w:r><w:t> và trang mói</w:t></w:r></w:ins>",
    ):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "trực truyến", "thàn phố", "mói", "truyến\tQuý"))

    assert covered(data) == ["trực truyến", "thàn phố", "mói", "truyến\nQuý"]


def test_a_number_that_word_makes_is_commented_at_what_follows(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    word.add_paragraph("Rà soát hồ sơ", style="List Number")
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "1."))

    assert covered(data) == ["R"]
    assert said(data)[0].startswith("Ngay cạnh chỗ này: “1.”")


def test_headers_footers_and_boxes_are_commented_from_the_text(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Đầu văn bản.")
    box = (
        f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>Trong khug</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r>"
    )
    paragraph._p.append(parse_xml(box))
    word.add_paragraph(INTRO)
    word.sections[0].header.paragraphs[0].text = "Lưu hành nội bô"
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "nội bô", "khug"))

    assert covered(data)[0] == "Đầu văn bản."
    in_header, in_box = said(data)
    assert in_header.startswith("Ở đầu trang hoặc chân trang: “nội bô”")
    assert in_box.startswith("Trong khung chữ: “khug”")
    assert not re.search(rb"comment", zipped(data)["word/header1.xml"])


def test_a_footnote_is_commented_at_its_mark(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Theo kế hoạch")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run(" của phường An Bình ban hành.")
    path = with_footnote(saved(word, tmp_path), "Kế hoạch số 0/KH")

    data = annotate(path, reviewed(path, "số 0/KH"))

    assert read_document(path).text.endswith("¹ Kế hoạch số 0/KH\n")
    assert said(data)[0].startswith("Ở chú thích cuối trang: “số 0/KH”")
    (reference,) = docx.Document(io.BytesIO(data)).element.body.iter(f"{W}footnoteReference")
    assert reference.getparent().getprevious().tag == f"{W}commentRangeStart"
    assert zipped(data)["word/footnotes.xml"] == zipped(path.read_bytes())["word/footnotes.xml"]


def test_all_else_stays_as_it_was(tmp_path: Path) -> None:
    word = docx.Document()
    word.core_properties.author = "Phường An Bình"
    word.sections[0].footer.paragraphs[0].text = "Cuối trang"
    word.add_heading("Mục tiêu", 1)
    paragraph = word.add_paragraph("Một\tdòng có ")
    paragraph.add_run("  hai dấu cách  ").underline = True
    paragraph.add_run().add_break()
    paragraph.add_run("và dòng dưới.")
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "hai dấu", "dòng dưới", "Mục"))

    before, after = zipped(path.read_bytes()), zipped(data)
    touched = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert set(after) - set(before) == {"word/comments.xml"}
    for name in set(before) - touched:
        assert canonical(before[name], name) == canonical(after[name], name), name
    assert read_document(saved(docx.Document(io.BytesIO(data)), tmp_path)).text == (
        "Mục tiêu\nMột\tdòng có   hai dấu cách  \nvà dòng dưới.\nCuối trang\n"
    )


def test_comments_that_somebody_made_before_stay(tmp_path: Path) -> None:
    word = docx.Document()
    run = word.add_paragraph(INTRO).runs[0]
    word.add_comment([run], text="Xem lại đoạn này.", author="Chị Hoa", initials="H")
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "An Bình"))

    assert covered(data) == [INTRO, "An Bình"]
    assert [each.author for each in docx.Document(io.BytesIO(data)).comments] == [
        "Chị Hoa",
        AUTHOR,
    ]


def test_a_document_without_findings_comes_back_without_comments(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    path = saved(word, tmp_path)

    assert covered(annotate(path, reviewed(path))) == []


def test_words_of_a_formula_are_commented_beside_it(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Tỷ lệ là ")
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    paragraph._p.append(
        parse_xml(f'<m:oMath xmlns:m="{math}"><m:r><m:t>a trên b</m:t></m:r></m:oMath>')
    )
    paragraph.add_run(" như trên.")
    path = saved(word, tmp_path)

    data = annotate(path, reviewed(path, "trên b", "là a trên b như"))

    assert covered(data) == [" ", "là a trên b như"]
    assert said(data)[0].startswith("Ngay cạnh chỗ này: “trên b”")


def test_remarks_in_the_xml_do_not_disturb(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO).paragraph_format.space_after = 0
    path = saved(word, tmp_path)
    members = zipped(path.read_bytes())
    text = members["word/document.xml"].decode()
    text = text.replace("<w:pPr>", "<w:pPr><!-- một -->", 1).replace("An Bình", "An <!--x-->Bình")
    with zipfile.ZipFile(path, "w") as archive:
        for name, member in {**members, "word/document.xml": text.encode()}.items():
            archive.writestr(name, member)

    assert covered(annotate(path, reviewed(path, "An Bình"))) == ["An Bình"]


def test_a_package_that_cannot_be_written_to_is_refused_with_advice(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    path = saved(word, tmp_path)
    review = reviewed(path, "An Bình")
    members = zipped(path.read_bytes())
    types = members["[Content_Types].xml"].replace(b"document.main+xml", b"template.main+xml")
    with zipfile.ZipFile(path, "w") as archive:
        for name, member in {**members, "[Content_Types].xml": types}.items():
            archive.writestr(name, member)

    with pytest.raises(ReviewError, match="lưu thành tệp"):
        annotate(path, review)


def test_a_file_that_changed_since_is_refused(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    path = saved(word, tmp_path)
    review = reviewed(path, "An Bình")
    word.add_paragraph("Thêm một đoạn.")

    with pytest.raises(ReviewError, match="đã thay đổi"):
        annotate(saved(word, tmp_path), review)


def test_words_that_no_xml_can_hold_are_left_out_of_a_comment(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    path = saved(word, tmp_path)
    document = read_document(path)
    odd = finding(document, "An Bình", why="Chữ \x0c lạ \ud800 ở đây", suggestion=None)

    (text,) = said(annotate(path, Review(document=document, findings=(odd,))))
    assert text == "Cần sửa: Chữ lạ ở đây\nCăn cứ: Chính tả tiếng Việt"


def test_a_text_file_comes_back_as_a_document_of_its_words(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "KẾ HOẠCH\n\nỦy ban nhân dân phường An Bình giao Văn phòng theo dõi việc thực hiện\n"
        "chuyển đối\nsố của phường.\n\nTT\tViệc\tHạn\n1\tSố hoá\tQuý IIV\n",
        encoding="utf-8",
    )

    data = annotate(path, reviewed(path, "chuyển đối\nsố", "Quý IIV"))

    assert covered(data) == ["chuyển đối số", "Quý IIV"]
    word = docx.Document(io.BytesIO(data))
    assert "dựng lại" in word.paragraphs[0].text
    assert [p.text for p in word.paragraphs[1:3]] == [
        "KẾ HOẠCH",
        "Ủy ban nhân dân phường An Bình giao Văn phòng theo dõi việc thực hiện chuyển đối số"
        " của phường.",
    ]
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["TT", "Việc", "Hạn"],
        ["1", "Số hoá", "Quý IIV"],
    ]


WORDS = ["Kế ", "hoạch", " số", "12/KH-UBND", "của", " ", "  ", "phường", "e\u0302\u0309"]
RUNS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(RUNS, st.data())
def test_any_words_anywhere_are_covered_to_the_letter(
    paragraphs: list[list[str]], data: st.DataObject
) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    for runs in paragraphs:
        paragraph = word.add_paragraph()
        for run in runs:
            paragraph.add_run(run)
    out = io.BytesIO()
    word.save(out)
    document = read_bytes(out.getvalue())
    ends = st.integers(0, len(document.text) - 1)
    spans = data.draw(st.lists(st.tuples(ends, ends).map(sorted), max_size=6))
    quotes = [Span(start=a, end=b + 1) for a, b in spans if document.text[a : b + 1].strip("\n")]
    findings = tuple(finding(document, "", span=span) for span in quotes)

    back = annotate(out.getvalue(), Review(document=document, findings=findings))

    assert [unicodedata.normalize("NFC", text) for text in covered(back)] == [
        document.quote(span).strip("\n") for span in quotes
    ]
    assert read_bytes(back).text == document.text


def read_bytes(data: bytes) -> Document:
    return read_docx(io.BytesIO(data), "ke-hoach.docx")


def zipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def canonical(data: bytes, name: str) -> str | bytes:
    if not name.endswith((".xml", ".rels")):
        return data
    return ElementTree.canonicalize(data, strip_text=True)


def with_footnote(path: Path, text: str) -> Path:
    """Put a footnote of id 2 into a document, as Word does."""
    members = zipped(path.read_bytes())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    members[rels] = members[rels].replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
    )
    members[types] = members[types].replace(
        b"</Types>",
        f'<Override PartName="/word/footnotes.xml" ContentType="{media}"/></Types>'.encode(),
    )
    members["word/footnotes.xml"] = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path
