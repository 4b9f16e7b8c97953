"""Hear that somebody goes back to what was discussed before: "quay lại chuyện khai sinh"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations import Conversation, Topic
from bot.reading import Reading
from bot.record_names import Names
from bot.topic import Named, named_in

_POLITE = (
    r"(?:thôi|thoi|vậy|vay|giờ|gio|bây giờ|bay gio|cho|em|tôi|toi|mình|minh|cháu|chau|tui|chị|chi"
    r"|anh|à|a|ạ|ok|oke|dạ|da|thế|the|rồi|roi|muốn|muon|xin|hỏi|hoi|ta|mà|ma|ừ|u)"
)
_THING = (
    r"(?:với|voi|về|ve|chuyện|chuyen|việc|viec|vụ|vu|cái|cai|thủ tục|thu tuc|câu|cau|phần|phan|món"
    r"|mon|hỏi|hoi|nói|noi|chỗ|cho|đề tài|de tai|chủ đề|chu de)"
)
# Accented and not, as people type.
_BACK = re.compile(
    rf"^\W*(?:{_POLITE}[, ]+)*(?:quay|trở|tro|quay trở|quay tro|vòng|vong)"
    rf" (?:lại|lai|về|ve|ngược lại|nguoc lai)\b(?P<thing>(?: {_THING}\b)*)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:lúc|luc|hồi|hoi|ban|khi|vừa|vua|mới|moi)(?: nãy| nay(?=\W*$|,))(?: giờ| gio)?"
    r"|\b(?:lúc|luc|ban|hồi|hoi) (?:đầu|dau|trước|truoc)\b"
    r"|\b(?:kia|trước|truoc|đầu tiên|dau tien)(?:(?: (?:đi|di|nhé|nhe|ạ))?\W*$)",
    re.IGNORECASE,
)
# Of two that were told of together: "cái sau mấy ngày", "còn thủ tục thứ nhất".
_ONE = re.compile(
    rf"^\W*(?:(?:{_POLITE}|còn|con)[, ]+)*(?:cái|cai|việc|viec|thủ tục|thu tuc|món|mon|vụ|vu)"
    r" (?:thứ |thu |số |so )?(?:(?P<first>nhất|nhat|một|mot|1|đầu(?: tiên)?|dau(?: tien)?|trước"
    r"|truoc|trên|tren)|(?P<second>hai|2|sau|dưới|duoi|cuối|cuoi)|(?P<other>kia|còn lại|con lai))"
    r"(?: (?:thì|thi|đó|do|ấy|ay|nữa|nua))*(?=\W|$)",
    re.IGNORECASE,
)
_TWO = 2


@dataclass(frozen=True, kw_only=True)
class Back:
    """What somebody goes back to, in the words typed."""

    question: str
    """Without the words for going back."""
    is_told: bool
    """The message can mean nothing else: "quay lại chuyện …", not "trở lại quốc tịch"."""


def back_in(text: str) -> Back | None:
    """Return what the message goes back to, None when it does not go back."""
    lead = _BACK.match(text)
    if lead is None:
        return None
    rest = text[lead.end() :]
    before = _WHEN.search(rest)
    question = _WHEN.sub(" ", rest).strip(" ,.;:!?")
    return Back(
        question=" ".join(question.split()), is_told=bool(lead["thing"]) or before is not None
    )


def going_back(said: str, conversation: Conversation, names: Names) -> Reading | None:
    """Return to a record that was discussed before the present one, or to what else is named."""
    if one := one_of_two(said, conversation.topic):
        return one
    back, topic = back_in(said), conversation.topic
    if back is None:
        return None
    present = (topic.procedure, topic.guide)
    before = [each for each in conversation.discussed if each not in present]
    named = named_in(back.question)
    if not named.words:
        meant = before[0] if before else None
    else:
        meant = _meant_by(named, before, present, names)
    if meant:
        return Reading(question=back.question or said, about=meant)
    if back.is_told and set(named.subject) - names.words(topic.guide or topic.procedure):
        return Reading(question=back.question)
    return None


def one_of_two(said: str, topic: Topic) -> Reading | None:
    """Turn to one of two procedures that were told of together."""
    which = _ONE.match(said)
    if which is None or len(topic.together) != _TWO:
        return None
    first, second = topic.together
    if which["other"]:
        meant = first if topic.procedure == second else second
    else:
        meant = first if which["first"] else second
    rest = said[which.end() :].strip(" ,.;:!?")
    if set(named_in(rest).words):
        return None
    return Reading(question=rest or said, is_new=False, about=meant, keeps_aspects=True)


def _meant_by(
    named: Named, before: Sequence[str], present: Sequence[str | None], names: Names
) -> str | None:
    """Return the record that is named, the last of several; official names come first."""
    wanted = [words for words in dict.fromkeys((named.words, named.subject)) if words]
    for words in wanted:
        if found := [each for each in before if names.is_officially(each, words)]:
            return found[0]
    if any(names.is_officially(each, words) for each in present for words in wanted):
        return None
    called = (each for words in wanted for each in before if names.is_called(each, words))
    return next(called, None)
