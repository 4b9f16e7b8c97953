"""What no longer holds on the day of the check."""

from collections.abc import Callable
from datetime import date

import pytest

from knowledge.acts import Acts, Force, LegalAct
from knowledge.check import rules_today as rules
from knowledge.overlays import LocalRule, Overlay
from knowledge.types import (
    Channel,
    Fee,
    FieldSource,
    Guide,
    LegalRef,
    Procedure,
    Source,
    Submission,
)

Make = Callable[..., Procedure]
TODAY = date(2026, 11, 22)
YESTERDAY = date(2026, 11, 21)
SOURCE = Source(title="Sổ mẫu", url="https://example.vn/so", as_of=date(2026, 7, 1))


def act(number: str = "1/2020/QĐ-BG", **fields: object) -> LegalAct:
    return LegalAct(
        **{"number": number, "kind": "Quyết định", "issuer": "BG", "source": SOURCE, **fields}
    )  # type: ignore[arg-type]  # a builder


def discounts(make: Make, *fees: Fee, note: str = "") -> list[str]:
    record = make(submissions=(Submission(channel=Channel.ONLINE, fees=fees, note=note),))
    return [each.rule for each in rules.discounts(record, TODAY)]


def test_a_discount_holds_on_its_last_day(procedure: Make) -> None:
    full = Fee(amount_vnd=50_000)
    last_day = Fee(amount_vnd=25_000, valid_to=TODAY)
    over = Fee(amount_vnd=25_000, valid_to=YESTERDAY)

    assert discounts(procedure, last_day, full) == []
    assert discounts(procedure, over, full) == ["expired_discount"]


def test_a_channel_whose_every_fee_has_ended_has_no_fee_today(procedure: Make) -> None:
    over = Fee(amount_vnd=25_000, valid_to=YESTERDAY)
    later = Fee(amount_vnd=50_000, valid_from=date(2027, 1, 1))

    assert discounts(procedure, over, later) == ["no_fee_today"]


def test_a_note_that_still_shows_an_ended_amount_is_found(procedure: Make) -> None:
    ended = "Thu 5.000 đồng từ ngày 01/7/2025 đến hết ngày 31/12/2025."
    running = "Thu 5.000 đồng từ ngày 02/7/2025 đến hết ngày 30/12/2026."

    assert discounts(procedure, note=ended) == ["expired_discount"]
    assert discounts(procedure, note=running) == []


def test_a_fee_that_ends_before_it_begins_is_reversed(procedure: Make) -> None:
    fee = Fee(amount_vnd=1_000, valid_from=date(2027, 2, 1), valid_to=date(2027, 1, 1))

    assert discounts(procedure, fee) == ["dates_reversed"]


@pytest.mark.parametrize(
    ("valid_to", "replaced_by", "found"),
    [
        (YESTERDAY, None, ["lapsed_without_successor"]),
        (YESTERDAY, "tm-moi", []),
        (TODAY, None, []),
    ],
)
def test_a_procedure_that_ended_needs_a_successor(
    procedure: Make, valid_to: date, replaced_by: str | None, found: list[str]
) -> None:
    record = procedure(valid_to=valid_to, replaced_by=replaced_by)

    assert [each.rule for each in rules.validity(record, TODAY)] == found


def test_a_guide_that_ended_is_named() -> None:
    guide = Guide(id="g", title="t", summary="s", valid_to=YESTERDAY, source=SOURCE)

    assert [each.rule for each in rules.validity(guide, TODAY)] == ["guide_lapsed"]


def test_a_source_is_old_after_a_year_and_wrong_when_it_is_to_come(procedure: Make) -> None:
    def seen(day: date) -> list[str]:
        source = Source(title="Sổ", url="https://example.vn", as_of=day)
        return [each.rule for each in rules.age(procedure(source=source), TODAY)]

    assert seen(date(2025, 11, 22)) == []
    assert seen(date(2025, 11, 21)) == ["source_old"]
    assert seen(date(2026, 11, 23)) == ["source_from_the_future"]


