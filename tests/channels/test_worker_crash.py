"""The process may end between any two steps: everything is answered, and nothing twice."""

import pytest

from bot.store.models import MessageRow, TicketRow
from bot.store.traffic import EventRow, ParcelRow
from tests.bot.front_desk import LAMP
from tests.channels.toy import FEE, Killed, Stages, Toy

STORM = [
    {"key": "a", "chat": "an", "s": 1, "text": FEE},
    {"key": "b", "chat": "an", "s": 2, "text": "cảm ơn"},
]
# Keeping the events, looking for one, its message, its answer, its parcels, then two messages
# taken and sent; the same for the second event, whose answer is one message.
TRANSACTIONS = 17


async def count(stages: Stages) -> int:
    stage = await stages.open()
    stage.store.count = 0
    await stage.deliver_raw(STORM)
    await stage.work()
    return stage.store.count


async def test_the_steps_between_which_the_process_is_ended_are_all_there_are(
    stages: Stages,
) -> None:
    assert await count(stages) <= TRANSACTIONS


@pytest.mark.slow
@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(1, TRANSACTIONS + 1))
async def test_a_process_that_ends_at_any_transaction_loses_and_doubles_nothing(
    stages: Stages, step: int, is_after: bool
) -> None:
    """Twice only a message that was on its way when the process ended before noting it."""
    stage = await stages.open(kill_at=step, kill_after=is_after)
    toy = stage.toy
    try:
        await stage.deliver_raw(STORM)
        await stage.work()
    except Killed:
        pass
    flying = {row.id for row in stage.rows(ParcelRow) if row.state == "sending"}

    again = await stages.open(toy)
    await again.deliver_raw(STORM)  # The platform saw no acknowledgement.
    await again.work()

    assert again.events() == [("done", "said")] * 2
    told = toy.texts()
    fees = [n for n, text in enumerate(told) if "21.000" in text]
    thanks = [n for n, text in enumerate(told) if "Không có gì" in text]
    assert fees
    assert thanks
    assert len(told) - 3 <= len(flying) <= 1
    assert max(fees) < min(thanks)
    said = [row.text for row in again.rows(MessageRow) if row.direction == "in"]
    assert said == [FEE, "cảm ơn"]
    assert {row.state for row in again.rows(ParcelRow)} == {"sent"}


@pytest.mark.slow
@pytest.mark.parametrize("step", range(1, 8))
async def test_a_report_is_filed_once_whenever_the_process_ends(stages: Stages, step: int) -> None:
    first = await stages.open()
    await first.tell(*LAMP[:-1])
    await first.work()
    toy = first.toy
    last = [{"key": "last", "chat": "an", "s": 99, "text": LAMP[-1]}]

    stage = await stages.open(toy, kill_at=step, kill_after=True)
    try:
        await stage.deliver_raw(last)
        await stage.work()
    except Killed:
        pass
    again = await stages.open(toy)
    await again.deliver_raw(last)
    await again.work()

    (ticket,) = again.rows(TicketRow)
    assert sum(ticket.code in text for text in toy.texts()) in (1, 2)
    assert {row.state for row in again.rows(EventRow)} == {"done"}


async def test_a_process_that_ends_while_it_thinks_answers_after_the_restart(
    stages: Stages,
) -> None:
    """The message is kept as received: it comes again with its event, not as a late answer."""
    stage = await stages.open(kill_at=5, kill_after=False)
    await stage.deliver_raw(STORM)
    with pytest.raises(Killed):
        await stage.work()
    assert [row.state for row in stage.rows(MessageRow)] == ["received"]

    again = await stages.open(Toy())
    await again.work()

    assert [row.state for row in again.rows(MessageRow)] == ["answered", "sent"] * 2
    assert len(again.toy.sent) == 3
