"""Hear when somebody is in despair."""

from functools import lru_cache

from bot.cues import cues

_NOT = r"(?:không|chẳng|chả|hổng|hông|khỏi|đâu có|hết)"
# What people say of a queue, of the heat, of living under one roof: no wish to die.
_SAID_SO = cues(
    (
        r"(?:nóng|bận|chờ|đợi|mỏi|lâu|đông|ồn|hôi|thối|lạnh|nực|đắt|xa|nặng|chậm|phiền"
        r"|rắc rối|rườm rà|buồn ngủ|khát|tốn|(?:giấy|thủ tục|đơn|làm|hồ sơ|thi) khó)"
        r"(?: (?:quá|mà|đến|tới|gần))* muốn chết",
        r"mệt muốn chết(?=.*\b(?:đi lên|đi xuống|chạy (?:tới|đi)|chờ|xếp hàng|giấy|hồ sơ|thủ tục))",
        r"(?:giấy(?: tờ)?|hồ sơ|thủ tục|xếp hàng|chờ|đợi|đi lại|đơn từ|chạy)(?:,? \w+){0,4} mệt"
        r" (?:quá |mà )?muốn chết",
        rf"{_NOT} (?:còn )?(?:muốn|thiết|mún) (?:phải )?sống (?:chung|cùng|với|gần|cạnh|xa"
        r"|riêng|tại|ở (?!đời|trên|cõi|kiếp)|trong (?:nhà|khu|ngõ|chung|phòng|căn))",
    ),
    accented=(r"(?:đói|mắc|khó thủ tục) (?:quá )?muốn chết",),
)
# A wish, or a plan, of one's own.
_WISH = cues(
    (
        rf"muốn (?:được )?chết(?! (?:già|lâm sàng))|{_NOT} (?:còn )?(?:muốn|thiết|mún|ham) sống",
        r"chán sống(?! (?:ở (?!đời)|chung|với))|nghĩ quẩn|kết liễu|sống không nổi",
        r"sống (?:mà )?(?:để )?(?:làm|mần) (?:gì|chi)(?= nữa| nựa| cho| đây|$)|sống chi nữa",
        r"chết (?:quách|cho xong|đi cho|đi còn hơn|cho rồi|cho đỡ)|(?:thà|ước gì|ước|giá mà)"
        r"(?: \w+){0,2} chết (?:đi|quách|còn|cho|luôn)",
        r"(?:muốn|định|tính|sắp|đang|đòi|dọa|toan) (?:nhảy (?:cầu|lầu|sông)"
        r"|uống thuốc (?:trừ )?(?:sâu|chuột|ngủ|độc|diệt cỏ))",
        r"(?:rạch|cắt) (?:cổ )?tay (?:mình|tự|chết)|tự (?:rạch|cắt) (?:cổ )?tay"
        r"|tự làm (?:đau|hại) mình",
        r"tự hại (?:mình|bản thân)|(?:muốn|định|dọa|đòi|tính) tự (?:tử|sát)|mún (?:chết|chít|die)",
        r"muốn (?:chít|die)|muốn biến mất (?:khỏi|mãi)|tuyệt mệnh",
        rf"{_NOT} còn (?:gì|lý do|lẽ|ý nghĩa|động lực|đường|thiết)(?: \w+){{0,3}} sống",
        r"buông xuôi (?:tất cả|hết|cuộc đời|mọi thứ|cho xong)|kết thúc (?:tất cả(?= |$)"
        r"(?! (?:các|những|hợp|thủ|giao|hồ))|cuộc (?:đời|sống(?! (?:chung|vợ|hôn))))",
        r"(?:em|tôi|con|cháu|mình|tui)(?: (?:thấy|đang|rất|quá|hoàn toàn|thật sự))* tuyệt vọng"
        r"(?! (?:với|vì) (?:thủ tục|phường|cán bộ|app|vneid|cái|hồ sơ))",
    ),
    # Without diacritics flags are hung, too.
    bare=(r"(?:doa|doi|toan) treo co|treo co (?:tu|chet|cho xong)",),
)
_PILLS = r"(?:thuốc (?:ngủ|an thần|giảm đau)|panadol|paracetamol|seduxen)"
_SELF = r"(?:tôi|tui|em|con|cháu|mình|tao)"
# Not only wished for: it is happening, or goodbye is said.
_BEGUN = cues(
    (
        r"uống (?:\w+ ){0,2}(?:hết|cả|sạch|nguyên|trọn|một nắm|một đống|một vốc)(?: \w+){0,3}"
        rf" {_PILLS}|uống (?:\w+ ){{0,2}}(?:[5-9]|\d\d|mười|chục|mấy chục) viên {_PILLS}",
        rf"uống {_PILLS} (?:tự|quá liều|để chết)|uống (?:thuốc )?quá liều",
        r"(?:vừa|mới|đang|đã|lại) (?:(?!bị)\w+ )?(?:(?:rạch|cứa) (?:cổ )?tay(?! áo)|cắt cổ tay)",
        rf"{_SELF} (?:đang )?(?:đứng|ngồi|leo)(?: \w+)? (?:trên|ngoài) (?:cầu|thành cầu|lan can"
        r"|lan can cầu|sân thượng)(?=[ .!…]*$| (?:một mình|nhìn xuống))",
        r"kiếp sau (?:mình |ta |con )?(?:gặp lại|hẹn gặp|trả|báo hiếu|làm con)|hẹn kiếp sau"
        r"|vĩnh biệt (?:mọi người|cả nhà|cuộc đời|cuộc sống|thế giới|các bạn)",
        r"muốn (?:được )?(?:ngủ|nhắm mắt)(?: \w+){0,5} (?:không bao giờ|(?:không|khỏi|đừng|chẳng)"
        r"(?: \w+)? (?:tỉnh|thức|dậy)(?: dậy| lại)* nữa)|muốn ngủ (?:\w+ ){0,3}(?:mãi mãi"
        r"|vĩnh viễn|ngàn thu)",
        r"(?:hết (?:cách|đường|lối|hy vọng)|đường cùng|cùng đường|bế tắc|không còn cách)(?:,? \w+)"
        r"{0,5} chết (?:thôi|đi|mất|quách)(?! (?:vì|với) (?:thủ tục|giấy))",
        rf"^(?:{_SELF} )?(?:(?:thấy|đang|rất|thật) )*chán đời(?: (?:quá|lắm|rồi|thật|sự|luôn|ạ|à))*"
        r"(?=[ .!…]*$)",
        r"^nhảy (?:lầu|cầu|sông)(?=[ .!…]*$)",
    ),
    accented=(r"(?:người|tôi|em|con|nó|bạn|ai)(?: (?:đang|vừa|mới|đòi|sắp))* nhảy (?:lầu|cầu)",),
    # "Đèn nháy lâu" is typed alike.
    bare=(r"(?:nguoi|toi|con|no|ban)(?: (?:dang|vua|moi|doi|sap))+ nhay (?:lau|cau)",),
)
# Whoever drinks it by mistake is in danger, too, but not in despair.
_POISON = cues((r"uống (?:hết )?(?:\w+ ){0,2}thuốc (?:trừ sâu|sâu|chuột|diệt cỏ|cỏ cháy)",))
_NO_ACT = cues(
    (
        r"uống (?:nhầm|phải)|(?:bò|trâu|gà|vịt|chó|mèo|lợn|heo|cá)(?: \w+){0,4} uống",
        r"bảo hiểm|bhyt|viện phí|hồ sơ|thủ tục|giấy|trợ cấp|hỗ trợ|chế độ|(?:năm|tháng) (?:trước"
        r"|ngoái)|có (?:sao|độc|hại|chết) không",
    )
)
# Of whoever: also a relative who may be saved, unless the papers of a death are asked for.
_ACT = cues(
    (r"tự sát",),
    # Without diacritics these are "từ từ" and "tư vấn" too.
    accented=(r"tự (?:tử|vẫn)|treo cổ(?! động)",),
    bare=(
        r"(?:^|(?:muon|dinh|doa|tinh|doi|da|vua|dang|sap|se|nguoi|toi|em|con|no|chong|vo"
        r"|bo|me|ban) )"
        r"tu tu(?! (?:tuat|thoi|da|nhe|nha|roi|lam|giai|huong|minh|noi|di))",
    ),
)
_BEREAVED = cues((r"khai tử|chứng tử|báo tử|trích lục|mai táng|tử tuất|hỏa táng",))


# Asked of a message more than once on its way, and of few at a time: they are a person's words.
@lru_cache(maxsize=64)
def is_crisis(text: str) -> bool:
    """Say whether somebody speaks of taking their own life, or has begun to."""
    said = " . ".join(_SAID_SO.around(text))
    if _WISH.found_in(said) or _BEGUN.found_in(said):
        return True
    if _POISON.found_in(text) and not (_NO_ACT.found_in(text) or _BEREAVED.found_in(text)):
        return True
    return _ACT.found_in(text) and not _BEREAVED.found_in(text)
