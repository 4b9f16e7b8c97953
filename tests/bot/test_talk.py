"""Several turns: follow-ups, other topics, corrections, replies, two questions at once."""

from collections.abc import Callable, Mapping

import pytest

from bot.assistant import Decide
from bot.dialogue import alone
from bot.reception import Reception
from bot.types import Act, Answer, Decision, Message, Status
from knowledge.types import Aspect

Make = Callable[[Decide], Reception]
BICYCLE = "cấp thẻ gửi xe đạp cần giấy tờ gì"
EITHER = "quầy hàng chợ đêm hết bao nhiêu tiền"
PLAN = "chỉ tiêu quầy hàng nhận tiền qua mã QR bao nhiêu phần trăm"
STALL_FEE, EXTENSION_FEE = "21.000 đồng", "17.000 đồng"


async def talk(assistant: Make, *turns: str, acts: Mapping[str, Act] | None = None) -> list[Answer]:
    """Return the answers to the turns of one conversation, Rasa's acts given by text."""

    async def decide(message: Message) -> Decision:
        if act := (acts or {}).get(message.text):
            return Decision(act=act, confidence=0.99)
        return alone(message)

    motcua = assistant(decide)
    return [await motcua.reply(Message(conversation_id="c", text=turn)) for turn in turns]


# Follow-ups


@pytest.mark.parametrize(
    ("turn", "aspect"),
    [
        ("thế lệ phí bao nhiêu?", Aspect.FEE),
        ("bn tiền z", Aspect.FEE),
        ("mấy ngày có", Aspect.TIME),
        ("nộp ở đâu", Aspect.PLACE),
        ("ai ký", Aspect.PLACE),
        ("còn làm online được không", Aspect.ONLINE),
        ("vợ em thì sao", Aspect.DOCUMENTS),
        ("con dưới 14 tuổi thì sao", Aspect.DOCUMENTS),
    ],
)
async def test_a_message_without_a_subject_goes_on_about_the_procedure(
    assistant: Make, turn: str, aspect: Aspect
) -> None:
    _, answer = await talk(assistant, BICYCLE, turn)

    assert (answer.status, answer.procedure, answer.aspect) == (Status.ANSWERED, "tm-xe", aspect)
    assert answer.ranking[0] == "tm-xe"


@pytest.mark.parametrize("turn", ["ở Đà Nẵng thì sao", "thế còn TP.HCM", "o da nang thi sao"])
async def test_a_province_is_no_subject_of_its_own(assistant: Make, turn: str) -> None:
    _, answer = await talk(assistant, BICYCLE, turn, acts={turn: Act.OUT_OF_SCOPE})

    assert (answer.procedure, answer.aspect) == ("tm-xe", Aspect.DOCUMENTS)
    assert answer.text.startswith("Nguồn tôi có không nói riêng điều này")


async def test_a_detail_is_looked_for_where_the_record_names_it(assistant: Make) -> None:
    _, answer = await talk(assistant, "cấp thẻ gửi xe đạp hết bao nhiêu tiền", "có cần chụp ảnh k")

    assert (answer.procedure, answer.aspect) == ("tm-xe", Aspect.DOCUMENTS)


async def test_what_a_guide_does_not_say_is_not_answered_from_elsewhere(assistant: Make) -> None:
    _, answer = await talk(assistant, "quên mật khẩu ví điện tử chợ đêm", "mất phí không")

    assert (answer.status, answer.act) == (Status.NO_CONTENT, "guide")
    assert "không nêu điều này" in answer.text


async def test_a_guides_own_sentence_answers_what_is_asked_on(assistant: Make) -> None:
    _, answer = await talk(
        assistant, "quên mật khẩu ví điện tử chợ đêm", "mã gửi về đâu, có đưa mã cho ai không"
    )

    assert answer.act == "guide"
    assert "mã" in answer.text
    assert all(code.startswith("tm-") for code in answer.ranking), "procedures only"


@pytest.mark.parametrize("turn", ["ai chủ trì?", "đơn vị nào làm", "thế năm nay?"])
async def test_after_a_plans_answer_the_plan_stays(assistant: Make, turn: str) -> None:
    _, answer = await talk(assistant, PLAN, turn, acts={turn: Act.OUT_OF_SCOPE})

    assert (answer.status, answer.act) == (Status.ANSWERED, "plan")
    assert "Ban quản lý chợ đêm" in answer.text


# Another topic


@pytest.mark.parametrize(
    "turn",
    ["thế còn quầy hàng chợ đêm", "à mà cho hỏi thêm quầy hàng chợ đêm", "quầy hàng chợ đêm"],
)
async def test_another_subject_drops_the_old_one(assistant: Make, turn: str) -> None:
    _, answer = await talk(assistant, BICYCLE, turn)

    assert answer.ranking[0] in {"tm-quay", "tm-gia-han"}


