"""Say in plain Vietnamese how far a ticket has come."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.store.models import TicketRow
from bot.tickets.types import State
from bot.wording import sentence

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
STATES = {
    State.RECEIVED: "đã tiếp nhận",
    State.ASSIGNED: "đang xử lý",
    State.ANSWERED: "đã trả lời",
    State.CLOSED: "đã kết thúc",
}


def state_said(ticket: TicketRow) -> str:
    """Return the state with the unit that has the ticket."""
    said = STATES[State(ticket.state)]
    return f"{ticket.unit} {said}" if ticket.state == State.ASSIGNED else said


def news(ticket: TicketRow, note: str, *, is_reopened: bool = False) -> str:
    """Return what a resident is told when the state has changed."""
    if is_reopened:
        text = f"Phản ánh {ticket.code} được mở lại để xem xét tiếp."
    else:
        text = f"Phản ánh {ticket.code}: {state_said(ticket)}."
    if note.strip():
        text += f" {sentence(note)}"
    if ticket.state in (State.ANSWERED, State.CLOSED):
        text += f' Nếu việc chưa được giải quyết, anh/chị nhắn "mở lại {ticket.code}".'
    if ticket.state == State.CLOSED:
        text += " Anh/chị chấm giúp việc xử lý: nhắn một số từ 1 (kém) đến 5 (rất tốt)."
    return text


def moment(value: datetime, now: datetime) -> str:
    """Return a moment in Vietnam as "9:05 ngày 22/11/2026", or "9:05 hôm nay"."""
    local, today = value.astimezone(_HANOI), now.astimezone(_HANOI).date()
    day = "hôm nay" if local.date() == today else f"ngày {local:%d/%m/%Y}"
    return f"{local.hour}:{local:%M} {day}"
