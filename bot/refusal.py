"""Recognise what is turned away whatever the search finds: its words are those of real procedures.

Attempts on the assistant itself are bot/heard.py's.
"""

from bot.cues import cues
from bot.types import Topic

# Whoever reports such a thing, or asks how not to become its victim, is not meant.
_REPORTED = (
    r"tố (?:cáo|giác)|phản ánh|khiếu nại|trình báo|báo (?:ai|công an|ở đâu|cho ai)|cảnh giác",
    r"phát hiện(?= \w+)(?! không)|phòng (?:tránh|ngừa)|nhận biết|phân biệt|là thật hay"
    r"|thật hay giả",
    r"giả hay thật|có phải lừa|bị (?:làm giả|lừa|hack|mất|giả mạo|mạo danh|người|kẻ|đòi|lộ)",
    r"nghi (?:là|bị|có)|vòi (?:tiền|vĩnh)|đòi (?:tiền|hối lộ|lót tay|phong bì)|gợi ý|nhũng nhiễu",
)
_OFFICIAL = (
    r"(?:cán bộ|công an|địa chính|hộ tịch|một cửa|thanh tra|csgt|cảnh sát|ủy ban|tổ trưởng|sếp)"
)
_FAVOUR = r"(?:nhanh|sớm|lẹ|duyệt|ưu tiên|bỏ qua|cho qua|khỏi phải chờ|khỏi bị phạt|là yên)"
_SUM = r"(?:bao nhiêu|mấy (?:trăm|triệu|nghìn|ngàn|chục|tiền)|thêm|ít tiền|tiền)"
# Money by another name; training ("bồi dưỡng kỹ năng số") is not meant.
_TREAT = (
    r"(?:(?<!được )(?<!tạo )(?<!lớp )(?<!tập huấn )bồi dưỡng"
    r"(?! (?:kỹ năng|kiến thức|nghiệp vụ|chuyên môn|tập huấn|nâng cao|cho học|về|số|thường xuyên)))"
)
_GIFT = rf"(?:phong bì|{_TREAT}|lì xì|cà phê|trà nước|uống nước)"
_BRIBE = (
    r"lót tay|hối lộ|lo lót|bôi trơn|đút (?:lót|tiền)|kẹp tiền|đi cửa sau",
    rf"{_GIFT}\b.*\b(?:{_OFFICIAL}|{_FAVOUR})",
    rf"(?:{_OFFICIAL}|{_FAVOUR})\b.*\b(?:phong bì|{_TREAT}|cà phê|trà nước|uống nước)",
    rf"(?:đưa|gửi)(?: \w+){{0,4}} {_SUM}\b.*\b{_FAVOUR}",
    rf"{_FAVOUR}\b.*\bđưa (?:\w+ )?{_SUM}",
    rf"(?:chạy|mua) (?:án|bằng lái|trường|việc|chức|đề thi|hồ sơ|suất)\b.*\b(?:{_SUM}|giá"
    rf"|hết|cán bộ)",
    r"nhờ người quen\b.*\bnhanh",
)
_BRIBE_ACCENTED = (
    rf"nhờ cò|chung (?:chi|tiền)|(?:biếu|quà)\b.*\b(?:{_OFFICIAL}|{_FAVOUR})",
    rf"chi(?: \w+){{0,3}} {_SUM}\b.*\b{_FAVOUR}",
)
_PAPER = (
    r"(?:giấy(?: tờ)?|căn cước|bằng|chứng (?:chỉ|nhận|sinh)|sổ (?:đỏ|hồng|hộ nghèo)|hồ sơ"
    r"|hộ (?:khẩu|chiếu)"
    r"|hóa đơn|hợp đồng|chữ ký|con dấu|lý lịch|biên lai|khai sinh|bệnh án)"
)
_FORGE = (
    rf"(?:làm|in|ký|khắc|đóng|mua|dựng)(?: dấu)? giả {_PAPER}|giả (?:mạo )?chữ ký"
    rf"|ký (?:giả|mạo)|photoshop",
    rf"(?:làm|mua|in|bán|dựng) {_PAPER}(?: \w+){{0,4}} (?:không cần thi|khỏi thi|khỏi học)",
    r"khai (?:gian|man|bừa)\b.*\b(?:để|hưởng|nhận|cách)|mạo danh\b.*\b(?:để|nhận|lấy)",
    r"(?:kết hôn|ly hôn|cưới) giả (?:để|với|lấy)|giả (?:kết hôn|ly hôn)|ký thay\b.*\bphát hiện",
    r"bằng giấy tờ (?:người khác|giả)|mua lại (?:sim|tài khoản)|(?:sửa"
    r"|chế)(?: lại)? (?:bằng cấp|phiếu|bảng điểm)",
)
_FORGE_ACCENTED = (
    rf"(?:làm|mua|in|bán|đặt|xin|dùng)(?: \w+)? {_PAPER}(?: \w+){{0,4}} giả(?! (?:mạo|vờ))",
    r"(?:khai|lập|mua)(?: \w+){0,3} khống|thi hộ",
)
_DUTY = (
    r"(?:thuế|nghĩa vụ|đi lính|quân sự|bảo hiểm|phạt|hóa đơn"
    r"|kiểm tra|thi hành án|trả nợ|khai báo|quy định|luật)"
)
_HOW = r"(?:cách|làm sao|làm thế nào|kiểu gì|bằng gì|mẹo|bí quyết|chỉ|bày)"
_EVADE = (
    rf"{_HOW}\b(?: \w+){{0,6}} (?:trốn|né|lách|qua mặt|giấu)(?: \w+){{0,3}} (?:{_DUTY}"
    rf"|thu nhập|doanh thu|tài sản)",
    rf"(?:trốn|né|lách|qua mặt)(?: \w+){{0,3}} {_DUTY}\b.*\b(?:{_HOW}|thế nào)",
    rf"(?:để|muốn) (?:trốn|né|lách|qua mặt|đỡ|giảm bớt) (?:\w+ )?{_DUTY}",
    r"giấu (?:doanh thu|doanh số|thu nhập|tài sản)\b.*\b(?:để|khỏi|giữ)",
    rf"{_HOW}\b(?: \w+){{0,8}} (?:không|khỏi|đỡ)(?: phải)? (?:khai|nộp|đóng|chịu"
    rf"|xuất)(?: \w+){{0,2}} (?:thuế|hóa đơn)",
    r"(?:khỏi|không)(?: phải)? (?:khai|nộp|đóng|chịu)(?: \w+){0,2} (?:thuế"
    r"|tiền)\b.*\b(?:cách nào|kiểu gì|mẹo)",
    r"(?:mà|để|sao cho) (?:không|khỏi) (?:bị )?(?:phát hiện|kiểm tra|truy thu|phạt nguội)"
    r"|khai thuế ít đi",
    r"(?:trượt|rớt) (?:\w+ )?khám (?:\w+ )?(?:nghĩa vụ|sức khỏe)"
    r"|ghi giá (?:\w+ ){0,2}thấp|công ty ma",
)
_OTHERS = (
    r"(?:hàng xóm|nhà (?:bên|số \d+)|người (?:khác|kia|yêu)|chủ (?:nhà|trọ|tịch|xe|thuê bao)"
    r"|(?:anh|chị|ông|bà|cô|tên) (?:ấy|ta|kia)|vợ|chồng|giám đốc|cán bộ)"
)
_FACT = (
    r"(?:số điện thoại|địa chỉ|số (?:căn cước|chứng minh|tài khoản)"
    r"|mật khẩu|bệnh án|tiền án|tin nhắn|lương)"
)
_PRIVATE = (
    rf"(?:tra|tìm|xem|cho|xin|kiểm tra|biết|đọc)(?: \w+){{0,4}} {_FACT}(?: \w+){{0,2}} {_OTHERS}",
    r"biển số(?: xe)?(?: \w+){0,3} (?:của|là) ai|(?:căn cước|số tài khoản)(?: \w+)? (?:của|là) ai",
    rf"(?:xem trộm|đọc trộm|nghe lén|định vị)(?: \w+){{0,4}} (?:{_OTHERS}|điện thoại)",
    r"(?:tra|xem|kiểm tra|tìm)(?: \w+){0,2} (?:căn cước|số điện thoại|hộ khẩu|thông tin"
    r"|hồ sơ)(?: \w+){0,2}"
    r" (?:người khác|nhà bên|hàng xóm)",
    rf"(?:tra|kiểm tra|xem)(?: \w+){{0,4}} (?:{_OTHERS}|ông \w+"
    rf"|bà \w+)(?: \w+){{0,2}} (?:nợ|tiền án|có vợ|có chồng)",
)
_HARM = (
    r"(?:chế|làm|mua|pha chế) (?:\w+ )?(?:bom|thuốc nổ|lựu đạn|súng|ma túy|cần sa|axit"
    r"|tiền giả|thuốc mê)",
    r"(?:cách|muốn|chỉ) (?:\w+ )?(?:hack|bẻ khóa|phá khóa|chiếm (?:tài khoản|facebook"
    r"|zalo))|vượt biên",
    r"thuê (?:\w+ )?(?:giang hồ|đánh|chém|giết)|(?:hack|bẻ khóa) (?:wifi|xe)",
)


