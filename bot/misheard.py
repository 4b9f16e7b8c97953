"""Tell what Rasa takes for a report and is none: a word about the family, a broken motorbike."""

import re
from dataclasses import replace

from bot import desk_words
from bot.anger import is_insult, is_sigh
from bot.complaint import denounces
from bot.conversations import Topic
from bot.cues import cues
from bot.evidence import SAYS_REPORT, may_be_swindled, may_tell_trouble, only_asks
from bot.tickets.questions import asked_beforehand
from bot.types import Answer, Decision
from knowledge.text import expand, fold

# Tried on a few dozen sentences: a family's circumstances had at most .72, a trouble in unusual
# words .81 and more. Without a topic only what Rasa hardly takes for a report is none: English had
# .40, a shutter that screeches .46.
_SURE_IN_TALK, _SURE = 0.8, 0.43
# Who names one of these may well report, in whatever words.
_PUBLIC = cues(
    (
        r"ngõ|ngách|hẻm|vỉa hè|lòng đường|đường (?:làng|phố|đi|này|trơn|tối|xấu)|hàng xóm|nhà bên"
        r"|khu phố|tổ dân phố|tdp|công cộng|cả xóm|trong xóm|chung cư|công viên|đầu xóm|cuối xóm",
    ),
    accented=(r"chợ|cầu|quán",),
)
_OF = r"(?: cua)?(?: (?:nha|rieng))?(?: (?:toi|em|minh|tui|con|chau|tao|to|me|bo|vo|chong))"
_OWN_THING = re.compile(
    r"(?:(?:cai|chiec|con|cay|da|a|u|em oi|ad oi) )*"
    r"(?:(?:xe(?: (?:may|dap|hoi|dien|o to|oto))?|o to|oto|dien thoai|may (?:tinh|giat|lanh|bom"
    r"|in|say)|tu lanh|tivi|ti vi|quat|laptop|bep(?: (?:ga|tu))?|den|bong den|wifi|voi nuoc"
    r"|bon cau|noi com|dong ho|cua|khoa|ban phim|loa)"
    rf"(?:{_OF}|(?: trong)? nha(?: (?:toi|em|minh|tui|con|chau))?)) "
    r"(?:(?:bi|lai|vua|moi|dang|tu nhien|no) )*(?:hong|hu|vo|chay|chet may|khong (?:no|len|sang))"
    r"(?: (?:roi|mat|het|qua|nua|a|oi|lam sao|phai lam sao|day|thi sao))*[ .!?]*"
)
_ASKS_INSTEAD = re.compile(
    r"\b(?:dang|chi|co|muon) hoi\b.*\b(?:ma|chu|co ma|thoi)\b(?: (?:a|em|ad|ban|vay))*[ .!]*$"
    r"|\bhoi\b.*\b(?:chu )?(?:khong|dau)"
    r"(?: co)?(?: phai)?(?: la)?(?: muon)?(?: gui)? phan anh\b"
)
_REPORTS_NONE = re.compile(
    r"(?:(?:a|u|da|o|toi|em|minh|tui) )*(?:khong|dau|chua)(?: he)?(?: co)?(?: muon)?(?: gui)?"
    r" phan anh(?: (?:gi|ai|dau|ca|het|cai|nao))+(?: (?:a|ma|nha|nhe))*[ .!]*"
)


def is_no_report(text: str, decision: Decision, topic: Topic) -> bool:
    """Say whether a message that is taken for a report reports nothing.

    While a procedure or a guide is discussed Rasa has to be surer: what is told then is about that.
    """
    if any(f(text) for f in (only_asks, may_be_swindled, denounces, is_sigh, is_insult)):
        return True
    if _OWN_THING.fullmatch(fold(expand(text))):
        return True
    if may_tell_trouble(text) or SAYS_REPORT.found_in(text) or _PUBLIC.found_in(text):
        return False
    return decision.confidence < (_SURE_IN_TALK if topic.procedure or topic.guide else _SURE)


def asks_instead(text: str) -> bool:
    """Say whether a message inside the form says that nothing is reported: "em đang hỏi … mà"."""
    return _ASKS_INSTEAD.search(fold(expand(text))) is not None


def about_reporting(text: str, topic: Topic) -> Answer | None:
    """Answer what is asked about reporting as such, and who says that there is nothing to report.

    Rasa takes these for a report, or for asking what became of one.
    """
    if reports_none(text):
        return desk_words.STOPPED
    asked = asked_beforehand(text)
    # A picture for a procedure that is discussed goes elsewhere.
    is_other = asked == "photo" and (topic.procedure or topic.guide)
    if asked is None or is_other:
        return None
    said = f"{desk_words.ABOUT_REPORT[asked]} {desk_words.TO_REPORT}"
    return replace(desk_words.GO_ON_LATER, text=said)


def reports_none(text: str) -> bool:
    """Say whether a message says that there is nothing to report, and nothing else."""
    return _REPORTS_NONE.fullmatch(fold(expand(text))) is not None
