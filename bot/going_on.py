"""Tell what a message asks beside courtesy, and whether it goes on about what was discussed."""

import re
from dataclasses import replace

from bot.anger import is_insult
from bot.aspect import find_aspects
from bot.conversations import Conversation
from bot.courtesy import beyond_courtesy, courtesy_in, goes_on, has_courtesy
from bot.cues import cues
from bot.fraud import goes_on_about_fraud
from bot.named_day import says_when
from bot.reading import Reading
from bot.staff_wanted import heard_person
from bot.topic import leaves_topic, named_in
from bot.types import Act, Decision, Status
from knowledge.text import expand, fold

FIXED = {
    Act.GREET: Status.SAID,
    Act.THANK: Status.SAID,
    Act.GOODBYE: Status.SAID,
    Act.CAPABILITIES: Status.SAID,
}
DESK = frozenset({Act.TICKET, Act.TICKET_STATUS, Act.PERSON, Act.USEFUL})
"""Not answered from what is known: bot/reception.py serves them."""
_COURTESY = (Act.GREET, Act.THANK, Act.GOODBYE)
_TOPIC_CONFIDENCE = 0.7
# Words of a message that asks on about what was discussed; a guess.
_SHORT = 9
# Whoever wants to stop says so; Rasa takes other short messages for it, too.
_STOPS = re.compile(
    r"\b(?:thoi|huy|dung|bo qua|khong can|thoat|cancel|stop|khoi|de sau"
    r"|khong (?:muon|hoi|lam) nua)\b"
)
_SURE_COURTESY = 0.7
# Words without one of which Rasa's courtesy, praise and the like go on about what was discussed:
# "em đã ly hôn rồi" was thanks, "cái thứ hai" praise.
_SAYS_IT = {
    Act.CAPABILITIES: cues(
        (
            r"bot|robot|chatbot|ad|trợ lý|trang (?:này|web)|menu|help|trợ giúp|hướng dẫn|hỗ trợ"
            r"|thủ tục|làm được|hỏi|tư vấn|một cửa|biết làm|(?:bạn|em|máy) (?:là|có|biết|làm|tên)"
            r"|(?:ông|mi|u) là ai|với ai|ai đang|người (?:thật|hay máy)|dùng làm"
            r"|giới thiệu|chức năng"
            r"|kênh này|số liệu này",
        ),
        accented=(r"bạn|mày",),
    ),
    Act.USEFUL: cues(
        (
            r"hay|tốt|hữu ích|đúng|được|ổn|rõ|hiểu|giỏi|chuẩn|ok|giúp|thông tin|trả lời|giải|nhanh"
            r"|tuyệt|tiết kiệm|đỡ|cần|đầy đủ|đủ|chính xác|dễ|hài lòng|xong|thích|like|nhẹ|tiện"
            r"|ích|hữu|hu|chất lượng|tin|giá trị|thiết thực|trúng|sao|nhờ",
        )
    ),
    Act.TICKET_STATUS: cues(
        (
            r"phản ánh|kiến nghị|báo|xử lý|pa|gửi|giải quyết|sửa|vụ|đơn|(?:tới|đến) đâu|trả lời"
            r"|việc|tình hình|kết quả|theo dõi|tiến độ|khiếu nại|góp ý|ai|xong|tin",
        ),
        accented=(r"mã",),
        bare=(r"ma (?:so|phan anh|ho so|cua)",),
    ),
}
# "Con em 7 tuổi rồi ạ" was taken for thanks.
_TELLS_AGE = re.compile(r"\b(?:\d{1,3}|may|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) tuoi\b")
# "Phải đi cả hai không": Rasa takes short ones for "that is wrong".
_ASKS_YES_OR_NO = re.compile(
    r"^(?!.*\b(?:sai|nham|dung|lon|tra loi|hieu)\b)"
    r".*\b(?:phai|co|duoc|can)\b.* (?:khong|chua|k|ko|hk|hong)(?: (?:a|vay|em|ad|anh|chi))*\W*$"
)


def only_says_when(text: str) -> bool:
    """Say whether a message names the day of handing in and asks nothing of its own."""
    return says_when(text) and not find_aspects(text)


