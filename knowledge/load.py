"""Read the curated YAML records; every problem is reported at once."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge.types import Guide, KnowledgeError, Plan, Procedure, Record

_T = TypeVar("_T")

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

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, procedures first."""
        return (*self.procedures, *self.guides, *self.plans)


class _UniqueKeys(yaml.SafeLoader):
    """A safe YAML loader that refuses a key written twice and all anchors."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key, times in Counter(map(str, keys)).items():
            if times > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f'the key "{key}" is written {times} times', node.start_mark
                )
        return super().construct_mapping(node, deep)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs lack it
            raise yaml.constructor.ConstructorError(
                None, None, "anchors and aliases are not used in our data", event.start_mark
            )
        return super().compose_node(parent, index)


def load(data: Path = DATA) -> Curated:
    """Return all curated records. Raises KnowledgeError naming every fault in every file."""
    faults: list[Fault] = []
    procedures = list(_records(data / "procedures", Procedure, faults))
    guides = list(_records(data / "guides", Guide, faults))
    plans = list(_records(data / "plans", Plan, faults))
    faults += _repeated("procedures", (p.code for p in procedures))
    faults += _repeated("guides", (g.id for g in guides))
    faults += _repeated("plans", (p.id for p in plans))
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise KnowledgeError(f"knowledge data: {len(faults)} faults\n{lines}")
    return Curated(procedures=tuple(procedures), guides=tuple(guides), plans=tuple(plans))


def _records(folder: Path, of: type[_T], faults: list[Fault]) -> Iterator[_T]:
    """Yield the valid records of a folder's files and add what is wrong to `faults`."""
    one = TypeAdapter(of)
    for path in sorted(folder.glob("*.yaml")):
        name = f"{folder.name}/{path.name}"
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeys)  # noqa: S506  # a SafeLoader
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            faults.append(Fault(file=name, where="file", reason=" ".join(str(error).split())))
            continue
        for position, item in enumerate(content if isinstance(content, list) else [content]):
            try:
                yield one.validate_python(item)
            except ValidationError as error:
                faults += _faults(name, _label(item, position), error)


def _label(item: object, position: int) -> str:
    if isinstance(item, dict):
        for key in ("code", "id"):
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


def _repeated(folder: str, keys: Iterable[str]) -> list[Fault]:
    return [
        Fault(file=folder, where=key, reason=f"written {times} times; keep one")
        for key, times in Counter(keys).items()
        if times > 1
    ]


def main() -> int:
    """Check the curated data: `python -m knowledge.load --check`."""
    try:
        curated = load()
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        f"knowledge data: {len(curated.procedures)} procedures, {len(curated.guides)} guides, "
        f"{len(curated.plans)} plans\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
