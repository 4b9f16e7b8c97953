"""Move to the procedure beside the discussed one whose official name holds the case asked about.

Everyday names hold words of other cases, too: "căn cước bị mất" is said of exchanging a card.
"""

import re

from bot.case import subject_of
from bot.record_names import Names
from bot.topic import Named, syllables_of
from knowledge.readable import ReadableRecords
from knowledge.text import fold

_SHARED = 2
# What is done about a paper that is lost. Folded.
_FOR_LOST = re.compile(r"^(?:doi, )?cap lai\b|^trinh bao mat\b|\bdo bi mat\b")
_FOREIGN = re.compile(r"\b(?:yeu to|nguoi) nuoc ngoai\b")


def neighbour_for(
    named: Named, code: str | None, records: ReadableRecords, names: Names
) -> str | None:
    """Return the neighbour that a follow-up's action or person asks for, None if there is none.

    The discussed one itself if it is for that case. "Mất thì sao" after exchanging a card is the
    issue of another, "chồng em là người nước ngoài" after the registration of a birth the one with
    a foreign element.
    """
    discussed = records.procedure(code or "")
    if discussed is None:
        return None
    wanted = _wanted(named)
    if wanted is None:
        return None
    if wanted.search(fold(discussed.name)):
        return discussed.code
    own = set(subject_of(discussed.name))
    for neighbour in discussed.distinguish:
        name = names.official(neighbour.code)
        if wanted is _FOREIGN:
            is_kin = syllables_of(name) >= syllables_of(discussed.name)
        else:
            is_kin = len(own & set(subject_of(name))) >= _SHARED
        is_named = names.words(neighbour.code).issuperset(named.subject)
        if is_kin and is_named and wanted.search(fold(name)):
            return neighbour.code
    return None


def _wanted(named: Named) -> re.Pattern[str] | None:
    """Return what the official name has to hold."""
    # "Mẹ mất" is a death; "nước ngoài" is where somebody from here may live.
    if "mat" in named.action and (not named.who or named.subject or len(named.action) > 1):
        return _FOR_LOST
    if "ngoai" in named.who and "o" not in named.who:
        return _FOREIGN
    if named.action:
        return re.compile(rf"\b{' '.join(named.action)}\b")
    return None
