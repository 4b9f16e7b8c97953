"""How many curated fields were verified, counted by hand."""

from collections.abc import Callable
from datetime import date

from knowledge.check.compare import FieldKind
from knowledge.check.coverage import Share, counted, coverage
from knowledge.load import Curated
from knowledge.types import (
    Channel,
    Deadline,
    Document,
    Duty,
    Fee,
    Guide,
    Indicator,
    Locator,
    Paper,
    Plan,
    Procedure,
    Source,
    Submission,
    Verified,
)

Make = Callable[..., Procedure]
AT = Locator(section="I")


def source(verified: Verified) -> Source:
    return Source(title="Sổ", url="https://example.vn", as_of=date(2026, 7, 1), verified=verified)


def way(channel: Channel, amount: int) -> Submission:
    return Submission(channel=channel, fees=(Fee(amount_vnd=amount),))


def share(records: list[Procedure], pages: dict[str, Procedure], kind: FieldKind) -> Share:
    curated = Curated(procedures=tuple(records), guides=(), plans=())
    return next(each for each in coverage(curated, pages).shares if each.kind is kind)


def test_each_channel_s_fee_is_one_field_and_each_has_one_standing(procedure: Make) -> None:
    pages = {
        "a": procedure(
            code="a", submissions=(way(Channel.ONLINE, 5_000), way(Channel.COUNTER, 8_000))
        )
    }
    records = [
        procedure(code="a", submissions=(way(Channel.ONLINE, 5_000), way(Channel.COUNTER, 9_000))),
        procedure(code="b", submissions=(way(Channel.POST, 0),)),
        procedure(
            code="c",
            submissions=(way(Channel.POST, 0), way(Channel.ONLINE, 0)),
            source=source(Verified.LOOKED_UP),
        ),
        procedure(
            code="d", submissions=(way(Channel.POST, 0),), source=source(Verified.UNVERIFIED)
        ),
    ]

    fees = share(records, pages, FieldKind.FEE)

    assert (fees.fields, fees.agrees, fees.differs) == (6, 1, 1)
    assert (fees.not_imported, fees.looked_up, fees.unverified) == (1, 2, 1)
    assert fees.portal_share == 1 / 2
    assert fees.elsewhere_share == 3 / 4


def test_a_field_without_value_is_verified_in_its_words_and_counted_as_quoted(
    procedure: Make,
) -> None:
    way = Submission(channel=Channel.POST, fee_raw="Không có thông tin")
    record = procedure(code="a", submissions=(way,))

    fees = share([record], {"a": record}, FieldKind.FEE)

    assert (fees.agrees, fees.quoted) == (1, 1)


def test_a_form_used_by_two_papers_is_one_field(procedure: Make) -> None:
    papers = (Paper(name="Đơn", form="Đ1"), Paper(name="Đơn con", form="Đ1"), Paper(name="Ảnh"))
    record = procedure(code="a", papers=papers)

    assert share([record], {}, FieldKind.FORM).fields == 1


def test_without_any_field_there_is_no_share(procedure: Make) -> None:
    empty = share([], {}, FieldKind.TIME)

    assert (empty.portal_share, empty.elsewhere_share) == (None, None)


def test_everything_inside_plans_is_counted(procedure: Make) -> None:
    told = source(Verified.PORTAL)
    plan = Plan(
        id="p",
        title="t",
        place="phường Bến Gỗ",
        year=2026,
        indicators=(Indicator(id="i1", name="n", target="1%", at=AT),) * 2,
        duties=(Duty(id="d1", text="t", at=AT),) * 3,
        deadlines=(Deadline(id="h1", what="w", due="tháng 5", at=AT),),
        source=told,
    )
    document = Document(id="x", title="t", source=told)
    guide = Guide(id="g", title="t", summary="s", source=told)

    counts = counted([plan, document, guide, procedure()])

    assert (counts.procedures, counts.guides, counts.plans, counts.documents) == (1, 1, 1, 1)
    assert (counts.indicators, counts.duties, counts.deadlines) == (2, 3, 1)


def test_records_are_counted_by_how_their_own_source_was_verified(procedure: Make) -> None:
    records = (
        procedure(code="a"),
        procedure(code="b", source=source(Verified.LOOKED_UP)),
        procedure(code="c", source=source(Verified.LOOKED_UP)),
    )

    found = coverage(Curated(procedures=records, guides=(), plans=()), {}).records["procedure"]

    assert dict(found) == {Verified.PORTAL: 1, Verified.LOOKED_UP: 2}
