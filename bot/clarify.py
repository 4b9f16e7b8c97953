"""Ask one short question when two procedures answer equally well, and read the reply."""

from collections.abc import Callable, Sequence

from bot.types import Answer, Choice, Status
from knowledge.text import fold
from knowledge.types import Aspect, Neighbour, Procedure
from retrieval.types import Hit

# A guess, not yet fitted: on dev it asks too little (docs/measurements.md, weak spots).
_CLOSE = 0.03
_MAX_CHOICES = 4


def question_back(
    procedure: Procedure,
    hits: Sequence[Hit],
    aspect: Aspect | None,
    *,
    can_answer: Callable[[str], bool],
) -> Answer | None:
    """Return a question back if close hits are known neighbours of the best one, else None.

    `can_answer` says of a code whether its record could be answered from once it is chosen.
    """
    close = {h.passage.record_id for h in hits[1:6] if h.score >= hits[0].score - _CLOSE}
    neighbours = [n for n in procedure.distinguish if n.code in close and can_answer(n.code)]
    if not neighbours:
        return None
    choices = [_choice(neighbours[0].here, procedure.code)]
    choices += [_choice(n.there, n.code) for n in neighbours[: _MAX_CHOICES - 1]]
    return Answer(
        status=Status.CLARIFY,
        text=_text(neighbours[0], choices),
        act="procedure",
        aspect=aspect,
        choices=tuple(choices),
    )


def chosen(choices: Sequence[Choice], reply: str) -> Choice | None:
    """Return the offered choice that the reply names by title, payload or number, if any."""
    said = fold(reply).strip(" .!")
    for number, choice in enumerate(choices, start=1):
        if said in (fold(choice.title), fold(choice.payload), str(number)):
            return choice
    return None


def _choice(title: str, code: str) -> Choice:
    return Choice(title=title, code=code, payload=code)


def _text(neighbour: Neighbour, choices: Sequence[Choice]) -> str:
    options = "\n".join(f"{number}. {c.title}" for number, c in enumerate(choices, start=1))
    return f"{neighbour.question}\n{options}"
