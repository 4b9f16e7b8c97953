"""The list to tick off: what to bring, and what may stay at home."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.compose import procedure_answer
from bot.compose_papers import checklist, papers_text
from bot.types import CheckItem
from knowledge.types import Aspect, Note, Paper, Procedure

TODAY = date(2026, 11, 20)
Make = Callable[..., Procedure]


def test_the_list_names_every_paper_with_its_form_and_how_many(procedure: Make) -> None:
    papers = (
        Paper(name="Giấy đồng ý của cha mẹ", case="Trẻ em", originals=1),
        Paper(name="Đơn xin thẻ", form="TV01", originals=1),
        Paper(name="Ảnh chân dung", copies=2),
        Paper(name="Nộp muộn thì tính vào hôm sau"),
    )

    assert checklist(procedure(papers=papers)) == (
        CheckItem(text="Đơn xin thẻ", form="TV01"),
        CheckItem(text="Ảnh chân dung (2 bản sao)"),
        CheckItem(text="Trẻ em: Giấy đồng ý của cha mẹ"),
    )


def test_a_paper_that_the_office_looks_up_stays_at_home_on_that_condition(procedure: Make) -> None:
    papers = (
        Paper(name="Giấy kết hôn", originals=1, exempt="Không cần nếu dữ liệu dân cư đã có."),
        Paper(name="Đơn xin thẻ", originals=1),
    )

    assert checklist(procedure(papers=papers)) == (
        CheckItem(text="Đơn xin thẻ"),
        CheckItem(text="Giấy kết hôn – không cần nếu dữ liệu dân cư đã có", is_needed=False),
    )


@pytest.mark.parametrize(
    ("name", "exempt"),
    [
        ("Tờ khai", "Nộp trực tuyến thì điền mẫu điện tử, không cần tờ giấy."),
        ("Giấy khám", "Bằng hạng A không cần."),
        ("Giấy chứng sinh", "Không nộp bản giấy nếu đã có bản điện tử ký số."),
        ("Hợp đồng thuê nhà", "Không cần nếu tra được trong dữ liệu đất đai."),
        # Nobody should set out without it, whatever the data hold.
        ("Thẻ căn cước", "Không cần giấy nếu tra được trong dữ liệu dân cư."),
        ("Giấy tờ tùy thân", "Đọc số định danh là đủ nếu cơ quan tra được dữ liệu."),
    ],
)
def test_other_remarks_leave_the_paper_on_the_list(procedure: Make, name: str, exempt: str) -> None:
    (item,) = checklist(procedure(papers=(Paper(name=name, originals=1, exempt=exempt),)))

    assert item.is_needed
    assert item.text.startswith(f"{name} – ")


def test_other_papers_that_a_record_spares_are_items_of_their_own(procedure: Make) -> None:
    papers = (Paper(name="Đơn xin thẻ", originals=1, exempt="thẻ cũ, khi trường đã có dữ liệu"),)
    notes = (
        Note(aspect=Aspect.DOCUMENTS, text="Có trẻ nhỏ đi cùng. Sổ cũ đã bỏ, không phải mang."),
        Note(aspect=Aspect.DOCUMENTS, text="Không cần các chủ sở hữu khác ký."),
        Note(aspect=Aspect.STEPS, text="Không phải mang thẻ khi hỏi đường."),
    )

    assert checklist(procedure(papers=papers, notes=notes)) == (
        CheckItem(text="Đơn xin thẻ"),
        CheckItem(text="Thẻ cũ, khi trường đã có dữ liệu.", is_needed=False),
        CheckItem(text="Sổ cũ đã bỏ, không phải mang.", is_needed=False),
    )


def test_without_papers_a_note_makes_no_list(procedure: Make) -> None:
    notes = (Note(aspect=Aspect.DOCUMENTS, text="Không phải mang giấy khai sinh."),)

    assert checklist(procedure(notes=notes)) == ()


def test_a_list_too_long_to_tick_off_says_that_there_are_more(procedure: Make) -> None:
    papers = tuple(Paper(name=f"Giấy thứ {n}", originals=1) for n in range(1, 31))

    items = checklist(procedure(papers=papers))

    assert len(items) == 20
    assert items[-2].text == "Giấy thứ 19"
    assert items[-1].text == "Giấy khác ghi ở nguồn, tùy trường hợp"


def test_the_text_says_of_which_paper_a_remark_is(procedure: Make) -> None:
    papers = (
        Paper(name="Giấy kết hôn (bản cũ)", originals=1, exempt="Không cần nếu đã có dữ liệu."),
    )

    assert "- Giấy kết hôn: không cần nếu đã có dữ liệu." in papers_text(
        procedure(papers=papers)
    ).split("\n")


def test_only_an_answer_about_papers_holds_the_list(procedure: Make) -> None:
    known = procedure(papers=(Paper(name="Đơn xin thẻ", form="TV01", originals=1),))

    assert procedure_answer(known, Aspect.DOCUMENTS, "", TODAY).checklist == (
        CheckItem(text="Đơn xin thẻ", form="TV01"),
    )
    both = procedure_answer(known, Aspect.FEE, "", TODAY, also=(Aspect.DOCUMENTS,))
    assert both.checklist
    assert procedure_answer(known, Aspect.FEE, "", TODAY).checklist == ()
    assert procedure_answer(known, None, "", TODAY).checklist == ()


def test_the_paper_that_may_stay_at_home_is_called_by_its_whole_name(procedure: Make) -> None:
    paper = Paper(
        name="Phiếu đề nghị giải quyết thủ tục về quầy hàng",
        originals=1,
        exempt="Nộp qua mạng thì điền mẫu điện tử",
    )

    text = papers_text(procedure(papers=(paper,)))

    assert "- Phiếu đề nghị giải quyết thủ tục về quầy hàng: nộp qua mạng" in text
