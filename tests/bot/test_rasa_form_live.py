"""The report form in the real Rasa: its course, bad input, and what survives a kill -9."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.rasa import decide, leave, look, restore
from bot.rasa_client import RasaClient
from bot.rasa_process import RasaProcess
from bot.rasa_tracker import open_forms, tracker_path
from bot.rasa_train import PROJECT, model_path
from bot.types import Act, Decision, Form, Location, Message

pytestmark = pytest.mark.rasa

CHECKOUT = Path(__file__).resolve().parents[2]
CONTENT, PLACE, PHONE = "bốt điện cuối xóm bật nắp", "gần nhà văn hóa xóm Đoài", "0912345678"
ANSWERS = {"content": CONTENT, "place": PLACE, "contact": PHONE, "confirmed": "gửi đi"}
ORDER = tuple(ANSWERS)


@pytest.fixture
async def http(rasa_base_url: str) -> AsyncIterator[RasaClient]:
    async with aclosing(RasaClient(rasa_base_url)) as client:
        yield client


class Resident:
    """Somebody who talks to Rasa as the gateway does: each message with what was asked last."""

    def __init__(self, name: str, http: RasaClient) -> None:
        self.name = name
        self.http = http
        self.form: Form | None = None

    async def say(
        self,
        text: str,
        *,
        location: Location | None = None,
        photo: str | None = None,
        is_button: bool = False,
        may_join: bool = False,
    ) -> Decision:
        """Send a message and return the decision."""
        message = Message(
            conversation_id=self.name,
            text=text,
            location=location,
            photo=photo,
            is_button=is_button,
        )
        asks = self.form.asks if self.form else None
        decision = await decide(message, self.http, asks=asks, may_join=may_join)
        self.form = decision.form if decision.form and decision.form.asks else None
        return decision

    async def come_to(self, slot: str) -> Form:
        """Begin the form and answer until the slot is asked for."""
        await self.say("tôi muốn gửi phản ánh")
        for asked in ORDER[: ORDER.index(slot)]:
            await self.say(ANSWERS[asked])
        assert self.form is not None
        assert self.form.asks == slot
        return self.form


@pytest.fixture
def resident(http: RasaClient, request: pytest.FixtureRequest) -> Resident:
    """Return a resident of this test's own."""
    return Resident(request.node.name, http)


async def test_a_report_goes_from_slot_to_slot_to_its_end(resident: Resident) -> None:
    await resident.come_to("confirmed")
    done = await resident.say("gửi đi")

    filled = {"content": CONTENT, "place": PLACE, "contact": PHONE, "confirmed": "yes"}
    assert done.act is Act.TICKET
    assert done.form == Form(name="ticket", asks=None, slots=filled)
    assert await look(resident.name, resident.http) is None
    assert (await resident.say("xin chào")).form is None


async def test_a_first_message_that_tells_all_leaves_only_the_confirmation(
    resident: Resident,
) -> None:
    text = "đèn trước số 8 ngõ 14 phố Hoa Ban hỏng, số của tôi 0912 345 678"

    decision = await resident.say(text)

    assert decision.form == Form(
        name="ticket",
        asks="confirmed",
        slots={"content": text, "place": "trước số 8 ngõ 14 phố Hoa Ban", "contact": PHONE},
    )


@pytest.mark.parametrize("slot", ORDER)
@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("làm căn cước hết bao nhiêu tiền?", Act.PROCEDURE),
        ("vneid quên mật khẩu thì làm sao?", Act.GUIDE),
        ("chỉ tiêu chuyển đổi số của phường năm 2026 là bao nhiêu phần trăm?", Act.PLAN),
        ("cho tôi gặp cán bộ", Act.PERSON),
        ("phản ánh của tôi tới đâu rồi", Act.TICKET_STATUS),
        ("PA-2611-7KD3", Act.TICKET_STATUS),
        ("xin chào", Act.GREET),
    ],
)
async def test_a_question_in_between_is_answered_and_the_form_asks_again(
    resident: Resident, slot: str, question: str, act: Act
) -> None:
    before = await resident.come_to(slot)

    decision = await resident.say(question)

    assert (decision.act, decision.form) == (act, before)
    assert (await resident.say(ANSWERS[slot])).form != before


@pytest.mark.parametrize("slot", ORDER)
@pytest.mark.parametrize("text", ["hủy", "HUY", "thôi không gửi nữa"])
async def test_the_form_can_be_cancelled_at_any_slot(
    resident: Resident, slot: str, text: str
) -> None:
    await resident.come_to(slot)

    decision = await resident.say(text)

    assert (decision.act, decision.form) == (Act.CANCEL, None)
    assert await look(resident.name, resident.http) is None


