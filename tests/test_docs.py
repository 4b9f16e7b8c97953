"""What the documents show is there: commands, files, settings, types, answers, error lines."""

import ast
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import click
import numpy as np
import pytest
import typer
import yaml
from fastapi import APIRouter
from numpy.typing import NDArray
from pydantic import SecretStr, TypeAdapter

from bot import types as bot_types
from bot.compose import procedure_answer
from bot.procedure_trust import NO_LAW
from bot.store.periods import Retention
from bot.types import Status
from bot.ward import Ward, load_ward
from channels.commands import app
from channels.console.access import Access
from channels.console.console import Console
from channels.console.oidc import Provider
from channels.console.wiring import console_routers
from channels.contract import QuestionIn, answer_json
from channels.hooks import hooks_router
from channels.resident_api import resident_router
from channels.settings import CHECKOUT, Settings
from channels.staff_api import staff_router
from channels.web import ChatAnswer, WardView, create_app
from channels.web_input import ChatIn
from channels.widget import widget_router
from channels.widget_stream import stream_router
from channels.zalo_bot import zalo_bot_platform
from knowledge import acts, overlays, places
from knowledge import types as knowledge_types
from knowledge.check.page import as_markdown
from knowledge.load import load
from knowledge.types import Aspect, Guide
from retrieval import types as retrieval_types
from retrieval.build import Manifest, build_index
from retrieval.encoder import Progress

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
OPERATIONS = ROOT / "docs" / "operations.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
PRIVACY = ROOT / "docs" / "privacy.md"
WIDGET = ROOT / "docs" / "widget.md"
STAFF = ROOT / "docs" / "staff.md"
CHANNELS = [ROOT / "docs" / "channels.md", ROOT / "docs" / "kenh.md"]
DOCUMENTS = [
    *(README, ROOT / "CHANGELOG.md", ARCHITECTURE, OPERATIONS, PRIVACY),
    *(WIDGET, STAFF, *CHANNELS, ROOT / "docs" / "plans.md", ROOT / "docs" / "security.md"),
    ROOT / "docs" / "review-page.md",
    *DECISIONS,
]
ROOMS = ("knowledge", "retrieval", "bot", "channels", "eval")
# What set-up and service make, so a checkout does not hold it.
MADE = ("var/", "var", ".venv", "index/", "build/", "store.sqlite", "rasa/", "photos/")
COMMANDS: dict[str, click.Command] = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def fenced(path: Path, language: str = "") -> list[str]:
    text = path.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def code(path: Path) -> str:
    """Return every piece of code, fenced, indented or inline, a line each."""
    text = path.read_text(encoding="utf-8")
    pieces = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    pieces += re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    pieces += re.findall(r"`([^`\n]+)`", text)
    return "\n".join(pieces).replace("\\\n", " ")


