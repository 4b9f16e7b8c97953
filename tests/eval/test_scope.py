"""Coverage, precision and refusals by hand; the fit finds what made the data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.scope import Weighed, at, curve, picture
from eval.scope_fit import fit, is_follow_up

FOUR = [
    Weighed(margin=2.0, is_ours=True),
    Weighed(margin=1.0, is_ours=False),
    Weighed(margin=0.5, is_ours=True),
    Weighed(margin=-1.0, is_ours=False),
]
WEIGHED = st.lists(
    st.builds(Weighed, margin=st.floats(-9, 9), is_ours=st.booleans()), min_size=1, max_size=20
)


def test_the_line_as_it_stands_is_counted_by_hand() -> None:
    point = at(FOUR, 0.0)

    assert (point.coverage, point.precision) == (3 / 4, 2 / 3)
    assert (point.abstained, point.wrongly_refused) == (1 / 2, 0.0)


def test_a_line_above_all_answers_nothing_wrong() -> None:
    point = at(FOUR, 3.0)

    assert (point.coverage, point.precision, point.wrongly_refused) == (0.0, 1.0, 1.0)


def test_a_share_of_no_questions_is_none() -> None:
    assert at(FOUR[:1], 0.0).abstained is None
    assert at(FOUR[3:], 0.0).wrongly_refused is None


def test_no_question_is_an_error() -> None:
    with pytest.raises(ValueError, match="no question"):
        at([], 0.0)


@given(weighed=WEIGHED)
def test_a_higher_line_never_covers_more(weighed: list[Weighed]) -> None:
    covered = [point.coverage for point in curve(weighed)]

    assert covered == sorted(covered, reverse=True)


def test_the_picture_is_well_formed_and_names_its_curves() -> None:
    from defusedxml.ElementTree import fromstring

    drawn = fromstring(picture({"hits": curve(FOUR)}))

    assert [e.text for e in drawn.iter() if e.text and "hits" in e.text] == ["hits"]


def test_the_fit_finds_the_direction_and_keeps_the_sign_it_is_given() -> None:
    draw = np.random.default_rng(7)
    points = draw.normal(size=(400, 2))
    ours = (points[:, 0] + 0.3 * draw.normal(size=400) > 0).astype(float)

    _, right = fit(points, ours, [1, 1])
    _, wrong = fit(points, ours, [-1, 1])

    assert right[0] > 1
    assert wrong[0] == 0


@pytest.mark.parametrize("text", ["hết bao nhiêu tiền", "mấy ngày thì xong", "nộp ở đâu"])
def test_an_aspect_alone_is_a_follow_up(text: str) -> None:
    assert is_follow_up(text)


def test_a_procedure_is_no_follow_up() -> None:
    assert not is_follow_up("khai sinh hết bao nhiêu tiền")
