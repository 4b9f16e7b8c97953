"""The question back when several procedures fit, and the reply to it."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clarify import ask_about, chosen, question_back
from bot.types import Answer, Choice, Status
from bot.vague import RIVAL, UNSURE
from knowledge.situations import Situation, Way
from knowledge.types import Aspect, Kind, Neighbour, Passage, Procedure
from retrieval.question import Query
from retrieval.types import Hit

CHOICES = (
    Choice(title="Mở quầy mới", code="tm-1", payload="tm-1"),
    Choice(title="Giữ quầy cũ", code="tm-2", payload="tm-2"),
)
PLAIN = "tôi muốn gia hạn quầy hàng chợ đêm đang thuê ở phường"
NOTHING = np.zeros(1, dtype=np.float32)
STALLS = Situation(
    id="quay",
    asked_as=("làm quầy hàng", "quầy chợ đêm"),
    question="Anh/chị mở quầy mới hay giữ quầy cũ?",
    choices=(Way(title="Quầy mới", to="tm-1", means=("mở",)), Way(title="Xem cách", to="g-2")),
)


def hits_of(*chances: float) -> list[Hit]:
    """Return ranked hits on tm-0, tm-1, … with these chances."""

    def hit(number: int, chance: float) -> Hit:
        code = f"tm-{number}"
        passage = Passage(id=code, record_id=code, kind=Kind.PROCEDURE, field="name", text=code)
        return Hit(passage=passage, score=chance, lexical=0.5, dense=0.8, chance=chance)

    return [hit(number, chance) for number, chance in enumerate(chances)]


@pytest.fixture
def record(procedure: Callable[..., Procedure]) -> Callable[[str], Procedure | None]:
    """Return the record of a code; tm-0 knows tm-1 as its neighbour."""

    def made(code: str) -> Procedure | None:
        neighbour = Neighbour(code="tm-1", question="Mới hay cũ?", here="Mới", there="Cũ")
        known_ones = (neighbour,) if code == "tm-0" else ()
        return procedure(code=code, name=f"Việc số {code}", distinguish=known_ones)

    return made


def named(record: Callable[[str], Procedure | None]) -> Callable[[str], str]:
    """Return the names that the records have."""
    return lambda code: found.name if (found := record(code)) else ""


def back(
    chances: Sequence[float],
    record: Callable[[str], Procedure | None],
    *,
    text: str = PLAIN,
    mass: float = 60.0,
    words: int = 9,
) -> Answer | None:
    query = Query(text=text, terms=(), lexical=NOTHING, vector=NOTHING, words=words, mass=mass)
    hits = hits_of(*chances)
    return question_back(text, query, hits, Aspect.FEE, procedure=record, name=named(record))


def test_two_known_neighbours_are_told_apart_by_their_own_question(
    record: Callable[[str], Procedure | None],
) -> None:
    asked = back([0.40, 0.39, 0.01], record)

    assert asked is not None
    assert (asked.status, asked.aspect) == (Status.CLARIFY, Aspect.FEE)
    assert [(c.title, c.code) for c in asked.choices] == [("Mới", "tm-0"), ("Cũ", "tm-1")]
    assert asked.text == "Mới hay cũ?\n1. Mới\n2. Cũ"


def test_candidates_without_a_common_question_are_offered_by_name(
    record: Callable[[str], Procedure | None],
) -> None:
    asked = back([0.3, 0.29, 0.28, 0.02], record)

    assert asked is not None
    assert [c.code for c in asked.choices] == ["tm-0", "tm-1", "tm-2"]
    assert asked.choices[2].title == "Việc số tm-2"


@pytest.mark.parametrize(
    "chances",
    [[UNSURE + 0.01, UNSURE], [UNSURE - 0.05, (UNSURE - 0.05) * RIVAL * 0.9], [0.9], [0.7]],
    ids=["likely enough", "no rival", "alone and likely", "alone"],
)
def test_nothing_is_asked_of_a_full_question_without_need(
    chances: list[float], record: Callable[[str], Procedure | None]
) -> None:
    assert back(chances, record) is None


def test_a_message_that_says_next_to_nothing_is_asked_about(
    record: Callable[[str], Procedure | None],
) -> None:
    asked = back([0.6, 0.2], record, text="làm giấy", words=2, mass=5.0)

    assert asked is not None
    assert back([0.6, 0.2], record) is None


def test_a_situation_is_asked_about_in_its_own_words() -> None:
    asked = ask_about(STALLS, Aspect.FEE)

    assert asked.text.startswith(STALLS.question)
    assert [(c.code, c.payload) for c in asked.choices] == [("tm-1", "tm-1"), (None, "g-2")]


def test_of_a_vague_message_kin_are_offered_before_strangers(
    procedure: Callable[..., Procedure],
) -> None:
    names = {
        "tm-0": ("Chợ", "Thuê quầy hàng"),
        "tm-1": ("Thuế", "Khai thuế"),
        "tm-2": ("Chợ", "Trả quầy hàng"),
        "tm-3": ("Chợ", "Sang lại quầy hàng"),
    }

    def made(code: str) -> Procedure:
        domain, name = names[code]
        return procedure(code=code, name=name, domain=domain)

    said = Query(
        text="quầy hàng",
        terms=("quay", "hang", "quay_hang"),
        lexical=NOTHING,
        vector=NOTHING,
        words=2,
        mass=5.0,
    )
    asked = question_back(
        "quầy hàng", said, hits_of(0.5, 0.3, 0.1, 0.05), None, procedure=made, name=named(made)
    )

    assert asked is not None
    assert [c.code for c in asked.choices] == ["tm-0", "tm-2", "tm-3"]


def test_a_record_that_could_not_be_answered_from_is_not_offered(
    record: Callable[[str], Procedure | None],
) -> None:
    def without(code: str) -> Procedure | None:
        return None if code == "tm-1" else record(code)

    assert back([0.40, 0.39], without) is None


def test_no_more_than_four_choices_are_offered(
    record: Callable[[str], Procedure | None],
) -> None:
    asked = back([0.2, 0.2, 0.2, 0.2, 0.2], record)

    assert asked is not None
    assert len(asked.choices) == 4


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
