"""Two questions in one message."""

import pytest

from bot.split import asked_aspects, asks_difference, halves, listed_names
from knowledge.types import Aspect


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        (
            "làm ở đâu, hết bao nhiêu tiền, mấy ngày có",
            (Aspect.PLACE, Aspect.FEE, Aspect.TIME),
        ),
        ("cần gì, lệ phí, thời gian", (Aspect.DOCUMENTS, Aspect.FEE, Aspect.TIME)),
        ("lam o dau het bn tien", (Aspect.PLACE, Aspect.FEE)),
        ("trường hợp nào được miễn lệ phí", (Aspect.CONDITIONS,)),
        ("quy trình xử lý hồ sơ gồm mấy bước", (Aspect.STEPS,)),
        ("khai sinh", ()),
    ],
)
def test_each_question_of_a_message_is_heard_once(text: str, aspects: tuple[Aspect, ...]) -> None:
    assert set(asked_aspects(text)) == set(aspects)
    assert asked_aspects(text)[:1] == aspects[:1] or text.startswith("cần gì")


def test_no_more_than_three_are_answered() -> None:
    text = "cần mang gì, mất bao lâu, tốn bao nhiêu tiền, nộp ở đâu"

    assert len(asked_aspects(text)) == 3


def test_what_rasa_heard_comes_first() -> None:
    assert asked_aspects("ở đâu, bao nhiêu tiền", Aspect.FEE) == (Aspect.FEE, Aspect.PLACE)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("làm khai sinh rồi nhập hộ khẩu", ("làm khai sinh", "nhập hộ khẩu")),
        ("đăng ký kết hôn và xác nhận độc thân", ("đăng ký kết hôn", "xác nhận độc thân")),
        ("tạm trú với thường trú", ("tạm trú", "thường trú")),
        (
            "khai sinh cần gì, kết hôn bao nhiêu tiền",
            ("khai sinh cần gì", "kết hôn bao nhiêu tiền"),
        ),
        ("hộ chiếu bao lâu? căn cước bao lâu", ("hộ chiếu bao lâu", "căn cước bao lâu")),
        ("khai sinh, kết hôn bao nhiêu tiền", ("khai sinh", "kết hôn bao nhiêu tiền")),
        ("khai tu, tam tru mat may ngay", ("khai tu", "tam tru mat may ngay")),
    ],
)
def test_a_message_parts_where_both_sides_name_something(text: str, pair: tuple[str, str]) -> None:
    assert list(halves(text)) == [pair]


@pytest.mark.parametrize(
    "text",
    [
        "mất giấy khai sinh rồi giờ xin lại sao",
        "con 3 tháng rồi mới đi làm khai sinh được không",
        "vợ và con cần gì",
        "đăng ký kết hôn",
        "bao lâu?",
        "làm căn cước cần gì, mất bao lâu, nộp ở đâu",
        "khai sinh, kết hôn, ly hôn",
        "khai sinh, tạm trú, kết hôn cần giấy tờ gì",
        "khai sinh cho con, cha mẹ chưa kết hôn cần gì",
        "khai sinh, kết hôn",
    ],
)
def test_a_message_with_one_subject_is_not_parted(text: str) -> None:
    assert list(halves(text)) == []


def test_a_subject_said_once_belongs_to_both_when_a_difference_is_asked() -> None:
    [(left, right)] = halves("khác nhau giữa cấp đổi và cấp lại căn cước")

    assert left.endswith("can cuoc")
    assert right == "cấp lại căn cước"


@pytest.mark.parametrize("text", ["tạm trú với thường trú khác gì nhau", "phan biet hai loai"])
def test_asking_for_a_difference_is_heard(text: str) -> None:
    assert asks_difference(text)


def test_something_else_is_no_difference() -> None:
    assert not asks_difference("nộp ở phường khác được không")


def test_a_message_full_of_joining_words_is_not_parted_at_each() -> None:
    assert len(list(halves("khai sinh và kết hôn và " * 40))) < 20


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "khai sinh, tạm trú, kết hôn cần giấy tờ gì",
            ("khai sinh", "tạm trú", "kết hôn cần giấy tờ gì"),
        ),
        (
            "khai sinh và tạm trú và kết hôn nộp ở đâu",
            ("khai sinh", "tạm trú", "kết hôn nộp ở đâu"),
        ),
        (
            "khai sinh, khai tu, ket hon va tam tru mat may ngay",
            ("khai sinh", "khai tu", "ket hon", "tam tru mat may ngay"),
        ),
    ],
)
def test_a_list_of_subjects_is_read_whole(text: str, parts: tuple[str, ...]) -> None:
    assert listed_names(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "khai sinh, kết hôn cần giấy tờ gì",
        "khai sinh, tạm trú, kết hôn",
        "làm căn cước cần gì, mất bao lâu, nộp ở đâu",
        "em có con nhỏ, chồng đi xa, khai sinh cần gì",
        "khai sinh, tạm trú, kết hôn, ly hôn, khai tử cần gì",
        ", ".join(["khai sinh"] * 500),
        "",
    ],
)
def test_what_is_no_list_of_three_or_four_subjects_is_none(text: str) -> None:
    assert listed_names(text) == ()
