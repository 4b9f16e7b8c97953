"""Fixed replies of the reception and the desk."""

from bot import phrases
from bot.types import Act, Answer, Status


def _said(text: str, act: Act | str, status: Status = Status.SAID) -> Answer:
    return Answer(status=status, text=text, act=str(act))


TOO_FAST = _said(
    "Anh/chị nhắn nhanh quá, tôi đọc chưa kịp. Tôi đã giữ đủ tin nhắn và sẽ trả lời lần lượt. "
    "Anh/chị chờ một chút giúp tôi.",
    "wait",
)
NOT_KEPT = _said(
    "Lúc này tôi chưa ghi lại được nên chưa gửi gì đi. Tin nhắn của anh/chị tôi vẫn giữ tạm. "
    "Anh/chị nhắn lại sau ít phút giúp tôi; việc gấp thì đến quầy một cửa.",
    "wait",
)
FORM_NOT_KEPT = _said(
    "Lúc này tôi chưa ghi lại được tin vừa rồi. Chưa có gì được gửi đi; phần anh/chị đã khai vẫn "
    "còn. Anh/chị gửi lại tin này sau ít phút giúp tôi.",
    Act.TICKET,
)
FORM_WAITS = (
    "Phần nhận phản ánh đang khởi động lại. Chưa có gì được gửi đi; những gì anh/chị đã khai và "
    "tin vừa rồi tôi đều giữ. Sau khoảng một phút, anh/chị nhắn tiếp là tôi làm tiếp."
)
CRISIS_ALONE = _said(phrases.CRISIS, "crisis", Status.OUT_OF_SCOPE)
SILENT = Answer(status=Status.HANDOVER, text="", act=Act.PERSON, is_silent=True)
THANKS_FOR_RATING = _said("Cảm ơn anh/chị đã chấm điểm.", "rating")
THANKS_FOR_USEFUL = _said("Cảm ơn anh/chị. Cần gì thêm, anh/chị cứ hỏi.", Act.USEFUL)
NOT_THEIRS = _said(
    "Câu trả lời trước của tin này dành cho cán bộ, mà cuộc trò chuyện này không còn liên kết với "
    "tài khoản cán bộ. Anh/chị gửi lại câu hỏi giúp tôi.",
    "said",
)
PHOTO_KEPT = "Tôi đã nhận ảnh."
WHAT_FOR = _said(
    "Tôi đã nhận. Anh/chị muốn phản ánh việc gì thì viết vài chữ giúp tôi, "
    'ví dụ: "đèn đường chỗ này hỏng".',
    Act.TICKET,
)
WHAT_AT = _said(
    "Tôi đã đọc địa chỉ. Anh/chị muốn phản ánh việc gì ở đây thì viết vài chữ kèm địa chỉ giúp "
    'tôi, ví dụ: "đèn đường ngõ 5 hỏng".',
    Act.TICKET,
)
CALL_YOURSELF = _said(
    f"{phrases.URGENT}\nTôi không gọi cứu giúp thay được: anh/chị gọi ngay số trên và đọc địa chỉ "
    'này cho họ. Khi đã an toàn, muốn gửi phản ánh thì anh/chị nhắn "phản ánh".',
    "crisis",
)
STOPPED = _said("Vâng, tôi dừng ở đây. Anh/chị muốn hỏi việc gì khác?", Act.CANCEL)
FILED_ALREADY = (
    "Phản ánh {code} đã gửi đi rồi, tôi không tự rút lại hay sửa được. Muốn rút hoặc sửa, anh/chị "
    'nhắn "gặp cán bộ" và nói mã này.'
)
NOTED = "Tôi đã ghi thêm câu này vào nội dung phản ánh."
OTHER_KIND = "Tôi đã đổi loại việc."
WHICH_KIND = (
    'Anh/chị nhắn rõ loại việc giúp tôi, ví dụ: "loại việc là rác thải". Không chắc thì anh/chị '
    "cứ gửi, cán bộ đọc nội dung rồi chuyển đúng nơi."
)
GO_ON_LATER = _said("", Act.TICKET)
ABOUT_REPORT = {
    "when": (
        "Tôi không hứa được khi nào xong. Gửi xong, phản ánh đến bộ phận phụ trách; có gì mới tôi "
        "báo cho anh/chị tại đây."
    ),
    "who": "Nơi nhận được ghi ở bước cuối, trước khi anh/chị gửi. Có gì mới tôi báo tại đây.",
    "free": "Gửi phản ánh không mất tiền.",
    "how": (
        "Anh/chị nhắn việc gì, ở đâu. Ảnh và số điện thoại có thì gửi, không có cũng được. Tôi cho "
        "xem lại trước khi gửi đi."
    ),
    "photo": (
        "Anh/chị gửi ảnh ngay tại đây như gửi tin nhắn. Đang viết phản ánh thì gửi kèm ảnh lúc nào "
        "cũng được."
    ),
    "number": (
        "Số điện thoại để cán bộ hỏi thêm khi cần. Không muốn để lại thì anh/chị nhắn "
        '"bỏ số điện thoại".'
    ),
    "secret": (
        "Người khác hỏi mã chỉ biết phản ánh đang ở bước nào, không thấy nội dung, ảnh và số điện "
        "thoại. Anh/chị không cần ghi tên."
    ),
}
FORM_STAYS = "(Phản ánh đang viết dở vẫn còn, xong câu này mình làm tiếp.)"
NO_TICKETS = (
    "Lúc này tôi không nhận được phản ánh qua đây. Anh/chị báo trực tiếp tại {counter}, "
    "hoặc gửi ở mục phản ánh, kiến nghị trên {portal}."
)
TO_REPORT = 'Muốn gửi, anh/chị nhắn "phản ánh".'
AND_REPORT = "Còn việc anh/chị báo, mình ghi phản ánh luôn nhé."
GO_ON = "Mình làm tiếp phản ánh nhé."
