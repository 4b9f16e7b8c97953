"""The JSON that others rely on: one question in, one answer out."""

import datetime
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.store.inbox import News
from bot.types import Answer, Status
from knowledge.types import Aspect, Audience

MAX_RANKING = 10
STAFF_MARK = "[Cán bộ]"
"""What every answer begins with that is not for everybody."""


def _resident_is_public(value: object) -> object:
    return Audience.PUBLIC if value in ("resident", None) else value


AudienceIn = Annotated[Audience, BeforeValidator(_resident_is_public)]


class QuestionIn(BaseModel):
    """One conversation to answer, as a line of `batch` gives it.

    Fields that are not listed, gold ones included, are dropped on reading.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str = ""
    turns: tuple[str, ...] = ()
    question: str | None = Field(default=None, description="short for a single turn")
    audience: AudienceIn = Audience.PUBLIC

    @model_validator(mode="after")
    def _has_a_turn(self) -> Self:
        if not self.turns and self.question is None:
            raise ValueError("neither `turns` nor `question` holds a question; give one of them")
        return self

    def messages(self) -> tuple[str, ...]:
        """Return the turns in order; `turns` wins over `question`."""
        return self.turns or (self.question or "",)


class ChoiceBody(BaseModel):
    """One offered reply."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    code: str | None
    payload: str


class CitationBody(BaseModel):
    """Where a statement comes from."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    locator: str
    number: str | None
    date: datetime.date | None
    url: str | None
    doc: str
    as_of: datetime.date | None


class WarningBody(BaseModel):
    """Something the reader must know besides the answer."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    text: str


class CheckItemBody(BaseModel):
    """One paper to bring, or that need not be brought."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    form: str | None
    is_needed: bool


class FormBody(BaseModel):
    """The form that goes on with the next message."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    asks: str | None = Field(description="the slot that is asked for")
    slots: dict[str, str] = Field(description="what has been said so far")
    problem: str | None = Field(description="why the message did not fit the slot")


class AnswerBody(BaseModel):
    """One answer; `text` holds the warnings too, but not the list of sources."""

    id: str
    status: Status
    text: str
    act: str
    aspect: Aspect | None
    procedure: str | None
    ranking: list[str]
    choices: list[ChoiceBody]
    citations: list[CitationBody]
    warnings: list[WarningBody]
    more: list[ChoiceBody] = []
    checklist: list[CheckItemBody] = []
    due: datetime.date | None = None
    as_of: datetime.date | None = None
    notice: str = Field(default="", description="told once a conversation, before the text")
    asks_feedback: bool = Field(default=False, description="ask now whether this was useful")
    answer_id: int | None = Field(default=None, description="for POST /api/feedback")
    form: FormBody | None = None
    ticket: str | None = Field(default=None, description="code of the report that this is about")
    silent: bool = Field(default=False, description="nothing is said: a person reads the message")
    audience: Audience = Field(
        default=Audience.PUBLIC,
        description=f"whom it is for; for any but the public the text begins with {STAFF_MARK}",
    )
    ms: float


class NewsBody(BaseModel):
    """One thing told unasked."""

    id: int
    kind: str = Field(description="staff, ticket, handover or answer")
    text: str
    answer: AnswerBody | None = Field(description="to a message that came too fast")
    at: datetime.datetime


def news_json(news: News) -> NewsBody:
    """Return the news as others read it."""
    answer = answer_json(news.answer, id=str(news.id), ms=0) if news.answer else None
    return NewsBody(id=news.id, kind=news.kind, text=news.text, answer=answer, at=news.at)


def answer_json(answer: Answer, *, id: str, ms: float) -> AnswerBody:
    """Return the answer as others read it; `ms` is the time from message to answer."""
    return AnswerBody(
        id=id,
        status=answer.status,
        text=_text_with_warnings(answer),
        act=answer.act,
        aspect=answer.aspect,
        procedure=answer.procedure,
        ranking=list(answer.ranking[:MAX_RANKING]),
        choices=[ChoiceBody.model_validate(choice) for choice in answer.choices],
        citations=[CitationBody.model_validate(citation) for citation in answer.citations],
        warnings=[WarningBody.model_validate(warning) for warning in answer.warnings],
        more=[ChoiceBody.model_validate(choice) for choice in answer.more],
        checklist=[CheckItemBody.model_validate(item) for item in answer.checklist],
        due=answer.due,
        as_of=answer.as_of,
        notice=answer.notice,
        asks_feedback=answer.asks_feedback,
        answer_id=answer.id,
        form=FormBody.model_validate(answer.form) if answer.form else None,
        ticket=answer.ticket,
        silent=answer.is_silent,
        audience=answer.audience,
        ms=round(ms, 1),
    )


def _text_with_warnings(answer: Answer) -> str:
    """Return the text, with the warnings that it does not hold yet at its end."""
    missing = [w.text for w in answer.warnings if w.text not in answer.text]
    text = "\n\n".join([answer.text, *missing])
    return f"{mark}\n{text}" if (mark := staff_mark(answer)) else text


def staff_mark(answer: Answer) -> str:
    """Return what an answer begins with that is not for everybody; nothing for others."""
    is_public = answer.audience is Audience.PUBLIC or answer.is_silent
    return "" if is_public else STAFF_MARK