def asks_too(decision: Decision, text: str, reading: Reading) -> bool:
    """Say whether a message that Rasa takes for courtesy asks something as well, or corrects."""
    if reading.correction:
        return True
    if decision.act is Act.CANCEL and (leaves_topic(text) or not _STOPS.search(fold(text))):
        return True
    if _tells_of_another_case(decision, reading):
        return True
    if goes_on_about_fraud(text, reading.about) and decision.act is not Act.GREET:
        return True
    if is_misheard(decision, text, reading):
        return True
    said = beyond_courtesy(text) if decision.act in _COURTESY else text
    if not said:
        return False
    if not reading.is_new and reading.about and (find_aspects(said) or _tells_age(said)):
        return True
    return decision.act in _COURTESY and (
        len(named_in(said).subject) > 1 or bool(find_aspects(said)) or goes_on(text)
    )


def _tells_age(text: str) -> bool:
    return _TELLS_AGE.search(fold(expand(text))) is not None


def is_misheard(decision: Decision, text: str, reading: Reading) -> bool:
    """Say whether Rasa hears courtesy or the like in a message that has no word of it.

    Only while a procedure or guide is discussed, about which it goes on.
    """
    is_doubtful = decision.confidence < _SURE_COURTESY
    if reading.is_new or reading.about is None or not is_doubtful:
        return False
    if decision.act in (Act.THANK, Act.GOODBYE):
        return not has_courtesy(text)
    said = _SAYS_IT.get(decision.act)
    return said is not None and not said.found_in(text)


def is_for_desk(decision: Decision, text: str, reading: Reading) -> bool:
    """Say whether the desk serves the message, and not what is known."""
    if reading.correction or decision.act not in DESK or is_misheard(decision, text, reading):
        return False
    return decision.act is not Act.USEFUL or not _tells_of_another_case(decision, reading)


def _tells_of_another_case(decision: Decision, reading: Reading) -> bool:
    """Say whether what Rasa took for courtesy tells of another case of what was discussed.

    "Mà em mất luôn rồi", after exchanging a card, was praise with .53; real thanks have .74.
    """
    return reading.is_moved and decision.confidence < _SURE_COURTESY


def as_courtesy(decision: Decision, text: str) -> Decision:
    """Return the decision, or one for courtesy where Rasa looks for something in mere courtesy.

    Mere abuse says that the answer was no good; a question that is taken for that does not. A
    person is fetched for nobody who refuses one.
    """
    decision = heard_person(decision, text)
    if is_insult(text) and decision.act not in DESK:
        return replace(decision, act=Act.WRONG)
    if decision.act is Act.WRONG and _ASKS_YES_OR_NO.search(fold(text)):
        return replace(decision, act=Act.SEARCH)
    act = None if decision.act in FIXED or decision.act in DESK else courtesy_in(text)
    return replace(decision, act=act) if act else decision


def asks_on(text: str) -> bool:
    """Say whether a message is short and asks for a part of something."""
    return len(text.split()) <= _SHORT and bool(find_aspects(text))


def about_plans(
    decision: Decision, said: str, conversation: Conversation
) -> tuple[Decision, Reading]:
    """Return the decision and reading of a message that asks about plans, whatever Rasa heard."""
    plans, earlier = conversation.topic.plans, conversation.questions
    question = " ".join((*earlier, said)) if plans else said
    reading = Reading(question=question, is_new=not plans, plans=plans)
    sure = max(decision.confidence, _TOPIC_CONFIDENCE)
    plan = replace(
        decision, act=Act.PLAN, aspect=None, confidence=sure, topic=None, outside=0.0, form=None
    )
    return plan, reading


def about_the_topic(decision: Decision, reading: Reading) -> Decision:
    """Return the decision with the act of the topic under discussion."""
    act = Act.SEARCH
    if reading.plans:
        act = Act.PLAN
    elif reading.about:
        act = Act.GUIDE if reading.is_guide else Act.PROCEDURE
    sure = max(decision.confidence, _TOPIC_CONFIDENCE)
    return replace(decision, act=act, confidence=sure, topic=None, outside=0.0)
