"""What staff do from other programs until they have a page: take over, answer, follow reports.

Closed unless MOTCUA_STAFF_TOKEN is set. The token opens everything here, and whoever has it says
himself who he is: it is for one program on the ward's own network, not for people.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import handover
from bot.handover_states import IllegalMove as IllegalHandover
from bot.handover_states import State as HandoverState
from bot.store.engine import Result, Store, StoreUnavailable
from bot.store.models import EditorQuestionRow, HandoverRow, MessageRow, TicketRow
from bot.tickets.change import change
from bot.tickets.types import IllegalMove, State, UnknownTicket
from channels.web_input import Rejected, parse_json, read_body
from knowledge.types import Audience

_CLOSED = "Phần dành cho cán bộ chưa mở: chưa đặt MOTCUA_STAFF_TOKEN."
_REFUSED = "Sai mã truy cập của cán bộ."
_NO_NAME = "Thiếu tên cán bộ ở đầu mục X-Staff."
_NOT_POSSIBLE = "Không làm được lúc này: {why}"
_NONE = "Không có mục này."
_NOT_NOW = "Lúc này chưa ghi lại được. Thử lại sau ít phút."
_LISTED = 200
# Nobody proves here to be an official.
_READABLE = tuple(each.value for each in Audience.STAFF.may_read())

Move = Literal["take", "take_over", "say", "give_back"]


class HandoverBody(BaseModel):
    """One conversation that a person has or is waited for."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    conversation_id: str
    state: str
    reason: str
    opened_at: datetime
    taken_by: str | None


class MoveIn(BaseModel):
    """What to do with a hand-over."""

    move: Move
    text: Annotated[str, Field(max_length=4_000)] = Field(
        default="", description="the words, when the move is say"
    )


class SaidBody(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(from_attributes=True)

    direction: str = Field(description="in: the resident, out: the assistant, staff")
    at: datetime
    text: str


class TicketBody(BaseModel):
    """One report."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    state: str
    category: str
    unit: str
    content: str
    place: str
    latitude: float | None
    longitude: float | None
    phone: str | None
    photo: str | None
    created_at: datetime
    updated_at: datetime


class ChangeIn(BaseModel):
    """A ticket's new state."""

    state: State
    note: Annotated[str, Field(max_length=2_000)] = Field(
        default="", description="what the resident is told with it"
    )
    unit: str | None = None


class QuestionBody(BaseModel):
    """One question for the knowledge editor, without personal data."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    question: str
    candidates: list[str]
    why: str
    at: datetime


def staff_router(
    store: Store, *, token: SecretStr | None, now: Callable[[], datetime]
) -> APIRouter:
    """Return the routes under /api/staff, each of which asks for the token."""

    def staff(
        authorization: Annotated[str, Header()] = "", x_staff: Annotated[str, Header()] = ""
    ) -> str:
        """Return who it is. Raises Rejected."""
        expected = token.get_secret_value() if token else ""
        if not expected:
            raise Rejected(404, _CLOSED)
        given = authorization.removeprefix("Bearer ")
        if not secrets.compare_digest(given.encode(), expected.encode()):
            raise Rejected(401, _REFUSED)
        if not x_staff.strip():
            raise Rejected(422, _NO_NAME)
        return x_staff.strip()

    router = APIRouter(prefix="/api/staff", dependencies=[Depends(staff)])
    Who = Annotated[str, Depends(staff)]

    @router.get("/handovers", summary="Whoever waits for a person, or has one")
    async def handovers() -> list[HandoverBody]:
        def read(session: Session) -> list[HandoverBody]:
            held = select(HandoverRow).where(HandoverRow.state == HandoverState.HELD)
            rows = [*handover.queue(session), *handover.messages(session), *session.scalars(held)]
            return [HandoverBody.model_validate(row) for row in rows]

        return await _done(store, read)

    @router.get("/handovers/{id}/messages", summary="What was said in its conversation")
    async def messages(id: int) -> list[SaidBody]:
        def read(session: Session) -> list[SaidBody]:
            row = session.get(HandoverRow, id)
            if row is None:
                raise Rejected(404, _NONE)
            said = select(MessageRow).where(
                MessageRow.conversation_id == row.conversation_id,
                # What was answered to an official is not for the counter; what they wrote to it is.
                or_(MessageRow.direction != "out", MessageRow.audience.in_(_READABLE)),
            )
            last = session.scalars(said.order_by(MessageRow.id.desc()).limit(_LISTED)).all()
            return [SaidBody.model_validate(each) for each in reversed(last)]

        return await _done(store, read)

    @router.post("/handovers/{id}", summary="Take it, say something, or give it back")
    async def move(id: int, request: Request, who: Who) -> HandoverBody:
        wanted = parse_json(await read_body(request), MoveIn)

        def write(session: Session) -> HandoverBody:
            at = now()
            match wanted.move:
                case "take":
                    handover.take(session, id, who, now=at)
                case "take_over":
                    handover.take_over(session, id, who, now=at)
                case "say":
                    handover.say(session, id, who, wanted.text, now=at)
                case "give_back":
                    handover.give_back(session, id, who, now=at)
            return HandoverBody.model_validate(session.get(HandoverRow, id))

        return await _done(store, write)

    @router.get("/tickets", summary="Residents' reports, the newest first")
    async def tickets(state: State | None = None) -> list[TicketBody]:
        def read(session: Session) -> list[TicketBody]:
            rows = select(TicketRow).order_by(TicketRow.id.desc()).limit(_LISTED)
            found = session.scalars(rows.where(TicketRow.state == state) if state else rows)
            return [TicketBody.model_validate(row) for row in found]

        return await _done(store, read)

    @router.post("/tickets/{code}", summary="Give a report its next state; its resident is told")
    async def set_state(code: str, request: Request, who: Who) -> TicketBody:
        wanted = parse_json(await read_body(request), ChangeIn)

        def write(session: Session) -> TicketBody:
            row = session.scalar(select(TicketRow).where(TicketRow.code == code))
            if row is None:
                raise Rejected(404, _NONE)
            changed = change(
                session,
                row.id,
                wanted.state,
                by=who,
                note=wanted.note,
                unit=wanted.unit,
                now=now(),
            )
            return TicketBody.model_validate(changed)

        return await _done(store, write)

    @router.get("/questions", summary="Questions for the knowledge editor, the oldest first")
    async def questions() -> list[QuestionBody]:
        def read(session: Session) -> list[QuestionBody]:
            rows = select(EditorQuestionRow).where(
                EditorQuestionRow.state == "open", EditorQuestionRow.audience.in_(_READABLE)
            )
            found = session.scalars(rows.order_by(EditorQuestionRow.id).limit(_LISTED))
            return [QuestionBody.model_validate(row) for row in found]

        return await _done(store, read)

    @router.post("/questions/{id}/done", summary="Take a question off the editor's list")
    async def question_done(id: int) -> QuestionBody:
        def write(session: Session) -> QuestionBody:
            row = session.get(EditorQuestionRow, id)
            if row is None:
                raise Rejected(404, _NONE)
            row.state = "done"
            return QuestionBody.model_validate(row)

        return await _done(store, write)

    return router


async def _done(store: Store, work: Callable[[Session], Result]) -> Result:
    """Run the work in one transaction; what it may not do becomes a reply. Raises Rejected."""
    try:
        return await store.run(work)
    except (IllegalMove, IllegalHandover) as illegal:
        raise Rejected(409, _NOT_POSSIBLE.format(why=illegal)) from None
    except UnknownTicket:
        raise Rejected(404, _NONE) from None
    except StoreUnavailable:
        raise Rejected(503, _NOT_NOW) from None
