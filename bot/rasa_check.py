"""Check that the parts of the Rasa project fit each other, before they are trained or started.

Rasa itself warns of such faults in its log, and then answers with [], which is silence.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ValidationError

from bot.rasa import ACT_OF_INTENT
from bot.types import BotError

_Shape = TypeVar("_Shape", bound=BaseModel)

_DEFAULT_ACTIONS = re.compile(r"action_\w+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_OUR_CLASS = re.compile(r"components\.(\w+)\.(\w+)")
# A data file has thousands of lines, and of it only these matter here.
_LABEL = re.compile(r"^  - intent: (\S+)$", re.MULTILINE)
# Commands of the gateway, which answer with how the form stands.
_WITHOUT_ACT = frozenset({"look", "restore"})


def _names(entries: object) -> object:
    """Return the names of intents, each written as a name or as one with options."""
    if not isinstance(entries, list):
        return entries
    return [next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries]


class _Slot(BaseModel):
    initial_value: str | None = None
    mappings: list[dict[str, Any]]


class _FormShape(BaseModel):
    required_slots: list[str]


class _Domain(BaseModel):
    intents: Annotated[list[str], BeforeValidator(_names)]
    entities: list[str]
    slots: dict[str, _Slot]
    forms: dict[str, _FormShape]
    responses: dict[str, list[dict[str, dict[str, str]]]]


class _Rule(BaseModel):
    rule: str
    steps: list[dict[str, Any]]


class _Rules(BaseModel):
    rules: list[_Rule]


class _Part(BaseModel):
    name: str


class _Config(BaseModel):
    pipeline: list[_Part]
    policies: list[_Part]


class _Store(BaseModel):
    type: str


class _Endpoints(BaseModel):
    tracker_store: _Store


def check(project_dir: Path) -> None:
    """Raise BotError, naming every fault in one line, unless the parts fit each other."""
    domain = _read(project_dir / "domain.yml", _Domain)
    rules = _read(project_dir / "data" / "rules.yml", _Rules).rules
    config = _read(project_dir / "config.yml", _Config)
    endpoints = _read(project_dir / "endpoints.yml", _Endpoints)
    classes = [part.name for part in config.pipeline] + [endpoints.tracker_store.type]
    faults = [
        *_domain_faults(domain),
        *_rule_faults(domain, rules),
        *_example_faults(domain, project_dir),
        *_class_faults(classes, project_dir),
    ]
    if faults:
        raise BotError(f"{project_dir}: {len(faults)} faults: {'; '.join(faults)}")


def _domain_faults(domain: _Domain) -> Iterator[str]:
    for name, slot in domain.slots.items():
        for mapping in slot.mappings:
            entity = mapping.get("entity")
            if mapping.get("type") == "from_entity" and entity not in domain.entities:
                yield f"slot {name} is filled from {entity}, which is no entity"
    for form, shape in domain.forms.items():
        for name in shape.required_slots:
            if name not in domain.slots:
                yield f"form {form} asks for {name}, which is no slot"
            elif (
                domain.slots[name].initial_value is None
                and f"utter_ask_{form}_{name}" not in domain.responses
            ):
                yield f"no response utter_ask_{form}_{name}: the form would be silent"
    for name, (response, *_) in domain.responses.items():
        for value in response.get("custom", {}).values():
            for slot in _PLACEHOLDER.findall(value):
                if slot not in domain.slots:
                    yield f"response {name} shows {slot}, which is no slot"
    for intent in domain.intents:
        if intent not in ACT_OF_INTENT and intent not in _WITHOUT_ACT:
            yield f"intent {intent} has no act in bot/rasa.py"


def _rule_faults(domain: _Domain, rules: list[_Rule]) -> Iterator[str]:
    begun = set()
    for rule in rules:
        for step in rule.steps:
            intent, action = step.get("intent"), step.get("action")
            if intent is not None:
                begun.add(intent)
                if intent not in domain.intents:
                    yield f"rule {rule.rule!r} waits for {intent}, which is no intent"
            if action is not None and not (
                action in domain.responses
                or action in domain.forms
                or _DEFAULT_ACTIONS.fullmatch(action)
            ):
                yield f"rule {rule.rule!r} runs {action}, which is no response"
    for intent in domain.intents:
        if intent not in begun:
            yield f"no rule for intent {intent}: it would be met with silence"


def _example_faults(domain: _Domain, project_dir: Path) -> Iterator[str]:
    for path in sorted((project_dir / "data").glob("nlu*.yml")):
        for label in _LABEL.findall(path.read_text(encoding="utf-8")):
            if label.partition("/")[0] not in domain.intents:
                yield f"{path.name} has examples of {label}, which is no intent"


def _class_faults(classes: list[str], project_dir: Path) -> Iterator[str]:
    for name in classes:
        if found := _OUR_CLASS.fullmatch(name):
            path = project_dir / "components" / f"{found[1]}.py"
            is_there = path.is_file() and f"class {found[2]}(" in path.read_text(encoding="utf-8")
            if not is_there:
                yield f"{name} is configured and does not exist"


def _read(path: Path, shape: type[_Shape]) -> _Shape:
    try:
        return shape.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise BotError(f"{path}: cannot be read ({type(error).__name__})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise BotError(f"{path}: {where or 'content'}: {first['msg']}") from error
