"""Hear who wants the ward's notices, or no more of them, before the reception thinks about it."""

from datetime import datetime

from bot.store.engine import Store
from bot.subscription_words import Wish, read_wish
from bot.subscriptions import is_subscribed, subscribe, unsubscribe
from bot.ward import Ward
from channels import words
from channels.inbox import Kept
from channels.outcome import Outcome

_ON = (
    "Anh/chị đã đăng ký nhận thông báo của {ward}. Khi có việc cần báo cho người dân, tôi nhắn vào "
    "đây, mỗi ngày nhiều nhất một lần, trừ việc khẩn.\n"
    "Tôi chỉ lưu địa chỉ của cuộc trò chuyện này và ngày đăng ký.\n"
    "Không muốn nhận nữa, anh/chị nhắn: DỪNG NHẬN TIN"
)
_ZALO = "\nZalo chỉ cho nhắn khi anh/chị đã nhắn tới đây trong {days} ngày gần nhất."
_OFF = words.said(
    "Anh/chị sẽ không nhận thông báo nữa. Muốn nhận lại, anh/chị nhắn: ĐĂNG KÝ NHẬN TIN"
)
_NONE = words.said(
    "Cuộc trò chuyện này chưa đăng ký nhận thông báo, nên tôi không gửi gì. "
    "Muốn nhận, anh/chị nhắn: ĐĂNG KÝ NHẬN TIN"
)


async def settle(
    store: Store, kept: Kept, text: str, ward: Ward, *, oa_days: int, now: datetime
) -> Outcome | None:
    """Return what comes of words about the ward's notices; None for any others.

    Raises StoreUnavailable.
    """
    wish, id_ = read_wish(text, ward), kept.event.conversation_id
    if wish is None:
        return None
    if wish is Wish.ON:
        said = _ON.format(ward=ward.name)
        if id_.startswith("zalo_oa:"):
            said += _ZALO.format(days=oa_days)
        return Outcome(
            kind="said", answer=words.said(said), work=lambda s: subscribe(s, id_, now=now)
        )
    has_one = await store.run(lambda s: is_subscribed(s, id_))
    if not has_one:
        # "Stop" alone is, from somebody else, meant for what they are doing.
        return None if wish is Wish.STOP else Outcome(kind="said", answer=_NONE)
    return Outcome(kind="said", answer=_OFF, work=lambda s: unsubscribe(s, id_))
