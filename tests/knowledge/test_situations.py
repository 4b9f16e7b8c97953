"""The situations: well formed, leading to records that exist, and each fault reported."""

from pathlib import Path

import pytest

from knowledge.load import load, load_situations, read
from knowledge.situations import Situation
from knowledge.text import fold
from knowledge.types import KnowledgeError

SITUATIONS = load_situations()
LONG_TITLE = 22
BY_ID = pytest.mark.parametrize("situation", SITUATIONS, ids=lambda s: s.id)

ONE = """
- id: thu
  asked_as: [làm giấy thử]
  question: Anh/chị cần gì ạ?
  choices:
  - {title: Một, to: "1.004194"}
  - {title: Hai, to: "1.002755"}
"""


def written(data: Path, text: str) -> Path:
    (data / "situations").mkdir()
    (data / "situations" / "thu.yaml").write_text(text, encoding="utf-8")
    return data


def test_every_choice_leads_to_a_record_of_ours() -> None:
    known = {procedure.code for procedure in load().procedures} | {g.id for g in load().guides}

    nowhere = [(s.id, way.to) for s in SITUATIONS for way in s.choices if way.to not in known]

    assert nowhere == []


@BY_ID
def test_no_two_choices_lead_to_the_same_record(situation: Situation) -> None:
    assert len({way.to for way in situation.choices}) == len(situation.choices)


@BY_ID
def test_a_situation_is_said_in_eight_to_twenty_ways(situation: Situation) -> None:
    assert 8 <= len(situation.asked_as) <= 20


@BY_ID
def test_titles_fit_a_button(situation: Situation) -> None:
    assert [way.title for way in situation.choices if len(way.title) > LONG_TITLE] == []


@BY_ID
def test_a_question_is_short_and_polite(situation: Situation) -> None:
    assert len(situation.question.split()) <= 30
    assert situation.question.endswith(("ạ?", "ạ? Còn sổ thì chỉ cần xin bản sao."))


def test_no_phrase_stands_twice() -> None:
    phrases = [fold(phrase) for situation in SITUATIONS for phrase in situation.asked_as]

    assert sorted(phrases) == sorted(set(phrases))


def test_a_fact_names_where_it_comes_from() -> None:
    facts = [situation.note for situation in SITUATIONS if situation.note]

    assert facts
    assert [fact.text for fact in facts if not fact.source.title] == []


def test_situations_are_read_with_the_other_data(tmp_path: Path) -> None:
    assert [s.id for s in load_situations(written(tmp_path, ONE))] == ["thu"]


def test_a_choice_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    _, faults = read(written(tmp_path, ONE))

    assert [fault.where for fault in faults] == ["thu › choices › 0", "thu › choices › 1"]


def test_a_situation_with_one_choice_is_refused(tmp_path: Path) -> None:
    data = written(tmp_path, ONE.replace('  - {title: Hai, to: "1.002755"}\n', ""))

    with pytest.raises(KnowledgeError, match="thu › choices"):
        load_situations(data)


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    data = written(tmp_path, ONE.replace("question:", "quesiton:"))

    with pytest.raises(KnowledgeError, match="quesiton"):
        load_situations(data)


def test_an_id_written_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="also written in"):
        load_situations(written(tmp_path, ONE + ONE))
