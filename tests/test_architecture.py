"""The rooms' order, size and weight: what a reader may rely on without reading every module."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("knowledge", "retrieval", "bot", "channels", "eval")
MAY_IMPORT = {
    "knowledge": {"knowledge"},
    "retrieval": {"knowledge", "retrieval"},
    "bot": {"knowledge", "retrieval", "bot"},
    "channels": {"knowledge", "retrieval", "bot", "channels"},
    "eval": set(ROOMS),
}
RASA_WORLD = ROOT / "bot" / "rasa_project"
SHARED_WITH_RASA = "bot.aspect"
WIRING = {"channels.app", "channels.cli", "channels.commands"}
MAX_LINES = 320
# The vocabulary of DESIGN.md, all in one place. Nothing else is longer.
# One list of words each.
LONGER = {"knowledge/types.py", "bot/aspect.py"}
HEAVY = ("torch", "sentence_transformers", "transformers", "underthesea")


def sources(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts]


MODULES = [path for room in ROOMS for path in sources(ROOT / room)]
GATEWAY = [path for path in MODULES if not path.is_relative_to(RASA_WORLD)]
RASA = sources(RASA_WORLD)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")


def imports(code: str, module: str, *, is_package: bool = False) -> Iterator[str]:
    """Yield every dotted name that the code imports, wherever in it the import stands.

    `from a import b` yields "a" and "a.b", for b may be a module.
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = module.split(".") if is_package else module.split(".")[:-1]
            parts = parts[: len(parts) - node.level + 1] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            match node.args:
                case [ast.Constant(value=str(name)), *_]:
                    yield name
                case _:  # a computed name could be anything, so it counts as everything
                    yield from ROOMS


def imports_of(path: Path) -> set[str]:
    code = path.read_text(encoding="utf-8")
    return set(imports(code, name_of(path), is_package=path.name == "__init__.py"))


def rooms_of(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names} & set(ROOMS)


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import bot.rasa", "bot.rasa"),
        ("def f():\n    from bot import rasa", "bot.rasa"),
        ("if TYPE_CHECKING:\n    from bot.types import Answer", "bot.types"),
        ("from ..bot import types", "bot.types"),
        ("from . import text", "knowledge.text"),
        ("import importlib\nimportlib.import_module('eval.metrics')", "eval.metrics"),
        ("x = __import__(name)", "eval"),
    ],
)
def test_an_import_is_seen_wherever_and_however_it_is_written(code: str, found: str) -> None:
    assert found in set(imports(code, "knowledge.text"))


def test_every_room_has_modules_to_look_at() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(ROOMS)
    assert len(RASA) >= 3


@pytest.mark.parametrize("path", GATEWAY, ids=ids)
def test_a_module_imports_only_rooms_before_its_own(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]

    assert rooms_of(imports_of(path)) <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", RASA, ids=ids)
def test_the_rasa_project_knows_nothing_of_ours_but_the_aspects(path: Path) -> None:
    ours = {name for name in imports_of(path) if name.split(".")[0] in ROOMS}

    assert {name for name in ours if not f"{name}.".startswith(f"{SHARED_WITH_RASA}.")} == set()


def test_the_rasa_project_loads_one_file_of_ours_by_path() -> None:
    files = {
        (path.name, node.value)
        for path in RASA
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.endswith(".py") and " " not in node.value
    }

    assert files == {("words.py", "aspect.py")}


def test_the_file_that_rasa_shares_needs_the_standard_library_alone() -> None:
    names = imports_of(ROOT / "bot" / "aspect.py")

    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_nothing_of_ours_imports_the_rasa_project() -> None:
    guilty = [
        ids(path)
        for path in GATEWAY
        for name in imports_of(path)
        if name.startswith("bot.rasa_project") or name.split(".")[0] == "rasa"
    ]

    assert guilty == []


def test_only_the_wiring_knows_both_the_index_and_rasa() -> None:
    both = {
        name_of(path)
        for path in GATEWAY
        if {"retrieval.build", "bot.rasa_dialogue"} <= imports_of(path)
    }
    both = {name for name in both if not name.startswith("eval.")}

    assert both <= WIRING
    assert "channels.app" in both


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_a_module_fits_in_the_head(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    if str(path.relative_to(ROOT)) in LONGER:
        assert lines > MAX_LINES, "short again: take it off the list"
    else:
        assert lines <= MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in MODULES} - {RASA_WORLD}

    assert [
        ids(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()
    ] == []


@pytest.mark.slow
@pytest.mark.parametrize("module", ["channels.app", "channels.commands"])
def test_what_serves_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.slow
def test_the_index_is_opened_without_the_library_that_builds_it() -> None:
    code = "import sys, retrieval.build; print('bm25s' in sys.modules, 'scipy' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.stdout.strip(), done.stderr) == ("False False", "")
