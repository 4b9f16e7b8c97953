"""What the figures of an answer are held against: its cited records and what belongs to them."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.procedure_trust import Law
from bot.types import Answer
from bot.ward import Ward
from eval.runs.grounded import ungrounded
from knowledge.places import today_of
from knowledge.store import RecordStore

# Emergency numbers and the hotlines of the state, which no record has to vouch for; that every
# fixed text holds no other is tests/bot/test_phrases.py's business.
_FIXED = ("111", "113", "114", "115", "1022")
# Since when there are no districts (Nghị quyết 202/2025/QH15 and the law on local government).
_NEW_UNITS = date(2025, 7, 1)


def figures_from_nowhere(
    answer: Answer,
    said: Sequence[str],
    *,
    records: RecordStore,
    ward: Ward,
    law: Law,
    today: date,
) -> list[str]:
    """Return the numbers, dates, codes and links of an answer that nothing it names holds."""
    known = [
        *_records(answer, records),
        *answer.citations,
        *_acts(answer, records, law),
        *(today_of(" ".join(said), home_province=ward.province)),
        ward,
        *said,
        *_FIXED,
        _NEW_UNITS,
        today,
    ]
    return ungrounded(answer.text, known, today)


def _records(answer: Answer, records: RecordStore) -> Iterator[object]:
    plans = {plan.id: plan for plan in records.plans()}
    for doc in dict.fromkeys(citation.doc for citation in answer.citations):
        for found in (records.procedure(doc), records.guide(doc), plans.get(doc)):
            if found is not None:
                yield found


def _acts(answer: Answer, records: RecordStore, law: Law) -> Iterator[object]:
    """Yield the acts of the register that stand in a cited procedure, and those that replaced them.

    They are what a note on an outdated legal basis is made from.
    """
    for doc in dict.fromkeys(citation.doc for citation in answer.citations):
        procedure = records.procedure(doc)
        for basis in procedure.legal_basis if procedure else ():
            if act := law.acts.find(basis.number):
                yield act
    yield [overlay for overlay in law.overlays if overlay]
