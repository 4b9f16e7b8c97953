"""How many messages are thought about at the same time."""

import asyncio

import pytest

from bot.at_once import AtOnce


async def test_those_who_come_first_are_served_first_and_no_more_at_once_than_places() -> None:
    at_once, here, most, order = AtOnce(2, thinking_s=60), 0, 0, []

    async def think(number: int) -> None:
        nonlocal here, most
        async with at_once.place():
            here += 1
            most = max(most, here)
            order.append(number)
            await asyncio.sleep(0)
            here -= 1

    await asyncio.gather(*(think(number) for number in range(7)))

    assert (most, order) == (2, list(range(7)))


async def test_who_waits_for_something_else_does_not_hold_up_the_others() -> None:
    at_once, hanging = AtOnce(1, thinking_s=0.01), asyncio.Event()

    async def hang() -> None:
        async with at_once.place():
            await hanging.wait()

    stuck = asyncio.create_task(hang())
    await asyncio.sleep(0)
    async with asyncio.timeout(60), at_once.place():
        assert not stuck.done()
    hanging.set()
    await stuck

    # The place that was lost is not given back a second time.
    first, second = asyncio.Event(), asyncio.Event()

    async def hold(is_in: asyncio.Event) -> None:
        async with at_once.place():
            is_in.set()
            await asyncio.sleep(0)

    one, two = asyncio.create_task(hold(first)), asyncio.create_task(hold(second))
    await asyncio.sleep(0)
    assert (first.is_set(), second.is_set()) == (True, False)
    await asyncio.gather(one, two)


async def test_a_place_is_given_back_after_an_error() -> None:
    at_once = AtOnce(1, thinking_s=60)
    with pytest.raises(ValueError, match="broken"):
        async with at_once.place():
            raise ValueError("broken")
    async with asyncio.timeout(60), at_once.place():
        pass
