"""Read what is typed: as text that can be kept, and as one of the choices offered last."""

import re
from dataclasses import replace

from bot import phrases
from bot.aspect import find_aspects
from bot.conversations import Conversation
from bot.replies import read_reply
from bot.types import Act, Answer, Choice, Message, Status
from bot.visit import Served, Visit
from knowledge.text import expand, fold

_AFTER_ALL = re.compile(
    r"\b(?:van (?:gui|lam|muon gui|bao|phan anh)|gui (?:di|tiep|luon)|lam tiep|tiep tuc"
    r"|(?:khong|dung) huy)\b"
)
_FEW_WORDS = 8
_YES = frozenset("u uh um uhm vang phai dung chinh chuan ok oke co".split())
_NO = frozenset("khong hong sai nham chua".split())
_BESIDE = frozenset(
    "a da roi do day vay the em ban oi nhe nha no cai la ma cua toi minh luon di dau xac".split()
)
_CODE_AGAIN = Answer(
    status=Status.CLARIFY,
    text='Anh/chị xem lại mã giúp tôi (mã có dạng PA-2611-7KD3), hoặc nhắn "phản ánh của tôi".',
    act=Act.TICKET_STATUS,
)
_COURTESIES = (Act.GREET, Act.THANK, Act.GOODBYE, Act.USEFUL, "smalltalk")


def numbered(answer: Answer, conversation: Conversation) -> tuple[Choice, ...]:
    """Return the choices that the next message may name by number: those that the desk offers.

    One alone is no choice: whoever types "1" where a place is asked for does not mean to cancel.
    Unless it is asked whether that one is meant.
    """
    is_meant = answer.act == Act.TICKET_STATUS and answer.status is Status.CLARIFY
    is_desks = answer.choices != conversation.choices and (len(answer.choices) > 1 or is_meant)
    return answer.choices if is_desks else ()


def note(answer: Answer, conversation: Conversation) -> None:
    """Note what the next message may take up: the desk's choices, a report, a call for help."""
    conversation.offered = numbered(answer, conversation)
    if answer.act not in _COURTESIES:
        conversation.last_act = answer.act
    conversation.in_danger = answer.text.startswith(phrases.URGENT)


def with_choice(visit: Visit) -> Visit:
    """Return the visit with the words of the choice that its message names by number.

    The only one is named by a yes.
    """
    number, offered = visit.message.text.strip(" .)"), visit.conversation.offered
    if len(offered) == 1 and _says(visit.message.text, _YES):
        number = "1"
    if not (number.isdecimal() and 1 <= int(number) <= len(offered)):
        return visit
    return replace(visit, message=replace(visit.message, text=offered[int(number) - 1].payload))


def denied(visit: Visit) -> Served | None:
    """Ask for the code anew if the only one that could be meant is not; None otherwise."""
    conversation = visit.conversation
    is_one = len(conversation.offered) == 1 and conversation.form is None
    is_no = is_one and _says(visit.message.text, _NO, beside=_YES)
    return Served(answer=_CODE_AGAIN) if is_no else None


def chooses(conversation: Conversation, message: Message) -> bool:
    """Say whether a message inside a form replies to a question back of ours instead."""
    reply = read_reply(conversation.choices, message.text)
    return reply.choice is not None or reply.is_both or reply.asks_difference


def wants_it_after_all(text: str) -> bool:
    """Say whether a message right after a cancelled form takes the cancelling back."""
    is_short = len(text.split()) <= _FEW_WORDS and not find_aspects(text)
    return is_short and _AFTER_ALL.search(fold(text)) is not None


def _says(text: str, meant: frozenset[str], *, beside: frozenset[str] = frozenset()) -> bool:
    """Say whether a short reply has one of the words meant, and none but these and fillers."""
    words = set(re.findall(r"\w+", fold(expand(text))))
    is_short = "?" not in text and len(text.split()) <= _FEW_WORDS
    return is_short and bool(words & meant) and words <= meant | beside | _BESIDE


def storable(text: str) -> str:
    """Return the text without what no database takes: half characters and the zero byte."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
