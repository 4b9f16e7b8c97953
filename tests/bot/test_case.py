"""For which case a procedure is."""

from collections.abc import Callable

import pytest

from bot.case import age_in, fits_age, keeps_to_it, meant_first, subject_of
from knowledge.types import Kind, Passage, Procedure
from retrieval.types import Hit


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("con 5 tuổi thì sao", 5),
        ("dưới 14 tuổi", 13),
        ("chua du 16 tuoi", 15),
        ("mấy tuổi", None),
        ("bé mười bốn tuổi", 14),
        ("con hai mươi tuổi", 20),
        ("chưa đủ 14 tuổi", 13),
        ("sắp 14 tuổi", 13),
        ("đủ 14 tuổi", 14),
        ("con 5t", 5),
        ("con tren 14t", 14),
        ("con duoi 14t thi sao", 13),
        ("nộp 5 tr", None),
    ],
)
def test_an_age_is_read_in_years(text: str, years: int | None) -> None:
    assert age_in(text) == years


@pytest.mark.parametrize(
    ("name", "years", "fits"),
    [
        ("Cấp thẻ cho người dưới 14 tuổi", 13, True),
        ("Cấp thẻ cho người dưới 14 tuổi", 14, False),
        ("Cấp thẻ cho người từ đủ 14 tuổi trở lên", 14, True),
        ("Cấp thẻ cho người từ đủ 14 tuổi trở lên", 13, False),
        ("Cấp thẻ", 13, False),
    ],
)
def test_a_name_says_for_which_age_it_is(name: str, years: int, fits: bool) -> None:
    assert fits_age(name, years) is fits


def test_a_name_without_an_age_contradicts_none() -> None:
    assert fits_age("Cấp thẻ", 13, if_silent=True)


def test_brackets_are_no_subject() -> None:
    assert subject_of("Cấp hộ chiếu (thực hiện tại cấp tỉnh)") == ("ho", "chieu")


NAMES = {
    "tm-1": "Xóa đăng ký quầy hàng",
    "tm-2": "Đăng ký quầy hàng",
    "tm-3": "Cấp thẻ cho người dưới 14 tuổi",
    "tm-4": "Cấp thẻ cho người từ đủ 14 tuổi trở lên",
    "tm-5": "Hỗ trợ chi phí mai táng cho người hưởng trợ cấp",
    "tm-6": "Trợ cấp cho người cao tuổi",
    "tm-7": "Trình báo mất thẻ xe",
    "tm-8": "Cấp thẻ xe",
    "tm-9": "Khai quyết toán phí, lệ phí quầy khác",
    "tm-10": "Đăng ký lại kết hôn",
    "tm-11": "Đăng ký kết hôn",
}
Make = Callable[..., Procedure]


def order(procedure: Make, said: str, *codes: str, before: str = "") -> list[str]:
    """Return the codes in the order that `meant_first` gives them."""
    hits = [
        Hit(
            passage=Passage(id=c, record_id=c, kind=Kind.PROCEDURE, field="name", text=c),
            score=1.0,
            lexical=0.5,
            dense=0.8,
            chance=0.5,
        )
        for c in codes
    ]
    found = meant_first(hits, said, f"{before} {said}".strip(), NAMES.__getitem__)
    assert sum(hit.chance for hit in found) == pytest.approx(0.5 * len(codes))
    return [hit.passage.record_id for hit in found]


@pytest.mark.parametrize(
    "said", ["đăng ký quầy hàng", "đăng ký quầy hàng mất bao lâu", "dang ky quay hang het may ngay"]
)
def test_what_is_called_by_its_whole_name_goes_before_what_is_done_to_it(
    procedure: Make, said: str
) -> None:
    assert order(procedure, said, "tm-1", "tm-2") == ["tm-2", "tm-1"]


@pytest.mark.parametrize(
    "said",
    ["xóa đăng ký quầy hàng", "hủy đăng ký quầy hàng", "bỏ đăng ký quầy hàng", "quầy hàng"],
)
def test_who_says_more_or_less_than_a_name_keeps_the_order(procedure: Make, said: str) -> None:
    assert order(procedure, said, "tm-1", "tm-2") == ["tm-1", "tm-2"]


@pytest.mark.parametrize(
    ("said", "before", "code"),
    [
        ("làm thẻ cho cháu 14 tuổi", "", "tm-4"),
        ("làm thẻ cho cháu 13 tuổi", "", "tm-3"),
        ("cháu 14 tuổi rồi", "làm thẻ", "tm-4"),
        ("mất bao lâu", "làm thẻ cho cháu 13 tuổi", "tm-3"),
    ],
)
def test_a_procedure_for_another_age_is_not_meant(
    procedure: Make, said: str, before: str, code: str
) -> None:
    assert order(procedure, said, "tm-3", "tm-4", before=before) == [code]


