"""Tell a matter that is reported from the wish to report one."""

import re

from components.lexicon import COURTESY, is_made_of, lexicon, typed_words
from components.place import folded
from components.replies import FEELINGS, without_wish_to_hide

_ANNOUNCING = lexicon(
    "1 a à ạ ad anh ánh ba bác bạn ban bảo báo bộ bố cả cái các cách cán cần cảnh cháu chị chính"
    " cho chủ chú chuyện có con cô của dạ dân đang dạng để đi diện đơn do được em gặp ghi giúp góp"
    " gửi hiện hộ họ hỏi i ý kiến kỳ ký khiếu không là lại làm lãnh đạo lên lúc luôn mình một mục"
    " muốn nại nào này nghị người nha nhận nhé nhu như nội ở ơi phản phần phiếu phòng phường quyền"
    " qua quan ra sao sự so su thân thêm thì thị thường tiếp tin tình to tỏ tôi trạng trên tui"
    " ubnd uỷ ủy và vài vấn vân về việc với vụ xã xin y nghĩ vâng nhà nói nơi người"
)
# One word beyond an announcement is a subject ("về rác"), two tell something ("đèn hỏng").
_TELLING_PAIR = 2
# "Phản ánh tôi gửi" asks what became of one.
_BARE_WISH = re.compile(
    r"(?:(?:da|a|toi|em|minh|tui|muon|xin|can|gui|bao) )*(?:phan anh|kien nghi|gop y)"
    r"(?: (?:a|oi|di|nhe|nha))*"
)


def is_bare_wish(text: str) -> bool:
    """Say whether a message names reporting and nothing else: "phản ánh", "góp ý"."""
    return _BARE_WISH.fullmatch(folded(" ".join(typed_words(text)))) is not None


def tells_matter(text: str) -> bool:
    """Say whether a text tells of something beyond the wish to report something."""
    words = typed_words(without_wish_to_hide(text))
    left = [word for word in words if word not in _ANNOUNCING and not word.isdigit()]
    return len(left) >= _TELLING_PAIR and tells_something(" ".join(words))


def tells_something(text: str) -> bool:
    """Say whether the answer to "what is it about?" is more than politeness and feelings."""
    return not is_made_of(text, _ANNOUNCING | COURTESY | FEELINGS)
