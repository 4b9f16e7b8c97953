"""What a message names itself: its subject, what is done to it, for whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.topic import foreigners, leads_with_subject, leaves_topic, named_in


@pytest.mark.parametrize(
    "text",
    [
        "thế lệ phí bao nhiêu?",
        "còn làm online được không",
        "mấy ngày có",
        "bn tiền z",
        "nop o dau",
        "ai ký",
        "ai chủ trì?",
        "hạn khi nào?",
        "thế năm nay?",
        "có mất tiền gì không ạ",
        "cảm ơn em nhé",
        "",
    ],
)
def test_asking_alone_names_nothing(text: str) -> None:
    assert named_in(text).words == ()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("thế còn mất hộ chiếu", ("ho", "chieu")),
        ("làm hộ chiếu", ("ho", "chieu")),
        ("à mà cho hỏi thêm khai tử", ("khai", "tu")),
        ("a ma cho hoi them khai tu", ("khai", "tu")),
        ("mất căn cước", ("can", "cuoc")),
        ("quên mật khẩu thì sao", ("quen", "mat", "khau")),
        ("từ tháng nào", ()),
    ],
)
def test_a_subject_is_told_from_words_that_only_look_like_asking(
    text: str, subject: tuple[str, ...]
) -> None:
    assert named_in(text).subject == subject


@pytest.mark.parametrize(
    ("text", "action", "who"),
    [
        ("cấp lại thì sao", ("cap", "lai"), ()),
        ("vợ em thì sao", (), ("vo",)),
        ("con dưới 14 tuổi thì sao", (), ("con", "duoi", "14", "tuoi")),
        ("thế người nước ngoài?", (), ("nguoi", "nuoc", "ngoai")),
        ("mất bao nhiêu tiền", (), ()),
    ],
)
def test_a_case_is_no_subject(text: str, action: tuple[str, ...], who: tuple[str, ...]) -> None:
    named = named_in(text)

    assert (named.subject, named.action, named.who) == ((), action, who)


@pytest.mark.parametrize("text", ["thế còn khai tử", "à mà khai tử", "cho hỏi thêm khai tử"])
def test_turning_to_something_else_is_heard(text: str) -> None:
    assert named_in(text).moves_on


def test_a_plain_question_does_not_turn_to_something_else() -> None:
    assert not named_in("khai tử cần gì").moves_on


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    named = named_in(text)

    assert set(named.case) <= set(named.words)


@pytest.mark.parametrize(
    "text",
    ["thôi cái đó để sau, cho em hỏi khai tử", "chuyen qua viec khac, toi can cong chung"],
)
def test_putting_a_matter_aside_leaves_the_topic(text: str) -> None:
    assert leaves_topic(text)


@pytest.mark.parametrize("text", ["thôi, cảm ơn", "nộp ở đâu", "cấp lại thì sao", "sau bao lâu có"])
def test_going_on_does_not_leave_the_topic(text: str) -> None:
    assert not leaves_topic(text)


@pytest.mark.parametrize(
    "text",
    ["thôi để tui hỏi cái khác, khai tử", "cho hỏi thủ tục khác", "chuyển chủ đề nhé, khai tử"],
)
def test_asking_for_another_matter_leaves_the_topic(text: str) -> None:
    assert leaves_topic(text)


@pytest.mark.parametrize(
    "text",
    ["đăng ký tạm trú mất bao lâu", "em muốn xin xác nhận độc thân", "cấp giấy chứng tử cần gì"],
)
def test_what_is_to_be_done_leads_a_message(text: str) -> None:
    assert leads_with_subject(text, named_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "cần giấy chứng tử không",
        "làm giấy ủy quyền được không",
        "vợ em thường trú ở quê thì mất bao lâu",
        "lệ phí thì sao",
        "cấp lại thì sao",
        "chưa kết hôn thì mất bao lâu",
    ],
)
def test_a_detail_or_a_case_does_not_lead(text: str) -> None:
    assert not leads_with_subject(text, named_in(text))


@pytest.mark.parametrize("said", ["chứng thực chữ ký", "chung thuc chu ky"])
def test_a_signature_is_named_whole(said: str) -> None:
    assert named_in(said).subject == ("chung", "thuc", "chu", "ky")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("vợ tôi là người Lào", "vợ tôi là người nước ngoài"),
        ("mẹ cháu quốc tịch Nhật", "mẹ cháu người nước ngoài"),
        ("bố bé mang quốc tịch Hàn Quốc", "bố bé người nước ngoài"),
        ("xin nhập quốc tịch Mỹ", "xin nhập quốc tịch Mỹ"),
    ],
)
def test_whoever_is_of_another_country_is_a_foreigner(said: str, read: str) -> None:
    assert foreigners(said) == read
