"""What the gateway itself says to residents on messaging platforms."""

from bot.types import Answer, Status

STAFF_SAYS = "Cán bộ trả lời:"


def said(text: str) -> Answer:
    """Return fixed words as an answer that a platform can render."""
    return Answer(status=Status.SAID, text=text, act="said")


OLD_BUTTON = said("Nút này cũ rồi nên tôi không mở lại được. Anh/chị gõ câu hỏi giúp tôi.")
UNREADABLE = said("Tôi chỉ đọc được chữ, ảnh chụp và vị trí. Anh/chị gõ thành chữ giúp tôi nhé.")
FILE_LOST = "Tôi chưa tải được tệp anh/chị gửi. Anh/chị gửi lại giúp tôi."
FILE_TOO_BIG = "Tệp nặng quá 20 MB. Anh/chị bỏ bớt ảnh trong văn bản rồi gửi lại."
NO_FILES_HERE = (
    "Nếu anh/chị vừa gửi tệp: Zalo Bot không chuyển tệp đến tôi. Anh/chị gửi qua Telegram hoặc "
    "Zalo OA của phường, hoặc tải lên trang cán bộ, mục Rà soát."
)
REVIEW_ATTACHED = "Tôi gửi kèm bản Word có ghi chú ở từng chỗ."
REVIEW_ELSEWHERE = "Bản có ghi chú ở từng chỗ thì anh/chị lấy ở trang cán bộ, mục Rà soát"
REVIEW_DELETED = (
    "Máy chủ đã xóa tệp này. Ứng dụng nhắn tin vẫn giữ bản anh/chị gửi: văn bản mật thì đừng gửi "
    "ở đây."
)
REVIEW_TOO_SLOW = (
    "Văn bản dài quá nên tôi chưa rà soát xong. Anh/chị chia thành vài tệp rồi gửi lại."
)
REVIEW_BROKEN = "Tôi gặp lỗi nên chưa rà soát được tệp này. Anh/chị báo người quản trị giúp."
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