_PENALTY = (
    r"phạt(?: \w+){0,3} (?:bao nhiêu|mấy (?:tiền|triệu|trăm|năm|chục))(?! (?:ngày|lần|người))",
    r"(?<!đồng ý )(?<!giảm )(?<!miễn )(?<!nộp )mức phạt|khung hình phạt|(?:đi|ở|ngồi|phạt"
    r"|bị) tù (?:mấy|bao)|có (?:phải )?(?:đi|ở|ngồi) tù",
)
_PENALTY_ACCENTED = (r"tù (?:mấy|bao nhiêu|bao lâu)|mấy năm tù",)

_REPORTS = cues(_REPORTED)
# The first that fits decides.
_OF_TOPIC = {
    Topic.BRIBE: cues(_BRIBE, accented=_BRIBE_ACCENTED),
    Topic.FORGE: cues(_FORGE, accented=_FORGE_ACCENTED),
    Topic.EVADE: cues(_EVADE),
    Topic.PRIVATE: cues(_PRIVATE),
    Topic.HARM: cues(_HARM),
    Topic.PENALTY: cues(_PENALTY, accented=_PENALTY_ACCENTED),
}


def turned_away(question: str) -> Topic | None:
    """Return why the question is not answered, however well a record fits; None: search.

    By words alone, so that it holds without Rasa: "né đóng thuế hộ kinh doanh" holds nearly every
    word of a real procedure, and no record says how much a fine is.
    """
    if _REPORTS.found_in(question):
        return None
    return next((topic for topic, found in _OF_TOPIC.items() if found.found_in(question)), None)
