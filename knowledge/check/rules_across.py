"""Rules that need the other records: codes that do not exist, names and phrases used twice."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from knowledge.check.findings import Remark
from knowledge.overlays import Overlay
from knowledge.text import fold
from knowledge.types import Guide, Procedure

_WORD = re.compile(r"\w+")
_OPENING = re.compile(r"^(?:thu tuc )+")


def is_misfiled(record: Procedure) -> bool:
    """Whether the importer saw that the page is another procedure's."""
    return any(doubt.field == "record" for doubt in record.doubts)


def name_key(name: str) -> str:
    """Return a name as names are compared: folded words, without "thủ tục" in front."""
    return _OPENING.sub("", " ".join(_WORD.findall(fold(name))))


def references(record: Procedure | Guide, known: Collection[str]) -> Iterator[Remark]:
    """Yield codes the record leads to that no record has."""
    if isinstance(record, Guide):
        if record.procedure and record.procedure not in known:
            message = f"leads to {record.procedure}, which no record has"
            yield Remark(rule="unknown_code", field="procedure", message=message)
        return
    for neighbour in record.distinguish:
        if neighbour.code == record.code:
            message = "the record is told apart from itself"
            yield Remark(rule="unknown_code", field="distinguish", message=message)
        elif neighbour.code not in known:
            # It is offered only when the search finds it, so nobody is led astray.
            message = f"is told apart from {neighbour.code}, which no record has"
            yield Remark(rule="neighbour_not_here", field="distinguish", message=message)
    if record.replaced_by and record.replaced_by not in known:
        message = f"replaced by {record.replaced_by}, which no record has"
        yield Remark(rule="unknown_code", field="replaced_by", message=message)


def lapsed_references(record: Procedure | Guide, lapsed: Collection[str]) -> Iterator[Remark]:
    """Yield codes the record leads to whose procedure no longer holds."""
    if isinstance(record, Guide):
        codes = {"procedure": [record.procedure] if record.procedure else []}
    else:
        codes = {"distinguish": [each.code for each in record.distinguish]}
        if record.replaced_by:
            codes["replaced_by"] = [record.replaced_by]
    for field, led_to in codes.items():
        for code in led_to:
            if code in lapsed:
                message = f"leads to {code}, which no longer holds"
                yield Remark(rule="leads_to_lapsed", field=field, message=message)


def one_sided(record: Procedure, by_code: Mapping[str, Procedure]) -> Iterator[Remark]:
    """Yield neighbours that do not ask back."""
    for neighbour in record.distinguish:
        other = by_code.get(neighbour.code)
        if other is not None and all(back.code != record.code for back in other.distinguish):
            message = f"asks about {neighbour.code}, which does not ask back"
            yield Remark(rule="one_sided_neighbour", field="distinguish", message=message)


def same_name(records: Sequence[Procedure]) -> Iterator[tuple[Procedure, Remark]]:
    """Yield records whose name another record has, unless it asks which is meant.

    A curated pair that asks a question, or of different tiers, is no duplicate: the answer
    can tell which is meant.
    """
    groups: defaultdict[str, list[Procedure]] = defaultdict(list)
    for record in records:
        if not is_misfiled(record):
            groups[name_key(record.name)].append(record)
    for group in groups.values():
        for record in group if len(group) > 1 else ():
            others = [other for other in group if other is not record]
            asked = {neighbour.code for neighbour in record.distinguish}
            alike = [
                other.code
                for other in others
                if other.code not in asked and set(other.levels) & set(record.levels)
            ]
            if alike:
                message = f"same name and tier as {_listed(alike)}"
                yield (
                    record,
                    Remark(rule="same_name", field="name", message=message, raw=record.name),
                )


def same_phrase(records: Sequence[Procedure | Guide]) -> Iterator[tuple[Procedure | Guide, Remark]]:
    """Yield everyday names that several records of one kind claim."""
    owners: defaultdict[tuple[type, str], list[Procedure | Guide]] = defaultdict(list)
    for record in records:
        for phrase in {fold(each) for each in record.asked_as}:
            owners[(type(record), phrase)].append(record)
    for (_, phrase), group in owners.items():
        if len(group) < 2:
            continue
        ids = [each.code if isinstance(each, Procedure) else each.id for each in group]
        message = f"also claimed by {_listed(ids[1:])}"
        yield group[0], Remark(rule="same_phrase", field="asked_as", message=message, raw=phrase)


def same_page(records: Sequence[Procedure]) -> Iterator[tuple[Procedure, Remark]]:
    """Yield records whose page serves other codes too, where the importer did not see it.

    An importer reads one file at a time; the same page may be in two files.
    """
    pages = Counter(record.source.url for record in records if record.source.url)
    for record in records:
        if record.source.url and pages[record.source.url] > 1 and not is_misfiled(record):
            message = f"its page serves {pages[record.source.url]} codes"
            yield record, Remark(rule="wrong_page", field="source", message=message)


def same_content(records: Sequence[Procedure]) -> Iterator[tuple[Procedure, Remark]]:
    """Yield records whose steps, papers and acts are word for word another's."""
    groups: defaultdict[object, list[Procedure]] = defaultdict(list)
    for record in records:
        if record.steps and record.papers and not is_misfiled(record):
            groups[(record.steps, record.papers, record.legal_basis)].append(record)
    for group in groups.values():
        for record in group if len(group) > 1 else ():
            others = [other.code for other in group if other is not record]
            message = f"same steps, papers and acts as {_listed(others)}"
            yield record, Remark(rule="same_content", field="record", message=message)


def overlay_codes(overlay: Overlay, known: Collection[str]) -> Iterator[Remark]:
    """Yield codes of local rules that no record has."""
    for rule in overlay.rules:
        for code in rule.codes:
            if code not in known:
                message = f"a local rule is for {code}, which no record has"
                yield Remark(rule="unknown_code", field="rules", message=message, raw=rule.article)


def _listed(codes: Iterable[str]) -> str:
    shown = list(codes)
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
