"""Reading cases and answers: all problems at once, each with its file and line."""

import json
from pathlib import Path

import pytest

from bot.types import Status
from eval.cases import load_answers, load_cases, parse_answer, without_diacritics
from eval.types import EvalError, Expect, Suite
from knowledge.types import Audience

GOOD = {"id": "a", "turns": ["Phí bao nhiêu?"], "expect": "answer", "codes": ["1.1"]}


def _file(folder: Path, *lines: object, name: str = "cases.jsonl") -> Path:
    path = folder / name
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_procedures_case_keeps_its_gold(tmp_path: Path) -> None:
    line = GOOD | {
        "turns": ["Đổi thẻ", "mấy ngày?"], "style": "chat", "codes_ok": ["1.2"],
        "answer_all": [["7 ngày"]], "answer_none": ["10 ngày"], "note": "not read",
    }  # fmt: skip
    (case,) = load_cases(Suite.PROCEDURES, [_file(tmp_path, line)])
    assert case.turns == ("Đổi thẻ", "mấy ngày?")
    assert (case.expect, case.style) == (Expect.ANSWER, "chat")
    assert (case.codes, case.codes_ok) == ({"1.1"}, {"1.2"})
    assert (case.answer_all, case.answer_none) == ((("7 ngày",),), ("10 ngày",))


@pytest.mark.parametrize(
    ("word", "expect"),
    [("answer", Expect.ANSWER), ("clarify", Expect.CLARIFY), ("not_in_scope", Expect.ABSTAIN)],
)
def test_what_is_expected_is_read(tmp_path: Path, word: str, expect: Expect) -> None:
    (case,) = load_cases(Suite.PROCEDURES, [_file(tmp_path, GOOD | {"expect": word})])
    assert case.expect is expect


@pytest.mark.parametrize(
    ("type_", "expect", "may_abstain"),
    [
        ("indicator", Expect.ANSWER, False),
        ("trap", Expect.ANSWER, True),
        ("unanswerable", Expect.ABSTAIN, False),
        ("out_of_scope", Expect.ABSTAIN, False),
    ],
)
def test_a_plans_case_is_read_by_its_type(
    tmp_path: Path, type_: str, expect: Expect, may_abstain: bool
) -> None:
    line = {"id": "a", "question": "Bao nhiêu?", "type": type_, "docs": ["p"]}
    (case,) = load_cases(Suite.PLANS, [_file(tmp_path, line | {"audience": "resident"})])
    assert (case.expect, case.may_abstain, case.docs) == (expect, may_abstain, {"p"})
    assert (case.turns, case.audience) == (("Bao nhiêu?",), Audience.PUBLIC)


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    broken = _file(tmp_path, GOOD, '{"id": "b", "tur', name="one.jsonl")
    incomplete = _file(
        tmp_path,
        {"id": "c", "expect": "perhaps", "codes": []},
        GOOD | {"id": ""},
        name="two.jsonl",
    )
    again = _file(tmp_path, GOOD, name="three.jsonl")
    absent = tmp_path / "four.jsonl"
    with pytest.raises(EvalError) as caught:
        load_cases(Suite.PROCEDURES, [broken, incomplete, again, absent])
    told = str(caught.value)
    for part in ("one.jsonl:2: Invalid JSON", "two.jsonl:1: expect", "two.jsonl:2: id",
                 "id 'a' comes 2 times", "four.jsonl: No such file"):  # fmt: skip
        assert part in told


@pytest.mark.parametrize("missing", ["id", "turns", "expect", "codes"])
def test_a_missing_field_is_named(tmp_path: Path, missing: str) -> None:
    line = {name: value for name, value in GOOD.items() if name != missing}
    with pytest.raises(EvalError, match=rf"cases\.jsonl:1: .*{missing}"):
        load_cases(Suite.PROCEDURES, [_file(tmp_path, line)])


def test_a_file_without_a_line_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="no line in it"):
        load_cases(Suite.GUIDES, [_file(tmp_path, "", "  ")])


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "binary.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvalError, match="not UTF-8"):
        load_cases(Suite.GUIDES, [path])


def test_a_hundred_problems_are_counted_and_the_first_ones_shown(tmp_path: Path) -> None:
    path = _file(tmp_path, *["{"] * 100)
    with pytest.raises(EvalError, match=r"(?s)100 problems.*and 50 more"):
        load_cases(Suite.GUIDES, [path])


def test_an_answer_of_another_system_may_lack_fields() -> None:
    given = parse_answer('{"id": 7, "status": "SURE", "citations": null, "warnings": ["Đừng"]}')
    assert (given.id, given.status, given.text, given.cited) == ("7", None, "", ())
    assert given.warnings == ("Đừng",)


def test_a_citation_without_title_is_a_document_but_no_source() -> None:
    given = parse_answer('{"id": "a", "citations": [{"doc": "p"}, {"title": "T", "doc": "q"}]}')
    assert given.cited == ("q",)
    assert given.cited_docs == {"p", "q"}


def test_answers_are_found_by_id(tmp_path: Path) -> None:
    path = _file(tmp_path, {"id": "a", "status": "ANSWERED"}, {"id": "b", "status": "SAID"})
    assert {id_: a.status for id_, a in load_answers(path).items()} == {
        "a": Status.ANSWERED,
        "b": Status.SAID,
    }


def test_two_answers_to_one_case_are_a_problem(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="id 'a' comes 2 times"):
        load_answers(_file(tmp_path, {"id": "a"}, {"id": "a"}))


def test_only_accented_cases_are_asked_again_without_diacritics(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD | {"turns": ["Đổi thẻ ở đâu"]}, GOOD | {"id": "b", "turns": ["o"]})
    (bare,) = without_diacritics(load_cases(Suite.PROCEDURES, [path]))
    assert (bare.id, bare.turns, bare.style) == ("a", ("Doi the o dau",), "stripped")
