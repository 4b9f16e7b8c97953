"""What the desk says around a report: taken up again, filed already, asked about, told more."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import compose_handover, compose_ticket, desk_words, phrases
from bot.dialogue import alone
from bot.forms import with_more
from bot.store.models import HandoverRow
from bot.types import Act, Decision, Form, Location, Message, Status
from tests.bot.front_desk import FEE, LAMP, FrontDesk, PlainDialogue, say, say_all

Make = Callable[..., FrontDesk]
OPEN = Form(
    name="ticket",
    asks="contact",
    slots={"content": "đèn đường hỏng", "place": "số 5 ngõ 10"},
    problem="not_understood",
)


class TakesForReport(PlainDialogue):
    """Hears a report in everything, as a classifier may."""

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        """Open a form."""
        form = Form(name="ticket", asks="place", slots={"content": message.text})
        self.forms[message.conversation_id] = form
        return Decision(act=Act.TICKET, confidence=0.95, form=form)


@pytest.mark.parametrize("said", ["à mà thôi vẫn gửi", "thôi gửi đi em", "không hủy nữa"])
async def test_a_cancelled_report_is_taken_up_where_it_was(front_desk: Make, said: str) -> None:
    reception = front_desk().open()
    *_, asked = await say_all(reception, LAMP[:3])
    await say(reception, "hủy")

    again = await say(reception, said)

    assert again.form == asked.form


@pytest.mark.parametrize(
    "said", ["làm lại thẻ gửi xe đạp", "tiếp tục đóng phí chợ đêm thì lệ phí bao nhiêu"]
)
async def test_a_question_after_a_cancelled_report_opens_nothing(
    front_desk: Make, said: str
) -> None:
    reception = front_desk().open()
    await say_all(reception, (*LAMP[:3], "hủy"))

    assert (await say(reception, said)).form is None


async def test_a_cancelled_report_cannot_be_taken_up_after_something_else(front_desk: Make) -> None:
    reception = front_desk().open()
    await say_all(reception, (*LAMP[:3], "hủy", "xin chào"))

    assert (await say(reception, "vẫn gửi")).form is None


@pytest.mark.parametrize("said", ["hủy phản ánh vừa gửi", "rút lại phản ánh", "hủy {code}"])
async def test_who_cancels_a_filed_report_is_told_that_it_is_filed(
    front_desk: Make, said: str
) -> None:
    desk = front_desk()
    reception = desk.open()
    filed = (await say_all(reception, LAMP))[-1]

    told = await say(reception, said.format(code=filed.ticket))

    assert told.ticket == filed.ticket
    assert "đã gửi đi rồi" in told.text
    assert len(desk.tickets()) == 1


@pytest.mark.parametrize("said", ["hủy phản ánh {code}", "rút lại phản ánh vừa gửi giúp tôi"])
async def test_taking_back_a_filed_report_leaves_the_open_one(front_desk: Make, said: str) -> None:
    reception = front_desk().open()
    code = (await say_all(reception, LAMP))[-1].ticket
    asked = (await say_all(reception, LAMP[:2]))[-1]

    told = await say(reception, said.format(code=code))

    assert (told.ticket, told.form) == (code, asked.form)
    assert "đã gửi đi rồi" in told.text
    assert "chưa gửi" not in told.text


async def test_who_reports_the_same_again_is_told_before_it_is_sent(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()
    code = (await say_all(reception, LAMP))[-1].ticket

    asked = (await say_all(reception, LAMP[:4]))[-1]

    assert f"anh/chị đã gửi phản ánh {code}" in asked.text
    assert asked.choices[0].title == "Gửi"
    assert len(desk.tickets()) == 1
    again = await say(reception, "gửi")
    assert again.ticket not in (None, code)


async def test_the_kind_of_a_report_is_put_right_before_it_is_sent(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()
    asked = (await say_all(reception, LAMP[:4]))[-1]

    told = await say(reception, "sai loại việc rồi, đây là rác chứ không phải đèn")

    assert "Loại việc: Chiếu sáng công cộng" in asked.text
    assert "Loại việc: Rác thải, vệ sinh môi trường" in told.text
    assert told.form == asked.form
    assert "Loại việc: Rác thải" in (await say(reception, "ai xử lý việc này?")).text
    await say(reception, "gửi")
    await say_all(reception, LAMP)
    assert [ticket.category for ticket in desk.tickets()] == ["waste", "lighting"]


async def test_who_names_no_kind_is_asked_for_it(front_desk: Make) -> None:
    reception = front_desk().open()
    asked = (await say_all(reception, LAMP[:4]))[-1]

    told = await say(reception, "sai loại việc rồi")

    assert "nhắn rõ loại việc" in told.text
    assert told.form == asked.form


@pytest.mark.parametrize("said", ["ừ", "đúng rồi", "phải em ạ", "1", "vâng đúng mã đó"])
async def test_a_yes_to_the_only_code_that_can_be_meant_names_it(
    front_desk: Make, said: str
) -> None:
    reception = front_desk().open()
    code = (await say_all(reception, LAMP))[-1].ticket or ""
    asked = await say(reception, code[:-1])

    told = await say(reception, said)

    assert [choice.payload for choice in asked.choices] == [code]
    assert (told.status, told.ticket) == (Status.ANSWERED, code)


@pytest.mark.parametrize("said", ["không phải", "hông", "sai rồi em"])
async def test_who_denies_the_only_code_is_asked_for_it_anew(front_desk: Make, said: str) -> None:
    reception = front_desk().open()
    code = (await say_all(reception, LAMP))[-1].ticket or ""
    await say(reception, code[:-1])

    told = await say(reception, said)

    assert told.ticket is None
    assert "xem lại mã" in told.text


async def test_a_cancelled_report_is_told_from_the_one_filed_before(front_desk: Make) -> None:
    reception = front_desk().open()
    code = (await say_all(reception, LAMP))[-1].ticket
    await say_all(reception, LAMP[:2])

    told = await say(reception, "hủy")

    assert told.form is None
    assert f"{code} gửi trước đó vẫn còn" in told.text


async def test_what_is_asked_about_the_report_is_no_part_of_it(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()
    asked = (await say_all(reception, LAMP[:2]))[-1]

    told = await say(reception, "bao giờ thì có người xuống sửa")

    assert told.text.startswith(desk_words.ABOUT_REPORT["when"])
    assert told.form == asked.form
    assert "bao giờ thì có người xuống sửa" not in desk.dialogue.heard


async def test_a_question_in_between_brings_the_forms_choices_back(front_desk: Make) -> None:
    reception = front_desk().open()
    await say_all(reception, LAMP[:3])

    told = await say(reception, "ai xử lý việc này")
    skipped = await say(reception, "1")

    assert [choice.title for choice in told.choices] == ["Bỏ qua", "Hủy"]
    assert skipped.form is not None
    assert skipped.form.asks == "confirmed"


@pytest.mark.parametrize(
    "text", ["chỗ đầu ngõ gần cột điện số 3", "nhầm, chó màu đen chứ không phải trắng", "ngõ 55"]
)
def test_a_statement_at_the_wrong_question_is_added_to_the_content(text: str) -> None:
    fuller = with_more(Message(conversation_id="web:an", text=text), OPEN)

    assert fuller is not None
    assert fuller.slots == {**OPEN.slots, "content": f"đèn đường hỏng. {text}"}
    assert fuller.problem is None


@pytest.mark.parametrize(
    "text",
    ["tiếp tục đi", "ừ", "sao phải cho số?", "số 5 ngõ 10", "đèn đường hỏng", "lệ phí bao nhiêu"],
)
def test_what_tells_nothing_new_is_not_added(text: str) -> None:
    assert with_more(Message(conversation_id="web:an", text=text), OPEN) is None


def test_nothing_is_added_to_what_fits() -> None:
    fits = replace(OPEN, problem=None)

    assert with_more(Message(conversation_id="web:an", text="gần cột điện số 3"), fits) is None


async def test_the_name_of_a_procedure_opens_no_report(front_desk: Make) -> None:
    desk = front_desk()
    dialogue = TakesForReport()
    reception = replace(desk, rasa=dialogue).open()

    answer = await say(reception, "cấp thẻ gửi xe đạp công cộng")

    assert (answer.status, answer.procedure, answer.form) == (Status.ANSWERED, "tm-xe", None)
    assert dialogue.forms == {}, "Rasa has closed the form it had opened"


@pytest.mark.parametrize(
    ("text", "is_report"),
    [
        ("anh ở quầy đòi thêm 300 nghìn ngoài biên lai, tôi có phải đưa không", False),
        ("tôi muốn phản ánh anh ở quầy thu tiền ngoài biên lai", True),
        ("cán bộ phường lấy tiền của tôi mà không có biên lai", True),
    ],
)
async def test_whoever_may_be_swindled_is_warned_unless_they_want_to_report_it(
    front_desk: Make, text: str, *, is_report: bool
) -> None:
    reception = replace(front_desk(), rasa=TakesForReport()).open()

    answer = await say(reception, text)

    assert (answer.form is not None) is is_report


async def test_a_question_that_is_taken_for_a_report_goes_on_about_the_topic(
    front_desk: Make,
) -> None:
    dialogue = TakesForReport()
    reception = replace(front_desk(), rasa=dialogue).open()
    await say(reception, FEE)

    answer = await say(reception, "mat bao lau vay")

    assert (answer.procedure, answer.aspect, answer.form) == ("tm-quay", "time", None)
    assert dialogue.forms == {}, "Rasa has closed the form it had opened"


@pytest.mark.parametrize(
    "text", ["phản ánh cấp thẻ gửi xe đạp công cộng", "xe đạp vứt đầy vỉa hè chắn lối đi cả tuần"]
)
async def test_a_report_that_touches_a_procedure_stays_one(front_desk: Make, text: str) -> None:
    reception = replace(front_desk(), rasa=TakesForReport()).open()

    answer = await say(reception, text)

    assert answer.form is not None
    assert answer.form.slots["content"] == text


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("cho tôi gặp cán bộ", Act.PERSON),
        ("tôi muốn nói chuyện với nhân viên", Act.PERSON),
        ("phụ cấp cho cán bộ xã nghỉ việc", Act.SEARCH),
        ("đóng bảo hiểm cho nhân viên cần giấy gì", Act.SEARCH),
    ],
)
def test_without_rasa_a_person_is_fetched_only_for_who_asks_for_one(text: str, act: Act) -> None:
    assert alone(Message(conversation_id="web:an", text=text)).act is act


@pytest.mark.parametrize("said", ["số 5 ngõ 12 phố Cầu Gỗ", "12 ngo 27 cau go", "nhà em ở tổ 3 ạ"])
async def test_an_address_alone_begins_no_report_but_is_asked_about(
    front_desk: Make, said: str
) -> None:
    reception = replace(front_desk(), rasa=TakesForReport()).open()

    answer = await say(reception, said)

    assert (answer.text, answer.form) == (desk_words.WHAT_AT.text, None)


@pytest.mark.parametrize("said", ["ngõ 5 đèn hỏng", "tổ 3 người đánh nhau", "ngõ 12 mất điện"])
async def test_an_address_with_a_matter_begins_a_report(front_desk: Make, said: str) -> None:
    reception = replace(front_desk(), rasa=TakesForReport()).open()

    assert (await say(reception, said)).form is not None


async def test_an_address_after_a_danger_is_answered_with_whom_to_call(front_desk: Make) -> None:
    reception = front_desk().open()
    danger = await say(reception, "nhà tôi đang cháy")

    where = await say(reception, "số 5 ngõ 12 phố Cầu Gỗ")
    point = Location(latitude=21.0, longitude=105.7)
    again = await reception.reply(Message(conversation_id="web:an", text="", location=point))
    await say(reception, FEE)
    later = await say(reception, "số 5 ngõ 12 phố Cầu Gỗ")

    assert danger.text.startswith(phrases.URGENT)
    assert where.text == again.text == desk_words.CALL_YOURSELF.text
    assert (where.form, again.form) == (None, None)
    assert later.text == desk_words.WHAT_AT.text


async def test_who_waits_for_a_person_is_told_the_place_again_and_may_leave(
    front_desk: Make,
) -> None:
    reception = front_desk().open()
    await say(reception, "cho tôi gặp cán bộ")

    still = await say(reception, "chờ lâu thế")
    left = await say(reception, "thôi khỏi chờ nữa")

    assert still.act == Act.PERSON
    assert "người đầu tiên trong hàng chờ" in still.text
    assert left.text == compose_handover.left_answer().text


async def test_a_name_and_a_number_written_in_the_queue_are_taken_for_staff(
    front_desk: Make,
) -> None:
    reception = front_desk().open()
    await say(reception, "cho tôi gặp cán bộ")

    taken = [await say(reception, text) for text in ("tôi tên Lan ở tổ 6", "0912 345 678")]

    assert all("Tôi đã ghi lại cho cán bộ" in answer.text for answer in taken)


UNKNOWN = ("thuyền rồng bơi sông bao nhiêu tiền", "nuôi voi trong nhà", "bắn pháo hoa ở sân")


def handovers(desk: FrontDesk) -> list[str]:
    """Return why hand-overs were opened."""
    return [row.reason for row in desk.rows(HandoverRow)]


async def test_three_questions_without_an_answer_fetch_a_person_once(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()

    *before, third = await say_all(reception, UNKNOWN)
    fourth = await say(reception, UNKNOWN[0])

    assert [answer.status for answer in (*before, third)] == [Status.NO_CONTENT] * 3
    assert handovers(desk) == ["failed"]
    assert "nhờ cán bộ" in third.text
    assert "nhờ cán bộ" not in before[-1].text + fourth.text
    assert fourth.status is Status.NO_CONTENT


async def test_who_is_fetched_a_person_unasked_is_still_answered_and_may_decline(
    front_desk: Make,
) -> None:
    reception = front_desk().open()
    await say_all(reception, UNKNOWN)

    answered = await say(reception, FEE)
    left = await say(reception, "thôi")

    assert answered.status is Status.ANSWERED
    assert left.text == compose_handover.left_answer().text


async def test_in_mid_form_a_person_is_only_offered(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()
    await say(reception, LAMP[0])

    last = (await say_all(reception, [f"{text}?" for text in UNKNOWN]))[-1]

    assert last.form is not None
    assert [choice.payload for choice in last.more] == [compose_handover.ASK_PERSON.payload]
    assert handovers(desk) == []


@pytest.mark.parametrize("said", ["phải làm sao", "cứu với", "giờ làm gì"])
async def test_who_asks_what_to_do_in_danger_is_told_whom_to_call(
    front_desk: Make, said: str
) -> None:
    reception = front_desk().open()
    await say(reception, "nhà tôi đang cháy")

    assert (await say(reception, said)).text == desk_words.CALL_YOURSELF.text


@pytest.mark.parametrize("asks", ["thế bao giờ xong", "bao lâu thì sửa", "xong chưa em"])
async def test_who_asks_on_after_a_report_is_told_of_it(front_desk: Make, asks: str) -> None:
    reception = front_desk().open()
    filed = (await say_all(reception, LAMP))[-1]

    answers = await say_all(reception, ("cảm ơn", asks, asks))

    assert [answer.ticket for answer in answers[1:]] == [filed.ticket] * 2


async def test_who_asks_on_about_a_procedure_after_a_report_is_told_of_that(
    front_desk: Make,
) -> None:
    reception = front_desk().open()

    *_, answer = await say_all(reception, (*LAMP, FEE, "bao lâu xong"))

    assert answer.act == Act.PROCEDURE


async def test_who_waits_for_a_person_and_asks_on_is_told_of_the_queue(front_desk: Make) -> None:
    desk = front_desk()
    desk.dialogue.acts["cho gặp cán bộ"] = Act.PERSON
    reception = desk.open()

    answers = await say_all(
        reception, ("cho gặp cán bộ", "thế bao giờ xong", FEE, "bao lâu xong", "ai trước tôi không")
    )

    acts = [answer.act for answer in answers]
    assert acts == [Act.PERSON, Act.PERSON, Act.PROCEDURE, Act.PROCEDURE, Act.PERSON]


async def test_who_asks_something_instead_gets_an_answer_and_no_form(front_desk: Make) -> None:
    dialogue = TakesForReport()
    reception = replace(front_desk(), rasa=dialogue).open()
    await say(reception, "đèn đường ngõ 3 hỏng")

    answer = await say(reception, "em đang hỏi lệ phí đăng ký quầy hàng chợ đêm mà")

    assert (answer.procedure, answer.form) == ("tm-quay", None)
    assert dialogue.forms == {}, "Rasa has closed the form"


async def test_who_reports_nothing_is_not_asked_for_a_place(front_desk: Make) -> None:
    reception = replace(front_desk(), rasa=TakesForReport()).open()
    await say(reception, "đèn đường ngõ 3 hỏng")

    answer = await say(reception, "tôi không có phản ánh gì cả")

    assert (answer.form, answer.text) == (None, compose_ticket.cancelled().text)


@pytest.mark.parametrize("said", ["không ai giúp được tôi đâu", "để làm gì chứ"])
async def test_who_was_in_despair_is_not_told_that_nothing_was_found(
    front_desk: Make, said: str
) -> None:
    reception = front_desk().open()
    await say(reception, "tôi không muốn sống nữa")

    for text in (said, "sao cũng được"):
        assert (await say(reception, text)).text.startswith(phrases.CRISIS)


async def test_a_question_after_despair_is_answered(front_desk: Make) -> None:
    reception = front_desk().open()

    *_, answer = await say_all(reception, ("tôi không muốn sống nữa", FEE))

    assert answer.status is Status.ANSWERED


@pytest.mark.parametrize("said", ["chồng em đang đánh em", "bố tôi ngất xỉu rồi"])
async def test_a_cry_for_help_is_not_written_into_a_report_of_a_lamp(
    front_desk: Make, said: str
) -> None:
    reception = front_desk().open()
    *_, asked = await say_all(reception, LAMP[:2])

    cry = await say(reception, said)

    assert cry.text.startswith(phrases.URGENT)
    assert cry.form == asked.form
    assert (await say(reception, LAMP[2])).form != asked.form


async def test_a_report_of_a_danger_takes_down_what_is_told_of_it(front_desk: Make) -> None:
    reception = front_desk().open()
    asked = await say_all(reception, (LAMP[0], "dây điện đứt tóe lửa"))
    assert asked[-1].form
    assert asked[-1].form.asks == "place"

    more = await say(reception, "trước nhà tôi, có người bị điện giật")

    assert more.form
    assert more.form.asks != "place"
