"""What a resident gets while the database, the disk, the index or the encoder is in trouble."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text

from bot import desk_words, phrases
from bot.store.models import MessageRow
from bot.types import Act, Answer, Status
from retrieval.build import open_index
from retrieval.encoder import Encoder
from retrieval.types import RetrievalError
from tests.bot.front_desk import FEE, LAMP, FrontDesk, say, say_all

Make = Callable[..., FrontDesk]
HOLD = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Let another process lock the database."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        try:
            yield
        finally:
            other.communicate()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "motcua.sqlite"


@pytest.fixture
def desk(front_desk: Make, file: Path) -> FrontDesk:
    return front_desk(f"sqlite:///{file}", busy_ms=50)


# The database is locked


async def test_a_question_is_answered_while_the_database_is_locked(
    desk: FrontDesk, file: Path
) -> None:
    reception = desk.open()
    with locked(file):
        answer = await say(reception, FEE)

    assert answer.status is Status.ANSWERED
    assert "21.000 đồng" in answer.text


async def test_nobody_waits_again_for_a_database_that_has_just_failed(
    desk: FrontDesk, file: Path
) -> None:
    reception = desk.open(retry_store_s=3_600)
    with locked(file):
        await say(reception, FEE)
        desk.store.fail()
        await say_all(reception, [FEE] * 5, who="web:binh")

    assert desk.store.count == 0


async def test_messages_that_came_meanwhile_are_kept_once_it_is_free_again(
    desk: FrontDesk, file: Path
) -> None:
    reception = desk.open()
    with locked(file):
        await say_all(reception, [FEE, "xin chào"])

    await say(reception, "tạm biệt")

    kept = [(row.text, row.state) for row in desk.rows(MessageRow) if row.direction == "in"]
    assert kept == [(FEE, "failed"), ("xin chào", "failed"), ("tạm biệt", "answered")]


async def test_messages_that_came_meanwhile_are_kept_when_the_server_ends_in_order(
    desk: FrontDesk, file: Path
) -> None:
    reception = desk.open()
    with locked(file):
        await say(reception, FEE)

    await reception.close()

    assert [row.text for row in desk.rows(MessageRow)] == [FEE]


async def test_a_report_in_mid_form_waits_and_is_filed_as_typed_afterwards(
    desk: FrontDesk, file: Path
) -> None:
    reception = desk.open()
    await say_all(reception, LAMP[:2])
    with locked(file):
        told = await say(reception, LAMP[2])
    assert told.text == desk_words.FORM_NOT_KEPT.text
    assert desk.tickets() == []

    *_, filed = await say_all(reception, LAMP[2:])

    (ticket,) = desk.tickets()
    assert filed.ticket == ticket.code
    assert (ticket.content, ticket.place) == (LAMP[1], LAMP[2])


async def test_what_the_desk_would_do_is_refused_and_not_done(desk: FrontDesk, file: Path) -> None:
    desk.dialogue.acts["gặp cán bộ"] = Act.PERSON
    reception = desk.open()
    with locked(file):
        assert await say(reception, "gặp cán bộ") == desk_words.NOT_KEPT

    assert (await say(reception, "gặp cán bộ")).status is Status.HANDOVER


async def test_who_is_in_distress_gets_the_numbers_whatever_is_broken(
    desk: FrontDesk, file: Path
) -> None:
    with locked(file):
        answer = await say(desk.open(), "em muốn chết quá")

    assert answer.text.startswith(phrases.CRISIS)


async def test_who_was_with_a_person_is_not_talked_over_while_the_database_is_away(
    desk: FrontDesk, file: Path
) -> None:
    from tests.bot.test_reception import hold

    reception = desk.open()
    await say(reception, "xin chào")
    await hold(desk)
    await say(reception, "chào chị")
    with locked(file):
        answer = await say(reception, FEE)

    assert answer.is_silent
    await say(reception, "chị ơi")
    assert [text for way, text in desk.said() if way == "in"][-2:] == [FEE, "chị ơi"]


# The database fails between message and answer


@pytest.mark.parametrize("step", range(1, 5), ids=["content", "place", "contact", "confirmed"])
async def test_a_step_of_the_form_that_was_not_kept_is_asked_for_again_and_lost_nowhere(
    desk: FrontDesk, step: int
) -> None:
    reception = desk.open()
    await say_all(reception, LAMP[:step])
    desk.store.fail(2)

    told = await say(reception, LAMP[step])
    assert "hưa" in told.text
    assert told.ticket is None
    assert desk.tickets() == []
    *_, filed = await say_all(reception, LAMP[step:])

    (ticket,) = desk.tickets()
    assert filed.ticket == ticket.code
    assert (ticket.content, ticket.place, ticket.phone) == (LAMP[1], LAMP[2], None)


async def test_an_answer_that_could_not_be_kept_is_given_all_the_same(desk: FrontDesk) -> None:
    reception = desk.open()
    desk.store.fail(2)

    assert "21.000 đồng" in (await say(reception, FEE)).text

    await say(reception, "xin chào")
    assert desk.states() == ["failed", "answered"]


# The disk is full


@contextmanager
def full(desk: FrontDesk) -> Iterator[None]:
    """Let the database file grow no more."""

    def limit(connection: sqlite3.Connection, pages: int) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    connection = desk.store.engine.raw_connection()
    limit(connection.driver_connection, 1)  # type: ignore[arg-type]  # SQLite's: never below its size
    connection.close()
    try:
        yield
    finally:
        connection = desk.store.engine.raw_connection()
        limit(connection.driver_connection, 1_000_000)  # type: ignore[arg-type]
        connection.close()


async def test_on_a_full_disk_questions_are_answered_and_later_all_works(desk: FrontDesk) -> None:
    reception = desk.open()
    await say_all(reception, LAMP[:2])
    long = "ở " + "đường làng rất dài " * 90
    with full(desk):
        told = [await say(reception, long, who=f"web:{n}") for n in range(20)]
        asked = await say(reception, FEE, who="web:binh")
    with desk.store.transaction() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"

    assert all(answer.text for answer in told)
    assert "failed" not in desk.states()  # written only when there is room again
    assert "21.000 đồng" in asked.text
    *_, filed = await say_all(reception, LAMP[2:])
    assert [ticket.code for ticket in desk.tickets()] == [filed.ticket]
    kept = [row for row in desk.rows(MessageRow) if row.text == long]
    assert len(kept) == 20
    assert "failed" in {row.state for row in kept}


# The index


def test_without_an_index_nothing_starts_and_one_line_says_what_to_do(
    tmp_path: Path, syllables: Encoder
) -> None:
    with pytest.raises(RetrievalError, match=r"^[^\n]*no index here; run `motcua index`$"):
        open_index(tmp_path / "index", encoder=syllables)


async def test_an_index_deleted_while_serving_goes_on_answering(
    front_desk: Make, town_index: Path, tmp_path: Path, syllables: Encoder
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(town_index, folder)
    retriever, records = open_index(folder, encoder=syllables)
    reception = replace(front_desk(), town=(retriever, records)).open()

    shutil.rmtree(folder)
    answer = await say(reception, FEE)
    bicycle = await say(reception, "cấp thẻ gửi xe đạp công cộng cần giấy tờ gì")
    records.close()

    assert "21.000 đồng" in answer.text
    assert "Ảnh chụp xe đạp" in bicycle.text


# The encoder; the small town holds each of these words, which is what counts without it

STALL = "đăng ký quầy hàng chợ đêm"


@dataclass
class Flaky:
    """An encoder that fails when told so."""

    well: Encoder
    fails: bool = False

    def __getattr__(self, name: str) -> object:
        return getattr(self.well, name)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        if self.fails:
            raise RuntimeError(f"cannot encode {text}")
        return self.well.encode_query(text)


@pytest.fixture
def flaky(
    front_desk: Make, town_index: Path, syllables: Encoder
) -> Iterator[tuple[Flaky, FrontDesk]]:
    encoder = Flaky(syllables)
    retriever, records = open_index(town_index, encoder=encoder)  # type: ignore[arg-type]  # by name
    yield encoder, replace(front_desk(), town=(retriever, records))
    records.close()


async def test_words_alone_find_the_answer_while_the_encoder_fails(
    flaky: tuple[Flaky, FrontDesk],
) -> None:
    encoder, desk = flaky
    encoder.fails = True

    answer = await say(desk.open(), STALL)

    assert (answer.status, answer.procedure) == (Status.ANSWERED, "tm-quay")
    assert answer.citations


async def test_what_nothing_is_known_about_is_not_answered_by_words_alone(
    flaky: tuple[Flaky, FrontDesk],
) -> None:
    encoder, desk = flaky
    encoder.fails = True

    assert (await say(desk.open(), "mua vé máy bay đi Pháp")).status is Status.NO_CONTENT


async def test_a_failing_encoder_is_logged_once_and_without_words(
    flaky: tuple[Flaky, FrontDesk], caplog: pytest.LogCaptureFixture
) -> None:
    encoder, desk = flaky
    encoder.fails = True

    await say_all(desk.open(), [FEE, "cấp thẻ gửi xe đạp công cộng", "mua vé máy bay"])

    said = [record for record in caplog.records if record.name == "retrieval.hybrid"]
    assert [record.levelname for record in said] == ["ERROR"]
    assert "quầy" not in caplog.text


async def test_an_encoder_that_works_again_is_used_again_for_the_same_question_too(
    flaky: tuple[Flaky, FrontDesk],
) -> None:
    encoder, desk = flaky
    reception = desk.open()
    usual = await say(replace(desk).open(), FEE, who="web:before")
    encoder.fails = True
    assert (await say(reception, FEE)).status is not Status.ANSWERED
    encoder.fails = False

    again = await say(reception, FEE, who="web:after")

    assert answered(again) == answered(usual)


def answered(answer: Answer) -> tuple[object, ...]:
    return answer.status, answer.text, answer.ranking, answer.citations
