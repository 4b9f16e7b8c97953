"""How the staff page calls what the code names: roles, and what was done to accounts."""

from collections.abc import Mapping

from bot.staff.accounts import Fault
from bot.staff.rights import Role

ROLES: Mapping[Role, str] = {
    Role.COUNTER: "Bộ phận một cửa",
    Role.OFFICIAL: "Cán bộ chuyên môn",
    Role.EDITOR: "Biên tập",
    Role.ADMIN: "Quản trị",
}
ROLE_HINTS: Mapping[Role, str] = {
    Role.COUNTER: "tra cứu, trả lời người dân, xử lý phản ánh",
    Role.OFFICIAL: "thêm kế hoạch, chỉ tiêu và tài liệu nội bộ",
    Role.EDITOR: "sửa và duyệt nội dung trợ lý trả lời",
    Role.ADMIN: "giữ tài khoản và xem nhật ký",
}
ACTIONS: Mapping[str, str] = {
    "staff.sign_in": "Đăng nhập",
    "staff.sign_in_failed": "Đăng nhập sai",
    "staff.code_failed": "Sai mã xác thực",
    "staff.locked": "Bị khóa tạm",
    "staff.unlocked": "Mở khóa tạm",
    "staff.sign_out": "Đăng xuất",
    "staff.sign_out_elsewhere": "Đăng xuất nơi khác",
    "staff.totp_set_up": "Cài mã xác thực",
    "staff.totp_reset": "Đặt lại mã xác thực",
    "staff.password_changed": "Đổi mật khẩu",
    "staff.password_reset": "Đặt lại mật khẩu",
    "staff.created": "Tạo tài khoản",
    "staff.renamed": "Đổi họ tên",
    "staff.rights_changed": "Đổi đơn vị hay vai trò",
    "staff.disabled": "Đóng tài khoản",
    "staff.enabled": "Mở lại tài khoản",
    "staff.single_sign_on_changed": "Đổi đăng nhập một lần",
    "staff.single_sign_on_bound": "Nối đăng nhập một lần",
    "staff.single_sign_on_refused": "Đăng nhập một lần bị từ chối",
    "link.code": "Lấy mã liên kết",
    "link.made": "Liên kết Zalo, Telegram",
    "link.ended": "Bỏ liên kết",
    "handover.look": "Xem hội thoại",
    "handover.take": "Nhận hội thoại",
    "handover.take_over": "Nhận thay hội thoại",
    "handover.say": "Trả lời người dân",
    "handover.suggest": "Lấy gợi ý trả lời",
    "handover.forward": "Chuyển hội thoại",
    "handover.give_back": "Trả hội thoại cho trợ lý",
    "ticket.look": "Xem phản ánh",
    "ticket.assigned": "Giao phản ánh cho đơn vị",
    "ticket.answered": "Trả lời phản ánh",
    "ticket.closed": "Kết thúc phản ánh",
    "ticket.given": "Giao phản ánh cho một người",
    "ticket.given_undone": "Hoàn tác việc giao",
    "ticket.noted": "Ghi chú về phản ánh",
    "ticket.phone": "Xem số điện thoại người báo",
    "record.live": "Đưa nội dung vào dùng",
    "figures.exported": "Tải số liệu",
    "broadcast.written": "Viết thông báo",
    "broadcast.changed": "Sửa thông báo",
    "broadcast.submitted": "Gửi duyệt thông báo",
    "broadcast.returned": "Trả lại thông báo",
    "broadcast.approved": "Duyệt và gửi thông báo",
    "broadcast.cancelled": "Dừng gửi thông báo",
    "broadcast.discarded": "Bỏ thông báo",
    "broadcast.done": "Gửi xong thông báo",
    "review.uploaded": "Tải văn bản lên rà soát",
    "review.taken": "Tải văn bản có ghi chú",
    "review.deleted": "Xóa văn bản đã rà soát",
    "privacy.export": "Xuất dữ liệu một người",
    "privacy.delete": "Xóa dữ liệu một người",
}
FAULTS: Mapping[Fault, str] = {
    Fault.LOGIN: "Tên đăng nhập gồm 2 đến 32 chữ thường không dấu, số, dấu chấm hay gạch, "
    "bắt đầu bằng chữ.",
    Fault.TAKEN: "Đã có tài khoản dùng tên đăng nhập này.",
    Fault.NAME: "Họ tên không được trống; họ tên và đơn vị dài nhất 120 ký tự.",
    Fault.ROLES: "Chọn ít nhất một vai trò.",
    Fault.EMAIL: "Địa chỉ thư điện tử chưa đúng.",
    Fault.EMAIL_TAKEN: "Tài khoản khác đã dùng địa chỉ thư này.",
    Fault.LAST_ADMIN: "Đây là tài khoản quản trị cuối cùng. Tạo thêm một tài khoản quản trị trước.",
    Fault.UNKNOWN: "Không có tài khoản này.",
    Fault.OWN: "Không tự đóng tài khoản hay đặt lại mã xác thực của chính mình. "
    "Nhờ người quản trị khác.",
}
