"""A record becomes a form and the same record again; what is typed becomes a record or a fault."""

from dataclasses import replace
from datetime import date

import pytest

from channels.console.knowledge_form import FORMS, Many, fields_left_out, typed, values_of
from channels.console.knowledge_read import doubt_name, read_form
from knowledge.load import load
from knowledge.types import (
    Audience,
    Channel,
    Doubt,
    Fee,
    FieldSource,
    Guide,
    Kind,
    Procedure,
    Source,
    Submission,
    Verified,
)
from tests.conftest import MISFILED, RECORDS, STALL, WALLET

TODAY = date(2026, 11, 23)
EVIDENCE = {
    "source_title": "Nghị quyết 5",
    "source_as_of": "2026-11-01",
    "source_verified": "looked_up",
}
NEW = Source(title="Nghị quyết 5", as_of=date(2026, 11, 1), verified=Verified.LOOKED_UP)


def kept(record: Procedure | Guide) -> dict[str, str]:
    """Return what a browser sends for a record that nobody changed."""
    values = values_of(record) | {"audience": record.audience.value}
    if isinstance(record, Procedure):
        values |= {doubt_name(number): "on" for number in range(len(record.doubts))}
    return {name: value.replace("\n", "\r\n") for name, value in values.items()}


def again(record: Procedure | Guide, changes: dict[str, str] | None = None) -> Procedure | Guide:
    kind = Kind.PROCEDURE if isinstance(record, Procedure) else Kind.GUIDE
    id_ = record.code if isinstance(record, Procedure) else record.id
    edited = read_form(kind, id_, record, kept(record) | (changes or {}), today=TODAY)
    assert not edited.faults, edited.faults
    assert edited.record is not None
    return edited.record


EDITABLE: list[Procedure | Guide] = [
    each for each in RECORDS if isinstance(each, Procedure | Guide)
]


@pytest.mark.parametrize("record", EDITABLE, ids=lambda each: getattr(each, "code", "guide"))
def test_a_form_sent_back_unchanged_is_the_same_record(record: Procedure | Guide) -> None:
    assert again(record) == record


@pytest.mark.slow
def test_every_shipped_record_comes_back_from_its_form_unchanged() -> None:
    shipped = load()

    records: list[Procedure | Guide] = [*shipped.procedures, *shipped.guides]
    assert [record for record in records if again(record) != record] == []


def test_a_form_shows_every_field_but_those_it_makes_itself() -> None:
    made = {"audience", "source"}
    assert fields_left_out(Kind.PROCEDURE) == made | {"code", "doubts", "field_sources"}
    assert fields_left_out(Kind.GUIDE) == made | {"id"}


def test_a_row_is_taken_out_by_emptying_it_and_the_others_move_up() -> None:
    record = again(
        STALL,
        EVIDENCE | {"submissions-0-fees-0-amount_vnd": "", "submissions-0-fees-0-valid_to": ""},
    )

    assert isinstance(record, Procedure)
    assert record.submissions[0].fees == STALL.submissions[0].fees[1:]


@pytest.mark.parametrize(
    ("said", "amount"),
    [("15000", 15_000), ("15.000", 15_000), ("1.500.000 đồng", 1_500_000), ("15,000", 15_000),
     ("0", 0), (" 7 000 đ ", 7_000)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(said: str, amount: int) -> None:
    record = again(STALL, EVIDENCE | {"submissions-1-fees-0-amount_vnd": said})

    assert isinstance(record, Procedure)
    assert record.submissions[1].fees[0].amount_vnd == amount


@pytest.mark.parametrize("said", ["15.00", "1.5", "15.0000", "mười", "-5", "1e9", "15,00"])
def test_an_amount_that_may_be_another_one_is_refused(said: str) -> None:
    values = kept(STALL) | EVIDENCE | {"submissions-1-fees-0-amount_vnd": said}

    edited = read_form(Kind.PROCEDURE, STALL.code, STALL, values, today=TODAY)

    assert edited.record is None
    assert list(edited.faults) == ["submissions-1-fees-0-amount_vnd"]


def test_only_what_changed_gets_the_new_source() -> None:
    older = Source(title="Thông tư 1", as_of=date(2026, 5, 1))
    base = replace(STALL, field_sources=(FieldSource(fields=("fees", "papers"), source=older),))

    record = again(base, EVIDENCE | {"submissions-1-fees-0-amount_vnd": "55000"})

    assert isinstance(record, Procedure)
    assert record.source_of("fees") == NEW
    assert record.source_of("papers") == older
    assert record.source_of("durations") == base.source
    assert record.source == base.source


def test_a_changed_guide_rests_on_the_new_source() -> None:
    record = again(WALLET, EVIDENCE | {"steps-0": "Chọn Cài đặt"})

    assert record.source == NEW
    assert again(WALLET, EVIDENCE).source == WALLET.source, "nothing changed, nothing rests on it"


def test_a_new_record_rests_on_what_the_editor_names() -> None:
    values = EVIDENCE | {
        "code": "tm-moi", "name": "Việc mới", "submissions-0-channel": "counter",
        "submissions-0-fees-0-amount_vnd": "0",
    }  # fmt: skip
    edited = read_form(Kind.PROCEDURE, "", None, values, today=TODAY)

    assert edited.record == Procedure(
        code="tm-moi",
        name="Việc mới",
        submissions=(Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=0),)),),
        source=NEW,
    )


@pytest.mark.parametrize("code", ["", "x", "tm-", "tm-Có dấu", "1.2.3", "../../x", "g-vi"])
def test_a_code_that_no_record_may_have_is_refused(code: str) -> None:
    values = EVIDENCE | {"code": code, "name": "Việc mới"}

    assert "code" in read_form(Kind.PROCEDURE, "", None, values, today=TODAY).faults


def test_a_doubt_is_dropped_only_where_its_tick_is() -> None:
    values = kept(MISFILED)
    del values[doubt_name(0)]

    kept_one = read_form(Kind.PROCEDURE, MISFILED.code, MISFILED, kept(MISFILED), today=TODAY)
    dropped = read_form(Kind.PROCEDURE, MISFILED.code, MISFILED, values, today=TODAY)

    assert isinstance(kept_one.record, Procedure)
    assert isinstance(dropped.record, Procedure)
    assert [isinstance(each, Doubt) for each in kept_one.record.doubts] == [True]
    assert dropped.record.doubts == ()


def test_an_audience_that_does_not_exist_is_refused() -> None:
    values = kept(STALL) | {"audience": "everybody"}

    edited = read_form(Kind.PROCEDURE, STALL.code, STALL, values, today=TODAY)

    assert "audience" in edited.faults
    assert STALL.audience is Audience.PUBLIC


def test_rows_beyond_all_measure_are_cut_off() -> None:
    content = typed(Kind.PROCEDURE, {"steps-0": "Một", "steps-999999999": "Hai", "steps-x": "Ba"})

    assert content.content["steps"] == ["Một"]
    lists = [part for part in FORMS[Kind.PROCEDURE] if isinstance(part, Many)]
    assert len(lists) > 5
