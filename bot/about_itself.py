"""Answer what is asked about the assistant itself: who it is, what it keeps, what it costs."""

import re

from bot.consent import consent_notice
from bot.phrases import PERSONAL_NUMBER
from bot.types import Answer, Status
from bot.ward import Ward
from knowledge.text import clean, expand, fold

# All folded. Whole messages, so that no question about papers is taken for one about us.
_US = r"(?:ban|em|bot|ad|may|chau|tro ly|he thong|chatbot|ben (?:nay|minh)|o day|day|phuong)"
_ME = r"(?:toi|em|minh|chau|con|tui|chi|anh|bac|co|chu|ong|ba)"
_OH = r"(?:(?:da|a|ua|oi|the|vay|cho (?:toi |em |minh )?hoi|ban|em|nay) )*"
_END = r"(?: (?:a|ha|vay|the|day|nhi|nhe|em|ad|ban|ko|khong|hong|phai|chu))*"
_NO = r"(?:khong|ko|k|hong|hok|chua)"
_KIND = re.compile(
    rf"{_OH}(?:{_US} )?(?:dang )?(?:la |co phai (?:la )?|phai )?(?:nguoi(?: that)?|may|robot|bot|ai"
    rf"|chatbot|a i) hay (?:la )?(?:nguoi(?: that)?|may|robot|bot|ai|chatbot)(?: moc)?{_END}"
    rf"|{_OH}{_US} (?:co )?(?:phai )?(?:la )?(?:robot|bot|chatbot|may|nguoi that|nguoi"
    rf"|tri tue nhan tao)(?: (?:a|ha|phai|khong|ko|hong|dung))+{_END}"
)
_NAME = re.compile(
    rf"{_OH}(?:ban|em|bot|ad|may|chau|tro ly) (?:la ai|ten (?:la )?(?:gi|chi)){_END}"
)
_THINGS = (
    r"(?:thong tin|so dien thoai|sdt|tin nhan|du lieu|cuoc tro chuyen|doan chat|noi dung|so"
    r"|lich su)(?: (?:ca nhan|dien thoai|tro chuyen|chat))*"
)
_KEEPS = re.compile(
    rf"{_OH}{_US} (?:co )?(?:luu|giu|ghi|nho|ban|lo|tiet lo|chia se|theo doi)(?: (?:lai|giu|tru))*"
    rf" {_THINGS}(?: (?:cua )?{_ME})?(?: (?:lai|khong|ko|hong|cho ai|cho nguoi khac))*{_END}"
    rf"|{_OH}{_THINGS}(?: cua)? {_ME}(?: (?:gui|nhan|nhap|cho|ban|em|o|tai|day|vao|len))*"
    rf" (?:co )?(?:duoc )?(?:bi )?(?:lo|bao mat|an toan|luu|ai (?:xem|doc|biet))(?: {_NO})?{_END}"
)
_ERASE = re.compile(
    rf"{_OH}(?:(?:lam sao|cach|muon|hay|xin|giup|nho|yeu cau|de|can|{_ME}) )*xoa"
    rf"(?: (?:het|bo|toan bo|tat ca|moi|giup|ho|cho|{_ME}))* {_THINGS}"
    rf"(?: (?:cua|ve|da (?:gui|luu|nhan)|o day|tai day|di|giup|voi|duoc|{_NO}|the nao|lam sao"
    rf"|{_ME}))*{_END}"
)
_SENDS_PAPERS = re.compile(
    rf"{_OH}(?:{_ME} )?(?:co nen |co the )?(?:dua|gui|nhap|cho|cung cap|khai)(?: (?:ban|em|bot))?"
    r" (?:so |anh |the )*(?:can cuoc(?: cong dan)?|cccd|cmnd|chung minh(?: nhan dan)?|tai khoan"
    r"|the ngan hang)(?: (?:o day|vao day|len day|qua day|cho (?:ban|em|bot)|cua (?:toi|em|minh)))*"
    rf" (?:co )?(?:an toan|sao|bi lo|lo)(?: {_NO})?{_END}"
)
_COSTS = re.compile(
    rf"{_OH}(?:noi chuyen|hoi|chat|nhan tin|tu van|hoi dap)(?: (?:voi|tren|qua|o))? {_US}"
    rf"(?: (?:co|thi|nay))*(?: (?:bi|phai))? (?:ton|mat|tinh|thu|het)(?: \w+)? (?:tien|phi)"
    rf"(?: {_NO})?{_END}"
)
_KIND_SAID = (
    "Tôi là máy trả lời tự động, không phải người. Muốn nói chuyện với người, anh/chị nhắn "
    '"gặp cán bộ".'
)
_NAME_SAID = "Tôi tên là Một Cửa, trợ lý tự động của {ward}. Anh/chị cần giấy tờ gì cứ hỏi tôi."
_ERASE_SAID = (
    "Nhắn tin qua Zalo hoặc Telegram thì anh/chị nhắn: xóa dữ liệu của tôi. Tôi hỏi lại một lần "
    "rồi xóa."
)
_COSTS_SAID = (
    "Hỏi tôi không mất tiền. Thủ tục nào có lệ phí, anh/chị nêu tên thủ tục, tôi nói mức phí."
)


def about_itself(ward: Ward, text: str) -> Answer | None:
    """Return the answer to a question about the assistant itself; None for any other."""
    plain = " ".join(re.findall(r"\w+", fold(expand(clean(text)))))
    kept = consent_notice(ward)
    answers = (
        (_KIND, _KIND_SAID),
        (_NAME, _NAME_SAID.format(ward=ward.name)),
        (_KEEPS, kept),
        (_ERASE, f"{_ERASE_SAID} {kept}"),
        (_SENDS_PAPERS, PERSONAL_NUMBER),
        (_COSTS, _COSTS_SAID),
    )
    said = next((said for asked, said in answers if asked.fullmatch(plain)), None)
    return Answer(status=Status.SAID, text=said, act="capabilities") if said else None
