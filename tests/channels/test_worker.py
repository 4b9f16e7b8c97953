"""Events become answers: each once, in order, whatever happens in between."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.store import RecordStore
from retrieval.hybrid import HybridRetriever
from tests.channels.toy import FEE, Stages


@pytest.fixture
async def stages(
    town: tuple[HybridRetriever, RecordStore], tmp_path: Path
) -> AsyncIterator[Stages]:
    made = Stages(town=town, folder=tmp_path)
    yield made
    await made.close()


async def test_a_question_is_answered(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell(FEE)
    await stage.work()

    assert stage.events() == [("done", "said")]
    assert "21.000" in stage.toy.texts()[-1]
    assert stage.parcels() == [("sent", None)] * 2
