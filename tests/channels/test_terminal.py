"""The terminal channel: what is printed, and how a conversation ends."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from bot.compose import guide_answer
from bot.types import Answer, CheckItem, Choice, Citation, Form, Message, Status
from channels.terminal import converse, render
from knowledge.types import Audience, Guide, Source

ANSWER = Answer(
    status=Status.ANSWERED,
    text="Lệ phí 8.000 đồng.",
    act="procedure",
    citations=(
        Citation(
            title="Sổ mẫu: Cấp thẻ",
            doc="tm-the",
            locator="Lệ phí",
            number="9/QĐ-MAU",
            url="https://example.vn/the",
            as_of=date(2026, 7, 1),
        ),
    ),
)
CHOICES = (
    Choice(title="Thẻ mới", code="tm-1", payload="tm-1"),
    Choice(title="Thẻ cũ", code="tm-2", payload="tm-2"),
)


class Echo:
    """A Replier that remembers its messages."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def reply(self, message: Message) -> Answer:
        self.messages.append(message)
        return ANSWER


def typing(*lines: str) -> Callable[[str], str]:
    """Return an `input` that types the lines and then ends."""
    given: Iterator[str] = iter(lines)

    def read(_prompt: str) -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    return read


def test_the_answer_is_printed_with_its_source_number_day_and_link() -> None:
    printed = render(ANSWER)

    assert printed.startswith("Lệ phí 8.000 đồng.\nNguồn:\n")
    assert all(
        part in printed
        for part in ("Sổ mẫu: Cấp thẻ", "9/QĐ-MAU", "01/07/2026", "https://example.vn/the")
    )


def test_an_answer_without_sources_has_no_line_for_them() -> None:
    assert render(Answer(status=Status.SAID, text="Chào.", act="greet")) == "Chào."


def test_papers_taps_and_the_day_are_printed_a_line_each() -> None:
    answer = Answer(
        status=Status.ANSWERED,
        text="Cần hai giấy.",
        act="procedure",
        checklist=(
            CheckItem(text="Tờ khai", form="Mẫu số 01"),
            CheckItem(text="Đơn theo mẫu CT01", form="CT01"),
            CheckItem(text="Sổ cũ", is_needed=False),
        ),
        more=(
            Choice(title="Lệ phí", code=None, payload="lệ phí bao nhiêu"),
            Choice(title="Nộp ở đâu", code=None, payload="nộp ở đâu"),
        ),
        as_of=date(2026, 7, 1),
    )

    assert render(answer).split("\n") == [
        "Cần hai giấy.",
        "  [ ] Tờ khai (Mẫu số 01)",
        "  [ ] Đơn theo mẫu CT01",
        "  [-] Sổ cũ",
        "  [-]: không phải mang nếu đúng như ghi; chưa chắc thì cứ mang theo",
        "Hỏi tiếp: Lệ phí · Nộp ở đâu",
        "Theo nguồn ngày 01/07/2026.",
    ]


def test_a_paper_that_the_text_names_is_not_printed_again() -> None:
    answer = Answer(
        status=Status.ANSWERED,
        text="Giấy tờ cần có:\n- Tờ khai (Mẫu số 01)",
        act="procedure",
        checklist=(CheckItem(text="Tờ khai", form="Mẫu số 01"), CheckItem(text="Ảnh")),
    )

    assert render(answer).count("Tờ khai") == 1
    assert "  [ ] Ảnh" in render(answer)


def test_notice_step_and_question_of_a_report_are_printed_in_order() -> None:
    answer = Answer(
        status=Status.SAID,
        text="Ở đâu?",
        act="ticket",
        notice="Phường lưu tin nhắn.",
        form=Form(name="ticket", asks="place", slots={"content": "đèn hỏng"}),
        choices=(Choice(title="Hủy", code=None, payload="hủy"),),
    )

    assert render(answer).split("\n") == [
        "Phường lưu tin nhắn.",
        "Phản ánh: bước 2/4",
        "Ở đâu?",
        "  1. Hủy",
    ]


def test_while_a_person_has_the_conversation_that_alone_is_printed() -> None:
    silent = Answer(status=Status.HANDOVER, text="", act="person", is_silent=True)

    assert render(silent) == "Đã chuyển cho cán bộ."


def test_the_state_of_a_report_is_not_called_undated() -> None:
    state = Answer(status=Status.ANSWERED, text="Đã nhận.", act="ticket_status", ticket="PA-1")
    undated = Answer(
        status=Status.ANSWERED, text="Có.", act="guide", citations=(Citation(title="Sổ", doc="s"),)
    )

    assert render(state) == "Đã nhận."
    assert "Nguồn không ghi ngày." in render(undated)


def test_choices_are_numbered_once() -> None:
    asked = Answer(status=Status.CLARIFY, text="Thẻ nào?", act="procedure", choices=CHOICES)
    listed = Answer(
        status=Status.CLARIFY,
        text="Thẻ nào?\n1. Thẻ mới\n2. Thẻ cũ",
        act="procedure",
        choices=CHOICES,
    )

    assert render(asked) == "Thẻ nào?\n  1. Thẻ mới\n  2. Thẻ cũ"
    assert render(listed).count("Thẻ mới") == 1


def test_every_warning_of_a_guide_is_printed() -> None:
    guide = Guide(
        id="g",
        title="Mở ví",
        summary="Tải ứng dụng.",
        warnings=("không đưa mã cho ai",),
        source=Source(title="Sổ tay", as_of=date(2026, 7, 1)),
    )
    answer = guide_answer(guide, None, date(2026, 11, 21))

    assert len(answer.warnings) == 2
    assert all(w.text.lower().rstrip(".") in render(answer).lower() for w in answer.warnings)


async def test_all_messages_belong_to_one_conversation_of_the_given_audience() -> None:
    echo, printed = Echo(), list[str]()

    await converse(echo, audience=Audience.STAFF, read=typing("a", "b"), write=printed.append)

    assert [message.text for message in echo.messages] == ["a", "b"]
    assert len({message.conversation_id for message in echo.messages}) == 1
    assert {message.audience for message in echo.messages} == {Audience.STAFF}
    assert sum("8.000" in line for line in printed) == 2


@pytest.mark.parametrize("word", ["/thoat", "/thoát", " /QUIT ", "/exit"])
async def test_a_word_of_leaving_ends_the_conversation(word: str) -> None:
    echo = Echo()

    await converse(
        echo, audience=Audience.PUBLIC, read=typing("a", word, "b"), write=lambda _text: None
    )

    assert [message.text for message in echo.messages] == ["a"]


async def test_ctrl_c_at_the_prompt_ends_the_conversation() -> None:
    def interrupt(_prompt: str) -> str:
        raise KeyboardInterrupt

    await converse(Echo(), audience=Audience.PUBLIC, read=interrupt, write=lambda _text: None)
