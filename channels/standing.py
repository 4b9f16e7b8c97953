"""What a channel itself says to residents, as answers that every platform renders.

unreadable(kind)        a voice, a sticker, a file: what we can read instead
PHOTO_UNREADABLE        the platform did not give us the picture
photo_refused(why)      bot/photos.py did not take it; `why` is what it says
OLD_BUTTON              a button whose answer is no longer known
FAILED                  the message is kept, but could not be answered
FORGET_ASKED            /xoa: whether really everything is to be deleted
confirms_forget(text)   the reply that says yes; anything else says no
FORGET_LEFT             nothing was deleted
forgotten(withdrawn)    everything was; `withdrawn` are codes of reports
FORGET_FAILED           it could not be deleted now
news_answer(news)       words of staff, news of a report, a late answer
"""

from collections.abc import Sequence

from bot.store.inbox import News
from bot.types import Answer, Choice, Status
from channels.shown import WHO
from knowledge.text import fold

_ACT = "channel"
# What messages are called that we cannot read. Platforms name them differently.
_KINDS = {
    "tin nhắn thoại": ("voice", "audio"),
    "video": ("video", "video_note", "animation", "gif"),
    "tệp": ("file", "document"),
    "danh thiếp": ("contact", "business_card"),
    "hình dán": ("sticker",),
    "cuộc gọi": ("call",),
}
_READS = "Tôi chỉ đọc được chữ, ảnh và vị trí"
_FORGET, _KEEP = "xóa hết", "không xóa"
_YES = frozenset({fold(_FORGET), "xoa het di", "xoa het a", "xoa het nhe", "dong y xoa het"})


def _said(text: str, *choices: Choice) -> Answer:
    return Answer(status=Status.SAID, text=text, act=_ACT, choices=choices)


PHOTO_UNREADABLE = _said(
    "Tôi chưa mở được ảnh này. Anh/chị gửi lại giúp tôi, hoặc viết bằng chữ trong ảnh có gì."
)
OLD_BUTTON = _said(
    "Nút này đã cũ nên tôi không biết anh/chị chọn gì. Anh/chị viết lại câu hỏi giúp tôi."
)
FAILED = _said(
    "Tôi đang gặp trục trặc nên chưa trả lời được tin vừa rồi. Anh/chị gửi lại tin này sau ít phút "
    "giúp tôi; việc gấp thì đến quầy một cửa."
)
FORGET_ASKED = _said(
    "Anh/chị muốn xóa hết tin nhắn, ảnh và phản ánh đã gửi ở đây? Phản ánh chưa giải quyết xong "
    "cũng bị rút lại. Xóa rồi không lấy lại được.",
    Choice(title="Xóa hết", code=None, payload=_FORGET),
    Choice(title="Không xóa", code=None, payload=_KEEP),
)
FORGET_LEFT = _said("Vâng, tôi không xóa gì. Anh/chị cần gì cứ hỏi tôi.")
FORGET_FAILED = _said(
    "Lúc này tôi chưa xóa được. Anh/chị nhắn lại sau ít phút, hoặc hỏi bộ phận một cửa giúp tôi."
)


def unreadable(kind: str) -> Answer:
    """Return what we say to a message of a kind that we cannot read; an unknown kind is unnamed."""
    name = next((name for name, kinds in _KINDS.items() if kind.lower() in kinds), "")
    not_read = f", chưa nhận được {name}" if name else ""
    return _said(f"{_READS}{not_read}. Anh/chị viết bằng chữ giúp tôi.")


def photo_refused(why: str) -> Answer:
    """Return what we say to a picture that was not kept."""
    return _said(why)


def confirms_forget(text: str) -> bool:
    """Tell whether a reply to FORGET_ASKED, tapped, typed or by number, says yes."""
    said = " ".join(fold(text).strip(" .!").split())
    return said in _YES or said == "1"


def forgotten(withdrawn: Sequence[str]) -> Answer:
    """Return what we say when everything was deleted."""
    reports = f" Phản ánh đã rút lại: {', '.join(withdrawn)}." if withdrawn else ""
    return _said(
        f"Tôi đã xóa hết những gì anh/chị gửi ở đây.{reports} Tin nhắn trên máy của anh/chị vẫn "
        "còn, anh/chị tự xóa nếu muốn."
    )


def news_answer(news: News) -> Answer:
    """Return what is told unasked as an answer: who says it stands before words of other people."""
    if news.answer is not None:
        return news.answer
    return _said(f"{WHO['staff']}: {news.text}" if news.kind == "staff" else news.text)
