"""The portal's misfiled pages, found by rule, are never what an answer is made of."""

from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.conversations import Conversation
from bot.dialogue import alone
from bot.types import Answer, Decision, Message, Status
from bot.ward import Ward
from knowledge.importers.portal import read_portal
from knowledge.types import Audience, Procedure
from retrieval.build import build_index, open_index
from retrieval.encoder import Encoder

PORTAL = Path(__file__).resolve().parents[2].parent / "shared" / "procedures"


@pytest.fixture(scope="module")
def misfiled() -> list[Procedure]:
    """Return the portal's records that the importer takes for another procedure's page."""
    if not PORTAL.is_dir():
        pytest.skip("the portal's records are not beside the project")
    records = [r for file in sorted(PORTAL.glob("*.jsonl")) for r in read_portal(file).records]
    procedures = [record for record in records if isinstance(record, Procedure)]
    return [procedure for procedure in procedures if procedure.is_misfiled()]


async def _decide(message: Message) -> Decision:
    return alone(message)


@pytest.mark.slow
async def test_no_misfiled_page_is_answered_from_even_when_its_name_is_asked_for(
    misfiled: list[Procedure], tmp_path: Path, syllables: Encoder
) -> None:
    assert misfiled
    build_index(misfiled, tmp_path / "index", encoder=syllables)
    retriever, records = open_index(tmp_path / "index", encoder=syllables)
    motcua = Assistant(
        decide=_decide,
        retriever=retriever,
        records=records,
        ward=Ward(name="phường Bến Gỗ", province="thành phố Mây"),
        today=lambda: date(2026, 11, 22),
    )

    for procedure in misfiled:
        for question in (procedure.name, f"lệ phí {procedure.name}"):
            answer = await motcua.reply(
                Message(
                    conversation_id=f"{procedure.code} {question}",
                    text=question,
                    audience=Audience.OFFICIAL,
                ),
                Conversation(),
            )
            assert isinstance(answer, Answer)
            assert procedure.code in answer.ranking, "the search finds it"
            assert (answer.status, answer.procedure) == (Status.NO_CONTENT, None)
            assert not answer.citations
    records.close()