def test_the_age_of_a_field_s_own_source_counts_too(procedure: Make) -> None:
    old = Source(title="Báo", url="https://example.vn", as_of=date(2024, 1, 1))
    record = procedure(field_sources=(FieldSource(fields=("fees",), source=old),))

    assert [each.field for each in rules.age(record, TODAY)] == ["fees"]


def test_a_lapsed_act_is_found_in_the_legal_basis_and_in_sentences(procedure: Make) -> None:
    gone = act("85/2019/TT-BTC", force=Force.EXPIRED, replaced_by=("9/2026/TT-BTC",))
    acts = Acts([gone, act("10/2024/TT-BTC", force=Force.IN_FORCE)])
    record = procedure(
        legal_basis=(LegalRef(number="85/2019/TT-BTC"), LegalRef(number="10/2024/TT-BTC")),
        steps=("Mức thu theo Thông tư 85/2019/TT-BTC.",),
    )

    cited = [each.message for each in rules.cited_acts(record, acts, TODAY)]
    named = [each.field for each in rules.named_acts(record, acts, TODAY)]

    assert cited == ["85/2019/TT-BTC no longer holds; now 9/2026/TT-BTC"]
    assert named == ["steps"]


def test_a_sentence_that_names_the_new_act_too_knows_that_the_old_one_lapsed(
    procedure: Make,
) -> None:
    gone = act("85/2019/TT-BTC", force=Force.EXPIRED, replaced_by=("9/2026/TT-BTC",))
    record = procedure(steps=("Thông tư 9/2026/TT-BTC thay Thông tư 85/2019/TT-BTC.",))

    assert list(rules.named_acts(record, Acts([gone]), TODAY)) == []


def test_an_unknown_act_and_a_differing_day_are_found_only_with_a_register(procedure: Make) -> None:
    record = procedure(
        legal_basis=(
            LegalRef(number="7/2024/QĐ-BG", issued=date(2024, 5, 1)),
            LegalRef(number="8/2024/QĐ-BG"),
        )
    )
    acts = Acts([act("07/2024/QĐ-BG", issued=date(2024, 5, 2))])

    assert list(rules.unknown_acts(record, Acts([]))) == []
    found = [each.rule for each in rules.unknown_acts(record, acts)]
    assert found == ["act_date_differs", "act_unknown"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"in_force_to": YESTERDAY, "force": Force.IN_FORCE}, "act_force_contradicted"),
        ({"in_force_to": TODAY, "force": Force.EXPIRED}, "act_force_contradicted"),
        ({"replaced_by": ("2/2021/QĐ-BG",), "force": Force.IN_FORCE}, "act_force_contradicted"),
        ({"in_force_from": date(2020, 5, 1), "issued": date(2020, 6, 1)}, "dates_reversed"),
        ({"issued": date(2021, 1, 1)}, "act_date_differs"),
    ],
)
def test_an_act_whose_fields_do_not_fit_is_found(fields: dict[str, object], found: str) -> None:
    checked = act(**{"force_source": SOURCE, **fields})

    assert [each.rule for each in rules.act_itself(checked, TODAY)] == [found]


def test_a_high_count_at_the_head_of_a_number_is_no_year() -> None:
    assert list(rules.act_itself(act("2403/STTTT-CNTT", issued=date(2022, 11, 9)), TODAY)) == []


def test_an_act_s_force_needs_a_source_once_it_is_known() -> None:
    known = rules.act_itself(act(force=Force.IN_FORCE), TODAY)

    assert [each.rule for each in known] == ["act_force_unsourced"]
    assert list(rules.act_itself(act(), TODAY)) == []


def test_local_rules_end_and_so_does_their_act() -> None:
    overlay = Overlay(
        id="bg",
        title="Lệ phí ở Bến Gỗ",
        place="phường Bến Gỗ",
        number="3/2020/NQ-HĐND",
        valid_to=YESTERDAY,
        rules=(LocalRule(codes=("tm-thu",), fees=(Fee(amount_vnd=8),)),),
        source=SOURCE,
    )
    acts = Acts([act("3/2020/NQ-HĐND", in_force_to=YESTERDAY, force=Force.EXPIRED)])

    found = [each.rule for each in rules.overlay_itself(overlay, acts, TODAY)]

    assert found == ["overlay_lapsed", "amount_too_small", "act_lapsed"]