def table(path: Path, heading: str) -> list[list[str]]:
    """Return the rows of the table whose header begins with this cell."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows: list[list[str]] = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("| ").split(" | ")])
    return rows


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_motcua_command_and_option_shown_exists(path: Path) -> None:
    wrong = []
    for shown, rest in re.findall(r"\bmotcua ([a-z]+(?:-[a-z]+)*)\b([^\n]*)", code(path)):
        command = COMMANDS.get(shown)
        if command is None:
            wrong.append(shown)
            continue
        # A group such as `privacy`: the next word is the command.
        if (group := getattr(command, "commands", None)) is not None:
            word, _, rest = rest.strip().partition(" ")
            shown = f"{shown} {word}"
            if (command := group.get(word)) is None:
                wrong.append(shown)
                continue
        known = {option for parameter in command.params for option in parameter.opts}
        wrong += [f"{shown} {o}" for o in re.findall(r"(?<!\S)--[a-z-]+", rest) if o not in known]

    assert wrong == []


def test_every_command_is_documented() -> None:
    documented = "\n".join(code(path) for path in DOCUMENTS)
    shown = set(re.findall(r"\bmotcua ([a-z]+(?:-[a-z]+)*)\b", documented))

    assert set(COMMANDS) <= shown


def test_the_periods_documented_are_the_defaults() -> None:
    shown: dict[str, int] = {}
    for row in table(PRIVACY, "Kind"):
        if row[3]:
            shown |= {key: int(row[3]) for key in re.findall(r"`(\w+)`", row[2])}

    assert shown == {field.name: getattr(Retention(), field.name) for field in fields(Retention)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_make_target_shown_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    shown = re.findall(r"(?<!\S)make ([a-z]+)(?: ([A-Z_]+)=)?", code(path))

    assert [target for target, _ in shown if target not in targets] == []
    assert [v for _, v in shown if v and not re.search(rf"^{v} \?=", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        target, _, part = (link[0] or link[1]).partition("#")
        if "://" in target:
            continue
        file = path if not target else path.parent / target
        if not file.exists():
            broken.append(target)
        elif part:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            broken += [part] if part not in map(anchor, headings) else []

    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_file_named_in_code_is_in_the_checkout(path: Path) -> None:
    inline = re.findall(r"`([\w./-]+)`", path.read_text(encoding="utf-8"))
    named = {piece for piece in inline if re.search(r"/\w|/$|\.(py|ya?ml|toml|sh)$", piece)}
    named = {p for p in named if not p.startswith(("/", "127.")) and not p.startswith(MADE)}

    assert [piece for piece in sorted(named) if not (ROOT / piece).exists()] == []


def test_the_settings_table_is_what_the_gateway_reads() -> None:
    shown = {row[0].strip("`"): row[1].strip("`") for row in table(OPERATIONS, "Variable")}
    known = {
        str(field.validation_alias or f"MOTCUA_{setting.upper()}"): field.default
        for setting, field in Settings.model_fields.items()
    }

    assert set(shown) == set(known)
    for variable, default in known.items():
        if isinstance(default, Path):
            assert shown[variable] == default.relative_to(CHECKOUT).as_posix()
        elif isinstance(default, tuple):
            assert shown[variable] == (", ".join(default) or "empty")
        elif default not in ("", None):
            assert shown[variable] == str(default)


def test_the_example_environment_names_settings_only() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    known = {row[0].strip("`") for row in table(OPERATIONS, "Variable")}

    assert set(re.findall(r"MOTCUA_[A-Z_]+", example)) <= known


def test_the_documented_keys_of_the_profile_are_all_there_are() -> None:
    shown = {key for row in table(README, "Key") for key in re.findall(r"`(\w+)`", row[0])}
    profile = tomllib.loads((ROOT / "ward.toml").read_text(encoding="utf-8"))

    assert shown == {field.name for field in fields(Ward)}
    assert set(profile) <= shown


def test_the_vocabulary_names_types_of_the_code() -> None:
    text = README.read_text(encoding="utf-8").split("## Words")[1].split("\n## ")[0]
    named = {word for word in re.findall(r"`(\w+)`", text) if word[0].isupper()}
    known = {
        name
        for module in (knowledge_types, acts, overlays, places, bot_types, retrieval_types)
        for name in vars(module)
    }

    assert named - known == set()
    assert {"Procedure", "Guide", "Plan", "Passage", "Hit", "Message", "Answer"} <= named


def test_every_status_is_explained() -> None:
    assert [row[0].strip("`") for row in table(README, "`status`")] == [s.value for s in Status]


def test_the_shown_request_and_answer_are_those_of_the_api() -> None:
    sent = re.search(r"-d '(\{.*\})'", README.read_text(encoding="utf-8"))
    line, answer = (json.loads(block) for block in fenced(README, "json"))
    procedure = next(p for p in load().procedures if p.code == answer["procedure"])
    composed = procedure_answer(procedure, Aspect(answer["aspect"]), "", date(2026, 11, 21))

    assert sent is not None
    ChatIn.model_validate_json(sent[1], extra="forbid")
    QuestionIn.model_validate(line, extra="forbid")
    assert list(answer) == list(ChatAnswer.model_fields)
    expected = answer_json(composed, id="", ms=0).model_dump(mode="json")
    told = set(ChatAnswer.model_fields) - {"id", "ranking", "ms", "conversation_id"}
    assert {key: answer[key] for key in told} == {key: expected[key] for key in told}


def test_the_shown_guide_is_a_record() -> None:
    (shown,) = yaml.safe_load(fenced(README, "yaml")[0])

    assert TypeAdapter(Guide).validate_python(shown).steps


def paths(routers: Iterable[APIRouter]) -> Iterator[str]:
    """Yield every route's path, those of routers within routers too."""
    for router in routers:
        for route in router.routes:
            yield getattr(route, "path", "")
            if (inner := getattr(route, "original_router", None)) is not None:
                yield from paths([inner])


