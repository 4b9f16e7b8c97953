"""Events become answers: each once, in order, whatever kind they are."""

import asyncio

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot import handover
from bot.consent import consent_notice
from bot.handover_states import Reason
from bot.store.engine import StoreUnavailable
from bot.store.inbox import open_conversation, tell
from bot.store.models import ConversationRow, HandoverRow, MessageRow, OutboxRow, TicketRow
from bot.store.traffic import EventRow, ParcelRow
from bot.types import Answer, Choice, Status
from channels import words
from channels.platform import Event, Tap, tap_payload
from channels.worker import RETRIES, SETTLES, Worker
from tests.bot.front_desk import LAMP, until
from tests.channels.toy import AN, FEE, START, WARD, Stages, Toy

FEES = "21.000"
GO_ON = Choice(title="Xem tiếp", code=None, payload="xem tiếp")


async def test_a_question_is_answered(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell(FEE)
    await stage.work()

    assert stage.events() == [("done", "said")]
    assert FEES in stage.toy.texts()[-1]
    assert stage.parcels() == [("sent", None)] * 2
    assert [row.payload for row in stage.rows(ParcelRow)] == [{}, {}]


async def test_a_message_delivered_again_and_again_is_answered_once(stages: Stages) -> None:
    stage = await stages.open()
    storm = [{"key": "k1", "chat": "an", "text": FEE}]

    for _ in range(3):
        await stage.deliver_raw(storm)
    await stage.work()
    for _ in range(3):
        await stage.deliver_raw(storm)
        await stage.work()

    assert len([text for text in stage.toy.texts() if FEES in text]) == 1
    assert len(stage.rows(EventRow)) == 1


async def test_a_batch_may_hold_the_same_event_twice(stages: Stages) -> None:
    stage = await stages.open()
    one = {"key": "k1", "chat": "an", "text": FEE}

    await stage.deliver_raw([one, one])
    await stage.work()

    assert len(stage.rows(MessageRow)) == 2


async def test_events_that_arrive_in_the_wrong_order_are_served_in_the_right_one(
    stages: Stages,
) -> None:
    stage = await stages.open(settles_s=0.3)
    await stage.deliver_raw([{"key": "b", "chat": "an", "s": 2, "text": "thứ hai"}])
    await stage.work()
    assert stage.events() == [("new", None)]

    stage.clock[0] += (RETRIES[0]) * 0.1
    await stage.deliver_raw([{"key": "a", "chat": "an", "s": 1, "text": "thứ nhất"}])
    await stage.later(seconds=1)

    said = [row.text for row in stage.rows(MessageRow) if row.direction == "in"]
    assert said == ["thứ nhất", "thứ hai"]


async def test_an_event_waits_until_all_is_known_that_came_while_it_settled(
    stages: Stages,
) -> None:
    stage = await stages.open()
    heard = [stage.clock[0]]
    worker = Worker(
        platforms=[stage.toy],
        handling=stage.serving.handling,
        store=stage.store,
        jobs=stage.jobs,
        clock=lambda: stage.clock[0],
        settles=SETTLES,
        heard=lambda: heard[0],
    )
    await stage.deliver_raw([{"key": "b", "chat": "an", "s": 2, "text": "xin chào"}])
    stage.clock[0] += 2 * SETTLES

    again = await worker.serve("toy:an")

    # Not at once, or it would ask again and again until then.
    assert again is not None
    assert again > stage.clock[0]
    assert stage.events() == [("new", None)]
    heard[0] += SETTLES
    assert await worker.serve("toy:an") is None
    assert stage.events() == [("done", "said")]


async def test_an_event_far_too_late_is_still_answered(stages: Stages) -> None:
    stage = await stages.open()
    await stage.deliver_raw([{"key": "b", "chat": "an", "s": 9, "text": "xin chào"}])
    await stage.work()

    await stage.deliver_raw([{"key": "a", "chat": "an", "s": 1, "text": FEE}])
    await stage.work()

    assert FEES in stage.toy.texts()[-1]


async def test_people_do_not_wait_for_one_another(stages: Stages) -> None:
    """Each one's picture comes only when the other's is being fetched."""

    class Waiting(Toy):
        async def fetch(self, photo: str, **options: int) -> bytes:
            async with asyncio.timeout(60):
                await both.wait()
            return await super().fetch(photo)

    both = asyncio.Barrier(2)
    stage = await stages.open(Waiting())
    await stage.tell({"photo": "gone"}, chat="an")
    await stage.tell({"photo": "gone"}, chat="binh")

    await asyncio.gather(stage.worker.serve("toy:an"), stage.worker.serve("toy:binh"))

    assert stage.events() == [("done", "said")] * 2


async def test_a_tapped_button_says_what_it_stands_for(stages: Stages) -> None:
    stage = await stages.open()
    await stage.tell(FEE)
    await stage.work()
    (answer,) = [row for row in stage.rows(MessageRow) if row.direction == "out"]
    more = (answer.answer or {})["more"]
    assert more

    await stage.tell(tap_payload(Tap(answer_id=answer.id, number=1)))
    await stage.work()

    asked = [row for row in stage.rows(MessageRow) if row.direction == "in"][-1]
    assert asked.text == more[0]["payload"]
    assert (asked.shared or {})["is_button"] is True


@pytest.mark.parametrize("number", [0, 9])
async def test_a_button_that_never_was_is_taken_for_an_old_one(stages: Stages, number: int) -> None:
    stage = await stages.open()
    await stage.tell(FEE)
    await stage.work()
    (answer,) = [row for row in stage.rows(MessageRow) if row.direction == "out"]

    await stage.tell(tap_payload(Tap(answer_id=answer.id, number=number)))
    await stage.work()

    assert stage.toy.texts()[-1] == words.OLD_BUTTON.text


async def test_a_button_of_somebody_elses_answer_opens_nothing(stages: Stages) -> None:
    stage = await stages.open()
    await stage.tell(FEE)
    await stage.work()
    (answer,) = [row for row in stage.rows(MessageRow) if row.direction == "out"]

    await stage.tell(tap_payload(Tap(answer_id=answer.id, number=1)), chat="binh")
    await stage.work()

    assert stage.toy.texts("binh") == [words.OLD_BUTTON.text]


async def test_a_photo_becomes_part_of_the_report(stages: Stages, picture: bytes) -> None:
    stage = await stages.open(Toy(photos={"p1": picture}))

    await stage.tell("phản ánh", LAMP[1], LAMP[2], {"photo": "p1"}, "bỏ qua", "gửi")
    await stage.work()

    (ticket,) = stage.rows(TicketRow)
    assert ticket.photo
    assert (stages.folder / "photos" / ticket.photo).is_file()


async def test_a_photo_in_the_middle_of_a_report_is_acknowledged(
    stages: Stages, picture: bytes
) -> None:
    stage = await stages.open(Toy(photos={"p1": picture}))

    await stage.tell("phản ánh", LAMP[1])
    await stage.work()
    question = stage.toy.texts()[-1]
    await stage.tell({"photo": "p1"})
    await stage.work()

    assert stage.toy.texts()[-1] == f"Tôi đã nhận ảnh.\n{question}"


async def test_of_a_photo_that_cannot_be_read_the_resident_is_told(stages: Stages) -> None:
    stage = await stages.open(Toy(photos={"bad": b"no picture"}))

    await stage.tell({"photo": "gone"})
    await stage.work()
    assert stage.toy.texts() == [words.PHOTO_LOST]
    await stage.tell({"photo": "bad"})
    await stage.work()
    assert "không phải ảnh" in stage.toy.texts()[-1]

    await stage.tell({"photo": "gone", "text": FEE})
    await stage.work()
    assert stage.toy.texts()[-1].startswith(words.PHOTO_LOST)
    assert FEES in stage.toy.texts()[-1]


async def test_what_cannot_be_read_is_told_once_and_not_for_every_sticker(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell({"kind": "sticker"}, {"kind": "sticker"}, {"kind": "sticker"})
    await stage.work()

    assert stage.toy.texts() == [words.UNREADABLE.text]


async def test_who_arrives_is_greeted_once(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell({"kind": "arrived"}, {"kind": "arrived"})
    await stage.work()

    notice, said = stage.toy.texts()
    assert notice == consent_notice(WARD)
    assert WARD.name in said


async def test_the_greeting_says_how_data_is_used_and_the_first_answer_does_not_again(
    stages: Stages,
) -> None:
    stage = await stages.open()

    await stage.tell({"kind": "arrived"}, FEE)
    await stage.work()

    notice, _, answer = stage.toy.texts()
    assert notice == consent_notice(WARD)
    assert FEES in answer


async def test_who_knows_how_data_is_used_is_greeted_without(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell(FEE, {"kind": "arrived"})
    await stage.work()

    assert stage.toy.texts().count(consent_notice(WARD)) == 1
    assert WARD.name in stage.toy.texts()[-1]


async def test_to_what_means_nothing_nothing_is_said(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell({"kind": "seen"})
    await stage.work()

    assert stage.toy.sent == []
    assert stage.events() == [("ignored", "none")]


async def test_who_has_left_gets_nothing_that_still_waited(stages: Stages) -> None:
    stage = await stages.open()
    await stage.tell(FEE, {"kind": "left"})
    await stage.worker.serve(AN)

    await stage.work()

    assert stage.toy.sent == []
    assert set(stage.parcels()) == {("dead", "recipient")}


async def test_the_platform_is_told_that_a_message_arrived(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell(FEE)
    await stage.work()
    await until(lambda: stage.toy.acknowledged == ["k0"])


@pytest.mark.parametrize("typed", ["le\u0323\u0302 phi\u0301", "lệ\u200b \u202ephí"])
async def test_words_are_kept_as_they_were_seen(stages: Stages, typed: str) -> None:
    stage = await stages.open()

    await stage.tell(typed)
    await stage.work()

    assert stage.rows(MessageRow)[0].text == "lệ phí"


async def test_a_very_long_message_is_answered(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell(f"{FEE} " * 300)
    await stage.work()

    assert "chỉ đọc phần đầu" in stage.toy.texts()[-1]


@pytest.mark.slow
async def test_a_flood_is_answered_completely_and_once(stages: Stages) -> None:
    stage = await stages.open(pace="5 per second")

    await stage.tell(*[f"{FEE} {n}" for n in range(50)])
    await stage.work()
    async with asyncio.timeout(60):
        while [row for row in stage.rows(MessageRow) if row.state == "deferred"]:
            await asyncio.sleep(0.05)
    await stage.work()

    answered = {row.id: row.text for row in stage.rows(MessageRow) if row.direction == "in"}
    assert len(answered) == 50
    assert len([text for text in stage.toy.texts() if FEES in text]) == 50
    assert len([text for text in stage.toy.texts() if "nhắn nhanh quá" in text]) == 1
    assert all(row.sent_at for row in stage.rows(OutboxRow))


@pytest.mark.slow
async def test_a_late_answer_is_not_given_twice_when_its_event_comes_again(
    stages: Stages,
) -> None:
    """The process ended after the message was deferred and before its event was done."""
    stage = await stages.open(pace="1 per second")
    await stage.tell(FEE)
    await stage.work()
    await stage.tell(FEE)
    await stage.work()
    await until(lambda: [row.state for row in stage.rows(MessageRow)][2] == "answered")
    stage.store.run_now(
        lambda s: s.execute(update(EventRow).where(EventRow.key == "k1").values(state="new"))
    )

    again = await stages.open(stage.toy)
    await again.work()

    assert len([text for text in stage.toy.texts() if FEES in text]) == 2
    assert again.events() == [("done", "said")] * 2


# Staff


async def test_staff_in_the_platforms_own_console_silence_the_assistant(stages: Stages) -> None:
    stage = await stages.open()
    await stage.tell("xin chào", {"kind": "staff", "by": "lan", "text": "Dạ em nghe đây"}, FEE)
    await stage.work()

    assert not any(FEES in text or "Dạ em" in text for text in stage.toy.texts())
    (held,) = stage.rows(HandoverRow)
    assert (held.state, held.taken_by) == ("held", "lan")
    said = [(row.direction, row.text, row.state) for row in stage.rows(MessageRow)]
    assert ("staff", "Dạ em nghe đây", "sent") in said
    assert ("in", FEE, "silent") in said
    assert all(row.sent_at for row in stage.rows(OutboxRow))


async def test_staff_may_write_to_somebody_who_never_wrote_and_change_places(
    stages: Stages,
) -> None:
    stage = await stages.open()

    await stage.tell(
        {"kind": "staff", "by": "lan", "text": "Chào chị"},
        {"kind": "staff", "by": "huy", "text": ""},
    )
    await stage.work()

    assert stage.toy.sent == []
    assert stage.rows(HandoverRow)[0].taken_by == "huy"
    assert [row.text for row in stage.rows(MessageRow)] == ["Chào chị", "(ảnh hoặc tệp)"]


async def test_while_staff_have_the_conversation_a_sticker_is_left_to_them(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell({"kind": "staff", "by": "lan", "text": "Chào chị"}, {"kind": "sticker"})
    await stage.work()

    assert stage.toy.sent == []
    assert [row.text for row in stage.rows(MessageRow)][-1] == "(sticker)"


async def test_staffs_words_from_elsewhere_reach_the_platform(stages: Stages) -> None:
    stage = await stages.open()
    await stage.tell("xin chào")
    await stage.work()
    before = len(stage.toy.sent)

    def write(session: Session) -> None:
        handover.open_handover(session, AN, Reason.ASKED, opening=WARD.opening, now=START)
        handover.take(session, 1, "lan", now=START)
        handover.say(session, 1, "lan", "Chị mang theo căn cước nhé", now=START)

    stage.store.run_now(write)
    await stage.work()

    assert stage.toy.texts()[before + 1 :] == ["Cán bộ trả lời:\nChị mang theo căn cước nhé"]
    await stage.work()
    assert len(stage.toy.sent) == before + 2


async def test_what_cannot_be_packed_is_told_plainly_and_holds_up_nothing(stages: Stages) -> None:
    def on_render(answer: Answer) -> None:
        if "hỏng" in answer.text or answer.more:
            raise ValueError("a bug")

    stage = await stages.open(Toy(on_render=on_render))
    late = Answer(status=Status.ANSWERED, text="trả lời muộn", act="search", more=(GO_ON,), id=7)

    def write(session: Session) -> None:
        open_conversation(session, AN, now=START)
        tell(session, AN, text="hỏng", kind="ticket", now=START)
        tell(session, AN, text="trả lời muộn", kind="answer", now=START, answer=late)

    stage.store.run_now(write)
    await stage.work()

    assert stage.toy.texts() == ["trả lời muộn"]


async def test_what_is_told_on_the_web_is_left_for_the_page(stages: Stages) -> None:
    stage = await stages.open()

    def write(session: Session) -> None:
        for id_ in ("web:1", "toyland:1"):
            session.add(
                ConversationRow(id=id_, channel="web", created_at=START, last_at=START, memory={})
            )
            session.flush()
            session.add(OutboxRow(conversation_id=id_, kind="ticket", text="x", created_at=START))

    stage.store.run_now(write)
    await stage.work()

    assert [row.sent_at for row in stage.rows(OutboxRow)] == [None, None]
    assert stage.parcels() == []


# Forgetting


@pytest.mark.parametrize("yes", ["XOÁ HẾT", "xóa hết.", "xoa het"])
async def test_who_asks_and_confirms_is_forgotten(stages: Stages, picture: bytes, yes: str) -> None:
    stage = await stages.open(Toy(photos={"p1": picture}))
    await stage.tell(*LAMP[:3], {"photo": "p1"}, *LAMP[3:])
    await stage.tell({"kind": "forget"})
    await stage.work()
    assert "XÓA HẾT" in stage.toy.texts()[-1]
    assert stage.rows(TicketRow)

    await stage.tell(yes)
    await stage.work()

    assert stage.toy.texts()[-1] == words.FORGOTTEN.text
    assert stage.rows(TicketRow) == []
    assert stage.rows(ConversationRow) == []
    assert {row.conversation_id for row in stage.rows(EventRow)} == {""}
    assert {row.raw for row in stage.rows(EventRow)} == {None}
    assert list((stages.folder / "photos").glob("*.jpg")) == []
    assert len(stage.rows(ParcelRow)) == 1


async def test_a_message_delivered_again_after_all_was_forgotten_is_not_answered(
    stages: Stages,
) -> None:
    stage = await stages.open()
    first = [{"key": "k0", "chat": "an", "text": FEE}]
    await stage.deliver_raw(first)
    await stage.tell({"kind": "forget"}, "xoá hết")
    await stage.work()
    count = len(stage.toy.sent)

    await stage.deliver_raw(first)
    await stage.work()

    assert len(stage.toy.sent) == count


async def test_a_message_behind_the_wish_to_be_forgotten_is_answered(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell({"kind": "forget"}, "xoá hết", FEE)
    await stage.work()

    assert FEES in stage.toy.texts()[-1]


async def test_who_says_something_else_is_not_forgotten(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell({"kind": "forget"}, FEE, "xoá hết")
    await stage.work()

    assert words.FORGOTTEN.text not in stage.toy.texts()
    assert stage.rows(ConversationRow)


async def test_the_words_alone_forget_nobody(stages: Stages) -> None:
    stage = await stages.open()

    await stage.tell(FEE, "xoá hết")
    await stage.work()

    assert words.FORGOTTEN.text not in stage.toy.texts()


@pytest.mark.parametrize(
    "wish",
    [
        "/xoá",
        "xóa dữ liệu của tôi",
        "xoa het du lieu ca nhan cua toi di",
        "Hãy xóa toàn bộ tin nhắn!",
        "tôi muốn xóa thông tin của tôi",
        "xóa hết",
    ],
)
async def test_the_wish_to_be_forgotten_is_heard_in_plain_words(stages: Stages, wish: str) -> None:
    stage = await stages.open()

    await stage.tell(FEE, wish)
    await stage.work()
    assert stage.toy.texts()[-1] == words.FORGET.text
    await stage.tell("xóa hết")
    await stage.work()

    assert stage.toy.texts()[-1] == words.FORGOTTEN.text
    assert stage.rows(ConversationRow) == []


@pytest.mark.parametrize(
    "question", ["xóa đăng ký quầy hàng", "xóa thông tin thế chấp", "làm sao xóa án tích"]
)
async def test_who_asks_about_taking_off_a_register_is_not_offered_to_be_forgotten(
    stages: Stages, question: str
) -> None:
    stage = await stages.open()

    await stage.tell(question)
    await stage.work()

    assert words.FORGET.text not in stage.toy.texts()[-1]


@pytest.mark.parametrize("no", ["không", "Thôi không xóa nữa", "ko"])
async def test_who_takes_the_wish_back_is_told_so_and_kept(stages: Stages, no: str) -> None:
    stage = await stages.open()

    await stage.tell(FEE, {"kind": "forget"}, no, "xóa hết")
    await stage.work()

    assert stage.toy.texts()[-2:] == [words.NOT_FORGOTTEN.text, words.FORGET.text]
    assert stage.rows(ConversationRow)


# Faults of ours


async def test_an_event_that_breaks_us_is_tried_again_in_its_place(stages: Stages) -> None:
    broken = [True, True]

    def on_read(event: Event) -> None:
        if event.key == "k0" and broken:
            broken.pop()
            raise ValueError("a bug")

    stage = await stages.open(Toy(on_read=on_read))
    await stage.tell("thứ nhất", "thứ hai")
    await stage.work()
    assert stage.toy.sent == []

    await stage.later(seconds=2)
    await stage.later(seconds=10)

    said = [row.text for row in stage.rows(MessageRow) if row.direction == "in"]
    assert said == ["thứ nhất", "thứ hai"]
    assert stage.events() == [("done", "said")] * 2


async def test_after_the_last_try_the_resident_is_told_and_the_next_is_served(
    stages: Stages,
) -> None:
    def on_render(answer: Answer) -> None:
        if FEES in answer.text:
            raise ValueError("a bug")

    stage = await stages.open(Toy(on_render=on_render))
    await stage.tell(FEE, "xin chào")
    await stage.work()
    for _ in RETRIES:
        await stage.later(seconds=30)

    assert [state for state, _ in stage.events()] == ["failed", "done"]
    assert stage.toy.texts()[0] == words.BROKEN.text
    assert WARD.name in stage.toy.texts()[-1]
    assert stage.rows(EventRow)[0].problem == "ValueError"


async def test_while_the_database_is_away_nothing_is_said_and_nothing_lost(stages: Stages) -> None:
    """Said on the web: "I could not keep that, write again". Here the event comes again."""
    stage = await stages.open()
    await stage.tell(FEE)
    stage.store.at, stage.store.count, stage.store.is_away = 2, 0, True
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            await stage.worker.serve(AN)
        stage.store.count = 0
    stage.store.at = 0

    await stage.work()

    assert len(stage.toy.sent) == 2
    assert FEES in stage.toy.texts()[-1]