def test_two_ages_or_none_leave_both(procedure: Make) -> None:
    assert order(procedure, "thẻ cho cháu 5 tuổi và 15 tuổi", "tm-3", "tm-4") == ["tm-3", "tm-4"]
    assert order(procedure, "thẻ cho cháu", "tm-3", "tm-4") == ["tm-3", "tm-4"]


@pytest.mark.parametrize(
    "said", ["trợ cấp cho bà 85 tuổi", "tro cap cho ba 85 tuoi mat bao lau", "xin tiền trợ cấp"]
)
def test_who_speaks_of_no_death_is_not_told_of_a_funeral(procedure: Make, said: str) -> None:
    assert order(procedure, said, "tm-5", "tm-6") == ["tm-6"]


@pytest.mark.parametrize(
    "said", ["bà 85 tuổi hưởng trợ cấp vừa mất", "ba toi moi qua doi xin tro cap", "tiền tuất"]
)
def test_a_death_that_is_told_keeps_the_funeral_first(procedure: Make, said: str) -> None:
    assert order(procedure, said, "tm-5", "tm-6") == ["tm-5", "tm-6"]


def test_what_takes_long_is_not_lost(procedure: Make) -> None:
    assert order(procedure, "thẻ xe mất bao lâu", "tm-7", "tm-8") == ["tm-8"]
    assert order(procedure, "mất thẻ xe thì mất bao lâu", "tm-7", "tm-8") == ["tm-7", "tm-8"]


@pytest.mark.parametrize("said", ["lệ phí quầy hàng", "le phi quay hang", "quầy hàng lệ phí"])
def test_what_something_costs_is_no_declaration_of_fees(procedure: Make, said: str) -> None:
    assert order(procedure, said, "tm-9", "tm-2") == ["tm-2"]


@pytest.mark.parametrize("said", ["khai lệ phí khác", "lệ phí môn bài"])
def test_a_fee_is_meant_as_such_where_nothing_else_holds_the_subject(
    procedure: Make, said: str
) -> None:
    assert order(procedure, said, "tm-9", "tm-2") == ["tm-9", "tm-2"]


def test_who_says_nothing_of_doing_it_again_does_it_for_the_first_time(procedure: Make) -> None:
    assert order(procedure, "lệ phí kết hôn", "tm-10", "tm-11") == ["tm-11"]
    assert order(procedure, "mất giấy kết hôn", "tm-10", "tm-11") == ["tm-10", "tm-11"]
    assert order(procedure, "kết hôn lại", "tm-10", "tm-11") == ["tm-10", "tm-11"]


@pytest.mark.parametrize("said", ["kết hôn mấy ngày xong", "ket hon het bao nhieu tien"])
def test_a_bare_subject_that_is_asked_about_means_registering_it(
    procedure: Make, said: str
) -> None:
    assert order(procedure, said, "tm-6", "tm-10", "tm-11") == ["tm-11", "tm-10"]


def test_doing_it_again_is_another_procedure(procedure: Make) -> None:
    assert order(procedure, "đăng ký lại kết hôn ở đâu", "tm-10", "tm-11") == ["tm-10", "tm-11"]


def test_a_bare_subject_that_nothing_is_called_by_leaves_the_order(procedure: Make) -> None:
    assert order(procedure, "kết hợp mấy ngày xong", "tm-6", "tm-11") == ["tm-6", "tm-11"]


@pytest.mark.parametrize(
    "said",
    [
        "có cần mặt bằng không",
        "co can mat bang ko",
        "có phải có sổ hộ khẩu không",
        "có giấy bệnh viện rồi",
        "đứa này có giấy kết hôn rồi ạ",
        "còn giấy kết hôn thì bỏ quên ở quê",
    ],
)
def test_what_is_needed_there_or_forgotten_is_no_new_subject(said: str) -> None:
    assert keeps_to_it(said)


@pytest.mark.parametrize(
    "said",
    [
        "có cần đăng ký tạm trú không",
        "làm giấy kết hôn cần gì",
        "mất giấy kết hôn rồi",
        "có con rồi thì làm khai sinh ở đâu",
        "còn kết hôn thì sao",
    ],
)
def test_what_is_to_be_done_is_a_subject(said: str) -> None:
    assert not keeps_to_it(said)