def test_the_addresses_shown_are_served() -> None:
    zalo_bot = zalo_bot_platform(
        Settings(zalo_bot_token=SecretStr("1:a"), zalo_bot_polling=True, zalo_bot_secret=None)
    )
    assert zalo_bot is not None
    routers = [
        resident_router(None),  # type: ignore[arg-type]  # asks nothing
        staff_router(None, token=None, now=lambda: datetime.now(UTC)),  # type: ignore[arg-type]
        hooks_router([zalo_bot], None),  # type: ignore[arg-type]  # keeps nothing
        widget_router(Ward(name="phường Mây", province="tỉnh Gió")),
        stream_router(None),  # type: ignore[arg-type]
        *console_routers(_console()),
        widget_router(load_ward(ROOT / "ward.toml")),
    ]
    web = create_app(None, ready=lambda: True, ward=WardView(), routers=routers)  # type: ignore[arg-type]
    served = {*web.openapi()["paths"], *paths([web.router, *routers])}
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)

    shown = set(re.findall(r"(?:`|POST |:8000)(/[a-z][\w./-]*)", text))
    shown = {path.rstrip("/") for path in shown}

    assert {"/api/chat", "/healthz", "/readyz", "/docs", "/openapi.json"} <= shown
    below = {path for path in shown if any(each.startswith(f"{path}/") for each in served)}
    assert shown - served - below == set()


def _console() -> Console:
    """Return what the staff page's routers are made of, without anything behind it."""
    clock = lambda: datetime.now(UTC)  # noqa: E731
    provider = Provider(issuer="", client_id="", client_secret=SecretStr(""), button="")
    return Console(
        store=None,  # type: ignore[arg-type]
        reception=None,  # type: ignore[arg-type]
        in_service=None,  # type: ignore[arg-type]
        law=NO_LAW,
        ward=Ward(name="phường Mây", province="tỉnh Gió"),
        access=Access(store=None, now=clock),  # type: ignore[arg-type]
        pages=None,  # type: ignore[arg-type]
        data_dir=ROOT,
        now=clock,
        provider=provider,
    )


class _TwoNumbers:
    """An encoder that needs no weights."""

    name, dimension, query_prefix, passage_prefix = "two numbers", 2, "", ""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return np.array([1, 0], dtype=np.float32)

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        vectors[:, 0] = 1
        return vectors


@pytest.mark.slow
def test_the_index_holds_the_files_and_the_manifest_the_keys_that_are_documented(
    tmp_path: Path,
) -> None:
    build_index(load().guides[:2], tmp_path / "index", encoder=_TwoNumbers())
    rows = [row for row in table(ARCHITECTURE, "File") if row]
    shown = {file for row in rows for file in re.findall(r"`([\w./]+)`", row[0])}
    keys = re.search(r"manifest's keys are (.*?)\. ", ARCHITECTURE.read_text("utf-8"), re.DOTALL)

    made = (p for p in (tmp_path / "index").rglob("*") if p.is_file())
    assert shown == {p.name for p in made}
    assert keys is not None
    assert re.findall(r"`(\w+)`", keys[1]) == [field.name for field in fields(Manifest)]


def messages() -> Iterator[str]:
    """Yield every string of the rooms, what is filled in as "…", and the set-up scripts' text."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "…"
                    for part in node.values
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for script in ("Makefile", "bot/rasa_project/make_env.sh"):
        yield (ROOT / script).read_text(encoding="utf-8")


def test_every_trouble_listed_is_a_line_that_the_program_prints() -> None:
    known = list(messages())
    text = OPERATIONS.read_text(encoding="utf-8").split("## Troubles")[1]
    cells = re.findall(r"^\| (`.*?`) \| ", text, re.MULTILINE)
    # Markdown fences code that holds a backtick in two of them.
    shown = [cell[2:-2].strip() if cell[1] == "`" else cell[1:-1] for cell in cells]

    assert len(shown) > 10
    assert [line for line in shown if not any(line in message for message in known)] == []


@pytest.mark.parametrize("path", DECISIONS, ids=name)
def test_a_decision_is_short_and_complete(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.split()) <= 500
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "Rejected"]


def test_the_pictures_are_small_and_well_formed() -> None:
    pictures = sorted((ROOT / "docs" / "images").iterdir())

    assert [path.name for path in pictures if path.stat().st_size >= 200_000] == []
    for path in pictures:
        if path.suffix == ".svg":
            ElementTree.parse(path)  # noqa: S314  # our own file


def test_the_page_of_check_rules_is_the_one_the_rules_make() -> None:
    assert (ROOT / "docs" / "check-rules.md").read_text(encoding="utf-8") == as_markdown()
