"""Hear when somebody is in danger or in despair."""

from bot.cues import cues

# A wish, or a plan, of one's own.
_WISH = cues(
    (
        r"muốn (?:được )?chết|không (?:muốn|thiết|còn muốn) sống|chán sống|nghĩ quẩn|kết liễu",
        r"sống (?:làm|để làm) gì nữa|sống không nổi|chết (?:quách|cho xong|đi cho)|chết cho rồi",
        r"(?:muốn|định|tính|sắp|đang) (?:nhảy (?:cầu|lầu)|uống thuốc (?:sâu|chuột|ngủ)|treo cổ)",
        r"(?:rạch|cắt) (?:cổ )?tay (?:mình|tự|chết)|tự (?:rạch|cắt) (?:cổ )?tay"
        r"|tự làm (?:đau|hại) mình",
        r"tự hại (?:mình|bản thân)|(?:muốn|định|dọa|đòi|tính) tự (?:tử|sát)|mún (?:chết|chít|die)",
        r"muốn (?:chít|die)|(?:không|hết) mún sống|muốn biến mất (?:khỏi|mãi)",
    ),
)
# Of whoever: also a relative who may be saved, unless the papers of a death are asked for.
_ACT = cues(
    (r"tự sát",),
    # Without diacritics these are "từ từ" and "tư vấn" too.
    accented=(r"tự (?:tử|vẫn)",),
    bare=(
        r"(?:^|(?:muon|dinh|doa|tinh|doi|da|vua|dang|sap|se|nguoi|toi|em|con|no|chong|vo"
        r"|bo|me|ban) )"
        r"tu tu(?! (?:tuat|thoi|da|nhe|nha|roi|lam|giai|huong|minh|noi|di))",
    ),
)
_BEREAVED = cues((r"khai tử|chứng tử|báo tử|trích lục|mai táng|tử tuất|hỏa táng",))
_DANGER = cues(
    (
        r"nhà (?:\w+ )?đang cháy|cháy nhà|bốc cháy|điện giật|kề dao|cầm dao",
        r"bị (?:\w+ ){0,2}đánh(?! (?:giá|số|máy|dấu|mất|rơi))|đánh (?:con|vợ|cháu|đập|tôi"
        r"|em|chồng|mẹ)",
        r"hành hung|hành hạ|bạo hành|bạo lực|xâm hại|hiếp dâm|cưỡng hiếp|sàm sỡ|quấy rối tình dục",
        r"bắt cóc|bị (?:\w+ )?(?:nhốt|bỏ đói|bóp cổ)|dọa (?:giết|chém|đánh|đốt)",
        r"chảy máu|bất tỉnh|co giật|ngộ độc|đột quỵ|khó thở|đau ngực|tức ngực|ngừng thở|hôn mê",
        r"sốt (?:cao|39|4\d)(?: độ)?",
    ),
    accented=(r"đuối nước|bị (?:\w+ )?(?:giam|trói|đâm|chém)",),
)


def is_crisis(text: str) -> bool:
    """Say whether somebody speaks of taking their own life."""
    if _WISH.found_in(text):
        return True
    return _ACT.found_in(text) and not _BEREAVED.found_in(text)


def is_danger(text: str) -> bool:
    """Say whether somebody may be in danger now: the emergency numbers come first then."""
    return _DANGER.found_in(text)