@pytest.mark.parametrize(
    ("slot", "text", "problem"),
    [
        ("content", "", "no_words"),
        ("content", "🙂🙂🙂", "no_words"),
        ("content", "rác", "too_short"),
        ("place", "", "no_words"),
        ("place", "📍", "no_words"),
        ("place", "ở đây", "not_understood"),
        ("place", "ngõ 5 " * 900, "not_understood"),
        ("contact", "", "no_words"),
        ("contact", "☎️", "no_words"),
        ("contact", "09a1234567", "not_a_phone"),
        ("contact", "1" * 5000, "not_a_phone"),
        ("confirmed", "", "no_words"),
        ("confirmed", "chưa đúng", "not_understood"),
        ("confirmed", "gửi " * 1250, "not_understood"),
    ],
)
async def test_an_answer_that_does_not_fit_is_asked_again_and_says_why(
    resident: Resident, slot: str, text: str, problem: str
) -> None:
    before = await resident.come_to(slot)

    decision = await resident.say(text)

    assert decision.form == replace(before, problem=problem)
    after = await resident.say(ANSWERS[slot])
    assert after.form is not None
    assert after.form.problem is None
    assert after.form.asks != slot


async def test_a_long_report_is_kept_to_its_two_thousandth_character(resident: Resident) -> None:
    await resident.come_to("content")

    decision = await resident.say("cống tắc " * 600)

    assert decision.form is not None
    assert len(decision.form.slots["content"]) == len(("cống tắc " * 600)[:2000].strip())
    assert decision.form.asks == "place"


@pytest.mark.parametrize(
    "text",
    [
        "ống {content} vỡ",
        "nhà 0[1] cạnh {0[place]}",
        'nhà "A"\nvà {x} ở 5/3',
        "None cả",
        "a % b $c",
    ],
)
async def test_what_looks_like_a_placeholder_stays_what_was_written(
    resident: Resident, text: str
) -> None:
    await resident.come_to("place")

    decision = await resident.say(text)

    assert decision.form is not None
    assert decision.form.slots["place"] == text.replace("0[", "0 [").replace("\n", " ")


async def test_a_shared_location_is_the_place_and_one_abroad_is_not(resident: Resident) -> None:
    before = await resident.come_to("place")

    abroad = await resident.say("", location=Location(latitude=48.8584, longitude=2.2945))
    here = await resident.say("", location=Location(latitude=21.01, longitude=105.74))

    assert abroad.form == replace(before, problem="outside_vietnam")
    assert here.form is not None
    assert (here.form.asks, here.form.slots["place"]) == ("contact", "21.01,105.74")


async def test_a_shared_location_stands_beside_the_address_that_was_typed(
    resident: Resident,
) -> None:
    await resident.come_to("contact")
    first = await resident.say("", location=Location(latitude=21.01, longitude=105.74))
    again = await resident.say("", location=Location(latitude=21.02, longitude=105.75))
    assert first.form is not None
    assert again.form is not None
    typed, _, point = first.form.slots["place"].rpartition(" ")

    assert typed
    assert point == "(21.01,105.74)"
    assert again.form.slots["place"] == f"{typed} (21.02,105.75)"


@pytest.mark.parametrize("slot", ORDER)
async def test_a_photo_is_kept_at_any_slot_and_the_question_stays(
    resident: Resident, slot: str
) -> None:
    before = await resident.come_to(slot)

    decision = await resident.say("", photo="a1b2.jpg")

    assert decision.form == replace(before, slots={**before.slots, "photo": "a1b2.jpg"})


async def test_a_photo_with_the_first_words_is_kept(resident: Resident) -> None:
    decision = await resident.say("vỉa hè trước trường bị sụt", photo="a1b2.jpg")

    assert decision.form is not None
    assert decision.form.slots["photo"] == "a1b2.jpg"


async def test_a_slot_is_edited_at_the_confirmation_and_keeps_its_value_until_then(
    resident: Resident,
) -> None:
    before = await resident.come_to("confirmed")

    asked = await resident.say("sửa địa điểm")
    interrupted = await resident.say("lệ phí làm khai sinh là bao nhiêu?")
    edited = await resident.say("ngõ 7 xóm Đoài")

    assert asked.form == replace(before, asks="place")
    assert (interrupted.act, interrupted.form) == (Act.PROCEDURE, asked.form)
    assert edited.form == replace(before, slots={**before.slots, "place": "ngõ 7 xóm Đoài"})


async def test_an_edit_may_be_given_up(resident: Resident) -> None:
    before = await resident.come_to("confirmed")
    await resident.say("sửa nội dung")

    assert (await resident.say("thôi giữ nguyên")).form == before


async def test_an_edited_matter_does_not_move_the_place(resident: Resident) -> None:
    await resident.come_to("confirmed")

    decision = await resident.say("sửa nội dung: cả dãy đèn đường Hoa Ban cũng hỏng")

    assert decision.form is not None
    assert decision.form.slots["place"] == PLACE


async def test_a_report_is_joined_only_when_that_was_offered(resident: Resident) -> None:
    before = await resident.come_to("confirmed")

    refused = await resident.say("ghép vào")
    joined = await resident.say("ghép vào", may_join=True)

    assert refused.form == replace(before, problem="not_understood")
    assert joined.form is not None
    assert (joined.form.asks, joined.form.slots["confirmed"]) == (None, "join")


