"""How a message goes on from what was said before it."""

from dataclasses import dataclass, field

from bot.correction import Correction
from knowledge.types import Aspect


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a message goes on from what was said."""

    question: str
    """The words to search with."""
    is_new: bool = True
    """It starts another topic."""
    about: str | None = None
    """The procedure or guide that it is about, if that is known without a search."""
    is_guide: bool = False
    """It is about a guide."""
    plans: tuple[str, ...] = ()
    leaves_plans: bool = False
    """It names a procedure, though plans were discussed and their parts may hold its words."""
    without: frozenset[str] = field(default=frozenset())
    keeps_aspects: bool = False
    """What was asked before is asked again unless the message asks something itself."""
    correction: Correction | None = None
    is_not_told: bool = False
    """It asks for something that the record discussed does not name."""
    is_moved: bool = False
    """It is about a procedure beside the one discussed: for another age, a loss, a foreigner."""
    detail: Aspect | None = None
    """The part of the procedure in which a detail is looked for that the message names."""

    def moved_to(self, code: str) -> "Reading":
        """Return the reading of the same words about another procedure."""
        return Reading(
            question=self.question,
            is_new=False,
            about=code,
            without=self.without,
            keeps_aspects=True,
            is_moved=True,
        )
