"""The written conversations: what is said in each turn, and what is expected of the reply."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from bot.types import Act, Status
from knowledge.types import Aspect

FOLDER = Path(__file__).parent
KNOWN_FAILURES = FOLDER / "known_failures.yml"

# Of answers that the gateway gives without an act of Rasa's.
GATEWAY_ACTS = ("crisis", "document", "legal_act", "place", "smalltalk", "ward")
_ACTS = {*(act.value for act in Act), *GATEWAY_ACTS}

Slot = Literal["content", "place", "contact", "confirmed"]
Filled = Slot | Literal["photo"]


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_several)]
Statuses = Annotated[tuple[Status, ...], BeforeValidator(_several)]
Aspects = Annotated[tuple[Aspect, ...], BeforeValidator(_several)]


class Turn(BaseModel):
    """One message and what its reply must be; what is left out is not looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str
    times: Annotated[int, Field(ge=1)] = 1
    """How often `say` is repeated: long messages stay readable."""
    location: tuple[float, float] | None = None
    photo: bool = False
    """True: a small picture comes with the message."""
    by: str = ""
    """Another resident, who writes in a conversation of their own."""

    act: Texts = ()
    status: Statuses = ()
    aspect: Aspects = ()
    asks: Slot | None = None
    slots: dict[Filled, str] = {}
    form_open: bool | None = None
    ticket: bool | None = None
    """True: the reply is about a ticket that has a code; False: it is about none."""
    says: Texts = ()
    not_says: Texts = ()
    silent: bool = False

    @model_validator(mode="after")
    def _expects_what_can_be(self) -> Self:
        if unknown := set(self.act) - _ACTS:
            raise ValueError(f"no such act: {', '.join(sorted(unknown))}")
        if self.form_open is False and (self.asks or self.slots):
            raise ValueError("a form that is not open asks for nothing and holds nothing")
        return self


class Dialogue(BaseModel):
    """One conversation from its first message on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    note: str = ""
    turns: tuple[Turn, ...] = Field(min_length=1)


_DIALOGUES = TypeAdapter(tuple[Dialogue, ...])


def files() -> list[Path]:
    """Return the files that hold conversations, in the order of their names."""
    return sorted(path for path in FOLDER.glob("*.yml") if path != KNOWN_FAILURES)


def dialogues() -> Iterator[Dialogue]:
    """Yield every conversation. Raises pydantic's ValidationError for one that is badly written."""
    for path in files():
        yield from _DIALOGUES.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))


def known_failures() -> dict[str, str]:
    """Return why a conversation fails so far, by its id."""
    return yaml.safe_load(KNOWN_FAILURES.read_text(encoding="utf-8")) or {}