async def test_looking_changes_nothing_and_leaving_ends_the_form(resident: Resident) -> None:
    assert await look(resident.name, resident.http) is None
    await leave(resident.name, resident.http)
    form = await resident.come_to("contact")

    assert await look(resident.name, resident.http) == form
    assert await look(resident.name, resident.http) == form
    await leave(resident.name, resident.http)
    assert await look(resident.name, resident.http) is None


@pytest.mark.parametrize("text", ["/look", "/restore{}", '/restore{"content": "x"}', "/report"])
async def test_a_typed_command_neither_begins_nor_fills_a_form(
    resident: Resident, text: str
) -> None:
    await resident.say(text)

    form = await look(resident.name, resident.http)
    assert form is None or not form.slots


async def test_a_button_begins_the_form_once(resident: Resident) -> None:
    first = await resident.say("/report", is_button=True)
    second = await resident.say("/report", is_button=True)

    assert first.form == second.form == Form(name="ticket", asks="content")


async def test_an_answer_to_a_form_that_rasa_has_lost_is_no_question(resident: Resident) -> None:
    resident.form = Form(name="ticket", asks="place", slots={"content": CONTENT})

    decision = await resident.say("ngõ 5")

    assert (decision.act, decision.form) == (Act.TICKET, None)


async def test_a_form_is_restored_from_a_copy_with_all_that_it_held(resident: Resident) -> None:
    held = {
        "content": 'đèn "đỏ"\n{hỏng} / 100%',
        "place": PLACE,
        "contact": "none",
        "photo": "a.jpg",
    }
    copy = Form(name="ticket", asks="confirmed", slots=held)

    assert await restore(resident.name, copy, resident.http) == copy
    assert await restore(resident.name, replace(copy, asks="place"), resident.http) == replace(
        copy, asks="place"
    )


async def test_a_long_copy_is_restored_whole(resident: Resident) -> None:
    copy = Form(name="ticket", asks="place", slots={"content": "ở đường hỏng " * 150})

    assert await restore(resident.name, copy, resident.http) == copy


async def test_the_form_stays_in_the_conversation_that_began_it(http: RasaClient) -> None:
    one, other = Resident("own-1", http), Resident("own-2", http)
    await one.come_to("place")

    assert (await other.say("ngõ 5")).form is None
    assert await look("own-2", http) is None


async def test_forty_interruptions_leave_the_form_as_it_was_and_as_small(
    resident: Resident, rasa_data_dir: Path
) -> None:
    before = await resident.come_to("place")
    for _ in range(40):
        await resident.say("làm căn cước hết bao nhiêu tiền?")

    kept = open_forms(tracker_path(rasa_data_dir), [resident.name])
    assert resident.form == before
    assert kept == {resident.name: {"content": CONTENT, "edit": "none"}}


def supervised(data_dir: Path) -> RasaProcess:
    return RasaProcess(
        python=CHECKOUT / ".venv-rasa" / "bin" / "python",
        model=model_path(PROJECT, CHECKOUT / "var" / "build"),
        data_dir=data_dir,
    )


async def killed(process: RasaProcess, *, lost: Path | None = None) -> None:
    """Kill Rasa as the kernel would, and wait until its supervisor has replaced it."""
    pid = process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    await until(lambda: not process.is_ready)
    if lost is not None:
        for path in lost.parent.glob(f"{lost.name}*"):
            path.unlink()
    await until(lambda: process.is_ready)


async def until(is_so: Callable[[], bool], limit_s: float = 120) -> None:
    end = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < end, f"not so after {limit_s} s"
        await asyncio.sleep(0.05)


async def test_every_form_survives_a_kill_in_the_middle_at_every_slot(tmp_path: Path) -> None:
    async with supervised(tmp_path) as process:
        residents = [
            (slot, Resident(f"{slot}-{number}", process.http))
            for slot in ORDER
            for number in range(10)
        ]
        before = {someone.name: await someone.come_to(slot) for slot, someone in residents}
        await residents[-1][1].say("sửa địa điểm")
        before[residents[-1][1].name] = replace(before[residents[-1][1].name], asks="place")

        await killed(process)
        after = {someone.name: await look(someone.name, process.http) for _, someone in residents}
        assert after == before

        # Without the tracker's file the gateway's copy brings each form back.
        await killed(process, lost=tracker_path(tmp_path))
        assert [await look(someone.name, process.http) for _, someone in residents] == [None] * 40
        for _, someone in residents:
            copy = before[someone.name]
            assert await restore(someone.name, copy, process.http) == copy

        for _, someone in residents:
            while someone.form is not None:
                asks = someone.form.asks or ""
                decision = await someone.say(ANSWERS[asks])
            assert decision.form is not None
            assert dict(decision.form.slots) == {
                "content": CONTENT, "place": PLACE, "contact": PHONE, "confirmed": "yes"
            }  # fmt: skip
