"""What the gateway itself says to residents on messaging platforms."""

from bot.types import Answer, Status

STAFF_SAYS = "Cán bộ trả lời:"


def said(text: str) -> Answer:
    """Return fixed words as an answer that a platform can render."""
    return Answer(status=Status.SAID, text=text, act="said")


OLD_BUTTON = said("Nút này cũ rồi nên tôi không mở lại được. Anh/chị gõ câu hỏi giúp tôi.")
UNREADABLE = said("Tôi chỉ đọc được chữ, ảnh chụp và vị trí. Anh/chị gõ thành chữ giúp tôi nhé.")
PHOTO_LOST = (
    "Tôi chưa tải được ảnh anh/chị gửi. Anh/chị gửi lại ảnh, hoặc cứ tiếp tục mà không có ảnh."
)
BROKEN = said(
    "Xin lỗi anh/chị, hệ thống gặp trục trặc nên tôi chưa trả lời được tin vừa rồi. "
    "Anh/chị nhắn lại sau ít phút giúp tôi; việc gấp thì đến quầy một cửa."
)
FORGET = said(
    "Anh/chị muốn xóa mọi điều tôi lưu về anh/chị? Tin nhắn, ảnh và phản ánh đã gửi sẽ mất hẳn; "
    "phản ánh chưa ai trả lời cũng coi như rút lại.\n"
    "Nếu đồng ý, anh/chị nhắn: XÓA HẾT\n"
    "Nếu không, anh/chị cứ nhắn việc khác."
)
FORGOTTEN = said(
    "Tôi đã xóa mọi điều đã lưu về anh/chị. Tin nhắn trong máy của anh/chị thì anh/chị tự xóa."
)
FORGET_YES = "xoa het"
"""What confirms, folded."""
NOT_FORGOTTEN = said("Vâng, tôi giữ nguyên mọi điều đã lưu. Anh/chị cần gì cứ hỏi tiếp.")
