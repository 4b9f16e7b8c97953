"""One message in, one answer out, over the town's real index and a decision of our choice."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import phrases
from bot.assistant import Decide
from bot.cry import MISSING, STRUCK
from bot.dialogue import alone
from bot.reception import Reception
from bot.types import Act, Answer, Decision, DialogueUnavailable, Message, Status
from knowledge.types import Aspect, Audience

Make = Callable[[Decide], Reception]
INTERNAL_MARK = "XÁM-77"
STALL_FEE = "21.000 đồng"
EXTENSION_FEE = "17.000 đồng"
EITHER = "quầy hàng chợ đêm hết bao nhiêu tiền"


def scripted(acts: Mapping[str, Act]) -> Decide:
    """Decide as Rasa would for the texts given, and like plain search for all others."""

    async def decide(message: Message) -> Decision:
        if act := acts.get(message.text):
            return Decision(act=act, confidence=0.99)
        return alone(message)

    return decide


async def talk(
    assistant: Reception, *turns: str, audience: Audience = Audience.PUBLIC, id_: str = "c"
) -> list[Answer]:
    """Return the answers to the turns of one conversation."""
    return [
        await assistant.reply(Message(conversation_id=id_, text=turn, audience=audience))
        for turn in turns
    ]


def written(answer: Answer) -> str:
    """Return everything an answer could show to anybody."""
    return json.dumps(asdict(answer), ensure_ascii=False, default=str)


# Danger comes first


@pytest.mark.parametrize("text", ["em muốn chết quá", "toi muon tu tu", "chán sống rồi"])
async def test_somebody_in_despair_gets_help_and_no_procedure(assistant: Make, text: str) -> None:
    [answer] = await talk(assistant(scripted({text: Act.PROCEDURE})), text)

    assert answer.text.startswith(phrases.CRISIS)
    assert (answer.status, answer.procedure) == (Status.HANDOVER, None)


@pytest.mark.parametrize(
    "text", ["nhà tôi đang cháy", "hàng xóm đánh con dã man", "chong toi danh toi chay mau"]
)
@pytest.mark.parametrize("act", [Act.PROCEDURE, Act.OUT_OF_SCOPE, Act.PERSON])
async def test_the_emergency_numbers_come_first_whatever_the_answer(
    assistant: Make, text: str, act: Act
) -> None:
    [answer] = await talk(assistant(scripted({text: act})), text)

    assert answer.text.startswith(phrases.URGENT)
    assert answer.text.count("113") == 1


@pytest.mark.parametrize("act", [Act.PROCEDURE, Act.SEARCH, Act.OUT_OF_SCOPE])
@pytest.mark.parametrize(
    "text", ["mẹ tôi bị đột quỵ", "cháy rồi cứu với", "co nguoi ngat truoc cua uy ban"]
)
async def test_whoever_only_cries_for_help_is_told_the_numbers_and_one_line(
    assistant: Make, text: str, act: Act
) -> None:
    [answer] = await talk(assistant(scripted({text: act})), text)

    assert answer.text == f"{phrases.URGENT}\n{phrases.CALL_FIRST}"
    assert (answer.choices, answer.more, answer.procedure) == ((), (), None)


@pytest.mark.parametrize("act", [Act.PROCEDURE, Act.TICKET])
async def test_who_is_struck_hears_careful_words_and_no_question_of_a_report(
    assistant: Make, act: Act
) -> None:
    text = "chồng tôi lại đánh tôi"

    [answer] = await talk(assistant(scripted({text: act})), text)

    assert answer.text == f"{phrases.URGENT}\n{STRUCK}"
    assert answer.form is None


async def test_whose_child_has_run_away_is_sent_to_the_police(assistant: Make) -> None:
    text = "con tôi 14 tuổi bỏ nhà đi từ tối qua"

    [answer] = await talk(assistant(scripted({text: Act.PROCEDURE})), text)

    assert answer.text == f"{phrases.URGENT}\n{MISSING}"


async def test_who_asks_something_in_danger_is_answered_after_the_numbers(assistant: Make) -> None:
    text = "chồng đánh tôi, làm giấy khai sinh cho con cần gì"

    [answer] = await talk(assistant(scripted({text: Act.PROCEDURE})), text)

    assert answer.text.startswith(phrases.URGENT)
    assert phrases.CALL_FIRST not in answer.text


@pytest.mark.parametrize(
    "text", ["đánh giá cán bộ ở đâu", "đăng ký xe máy chạy hàng", "bố em mất", "đánh số nhà"]
)
async def test_ordinary_words_are_no_danger(assistant: Make, text: str) -> None:
    [answer] = await talk(assistant(scripted({})), text)

    assert "113" not in answer.text


# What needs no search


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (Act.GREET, Status.SAID),
        (Act.THANK, Status.SAID),
        (Act.GOODBYE, Status.SAID),
        (Act.CAPABILITIES, Status.SAID),
        (Act.CANCEL, Status.SAID),
        (Act.PERSON, Status.HANDOVER),
    ],
)
async def test_small_talk_gets_a_fixed_sentence_without_sources(
    assistant: Make, act: Act, status: Status
) -> None:
    [answer] = await talk(assistant(scripted({"thôi, câu này": act})), "thôi, câu này")

    assert (answer.status, answer.act) == (status, act.value)
    assert answer.text
    assert not answer.citations


async def test_what_rasa_takes_for_a_cancellation_is_one_only_if_it_says_so(
    assistant: Make,
) -> None:
    question, stop = "lệ phí đăng ký quầy hàng chợ đêm", "thôi em không hỏi nữa"
    motcua = assistant(scripted({question: Act.CANCEL, stop: Act.CANCEL}))

    answered, stopped = await talk(motcua, question, stop)

    assert (answered.status, answered.procedure) == (Status.ANSWERED, "tm-quay")
    assert (stopped.status, stopped.act) == (Status.SAID, Act.CANCEL.value)


@pytest.mark.parametrize("heard_as", [Act.GREET, Act.SEARCH, Act.PROCEDURE])
async def test_a_greeting_full_of_fillers_is_searched_for_nothing(
    assistant: Make, heard_as: Act
) -> None:
    text = "dạ con chào các cô chú bên phường ạ"
    [answer] = await talk(assistant(scripted({text: heard_as})), text)

    assert (answer.act, answer.status) == ("greet", Status.SAID)


@pytest.mark.parametrize(
    "text", ["oke ạ, z còn thẻ gửi xe đạp", "cảm ơn, cấp thẻ gửi xe đạp nộp ở đâu"]
)
async def test_what_is_asked_after_thanks_is_answered(assistant: Make, text: str) -> None:
    [answer] = await talk(assistant(scripted({text: Act.THANK})), text)

    assert answer.act == "procedure"


async def test_a_greeting_after_an_answer_opens_the_answer_again_to_nobody(assistant: Make) -> None:
    again = "chào em, anh lại hỏi tí"
    *_, answer = await talk(
        assistant(scripted({again: Act.GREET})), "cấp thẻ gửi xe đạp cần giấy tờ gì", again
    )

    assert (answer.act, answer.status) == ("greet", Status.SAID)


async def test_somebody_who_wants_a_person_learns_the_wards_number(assistant: Make) -> None:
    [answer] = await talk(assistant(scripted({"gặp cán bộ": Act.PERSON})), "gặp cán bộ")

    assert "0900 000 001" in answer.text
    assert "phường Bến Gỗ" in answer.text


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2060", "\x00\x07"])
async def test_a_message_of_nothing_is_asked_for_words(assistant: Make, text: str) -> None:
    [answer] = await talk(assistant(scripted({})), text)

    assert answer.status is Status.SAID
    assert "chưa gõ câu hỏi" in answer.text


@pytest.mark.parametrize("text", ["😀😀", "?!…", "👩‍👩‍👧", "+-*/"])
async def test_a_message_without_any_word_is_not_searched(assistant: Make, text: str) -> None:
    [answer] = await talk(assistant(scripted({})), text)

    assert answer.status is Status.SAID
    assert not answer.ranking


# Answers


async def test_the_asked_field_is_answered_with_its_decision_and_day(assistant: Make) -> None:
    [answer] = await talk(assistant(scripted({})), "lệ phí đăng ký quầy hàng chợ đêm")

    assert (answer.status, answer.procedure) == (Status.ANSWERED, "tm-quay")
    assert answer.aspect is Aspect.FEE
    assert STALL_FEE in answer.text
    [citation] = answer.citations
    assert citation.number == "12/QĐ-BG"
    assert citation.url == "https://example.vn/so-mau"
    assert str(citation.as_of) == "2026-07-01"
    assert answer.ranking[0] == "tm-quay"


async def test_decomposed_letters_and_hidden_characters_change_no_answer(assistant: Make) -> None:
    text = "lệ phí đăng ký quầy hàng chợ đêm"
    disguised = unicodedata.normalize("NFD", text).replace(" ", "\u200b ") + "\x00"

    [plain] = await talk(assistant(scripted({})), text)
    [other] = await talk(assistant(scripted({})), disguised)

    assert other == plain


async def test_without_rasa_the_search_still_answers_and_cites(assistant: Make) -> None:
    async def broken(_message: Message) -> Decision:
        raise DialogueUnavailable("it is down")

    [answer] = await talk(assistant(broken), "lệ phí đăng ký quầy hàng chợ đêm")

    assert answer.status is Status.ANSWERED
    assert STALL_FEE in answer.text
    assert answer.citations


async def test_a_question_about_nothing_we_know_is_not_answered(assistant: Make) -> None:
    [answer] = await talk(assistant(scripted({})), "thời tiết ngày mai mưa không")

    assert answer.status is Status.NO_CONTENT
    assert not answer.citations
    assert "0900 000 001" in answer.text


async def test_out_of_scope_is_refused_and_urgent_words_get_the_emergency_numbers(
    assistant: Make,
) -> None:
    text = "bố tôi khó thở uống thuốc gì"
    [answer] = await talk(assistant(scripted({text: Act.OUT_OF_SCOPE})), text)

    assert answer.status is Status.OUT_OF_SCOPE
    assert "115" in answer.text


async def test_a_record_with_another_procedures_page_is_never_answered(assistant: Make) -> None:
    [answer] = await talk(assistant(scripted({})), "lệ phí thả đèn quầy hàng chợ đêm")

    assert answer.ranking[0] == "tm-lac", "the search finds it"
    assert answer.status is Status.NO_CONTENT
    assert "99.000" not in written(answer)


async def test_a_guides_warning_is_in_its_text(assistant: Make) -> None:
    [answer] = await talk(assistant(scripted({})), "quên mật khẩu ví điện tử chợ đêm")

    assert (answer.status, answer.act) == (Status.ANSWERED, "guide")
    assert "Không đưa mã cho ai." in answer.text


async def test_a_plan_question_without_a_place_says_whose_plan_was_taken(assistant: Make) -> None:
    [answer] = await talk(
        assistant(scripted({})), "chỉ tiêu quầy hàng nhận tiền qua mã QR bao nhiêu phần trăm"
    )

    assert (answer.status, answer.act) == (Status.ANSWERED, "plan")
    assert "≥ 63%" in answer.text
    assert "kế hoạch mới nhất của phường Bến Gỗ" in answer.text
    assert {citation.doc for citation in answer.citations} == {"ben-go-2026"}


# Several turns


async def test_a_question_that_names_nothing_is_about_what_was_discussed(assistant: Make) -> None:
    _, answer = await talk(
        assistant(scripted({})), "cấp thẻ gửi xe đạp cần giấy tờ gì", "thế lệ phí bao nhiêu"
    )

    assert (answer.procedure, answer.aspect) == ("tm-xe", Aspect.FEE)


async def test_a_follow_up_survives_what_rasa_makes_of_its_few_words(assistant: Make) -> None:
    _, answer = await talk(
        assistant(scripted({"bn tiền z": Act.OUT_OF_SCOPE})),
        "cấp thẻ gửi xe đạp cần giấy tờ gì",
        "bn tiền z",
    )

    assert answer.procedure == "tm-xe"


async def test_a_full_question_starts_a_new_topic(assistant: Make) -> None:
    _, answer = await talk(
        assistant(scripted({})),
        "cấp thẻ gửi xe đạp cần giấy tờ gì",
        "gia hạn quầy hàng chợ đêm hết bao nhiêu tiền",
    )

    assert answer.procedure == "tm-gia-han"
    assert EXTENSION_FEE in answer.text


async def test_two_words_that_name_another_procedure_start_a_new_topic(assistant: Make) -> None:
    _, answer = await talk(
        assistant(scripted({})),
        "cấp thẻ gửi xe đạp cần giấy tờ gì",
        "thế còn quầy hàng chợ thì sao",
    )

    assert answer.ranking[0] in {"tm-quay", "tm-gia-han"}
    assert answer.procedure != "tm-xe"


async def test_a_message_that_is_cut_is_said_to_be(assistant: Make) -> None:
    [answer] = await talk(assistant(scripted({})), "cấp thẻ gửi xe đạp cần giấy tờ gì " * 100)

    assert answer.text.startswith(phrases.TOO_LONG)
    assert answer.procedure == "tm-xe"


async def test_a_follow_up_in_another_conversation_knows_nothing(assistant: Make) -> None:
    motcua = assistant(scripted({}))
    await talk(motcua, "cấp thẻ gửi xe đạp cần giấy tờ gì", id_="a")

    [answer] = await talk(motcua, "thế lệ phí bao nhiêu", id_="b")

    assert answer.status is not Status.ANSWERED


async def test_thanks_between_two_questions_keep_the_topic(assistant: Make) -> None:
    _, _, answer = await talk(
        assistant(scripted({"cảm ơn": Act.THANK})),
        "cấp thẻ gửi xe đạp cần giấy tờ gì",
        "cảm ơn",
        "thế lệ phí bao nhiêu",
    )

    assert answer.procedure == "tm-xe"


# The question back


async def test_two_procedures_that_fit_alike_are_asked_about(assistant: Make) -> None:
    [asked] = await talk(assistant(scripted({})), EITHER)

    assert asked.status is Status.CLARIFY
    assert asked.procedure is None
    assert [(c.title, c.code) for c in asked.choices][:2] == [
        ("Mở quầy mới", "tm-quay"),
        ("Giữ quầy cũ", "tm-gia-han"),
    ]
    assert asked.text.startswith("Anh/chị mở quầy mới hay giữ quầy đang có?")
    assert set(asked.ranking[:2]) == {"tm-quay", "tm-gia-han"}


@pytest.mark.parametrize("reply", ["Giữ quầy cũ", "giu quay cu", "2", "2.", "tm-gia-han"])
async def test_a_choice_continues_with_the_question_that_was_asked(
    assistant: Make, reply: str
) -> None:
    _, answer = await talk(assistant(scripted({})), EITHER, reply)

    assert (answer.procedure, answer.aspect) == ("tm-gia-han", Aspect.FEE)
    assert EXTENSION_FEE in answer.text
    assert answer.ranking[0] == "tm-gia-han"


async def test_what_follows_a_choice_is_about_the_choice(assistant: Make) -> None:
    *_, answer = await talk(assistant(scripted({})), EITHER, "2", "cần giấy tờ gì")

    assert answer.procedure == "tm-gia-han"
    assert "Thẻ quầy đang dùng" in answer.text


async def test_the_question_back_comes_once_a_topic(assistant: Make) -> None:
    asked, answer = await talk(assistant(scripted({})), EITHER, "thế mất bao nhiêu tiền")

    assert asked.status is Status.CLARIFY
    assert answer.status is Status.ANSWERED


async def test_what_follows_an_answer_is_not_asked_back_about(assistant: Make) -> None:
    # Together the two messages fit both neighbours alike.
    _, answer = await talk(
        assistant(scripted({})), "đăng ký quầy hàng chợ đêm ở đâu", "quầy hàng mấy ngày"
    )

    assert (answer.status, answer.procedure) == (Status.ANSWERED, "tm-quay")


async def test_an_action_alone_is_done_to_what_was_discussed(assistant: Make) -> None:
    _, answer = await talk(
        assistant(scripted({})), "đăng ký quầy hàng chợ đêm ở đâu", "thế gia hạn thì mấy ngày"
    )

    assert (answer.procedure, answer.aspect) == ("tm-gia-han", Aspect.TIME)


async def test_a_number_is_no_choice_once_something_else_was_asked(assistant: Make) -> None:
    *_, answer = await talk(
        assistant(scripted({})), EITHER, "cấp thẻ gửi xe đạp hết bao nhiêu tiền", "2"
    )

    assert answer.procedure != "tm-gia-han"


# Whom a statement is for

OFFICIAL_QUESTIONS = [
    "tỷ lệ quầy hàng nhận tiền qua mã QR năm 2027 là bao nhiêu phần trăm",
    "chỉ tiêu quầy hàng nhận tiền qua mã QR năm 2026 và năm 2027 của phường Bến Gỗ",
    "kế hoạch năm 2027 của phường Bến Gỗ số bao nhiêu, ban hành ngày nào",
    "kế hoạch chuyển đổi số của phường Bến Gỗ số và ngày ban hành",
    f"kế hoạch chuyển đổi số {INTERNAL_MARK}",
    "cấp phát máy tính công vụ thế nào",
    "tm-noi-bo",
]


@pytest.mark.parametrize("question", OFFICIAL_QUESTIONS)
@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
@pytest.mark.parametrize("act", [Act.SEARCH, Act.PLAN, Act.PROCEDURE])
async def test_what_is_for_officials_reaches_nobody_else(
    assistant: Make, question: str, audience: Audience, act: Act
) -> None:
    motcua = assistant(scripted({question: act}))

    [answer] = await talk(motcua, question, audience=audience)

    shown = written(replace(answer, text=answer.text.replace(question, "")))
    assert INTERNAL_MARK not in shown
    assert "tm-noi-bo" not in shown
    assert "2027" not in "".join(citation.doc for citation in answer.citations)


async def test_an_official_reads_the_plan_for_officials(assistant: Make) -> None:
    target, identity = OFFICIAL_QUESTIONS[0], OFFICIAL_QUESTIONS[2]
    motcua = assistant(scripted({}))

    [of_target] = await talk(motcua, target, audience=Audience.OFFICIAL, id_="a")
    [of_identity] = await talk(motcua, identity, audience=Audience.OFFICIAL, id_="b")

    assert f"≥ 88% ({INTERNAL_MARK})" in of_target.text
    assert f"5/{INTERNAL_MARK}" in of_identity.text


# Whatever anybody types

FRAGMENTS = [
    "/restart",
    '/ask_procedure{"x": 1}',
    "<script>alert(1)</script>",
    "'; DROP TABLE records; --",
    "% _ \" ' \\ {} [] * ? NEAR( OR AND",
    "{{7*7}} ${HOME} %s %d {0}",
    "null None NaN -1e309",
    "\ud800",
    "lệ phí " * 3_000,
    "ế" * 20_000,
    unicodedata.normalize("NFD", "đăng ký quầy hàng chợ đêm"),
    "٣٤٥ १२३ ４５",
    "𝓵𝓮 𝓹𝓱𝓲",
]


@pytest.mark.parametrize("text", FRAGMENTS, ids=lambda text: ascii(text[:20]))
async def test_fragments_of_other_languages_are_only_words(assistant: Make, text: str) -> None:
    [answer, after] = await talk(
        assistant(scripted({})), text, "gia hạn quầy hàng chợ đêm hết bao nhiêu tiền"
    )

    assert answer.status in set(Status)
    assert answer.text == unicodedata.normalize("NFC", answer.text)
    assert EXTENSION_FEE in after.text, "the conversation goes on"


async def test_what_lies_beyond_two_thousand_characters_is_not_read(assistant: Make) -> None:
    question = "lệ phí gia hạn quầy hàng chợ đêm"
    padded = question + " quầy" * 500

    [short] = await talk(assistant(scripted({})), padded[:2_000])
    [long] = await talk(assistant(scripted({})), padded[:2_000] + " gửi xe đạp" * 2_000)

    assert long == replace(short, text=f"{phrases.TOO_LONG}\n{short.text}")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(turns=st.lists(st.text(max_size=60), min_size=1, max_size=3))
@example(turns=["quầy hàng chợ đêm hết bao nhiêu tiền", "\u0301", "2"])
@example(turns=["lệ phí đăng ký quầy hàng chợ đêm", "0", "-"])
async def test_any_text_gets_a_status_and_a_readable_answer(
    assistant: Make, turns: list[str]
) -> None:
    for answer in await talk(assistant(scripted({})), *turns):
        assert answer.status in set(Status)
        assert answer.text.strip()
        assert INTERNAL_MARK not in answer.text
        assert bool(answer.citations) or answer.status is not Status.ANSWERED


# A number that chooses nothing


@pytest.mark.parametrize("typed", ["5", "7.", "số 9"])
async def test_a_number_that_nothing_was_offered_for_is_not_searched(
    assistant: Make, typed: str
) -> None:
    [first] = await talk(assistant(scripted({})), typed)
    [*_, after] = await talk(assistant(scripted({})), "quầy hàng chợ đêm ở đâu", typed, id_="d")

    for answer in (first, after):
        assert (answer.text, answer.procedure) == (phrases.LONE_NUMBER, None)


async def test_a_question_about_the_assistant_is_not_refused(assistant: Make) -> None:
    asked = "em có lưu số điện thoại của chị không"
    (answer,) = await talk(assistant(scripted({asked: Act.OUT_OF_SCOPE})), asked)

    assert answer.status is Status.SAID
    assert "lưu tin nhắn" in answer.text


async def test_who_greets_and_needs_papers_is_asked_which(assistant: Make) -> None:
    (answer,) = await talk(assistant(scripted({})), "xin chao, toi can lam giay to")

    assert answer.text == phrases.WHICH
