"""The draft for a resident: what the public would be told, and nothing of it is kept."""

from dataclasses import replace

import pytest

from bot.assistant import Assistant
from bot.conversations import Conversation, Topic
from bot.suggest import is_hidden, suggest
from bot.types import Choice, Decision, Message, Status
from knowledge.store import RecordStore
from knowledge.types import Audience
from retrieval.hybrid import HybridRetriever
from tests.conftest import BICYCLE, INTERNAL, INTERNAL_MARK, OFFICIAL_PLAN, STALL, TODAY, WARD

Town = tuple[HybridRetriever, RecordStore]


async def refuse(_message: Message) -> Decision:
    raise AssertionError("Rasa is asked")


@pytest.fixture
def assistant(town: Town) -> Assistant:
    """Return the town's assistant, whose Rasa must not be asked."""
    retriever, records = town
    return Assistant(
        decide=refuse, retriever=retriever, records=records, ward=WARD, today=lambda: TODAY
    )


async def test_a_question_gets_the_answer_with_its_sources(
    assistant: Assistant, town: Town
) -> None:
    found = await suggest(
        assistant, town[1], "lệ phí đăng ký quầy hàng chợ đêm bao nhiêu", Conversation()
    )

    assert found.answer is not None
    assert found.answer.status is Status.ANSWERED
    assert "21.000" in found.answer.text
    assert {each.doc for each in found.answer.citations} == {STALL.code}


async def test_a_follow_up_is_read_with_the_topic_and_changes_no_memory(
    assistant: Assistant, town: Town
) -> None:
    memory = Conversation(
        questions=("cấp thẻ gửi xe đạp công cộng",), topic=Topic(procedure=BICYCLE.code)
    )
    before = replace(memory)

    found = await suggest(assistant, town[1], "cần giấy tờ gì", memory)

    assert found.answer is not None
    assert found.answer.procedure == BICYCLE.code
    assert memory == before


@pytest.mark.parametrize("text", ["tôi muốn gặp cán bộ", "thời tiết mai thế nào", "asdkjh qwe"])
async def test_what_only_a_person_can_do_or_has_no_source_has_no_draft(
    assistant: Assistant, town: Town, text: str
) -> None:
    assert (await suggest(assistant, town[1], text, Conversation())).answer is None


@pytest.mark.parametrize(
    "question",
    [
        "cấp phát máy tính công vụ cần gì",
        "các bước thế nào",
        "1",
        "chỉ tiêu mã QR năm 2027",
        "thế năm sau thì sao",
    ],
)
async def test_what_an_official_has_asked_before_in_that_chat_does_not_get_into_the_draft(
    assistant: Assistant, town: Town, question: str
) -> None:
    memory = Conversation(
        questions=(INTERNAL.name,),
        topic=Topic(
            procedure=INTERNAL.code, plans=(OFFICIAL_PLAN.id,), candidates=(INTERNAL.code,)
        ),
        choices=(Choice(title=INTERNAL.name, code=INTERNAL.code, payload=INTERNAL.name),),
        audience=Audience.OFFICIAL,
    )

    found = await suggest(assistant, town[1], question, memory)

    assert INTERNAL_MARK not in repr(found.answer)
    assert INTERNAL.name not in repr(found.answer)
    assert "88%" not in repr(found.answer)


def test_only_records_for_everybody_are_not_hidden(town: Town) -> None:
    hidden = [is_hidden(id_, town[1]) for id_ in (INTERNAL.code, OFFICIAL_PLAN.id, STALL.code, "")]

    assert hidden == [True, True, False, False]
