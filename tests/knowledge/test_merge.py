"""One record of a curated and an imported one."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.ids import id_of, kind_of
from knowledge.merge import merge
from knowledge.types import (
    Audience,
    Channel,
    Doubt,
    Fee,
    Guide,
    Indicator,
    Level,
    Locator,
    Plan,
    PlanPassage,
    Procedure,
    Record,
    Source,
    Submission,
    Verified,
)

OURS = Source(title="Biên soạn", as_of=date(2026, 9, 1))
PORTAL = Source(title="Cổng", url="https://example.vn/1", as_of=date(2026, 7, 15))
HERE = Locator(section="I")


def one(curated: Record, imported: Record) -> Record:
    (merged,) = merge([curated], [imported])
    return merged


CURATED = Procedure(code="1.1", name="Đăng ký thử", source=OURS)
IMPORTED = Procedure(code="1.1", name="ĐĂNG KÝ THỬ (cổng)", source=PORTAL)


def test_a_curated_field_wins_and_an_imported_one_fills_what_is_empty() -> None:
    online = (Submission(channel=Channel.ONLINE, fees=(Fee(amount_vnd=0),)),)
    counter = (Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=8000),)),)

    merged = one(
        replace(CURATED, submissions=online, levels=(Level.COMMUNE,)),
        replace(
            IMPORTED,
            submissions=counter,
            steps=("Nộp",),
            decision="12/QĐ",
            levels=(Level.PROVINCE,),
        ),
    )

    assert merged == replace(
        CURATED,
        submissions=online,
        levels=(Level.COMMUNE,),
        steps=("Nộp",),
        decision="12/QĐ",
        source=replace(OURS, url=PORTAL.url),
    )


def test_only_doubts_about_filled_fields_come_along() -> None:
    own = Doubt(field="place", reason="chưa rõ")
    about_fee = Doubt(field="submissions.online.fee", reason="thiếu đơn vị")
    about_papers = Doubt(field="papers", reason="bị cắt")

    merged = one(
        replace(CURATED, steps=("Nộp",), doubts=(own,)),
        replace(
            IMPORTED,
            submissions=(Submission(channel=Channel.ONLINE),),
            steps=("Khác",),
            doubts=(about_fee, Doubt(field="steps", reason="bị cắt"), about_papers),
        ),
    )

    assert isinstance(merged, Procedure)
    assert merged.doubts == (own, about_fee)


def test_the_page_of_another_procedure_fills_nothing() -> None:
    page = replace(
        IMPORTED, steps=("Nộp đơn ly hôn",), doubts=(Doubt(field="record", reason="trang khác"),)
    )

    assert one(CURATED, page) == CURATED


@pytest.mark.parametrize(
    ("imported_on", "shown"),
    [(date(2026, 7, 15), date(2026, 9, 1)), (date(2026, 10, 2), date(2026, 10, 2))],
)
def test_the_later_of_the_two_dates_is_shown(imported_on: date, shown: date) -> None:
    source = replace(PORTAL, as_of=imported_on)

    assert one(CURATED, replace(IMPORTED, source=source)).source == replace(
        OURS, as_of=shown, url=PORTAL.url
    )


def test_a_date_that_the_import_doubts_is_not_shown() -> None:
    doubted = (Doubt(field="source.as_of", reason="ngày của tệp"),)
    source = replace(PORTAL, as_of=date(2026, 11, 21))

    assert one(CURATED, replace(IMPORTED, source=source, doubts=doubted)).source.as_of == OURS.as_of


def test_a_curated_link_stays() -> None:
    linked = replace(OURS, url="https://example.vn/ours")

    assert one(replace(CURATED, source=linked), IMPORTED).source == linked


def indicator(id_: str, target: str) -> Indicator:
    return Indicator(id=id_, name="Hồ sơ trực tuyến", target=target, at=HERE)


CURATED_PLAN = Plan(
    id="thu-2026",
    title="Kế hoạch thử",
    place="phường Thử",
    year=2026,
    indicators=(indicator("a", "≥ 95%"),),
    source=OURS,
)
PIECE = PlanPassage(id="thu-2026#1", text="Phường làm thử.", at=HERE)
IMPORTED_PLAN = replace(
    CURATED_PLAN,
    indicators=(indicator("x", "95"), indicator("y", "80%")),
    passages=(PIECE,),
    number="12/KH-UBND",
    source=PORTAL,
)


def test_a_curated_plan_keeps_its_records_and_gets_the_imported_text() -> None:
    merged = one(CURATED_PLAN, IMPORTED_PLAN)

    assert merged == replace(
        CURATED_PLAN,
        passages=(PIECE,),
        number="12/KH-UBND",
        source=replace(OURS, url=PORTAL.url),
    )


def test_a_plan_s_doubts_follow_the_same_rule_and_those_about_its_text_come_along() -> None:
    doubts = [
        Doubt(field=field, reason="thử")
        for field in ("indicators", "passages", "numbering", "source.as_of", "issued")
    ]

    merged = one(CURATED_PLAN, replace(IMPORTED_PLAN, doubts=tuple(doubts)))

    assert isinstance(merged, Plan)
    assert [doubt.field for doubt in merged.doubts] == ["passages", "numbering"]


GUIDE = Guide(id="g", title="Thử", summary="Làm thử.", source=OURS)


def test_a_curated_guide_is_taken_whole() -> None:
    assert one(GUIDE, replace(GUIDE, steps=("Bước khác",), source=PORTAL)) == GUIDE


@pytest.mark.parametrize("imported_for", [Audience.STAFF, Audience.OFFICIAL])
def test_what_fewer_may_read_does_not_leak_into_a_public_record(imported_for: Audience) -> None:
    secret = replace(IMPORTED, steps=("Quy trình nội bộ",), audience=imported_for)

    assert one(CURATED, secret) == CURATED
    assert one(CURATED_PLAN, replace(IMPORTED_PLAN, audience=imported_for)) == CURATED_PLAN


def test_what_all_may_read_fills_a_record_for_staff() -> None:
    merged = one(replace(CURATED, audience=Audience.STAFF), replace(IMPORTED, steps=("Nộp",)))

    assert isinstance(merged, Procedure)
    assert (merged.audience, merged.steps) == (Audience.STAFF, ("Nộp",))


def test_everything_is_there_once_in_the_order_the_store_keeps() -> None:
    alone = Procedure(code="2.000001", name="Khác", source=PORTAL)

    merged = merge([CURATED, GUIDE, CURATED_PLAN], [alone, IMPORTED_PLAN, IMPORTED])

    assert [(kind_of(r).value, id_of(r)) for r in merged] == [
        ("guide", "g"),
        ("plan", "thu-2026"),
        ("procedure", "1.1"),
        ("procedure", "2.000001"),
    ]
    assert merged[3] is alone


def test_a_guide_and_a_procedure_of_the_same_id_stay_two() -> None:
    assert merge([GUIDE], [replace(IMPORTED, code="g")]) == [GUIDE, replace(IMPORTED, code="g")]


def test_neither_input_is_changed() -> None:
    curated, imported = CURATED, replace(IMPORTED, steps=("Nộp",))

    merge([curated], [imported])

    assert (curated, imported) == (CURATED, replace(IMPORTED, steps=("Nộp",)))


def test_filled_fields_of_an_unchecked_record_keep_the_portals_word() -> None:
    portal = replace(PORTAL, verified=Verified.PORTAL)
    fees = (Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=8000),)),)

    merged = one(
        replace(CURATED, steps=("Nộp",)),
        replace(IMPORTED, source=portal, submissions=fees, steps=("Khác",)),
    )

    assert isinstance(merged, Procedure)
    assert merged.source_of("fees") == merged.source_of("durations") == portal
    assert merged.source_of("steps").verified is Verified.UNVERIFIED
