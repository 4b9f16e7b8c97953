"""Words that only ask."""

import pytest

from knowledge.asking import without_cost, without_forgotten, without_penalty
from knowledge.synonyms import in_other_words


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("đăng ký quầy mất bao lâu", "đăng ký quầy bao lâu"),
        ("dang ky quay mat may ngay", "dang ky quay may ngay"),
        ("làm thẻ hết bao nhiêu tiền", "làm thẻ bao nhiêu tiền"),
        ("làm thẻ mất khoảng mấy tuần", "làm thẻ mấy tuần"),
        ("làm thẻ tốn nhiều tiền không", "làm thẻ nhiều tiền không"),
        ("mất thẻ làm lại mất bao lâu", "mất thẻ làm lại bao lâu"),
    ],
)
def test_what_it_takes_is_no_loss_and_no_end(text: str, left: str) -> None:
    assert without_cost(text) == left


@pytest.mark.parametrize(
    "text", ["mất căn cước", "bố em mất", "thẻ hết hạn", "mat so do", "bố em mất hôm qua", "hết sổ"]
)
def test_a_loss_a_death_and_an_end_stay(text: str) -> None:
    assert without_cost(text) == text


@pytest.mark.parametrize("asking", ["mất bao lâu", "mất mấy hôm", "mất nhiêu tiền"])
def test_asking_how_long_brings_no_words_of_loss_or_death(asking: str) -> None:
    said = f"làm thẻ căn cước cho bố {asking}"

    assert in_other_words(without_cost(said)) == in_other_words("làm thẻ căn cước cho bố")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("chậm làm căn cước có bị phạt không", "chậm làm căn cước"),
        ("khong dang ky tam tru thi co bi phat tien ko", "khong dang ky tam tru"),
        ("khai sinh muộn có phạt gì không ạ", "khai sinh muộn ạ"),
        ("khai tử trễ hạn có sao không", "khai tử trễ"),
        ("khai tu tre han thi co bi gi ko", "khai tu tre"),
        ("căn cước quá hạn có bị phạt không", "căn cước quá hạn"),
    ],
)
def test_a_feared_penalty_is_not_what_is_to_be_done(text: str, left: str) -> None:
    assert " ".join(without_penalty(text).split()) == left


@pytest.mark.parametrize(
    "text",
    ["có bị phạt không", "nộp phạt ở đâu", "bị phạt mà không có tiền", "có phạt nguội không"],
)
def test_a_penalty_that_is_the_subject_stays(text: str) -> None:
    assert without_penalty(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("quên mang căn cước thì có làm tạm trú được không", "có làm tạm trú được không"),
        ("ko dem theo can cuoc co lam khai sinh duoc ko", "co lam khai sinh duoc ko"),
        ("không mang hộ chiếu thì đăng ký kết hôn được không", "đăng ký kết hôn được không"),
        ("em quên đem giấy chứng sinh mà đăng ký khai sinh", "em đăng ký khai sinh"),
    ],
)
def test_a_paper_left_at_home_is_not_what_is_to_be_done(text: str, left: str) -> None:
    assert " ".join(without_forgotten(text).split()) == left


@pytest.mark.parametrize(
    "text",
    [
        "quên mang căn cước thì sao",
        "không mang bầu thì có được không",
        "không mang quốc tịch Việt Nam thì đăng ký kết hôn ở đâu",
        "con không mang họ cha thì đăng ký khai sinh thế nào",
        "quên mật khẩu VNeID",
        "không mang theo giấy tờ gì có sao không",
        "trễ hạn có sao không",
        "khai sinh trễ hạn cho con",
        "lỡ nộp sai giấy có sao không",
    ],
)
def test_a_paper_that_is_the_subject_stays(text: str) -> None:
    assert without_forgotten(text) == without_penalty(text) == text
