"""The text of a document, cut into pieces where findings begin and end."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.kept import Standing
from bot.review.read import document_of
from bot.review.run import Review
from bot.review.types import Document, Finding, Kind, Severity, Span
from channels.console.review_shown import Chosen, Item, Piece, chosen, items, lines, linked

TEXT = "Căn cứ Nghị định số 30\nngày 05/3/2020; 90% hồ sơ\n\nnộp trực tuyến."


def finding(
    start: int, end: int, severity: Severity = Severity.LOW, kind: Kind = Kind.TYPO
) -> Finding:
    return Finding(
        rule="language.slip",
        kind=kind,
        span=Span(start=start, end=end),
        why="x",
        severity=severity,
        certain=True,
        source="x",
    )


def found(document: Document, findings: Sequence[Finding]) -> list[Item]:
    review = Review(document=document, findings=tuple(findings))
    return items(review, Standing(decisions=(None,) * len(findings), fixed=()))


def shown(text: str, *findings: Finding) -> list[list[Piece]]:
    document = document_of(text)
    return lines(document, found(document, findings))


# The first case reads the rules.
@settings(deadline=None)
@given(
    st.text("ab \n", max_size=60)
    .filter(bool)
    .flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.lists(
                st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
                    lambda span: span[0] < span[1]
                ),
                max_size=6,
            ),
        )
    )
)
def test_no_letter_is_lost_and_each_finding_begins_and_ends_once(
    case: tuple[str, list[tuple[int, int]]],
) -> None:
    text, spans = case
    document = Document(name="x", kind=document_of("x").kind, text=text, blocks=())
    all_of = found(document, [finding(*span) for span in spans])
    made = lines(document, all_of)
    pieces = [piece for line in made for piece in line]

    assert "\n".join("".join(piece.text for piece in line) for line in made) == text
    numbers = list(range(1, len(spans) + 1))
    assert sorted(n for piece in pieces for n in piece.begins) == numbers
    assert sorted(n for piece in pieces for n in piece.ends) == numbers
    for each in all_of:
        mine = "".join(piece.text for piece in pieces if each.number in piece.numbers)
        assert mine == each.quote.replace("\n", "")


def test_where_findings_overlap_the_gravest_is_seen() -> None:
    (line,) = shown("abcdef", finding(0, 4), finding(2, 6, Severity.HIGH))

    assert [(piece.text, piece.severity, piece.numbers) for piece in line] == [
        ("ab", Severity.LOW, (1,)),
        ("cd", Severity.HIGH, (1, 2)),
        ("ef", Severity.HIGH, (2,)),
    ]


def test_a_finding_over_two_lines_is_marked_in_both() -> None:
    at = TEXT.index("30")
    first, second, *_ = shown(TEXT, finding(at, at + 7))

    assert [(p.text, p.begins, p.ends) for p in first if p.numbers] == [("30", (1,), ())]
    assert [(p.text, p.begins, p.ends) for p in second if p.numbers] == [("ngày", (), (1,))]


def test_neighbours_are_those_of_the_list_that_is_shown() -> None:
    document = document_of(TEXT)
    all_of = found(document, [finding(0, 3), finding(4, 6), finding(7, 11)])

    assert [(e.before, e.number, e.after) for e in linked([all_of[0], all_of[2]])] == [
        (None, 1, 3),
        (1, 3, None),
    ]


@pytest.mark.parametrize(
    ("severity", "kind", "query"),
    [("high", "", "?muc=high"), ("", "typo", "?loai=typo"), ("<b>", "x", ""), ("", "", "")],
)
def test_a_filter_is_what_we_know_or_nothing(severity: str, kind: str, query: str) -> None:
    assert chosen(severity, kind).query == query


def test_a_filter_takes_what_fits_both() -> None:
    each = finding(0, 2, Severity.HIGH, Kind.BLANK)

    assert Chosen(severity="high", kind="blank_number_or_date").takes(each)
    assert not Chosen(severity="high", kind="typo").takes(each)
    assert not Chosen(severity="low").takes(each)
