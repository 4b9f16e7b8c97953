"""What an imported document of any kind becomes in an answer, over a real index."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.compose_document import document_answer, quoted
from bot.conversations import Conversation
from bot.dialogue import alone
from bot.types import Answer, Decision, Message, Status
from bot.ward import Ward
from knowledge.types import (
    Audience,
    Document,
    Locator,
    PlanPassage,
    Procedure,
    Source,
    Verified,
)
from retrieval.build import build_index, open_index
from retrieval.encoder import Encoder

MARK = "XÁM-77"
QUESTION = "pháo hoa bắn lúc mấy giờ ở bãi sông"
SOURCE = Source(title="Tờ rơi", as_of=date(2026, 9, 1))
LEAFLET = Document(
    id="to-roi",
    title="Tờ rơi bắn pháo hoa",
    number="3/TR-BG",
    issued=date(2026, 9, 1),
    passages=(
        PlanPassage(
            id="to-roi#1",
            text="Pháo hoa bắn lúc 21 giờ ở bãi sông. Khán giả đứng cách bãi bắn 150 mét.",
            at=Locator(section="Giờ giấc", page=2),
        ),
        PlanPassage(
            id="to-roi#2",
            text="Bến đò Cây Gạo | 19 giờ",
            row=(("Điểm giữ xe", "Bến đò Cây Gạo"), ("Mở cửa", "19 giờ")),
            at=Locator(section="Giữ xe", line_from=14),
        ),
    ),
    source=SOURCE,
)
FOR_OFFICIALS = Document(
    id="du-toan",
    title=f"Dự toán pháo hoa {MARK}",
    audience=Audience.OFFICIAL,
    passages=(
        PlanPassage(
            id="du-toan#1",
            text=f"Pháo hoa bãi sông tốn 12 triệu, ghi sổ {MARK}.",
            at=Locator(section="Dự toán"),
        ),
    ),
    source=SOURCE,
)
BICYCLE = Procedure(code="tm-xe", name="Cấp thẻ gửi xe đạp công cộng", source=SOURCE)


async def _decide(message: Message) -> Decision:
    return alone(message)


@pytest.fixture
async def assistant(tmp_path: Path, syllables: Encoder) -> AsyncIterator[Assistant]:
    """Return an assistant that knows two documents and a procedure."""
    build_index((LEAFLET, FOR_OFFICIALS, BICYCLE), tmp_path / "index", encoder=syllables)
    retriever, records = open_index(tmp_path / "index", encoder=syllables)
    yield Assistant(
        decide=_decide,
        retriever=retriever,
        records=records,
        ward=Ward(name="phường Bến Gỗ", province="thành phố Mây"),
        today=lambda: date(2026, 11, 21),
    )
    records.close()


async def ask(assistant: Assistant, question: str, audience: Audience) -> Answer:
    message = Message(conversation_id="c", text=question, audience=audience)
    answer = await assistant.reply(message, Conversation())
    assert isinstance(answer, Answer)
    return answer


async def test_a_document_is_quoted_with_its_number_and_page(assistant: Assistant) -> None:
    answer = await ask(assistant, QUESTION, Audience.PUBLIC)

    assert (answer.status, answer.act) == (Status.ANSWERED, "document")
    assert "21 giờ" in answer.text
    citation = answer.citations[0]
    assert (citation.doc, citation.number, citation.locator) == (
        "to-roi",
        "3/TR-BG",
        "Giờ giấc, trang 2",
    )


async def test_a_document_that_holds_little_of_the_question_is_not_quoted(
    assistant: Assistant,
) -> None:
    answer = await ask(
        assistant, "bãi sông có cho cắm trại qua đêm cuối tuần không", Audience.PUBLIC
    )

    assert answer.act != "document"


async def test_a_procedure_is_not_pushed_aside_by_documents(assistant: Assistant) -> None:
    answer = await ask(assistant, "cấp thẻ gửi xe đạp công cộng", Audience.PUBLIC)

    assert answer.procedure == "tm-xe"


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
@pytest.mark.parametrize("question", ["pháo hoa bãi sông tốn bao nhiêu, ghi sổ nào", "dự toán"])
async def test_a_document_for_officials_reaches_nobody_else(
    assistant: Assistant, question: str, audience: Audience
) -> None:
    assert MARK not in str(await ask(assistant, question, audience))


async def test_an_official_reads_the_document_for_officials(assistant: Assistant) -> None:
    question = "pháo hoa bãi sông tốn bao nhiêu, ghi sổ nào"

    assert MARK in (await ask(assistant, question, Audience.OFFICIAL)).text


def test_a_table_row_is_said_with_its_columns() -> None:
    found = quoted("bến đò Cây Gạo giữ xe mở cửa mấy giờ", LEAFLET, ["to-roi#2"])

    assert found is not None
    answer = document_answer("bến đò Cây Gạo mở cửa mấy giờ", found)
    assert "Điểm giữ xe: Bến đò Cây Gạo; Mở cửa: 19 giờ." in answer.text
    assert answer.citations[0].locator == "Giữ xe, dòng 14"


def test_only_a_document_without_a_date_is_doubted() -> None:
    def warned(document: Document) -> list[str]:
        found = quoted(QUESTION, document, ["to-roi#1"])
        assert found is not None
        return [warning.kind for warning in document_answer(QUESTION, found).warnings]

    undated = replace(LEAFLET, issued=None)
    checked = replace(undated, source=replace(SOURCE, verified=Verified.LOOKED_UP))

    assert (warned(LEAFLET), warned(undated), warned(checked)) == ([], ["doubtful"], [])
