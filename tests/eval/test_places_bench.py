"""How an answer about a place is judged."""

import pytest

from eval.places_bench import Case, Outcome, judge, load_places

DIVIDED = frozenset({"phường Hà Đông, thành phố Hà Nội", "phường Đại Mỗ, thành phố Hà Nội"})
HA_DONG = frozenset({"Phường Hà Đông, Thủ đô Hà Nội"})


def case(expects: str = "", new: tuple[frozenset[str], ...] = ()) -> Case:
    return Case(id="x", text="x", checked="agreed", source="x", expects=expects, new=new)


@pytest.mark.parametrize(
    ("got", "outcome"),
    [
        ([DIVIDED], Outcome.RIGHT),
        ([HA_DONG], Outcome.PART),
        ([], Outcome.UNKNOWN),
        ([frozenset({"thành phố Hà Nội"})], Outcome.UNKNOWN),
        ([frozenset({"phường Kiến Hưng, thành phố Hà Nội"})], Outcome.WRONG),
        ([frozenset({"xã Hà Đông, thành phố Hà Nội"})], Outcome.WRONG),
    ],
)
def test_a_divided_ward_takes_all_its_parts(got: list[frozenset[str]], outcome: Outcome) -> None:
    assert judge(case(new=(DIVIDED,)), got) is outcome


def test_another_spelling_of_the_same_unit_is_right() -> None:
    right = frozenset({"phường Hà Đông, thành phố Hà Nội"})

    assert judge(case(new=(right,)), [HA_DONG]) is Outcome.RIGHT


def test_a_commune_is_wrong_where_none_is_named() -> None:
    assert judge(case("nothing"), [HA_DONG]) is Outcome.WRONG
    assert judge(case("nothing"), [frozenset({"thành phố Hà Nội"})]) is Outcome.RIGHT


def test_a_district_alone_takes_no_single_commune() -> None:
    assert judge(case("ask"), [HA_DONG]) is Outcome.WRONG
    assert judge(case("ask"), [DIVIDED]) is Outcome.RIGHT
    assert judge(case("ask"), []) is Outcome.RIGHT


def test_the_cases_are_those_of_the_tests() -> None:
    assert len(load_places()) == 60
    assert sum(each.is_divided for each in load_places()) == 27
