"""What counts as the same number, and what counts as saying it."""

import unicodedata

import pytest

from eval.matching import contains, denies, invented_figures, normalise, says, warns


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("7,000 đồng", "7.000 đồng"),
        ("1,250,000 đồng", "1.250.000 đồng"),
        ("đạt 95 %", "đạt 95%"),
        ("03 ngày làm việc", "3 ngày"),
        ("(03) ngày", "3 ngày"),
        ("03 (ba) ngày", "3 ngày"),
        ("trong 07ngày", "trong 7 ngày"),
        ("02 bản chính", "2 bản chính"),
        ("  Một\n\tCửa ", "một cửa"),
        ("1.000 ngày", "1.000 ngày"),
    ],
    ids=str,
)
def test_every_spelling_of_a_number_becomes_the_same(written: str, plain: str) -> None:
    assert normalise(written) == plain


def test_decomposed_letters_become_composed_ones() -> None:
    assert normalise(unicodedata.normalize("NFD", "Lệ phí")) == "lệ phí"


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("đạt 95%", "95 %", True),
        ("đạt 95%", "5%", False),
        ("đạt 7.5%", "5%", False),
        ("phí 17.000 đồng", "7.000", False),
        ("phí 7.000.000 đồng", "7.000", False),
        ("phí 7.000, nộp tại quầy", "7.000", True),
        ("sau 13 ngày", "3 ngày", False),
        ("sau 3 ngày", "03 ngày", True),
        ("mẫu CT01", "ct01", True),
        ("mọi điều", "", False),
    ],
    ids=str,
)
def test_a_number_never_matches_inside_a_longer_one(text: str, part: str, expected: bool) -> None:
    assert contains(normalise(text), part) is expected


def test_an_answer_says_it_only_with_one_wording_of_every_group_and_no_forbidden_one() -> None:
    text = "Lệ phí là 25.000 đồng, chờ 7 ngày làm việc."
    groups = [["25.000", "25 nghìn"], ["7 ngày"]]
    assert says(text, groups, [])
    assert not says(text, [*groups, ["CT01"]], [])
    assert not says(text, groups, ["25.000 đồng"])


def test_fewer_than_four_words_say_nothing() -> None:
    assert not says("Là 25.000 đồng", [["25.000"]], [])
    assert says("Phí là 25.000 đồng", [["25.000"]], [])


def test_a_denial_counts_in_the_first_sentence_only() -> None:
    assert denies("Kế hoạch không nêu con số này. Anh/chị hỏi phường.")
    assert not denies("Chỉ tiêu là 85%. Phụ lục không ghi gì thêm.")


def test_a_point_inside_a_number_does_not_end_the_first_sentence() -> None:
    assert denies("Mục 3.4 không có trong kế hoạch.")


def test_a_denial_too_far_from_its_verb_is_none() -> None:
    assert not denies("Không " + "rất " * 20 + "nêu.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Không bấm đường link lạ.", True),
        ("Đây là thủ đoạn GIẢ DANH công an.", True),
        ("Anh/chị khoá tài khoản ngay.", True),
        ("Anh/chị mở ứng dụng và đăng nhập.", False),
    ],
)
def test_a_warning_is_recognised_by_what_it_tells_people_not_to_do(
    text: str, expected: bool
) -> None:
    assert warns(["Một câu khác.", text]) is expected


def test_a_number_of_the_answer_that_no_source_holds_is_invented() -> None:
    text = "Đạt 85% trước 12/2026, có 26 tổ và 7 điểm; phí 99.000."
    sources = ["tối thiểu 85%, tháng 12/2026", "26 tổ dân phố"]
    assert invented_figures(text, sources) == ["99.000"]


def test_a_leading_zero_does_not_make_a_number_invented() -> None:
    assert invented_figures("có 04 trụ cột", ["gồm 4 trụ cột"]) == []