@pytest.mark.parametrize(
    "turn",
    [
        "gia hạn quầy hàng chợ đêm mất bao lâu",
        "gia han quay hang cho dem het may ngay",
        "thôi để tui hỏi cái khác, gia hạn quầy hàng chợ đêm",
    ],
)
async def test_a_whole_subject_of_its_own_begins_another_topic(assistant: Make, turn: str) -> None:
    _, answer = await talk(assistant, BICYCLE, turn)

    assert answer.procedure == "tm-gia-han"


async def test_turning_to_another_subject_asks_the_same_of_it(assistant: Make) -> None:
    _, answer = await talk(
        assistant, "gia hạn quầy hàng chợ đêm hết bao nhiêu tiền", "thế còn thẻ gửi xe đạp"
    )

    assert (answer.procedure, answer.aspect) == ("tm-xe", Aspect.FEE)


async def test_thanks_with_a_question_are_answered(assistant: Make) -> None:
    turn = "cảm ơn em, còn thẻ gửi xe đạp thì sao"
    _, answer = await talk(
        assistant, "gia hạn quầy hàng chợ đêm cần gì", turn, acts={turn: Act.THANK}
    )

    assert answer.procedure == "tm-xe"


@pytest.mark.parametrize("between", ["thứ bảy có làm không", "hôm nay trời mưa to quá"])
async def test_something_else_in_between_keeps_the_topic(assistant: Make, between: str) -> None:
    *_, answer = await talk(
        assistant, BICYCLE, between, "thế lệ phí", acts={between: Act.OUT_OF_SCOPE}
    )

    assert (answer.procedure, answer.aspect) == ("tm-xe", Aspect.FEE)


# Corrections


@pytest.mark.parametrize(
    "turn",
    [
        "nhầm, thẻ gửi xe đạp",
        "không, ý em là thẻ gửi xe đạp",
        "thẻ gửi xe đạp chứ không phải quầy hàng",
        "sai rồi, em hỏi thẻ gửi xe đạp mà",
    ],
)
async def test_a_correction_keeps_what_was_asked(assistant: Make, turn: str) -> None:
    _, answer = await talk(assistant, "gia hạn quầy hàng chợ đêm hết bao nhiêu tiền", turn)

    assert (answer.procedure, answer.aspect) == ("tm-xe", Aspect.FEE)
    assert "tm-gia-han" not in answer.ranking


async def test_what_was_corrected_stays_out_of_the_topic(assistant: Make) -> None:
    *_, answer = await talk(
        assistant, "đăng ký quầy hàng chợ đêm ở đâu", "nhầm, gia hạn cơ", "hết bao nhiêu tiền"
    )

    assert answer.procedure == "tm-gia-han"
    assert "tm-quay" not in answer.ranking


async def test_for_whom_it_is_done_corrects_no_procedure(assistant: Make) -> None:
    _, answer = await talk(assistant, BICYCLE, "ý em hỏi cho vợ")

    assert answer.procedure == "tm-xe"


async def test_somebody_who_only_says_wrong_is_offered_the_others(assistant: Make) -> None:
    first, answer = await talk(assistant, "cấp thẻ gia hạn quầy hàng ở đâu", "sai rồi")

    assert answer.text.startswith("Xin lỗi anh/chị")
    assert answer.status is Status.CLARIFY
    assert 1 <= len(answer.choices) <= 4
    assert first.procedure not in {choice.code for choice in answer.choices}
    assert "tm-lac" not in {choice.code for choice in answer.choices}, "it cannot be answered from"


@pytest.mark.parametrize("choice", ["2", "cả hai", "k rõ"])
async def test_a_choice_that_was_wrong_is_followed_by_the_others(
    assistant: Make, choice: str
) -> None:
    _, chosen, _, answer = await talk(assistant, EITHER, choice, "nộp ở đâu", "sai rồi")

    assert answer.status is Status.CLARIFY
    offered = {choice.code for choice in answer.choices}
    assert offered & {"tm-quay", "tm-gia-han"}
    assert chosen.procedure not in offered


async def test_what_was_called_wrong_is_not_gone_on_about(assistant: Make) -> None:
    first, _, answer = await talk(assistant, BICYCLE, "sai rồi", "lệ phí bao nhiêu")

    assert first.procedure == "tm-xe"
    assert answer.procedure != "tm-xe"


@pytest.mark.parametrize("turn", ["phải đi cả hai không", "có phải khai báo không ạ"])
async def test_a_question_is_no_complaint(assistant: Make, turn: str) -> None:
    _, answer = await talk(assistant, BICYCLE, turn, acts={turn: Act.WRONG})

    assert not answer.text.startswith("Xin lỗi")
    assert answer.procedure == "tm-xe"


@pytest.mark.parametrize("turn", ["có đúng không đấy", "trả lời sai rồi", "không phải cái này"])
async def test_a_complaint_stays_one(assistant: Make, turn: str) -> None:
    _, answer = await talk(assistant, BICYCLE, turn, acts={turn: Act.WRONG})

    assert answer.text.startswith("Xin lỗi")


# Replies to a question back


