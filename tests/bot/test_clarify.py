"""The question back when two procedures fit alike, and the reply to it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clarify import chosen, question_back
from bot.types import Choice, Status
from knowledge.types import Aspect, Kind, Neighbour, Passage, Procedure
from retrieval.types import Hit

CHOICES = (
    Choice(title="Mở quầy mới", code="tm-1", payload="tm-1"),
    Choice(title="Giữ quầy cũ", code="tm-2", payload="tm-2"),
)


def hit(code: str, score: float) -> Hit:
    passage = Passage(id=code, record_id=code, kind=Kind.PROCEDURE, field="name", text=code)
    return Hit(passage=passage, score=score, lexical=0.5, dense=0.8)


def neighbour(code: str) -> Neighbour:
    return Neighbour(code=code, question="Thẻ mới hay thẻ cũ?", here="Mới", there=f"Cũ {code}")


@pytest.fixture
def asking(procedure: Callable[..., Procedure]) -> Procedure:
    return procedure(distinguish=tuple(neighbour(f"tm-{n}") for n in range(1, 6)))


def everything(code: str) -> bool:
    return True


def test_a_neighbour_that_fits_as_well_is_offered(asking: Procedure) -> None:
    back = question_back(
        asking, [hit("tm-thu", 0.90), hit("tm-2", 0.89)], Aspect.FEE, can_answer=everything
    )

    assert back is not None
    assert (back.status, back.aspect) == (Status.CLARIFY, Aspect.FEE)
    assert [(c.title, c.code) for c in back.choices] == [("Mới", "tm-thu"), ("Cũ tm-2", "tm-2")]
    assert back.text == "Thẻ mới hay thẻ cũ?\n1. Mới\n2. Cũ tm-2"


@pytest.mark.parametrize(
    ("code", "score"),
    [("tm-2", 0.80), ("tm-9", 0.90)],
    ids=["a neighbour that fits worse", "a stranger that fits as well"],
)
def test_nothing_is_asked_without_need(asking: Procedure, code: str, score: float) -> None:
    hits = [hit("tm-thu", 0.90), hit(code, score)]

    assert question_back(asking, hits, None, can_answer=everything) is None


def test_a_neighbour_that_could_not_be_answered_from_is_not_offered(asking: Procedure) -> None:
    hits = [hit("tm-thu", 0.90), hit("tm-2", 0.89)]

    assert question_back(asking, hits, None, can_answer=lambda code: code != "tm-2") is None


def test_no_more_than_four_choices_are_offered(asking: Procedure) -> None:
    hits = [hit("tm-thu", 0.9), *(hit(f"tm-{n}", 0.9) for n in range(1, 6))]

    back = question_back(asking, hits, None, can_answer=everything)

    assert back is not None
    assert len(back.choices) == 4


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("Giữ quầy cũ", "tm-2"),
        ("giu quay cu.", "tm-2"),
        ("GIỮ QUẦY CŨ!", "tm-2"),
        ("2", "tm-2"),
        (" 1. ", "tm-1"),
        ("tm-1", "tm-1"),
    ],
)
def test_a_choice_is_named_by_title_number_or_payload(reply: str, code: str) -> None:
    choice = chosen(CHOICES, reply)

    assert choice is not None
    assert choice.code == code


@pytest.mark.parametrize("reply", ["", "3", "0", "quầy", "tôi muốn mở quầy mới ở chợ", "2 quầy"])
def test_other_words_are_no_choice(reply: str) -> None:
    assert chosen(CHOICES, reply) is None


@given(st.text(max_size=30))
def test_nothing_is_chosen_where_nothing_was_offered(reply: str) -> None:
    assert chosen((), reply) is None
