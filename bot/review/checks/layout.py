"""How a DOCX looks: paper, margins, fonts, sizes, bold and italics, indents, spacing, page numbers.

One finding a rule, at the first place, with the number of paragraphs. Only a DOCX says such
things of itself; a PDF and a text say nothing.
"""

from collections.abc import Iterator, Sequence

from bot.review.checks.form_numbering import label_of
from bot.review.checks.form_parts import COUNTRY, DATE, MOTTO, Parts
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import BlockKind, Document, FileKind, Finding, Layout, PageSetup

_FONT = "Times New Roman"
_PAPER_MM = (210.0, 297.0)
_TOLERANCE_MM = 1.5
"""Word rounds inches to millimetres and back."""
_MARGINS_MM = {
    "trên": ("top_mm", 20, 25),
    "dưới": ("bottom_mm", 20, 25),
    "trái": ("left_mm", 30, 35),
    "phải": ("right_mm", 15, 20),
}
_MANY = 0.3
"""Share of the paragraphs from which a fault is the document's habit, not one paragraph's."""
_ONE_PAGE_WORDS = 600
"""A document with fewer words may be one page, which carries no number."""
_LONG_PARAGRAPH = 60
"""Characters from which a paragraph is running text, not a heading or a line of a list."""


def check(document: Document, found: Parts) -> Iterator[Finding]:
    """Yield what a DOCX's look has against the decree."""
    if document.kind is not FileKind.DOCX or not found.lines:
        return
    title = found.lines[found.title if found.title is not None else 0]
    yield from _pages(document, title)
    body = [
        each
        for each in found.lines[found.head + 2 : found.foot]
        if each.block.kind is BlockKind.PARAGRAPH and each.block.layout
    ]
    yield from _fonts(found.lines)
    yield from _head(found)
    yield from _foot(found)
    yield from _body(body)


def _pages(document: Document, title: Flat) -> Iterator[Finding]:
    span = title.span(0, len(title.text))
    pages = document.pages
    for page in pages:
        if any(
            abs(own - due) > 2 * _TOLERANCE_MM
            for own, due in zip(sorted((page.width_mm, page.height_mm)), _PAPER_MM, strict=True)
        ):
            yield rule("form.page_size").found(
                span,
                f"Khổ giấy đang là {page.width_mm:.0f} x {page.height_mm:.0f} mm, "
                "phải là A4 (210 x 297 mm).",
            )
            break
    upright = [each for each in pages if each.width_mm <= each.height_mm]
    faults = _margins(upright[0]) if upright else []
    if faults:
        yield rule("form.margins").found(span, f"Lề trang chưa đúng: {'; '.join(faults)}.")
    if pages and len(document.text.split()) > _ONE_PAGE_WORDS:
        if not pages[0].has_page_numbers:
            yield rule("form.page_numbers").found(span)
        elif not pages[0].is_first_different:
            yield rule("form.first_page_number").found(span)


def _margins(page: PageSetup) -> list[str]:
    faults = []
    for name, (field, least, most) in _MARGINS_MM.items():
        own: float = getattr(page, field)
        if not least - _TOLERANCE_MM <= own <= most + _TOLERANCE_MM:
            faults.append(f"lề {name} {own:.0f} mm (phải từ {least} đến {most} mm)")
    return faults


def _fonts(lines: Sequence[Flat]) -> Iterator[Finding]:
    other = [
        (each, each.block.layout.fonts[0])
        for each in lines
        if each.block.layout
        and each.block.layout.fonts
        and not _is_due_font(each.block.layout.fonts[0])
    ]
    if other:
        names = ", ".join(sorted({name for _, name in other}))
        yield _first(
            "form.font",
            [each for each, _ in other],
            f"Có {len(other)} đoạn dùng phông chữ {names}, phải dùng {_FONT}.",
        )


def _is_due_font(name: str) -> bool:
    """Say whether a font is Times New Roman; converted files call it TimesNewRomanPSMT."""
    return name.casefold().replace(" ", "").startswith("timesnewroman")


