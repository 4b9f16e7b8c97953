"""The rules of review as data: what each demands, by which article, and examples of it."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from bot.review.types import Finding, Kind, Severity, Span
from knowledge.types import STRICT

_MAX_QUOTE = 400


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Rule:
    """One thing that a document must, or must not, do."""

    id: str
    """ "area.what", the area being the file's name."""
    kind: Kind
    severity: Severity
    certain: bool
    text: str
    """What is demanded, in plain Vietnamese."""
    source: str
    """Act and article, or "Chính tả tiếng Việt" and the like where no act says it."""
    fires: tuple[str, ...] = ()
    """Documents, or pieces of them, in which it must find something."""
    silent: tuple[str, ...] = ()
    """The same in which it must find nothing."""
    is_of_layout: bool = False
    """No plain text shows what it demands: tests/bot/review/test_layout.py makes its examples."""

    @model_validator(mode="after")
    def _has_examples(self) -> "Rule":
        if not self.is_of_layout and not (self.fires and self.silent):
            raise ValueError(f"{self.id}: examples of both kinds are needed")
        return self

    def found(
        self,
        span: Span,
        why: str = "",
        *,
        suggestion: str | None = None,
        severity: Severity | None = None,
        certain: bool | None = None,
        source: str = "",
    ) -> Finding:
        """Return a finding of this rule; what is not given is the rule's."""
        end = min(span.end, span.start + _MAX_QUOTE)
        return Finding(
            rule=self.id,
            kind=self.kind,
            span=Span(start=span.start, end=end),
            why=why or self.text,
            suggestion=suggestion,
            severity=severity or self.severity,
            certain=self.certain if certain is None else certain,
            source=source or self.source,
        )


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by its id, from bot/review/rules/*.yaml."""
    found: dict[str, Rule] = {}
    reader = TypeAdapter(list[Rule])
    folder = resources.files("bot.review") / "rules"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".yaml"):
            continue
        area = file.name.removesuffix(".yaml")
        # On libyaml: ten times as fast, and every review waits for it.
        written = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for each in written:
            for name in ("fires", "silent"):
                each[name] = [_example(one, folder / "samples") for one in each.get(name, ())]
        for rule in reader.validate_python(written):
            if not rule.id.startswith(f"{area}.") or rule.id in found:
                raise ValueError(f"{file.name}: {rule.id} is used twice, or not of this file")
            found[rule.id] = rule
    return found


def _example(written: str | Mapping[str, Any], samples: Traversable) -> str:
    """Return an example as text: as it is written, or a sample with some of its words changed.

    `of: plan` is samples/plan.txt; `put` maps words that stand there once to those put instead.
    """
    if isinstance(written, str):
        return written
    text = (samples / f"{written['of']}.txt").read_text(encoding="utf-8").rstrip("\n")
    for old, new in written.get("put", {}).items():
        if text.count(old) != 1:
            raise ValueError(f"{written['of']}.txt: {old!r} does not stand there once")
        text = text.replace(old, new)
    return text


def rule(id_: str) -> Rule:
    """Return one rule. Raises KeyError."""
    return rules()[id_]
