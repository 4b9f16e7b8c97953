"""Courtesy with its fillers is heard as such, and what is asked beside it is not lost."""

from pathlib import Path

import pytest
import yaml

from bot.courtesy import beyond_courtesy, courtesy_in, goes_on
from bot.types import Act
from knowledge.text import fold

WRITTEN: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "courtesy.yml").read_text(encoding="utf-8")
)
COURTESY = [(text, Act(kind)) for kind in ("greet", "thank", "goodbye") for text in WRITTEN[kind]]


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(("text", "act"), COURTESY)
def test_courtesy_asks_nothing_and_is_told_by_its_kind(
    text: str, act: Act, typed: type[str]
) -> None:
    assert beyond_courtesy(typed(text)) == ""
    assert courtesy_in(typed(text)) is act


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", WRITTEN["more"])
def test_what_is_said_beside_courtesy_is_kept(text: str, typed: type[str]) -> None:
    assert beyond_courtesy(typed(text))
    assert courtesy_in(typed(text)) is None


@pytest.mark.parametrize("text", ["oke ạ, z còn bằng lái", "cảm ơn, còn lệ phí", "the con khai tu"])
def test_the_same_may_be_asked_of_something_else(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize("text", ["con chào cô", "thôi, còn gì nữa đâu", "em cảm ơn, con em khỏe"])
def test_a_child_that_greets_turns_to_nothing_else(text: str) -> None:
    assert not goes_on(text)
