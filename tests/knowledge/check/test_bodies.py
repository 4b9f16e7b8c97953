"""Which abolished bodies a sentence names as if they still existed."""

import pytest

from knowledge.check.bodies import ABOLISHED, abolished_in


def names(text: str) -> list[str]:
    return [body.name for body, _ in abolished_in(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nộp tại UBND cấp huyện.", "quận, huyện"),
        ("Trụ sở ở số 5, quận Ba Đình", "quận, huyện"),
        ("Gửi lên Sở LĐ-TB&XH để xét", "Sở LĐTBXH"),
        ("Hỏi Sở Lao động - Thương binh và Xã hội", "Sở LĐTBXH"),
        ("Bộ Kế hoạch và Đầu tư trả lời", "Bộ KHĐT"),
        ("Bộ Giao thông vận tải cấp phép", "Bộ GTVT"),
        ("Bộ TN&MT", "Bộ TNMT"),
        ("Đến Công an quận nộp ảnh", "Công an cấp huyện"),
        ("Nộp đơn ở Tòa án nhân dân huyện", "Tòa án cấp huyện"),
        ("Bảo hiểm xã hội cấp huyện trả kết quả", "BHXH cấp huyện"),
        ("Khai ở Chi cục Thuế nơi ở", "Chi cục Thuế"),
        ("Phòng Tư pháp xác nhận", "Phòng Tư pháp"),
        ("các huyện có liên quan cho ý kiến", "quận, huyện"),
    ],
)
def test_a_body_that_ended_is_found(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Giấy do cơ quan cấp huyện trước ngày 01/7/2025 cấp",
        "Trước đây nộp ở huyện",
        "UBND xã, phường (Cổng còn ghi cấp huyện)",
        "Không còn phòng giáo dục quận, huyện.",
        "hỗ trợ các huyện nghèo",
        "đường tỉnh, đường huyện, đường xã",
        "Thông tư số 01/2020/TT-BGTVT ngày 01/01/2020 của Bộ trưởng Bộ Giao thông vận tải",
        "Bộ Thông tin và Truyền thông cũ",
        "Chi cục Thuế doanh nghiệp lớn",
        "cán bộ Tài nguyên và Môi trường",
        "mang kế hoạch và đầu tư thời gian",
        "Công an cấp xã, UBND xã",
    ],
)
def test_the_past_titles_of_acts_and_other_words_are_left_alone(text: str) -> None:
    assert names(text) == []


def test_a_longer_name_is_not_counted_again_as_the_district_in_it() -> None:
    assert names("Công an huyện và Công an huyện bên cạnh") == ["Công an cấp huyện"]


def test_a_past_sentence_does_not_excuse_the_next_one() -> None:
    assert names("Nộp trước ngày 05. Ủy ban nhân dân cấp huyện duyệt.") == ["quận, huyện"]


def test_every_abolished_body_has_a_successor_that_is_not_itself_abolished() -> None:
    assert [body.name for body in ABOLISHED if not body.successor or names(body.successor)] == []
