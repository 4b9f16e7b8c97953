"""Which guides answer a question, and which are only near it."""

import pytest

from bot.coverage import (
    FILE_GUIDE,
    asks_for_file,
    has_file_code,
    is_after_papers,
    is_covered,
    is_sure,
    meant_guides,
)
from knowledge.types import Kind, Passage
from retrieval.types import Hit


def guide(id_: str, *, dense: float, lexical: float = 0.0) -> Hit:
    passage = Passage(id=id_, record_id=id_, kind=Kind.GUIDE, field="name", text="Hướng dẫn")
    return Hit(passage=passage, score=0.5, lexical=lexical, dense=dense)


@pytest.mark.parametrize(
    ("dense", "lexical", "expected"),
    [
        (0.93, 0.1, True),
        (0.91, 0.6, True),
        (0.895, 1.0, True),
        (0.91, 0.3, False),
        (0.89, 0.8, False),
    ],
)
def test_a_guide_covers_what_is_near_or_held_by_it(
    dense: float, lexical: float, expected: bool
) -> None:
    assert is_covered("đóng tiền nước qua zalo", guide("g-x", dense=dense, lexical=lexical)) is (
        expected
    )


@pytest.mark.parametrize("text", ["có người gọi đòi tiền điện", "co nguoi goi doi tien dien"])
def test_who_is_worried_gets_the_nearest_warning(text: str) -> None:
    assert is_covered(text, guide("g-at-x", dense=0.88))


def test_a_warning_is_no_answer_to_who_only_wants_to_pay() -> None:
    assert not is_covered("đóng tiền điện qua app", guide("g-at-x", dense=0.91, lexical=0.8))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hồ sơ của tôi bao giờ xong", True),
        ("ho so em nop tuan truoc toi dau roi", True),
        ("giấy tờ nộp lâu rồi chưa thấy trả", True),
        ("hồ sơ gồm những gì", False),
        ("hộ chiếu bao giờ xong", False),
        ("đăng ký kết hôn nộp hôm nay bao giờ xong", False),
        ("đăng ký tạm trú nộp hôm nay bao giờ xong", False),
        ("làm hộ chiếu hôm nay nộp thì bao giờ lấy được", False),
        ("dang ky khai sinh nop hom nay khi nao co ket qua", False),
        ("xin giấy xác nhận độc thân nộp thứ 6 hôm nào lấy được", False),
        ("nộp hồ sơ hôm nay bao giờ xong", True),
        ("em nộp giấy tờ thứ 6 tuần trước bao giờ xong", True),
        ("hồ sơ online nộp ở phường bao giờ trả", True),
        ("nộp rồi mà chưa thấy kết quả", True),
        ("hồ sơ đăng ký kết hôn của tôi đến đâu rồi", True),
        ("hồ sơ đăng ký kết hôn của tôi bao giờ xong", True),
        ("tôi nộp hồ sơ cấp hộ chiếu rồi bao giờ có kết quả", True),
        ("tôi nộp hồ sơ đăng ký tạm trú tuần trước mà chưa thấy trả", True),
    ],
)
def test_a_file_is_asked_after_by_its_state(text: str, expected: bool) -> None:
    assert asks_for_file(text, [guide(FILE_GUIDE, dense=0.9)]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nộp rồi mà chưa thấy kết quả", True),
        ("hồ sơ em nộp tới đâu rồi", True),
        ("tôi nộp phản ánh rồi mà chưa thấy kết quả", False),
        ("rác đã dọn chưa", False),
    ],
)
def test_papers_are_not_taken_for_a_report_to_the_ward(text: str, expected: bool) -> None:
    assert is_after_papers(text) is expected


def test_the_guide_about_files_does_not_stand_in_for_a_procedure_that_is_named() -> None:
    other, files = guide("g-x", dense=0.9), guide(FILE_GUIDE, dense=0.93)

    assert meant_guides("đăng ký kết hôn nộp hôm nay bao giờ xong", [files, other]) == [other]
    assert meant_guides("hồ sơ của tôi bao giờ xong", [files, other]) == [files, other]


def test_no_file_is_asked_after_where_its_guide_is_not_near() -> None:
    others = [guide(f"g-{number}", dense=0.9) for number in range(3)]

    assert not asks_for_file("hồ sơ của tôi bao giờ xong", [*others, guide(FILE_GUIDE, dense=0.8)])


def test_only_a_near_guide_that_leads_answers_a_message_without_a_subject() -> None:
    assert is_sure(Kind.GUIDE, [guide("g-x", dense=0.93)])
    assert not is_sure(Kind.GUIDE, [guide("g-x", dense=0.9)])
    assert not is_sure(Kind.PROCEDURE, [guide("g-x", dense=0.93)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mã hồ sơ H29.12-261101-0012", True),
        ("h26.15.2-261120-00123 xong chưa", True),
        ("PA-2611-7KD3", False),
        ("thông tư 26-2026", False),
        ("gọi 091-261101-0012", False),
    ],
)
def test_the_code_of_papers_handed_in_is_known(text: str, expected: bool) -> None:
    assert has_file_code(text) is expected
