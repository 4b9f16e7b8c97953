"""Every rule finds what its own examples show, and nothing in the others."""

from datetime import date

import pytest

from bot.review.read import document_of
from bot.review.rules import Rule, rules
from bot.review.run import review
from bot.review.types import Known
from knowledge.acts import Acts
from knowledge.load import load_acts

KNOWN = Known(acts=Acts(load_acts()), today=date(2026, 11, 22))
FIRES = [(rule, text) for rule in rules().values() for text in rule.fires]
SILENT = [(rule, text) for rule in rules().values() for text in rule.silent]


def _found(rule: Rule, text: str) -> list[str]:
    done = review(document_of(text), KNOWN)
    return [done.document.quote(each.span) for each in done.findings if each.rule == rule.id]


@pytest.mark.parametrize(("rule", "text"), FIRES, ids=[each.id for each, _ in FIRES])
def test_a_rule_finds_what_its_examples_show(rule: Rule, text: str) -> None:
    assert _found(rule, text)


@pytest.mark.parametrize(("rule", "text"), SILENT, ids=[each.id for each, _ in SILENT])
def test_a_rule_keeps_silent_where_nothing_is_wrong(rule: Rule, text: str) -> None:
    assert _found(rule, text) == []
