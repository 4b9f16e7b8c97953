"""The shipped local rules: provable, dated, and about procedures we have."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from knowledge.load import load, load_overlays
from knowledge.overlays import Overlay, apply
from knowledge.types import Channel, Fee, Procedure, Verified

FILES = sorted((Path(__file__).resolve().parents[2] / "knowledge/data/overlays").glob("*.yaml"))
READ_ON = date(2026, 11, 22)
BIRTH, HOUSE, HOUSEHOLD_BUSINESS = "1.001193", "1.013225", "1.001612"


@pytest.fixture(scope="module")
def overlays() -> dict[str, Overlay]:
    return {file.stem: load_overlays([file])[0] for file in FILES}


@pytest.fixture(scope="module")
def curated() -> dict[str, Procedure]:
    return {record.code: record for record in load().procedures}


def _amounts(procedure: Procedure, channel: Channel) -> list[tuple[int, str]]:
    return [
        (fee.amount_vnd, fee.condition)
        for submission in procedure.submissions
        if submission.channel is channel
        for fee in submission.fees
    ]


def _fees(overlay: Overlay) -> list[Fee]:
    return [fee for rule in overlay.rules for fee in rule.fees]


def _ha_noi(overlays: dict[str, Overlay], *first: str) -> list[Overlay]:
    return [*(overlays[name] for name in first), overlays["ha-noi"]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_holds_one_overlay_in_composed_unicode(file: Path) -> None:
    assert len(load_overlays([file])) == 1
    text = file.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)


def test_ids_are_different(overlays: dict[str, Overlay]) -> None:
    assert len({overlay.id for overlay in overlays.values()}) == len(overlays)


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_rules_are_about_curated_procedures_and_channels_they_have(
    name: str, overlays: dict[str, Overlay], curated: dict[str, Procedure]
) -> None:
    for rule in overlays[name].rules:
        assert rule.codes
        assert len(set(rule.codes)) == len(rule.codes)
        assert rule.fees or rule.notes or rule.durations or rule.place
        for code in rule.codes:
            channels = {submission.channel for submission in curated[code].submissions}
            assert set(rule.channels) <= channels, code


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_fees_are_in_dong_not_in_thousands(name: str, overlays: dict[str, Overlay]) -> None:
    odd = [
        fee.amount_vnd
        for fee in _fees(overlays[name])
        if fee.amount_vnd and (not 1_000 <= fee.amount_vnd <= 1_000_000 or fee.amount_vnd % 500)
    ]

    assert odd == []


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_what_was_looked_up_has_its_page_and_what_was_not_says_so(
    name: str, overlays: dict[str, Overlay]
) -> None:
    overlay = overlays[name]

    assert overlay.source.as_of <= READ_ON
    if overlay.source.verified is Verified.UNVERIFIED:
        assert "chưa đọc được văn bản gốc" in overlay.title
    else:
        assert overlay.source.verified is Verified.LOOKED_UP
        assert (overlay.source.url or "").startswith("https://")


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_dates_and_number_agree(name: str, overlays: dict[str, Overlay]) -> None:
    overlay = overlays[name]

    if overlay.number:
        assert overlay.issued
        assert re.fullmatch(rf"\d+/{overlay.issued.year}/NQ-HĐND", overlay.number)
    if overlay.issued and overlay.valid_from:
        assert overlay.issued <= overlay.valid_from
    if overlay.valid_from and overlay.valid_to:
        assert overlay.valid_from <= overlay.valid_to


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_a_note_that_names_a_resolution_names_its_own(
    name: str, overlays: dict[str, Overlay]
) -> None:
    overlay = overlays[name]
    texts = [note.text for rule in overlay.rules for note in rule.notes]

    named = {number for text in texts for number in re.findall(r"\d+/\d{4}/NQ-HĐND", text)}

    assert named <= {overlay.number}


def test_a_late_birth_in_ha_noi_costs_nothing_online_and_5000_at_the_counter(
    overlays: dict[str, Overlay], curated: dict[str, Procedure]
) -> None:
    rules = _ha_noi(overlays, "ha-noi-ho-tich")

    birth = apply(curated[BIRTH], rules, READ_ON).procedure

    assert _amounts(birth, Channel.ONLINE) == [(0, "kể cả khai quá hạn")]
    assert (5_000, "khai quá hạn") in _amounts(birth, Channel.COUNTER)


def test_a_house_permit_in_ha_noi_is_free_online_only(
    overlays: dict[str, Overlay], curated: dict[str, Procedure]
) -> None:
    rules = _ha_noi(overlays, "ha-noi-xay-dung")

    permit = apply(curated[HOUSE], rules, READ_ON).procedure

    assert _amounts(permit, Channel.ONLINE) == [(0, "")]
    assert (75_000, "nhà ở riêng lẻ") in _amounts(permit, Channel.COUNTER)


def test_a_household_business_in_ha_noi_pays_on_paper_since_25_july_2026(
    overlays: dict[str, Overlay], curated: dict[str, Procedure]
) -> None:
    rules = _ha_noi(overlays, "ha-noi-ho-kinh-doanh")
    national = curated[HOUSEHOLD_BUSINESS]

    before = apply(national, rules, date(2026, 7, 24)).procedure
    after = apply(national, rules, date(2026, 7, 25)).procedure

    assert _amounts(before, Channel.COUNTER) == _amounts(national, Channel.COUNTER)
    assert _amounts(after, Channel.COUNTER) == [(100_000, "")]
    assert _amounts(after, Channel.ONLINE) == [(0, "")]


def test_the_land_file_fee_of_ha_noi_stays_due(
    overlays: dict[str, Overlay], curated: dict[str, Procedure]
) -> None:
    transfer = apply(curated["1.013831"], _ha_noi(overlays), READ_ON).procedure

    assert "phí thẩm định hồ sơ vẫn phải nộp" in transfer.notes[0].text
    assert transfer.submissions == curated["1.013831"].submissions