def _head(found: Parts) -> Iterator[Finding]:
    wrong: list[tuple[Flat, str]] = []
    for line in found.lines[: found.head]:
        if COUNTRY.search(line.text):
            wrong += _look(line, "Quốc hiệu", sizes=(12, 13), is_bold=True)
        elif MOTTO.search(line.text):
            wrong += _look(line, "Tiêu ngữ", sizes=(13, 14), is_bold=True)
        elif DATE.search(line.text):
            wrong += _look(line, "địa danh, ngày tháng", sizes=(13, 14), is_italic=True)
    if found.title is not None:
        for line in found.lines[found.title : found.title + 1]:
            wrong += _look(line, "tên loại văn bản", sizes=(13, 14), is_bold=True)
    if wrong:
        yield rule("form.head_style").found(
            wrong[0][0].span(0, len(wrong[0][0].text)),
            f"Đầu văn bản trình bày chưa đúng: {'; '.join(said for _, said in wrong)}.",
        )


def _foot(found: Parts) -> Iterator[Finding]:
    if found.recipients is None:
        return
    line = found.lines[found.recipients]
    if len(line.text.strip()) > len("Nơi nhận:") + 2:
        return
    wrong = _look(line, "chữ “Nơi nhận”", sizes=(12, 12), is_bold=True, is_italic=True)
    if wrong:
        yield rule("form.recipients_style").found(
            line.span(0, len(line.text)),
            f"{'; '.join(said for _, said in wrong).capitalize()}.",
        )


def _look(
    line: Flat,
    name: str,
    *,
    sizes: tuple[int, int],
    is_bold: bool | None = None,
    is_italic: bool | None = None,
) -> list[tuple[Flat, str]]:
    """Return what is wrong with how one line looks; what the file does not say is right."""
    look = line.block.layout
    if look is None:
        return []
    faults = []
    if look.sizes_pt and not sizes[0] <= look.sizes_pt[0] <= sizes[1]:
        due = f"{sizes[0]}" if sizes[0] == sizes[1] else f"{sizes[0]} đến {sizes[1]}"
        faults.append(f"{name} cỡ {look.sizes_pt[0]:g}, phải cỡ {due}")
    if is_bold and look.is_bold is False:
        faults.append(f"{name} phải in đậm")
    if is_italic and look.is_italic is False:
        faults.append(f"{name} phải in nghiêng")
    return [(line, each) for each in faults]


def _body(body: Sequence[Flat]) -> Iterator[Finding]:
    sized = [each for each in body if _has_size(each)]
    wrong = [each for each in sized if not 13 <= _look_of(each).sizes_pt[0] <= 14]
    if wrong:
        sizes = ", ".join(sorted({f"{_look_of(each).sizes_pt[0]:g}" for each in wrong}))
        yield _first(
            "form.body_size",
            wrong,
            f"Có {len(wrong)} đoạn nội dung cỡ chữ {sizes}, phải từ 13 đến 14.",
        )
    running = [each for each in body if len(each.text) > _LONG_PARAGRAPH and not label_of(each)]
    for rule_id, is_wrong, says in (
        ("form.alignment", _is_ragged, "chưa canh đều hai lề"),
        ("form.indent", _is_not_indented, "chưa lùi đầu dòng 1 cm hoặc 1,27 cm"),
        ("form.line_spacing", _is_badly_spaced, "giãn dòng chưa trong khoảng dòng đơn đến 1,5"),
        ("form.paragraph_spacing", _is_crowded, "cách đoạn trên hoặc dưới ít hơn 6pt"),
    ):
        faulty = [each for each in running if is_wrong(_look_of(each))]
        if faulty and len(faulty) >= _MANY * len(running):
            yield _first(rule_id, faulty, f"Có {len(faulty)} đoạn nội dung {says}.")


def _is_ragged(look: Layout) -> bool:
    return look.alignment is not None and look.alignment != "justify"


def _is_not_indented(look: Layout) -> bool:
    return look.first_line_mm is not None and not 9.5 <= look.first_line_mm <= 13.2


def _is_badly_spaced(look: Layout) -> bool:
    return look.line_times is not None and not 0.99 <= look.line_times <= 1.51


def _is_crowded(look: Layout) -> bool:
    if look.before_pt is None and look.after_pt is None:
        return False
    return (look.before_pt or 0) + (look.after_pt or 0) < 5.9


def _has_size(line: Flat) -> bool:
    return bool(line.block.layout and line.block.layout.sizes_pt) and len(line.text) > 20


def _look_of(line: Flat) -> Layout:
    return line.block.layout or Layout()


def _first(rule_id: str, lines: Sequence[Flat], why: str) -> Finding:
    text = lines[0].text
    return rule(rule_id).found(lines[0].span(0, min(len(text), 80)), why)
