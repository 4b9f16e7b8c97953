"""Every fixed sentence the assistant says; what it knows comes from records instead."""

from bot.despair import is_crisis
from bot.types import Act, Topic
from bot.urgent import is_danger
from bot.ward import Ward

__all__ = ["is_crisis", "is_danger"]


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


def out_of_scope(question: str, topic: Topic | None, ward: Ward) -> str:
    """Say that the question is not answered, and who can; help first if it may be urgent."""
    said = _TURN_TO[topic].format(counter=counter(ward), portal=ward.portal)
    if not (is_danger(question) or is_crisis(question)):
        return said
    # Whoever's house is on fire is not sent to a shop.
    return f"{URGENT}\n{CALL_FIRST if topic in _OF_NO_HELP else said}"


def counter(ward: Ward) -> str:
    """Name the ward's counter, with its number if it has one."""
    return f"quầy một cửa của {ward.name}" + (f" hoặc số {ward.hotline}" if ward.hotline else "")


def not_a_question(typed: str) -> str:
    """Ask for words; `typed` holds none but perhaps a number."""
    if not typed:
        return EMPTY
    return PHONE_ONLY if any(character.isdigit() for character in typed) else NOT_WORDS


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
CALL_FIRST = (
    "Tôi không gọi cứu giúp thay được. Anh/chị gọi số trên trước; khi đã an toàn, cần giấy tờ gì "
    "hay muốn gửi phản ánh thì nhắn tôi."
)
CRISIS = (
    "Tôi rất tiếc vì anh/chị đang phải chịu đựng. Anh/chị đừng ở một mình lúc này. "
    "Anh/chị gọi ngay 115 (cấp cứu) hoặc 113, hoặc gọi người thân, hàng xóm đến bên cạnh. "
    "Nếu là người thân, anh/chị ở bên người đó, đừng để họ một mình. "
    "Trẻ em gọi 111, miễn phí, ngày đêm."
)
PERSONAL_NUMBER = (
    "Anh/chị đừng gửi số giấy tờ tùy thân, số thẻ, số tài khoản hay mã OTP vào đây; "
    "tôi không cần các số đó để trả lời."
)
LONE_NUMBER = (
    "Tôi không rõ số này là chọn việc nào. Anh/chị viết giúp tôi vài chữ, ví dụ: "
    '"lệ phí đăng ký tạm trú".'
)
PHONE_ONLY = (
    "Tôi không gọi lại được. Anh/chị viết câu hỏi bằng chữ giúp tôi, "
    'ví dụ: "làm lại căn cước mất bao nhiêu tiền".'
)
# Topics whose reply helps nobody in danger.
_OF_NO_HELP = frozenset({None, Topic.COMPANY, Topic.CHAT, Topic.OPINION})
_TURN_TO = {
    None: (
        "Xin lỗi anh/chị, việc này nằm ngoài phạm vi tôi hỗ trợ nên tôi không trả lời. Tôi chỉ "
        "trả lời về thủ tục hành chính, dịch vụ công, VNeID và kế hoạch của phường. Nếu việc có "
        "liên quan đến giấy tờ, thủ tục, anh/chị hỏi tại {counter}."
    ),
    Topic.CHAT: (
        "Xin lỗi anh/chị, tôi không trả lời được việc này. Tôi chỉ giúp về thủ tục hành chính, "
        "dịch vụ công, VNeID và kế hoạch của phường."
    ),
    Topic.COURT: (
        "Tôi không tư vấn tranh chấp và không đoán được tòa xử thế nào. Anh/chị hỏi luật sư hoặc "
        "Trung tâm trợ giúp pháp lý nhà nước; việc đã ra tòa thì hỏi tòa án đang giải quyết. "
        "Muốn hòa giải trước, anh/chị hỏi tại {counter}."
    ),
    Topic.PENALTY: (
        "Tôi không có bảng mức phạt, mức án nên không nói con số, tránh nói sai. Về mức phạt, "
        "anh/chị hỏi cơ quan xử phạt (công an, thuế, thanh tra) hoặc {counter}; việc hình sự thì "
        "hỏi cơ quan công an đang giải quyết hoặc luật sư. Cần làm thủ tục gì, anh/chị hỏi tôi "
        "tiếp."
    ),
    Topic.MEDICAL: (
        "Tôi không tư vấn được bệnh và thuốc. Anh/chị hỏi bác sĩ, trạm y tế gần nhất; nếu bệnh "
        "nặng hoặc diễn biến nhanh, gọi 115."
    ),
    Topic.OPINION: (
        "Tôi không bình luận về chính trị hay đánh giá người, cơ quan nào. Muốn góp ý, phản ánh "
        "với cơ quan nhà nước, anh/chị gửi tại {counter} hoặc mục phản ánh, kiến nghị trên "
        "{portal}."
    ),
    Topic.ABROAD: (
        "Đây là thủ tục của nước khác, tôi không có thông tin. Anh/chị hỏi đại sứ quán, lãnh sự "
        "quán của nước đó. Giấy tờ do Việt Nam cấp thì anh/chị hỏi tôi được."
    ),
    Topic.COMPANY: (
        "Việc này của doanh nghiệp, tôi không có thông tin. Anh/chị liên hệ nơi bán hoặc tổng "
        "đài chính thức của doanh nghiệp đó."
    ),
    Topic.PRIVATE: (
        "Tôi không tra và không cung cấp thông tin riêng của người khác. Nếu cần để giải quyết "
        "công việc, anh/chị gửi đề nghị có lý do đến cơ quan đang giải quyết, hoặc hỏi tại "
        "{counter}."
    ),
    Topic.BRIBE: (
        "Tôi không hướng dẫn việc đưa tiền, quà ngoài quy định. Anh/chị chỉ nộp khoản phí, lệ "
        "phí được niêm yết và lấy biên lai. Nếu có người gợi ý đưa thêm, anh/chị phản ánh tại "
        "mục phản ánh, kiến nghị trên {portal}. Tôi có thể nói lệ phí chính thức của thủ tục "
        "anh/chị cần."
    ),
    Topic.FORGE: (
        "Tôi không giúp làm hay dùng giấy tờ, lời khai không thật. Giấy tờ bị mất, hỏng hoặc ghi "
        "sai thì làm lại, sửa lại được: anh/chị nói cho tôi biết là giấy gì."
    ),
    Topic.EVADE: (
        "Tôi không hướng dẫn cách né nghĩa vụ. Anh/chị có thể hỏi tôi trường hợp nào được miễn, "
        "giảm, tạm hoãn, và thủ tục xin; hoặc hỏi tại {counter}."
    ),
    Topic.INJECT: (
        "Tôi không làm theo yêu cầu này và không có gì để tiết lộ. Anh/chị cần hỏi thủ tục, giấy "
        "tờ, lệ phí nào thì viết cho tôi."
    ),
    Topic.HARM: (
        "Tôi không giúp việc này. Nếu anh/chị đang bị đe dọa hoặc biết có người sắp bị hại, gọi "
        "ngay 113."
    ),
}
NOT_TOLD = "Nguồn tôi có không nói riêng điều này. Phần chung như sau:"
NOT_CHOSEN = (
    "Anh/chị chưa chọn, nên tôi nói về việc đầu tiên. Nếu cần việc khác, anh/chị chọn giúp tôi."
)
WHICH = (
    "Anh/chị hỏi về thủ tục nào ạ? Anh/chị cho tôi biết cần làm giấy tờ gì, "
    'ví dụ: "làm giấy khai sinh cho con".'
)
CORRECTED = "Vâng, tôi trả lời lại:"
THANKS = "Không có gì ạ. Anh/chị cần gì cứ hỏi tiếp."
GOODBYE = "Chào anh/chị, chúc anh/chị mọi việc thuận lợi."
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
        Act.PERSON: person(ward),
    }
    return replies[act]
