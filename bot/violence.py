"""Hear of violence against somebody who cannot get out of its way: at home, at school, at work."""

from bot.cues import cues

# What is struck here is no person: "đánh giá", "đập phá tường", "xe bị đánh cắp".
_STRIKES_NOBODY = cues(
    (
        r"đánh (?:giá|máy|dấu|số|mất(?! răng)|rơi|cờ|bạc|bài|lô|cá(?! nhân)|bắt|vần|thuế|thức|tráo"
        r"|đổi|cắp|trượt|rớt|hỏng|bóng|đàn|cầu|răng|lái|giày|thẻ|bi|rộng|tiếng)",
        r"(?:con chó|chó nhà|mèo|gà|lợn|heo|chim|bò|trâu|vịt|xe)(?: \w+){0,4} bị (?:\w+ ){0,2}"
        r"(?:nhốt|đánh|giam)|đập (?:phá )?(?:nhà|tường|đá|bỏ|đi|cũ)|giết mổ",
        r"(?:học|lớp|dạy|tập|giải) (?:đánh|đấm|bạo lực|xâm hại)|(?:phòng|ngừa)(?:,| và)?"
        r" (?:chống )?(?:bạo lực|xâm hại|bắt nạt)|vào mặt (?:đường|tiền|bằng)",
    ),
    accented=(
        r"(?:mạo|chức|công|vô|lợi|xưng|điểm|đá) danh|đánh (?:đề|bả|tơi|sập|úp|trống)"
        r"|chống (?:đánh|bạo lực|xâm hại)|đấm (?:bóp|lưng)"
        r"|đá (?:bóng|banh|cầu|gà|quý|hoa|granit|ốp|lát)|tát (?:nước|cạn|ao|mương|cá)",
    ),
    bare=(
        r"(?:mao|chuc|cong|loi|xung|dinh|dung|bi dich) danh(?! (?:con|vo)\b)|danh (?:sach|muc|phan"
        r"|trong(?! thuong)|ba (?:dien|dia|cua|lien)|xung|hieu|tinh|nghia|thiep|lam|ngon|du"
        r"|de(?! con))",
    ),
)
_NEAR = (
    r"(?:chồng|vợ|bố|ba|cha|tía|thầy|mẹ|má|u|bầm|dượng|dì|mợ|thím|con|cháu|bé|trẻ|em|chị|tôi|tui"
    r"|tao|choa|mình|cụ|mệ|mụ|bà|ông|bọn tôi|chúng tôi|đứa|thằng bé|học sinh|công nhân)"
)
_WHO = (
    r"(?:chồng|vợ|bố|ba|cha|tía|mẹ|má|dượng|con trai|con dâu|con rể|con gái|thằng con|thằng|nó|hắn"
    r"|lão|ổng|bả|chả|ảnh|ông|cô giáo|thầy|bảo mẫu|cô trông trẻ|chủ|quản lý|bảo vệ|cai|hàng xóm)"
)
_STRIKES = r"(?:đánh|uýnh|quýnh|choảng|bạt tai|tát tai|bợp tai)"
_BLOW = r"(?:đánh|oánh|uýnh|quýnh|đập|nện|tẩn|tát|đấm|đạp|choảng|quất|bóp cổ|bạt tai|tát tai)"
_HARD = (
    r"(?:hoài|suốt|miết|quài|mãi|dữ|dã man|tàn nhẫn|đau|bầm|gãy|sưng|chảy máu|túi bụi|thừa sống|nhừ"
    r"|tím|te tua|nhập viện|thường xuyên|liên tục|như cơm bữa|rất đau|cho (?:một|mấy) trận)"
)
# Without diacritics "nện", "tẩn", "đập", "đấm", "tát" are written like everyday words.
_BARE_WHO = (
    r"(?:chong|vo|bo|ba|cha|tia|me|ma|duong|con (?:trai|dau|re|gai)|thang(?: \w+)?|no|han|lao|ong"
    r"|co giao|bao mau|chu tro|hang xom)"
)
_BARE_ME = r"(?:toi|tui|em|chau|con|vo|me|ba|ma|minh|hoai|suot|miet|bam|gay|sung)"
_STRUCK = cues(
    (
        rf"{_STRIKES} (?:vào mặt |cả |chết |luôn |gần chết )*{_NEAR}(?! (?:ta|nhau))|đánh đập",
        rf"{_WHO}(?: (?!không|chưa)\w+){{0,6}} {_STRIKES} {_HARD}",
        rf"{_WHO}(?: \w+){{0,6}} (?:hay|lại|là|toàn|cứ|đòi|chuyên) {_STRIKES}$",
        r"(?:chồng|vợ|bố|cha|dượng|mẹ kế)(?: em| tôi| tui| cháu)? (?:đánh|uýnh)$",
        rf"{_WHO}(?: \w+){{0,3}} {_STRIKES} (?:gãy|bể|vỡ|sưng|bầm|trẹo|rách)",
        r"vũ phu|(?:động|chân) tay (?:động|đá) chân|động chân động tay|thượng cẳng chân|cẳng tay"
        r"|đánh đòn|bạt tai|bợp tai|đấm đá",
        r"(?:chồng|ông xã|bố|ba|cha|dượng|con trai|thằng con)(?: (?!nhà\b)\w+){0,6} đập"
        r" (?:phá|vỡ|hết|đồ(?! chơi)|chén|bát|mâm)",
        r"hành hung|hành hạ|bạo lực(?! học đường là)|ngược đãi",
    ),
    accented=(
        rf"{_WHO}(?: (?!không|chưa|xe|cửa)\w+){{0,6}} {_BLOW} (?:đập |cho |vào mặt |vào đầu |cả )*"
        rf"(?:{_NEAR}|{_HARD})(?! (?:ta|nhau))",
        r"bị (?:\w+ ){0,5}(?:đánh|oánh|uýnh|nện|đập (?:hoài|suốt|miết|cho)|tát|đấm)(?! nhau)",
        rf"bị (?:chồng|vợ|con|bố|ba|cha|mẹ|má|dượng|nó|hắn)(?: \w+){{0,3}} {_BLOW}|bạo hành",
        r"lằn roi|ăn đòn|no đòn|đòn roi|trận đòn|bầm (?:tím|dập|mặt|mình)",
        r"(?<!xe )(?<!đèn )bị (?:\w+ )?(?:trói|đâm|chém)|tím ngắt",
    ),
    bare=(
        r"(?:bi|tran) (?:an )?don(?: roi)?(?= (?:hoai|suot|dau|nhu|cua)|$)",
        r"oanh (?:toi|tui|em|con|hoai|suot|miet)",
        r"bi (?!mao |dich |phat |sai |thieu |mat )(?:\w+ ){0,4}danh(?! nhau)",
        rf"{_BARE_WHO}(?: (?!khong|chua|xe|cua)\w+){{0,5}} (?:dap|dam vao mat) {_BARE_ME}"
        r"|(?<!duong )(?<!den )tat (?:con )?(?:toi|tui|chau)"
        r"|bi (?:chong|vo|con|bo|cha|me|duong) (?:\w+ )?(?:dap|tat)",
        r"(?:bi|nan|chong|vo) bao hanh|bao hanh (?:vo|con|tre|gia dinh|tinh than)|bam (?:tim|dap)",
    ),
)
_ABUSED = cues(
    (
        r"xâm hại|hiếp dâm|cưỡng hiếp|sàm sỡ|quấy rối tình dục|vùng kín|làm bậy (?:với|con|cháu|bé)"
        r"|giở trò (?:đồi bại|với|bậy)|xâm phạm tình dục|sờ soạng|ép (?:\w+ )?quan hệ|cưỡng bức",
        r"bị (?:\w+ ){0,4}(?:sờ mó|hiếp)|hiếp (?:con|em|cháu|bé|tôi)"
        r"|sờ mó (?:con|em|cháu|bé|tôi|người)",
        rf"{_NEAR}(?: \w+){{0,4}} bị (?!cán bộ)(?:\w+ ){{0,4}}bắt nạt"
        r"|bắt nạt (?:con|cháu|bé|em|học sinh)",
    ),
    accented=(r"dâm ô|sờ mó",),
    bare=(r"bi dam o|dam o (?:tre|voi|chau|be)",),
)
_FAMILY = (
    r"(?:chồng|vợ|bố|ba|cha|tía|mẹ|má|dượng|thằng con|con (?:trai|gái|dâu|rể)|con|nó|hắn|ổng"
    r"|lão|chủ)"
)
_HELD = cues(
    (
        rf"{_FAMILY}(?: \w+){{0,4}} nhốt {_NEAR}|bị (?:\w+ ){{0,4}}(?:bỏ đói|bóp cổ)",
        rf"{_FAMILY}(?: \w+){{0,4}} (?:không|chẳng|chả) cho {_NEAR} (?:\w+ )?(?:ra (?:khỏi|ngoài"
        r"|đường)|bước ra)|khóa cửa không cho (?:\w+ )?ra",
        rf"bóp cổ|bị nhốt|nhốt {_NEAR}|bị giam lỏng",
        rf"{_FAMILY}(?: \w+){{0,2}} đuổi(?: \w+){{0,4}} ra (?:khỏi nhà|đường)"
        r"|đuổi (?:\w+ ){0,4}ra khỏi nhà (?:giữa|lúc|trong|nửa) đêm",
    ),
    accented=(
        rf"bỏ đói {_NEAR}",
        r"bị (?:\w+ ){0,5}nhốt|(?<!xe )(?<!đèn )bị giam(?! (?:xe|giữ xe|giấy|bằng))",
    ),
    # A soldier is written alike.
    bare=(r"(?<!di )(?<!lam )bo doi (?:me (?:gia|chong|ruot)|con (?:nho|rieng)|tre|chau)",),
)
_THREATENED = cues(
    (
        # Whoever threatens by telephone is mostly a swindler: bot/fraud.py.
        rf"{_WHO}(?: (?!gọi|nhắn|điện)\w+){{0,4}} (?:đe dọa|hăm dọa|dọa nạt) (?:\w+ )?{_NEAR}"
        r"|anh (?:trai|rể|họ)(?: \w+){0,2} (?:đe dọa|hăm dọa)",
        r"(?:dọa|đòi|sẽ|đã|bị)(?: \w+){0,3} (?:tung|phát tán|đăng|gửi)(?: \w+){0,2} (?:ảnh|clip"
        r"|video|hình)(?: \w+)? (?:nóng|nhạy cảm|khỏa thân|sex|riêng tư)",
        r"kề dao|cầm dao|bắt cóc|(?:đòi|dọa|hăm) (?:giết|chém|đánh|đốt)",
        r"sợ (?:\w+ ){0,5}giết(?! (?:gà|lợn|heo|chó|mổ))",
        r"giết (?:cả nhà|cả họ|hết|tôi|em|con|vợ|mẹ)(?! (?:gà|lợn|heo|thời))",
    ),
)


def is_violence(text: str) -> bool:
    """Say whether somebody tells that a person is struck, abused, held or threatened."""
    said = " . ".join(_STRIKES_NOBODY.around(text))
    return any(cue.found_in(said) for cue in (_STRUCK, _ABUSED, _HELD, _THREATENED))
