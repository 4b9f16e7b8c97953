"""Send whoever accuses somebody who is no official to those who look into it.

"Tố cáo" by itself names a procedure against officials, and police records say "công an" most often:
neither helps whoever has seen gambling, or a neighbour build without a permit.
"""

from bot.compose_handover import ASK_PERSON
from bot.cues import cues
from bot.types import Answer, Choice, Status

CRIME = (
    "Việc có dấu hiệu phạm tội thì anh/chị báo Công an xã, phường; khẩn cấp gọi 113. Muốn nói với "
    'cán bộ phường, anh/chị nhắn "gặp cán bộ".'
)
NUISANCE = (
    'Việc này anh/chị gửi phản ánh để phường xem: nhắn "phản ánh", rồi viết việc gì, ở đâu. Muốn '
    'nói trực tiếp, anh/chị nhắn "gặp cán bộ".'
)
_REPORT = Choice(title="Gửi phản ánh", code=None, payload="tôi muốn phản ánh")
_DENOUNCES = cues((r"tố (?:cáo|giác)",))
_REPORTS = cues((r"phản ?ánh|kiến nghị|góp ý",))
_ACCUSES = cues(
    (r"tố (?:cáo|giác)|thưa (?:kiện|chuyện|hàng xóm|nhà)|khiếu nại (?:hàng xóm|nhà bên)",)
)
_CRIMES = cues(
    (
        r"tội phạm|phạm tội|tố giác(?! ai)|đánh bạc|cờ bạc|đánh bài ăn tiền|cá độ|cá cược|số đề"
        r"|ghi đề|lô đề|ma túy|mại dâm|trộm|cướp|móc túi|buôn lậu|đòi nợ thuê|cho vay nặng lãi"
        r"|tín dụng đen|giết người|đánh người|đánh nhau|cố ý gây thương tích",
    ),
    accented=(r"đánh đề|nghiện hút",),
)
_NUISANCES = cues(
    (
        r"trái phép|không phép|sai phép|lấn chiếm(?! đất)|vỉa hè|lòng đường|ồn(?: ào)?|karaoke"
        r"|ô nhiễm|xả (?:rác|thải|nước)|đổ (?:rác|trộm)|bốc mùi|mùi hôi|hôi thối|khói bụi"
        r"|mất vệ sinh|mất trật tự|nuôi (?:chó|gà|lợn|heo)|thả rông|chặt cây",
    ),
)
# Against them there are procedures; whoever fears a swindler is warned, and land is settled first.
_OTHERS = cues(
    (
        r"cán bộ|công an|cảnh sát|csgt|công chức|viên chức|chủ tịch|bí thư|lãnh đạo|ủy ban|ubnd"
        r"|trưởng (?:thôn|ấp|phòng|công an)|tổ trưởng|tổ dân phố|cơ quan|quân đội|bộ đội|biên phòng"
        r"|giáo viên|hiệu trưởng|bác sĩ|tòa án|thẩm phán|ca (?:xã|phường)|bảo kê|lừa|quyết định"
        r"|công ty|lương|bảo hiểm",
    ),
    accented=(r"(?:tranh chấp|lấn|chiếm) đất|ranh đất",),
    bare=(r"(?:tranh chap|lan|chiem) dat|ranh dat",),
)
_PAPERS = cues(
    (
        r"thời hạn|bao lâu|mẫu đơn|thủ tục|lệ phí|mất giấy|mất (?:căn cước|xe|sổ)|rút đơn"
        r"|hộ chiếu|vneid",
    )
)


def denounces(text: str) -> bool:
    """Say whether a message that is taken for a report rather accuses an official, or of a crime.

    Neither belongs among broken lamps, where others read it.
    """
    if not _DENOUNCES.found_in(text) or _REPORTS.found_in(text) or _NUISANCES.found_in(text):
        return False
    return _CRIMES.found_in(text) or _OTHERS.found_in(text)


def complaint_answer(text: str) -> Answer | None:
    """Return whom to tell of a crime or a nuisance; None if no such thing is accused."""
    if not _ACCUSES.found_in(text) or _OTHERS.found_in(text) or _PAPERS.found_in(text):
        return None
    if _NUISANCES.found_in(text):
        return _said(NUISANCE, _REPORT, ASK_PERSON)
    return _said(CRIME, ASK_PERSON) if _CRIMES.found_in(text) else None


def _said(text: str, *choices: Choice) -> Answer:
    return Answer(status=Status.SAID, text=text, act="ward", choices=choices)
