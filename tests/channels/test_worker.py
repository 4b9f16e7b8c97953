"""Events become answers: each once, in order, whatever happens in between."""

from tests.channels.toy import FEE, Stages


async def test_a_question_is_answered(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell(FEE)
    await stage.work()

    assert stage.events() == [("done", "said")]
    assert "21.000" in stage.toy.texts()[-1]
    assert stage.parcels() == [("sent", None)] * 2
