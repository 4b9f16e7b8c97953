"""The folder of a run: configuration, one line a case as it is done, figures at the end.

An interrupted run goes on where it stopped; results of another version are never mixed in.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eval.runs.types import Outcome
from eval.types import EvalError

CONFIG, CASES, FIGURES = "config.json", "cases.jsonl", "figures.json"
# What one machine and the next do differently without another answer.
_PASSING = ("machine", "commit", "settings.data_dir", "settings.build_dir", "settings.ward.file")
_OUTCOME = TypeAdapter(Outcome)


class Folder:
    """Results on disk; a case that was kept is not asked again."""

    def __init__(self, path: Path, done: Mapping[tuple[str, str], Outcome]) -> None:
        self.path = path
        self._done = dict(done)

    def get(self, area: str, id_: str) -> Outcome | None:
        """Return a case that is done already."""
        return self._done.get((area, id_))

    def keep(self, outcome: Outcome) -> None:
        """Write a case down at once. Raises EvalError."""
        line = json.dumps(_OUTCOME.dump_python(outcome, mode="json"), ensure_ascii=False)
        try:
            with (self.path / CASES).open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._done[outcome.key] = outcome

    def outcomes(self) -> list[Outcome]:
        """Return every case that is done."""
        return list(self._done.values())

    def write(self, name: str, content: str) -> Path:
        """Write a file of the folder. Raises EvalError."""
        path = self.path / name
        try:
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise _unwritable(self.path, error) from error
        return path


def open_folder(path: Path, config: Mapping[str, Any]) -> Folder:
    """Return the folder, with what an interrupted run of the same configuration left in it.

    Raises EvalError if it holds results of another one, or cannot be written.
    """
    kept = path / CONFIG
    if kept.exists():
        before = _read(kept)
        differ = sorted(_different(before, config))
        if differ:
            raise EvalError(
                f"{path}: holds results of another version ({', '.join(differ)} differ); "
                "choose another folder with --out, or delete this one"
            )
        return Folder(path, {each.key: each for each in read_cases(path)})
    try:
        path.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error
    return Folder(path, {})


def read_cases(path: Path) -> list[Outcome]:
    """Return the cases of a run. Raises EvalError.

    A last line that was cut off when the run was stopped is left out, and asked again.
    """
    file = path / CASES
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").split("\n")
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(_OUTCOME.validate_json(line))
        except ValidationError as error:
            if number == len(lines):
                # Cut off: the next case must not be glued to it.
                whole = "".join(f"{each}\n" for each in lines[:-1])
                file.write_text(whole, encoding="utf-8")
                continue
            raise EvalError(f"{file}:{number}: is no case of a run; {error.title}") from error
    return found


def read_config(path: Path) -> dict[str, Any]:
    """Return the configuration of a run. Raises EvalError."""
    if not (path / CONFIG).exists():
        raise EvalError(f"{path}: holds no run; it has no {CONFIG}")
    return _read(path / CONFIG)


def code_hash(root: Path, rooms: Iterable[str]) -> str:
    """Return a hash of all that the rooms' code and data say, whatever is committed of it."""
    seen = hashlib.sha256()
    for room in rooms:
        for file in sorted((root / room).rglob("*")):
            if file.suffix in {".py", ".yaml", ".yml", ".json", ".toml"} and file.is_file():
                seen.update(str(file.relative_to(root)).encode())
                seen.update(file.read_bytes())
    return seen.hexdigest()


def figures_json(figures: object) -> str:
    """Return figures as they are written down."""
    return json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _different(before: Mapping[str, Any], now: Mapping[str, Any]) -> set[str]:
    """Return the settings that differ, of those that an answer depends on."""
    old, new = _flat(before), _flat(json.loads(json.dumps(now)))
    return {
        name
        for name in old.keys() | new.keys()
        if old.get(name) != new.get(name) and not name.startswith(_PASSING)
    }


def _flat(content: Any, name: str = "") -> dict[str, Any]:  # noqa: ANN401  # JSON
    if not isinstance(content, dict):
        return {name: content}
    found: dict[str, Any] = {}
    for key, value in content.items():
        found |= _flat(value, f"{name}.{key}" if name else key)
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvalError(f"{path}: cannot be read ({type(error).__name__})") from error
    if not isinstance(found, dict):
        raise EvalError(f"{path}: is no configuration of a run")
    return found


def _unwritable(path: Path, error: OSError) -> EvalError:
    return EvalError(f"{path}: cannot be written ({error.strerror}); choose another --out")
