"""What the pages of reports call things, and what can be done with one in each state."""

from dataclasses import dataclass

from bot.store.models import TicketRow
from bot.tickets.types import State
from bot.tickets.words import news

STATES = {
    State.RECEIVED: "Mới nhận",
    State.ASSIGNED: "Đang xử lý",
    State.ANSWERED: "Đã trả lời",
    State.CLOSED: "Đã kết thúc",
}
BY = {"resident": "Người dân", "assistant": "Trợ lý"}
NONE = "Không có phản ánh mang mã này."
NO_UNIT = "Chọn đơn vị xử lý."
SAME_UNIT = "Đơn vị này đang xử lý phản ánh rồi. Chọn đơn vị khác để chuyển."
NO_NOTE = "Viết lời cho người dân: họ cần biết kết quả hoặc lý do."
TOO_LONG = "Lời viết dài {count} ký tự, nhiều nhất là {most}. Rút gọn giúp."
NOT_NOW = "Lúc này không làm được việc đó với phản ánh này. Xem lại trạng thái rồi làm lại."
CHANGED = (
    "{by} đã chuyển phản ánh này sang “{state}” lúc {at}. Xem lại rồi làm tiếp. Chữ anh/chị viết "
    "vẫn còn dưới đây."
)
NOT_UNDONE = "Quá lâu để hoàn tác, hoặc đã có người làm tiếp. Giao lại cho người khác giúp."
NOT_THEIRS = "Người này không thuộc đơn vị đang xử lý, hoặc phản ánh đã xong."
EMPTY_NOTE = "Ghi chú chưa có chữ nào."
MOST = 2_000


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One thing that can be done with a report, of which its resident is told."""

    id: str
    title: str
    leads_to: State
    asks_unit: bool = False
    needs_note: bool = True


ASSIGN = Deed(
    id="giao",
    title="Giao đơn vị xử lý",
    leads_to=State.ASSIGNED,
    asks_unit=True,
    needs_note=False,
)
ANSWER = Deed(id="tra-loi", title="Trả lời người dân", leads_to=State.ANSWERED)
CLOSE = Deed(id="dong", title="Kết thúc", leads_to=State.CLOSED)
CLOSE_ANSWERED = Deed(id="dong", title="Kết thúc", leads_to=State.CLOSED, needs_note=False)
REOPEN = Deed(id="mo-lai", title="Mở lại", leads_to=State.ASSIGNED, asks_unit=True)
DEEDS = {
    State.RECEIVED: (ASSIGN, ANSWER, CLOSE),
    State.ASSIGNED: (ANSWER, CLOSE, ASSIGN),
    State.ANSWERED: (CLOSE_ANSWERED, REOPEN),
    State.CLOSED: (REOPEN,),
}


def deed_of(state: State | None, id: str) -> Deed | None:
    """Return the deed of this name that is possible in the state, or in any."""
    possible = DEEDS[state] if state else (deed for deeds in DEEDS.values() for deed in deeds)
    return next((deed for deed in possible if deed.id == id), None)


def told(code: str, before: State, deed: Deed, unit: str, note: str) -> str:
    """Return what the resident will read."""
    after = TicketRow(code=code, state=deed.leads_to, unit=unit)
    return news(after, note, is_reopened=before is State.CLOSED)
