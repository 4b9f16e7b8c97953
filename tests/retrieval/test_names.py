"""Which words may stand together in a procedure's name."""

import pytest

from knowledge.types import Kind, Passage
from retrieval.lexical import LexicalIndex
from retrieval.names import Names


@pytest.fixture
def names() -> Names:
    texts = [
        ("name", Kind.PROCEDURE, "Đăng ký khai sinh"),
        ("asked", Kind.PROCEDURE, "đk hkd"),
        ("body", Kind.PROCEDURE, "Giấy chứng sinh"),
        ("name", Kind.GUIDE, "Tổng đài 1022"),
    ]
    passages = [
        Passage(id=f"p#{n}", record_id="p", kind=kind, field=field, text=text)
        for n, (field, kind, text) in enumerate(texts)
    ]
    return Names(passages, LexicalIndex.build([text for *_, text in texts]))


@pytest.mark.parametrize(
    ("said", "may_be_held"),
    [
        ("khai sinh", True),
        ("ho kinh doanh", True),
        ("khai sinh ho", False),
        ("chung sinh", False),
        ("tong dai", False),
        ("khong co", False),
    ],
)
def test_only_words_of_one_name_of_a_procedure_stand_together(
    names: Names, said: str, may_be_held: bool
) -> None:
    assert names.may_hold(set(said.split())) is may_be_held
