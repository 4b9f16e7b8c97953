"""Made-up traffic, its delivery, and what the tally calls lost, late or doubled."""

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from eval.bench_fakes import Question, Sent, Webhook
from eval.bench_kept import Answering, Kept, tally
from eval.bench_sender import Call, Line, Taken, request_of, send_all
from eval.bench_traffic import Planned, addresses, calls_of, plan_traffic, swapped

SETTLES = timedelta(seconds=0.3)
RECEIVED = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def planned(**options: float) -> list[Planned]:
    return plan_traffic(
        [f"câu {n}" for n in range(200)],
        conversations=20,
        per_second=10,
        begins_at=1_000.0,
        chance=random.Random(5),  # noqa: S311  # no secret
        **options,
    )


def test_every_resident_of_each_platform_writes_by_turns() -> None:
    writers = Counter(each.question.conversation_id for each in planned())
    assert set(writers.values()) == {10}
    assert len(writers) == 20
    channels = Counter(id_.partition(":")[0] for id_ in writers)
    assert channels == {"telegram": 7, "zalo_oa": 7, "zalo_bot": 6}


def test_nobody_has_the_address_of_somebody_else() -> None:
    assert len(set(addresses(5_000))) == 5_000


def test_as_many_are_delivered_twice_and_swapped_as_was_asked_for() -> None:
    found = planned(duplicates=0.1, reordered=0.1)
    assert sum(len(each.after_s) - 1 for each in found) == 20
    assert swapped(found) == 20
    assert swapped(planned()) == 0


def test_what_is_swapped_was_written_before_and_arrives_right_behind() -> None:
    found = planned(reordered=0.2)
    by_resident: dict[str, list[Planned]] = {}
    for each in found:
        by_resident.setdefault(each.question.conversation_id, []).append(each)
    gaps = [
        one.after_s[0] - two.after_s[0]
        for each in by_resident.values()
        for one, two in itertools.pairwise(each)
        if one.after_s[0] > two.after_s[0]
    ]
    assert len(gaps) == 40
    assert max(gaps) <= 0.05


def test_the_same_seed_plans_the_same() -> None:
    assert planned(duplicates=0.3) == planned(duplicates=0.3)


