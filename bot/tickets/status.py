"""Answer what became of a report, and reopen it when its resident is not satisfied."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cues import cues
from bot.store.models import TicketEventRow, TicketRow
from bot.tickets.categories import title
from bot.tickets.change import change
from bot.tickets.code import Typed, as_typed, find, suggestions
from bot.tickets.types import OPEN, RESIDENT, State
from bot.tickets.words import STATES, moment, state_said
from bot.types import Act, Answer, Choice, Status
from bot.wording import listed, sentence, shortened

_LISTED = 5
_LATELY = timedelta(days=2)
_SUGGESTED = 3
_SHOWN_WORDS = 25
_LIST_WORDS = 10
_REOPEN = cues(
    (
        r"mở lại|xem xét lại|xử lý lại|giải quyết lại",
        r"chưa (?:được )?(?:giải quyết|xử lý|hài lòng|xong|sửa|khắc phục)(?! (?:à|hả|ạ|chưa)\b)",
        r"không (?:hài lòng|đồng ý)",
    ),
)


def status_answer(session: Session, text: str, conversation_id: str, *, now: datetime) -> Answer:
    """Answer by the code in the text, or about all reports of this conversation without one.

    Of another person's ticket state and dates are told, nothing else.
    """
    typed = find(text)
    if typed is None:
        return _own_answer(session, conversation_id, now)
    ticket = _by_code(session, typed.code) if typed.code else None
    if ticket is None:
        return _unknown_answer(session, typed, conversation_id)
    is_own = ticket.conversation_id == conversation_id
    return _said(
        _whole(session, ticket, now) if is_own else _outside(ticket, now), ticket=ticket.code
    )


def filed_lately(session: Session, conversation_id: str, *, now: datetime) -> TicketRow | None:
    """Return the last report that the conversation has filed within two days, None without one."""
    return session.scalar(
        select(TicketRow)
        .where(TicketRow.conversation_id == conversation_id, TicketRow.created_at > now - _LATELY)
        .order_by(TicketRow.id.desc())
        .limit(1)
    )


def reopen_answer(
    session: Session, text: str, conversation_id: str, *, now: datetime
) -> Answer | None:
    """Reopen the resident's own ticket that the text names and asks to reopen; None if it is not.

    One that is still being dealt with stays as it is, and the answer says so.
    """
    typed = find(text)
    if typed is None or typed.code is None or "?" in text or not _REOPEN.found_in(text):
        return None  # a question after it asks for the status
    ticket = _by_code(session, typed.code)
    if ticket is None or ticket.conversation_id != conversation_id:
        return None
    if ticket.state in OPEN:
        return _said(
            f"Phản ánh {ticket.code} {state_said(ticket)}, chưa kết thúc nên không cần mở lại. "
            "Có thay đổi gì tôi báo anh/chị.",
            ticket=ticket.code,
        )
    change(session, ticket.id, State.RECEIVED, by=RESIDENT, note="", now=now)
    return _said(
        f"Tôi đã mở lại phản ánh {ticket.code} và báo {ticket.unit} xem lại. "
        "Có thay đổi gì tôi báo anh/chị.",
        ticket=ticket.code,
    )


def _own_answer(session: Session, conversation_id: str, now: datetime) -> Answer:
    own = session.scalars(
        select(TicketRow)
        .where(TicketRow.conversation_id == conversation_id)
        .order_by(TicketRow.created_at.desc(), TicketRow.id.desc())
    ).all()
    if not own:
        return _said(
            "Tôi chưa thấy phản ánh nào anh/chị gửi trong cuộc trò chuyện này. Nếu đã gửi ở nơi "
            'khác, anh/chị nhắn mã phản ánh; muốn gửi mới thì nhắn "tôi muốn phản ánh".',
            status=Status.NO_CONTENT,
        )
    if len(own) == 1:
        return _said(_whole(session, own[0], now), ticket=own[0].code)
    rows = [
        f"{each.code}: {state_said(each)}; gửi lúc {moment(each.created_at, now)}; "
        f"{shortened(each.content, _LIST_WORDS)}"
        for each in own[:_LISTED]
    ]
    older = len(own) - len(rows)
    return _said(
        f"Anh/chị đã gửi {len(own)} phản ánh, mới nhất trước:\n{listed(rows)}"
        + (f"\nCòn {older} phản ánh cũ hơn; anh/chị nhắn mã để xem." if older else ""),
        more=tuple(_choice(each.code) for each in own[:_LISTED]),
    )


def _unknown_answer(session: Session, typed: Typed, conversation_id: str) -> Answer:
    shown = typed.code or as_typed(typed.text)
    meant = session.scalars(
        select(TicketRow)
        .where(TicketRow.code.in_(suggestions(typed.text)))
        .order_by(
            TicketRow.conversation_id.is_distinct_from(conversation_id), TicketRow.created_at.desc()
        )
        .limit(_SUGGESTED)
    ).all()
    if not meant:
        return _said(
            f"Tôi không tìm thấy phản ánh có mã {shown}. Anh/chị xem lại mã giúp tôi "
            '(mã có dạng PA-2611-7KD3), hoặc nhắn "phản ánh của tôi".',
            status=Status.NO_CONTENT,
        )
    return _said(
        f"Tôi không tìm thấy mã {shown}. Có phải anh/chị muốn hỏi "
        f"{' hoặc '.join(each.code for each in meant)}?",
        status=Status.CLARIFY,
        choices=tuple(_choice(each.code) for each in meant),
    )


def _whole(session: Session, ticket: TicketRow, now: datetime) -> str:
    """Return all that the resident who filed the ticket may read."""
    last = session.scalars(
        select(TicketEventRow)
        .where(TicketEventRow.ticket_id == ticket.id, TicketEventRow.note != "")
        .order_by(TicketEventRow.id.desc())
        .limit(1)
    ).first()
    rows = [
        f"Nội dung: {shortened(ticket.content, _SHOWN_WORDS)}",
        f"Địa điểm: {ticket.place or 'vị trí đã chia sẻ'}",
        f"Loại việc: {title(ticket.category)}; nơi nhận: {ticket.unit}",
        f"Gửi lúc {moment(ticket.created_at, now)}; cập nhật lúc {moment(ticket.updated_at, now)}",
    ]
    if last:
        rows.append(f"Trả lời lúc {moment(last.at, now)}: {sentence(last.note)}")
    text = f"Phản ánh {ticket.code}: {state_said(ticket)}.\n{listed(rows)}"
    if ticket.state not in OPEN:
        text += f'\nNếu việc chưa được giải quyết, anh/chị nhắn "mở lại {ticket.code}".'
    return text


def _outside(ticket: TicketRow, now: datetime) -> str:
    """Return what anybody who knows the code may read."""
    return (
        f"Phản ánh {ticket.code}: {STATES[State(ticket.state)]}. Gửi lúc "
        f"{moment(ticket.created_at, now)}, cập nhật lúc {moment(ticket.updated_at, now)}. "
        "Nội dung chỉ người gửi xem được, tại nơi đã gửi."
    )


def _by_code(session: Session, code: str) -> TicketRow | None:
    return session.scalar(select(TicketRow).where(TicketRow.code == code))


def _choice(code: str) -> Choice:
    return Choice(title=code, code=None, payload=code, means=(code.replace("-", ""),))


def _said(
    text: str,
    *,
    status: Status = Status.ANSWERED,
    ticket: str | None = None,
    choices: tuple[Choice, ...] = (),
    more: tuple[Choice, ...] = (),
) -> Answer:
    return Answer(
        status=status,
        text=text,
        act=Act.TICKET_STATUS,
        ticket=ticket,
        choices=choices,
        more=more,
    )