async def test_both_choices_are_answered_when_both_are_wanted(assistant: Make) -> None:
    asked, answer = await talk(assistant, EITHER, "cả hai")

    assert asked.status is Status.CLARIFY
    assert STALL_FEE in answer.text
    assert EXTENSION_FEE in answer.text
    assert {citation.doc for citation in answer.citations} == {"tm-quay", "tm-gia-han"}


async def test_somebody_who_cannot_tell_gets_the_difference_and_an_answer(assistant: Make) -> None:
    _, answer = await talk(assistant, EITHER, "k rõ")

    assert (answer.status, answer.procedure) == (Status.ANSWERED, "tm-quay")
    assert "- Giữ quầy cũ: Gia hạn quầy hàng chợ đêm." in answer.text
    assert STALL_FEE in answer.text


async def test_the_choices_are_compared_when_asked(assistant: Make) -> None:
    _, answer = await talk(assistant, EITHER, "hai cái khác gì nhau")

    assert "Khi nào: Mở quầy mới." in answer.text
    assert "Khi nào: Giữ quầy cũ." in answer.text


async def test_a_reply_may_ask_something_of_the_choice(assistant: Make) -> None:
    _, answer = await talk(assistant, EITHER, "giữ quầy cũ cần giấy tờ gì")

    assert (answer.procedure, answer.aspect) == ("tm-gia-han", Aspect.DOCUMENTS)


async def test_a_new_question_is_no_reply(assistant: Make) -> None:
    _, answer = await talk(assistant, EITHER, BICYCLE)

    assert answer.procedure == "tm-xe"


# Two questions


async def test_each_of_several_aspects_gets_a_line(assistant: Make) -> None:
    text = "cấp thẻ gửi xe đạp công cộng cần giấy tờ gì, hết bao nhiêu tiền, mấy ngày có"
    [answer] = await talk(assistant, text, acts={text: Act.PROCEDURE})

    assert (answer.procedure, answer.aspect) == ("tm-xe", Aspect.DOCUMENTS)
    assert "- Giấy tờ chính: Ảnh chụp xe đạp (2 bản sao)." in answer.text
    assert "- Lệ phí: Miễn phí." in answer.text
    assert "- Thời gian: nguồn tôi có không ghi." in answer.text
    assert {c.locator for c in answer.citations} == {"Giấy tờ cần có", "Lệ phí", "Thời gian"}


async def test_two_procedures_in_one_message_are_both_answered(assistant: Make) -> None:
    [answer] = await talk(
        assistant, "cấp thẻ gửi xe đạp và gia hạn quầy hàng chợ đêm hết bao nhiêu tiền"
    )

    assert answer.ranking == ("tm-xe", "tm-gia-han")
    assert "Miễn phí" in answer.text
    assert EXTENSION_FEE in answer.text


async def test_each_half_may_ask_its_own(assistant: Make) -> None:
    [answer] = await talk(
        assistant, "thẻ gửi xe đạp cần gì? gia hạn quầy hàng chợ đêm bao nhiêu tiền?"
    )

    assert "Ảnh chụp xe đạp" in answer.text
    assert EXTENSION_FEE in answer.text
    assert "Miễn phí" not in answer.text


async def test_a_comma_parts_two_questions(assistant: Make) -> None:
    [answer] = await talk(
        assistant, "thẻ gửi xe đạp cần gì, gia hạn quầy hàng chợ đêm bao nhiêu tiền"
    )

    assert answer.ranking == ("tm-xe", "tm-gia-han")
    assert "Ảnh chụp xe đạp" in answer.text
    assert EXTENSION_FEE in answer.text


async def test_of_two_questions_the_one_that_is_not_known_is_named_and_offered(
    assistant: Make,
) -> None:
    [answer] = await talk(assistant, "thẻ gửi xe đạp cần gì, thuyền rồng bơi sông bao nhiêu tiền")

    assert answer.procedure == "tm-xe"
    assert "Ảnh chụp xe đạp" in answer.text
    assert "“thuyền rồng bơi sông bao nhiêu tiền”" in answer.text
    assert answer.more[0].payload == "thuyền rồng bơi sông bao nhiêu tiền"


async def test_half_a_message_that_names_nothing_known_is_not_answered_apart(
    assistant: Make,
) -> None:
    [answer] = await talk(assistant, "cấp thẻ gửi xe đạp và thời tiết thành phố hết bao nhiêu tiền")

    assert answer.ranking[0] == "tm-xe"
    assert "hai việc" not in answer.text


async def test_two_procedures_are_compared_by_name(assistant: Make) -> None:
    [answer] = await talk(
        assistant, "đăng ký quầy hàng chợ đêm với gia hạn quầy hàng chợ đêm khác gì nhau"
    )

    assert "hai thủ tục khác nhau" in answer.text
    assert "Khi nào: Mở quầy mới." in answer.text


async def test_a_procedure_named_with_its_papers_leaves_the_plan(assistant: Make) -> None:
    turn = "cho hỏi cấp thẻ gửi xe đạp công cộng cần giấy tờ gì"

    _, answer = await talk(assistant, PLAN, turn, acts={turn: Act.PROCEDURE})

    assert (answer.status, answer.procedure) == (Status.ANSWERED, "tm-xe")
