"""Say whether the nearest guide is about what was asked, or only near it."""

import re
from collections.abc import Sequence

from bot.cues import cues
from bot.fraud import SAFETY_GUIDES
from bot.named_day import without_day
from bot.topic import named_in
from knowledge.types import Kind
from retrieval.types import Hit

# Any of these (cosine, share of the content that the guide holds) is enough: drawn on 20 questions
# that a guide answers and 20 that none does. 19 of the former are still answered, 2 of the latter.
_ENOUGH = ((0.915, 0.0), (0.905, 0.45), (0.893, 0.9))
# Who is worried gets the nearest guide: a warning that is merely near still helps. Nobody else
# does: "đóng tiền điện qua app" is not about people who pose as the power company.
_WORRIES = cues(
    (
        r"gọi|nhắn|tin nhắn|link|đường dẫn|lạ|lừa|giả|mã otp|otp|cọc|trúng|quà|kêu|bảo|đòi|yêu cầu"
        r"|hack|lộ|mất tiền|mất hút|chặn|nghi|thật không|kết bạn|làm quen|rủ|dụ|lãi cao|đầu tư"
        r"|nhiệm vụ|mượn tiền|virus|mã độc|cảnh giác|an toàn|tin được|uy tín|họ|người ta|xưng"
        r"|có nên|có đúng|mã pin|cung cấp|(?:tài khoản|stk|số tài khoản)(?: \w+)? (?:riêng|cá nhân)"
        r"|không biết ai|tờ giấy|dán|riêng của",
    )
)
_WARNING_NEAR = 0.93
FILE_GUIDE = "g-dvc-tra-cuu-ho-so"
# As the portal gives it: who takes the papers, the day, a number.
_FILE_CODE = re.compile(r"\b[A-Z]\d{2}(?:[.-]\d{1,3})*-\d{6}-\d{3,5}\b", re.IGNORECASE)
# "hồ sơ của tôi bao giờ xong": after a file handed in, whatever it is about.
_FILE = cues((r"hồ sơ|giấy tờ|giấy hẹn|đã nộp|nộp",))
_REPORT = cues((r"phản ánh|kiến nghị|khiếu nại|góp ý|mã pa",))
_PROGRESS = cues(
    (
        r"(?:tới|đến) (?:đâu|bước nào|khâu nào)(?: rồi)?"
        r"|xong chưa|chưa (?:thấy )?(?:xong|trả|duyệt|có kết quả|giải quyết)|duyệt chưa|tình trạng"
        r"|đã (?:nộp|gửi)|(?:nộp|gửi)(?: \w+){0,6} rồi(?! (?:đi )?(?:lấy|nhận))"
        r"|hồ sơ(?: \w+){0,6} của (?:tôi|em|mình|tui|con|cháu|anh|chị|bố|mẹ|vợ|chồng)",
    )
)
_WHEN_DONE = cues(
    (
        r"(?:bao giờ|khi nào|chừng nào|hôm nào)"
        r" (?:thì |mới |được )?(?:xong|có kết quả|có giấy|trả|lấy được|được lấy)"
        r"|chưa thấy kết quả",
    )
)
# Of what a message names, these say when and where it was handed in, not what.
_WHEN_AND_WHERE = frozenset(
    "nay mai tuan thang ngay hom kia truoc chung thay giay to phuong xa mang online".split()
)
# "xe" names no procedure, "kết hôn" does.
_FEWEST_WORDS = 2
_LOOKED_AT = 3


def is_covered(question: str, guide: Hit) -> bool:
    """Say whether the guide found is about the question."""
    if _WORRIES.found_in(question):
        return True
    if guide.passage.record_id.startswith(SAFETY_GUIDES):
        return guide.dense >= _WARNING_NEAR
    return any(guide.dense >= near and guide.lexical >= held for near, held in _ENOUGH)


def is_sure(kind: Kind | None, guides: Sequence[Hit]) -> bool:
    """Say whether a guide answers even a message that names no subject."""
    return kind is Kind.GUIDE and guides[0].dense >= _ENOUGH[0][0]


def asks_for_file(question: str, guides: Sequence[Hit]) -> bool:
    """Say whether the message asks how far a file is that was handed in."""
    near = {hit.passage.record_id for hit in guides[:_LOOKED_AT]}
    return FILE_GUIDE in near and is_after_papers(question) and not asks_when_done(question)


def is_after_papers(question: str) -> bool:
    """Say whether the message asks what became of papers, not of a report sent to the ward."""
    asks = _PROGRESS.found_in(question) or _WHEN_DONE.found_in(question)
    return asks and _FILE.found_in(question) and not _REPORT.found_in(question)


def has_file_code(text: str) -> bool:
    """Say whether the message holds the code of papers handed in: "H29.12-261101-0012"."""
    return _FILE_CODE.search(text) is not None


def asks_when_done(question: str) -> bool:
    """Say whether the message asks how long a procedure takes that it names: no file is out yet."""
    named = set(named_in(without_day(question)).words) - _WHEN_AND_WHERE
    return (
        len([word for word in named if word.isalpha()]) >= _FEWEST_WORDS
        and _WHEN_DONE.found_in(question)
        and not _PROGRESS.found_in(question)
    )


def meant_guides(question: str, guides: Sequence[Hit]) -> list[Hit]:
    """Return the guides without the one about files, if the message is about none."""
    if not asks_when_done(question):
        return list(guides)
    return [hit for hit in guides if hit.passage.record_id != FILE_GUIDE]
