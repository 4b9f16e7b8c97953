"""An approved record answers after the next index, and no message notices the change."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.assistant import Assistant
from bot.conversations import Conversation
from bot.dialogue import NoDialogue
from bot.editing import proposals, reading
from bot.editing.layer import edits_of
from bot.editing.types import State
from bot.in_service import InService, Knowledge
from bot.store.engine import Store, open_store
from bot.types import Answer, Message
from channels.renewal import Renewal, Stage
from knowledge.merge import laid_over
from knowledge.types import Channel, Fee, Kind, Procedure, Submission
from retrieval.build import Manifest, Progress, build_index, open_parts, read_manifest
from retrieval.types import RetrievalError
from tests.channels.toy import FEE
from tests.conftest import RECORDS, STALL, WARD, SyllableEncoder

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
ENCODER = SyllableEncoder()


def at_fee(amount: int, place: str = "Ban quản lý chợ đêm") -> Procedure:
    """Return the stall's record with another fee everywhere, and a place that says the same."""
    fees = (Fee(amount_vnd=amount),)
    return replace(
        STALL, submissions=(Submission(channel=Channel.COUNTER, fees=fees),), place=place
    )


@dataclass
class Bench:
    """One process: an index, what is in service, and the renewal whose steps the test takes."""

    folder: Path
    store: Store
    gone: list[int]
    clock: list[datetime]
    fails: list[Exception]
    built: int = 0

    def __post_init__(self) -> None:
        self.in_service = InService(
            self.open(read_manifest(self.folder)), on_gone=lambda: self.gone.append(1)
        )
        self.renewal = self.another(builds=True)

    def another(self, *, builds: bool) -> Renewal:
        return Renewal(
            in_service=self.in_service,
            open_index=self.open,
            folder=self.folder,
            store=self.store,
            now=lambda: self.clock[0],
            build=self.build if builds else None,
        )

    def open(self, manifest: Manifest) -> Knowledge:
        retriever, records = open_parts(self.folder, manifest, encoder=ENCODER)
        assistant = Assistant(
            decide=NoDialogue().decide,
            retriever=retriever,
            records=records,
            ward=WARD,
            today=lambda: NOW.date(),
        )
        return Knowledge(
            manifest=manifest, retriever=retriever, records=records, assistant=assistant
        )

    async def build(self, on_progress: Progress) -> None:
        self.built += 1
        if self.fails:
            raise self.fails.pop(0)
        edits = await self.store.run(edits_of)
        await asyncio.to_thread(
            build_index,
            laid_over(RECORDS, edits.records),
            self.folder,
            encoder=ENCODER,
            on_progress=on_progress,
            edits=edits.digests,
        )

    def approve(self, body: Procedure, base: Procedure = STALL) -> int:
        def work(session: Session) -> int:
            made = proposals.propose(
                session,
                kind=Kind.PROCEDURE,
                record_id=body.code,
                base=base,
                body=body,
                reason="mới",
                author="an",
                now=NOW,
            )
            proposals.send(session, made, by="an", current=base, now=NOW)
            proposals.approve(session, made, by="binh", revision=1, current=base, now=NOW)
            return made

        return self.store.run_now(work)

    def state(self, proposal_id: int) -> State:
        return State(self.store.run_now(lambda s: reading.found(s, proposal_id).state))

    async def ask(self, number: int = 0) -> str:
        answer = await self.in_service.reply(
            Message(conversation_id=f"t:{number}", text=FEE), Conversation()
        )
        assert isinstance(answer, Answer)
        return answer.text


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    build_index(RECORDS, tmp_path / "index", encoder=ENCODER)
    store = open_store(f"sqlite:///{tmp_path}/motcua.sqlite")
    made = Bench(folder=tmp_path / "index", store=store, gone=[], clock=[NOW], fails=[])
    yield made
    made.in_service.now.records.close()
    store.close()


async def test_what_was_approved_answers_after_one_step(bench: Bench) -> None:
    assert "42.000" in await bench.ask()
    made = bench.approve(at_fee(55_000))
    assert "55.000" not in await bench.ask()

    await bench.renewal.step()

    assert bench.state(made) is State.LIVE
    assert "55.000" in await bench.ask()
    assert "42.000" not in await bench.ask()
    assert bench.gone == [1]


