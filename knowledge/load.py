"""Read the curated YAML records; every problem is reported at once."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge.acts import LegalAct, number_key
from knowledge.asked import Asked
from knowledge.ids import id_of
from knowledge.overlays import Overlay
from knowledge.situations import Situation
from knowledge.types import Guide, KnowledgeError, Plan, Procedure, Record

_T = TypeVar("_T", Procedure, Guide, Plan, LegalAct, Overlay, Situation, Asked)

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong in one file."""

    file: str
    where: str
    """Record and field, e.g. "1.004194 › submissions › 0 › fees"."""
    reason: str

    def __str__(self) -> str:
        """Return the fault as one line."""
        return f"{self.file}: {self.where}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Curated:
    """What `knowledge/data` holds."""

    procedures: tuple[Procedure, ...]
    guides: tuple[Guide, ...]
    plans: tuple[Plan, ...]
    acts: tuple[LegalAct, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    situations: tuple[Situation, ...] = ()
    asked: tuple[Asked, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, procedures first."""
        return (*self.procedures, *self.guides, *self.plans)


class _UniqueKeys(yaml.CSafeLoader):
    """A safe YAML loader that refuses a key written twice and says where a date is impossible.

    On libyaml: all our files load in 0.3 s, in 0.95 s with the loader written in Python.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key, times in Counter(map(str, keys)).items():
            if times > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f'the key "{key}" is written {times} times', node.start_mark
                )
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> date:
        try:
            when: date = super().construct_yaml_timestamp(node)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                None, None, f'"{node.value}" is no date: {error}', node.start_mark
            ) from error
        return when


_UniqueKeys.add_constructor("tag:yaml.org,2002:timestamp", _UniqueKeys.construct_yaml_timestamp)


def load(data: Path = DATA) -> Curated:
    """Return all curated records. Raises KnowledgeError naming every fault in every file."""
    curated, faults = read(data)
    if faults:
        raise KnowledgeError(f"knowledge data: {len(faults)} faults\n{_lines(faults)}")
    return curated


def read(data: Path = DATA) -> tuple[Curated, tuple[Fault, ...]]:
    """Return the records without fault, and every fault; of one code written twice the first.

    Raises KnowledgeError if there is no such folder.
    """
    if not data.is_dir():
        raise KnowledgeError(f"{data}: no such folder; it holds procedures, guides and plans")
    faults: list[Fault] = []
    curated = Curated(
        procedures=_all(_files(data, "procedures"), Procedure, faults),
        guides=_all(_files(data, "guides"), Guide, faults),
        plans=_all(_files(data, "plans"), Plan, faults),
        acts=_all(_files(data, "acts.yaml"), LegalAct, faults),
        overlays=_all(_files(data, "overlays"), Overlay, faults),
        situations=_all(_files(data, "situations"), Situation, faults),
        asked=_all(_files(data, "asked"), Asked, faults),
    )
    faults += _lead_nowhere(curated)
    faults += [
        Fault(file=_named(path), where="file", reason="is not read; name it .yaml")
        for path in sorted(data.rglob("*.yml"))
    ]
    return curated, tuple(faults)


def with_edited(curated: Curated, edited: Iterable[Record]) -> Curated:
    """Return the curated records with those edited in the office in place of what they were."""
    records = {id_of(record): record for record in (*curated.records, *edited)}
    return replace(
        curated,
        procedures=tuple(r for r in records.values() if isinstance(r, Procedure)),
        guides=tuple(r for r in records.values() if isinstance(r, Guide)),
    )


def load_overlays(files: Iterable[Path]) -> tuple[Overlay, ...]:
    """Return a ward's own local rules. Raises KnowledgeError naming every fault in every file."""
    faults: list[Fault] = []
    overlays = _all(files, Overlay, faults)
    if faults:
        raise KnowledgeError(f"local rules: {len(faults)} faults\n{_lines(faults)}")
    return overlays


def load_acts(data: Path = DATA) -> tuple[LegalAct, ...]:
    """Return the known legal acts. Raises KnowledgeError naming every fault."""
    faults: list[Fault] = []
    acts = _all(_files(data, "acts.yaml"), LegalAct, faults)
    if faults:
        raise KnowledgeError(f"legal acts: {len(faults)} faults\n{_lines(faults)}")
    return acts


