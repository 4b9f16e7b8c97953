"""Every fixed sentence the assistant says; what it knows comes from records instead."""

import re

from bot.types import Act
from bot.ward import Ward
from knowledge.text import fold


def greeting(ward: Ward) -> str:
    """Say hello and what can be asked."""
    return (
        f"Chào anh/chị! Tôi là trợ lý Một Cửa của {ward.name}. "
        "Anh/chị cứ hỏi về thủ tục, giấy tờ, lệ phí, thời gian, nộp hồ sơ trực tuyến, VNeID "
        "hoặc kế hoạch chuyển đổi số của phường."
    )


def capabilities(ward: Ward) -> str:
    """Say what the assistant can and cannot do."""
    return (
        f"Tôi trả lời về thủ tục hành chính, dịch vụ công trực tuyến, VNeID, thanh toán không "
        f"dùng tiền mặt và kế hoạch chuyển đổi số của {ward.name}. Câu nào tôi cũng nói rõ nguồn. "
        'Anh/chị thử hỏi: "Đăng ký tạm trú hết bao nhiêu tiền?". '
        "Tôi không tư vấn kiện tụng, chữa bệnh, và không tra thông tin của người khác."
    )


def where_to_turn(ward: Ward) -> str:
    """Name the places that can help when the assistant cannot."""
    places = [f"quầy một cửa của {ward.name}"]
    if ward.hotline:
        places.append(f"số {ward.hotline}")
    portal = f"Cổng Dịch vụ công quốc gia ({ward.portal})"
    if ward.portal_hotline:
        portal += f", tổng đài {ward.portal_hotline}"
    places.append(portal)
    return "Anh/chị hỏi tiếp tại " + " hoặc ".join(places) + "."


def no_content(ward: Ward) -> str:
    """Admit that the knowledge holds no answer."""
    return "Tôi chưa có thông tin chắc chắn cho câu này nên không dám trả lời. " + where_to_turn(
        ward
    )


def out_of_scope(question: str) -> str:
    """Say that the question is none of the assistant's business; name help if it may be urgent."""
    said = (
        "Xin lỗi anh/chị, việc này nằm ngoài phạm vi tôi hỗ trợ nên tôi không trả lời. "
        "Tôi chỉ trả lời về thủ tục hành chính, dịch vụ công, VNeID và kế hoạch của phường."
    )
    return f"{URGENT}\n{said}" if _MAY_BE_URGENT.search(fold(question)) else said


def is_crisis(text: str) -> bool:
    """Say whether somebody speaks of taking their own life."""
    return bool(_CRISIS.search(fold(text)))


def is_danger(text: str) -> bool:
    """Say whether somebody may be in danger now: the emergency numbers come first then."""
    return bool(_DANGER.search(fold(text)))


def person(ward: Ward) -> str:
    """Say where a person can be reached; the assistant cannot connect one yet."""
    hours = f" Giờ làm việc: {ward.hours}." if ward.hours else ""
    return (
        "Tôi chưa nối máy được với cán bộ ngay tại đây. "
        f"Anh/chị đến quầy một cửa của {ward.name}"
        + (f", {ward.address}" if ward.address else "")
        + (f", hoặc gọi {ward.hotline}" if ward.hotline else "")
        + "."
        + hours
        + (
            f" Tổng đài Cổng Dịch vụ công quốc gia: {ward.portal_hotline}."
            if ward.portal_hotline
            else ""
        )
    )


URGENT = (
    "Nếu anh/chị hoặc người thân đang nguy hiểm, hãy gọi ngay: 113 (công an), 114 (cứu hỏa), "
    "115 (cấp cứu), 111 (bảo vệ trẻ em)."
)
CRISIS = (
    "Tôi rất tiếc vì anh/chị đang phải chịu đựng. Anh/chị đừng ở một mình lúc này. "
    "Anh/chị gọi ngay 115 (cấp cứu) hoặc 113, hoặc gọi người thân, hàng xóm đến bên cạnh. "
    "Trẻ em gọi 111, miễn phí, ngày đêm."
)
_CRISIS = re.compile(
    r"\b(?:(?<!khai )tu tu(?! tuat)|tu sat|muon chet|khong muon song|chan song|nghi quan|ket lieu"
    r"|song (?:lam|de lam) gi nua)\b"
)
_DANGER = re.compile(
    r"\b(?:nha (?:\w+ )?dang chay|chay nha|bi (?:\w+ ){0,2}danh\b(?! gia| so| may| dau| mat| roi)"
    r"|danh (?:con|vo|chau|dap|toi|em)\b"
    r"|hanh hung|bao hanh|xam hai|hiep dam|bat coc|chay mau|bat tinh|cam dao)"
)
_MAY_BE_URGENT = re.compile(
    r"\b(?:danh (?:toi|em|con|me|vo|chau|dap)|bi danh|hanh hung|bao hanh|xam hai|hiep dam|tu tu"
    r"|tu sat|khong muon song|bat coc|chay nha|cap cuu|kho tho|dau nguc|dot quy|co giat|bat tinh"
    r"|ngo doc|chay mau|sot \d+|uong thuoc)\b"
)
NOT_TOLD = "Nguồn tôi có không nói riêng điều này. Phần chung như sau:"
CORRECTED = "Vâng, tôi trả lời lại:"
THANKS = "Không có gì ạ. Anh/chị cần gì cứ hỏi tiếp."
GOODBYE = "Chào anh/chị, chúc anh/chị mọi việc thuận lợi."
CANCELLED = "Tôi đã dừng việc đang làm, chưa gửi gì đi. Anh/chị muốn hỏi việc gì khác?"
EMPTY = (
    "Anh/chị chưa gõ câu hỏi. Anh/chị cho tôi biết mình cần làm thủ tục gì, "
    'ví dụ: "làm giấy khai sinh cần gì".'
)
NOT_WORDS = (
    "Tôi chưa hiểu tin nhắn này. Anh/chị viết giúp tôi bằng chữ, "
    'ví dụ: "làm lại căn cước mất bao nhiêu tiền".'
)
TOO_LONG = (
    "Tin nhắn dài quá nên tôi chỉ đọc phần đầu. Anh/chị hỏi ngắn gọn từng việc một giúp tôi nhé."
)


def said(act: Act, ward: Ward) -> str:
    """Return the fixed reply to an act that needs no search."""
    replies = {
        Act.GREET: greeting(ward),
        Act.CAPABILITIES: capabilities(ward),
        Act.THANK: THANKS,
        Act.GOODBYE: GOODBYE,
        Act.CANCEL: CANCELLED,
        Act.PERSON: person(ward),
    }
    return replies[act]
