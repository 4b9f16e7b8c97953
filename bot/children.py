"""Hear of a child in danger: touched, left alone, abandoned, made to beg."""

from bot.cues import cues

_CHILD = (
    r"(?:bé|em bé|cháu|trẻ|trẻ con|trẻ em|đứa (?:nhỏ|bé|trẻ)|đứa con nít|con nít|thằng (?:bé|cu)"
    r"|con bé|(?:trẻ )?sơ sinh|học sinh)"
)
_ADULT = (
    r"(?:(?:cha|bố|ba|tía|ông|thằng) dượng|dượng|bố|ba|cha|cậu|chú|bác|ông|anh(?: (?:họ|trai|rể))?"
    r"|thầy(?: giáo)?|người ta|hàng xóm|người lạ|ông hàng xóm|chú hàng xóm)(?: (?:của )?(?:em|cháu"
    r"|con|tôi|mình))?"
)
_ME = r"(?:em|cháu|con|bé|tôi|mình|con (?:gái|trai) (?:em|tôi))"
_OFTEN = r"(?:hay|cứ|toàn|lại|thường|đêm nào cũng|tối nào cũng|hôm nào cũng|ngày nào cũng|vừa)"
_YOUNG = cues(
    (
        r"(?:em|cháu|con|mình|tôi|bé)(?: (?:mới|năm nay|gái|trai|được|nó))* (?:[4-9]|1[0-7]) tuổi",
        r"(?:em|cháu|con|mình|bé)(?: (?:đang|mới|gái))* học lớp (?:\d|1[0-2])(?!\d)",
    )
)
# Told by a child or of one, whatever else is asked.
_TOUCHED = cues(
    (
        rf"{_ADULT}(?: \w+){{0,2}} {_OFTEN} (?:sờ|mò|ôm ấp|đụng chạm)(?: \w+)? (?:người |mông |đùi "
        rf"|chân )?{_ME}|sờ (?:\w+ )?(?:ngực|mông|đùi) {_ME}",
        rf"(?:sờ|đụng chạm)(?: vào)? (?:người|cơ thể) {_ME}",
        rf"(?:bắt|ép|dụ|bảo) {_ME} (?:phải )?(?:cởi (?:áo|quần|đồ|hết)|sờ|xem phim (?:sex|người lớn"
        r"|bậy)|chụp ảnh (?:khỏa thân|hở))",
    ),
)
_INTO_THE_ROOM = cues(
    (
        rf"{_ADULT}(?: (?:{_OFTEN}|ban|lúc|nửa|đêm|tối))* (?:vào|vô|lẻn vào|mò vào|sang|chui vào)"
        rf" (?:phòng|giường|chỗ) (?:ngủ (?:của )?)?{_ME}",
    )
)
_LEFT = cues(
    (
        rf"{_CHILD}(?: (?!làm|đăng|khai)\w+){{0,5}} bị (?:mẹ |bố |ai |người ta )?(?:bỏ rơi"
        r"|vứt|bỏ (?:lại )?(?:ở|ngoài|trước|trong|giữa|bên))",
        rf"(?:có|thấy|phát hiện|nhặt được|lượm được)(?: \w+){{0,3}} {_CHILD}(?: \w+){{0,4}} bỏ"
        r" (?:rơi|ở|ngoài|trước)",
        rf"(?:bỏ|để|nhốt) (?:{_CHILD}|con)(?: \w+){{0,5}} ở nhà (?:một )?mình"
        rf"|{_CHILD}(?: \w+){{0,4}} ở nhà một mình (?:cả|suốt|mấy|hai|đêm|\d)",
        r"ai (?:đó )?(?:bỏ|vứt)(?: lại)? (?:\w+ )?(?:em bé|đứa (?:bé|nhỏ)|bé sơ sinh|trẻ sơ sinh)",
    ),
)
_SOLD = cues(
    (
        r"buôn (?:bán )?người|buôn bán trẻ|bắt (?:\w+ ){0,3}(?:đi )?ăn xin|bán (?:con|trẻ) sang"
        rf"|{_CHILD}(?: \w+){{0,4}} bị (?:\w+ )?(?:bắt|ép|chăn dắt)(?: \w+)? (?:đi )?(?:ăn xin"
        r"|xin tiền|móc túi)",
    )
)
# Whoever names one of these asks about papers or rules, or tells of a programme.
_PAPERS = cues(
    (
        r"khai sinh|nhận (?:nuôi|con|tiền)|nuôi (?:con nuôi|cháu)|niêm yết|ủy ban"
        r"|(?:phòng|chống)(?:,? \w+){0,2} (?:mua bán|buôn)|tuyên truyền|luật|nghị định|trung tâm"
        r"|bảo trợ|chính sách",
    ),
    # "Tôi" and "tối" are typed like "tội".
    accented=(r"tội|phạt",),
)


def is_child_hurt(text: str) -> bool:
    """Say whether a child tells, or somebody of one, what an adult does to it."""
    if _PAPERS.found_in(text):
        return False
    is_child = _YOUNG.found_in(text)
    return _TOUCHED.found_in(text) or (is_child and _INTO_THE_ROOM.found_in(text))


def is_child_left(text: str) -> bool:
    """Say whether a child is told to have been left, or to be made to beg."""
    if _PAPERS.found_in(text):
        return False
    return _LEFT.found_in(text) or _SOLD.found_in(text)
