"""Answer what concerns the ward's own counter: hours, address, telephone."""

import re

from bot.compose_home import ward_citation
from bot.phrases import where_to_turn
from bot.topic import named_in
from bot.types import Answer, Status
from bot.ward import Ward
from bot.wording import capital, sentence
from knowledge.text import expand, fold, folded_syllables

_OURS = (
    r"(?:phuong|ubnd|uy ban|xa|mot cua|tru so|quay (?:mot cua|giao dich)|cong an phuong"
    r"|bo phan tiep nhan"
    r"|trung tam hanh chinh)"
)
_OPEN = r"(?:lam viec|mo cua|dong cua|nghi|tiep dan|nhan ho so|tra ket qua)"
_STAFF = (
    r"(?:can bo|nhan vien|lanh dao|chu tich|bi thu|truong (?:phong|cong an)|tiep dan|mot cua"
    r"|ho tich|tu phap|dia chinh)"
)
_DAY = (
    r"(?:thu (?:bay|7|2|hai|sau|6)|t7|chu nhat|cn|cuoi tuan|ngay (?:le|nghi)|buoi (?:trua|toi"
    r"|chieu|sang)|gio (?:trua|nghi)|tet)"
)
_HOURS = re.compile(
    rf"\bmay (?:gio|h)\b(?: \w+){{0,4}} {_OPEN}\b|\bgio (?:lam viec|hanh chinh|mo cua|tiep dan)\b"
    rf"|\b{_OPEN}(?: \w+){{0,5}} (?:may (?:gio|h)|luc nao|den may|tu may|ngay nao|thu may)\b"
    rf"|\b{_DAY}\b(?: \w+){{0,6}} (?:co )?(?:lam|mo|nhan|nghi|tiep|truc)\b(?! (?:the|cai) nao)"
    r"|\b\d{1,2} ?(?:gio|h)\d{0,2}\b(?: (?!hen)\w+){0,4} (?:con|co) (?:lam|mo|nhan|tiep|ai)\b"
    r"(?: \w+){0,3} (?:khong|ko|hong|ha|chu)\b"
    r"|\bgio nay(?: \w+){0,2} (?:con|co) (?:lam|mo|nhan|tiep|ai)\b"
    r"|^(?:da )?(?:trua|chieu|sang)(?: nay| mai)?(?: phuong| ubnd| ben minh| minh)? co"
    r" (?:lam|mo|nhan|tiep)\b(?: \w+){0,3} (?:khong|hong|ha)\b"
    rf"|\b(?:lam|mo|nhan|tiep)\b(?: \w+){{0,3}} {_DAY}\b(?: \w+){{0,2}} (?:khong|hong|ha)\b"
    rf"|\bgap(?: \w+){{0,2}} {_STAFF}\b(?: \w+){{0,4}} (?:ngay|thu|hom|gio|luc|buoi) (?:nao|may)\b"
)
# "nộp thứ 6 thì hôm nào nhận" asks for a result, not for the hours.
_RESULT = re.compile(
    r"\bnop\b.*\b(?:bao gio|khi nao|chung nao|hom nao|ngay nao|bao lau|may ngay|thu may)\b"
    r".*\b(?:nhan|lay|co|xong|tra)\b"
)
_PHONE = re.compile(
    rf"\b(?:so (?:dien thoai|dt|hotline|nong|lien he)|hotline|duong day nong"
    rf"|sdt)\b(?: \w+){{0,4}} {_OURS}\b"
    rf"|\b(?:xin|cho|hoi|co|goi)\b(?: \w+){{0,3}} (?:so (?:dien thoai|dt)|hotline|duong day nong"
    rf"|sdt)\b"
    rf"(?! (?:moi|cu|chinh chu))|\bgoi (?:cho )?{_OURS}(?: \w+){{0,2}} so (?:nao|may)\b"
    r"|^(?:so )?(?:hotline|duong day nong|sdt|so dien thoai)(?: (?:la|dau|so may|so nao|gi|a))*$"
)
_ADDRESS = re.compile(
    rf"\bdia chi (?:cua |cho )?(?:\w+ )?{_OURS}\b|\b{_OURS}(?: \w+){{0,4}} (?:nam "
    rf"|o )(?:o )?(?:dau|cho nao|duong nao)\b"
    rf"|\b{_OURS} (?:minh |ta |moi )?o dau\b|\bduong den {_OURS}\b"
    rf"|\bgap(?: \w+){{0,2}} {_STAFF}(?: phuong)?(?: (?:thi|la|phai))* (?:len|o|tai|den|ra|toi|di"
    r"|vao)(?: (?:len|den|ra|toi))? (?:dau|cho nao|phong nao)\b(?: (?:vay|the|a|em|ad))*$"
)
# Words of the counter's own name; who names anything else asks about a procedure.
_COUNTER = frozenset(
    "phuong ubnd uy ban nhan dan xa mot cua tru so quay bo phan tiep nhan trung tam hanh chinh "
    "giao dich dia chi nam duong gap can nhan vien lanh tich thu ho phap len".split()
)
_ELSEWHERE = re.compile(
    r"\b(?:ngan hang|benh vien|tram y te|truong|toa an|thue|kho bac|buu dien|phong cong chung|bhxh"
    r"|bao hiem xa hoi|cong an|cong ty|atm)\b"
)


def ward_answer(ward: Ward, text: str) -> Answer | None:
    """Return the answer to a question for the counter's hours, address or number, else None."""
    plain = fold(expand(text)).strip(" .!?")
    mine = set(folded_syllables(ward.name))
    asked = [
        (what, known)
        for what, known, pattern in (
            ("giờ làm việc", ward.hours, _HOURS),
            ("địa chỉ", ward.address, _ADDRESS),
            ("số điện thoại", ward.hotline, _PHONE),
        )
        if pattern.search(plain)
    ]
    if asked and asked[0][0] == "giờ làm việc" and _RESULT.search(plain):
        return None
    if not asked or (asked[0][0] == "địa chỉ" and set(named_in(text).words) - _COUNTER - mine):
        return None
    place = _ELSEWHERE.search(plain)
    known = [] if place else [(what, said) for what, said in asked if said]
    unknown = [what for what, said in asked if place or not said]
    lines = [f"{capital(what)} của {ward.name}: {sentence(said)}" for what, said in known]
    if unknown:
        whose = "của nơi anh/chị hỏi" if place else f"của {ward.name}"
        lines.append(
            f"Tôi chưa có {' và '.join(unknown)} {whose}. Anh/chị xem bảng thông báo tại trụ sở "
            f"hoặc trang thông tin của phường trước khi đi. {_elsewhere(ward)}"
        )
    return Answer(
        status=Status.ANSWERED if known else Status.NO_CONTENT,
        text="\n".join(lines),
        act="ward",
        citations=(ward_citation(ward),) if known else (),
        as_of=ward.checked if known else None,
    )


def _elsewhere(ward: Ward) -> str:
    if ward.hotline:
        return f"Anh/chị gọi {ward.hotline} để hỏi."
    return (
        where_to_turn(ward)
        if not ward.portal_hotline
        else (
            f"Anh/chị cũng có thể hỏi tổng đài Cổng Dịch vụ công quốc gia, {ward.portal_hotline}."
        )
    )