def load_situations(data: Path = DATA) -> tuple[Situation, ...]:
    """Return the known situations. Raises KnowledgeError naming every fault."""
    faults: list[Fault] = []
    situations = _all(_files(data, "situations"), Situation, faults)
    if faults:
        raise KnowledgeError(f"situations: {len(faults)} faults\n{_lines(faults)}")
    return situations


def _lead_nowhere(curated: Curated) -> list[Fault]:
    """Return every choice of a situation that names no record of the curated data."""
    known = {id_of(record) for record in curated.records}
    return [
        Fault(
            file="situations",
            where=f"{situation.id} › choices › {number}",
            reason=f'"{way.to}" is the code or id of no record',
        )
        for situation in curated.situations
        for number, way in enumerate(situation.choices)
        if way.to not in known
    ]


def _lines(faults: Sequence[Fault]) -> str:
    return "\n".join(f"  {fault}" for fault in faults)


def _files(data: Path, name: str) -> list[Path]:
    """Return the YAML files of a folder, or the one file of this name if it is there."""
    path = data / name
    return sorted(path.glob("*.yaml")) if path.is_dir() else [path] if path.is_file() else []


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _all(files: Iterable[Path], of: type[_T], faults: list[Fault]) -> tuple[_T, ...]:
    """Return the valid records of the files, each once; add what is wrong to `faults`."""
    return _unique(_records(files, of, faults), faults)


def _records(files: Iterable[Path], of: type[_T], faults: list[Fault]) -> Iterator[tuple[str, _T]]:
    """Yield file and record of every valid record."""
    one = TypeAdapter(of)
    for path in files:
        name = _named(path)
        try:
            content = _parse(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, OSError, UnicodeDecodeError, RecursionError) as error:
            faults.append(Fault(file=name, where="file", reason=_one_line(error)))
            continue
        if not content:
            faults.append(Fault(file=name, where="file", reason="holds no record"))
            continue
        for position, item in enumerate(content if isinstance(content, list) else [content]):
            try:
                yield name, one.validate_python(item)
            except ValidationError as error:
                faults += _faults(name, _label(item, position), error)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).replace('in "<unicode string>", line', "at line").split())


def _parse(text: str) -> Any:  # noqa: ANN401  # whatever the file holds
    """Return the content of one YAML document; an anchor or alias is a YAMLError."""
    if "&" in text or "*" in text:  # only these begin an anchor or alias; most files lack both
        for token in yaml.scan(text, yaml.CSafeLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
                raise yaml.constructor.ConstructorError(
                    None, None, "anchors and aliases are not used in our data", token.start_mark
                )
    return yaml.load(text, _UniqueKeys)  # noqa: S506  # a SafeLoader


def _label(item: object, position: int) -> str:
    if isinstance(item, dict):
        for key in ("code", "id", "number"):
            if key in item:
                return str(item[key])
    return f"record {position + 1}"


def _faults(file: str, label: str, error: ValidationError) -> list[Fault]:
    return [
        Fault(
            file=file,
            where=" › ".join([label, *(str(part) for part in detail["loc"])]),
            reason=detail["msg"],
        )
        for detail in error.errors(include_url=False)
    ]


def _unique(found: Iterable[tuple[str, _T]], faults: list[Fault]) -> tuple[_T, ...]:
    """Return each record once; one written a second time is a fault that names both files."""
    first: dict[str, str] = {}
    records = []
    for file, record in found:
        key = _key(record)
        if key in first:
            reason = f"also written in {first[key]}; keep one"
            faults.append(Fault(file=file, where=key, reason=reason))
        else:
            first[key] = file
            records.append(record)
    return tuple(records)


def _key(record: Procedure | Guide | Plan | LegalAct | Overlay | Situation | Asked) -> str:
    """Return what may be written only once; two issuers may use one number."""
    if isinstance(record, LegalAct):
        return f"{number_key(record.number)} ({record.issuer})"
    if isinstance(record, Asked):
        return record.code
    return record.id if isinstance(record, Overlay | Situation) else id_of(record)


def main() -> int:
    """Check the curated data: `python -m knowledge.load --check`."""
    try:
        curated = load()
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        f"knowledge data: {len(curated.procedures)} procedures, {len(curated.guides)} guides, "
        f"{len(curated.plans)} plans, {len(curated.acts)} acts, {len(curated.overlays)} overlays\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