class Server:
    """Answers each request with the next of the statuses, after a pause; 0 breaks off."""

    def __init__(self, statuses: Sequence[int], *, pause_s: float = 0.0) -> None:
        self.statuses = list(statuses)
        self.pause_s = pause_s
        self.got: list[bytes] = []
        self._serving: list[asyncio.Task[None]] = []

    @property
    def connections(self) -> int:
        return len(self._serving)

    async def __aenter__(self) -> Line:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return Line("127.0.0.1", self._server.sockets[0].getsockname()[1])

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await asyncio.gather(*self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.append(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.got.append(await reader.readexactly(length))
                await asyncio.sleep(self.pause_s)
                if not (status := self.statuses.pop(0) if self.statuses else 200):
                    break
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 2\r\n\r\nok".encode())
        except asyncio.IncompleteReadError:
            pass
        writer.close()
        await writer.wait_closed()


def a_call(number: int = 0, after_s: float = 0.0) -> Call:
    webhook = Webhook(path="/hooks/x", headers={"X-Secret": "s"}, body=f"tin {number}".encode())
    return Call(number=number, after_s=after_s, request=request_of(webhook, "127.0.0.1"))


async def test_what_is_not_acknowledged_is_sent_again_until_it_is() -> None:
    server = Server([503, 0])
    async with server as line:
        (taken,) = await send_all([a_call()], line, started_at=time.monotonic(), give_up_s=30)
    assert taken.attempts == 3
    assert server.got == [b"tin 0"] * 3


async def test_what_is_never_acknowledged_is_given_up() -> None:
    async with Server([500] * 50) as line:
        assert await send_all([a_call()], line, started_at=time.monotonic(), give_up_s=0.1) == []


async def test_a_slow_answer_does_not_hold_up_the_next_request() -> None:
    server = Server([], pause_s=0.3)
    async with server as line:
        begun = time.monotonic()
        taken = await send_all([a_call(n) for n in range(10)], line, started_at=begun, give_up_s=9)
    assert len(taken) == 10
    assert server.connections == 10


async def test_the_wait_counts_from_when_a_request_was_meant_to_be_sent() -> None:
    async with Server([]) as line:
        began_too_late = time.monotonic() - 1.0
        (taken,) = await send_all([a_call()], line, started_at=began_too_late, give_up_s=9)
    assert taken.ms >= 1_000


async def test_a_connection_is_used_again() -> None:
    server = Server([])
    async with server as line:
        calls = [a_call(n, after_s=0.05 * n) for n in range(4)]
        await send_all(calls, line, started_at=time.monotonic(), give_up_s=9)
    assert server.connections == 1


QUESTIONS = [
    (Question(channel="telegram", address="1", text=text, at=float(n)), text.encode())
    for n, text in enumerate(("một", "hai", "ba"))
]
TAKEN = [
    Taken(number=n, meant_at=0.0, begun_at=0.0, acknowledged_at=0.0, attempts=1) for n in range(3)
]


def sent(*ids: str) -> list[Sent]:
    """Return messages to the resident; the text of an answer is its id without what follows."""
    return [
        Sent(channel="telegram", address="1", id=id_, text=f"đáp {id_.partition('.')[0]}")
        for id_ in ids
    ]


def held(*, late_s: float = 0.0, **ids: str) -> Kept:
    """Return a database in which the words are answered by messages of these ids."""
    return Kept(
        answers={
            word.encode(): tuple(
                Answering(channel="telegram", address="1", platform_id=id_) for id_ in each.split()
            )
            for word, each in ids.items()
        },
        received={
            body: RECEIVED + timedelta(seconds=late_s if n == 0 else 0)
            for n, (_, body) in enumerate(QUESTIONS)
        },
        unasked=(),
        states={},
        dead={},
        retried=0,
    )


def test_all_is_well_when_each_is_answered_in_turn() -> None:
    found = tally(
        QUESTIONS,
        TAKEN,
        sent("a", "b", "b2", "c"),
        held(một="a", hai="b b2", ba="c"),
        settles=SETTLES,
    )
    assert (found.accepted, found.answered, found.unanswered) == (3, 3, 0)
    assert (found.out_of_order, found.came_late, found.duplicates, found.strange) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("arrived", "what"),
    [(("a", "c"), "nothing for one"), (("a", "b", "c"), "half an answer")],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_an_answer_that_did_not_arrive_whole_is_missed(arrived: tuple[str, ...], what: str) -> None:
    found = tally(
        QUESTIONS, TAKEN, sent(*arrived), held(một="a", hai="b b2", ba="c"), settles=SETTLES
    )
    assert (found.answered, found.unanswered) == (2, 1), what


def test_what_the_database_calls_sent_and_the_platform_never_took_is_missed() -> None:
    assert (
        tally(QUESTIONS, TAKEN, [], held(một="a", hai="b", ba="c"), settles=SETTLES).unanswered == 3
    )


def test_what_was_not_acknowledged_is_not_missed() -> None:
    found = tally(QUESTIONS, TAKEN[:1], sent("a"), held(một="a"), settles=SETTLES)
    assert (found.accepted, found.unanswered) == (1, 0)


def test_an_answer_before_an_earlier_one_is_seen() -> None:
    found = tally(
        QUESTIONS, TAKEN, sent("b", "a", "c"), held(một="a", hai="b", ba="c"), settles=SETTLES
    )
    assert (found.out_of_order, found.came_late) == (1, 0)


def test_nobody_can_wait_for_what_comes_long_after() -> None:
    kept = held(late_s=5.0, một="a", hai="b", ba="c")
    found = tally(QUESTIONS, TAKEN, sent("b", "a", "c"), kept, settles=SETTLES)
    assert (found.out_of_order, found.came_late) == (0, 1)


def test_the_same_message_again_is_a_duplicate_and_another_one_is_strange() -> None:
    arrived = sent("a", "a.again", "b", "c", "x")
    found = tally(QUESTIONS, TAKEN, arrived, held(một="a", hai="b", ba="c"), settles=SETTLES)
    assert (found.duplicates, found.strange) == (1, 1)


def test_a_call_for_each_delivery_carries_its_questions_number() -> None:
    found = planned(duplicates=0.1)
    webhooks = [Webhook(path="/x", headers={}, body=str(n).encode()) for n in range(len(found))]
    calls = calls_of(found, webhooks, "127.0.0.1")
    assert len(calls) == 220
    assert all(each.request.endswith(b"\r\n\r\n" + str(each.number).encode()) for each in calls)
