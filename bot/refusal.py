"""Recognise what is turned away whatever the search finds: its words are those of real procedures.

Attempts on the assistant itself are bot/heard.py's.
"""

import re

from bot.cues import cues
from bot.types import Topic
from knowledge.text import fold

# Whoever reports such a thing, or asks how not to become its victim, is not meant; but "sao cho
# không bị phát hiện" reports nothing.
_REPORTED = (
    r"tố (?:cáo|giác)|phản ánh|khiếu nại|trình báo|báo (?:ai|công an|ở đâu|cho ai)|cảnh giác",
    r"phát hiện(?= \w+)(?! không)|phòng (?:tránh|ngừa)|nhận biết|phân biệt|là thật hay"
    r"|thật hay giả",
    r"giả hay thật|có phải lừa|bị (?:làm giả|giả chữ ký|ép|dọa|lừa|hack|mất|giả mạo|mạo danh"
    r"|người|kẻ|đòi|lộ)",
    r"nghi (?:là|bị|có)|vòi (?:tiền|vĩnh)|(?:đòi tiền|(?:đòi|ăn|nhận) (?:hối lộ|lót tay"
    r"|phong bì))|gợi ý|nhũng nhiễu",
)
_OFFICIAL = (
    r"(?:cán bộ|công an|địa chính|hộ tịch|một cửa|thanh tra|csgt|cảnh sát|ủy ban|tổ trưởng|sếp)"
)
_FAVOUR = (
    r"(?:nhanh|sớm|lẹ|duyệt|ưu tiên|bỏ qua|cho qua|khỏi (?:phải )?(?:chờ|xếp hàng)|khỏi bị phạt"
    r"|là yên"
    r"|xong luôn|làm luôn|có luôn|trong (?:hôm nay|ngày)|mai có)"
)
_AMOUNT = (
    r"(?:\d+(?:[.,]\d+)? ?(?:nghìn|ngàn|trăm|triệu|củ|xị|lít|đồng)"
    r"|(?:vài|mấy) (?:trăm|triệu|nghìn|chục))"
)
_SUM = rf"(?:bao nhiêu|mấy tiền|thêm|ít tiền|tiền|{_AMOUNT})"
_YOU = r"(?:anh|chị|cô|chú|bác|cán bộ|sếp)"
# What is given for nothing: aid, and the lists of those who get it.
_AID = (
    r"(?:hộ (?:cận )?nghèo|trợ cấp|chế độ|lương hưu|thất nghiệp|học bổng|tiền (?:hỗ trợ|cứu trợ"
    r"|tuất)"
    r"|hỗ trợ|nhà ở xã hội|ốm đau|thai sản|bảo hiểm)"
)
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
    rf"(?:đưa|gửi|biếu|bo|dúi|bồi|cho) (?:\w+ )?{_YOU}(?: \w+){{0,3}} {_AMOUNT}\b(?!.*\b(?:lừa"
    rf"|nợ|vay))",
    rf"(?:nhét|kẹp|dúi|bỏ)(?: \w+){{0,2}} (?:tiền|{_AMOUNT})(?: \w+){{0,2}} (?:hồ sơ|túi|tay|bì)",
    rf"(?:trả|đưa|chi|gửi|bỏ)(?: \w+){{0,2}} thêm (?:tiền riêng|{_AMOUNT})\b.*\b{_FAVOUR}",
    rf"(?:trả|đưa|gửi) (?:thêm )?(?:\w+ )?tiền riêng\b.*\b(?:{_YOU}|{_FAVOUR})",
    rf"(?:mời|đãi|rủ) {_OFFICIAL}(?: \w+){{0,3}} (?:nhậu|ăn|uống|cà phê|karaoke)",
    r"nhờ người quen\b.*\bnhanh",
)
_BRIBE_ACCENTED = (
    # Without diacritics "chạy" is "cháy".
    rf"chạy (?:\w+ )?(?:{_AID}|suất|sổ (?:đỏ|hồng)|hộ khẩu|giấy phép|thương binh)",
    rf"nhờ cò|chung (?:chi|tiền)|(?:biếu|quà)\b.*\b(?:{_OFFICIAL}|{_FAVOUR})",
    rf"chi(?: \w+){{0,3}} {_SUM}\b.*\b{_FAVOUR}",
)
_BRIBE_BARE = (r"chay (?:\w+ )?(?:ho (?:can )?ngheo|che do|suat|tro cap)",)
_PAPER = (
    r"(?:giấy(?: tờ)?|căn cước|bằng|chứng (?:chỉ|nhận|sinh)|sổ (?:đỏ|hồng|hộ nghèo)|hồ sơ"
    r"|hộ (?:khẩu|chiếu)"
    r"|hóa đơn|hợp đồng|chữ ký|con dấu|lý lịch|biên lai|khai sinh|bệnh án)"
)
_FORGE = (
    rf"(?:làm|in|ký|khắc|đóng|mua|dựng)(?: dấu)? giả {_PAPER}|giả (?:mạo )?chữ ký"
    rf"|(?<!đăng )ký (?:giả|mạo)|photoshop",
    rf"(?:làm|mua|in|bán|dựng) {_PAPER}(?: \w+){{0,4}} (?:không cần thi|khỏi thi|khỏi học)",
    r"khai (?:gian|man|bừa|láo|dối)\b.*\b(?:để|hưởng|nhận|cách)",
    r"mạo danh\b.*\b(?:để|nhận(?! viên)|lấy)",
    rf"(?:khai|nói|ghi|báo)(?: \w+){{1,9}} để (?:\w+ )?(?:hưởng|lãnh|lĩnh|nhận|xét|vào|xin|lấy)"
    rf"\b.*\b(?:{_AID}\b.*\b)?(?:thật ra|thực ra|thực tế|trong khi|dù thật|mà thật|nhưng thật)",
    rf"khai (?:là|rằng)(?: \w+){{1,9}} (?:rồi )?để (?:được )?(?:\w+ )?(?:\w+ )?{_AID}",
    rf"(?:khai|nói|ghi) không có (?:việc(?: làm)?|thu nhập|lương|nhà|đất|tài sản)\b.*\b(?:để"
    rf"|mà)\b.*\b"
    rf"(?:{_AID}|lãnh|hưởng|nhận)",
    rf"(?:giấu|không khai|khai (?:ít|bớt|thiếu|giảm))(?: \w+){{0,4}} (?:tài sản|thu nhập|lương"
    rf"|nhà|xe|đất)"
    rf"\b.*\b(?:để|mà|vẫn|cho)(?: \w+){{0,4}} {_AID}",
    r"(?:khai|sửa|ghi|làm) (?:tăng|thêm|lùi|giảm|bớt|gian)(?: \w+){0,2} tuổi\b.*\b(?:để|cho|mới)",
    r"không (?:khai tử|báo tử|báo|khai)\b.*\b(?:để|mà vẫn|vẫn)(?: \w+){0,2} (?:nhận|lãnh|lĩnh"
    r"|hưởng)",
    r"(?:cắt ghép|tẩy xóa|tẩy sửa|cạo sửa|làm nhòe)(?: \w+){0,6} (?:giấy|sổ|bằng|phiếu|hồ sơ"
    r"|căn cước)",
    rf"(?:nhờ|mượn|thuê)(?: \w+){{0,3}} đứng tên\b.*\b(?:{_AID}|né|tránh|cách)",
    r"(?:mượn|dùng|xài|thuê) (?:\w+ )?(?:căn cước|giấy tờ|bằng lái|bằng|thẻ(?: bảo hiểm(?: y tế)?)?"
    r"|cccd) (?:của )?(?:người khác|người ta|thằng bạn|đứa bạn|bạn)",
    r"cho thuê(?: lại)? (?:căn cước|cccd|tài khoản|sim)|(?:bán|mua) (?:căn cước"
    r"|tài khoản ngân hàng)",
    rf"(?:xin|làm|được)(?: \w+){{0,6}} (?:khó khăn|{_AID})(?: \w+){{0,3}} (?:dù"
    rf"|nhưng)(?: \w+){{0,4}}"
    r" (?:giàu|khá giả|dư dả|có tiền|không nghèo)",
    r"(?:kết hôn|ly hôn|cưới) giả (?:để|với|lấy)|giả (?:kết hôn|ly hôn)|ký thay\b.*\bphát hiện",
    r"bằng giấy tờ (?:người khác|giả)|mua lại (?:sim|tài khoản)|(?:sửa"
    r"|chế)(?: lại)? (?:bằng cấp|phiếu|bảng điểm)",
)
_FORGE_ACCENTED = (
    rf"(?:làm|mua|in|bán|đặt|xin|dùng)(?: \w+)? {_PAPER}(?: \w+){{0,4}} giả(?! (?:mạo|vờ))",
    r"(?:khai|lập|mua|xin|làm|giấy|phiếu|xác nhận)(?: \w+){0,5} khống|thi hộ",
    # Without diacritics "giả" is "già" and "giá", too.
    r"giả (?:vờ |bộ |làm )?(?:bị |là )?(?:khuyết tật|tàn tật|bệnh|ốm|tâm thần|điên|nghèo|mồ côi"
    r"|đơn thân|độc thân|thất nghiệp|liệt|thương binh)",
    r"(?:tách hộ|cắt hộ khẩu|nhập hộ khẩu|nhập khẩu|chuyển khẩu|tạm trú|mua bán|cho tặng) giả\b"
    r"(?! mạo).*\b(?:để|cho|được)",
    r"làm gi[aả] (?:cái |con )?dấu",
)
_FORGE_BARE = (
    rf"(?:lam|mua|in|dat) {fold(_PAPER)}(?: \w+){{0,4}} gia (?:o dau|cho le|nhu that|uy tin)",
)
_DUTY = (
    r"(?:thuế|nghĩa vụ|đi lính|quân sự|bảo hiểm|phạt|hóa đơn"
    r"|kiểm tra|thi hành án|trả nợ|khai báo|quy định|luật)"
)
_HOW = r"(?:cách|sao cho|làm sao|làm thế nào|kiểu gì|bằng gì|mẹo|bí quyết|chỉ|bày)"
_EVADE = (
    rf"{_HOW}\b(?: \w+){{0,6}} (?:trốn|né|lách|qua mặt|giấu)(?: \w+){{0,3}} (?:{_DUTY}"
    rf"|thu nhập|doanh thu|tài sản)",
    rf"(?:trốn|né|lách|qua mặt)(?: \w+){{0,3}} {_DUTY}\b.*\b(?:{_HOW}|thế nào)",
    rf"(?:để|muốn) (?:trốn|né|lách|qua mặt|đỡ|giảm bớt) (?:\w+ )?{_DUTY}",
    r"(?:để|muốn|cách|làm sao) (?:\w+ )?(?:tránh|trốn|né)(?: được| khỏi| phải)* (?:đi )?(?:nghĩa vụ"
    r" quân sự|lính|khám tuyển|nhập ngũ)",
    r"giấu (?:doanh thu|doanh số|thu nhập|tài sản)\b.*\b(?:để|khỏi|giữ)",
    rf"{_HOW}\b(?: \w+){{0,8}} (?:không|khỏi|đỡ)(?: phải)? (?:khai|nộp|đóng|chịu"
    rf"|xuất)(?: \w+){{0,2}} (?:thuế|hóa đơn)",
    r"(?:khỏi|không)(?: phải)? (?:khai|nộp|đóng|chịu)(?: \w+){0,2} (?:thuế"
    r"|tiền)\b.*\b(?:cách nào|kiểu gì|mẹo)",
    r"(?:mà|để|sao cho) (?:không|khỏi) (?:bị )?(?:phát hiện|kiểm tra|truy thu|phạt nguội)"
    r"|khai thuế ít đi",
    r"(?:lấn|chiếm) (?:thêm )?đất\b.*\b(?:hợp pháp|hợp thức|mà (?:họ|ai|không ai|hàng xóm))",
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
# Somebody who is no relative: "ông nội", "anh trai" are.
_STRANGER = (
    r"(?:(?:hộ )?(?:ông|bà|anh|chị|cô|chú)(?! (?:nội|ngoại|xã|cụ|trai|gái|rể|dâu|họ|em|tôi|mình"
    r"|con|ruột|chồng|vợ|cháu|út))|người (?:khác|này|đó|kia|vay|nợ|thuê|hàng xóm|tên)"
    r"|công dân (?:tên|có tên|sau)|hàng xóm|nhà (?:bên|số)|đối (?:tượng|tác|thủ|phương)|bị đơn"
    r"|chủ (?:nhà|trọ|xe|quán|thuê bao|cửa hàng)|(?:vợ|chồng|người yêu) cũ|con nợ|khách hàng"
    r"|nhân viên|ứng viên)"
)
_PERSONAL = (
    r"(?:(?:tình trạng |khoản |dư )?nợ|tài sản|thu nhập|(?:bảng )?lương|số (?:điện thoại|căn cước"
    r"|tài khoản|dư)|địa chỉ|nơi (?:ở|cư trú|làm việc)|tình trạng (?:hôn nhân|sức khỏe|cư trú)"
    r"|sao kê|lịch sử giao dịch|bệnh án|lý lịch|tiền án|nhân thân|quan hệ gia đình"
    r"|thông tin (?:cá nhân|cư trú|liên hệ))"
)
# Whoever asks how it is applied for is answered.
_APPLIED_FOR = r"(?:thủ tục|mẫu|ở đâu|cơ quan nào|nộp|lệ phí|giấy (?:tờ )?gì|ủy quyền|của tôi)"
_PRIVATE = (
    rf"^(?!.*\b{_APPLIED_FOR}\b).*\b(?:cung cấp|trích xuất|kết xuất|xuất|gửi|cho biết|thông tin về"
    rf"|tra cứu|xác minh|rà soát|liệt kê)(?: \w+){{0,5}} {_PERSONAL}\b.*\b(?:của|về) {_STRANGER}",
    rf"(?:tra|tìm|xem|cho|xin|kiểm tra|biết|đọc)(?: \w+){{0,4}} {_FACT}(?: \w+){{0,2}} {_OTHERS}",
    r"biển số(?: xe)?(?: \w+){0,3} (?:của|là) ai|(?:căn cước|số tài khoản)(?: \w+)? (?:của|là) ai",
    rf"(?:xem trộm|đọc trộm|nghe lén|định vị)(?: \w+){{0,4}} (?:{_OTHERS}|điện thoại)",
    r"(?:tra|xem|kiểm tra|tìm)(?: \w+){0,2} (?:căn cước|số điện thoại|hộ khẩu|thông tin"
    r"|hồ sơ)(?: \w+){0,2}"
    r" (?:người khác|nhà bên|hàng xóm)",
    rf"(?:tra|kiểm tra|xem)(?: \w+){{0,4}} (?:{_OTHERS}|ông \w+"
    rf"|bà \w+)(?: \w+){{0,2}} (?:nợ|tiền án|có vợ|có chồng)",
    rf"(?:tra|tìm)(?: cứu)? (?:giúp|giùm|hộ|xem)(?: \w+){{0,3}} (?:{_OTHERS}|(?:ông|bà|anh"
    rf"|chị) \w+)"
    r"(?: \w+){0,4} (?:có mấy|có bao nhiêu|ở đâu|đất|lương|hộ khẩu|thường trú|nợ)",
    r"(?:vợ|chồng|người yêu|bồ) cũ\b.*\b(?:tra (?:giúp|giùm|hộ|cứu)|tìm (?:giúp|giùm|hộ)"
    r"|đang ở đâu)",
    r"cho (?:em |tôi |mình |anh |chị )?(?:xem|biết)(?: \w+){0,2} (?:hồ sơ|thông tin|bản án|bệnh án)"
    r"(?: \w+){0,3} của (?:ông|bà|anh|chị|cô|chú|hàng xóm|người) \w+",
    r"(?:tra|xem|kiểm tra|theo dõi|định vị)\b.*\b(?:mà )?không (?:cho|để) (?:nó|họ|người ta|ai"
    r"|vợ|chồng|ảnh"
    r"|cổ)(?: \w+)? biết",
    rf"(?:tìm|xin|cho|biết)(?: \w+){{0,3}} {_FACT}(?: \w+){{0,3}} (?:facebook|zalo|nick"
    rf"|tài khoản này)",
)
# Who asks how to cheat others, and not who was cheated.
_THEIRS = (
    r"(?:chỗ (?:thu|để|gửi)|quầy|mã (?:cũ|thật|của)|bãi (?:xe|giữ|gửi)|thùng|bảng|của (?:người"
    r"|quán|phường|cửa hàng|chợ|họ)|người khác|cửa hàng|quán|trạm)"
)
_CHEAT = (
    rf"{_HOW}\b(?: \w+){{0,8}} (?:dán|tráo|thay|đổi|chèn|gắn)(?: \w+){{0,2}} (?:mã )?qr"
    rf"(?: \w+){{0,2}} (?:mình|tôi|em|tao|riêng)\b.*\b(?:lên|vào|đè|ở|tại|thay)(?: \w+){{0,2}}"
    rf" {_THEIRS}(?! (?:mình|tôi|em|nhà))",
    r"(?:dán|tráo|chèn) (?:đè )?(?:mã )?qr(?: \w+){0,3} (?:để|cho)(?: \w+){0,2} (?:tiền|lừa|khách"
    r" (?:trả|chuyển) (?:nhầm|cho (?:mình|tôi|em)))",
    rf"{_HOW}\b(?: \w+){{0,6}} (?:giả|giả làm|xưng|xưng là|mạo danh"
    rf"|đóng giả)(?: \w+){{0,2}} (?:công an"
    r"|cán bộ|ngân hàng|điện lực|tòa án|thuế|shipper)(?: \w+){0,5} (?:lừa|tiền|tin|otp|sập bẫy)",
    r"(?:viết|soạn|cho|làm|nghĩ)(?: \w+){0,5} (?:kịch bản|tin nhắn|bài)(?: \w+){0,4} (?:lừa"
    r"|giả danh|mạo danh|dụ)",
    rf"{_HOW}\b(?: \w+){{0,4}} (?<!bị )(?<!nó )(?<!họ )(?<!không )(?:lừa|dụ|moi|gạt)(?: \w+){{1,6}}"
    r" (?:otp|mã pin|mật khẩu|chuyển (?:tiền|khoản)|đóng tiền|đưa tiền)",
    rf"{_HOW}\b(?: \w+){{0,5}} (?<!chống )rửa tiền",
    r"(?:nhận|rút|chuyển) tiền(?: \w+){0,3} (?:lừa đảo|lừa được)(?: \w+){0,4} (?:hoa hồng"
    r"|ăn chia|hộ|giúp|giùm)",
)
_HARM = (
    *_CHEAT,
    r"(?:chế|làm|mua|pha chế) (?:\w+ )?(?:bom|thuốc nổ|lựu đạn|súng|ma túy|cần sa|axit"
    r"|tiền giả|thuốc mê)",
    r"(?:cách|muốn|chỉ) (?:\w+ )?(?:hack|bẻ khóa|phá khóa|chiếm (?:tài khoản|facebook"
    r"|zalo))|vượt biên",
    r"(?:đánh thuốc|chuốc thuốc|bỏ thuốc|bỏ bùa)(?: \w+){0,4}",
    r"(?<!bị )(?:dọa|hăm|uy hiếp|ép)(?: \w+){1,4} (?:sao cho|để)(?: \w+){0,3} (?:ký|đồng ý|bán"
    r"|nhường)",
    # When somebody leaves work, or where she lives, to lie in wait for her.
    r"\bđể (?:chặn đường(?! (?:vào|đi|ra|lối|nhà|thoát))|chặn đánh|trả thù|trả đũa|dằn mặt"
    r"|đánh (?:nó|họ|cho)|rình|theo dõi (?:nó|cô|vợ|chồng|người))",
    rf"{_HOW}\b(?: \w+){{0,4}} (?:vào(?! lại)|đột nhập)(?: \w+){{0,2}} (?:tài khoản|vneid|zalo"
    r"|facebook|điện thoại|máy)(?: \w+){0,2} (?:của )?(?:vợ|chồng|người (?:yêu|khác)|bồ|hàng xóm"
    r"|con nợ)",
    r"thuê (?:\w+ )?(?:giang hồ|đánh|chém|giết)|(?:hack|bẻ khóa) (?:wifi|xe)",
)


_PENALTY = (
    r"phạt(?: \w+){0,3} (?:bao nhiêu|mấy (?:tiền|triệu|trăm|năm|chục))(?! (?:ngày|lần|người))",
    r"(?<!đồng ý )(?<!giảm )(?<!miễn )(?<!nộp )mức phạt|khung hình phạt|(?:đi|ở|ngồi|phạt"
    r"|bị) tù (?:mấy|bao)|có (?:phải )?(?:đi|ở|ngồi) tù",
)
_PENALTY_ACCENTED = (r"tù (?:mấy|bao nhiêu|bao lâu)|mấy năm tù",)

_REPORTS = cues(_REPORTED)
_UNREPORTED = cues(
    (
        rf"(?:không|khỏi|tránh|đừng|chưa|khó)(?: (?:bị|để|ai|cho|người|nào|ta|công|an|thể"
        rf"|sợ)){{0,4}}"
        rf" (?:{'|'.join(_REPORTED)})",
    )
)
# Who wants to do it says so: a report in an earlier sentence does not excuse it.
_WANTS = cues((rf"{_HOW}|nhờ|muốn|ở đâu|chỗ nào|giúp (?:em|tôi|mình)",))
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
# The first that fits decides.
_OF_TOPIC = {
    Topic.BRIBE: cues(_BRIBE, accented=_BRIBE_ACCENTED, bare=_BRIBE_BARE),
    Topic.FORGE: cues(_FORGE, accented=_FORGE_ACCENTED, bare=_FORGE_BARE),
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
    topic = next((topic for topic, found in _OF_TOPIC.items() if found.found_in(question)), None)
    return None if topic is None or _is_report(question, topic) else topic


def _is_report(question: str, topic: Topic) -> bool:
    """Say whether the message tells of such a thing instead of asking for it.

    The report stands in the sentence that speaks of it or in a later one: "Hàng xóm bị lừa. Chỉ em
    cách làm giả chữ ký" asks for it.
    """
    sentences = _SENTENCE.split(question)
    told = next((n for n, each in enumerate(sentences) if _OF_TOPIC[topic].found_in(each)), 0)
    if not _WANTS.found_in(sentences[told]):
        told = 0
    rest = " ".join(sentences[told:])
    return any(_REPORTS.found_in(piece) for piece in _UNREPORTED.around(rest))
