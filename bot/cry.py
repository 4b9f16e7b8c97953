"""Answer whoever only cries for help: a search would find nothing that helps them."""

from dataclasses import replace

from bot import phrases
from bot.aspect import find_aspects
from bot.children import is_child_hurt, is_child_left
from bot.compose_handover import ASK_PERSON
from bot.cues import cues
from bot.evidence import may_tell_trouble
from bot.going_on import DESK
from bot.tickets.categories import OTHER, guess
from bot.types import Act, Answer, Choice, Form, Status
from bot.urgent import BITTEN, is_danger, is_missing, only_tells
from bot.violence import is_violence

MISSING = (
    "Anh/chị gọi 113 hoặc đến ngay Công an phường để báo tìm người. Trẻ em thì gọi thêm 111, miễn "
    "phí, ngày đêm."
)
STRUCK = (
    "Tôi không gọi giúp thay được, nhưng không ai phải chịu cảnh này một mình. Anh/chị tránh đến "
    "chỗ an toàn, nhờ người thân hoặc hàng xóm ở bên. Muốn báo cho cán bộ phường, anh/chị nhắn "
    '"gặp cán bộ".'
)
CHILD_HURT = (
    "Trẻ em bị hại thì gọi ngay 111, miễn phí, ngày đêm, hoặc 113. Người bị hại không có lỗi gì "
    "cả. Nói ngay với một người lớn mình tin, đừng ở một mình với người kia. Muốn báo cho cán bộ "
    'phường thì nhắn "gặp cán bộ".'
)
CHILD_LEFT = (
    "Anh/chị gọi ngay 111, miễn phí, ngày đêm, hoặc 113. Nếu an toàn, anh/chị ở gần trẻ cho đến "
    "khi có người đến."
)
SEE_A_DOCTOR = (
    "Anh/chị đến ngay trạm y tế hoặc bệnh viện gần nhất, đừng chờ. Không tự đi được thì gọi 115."
)
_DEAD = cues((r"(?:người|ai|bà|ông|cụ)(?: \w+)? chết|xác (?:người|chết|trôi)",))
_KIN = r"tôi|tui|em|con|cháu|mình|vợ|chồng|bố|ba|mẹ|má|ông|bà"
_ONES_OWN = cues((_KIN,))
_OWN = cues((rf"nhà|{_KIN}",))
_HELPERS = (
    r"(?:(?:xe )?cấp cứu|cứu thương|cứu hỏa|chữa cháy|bảo vệ trẻ em|khẩn cấp|cảnh sát|công an gấp)"
)
_NUMBER = r"(?:111|113|114|115)"
_WHICH = r"(?: (?:là|thì|gọi|số|mấy|gì|nào|bao nhiêu|ở đâu|của ai|ạ|vậy|thế|cho|tôi|em|với))*"
# The whole message, for there are acts and houses of these numbers.
_NUMBERS_ASKED = cues(
    (
        r"^(?:(?:cho|xin|tôi|em|hỏi|cần|muốn|biết|dạ|ạ|ơi) )*(?:(?:số|sđt|số điện thoại|số đt"
        rf"|hotline|tổng đài|đường dây nóng) (?:gọi |của )*(?:xe )?{_HELPERS}{_WHICH}"
        rf"|(?:muốn )?gọi {_HELPERS} (?:là |thì |gọi )*(?:số|ở)? ?(?:mấy|nào|gì|bao nhiêu|đâu)"
        rf"|{_HELPERS} (?:là |thì |gọi )*số (?:mấy|nào|gì|bao nhiêu)"
        rf"|gọi (?:giúp |giùm |hộ |cho )?(?:tôi |em )?(?:công an |số )?{_NUMBER}"
        r"(?: (?:giúp|giùm|hộ|cho|tôi|em|với|đi|ngay|gấp))*"
        rf"|gọi (?:giúp |giùm |hộ )(?:tôi |em )?{_HELPERS}"
        rf"|(?:số )?{_NUMBER} (?:là|của)(?: số)? (?:gì|ai|nào|số nào))"
        r"(?: (?:ạ|vậy|thế|em|ad))*(?=[ .?!]*$)",
    )
)
# Whoever asks no more than that asks for help.
_ASKS_FOR_HELP = cues(
    (
        r"(?:giờ |bây giờ |nên |phải |cần )*(?:làm (?:sao|gì|thế nào)|tính sao)",
        r"(?:phải |nên |cần |biết )*(?:báo|gọi|kêu|nhờ|tìm|tố)(?: với| cho)?"
        r" (?:ai|đâu|chỗ nào|ở đâu|số nào)",
        r"(?:đêm|ngày|hôm|lúc|bữa|tối) nào cũng",
        # These only look like questions.
        r"đau (?:bụng )?đẻ|mấy ngày mới (?:biết|hay)",
    )
)
_ASKS_FOR_A_HAND = cues((r"(?:muốn|xin|cần|nhờ)(?: được)? (?:giúp|cứu|giúp đỡ|bảo vệ)|ai giúp",))
# Whoever names one of these wants to know something, or has something to report.
_MATTER = cues(
    (
        r"phản ánh|báo cáo|thủ tục|ly hôn|hộ khẩu|tạm trú|thường trú|hộ nghèo|cận nghèo|căn cước"
        r"|vneid|phường|can thiệp|tiền|nghe nói|đơn|khai|pháp lý|luật|uống thuốc|lá|cán bộ nào",
    )
)


