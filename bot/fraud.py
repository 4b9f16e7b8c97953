"""Hear that somebody may be facing, or has met, a swindler: then the warning goes first."""

from bot.cues import cues

# How the ids of guides about fraud begin.
SAFETY_GUIDES = "g-at-"
# What to do once money is sent, or once a link is opened, an application installed, a code told.
MONEY_SENT, LET_IN = "g-at-da-chuyen-tien", "g-at-lo-bam-link"
GIFTS = "g-at-qua-tang"

_OFFICIALS = (
    r"(?:công an|cán bộ|viện kiểm sát|tòa án|thuế|ngân hàng|điện lực|nhà mạng|bảo hiểm|shipper"
    r"|cảnh sát|bưu điện)"
)
_DEMAND = (
    r"(?:chuyển (?:khoản|tiền)|nộp (?:tiền|phí|trước)|đóng (?:tiền|phí|thuế|trước)|đặt cọc"
    r"|chuyển cọc|cọc trước|cài|bấm|nhấn|quét|đọc mã|đường link|link|mật khẩu)"
)
_SCAN_FOR_GIFT = (
    r"quét (?:mã |qr |cái |này )*(?:để )?(?:nhận|lãnh|lĩnh|lấy)(?: \w+)? (?:tiền|quà|thưởng|hỗ trợ"
    r"|trợ cấp|voucher)"
)
_GIFT = cues((_SCAN_FOR_GIFT,))
# Longer ones name a matter of their own.
_SHORT = 6
_SUSPECT = cues(
    (
        r"lừa đảo|bị lừa|kẻ lừa|giả danh|mạo danh|giả mạo",
        rf"(?:xưng|tự nhận)(?: \w+){{0,4}} {_OFFICIALS}",
        rf"{_OFFICIALS}(?: \w+){{0,6}} (?:gọi|nhắn|điện|kết bạn|video)\b.*\b{_DEMAND}",
        rf"(?:gọi|nhắn|điện)(?: \w+){{0,6}} {_OFFICIALS}\b.*\b{_DEMAND}",
        rf"(?:ai|người|số|ông|bà|anh|đứa) (?:\w+ )?lạ\b.*\b{_DEMAND}|(?:link|app|ứng dụng|mã) lạ",
        r"(?:xin|đòi|hỏi|đọc|gửi|cho|đưa|bảo|yêu cầu|cung cấp|nói|lộ)(?: \w+){0,3} otp",
        r"otp(?: \w+){0,4} (?:cho|gửi|đưa|đọc)",
        rf"trúng (?:thưởng|giải|xe)\b.*\b(?:{_DEMAND}|đóng)|(?:nhận|tặng) quà\b.*\b{_DEMAND}",
        r"(?:facebook|zalo|telegram|tiktok|trên mạng)\b.*\b(?:làm (?:hộ|giúp|nhanh|giùm)|nhận làm"
        r"|bao đậu|dịch vụ)\b.*\b(?:cọc|chuyển|uy tín|tin được|triệu)",
        r"lệnh bắt|apk|điều khiển (?:từ xa|điện thoại)|chia sẻ màn hình|deepfake"
        r"|giả giọng|ghép mặt",
        r"(?:ngoài|không)(?: \w+){0,3} biên lai|(?:mã )?qr\b.*\b(?:dán đè|lạ|giả)",
        r"(?:gọi|nhắn|báo|bảo)(?: \w+){0,4} trúng (?:thưởng|giải|xe)",
        r"(?:mất|bay) (?:\d+ )?(?:\w+ )?(?:triệu|tỷ|củ)\b.*\b(?:lấy|đòi) lại",
        r"(?:đứa|người ta|có người|nó|họ|số lạ)(?: \w+){0,2} (?:bảo|gọi|kêu|nhắn)(?: \w+){0,3}"
        r" (?:làm|nâng|cập nhật|kích hoạt)(?: \w+){0,3} (?:vneid|định danh|căn cước)",
        r"đến nhà(?: \w+){0,6} (?:xưng|thu tiền|thu \d+)",
        r"(?:xưng|tự nhận)(?: \w+){0,4} tổ (?:công nghệ|chuyển đổi)",
        r"(?:đòi|xin|hỏi|bảo đưa)(?: \w+){0,2} (?:cầm|mượn|lấy|giữ) điện thoại",
        _SCAN_FOR_GIFT,
        r"(?:quét|bấm|nhấn|nhập|link|otp|qr)\b.*\bbị (?:trừ|mất|rút|bay)(?: \w+){0,2} (?:tiền"
        r"|triệu|nghìn)",
    ),
    # Without diacritics "đã cài" is "đã cải chính" too.
    accented=(
        r"(?:lỡ|trót|vừa|đã) (?:bấm|nhấn|click|cài|quét|chuyển tiền|chuyển khoản|đọc)\b.*"
        r"\b(?:link|lạ|app|otp|mã|giả|họ|nó|người)",
        r"(?:lỡ|trót) chuyển (?:tiền|khoản)\b(?!.*\b(?:nhầm|phí|lần|thuế)\b)",
    ),
    bare=(r"(?:lo|trot) (?:bam|nhan|click|quet|chuyen)\b.*\b(?:link|app|otp|tien|khoan)",),
)
# Papers and procedures about such things, asked for in so many words.
_OFFICE = cues((r"thủ tục (?:tố|trình|khai)|đơn tố (?:cáo|giác)|chữ ký số (?:là|đăng ký)",))

