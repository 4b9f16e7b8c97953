"""What a clerk sees of a procedure is what residents are told."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bot import compose
from bot.compose_procedure import aspect_text
from bot.counter.beside import beside
from bot.counter.lookup import Standing
from bot.counter.sheet import Sheet, sheet_of
from bot.procedure_trust import NO_LAW, Law
from bot.ward import Ward
from knowledge.acts import Acts
from knowledge.load import DATA, load, load_acts, load_overlays
from knowledge.overlays import LocalRule, Overlay
from knowledge.types import (
    Aspect,
    Channel,
    Doubt,
    Fee,
    Neighbour,
    Procedure,
    Source,
    Submission,
    Verified,
)
from tests.bot.counter.conftest import LANTERN_ABROAD, LAPSED, LOST_PAGE, MONDAY

WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây", address="số 1 phố Đèn")
LOCAL = Overlay(
    id="may",
    title="Nghị quyết về đèn",
    place="thành phố Mây",
    number="9/NQ-M",
    rules=(
        LocalRule(codes=("1.004217",), channels=(Channel.COUNTER,), fees=(Fee(amount_vnd=5_000),)),
    ),
    source=Source(title="Nghị quyết", as_of=date(2026, 8, 1), verified=Verified.PORTAL),
)
LAW = Law(overlays=(LOCAL,), acts=Acts(()), province="thành phố Mây")


def sheet(procedure: Procedure, law: Law = LAW, handed_in: date | None = None) -> Sheet:
    return sheet_of(procedure, law, WARD, MONDAY, handed_in=handed_in)


def told(procedure: Procedure, aspect: Aspect) -> str:
    """Return what a resident is told, all blanks and letters' cases made alike."""
    answer = compose.procedure_answer(procedure, aspect, "", MONDAY, law=LAW, home=WARD)
    return answer.text.lower()


def test_the_local_fee_stands_where_it_holds_and_the_national_one_elsewhere(
    lantern: Procedure,
) -> None:
    ways = {way.channel: way for way in sheet(lantern).ways}
    assert ways[Channel.COUNTER].fee == ("5.000 đồng.",)
    assert ways[Channel.ONLINE].fee == (
        "13.000 đồng. Đây là mức giảm đến hết ngày 31/12/2026, sau đó 31.000 đồng.",
    )


def test_each_fee_and_time_is_in_what_residents_are_told(lantern: Procedure) -> None:
    for way in sheet(lantern).ways:
        for text in way.fee:
            assert text.lower().rstrip(".") in told(lantern, Aspect.FEE)
        for text in way.time:
            assert text.lower().rstrip(".") in told(lantern, Aspect.TIME)


@pytest.mark.slow
def test_of_no_curated_procedure_a_clerk_reads_another_amount_than_a_resident() -> None:
    amounts = re.compile(r"\d[\d.]* đồng|miễn phí", re.IGNORECASE)
    overlays = load_overlays(sorted((DATA / "overlays").glob("ha-noi*.yaml")))
    law = Law(overlays=overlays, acts=Acts(load_acts()), province="thành phố Hà Nội")
    compared = 0
    for procedure in load().procedures:
        shown = sheet(procedure, law)
        resident = aspect_text(shown.procedure, Aspect.FEE, MONDAY, acts=law.acts)
        clerk = " ".join(text for way in shown.ways for text in way.fee)
        assert set(amounts.findall(clerk.lower())) == set(amounts.findall(resident.lower())), (
            procedure.code
        )
        compared += bool(amounts.search(clerk))
    assert compared > 50


def test_the_due_day_skips_the_weekend_and_a_holiday(lantern: Procedure) -> None:
    ways = {way.channel: way for way in sheet(lantern).ways}
    # 24/11 is a public holiday: Wednesday, Thursday, Friday.
    assert ways[Channel.COUNTER].due_on == date(2026, 11, 27)
    assert ways[Channel.ONLINE].due_on == date(2026, 11, 26)


def test_another_day_of_handing_in_moves_the_due_day(lantern: Procedure) -> None:
    ways = sheet(lantern, handed_in=date(2026, 11, 27)).ways
    assert ways[0].due_on == date(2026, 12, 2)
    assert "thứ Sáu 27/11" in ways[0].due


def test_what_could_not_be_read_is_quoted_with_its_reason() -> None:
    procedure = replace(
        LANTERN_ABROAD,
        submissions=(
            Submission(channel=Channel.COUNTER, fee_raw="700 VNĐ", duration_raw="tùy hồ sơ"),
        ),
        doubts=(
            Doubt(
                field="submissions.counter.fee",
                reason="amount is smaller than 1,000 dong, thousands may be missing",
                raw="700 VNĐ",
            ),
        ),
    )
    shown = sheet(procedure)
    assert shown.ways[0].fee == ('Cổng ghi nguyên văn: "700 VNĐ"',)
    assert shown.ways[0].due == ""
    assert (shown.unclear[0].where, shown.unclear[0].raw) == ("Lệ phí, nộp trực tiếp", "700 VNĐ")
    assert "thiếu hàng nghìn" in shown.unclear[0].why
    assert any("chưa rõ: lệ phí" in warning.text for warning in shown.warnings)


def test_that_it_has_lapsed_stands_before_everything_else() -> None:
    doubtful = replace(LAPSED, source=replace(LAPSED.source, verified=Verified.UNVERIFIED))
    shown = sheet(doubtful)
    assert shown.standing is Standing.EXPIRED
    assert shown.warnings[0].kind == "expired"
    assert "30/06/2026" in shown.warnings[0].text


def test_from_another_procedure_s_page_nothing_is_to_be_told() -> None:
    assert not sheet(LOST_PAGE).is_usable


def test_every_source_is_cited_once(lantern: Procedure) -> None:
    cited = sheet(lantern).citations
    assert sorted(str(each.number) for each in cited if each.number) == ["9/NQ-M"]
    assert len(cited) == len({(each.title, each.number) for each in cited})


def test_a_clerk_s_sheet_does_not_say_i(lantern: Procedure) -> None:
    texts = [warning.text for warning in sheet(lantern).warnings]
    assert "Theo quy định riêng của thành phố Mây (9/NQ-M), nơi khác có thể khác." in texts
    assert not any("tôi" in text.lower().split() for text in texts)


def test_beside_each_other_the_records_say_when_each_is_the_one(lantern: Procedure) -> None:
    near = Neighbour(
        code=LANTERN_ABROAD.code, question="Đèn ở đâu?", here="Trong nước", there="Nước ngoài"
    )
    rows = beside(
        sheet(replace(lantern, distinguish=(near,))), sheet(LANTERN_ABROAD), NO_LAW, MONDAY
    )
    assert (rows[0].first, rows[0].second) == (("Trong nước",), ("Nước ngoài",))
    fee = next(row for row in rows if row.title == "Lệ phí")
    assert fee.differs
    assert "5.000 đồng" in " ".join(fee.first)