def cry_heard(text: str, act: Act, *, in_form: bool) -> Answer | None:
    """Return the answer to a cry for help, unless the message is for the desk to serve.

    Who is struck or hurt hears careful words, and is not asked where that is; what is broken in
    the street is still taken down, and a fight there.
    """
    if _NUMBERS_ASKED.found_in(text) and not in_form:
        return replace(_said(phrases.CALL_FIRST), status=Status.SAID)
    if act in DESK:
        kind = guess(text)
        is_own = kind == "animals" or (kind == "security" and _OWN.found_in(text))
        if kind == OTHER and not is_own:
            is_own = not may_tell_trouble(text) or _ONES_OWN.found_in(text)
        is_own = is_own or is_violence(text) or is_child_hurt(text) or is_child_left(text)
        if act is not Act.TICKET or in_form or not (is_own or _DEAD.found_in(text)):
            return None
    return cry_answer(text)


def cry_beside(text: str, form: Form | None) -> Answer | None:
    """Return the answer to a cry for help while a report of something else is being written.

    None while that is asked what it is about, or is about a danger itself.
    """
    if form is None or form.asks == "content" or is_danger(form.slots.get("content", "")):
        return None
    return cry_answer(text) if _OWN.found_in(text) or is_violence(text) else None


def cry_answer(text: str) -> Answer | None:
    """Return whom to call, and at most a line more; None if something is asked or no danger is."""
    if not is_danger(text):
        return None
    if is_missing(text):
        return _said(MISSING)
    is_hurt, is_left = is_child_hurt(text), is_child_left(text)
    is_struck = is_violence(text)
    is_bitten = BITTEN.found_in(text)
    if _ASKS_FOR_HELP.found_in(text):
        text = " . ".join(_ASKS_FOR_HELP.around(text)).replace("?", "")
    # Whoever lost goods asks for help with papers.
    if (is_struck or is_hurt or is_left) and _ASKS_FOR_A_HAND.found_in(text):
        text = " . ".join(_ASKS_FOR_A_HAND.around(text)).replace("?", "")
    if "?" in text or not only_tells(text) or _MATTER.found_in(text) or find_aspects(text):
        return None
    if is_hurt:
        return _said(CHILD_HURT, ASK_PERSON)
    if is_left:
        return _said(CHILD_LEFT, ASK_PERSON)
    if is_bitten:
        return _said(SEE_A_DOCTOR)
    return _said(STRUCK, ASK_PERSON) if is_struck else _said(phrases.CALL_FIRST)


def _said(text: str, *choices: Choice) -> Answer:
    return Answer(
        status=Status.OUT_OF_SCOPE,
        text=f"{phrases.URGENT}\n{text}",
        act="crisis",
        choices=choices,
    )
