"""Nothing that is for officials gets out to whoever is not signed in, by any route.

The same questions by an official find every one of the planted facts: so these tests can fail.
"""

import logging

import pytest

from bot.types import Message
from channels.contract import answer_json
from knowledge.types import Audience
from tests.channels.office import Office
from tests.leaks.asking import LIBRARY_FEE, Talk, one_of_each_way, talks
from tests.leaks.conftest import MakeOffice
from tests.leaks.facts import SUBJECTS, Subject, marks_for
from tests.leaks.fronts import answers_kept, asks, offered_in, web
from tests.leaks.looking import everything, found, leaked, logged

pytestmark = pytest.mark.slow

ROUTES = (
    "POST /api/chat as a button",
    "POST /api/chat/stream",
    "the page without script",
    "the residents' API",
    "who claims to be staff",
    "the terminal",
)


async def read_as(office: Office, talk: Talk, audience: Audience, number: int) -> str:
    """Have a reader talk, and return all the answers."""
    out = []
    for turn in talk.turns:
        message = Message(conversation_id=f"{audience}-{number}", text=turn, audience=audience)
        answer = await office.reception.reply(message)
        out.append(answer_json(answer, id="", ms=0).model_dump_json())
    return "\n".join(out)


def test_fifty_facts_for_officials_are_planted_and_some_for_staff() -> None:
    assert len(marks_for(Audience.OFFICIAL)) == 50
    assert len(marks_for(Audience.STAFF)) >= 8


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda each: each.id)
async def test_no_way_of_asking_draws_a_fact_out(
    make_office: MakeOffice, subject: Subject, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office, said = make_office(), []

    async with web(office) as client:
        ask = asks(client, office)["POST /api/chat"]
        for number, talk in enumerate(each for each in talks() if each.subject is subject):
            for turn in talk.turns:
                said.append(turn)
                out = await ask(f"c{number}", turn)
                assert '"status"' in out
                assert leaked(out, said=talk.turns) == [], (talk.way, turn)
    kept = everything(office.store) + logged(caplog.records)
    assert leaked(kept, said=said) == []


@pytest.mark.parametrize("route", ROUTES)
async def test_no_route_lets_a_fact_out(
    make_office: MakeOffice, route: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office = make_office()

    async with web(office) as client:
        ask = asks(client, office)[route]
        for number, talk in enumerate(one_of_each_way()):
            for turn in talk.turns:
                out = await ask(f"c{number}", turn)
                assert leaked(out, said=talk.turns) == [], (talk.way, turn)
        for path in ("/", "/widget", "/widget.js", "/docs", "/openapi.json", "/readyz"):
            assert leaked((await client.get(path)).text) == []
    assert answers_kept(office) > 0
    said = [turn for talk in one_of_each_way() for turn in talk.turns]
    assert leaked(everything(office.store) + logged(caplog.records), said=said) == []


async def test_no_button_that_residents_are_offered_leads_to_a_fact(
    make_office: MakeOffice,
) -> None:
    office, pressed = make_office(), 0

    async with web(office) as client:
        routes = asks(client, office)
        for number, talk in enumerate(talks()):
            if talk.way not in ("third choice", "any choice", "named"):
                continue
            out = await routes["POST /api/chat"](f"c{number}", talk.turns[0])
            for payload in offered_in(out):
                pressed += 1
                out = await routes["POST /api/chat as a button"](f"c{number}", payload)
                assert leaked(out, said=(*talk.turns, payload)) == [], (talk.way, payload)
    assert pressed > 20


async def test_what_is_answered_late_holds_no_fact_either(make_office: MakeOffice) -> None:
    office = make_office(pace="1 per 1 second")
    turns = [subject.asks[0] for subject in SUBJECTS[:3]]

    async with web(office) as client:
        ask = asks(client, office)["POST /api/chat"]
        for turn in (LIBRARY_FEE, *turns):
            await ask("quick", turn)
        out = ""
        while out.count('"answer"') < len(turns):
            params = {"conversation_id": "quick", "after": "0"}
            out = (await client.get("/api/news", params=params)).text
    await office.reception.close()
    assert "status" in out
    assert leaked(out, said=turns) == []


async def test_staff_at_the_counter_read_what_is_theirs_and_nothing_of_officials(
    make_office: MakeOffice,
) -> None:
    office, out = make_office(), ""

    for number, talk in enumerate(one_of_each_way()):
        said = await read_as(office, talk, Audience.STAFF, number)
        assert leaked(said, said=talk.turns, audience=Audience.STAFF) == [], talk.way
    theirs = [each for each in talks() if each.way == "asked"]
    for number, talk in enumerate(theirs, start=100):
        said = await read_as(office, talk, Audience.STAFF, number)
        assert leaked(said, said=talk.turns, audience=Audience.STAFF) == [], talk.turns
        out += said
    assert found(out) == marks_for(Audience.STAFF)


async def test_the_same_questions_by_an_official_find_every_fact(make_office: MakeOffice) -> None:
    office, out = make_office(), ""

    for number, talk in enumerate(each for each in talks() if each.way == "asked"):
        out += await read_as(office, talk, Audience.OFFICIAL, number)

    assert found(out) == marks_for(Audience.OFFICIAL) | marks_for(Audience.STAFF)