async def test_nothing_is_built_while_nothing_was_approved(bench: Bench) -> None:
    for _ in range(3):
        await bench.renewal.step()

    assert bench.built == 0


async def test_a_failed_build_leaves_the_old_index_and_says_why(bench: Bench) -> None:
    made = bench.approve(at_fee(55_000))
    bench.fails.append(RetrievalError("đĩa đầy"))

    await bench.renewal.step()

    assert "42.000" in await bench.ask()
    assert bench.state(made) is State.APPROVED
    assert (bench.renewal.status.stage, bench.renewal.status.why) == (Stage.FAILED, "đĩa đầy")
    assert bench.store.run_now(lambda s: reading.found(s, made).problem) == "đĩa đầy"


async def test_a_failed_build_is_tried_again_after_a_while_or_when_somebody_asks(
    bench: Bench,
) -> None:
    made = bench.approve(at_fee(55_000))
    bench.fails += [RetrievalError("đĩa đầy"), RetrievalError("đĩa đầy")]
    await bench.renewal.step()
    await bench.renewal.step()
    assert bench.built == 1, "not at once"

    bench.clock[0] += timedelta(minutes=1)
    await bench.renewal.step()
    assert bench.built == 2
    bench.renewal.hurry()
    await bench.renewal.step()

    assert bench.state(made) is State.LIVE
    assert bench.store.run_now(lambda s: reading.found(s, made).problem) == ""


async def test_a_process_that_does_not_build_takes_over_what_another_has_built(
    bench: Bench,
) -> None:
    made = bench.approve(at_fee(55_000))
    watching = bench.another(builds=False)
    await watching.step()
    assert "42.000" in await bench.ask()

    await bench.build(lambda done, total: None)
    await watching.step()

    assert "55.000" in await bench.ask()
    assert bench.state(made) is State.LIVE


async def test_a_damaged_index_is_not_taken_over(bench: Bench) -> None:
    bench.approve(at_fee(55_000))
    await bench.build(lambda done, total: None)
    parts = bench.folder / read_manifest(bench.folder).parts
    (parts / "vectors.faiss").write_bytes(b"x")

    await bench.another(builds=False).step()

    assert "42.000" in await bench.ask()


async def test_a_killed_build_is_taken_up_by_the_next_process(bench: Bench) -> None:
    made = bench.approve(at_fee(55_000))
    bench.fails.append(asyncio.CancelledError())  # type: ignore[arg-type]  # how a process ends
    with pytest.raises(asyncio.CancelledError):
        await bench.renewal.step()
    assert "42.000" in await bench.ask()

    await bench.another(builds=True).step()

    assert bench.state(made) is State.LIVE


async def test_a_process_killed_between_build_and_note_finds_its_work_done(bench: Bench) -> None:
    made = bench.approve(at_fee(55_000))
    await bench.build(lambda done, total: None)

    await bench.another(builds=True).step()

    assert bench.state(made) is State.LIVE
    assert bench.built == 1


async def test_no_message_fails_or_mixes_two_indexes_while_they_change(bench: Bench) -> None:
    """Fee and place change together: an answer holds both of one version, never one of each."""
    versions = [at_fee(1_000 * n, f"Cổng {n}") for n in range(61, 66)]
    stop = asyncio.Event()
    asked: list[str] = []

    async def keep_asking(number: int) -> None:
        while not stop.is_set():
            answer = await bench.in_service.reply(
                Message(conversation_id=f"t:{number}", text="đăng ký quầy hàng chợ đêm"),
                Conversation(),
            )
            assert isinstance(answer, Answer)
            asked.append(answer.text)
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        askers = [group.create_task(keep_asking(n)) for n in range(4)]
        base = STALL
        for each in versions:
            bench.approve(each, base)
            await bench.renewal.step()
            base = each
        stop.set()
    assert all(task.done() for task in askers)
    for text in asked:
        seen = {n for n in range(61, 66) if f"{n}.000" in text}
        places = {n for n in range(61, 66) if f"Cổng {n}" in text}
        assert seen == places
        assert len(seen) <= 1
        assert seen or "42.000" in text
    assert "65.000" in await bench.ask()
    assert len(bench.gone) == len(versions), "each replaced one is let go"
    assert len([p for p in bench.folder.iterdir() if p.is_dir()]) == 2