_DONE = r"(?:lỡ|trót|vừa|đã|mới)"
_NOT_THEM = r"(?<!nó )(?<!họ )(?<!lạ )(?<!người ta )"
_PAYS = (
    r"(?:(?:chuyển|nạp|đóng|nộp|gửi|đưa)(?: \w+){0,3} (?:tiền|khoản|cọc|triệu|nghìn|tỷ)"
    r"|chuyển (?:cho|hết|luôn|\d+)|đặt cọc)"
)
_LETS_IN = (
    r"(?:(?:bấm|nhấn|nhấp|click|cài|tải|quét)\b|(?:đọc|nhập|gửi|đưa|cung cấp|khai|cho)"
    r"(?: \w+){0,4} (?:otp|mã|mật khẩu|căn cước|thông tin|ảnh|số tài khoản|điện thoại))"
)
_SENT = cues(
    (
        rf"{_DONE}(?: \w+){{0,2}} {_PAYS}",
        rf"{_NOT_THEM}(?:{_PAYS}(?: \w+){{0,5}}|chuyển) (?:rồi|xong|mất)",
        r"bị (?:lừa|mất|trừ|rút)(?: \w+){0,3} (?:tiền|triệu|nghìn)",
    )
)
_LET = cues(
    (
        rf"{_DONE}(?: \w+){{0,2}} {_LETS_IN}",
        rf"{_NOT_THEM}{_LETS_IN}(?: \w+){{0,5}} (?:rồi|xong|mất)",
        rf"{_NOT_THEM}{_LETS_IN} (?:rồi|xong|mất)",
        rf"^(?:\w+ )?{_LETS_IN} (?:luôn|hết)",
        r"(?:lỡ|trót) (?:đưa|cho|gửi|làm|khai|nói|đọc)(?: \w+){0,3} rồi",
    )
)
# Said of a fraud, each tells more of it or asks whether it is one.
_MORE_OF_IT = cues(
    (
        r"tài khoản(?: \w+){0,3} (?:cá nhân|người lạ|tên lạ)|tên người lạ|số lạ",
        r"(?:thật|giả|lừa(?: đảo)?)(?: \w+){0,2} (?:không|chưa|hay)",
        r"^(?:(?:giờ|bây giờ|thế|vậy|rồi|em|tôi|phải) )*(?:làm sao|làm gì|tính sao)"
        r"(?: (?:đây|giờ|bây giờ|ạ|hả))*(?=[ .!?]*$)",
    )
)
_NOT_DONE = cues(
    (rf"(?:chưa|không|đừng|nên|cần|phải|bảo|đòi|kêu)(?: \w+)? (?:{_PAYS}|{_LETS_IN})",)
)


def help_after(text: str) -> str | None:
    """Return the guide for somebody who tells, of a fraud, that money was sent or a code told."""
    if _NOT_DONE.found_in(text):
        return None
    if _SENT.found_in(text):
        return MONEY_SENT
    return LET_IN if _LET.found_in(text) else None


def goes_on_about_fraud(text: str, guide: str | None) -> str | None:
    """Return the guide for what is said after the one about fraud; None if it goes on otherwise."""
    if guide is None or not guide.startswith(SAFETY_GUIDES):
        return None
    is_more = len(text.split()) <= _SHORT and _MORE_OF_IT.found_in(text)
    return help_after(text) or (guide if is_more else None)


def fitting_guide(text: str) -> str | None:
    """Return the guide that fits what is told of a fraud, if its words leave no doubt."""
    return help_after(text) or (GIFTS if _GIFT.found_in(text) else None)


def is_suspect(text: str) -> bool:
    """Say whether the message tells of a fraud, or asks whether something is one."""
    return _SUSPECT.found_in(text) and not _OFFICE.found_in(text)
