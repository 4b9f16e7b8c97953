"""Parcels go out in order, at the platform's pace, and what fails is dealt with by its kind."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.traffic import ParcelRow
from channels import delivery, parcels
from channels.delivery import Gate
from channels.parcels import GIVE_UP, PAUSE
from channels.platform import Failure, Parcel, Rates, SendFailed
from tests.bot.front_desk import until
from tests.channels.toy import AN, BINH, Killed, Stage, Stages, Toy

BACK_OFF = SendFailed(Failure.BACK_OFF, "500")
BLOCKED = SendFailed(Failure.RECIPIENT, "403")
TOO_LONG = SendFailed(Failure.PAYLOAD, "-210")
NO_TOKEN = SendFailed(Failure.ADMIN, "-216")


def put(stage: Stage, *texts: str, to: str = AN) -> None:
    """Let these words wait for somebody."""
    made = [Parcel(payload={"text": each}) for each in texts]
    stage.store.run_now(lambda s: parcels.add(s, made, conversation_id=to, now=stage.clock[0]))


def row(stage: Stage, text: str) -> ParcelRow:
    (found,) = [each for each in stage.rows(ParcelRow) if each.payload.get("text") == text]
    return found


async def test_what_waits_is_sent_in_order_and_noted_with_the_platforms_id(stages: Stages) -> None:
    stage = await stages.open()
    put(stage, "một", "hai", "ba")

    await stage.work()

    assert stage.toy.texts() == ["một", "hai", "ba"]
    kept = stage.rows(ParcelRow)
    assert [each.platform_id for each in kept] == ["m1", "m2", "m3"]
    assert {each.state for each in kept} == {"sent"}


async def test_what_failed_for_a_while_is_sent_later_and_the_next_waits_for_it(
    stages: Stages,
) -> None:
    stage = await stages.open(Toy(fails=[BACK_OFF, BACK_OFF]))
    put(stage, "một", "hai")

    await stage.work()
    assert stage.toy.sent == []
    assert row(stage, "một").code == "500"
    await stage.later(seconds=2)
    assert stage.toy.sent == []
    await stage.later(seconds=4)

    assert stage.toy.texts() == ["một", "hai"]


async def test_each_pause_is_longer_than_the_one_before_up_to_a_quarter_of_an_hour(
    stages: Stages,
) -> None:
    stage = await stages.open(Toy(fails=[BACK_OFF] * 14))
    put(stage, "một")
    pauses = []

    for _ in range(14):
        await stage.work()
        next_at = row(stage, "một").next_at
        assert next_at is not None
        pauses.append((next_at - stage.clock[0]).total_seconds())
        stage.clock[0] = next_at

    assert all(2**n <= pause <= 2 ** (n + 1) for n, pause in enumerate(pauses[:8]))
    assert all(450 <= pause <= 900 for pause in pauses[9:])


async def test_a_platform_that_says_how_long_is_given_that_time(stages: Stages) -> None:
    stage = await stages.open(Toy(fails=[SendFailed(Failure.BACK_OFF, "429", after_s=100)]))
    put(stage, "một")

    await stage.work()
    await stage.later(seconds=99)
    assert stage.toy.sent == []
    await stage.later(seconds=2)

    assert stage.toy.texts() == ["một"]


async def test_after_a_day_of_failures_it_is_given_up_and_the_next_gets_its_turn(
    stages: Stages,
) -> None:
    stage = await stages.open(Toy(fails=[BACK_OFF] * 200))
    put(stage, "một")
    for _ in range(110):
        await stage.later(minutes=15)
    assert row(stage, "một").state == "dead"

    put(stage, "hai")
    stage.toy.fails.clear()
    await stage.work()

    assert stage.toy.texts() == ["hai"]


@pytest.mark.parametrize("error", [BLOCKED, TOO_LONG], ids=["recipient", "payload"])
async def test_what_can_never_be_sent_is_dead_at_once_and_holds_up_nothing(
    stages: Stages, error: SendFailed
) -> None:
    stage = await stages.open(Toy(fails=[error]))
    put(stage, "một", "hai")

    await stage.work()

    dead = row(stage, "một")
    assert (dead.state, dead.failure, dead.code) == ("dead", error.failure.value, error.code)
    assert stage.toy.texts() == ["hai"]


async def test_a_channel_without_rights_rests_for_everybody_and_goes_on_by_itself(
    stages: Stages, caplog: pytest.LogCaptureFixture
) -> None:
    stage = await stages.open(Toy(fails=[NO_TOKEN, NO_TOKEN]))
    put(stage, "một")
    await stage.work()
    put(stage, "hai", to=BINH)

    await stage.work()
    await stage.later(seconds=PAUSE.total_seconds() - 1)
    assert stage.toy.sent == []
    await stage.later(seconds=2)
    await stage.later(seconds=PAUSE.total_seconds() + 1)

    assert sorted(stage.toy.sent) == [("an", "một"), ("binh", "hai")]
    alerts = [each for each in caplog.records if "until somebody acts" in each.message]
    assert len(alerts) == 1
    assert "works again" in caplog.text


async def test_a_channel_that_an_operator_lets_try_again_does_so_at_once(stages: Stages) -> None:
    stage = await stages.open(Toy(fails=[NO_TOKEN]))
    put(stage, "một")
    put(stage, "hai", to=BINH)
    await stage.work()

    stage.store.run_now(lambda s: parcels.retry(s, None, now=stage.clock[0]))
    await stage.work()

    assert sorted(stage.toy.sent) == [("an", "một"), ("binh", "hai")]


async def test_another_channel_is_not_held_up(stages: Stages) -> None:
    stage = await stages.open(Toy(fails=[NO_TOKEN]))
    put(stage, "một")
    await stage.work()

    def look(session: Session) -> tuple[Any, Any]:
        now = stage.clock[0]
        return (
            parcels.paused_until(session, "toy", now=now),
            parcels.paused_until(session, "other", now=now),
        )

    assert stage.store.run_now(look) == (stage.clock[0] + PAUSE, None)


async def test_what_was_being_sent_when_the_process_ended_is_sent_again(stages: Stages) -> None:
    stage = await stages.open(Toy(fails=[Killed()]))
    put(stage, "một", "hai")
    with pytest.raises(Killed):
        await stage.work()
    assert row(stage, "một").state == "sending"

    again = await stages.open(stage.toy)
    await again.work()

    assert stage.toy.texts() == ["một", "một", "hai"]


async def test_what_was_sent_while_the_database_goes_away_is_not_sent_again(
    stages: Stages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_NOTE_AGAIN_S", 0.01)
    stage = await stages.open()
    put(stage, "một", "hai")
    # The sweep, the claim; then it is away for three transactions.
    stage.store.at, stage.store.count, stage.store.is_away = 3, 0, True

    working = asyncio.create_task(stage.work())
    await until(lambda: stage.store.count >= 5)
    stage.store.at = 0
    await working

    assert stage.toy.texts() == ["một", "hai"]
    assert set(stage.parcels()) == {("sent", None)}


async def test_a_fault_of_an_adapter_loses_nothing(
    stages: Stages, caplog: pytest.LogCaptureFixture
) -> None:
    stage = await stages.open(Toy(fails=[KeyError("an's secret words")]))
    put(stage, "một")

    await stage.work()

    assert stage.parcels() == [("pending", "back_off")]
    assert "secret" not in caplog.text
    assert row(stage, "một").code == "KeyError"


async def test_once_stopped_nothing_more_is_begun(stages: Stages) -> None:
    stage = await stages.open()
    put(stage, "một")

    stage.delivery.stop()
    await stage.work()

    assert stage.parcels() == [("pending", None)]


async def test_to_one_recipient_no_faster_than_the_platform_allows(stages: Stages) -> None:
    stage = await stages.open(Toy(rates=Rates(per_recipient=["2 per hour"])))
    put(stage, "một", "hai", "ba")
    put(stage, "a", to=BINH)

    await stage.work()

    assert stage.toy.texts("an") == ["một", "hai"]
    assert stage.toy.texts("binh") == ["a"]
    assert (await stage.delivery.deliver(AN) or stage.clock[0]) > stage.clock[0] + timedelta(
        minutes=59
    )


async def test_a_gate_lets_as_many_through_as_the_app_may_send() -> None:
    gate = Gate("toy", Rates(per_app=["3 per second"]))
    through: list[int] = []

    async def enter(number: int) -> None:
        await gate.enter()
        through.append(number)

    tasks = [asyncio.create_task(enter(number)) for number in range(5)]
    await asyncio.sleep(0.2)
    assert through == [0, 1, 2]
    await asyncio.gather(*tasks)
    assert through == [0, 1, 2, 3, 4]


async def test_an_answer_is_packed_once(stages: Stages) -> None:
    stage = await stages.open()

    def add(session: Session) -> list[int]:
        one = [Parcel(payload={"text": "một"})]
        at = {"conversation_id": AN, "now": stage.clock[0]}
        return [parcels.add(session, one, answer_id=id_, **at) for id_ in (7, 7, 8, None, None)]

    assert stage.store.run_now(add) == [1, 0, 1, 1, 1]


async def test_a_dead_one_that_is_tried_again_gets_a_new_day(stages: Stages) -> None:
    stage = await stages.open(Toy(fails=[BLOCKED, BACK_OFF]))
    put(stage, "một")
    await stage.work()
    await stage.later(hours=GIVE_UP.total_seconds() / 3600 + 1)

    stage.store.run_now(lambda s: parcels.retry(s, [1], now=stage.clock[0]))
    await stage.work()
    assert stage.parcels() == [("pending", "back_off")]
    await stage.later(seconds=3)

    assert stage.toy.texts() == ["một"]


async def test_one_that_is_dropped_is_gone_and_a_sent_one_stays(stages: Stages) -> None:
    stage = await stages.open(Toy(fails=[BLOCKED]))
    put(stage, "một", "hai")
    await stage.work()

    dropped = [stage.store.run_now(lambda s, id_=n: parcels.drop(s, id_)) for n in (1, 2, 3)]

    assert dropped == [True, False, False]
    with stage.store.transaction() as session:
        assert list(session.scalars(select(ParcelRow.id))) == [2]
