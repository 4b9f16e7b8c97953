"""The rules about how a DOCX looks: each finds its fault in a clean document made to have it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from bot.review.checks import form
from bot.review.read import read_document
from bot.review.rules import rules
from bot.review.run import review
from bot.review.types import Finding, Known
from knowledge.acts import Acts
from tests.bot.review.clean.documents import docx_of
from tests.bot.review.clean.texts import PLAN, TEXTS, Text

KNOWN = Known(acts=Acts(()), today=date(2026, 11, 22))
OF_LAYOUT = {each.id for each in rules().values() if each.is_of_layout}


def _running(made: Docx) -> list[Paragraph]:
    return [each for each in made.paragraphs if each.paragraph_format.first_line_indent == Mm(12.7)]


def _in_letter_format(made: Docx) -> None:
    made.sections[0].page_width, made.sections[0].page_height = Mm(216), Mm(279)


def _with_narrow_margins(made: Docx) -> None:
    made.sections[0].left_margin = made.sections[0].right_margin = Mm(25)


def _in_arial(made: Docx) -> None:
    for each in _running(made)[3:5]:
        each.runs[0].font.name = "Arial"


def _without_page_numbers(made: Docx) -> None:
    paragraph = made.sections[0].header.paragraphs[0]
    for run in paragraph.runs:
        run._r.getparent().remove(run._r)


def _numbered_from_the_first_page(made: Docx) -> None:
    made.sections[0].different_first_page_header_footer = False


def _with_a_light_country(made: Docx) -> None:
    made.tables[0].columns[1].cells[0].paragraphs[0].runs[0].bold = False


def _with_a_small_title(made: Docx) -> None:
    next(each for each in made.paragraphs if each.text == "KẾ HOẠCH").runs[0].font.size = Pt(12)


def _with_upright_recipients(made: Docx) -> None:
    made.tables[1].rows[0].cells[0].paragraphs[0].runs[0].italic = False


def _in_small_letters(made: Docx) -> None:
    for each in _running(made):
        each.runs[0].font.size = Pt(12)


def _ragged(made: Docx) -> None:
    for each in _running(made):
        each.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _not_indented(made: Docx) -> None:
    for each in _running(made):
        each.paragraph_format.first_line_indent = Mm(0)


def _with_double_spacing(made: Docx) -> None:
    for each in _running(made):
        each.paragraph_format.line_spacing = 2.0


def _crowded(made: Docx) -> None:
    for each in _running(made):
        each.paragraph_format.space_after = Pt(0)


FAULTS: list[tuple[str, Callable[[Docx], None]]] = [
    ("form.page_size", _in_letter_format),
    ("form.margins", _with_narrow_margins),
    ("form.font", _in_arial),
    ("form.page_numbers", _without_page_numbers),
    ("form.first_page_number", _numbered_from_the_first_page),
    ("form.head_style", _with_a_light_country),
    ("form.head_style", _with_a_small_title),
    ("form.recipients_style", _with_upright_recipients),
    ("form.body_size", _in_small_letters),
    ("form.alignment", _ragged),
    ("form.indent", _not_indented),
    ("form.line_spacing", _with_double_spacing),
    ("form.paragraph_spacing", _crowded),
]


def _found(made: Docx, folder: Path) -> list[Finding]:
    path = folder / "van-ban.docx"
    made.save(str(path))
    done = review(read_document(path), KNOWN, checks=(("thể thức", form.check),))
    return list(done.findings)


@pytest.mark.parametrize(
    ("rule_id", "spoil"), FAULTS, ids=[f"{id_}{spoil.__name__}" for id_, spoil in FAULTS]
)
def test_one_fault_of_layout_is_found_once_and_nothing_else_is(
    rule_id: str, spoil: Callable[[Docx], None], tmp_path: Path
) -> None:
    made = docx_of(PLAN)
    spoil(made)

    assert [each.rule for each in _found(made, tmp_path)] == [rule_id]


@pytest.mark.parametrize("text", TEXTS, ids=[each.name for each in TEXTS])
def test_a_document_laid_out_by_the_decree_has_no_fault(text: Text, tmp_path: Path) -> None:
    assert _found(docx_of(text), tmp_path) == []


def test_every_rule_of_layout_has_a_document_that_breaks_it() -> None:
    assert {rule_id for rule_id, _ in FAULTS} == OF_LAYOUT


def test_the_number_of_paragraphs_in_another_font_is_said(tmp_path: Path) -> None:
    made = docx_of(PLAN)
    _in_arial(made)

    (found,) = _found(made, tmp_path)

    assert "2 đoạn" in found.why
    assert "Arial" in found.why


def test_a_sheet_laid_across_for_a_table_keeps_its_own_margins(tmp_path: Path) -> None:
    made = docx_of(PLAN)
    made.add_section()
    across = made.sections[1]
    across.page_width, across.page_height = Mm(297), Mm(210)
    across.left_margin = Mm(20)

    assert _found(made, tmp_path) == []


def test_a_style_that_says_the_font_counts_as_well_as_the_run(tmp_path: Path) -> None:
    made = docx_of(PLAN)
    style = made.styles["Normal"]
    style.element.rPr.rFonts.set(qn("w:ascii"), "Calibri")
    for paragraph in _running(made):
        for fonts in paragraph.runs[0]._r.iter(qn("w:rFonts")):
            fonts.attrib.clear()

    assert [each.rule for each in _found(made, tmp_path)] == ["form.font"]
