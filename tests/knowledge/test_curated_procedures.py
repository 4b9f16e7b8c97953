"""The procedure records written by hand, alone and against the portal's own records."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from knowledge.types import Fee, Procedure, Unit, Verified

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "knowledge" / "data" / "procedures"
PORTAL = ROOT.parent / "shared" / "procedures"
NATIONAL_CODE = re.compile(r"\d\.\d{6}")
FORM_CODE = re.compile(r"[A-Z]{2}\d{2}|Mẫu số \d+")
# Acts in force that a record cites although the portal's page does not name them.
BEYOND_PORTAL = {
    "1.012812": {"31/2024/QH15"},
    "2.000986": {"63/2024/NĐ-CP"},
    "2.001016": {"91/2015/QH13"},
    "2.001263": {"52/2010/QH12"},
}
# Acts that changed the rules after the portal's pages were written, or that replaced a cited one.
LATER_ACTS = {
    "135/2025/QH15", "217/2026/NĐ-CP", "118/2025/QH15", "116/2026/TT-BCA", "118/2026/TT-BCA",
    "58/2026/NĐ-CP", "66.22/2026/NQ-CP", "117/2026/TT-BTC", "28/2026/TT-BTC", "107/2025/QH15",
    "216/2026/NĐ-CP", "16/2025/TT-BTC", "155/2025/TT-BTC", "154/2025/TT-BTC", "108/2026/TT-BCA",
    "141/2026/NĐ-CP", "254/2025/QH15", "50/2026/NĐ-CP",
}  # fmt: skip
# Lệ phí cấp biển số of circular 155/2025/TT-BTC.
PLATE_FEES = {
    14_000_000, 140_000, 350_000, 100_000, 700_000, 1_400_000, 2_800_000, 105_000,
}  # fmt: skip
# Fees that the portal's page leaves out or has older, which the fees' own source sets.
FEES_LOOKED_UP = {
    "1.004194": {15_000},
    "1.002755": {15_000},
    "3.000333": {200_000, 100_000},
    "1.013067": PLATE_FEES,
    "1.012575": PLATE_FEES,
    "1.013066": PLATE_FEES,
}
UNIT_WORDS = {
    Unit.WORKING_DAY: "ngày",
    Unit.DAY: "ngày",
    Unit.WORKING_HOUR: "giờ",
    Unit.HOUR: "giờ",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
}
SAME_DAY_RULE = "15 giờ"
# A detail sheet has no address; that only sheets go without one is compared below.
SITE = "https://dichvucong.gov.vn/"

FILES = sorted(FOLDER.glob("*.yaml"))
READ = TypeAdapter(list[Procedure])


@cache
def _content(file: Path) -> object:
    content: object = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def _curated() -> list[Procedure]:
    return [record for file in FILES for record in READ.validate_python(_content(file))]


def _portal() -> dict[str, dict[str, str | None]]:
    """Return the portal's records by code; a code listed twice keeps its first page."""
    found: dict[str, dict[str, str | None]] = {}
    for file in sorted(PORTAL.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if file.name.endswith(".detail.jsonl"):
                record = _sheet(record)
            found.setdefault(record["ma_thu_tuc"], record)
    return found


def _sheet(record: dict[str, dict[str, str]]) -> dict[str, str | None]:
    """Return a detail sheet, which has no address, under the field names of a page."""
    head = record["metadata"]
    return {
        "ma_thu_tuc": head["mã_thủ_tục"],
        "ten_thu_tuc": head["tên_thủ_tục"],
        "so_quyet_dinh": head["số_quyết_định"].removeprefix("Quyết định số").strip(),
        "detail_url": None,
        "text": json.dumps(record, ensure_ascii=False),
    }


@pytest.fixture(scope="module")
def curated() -> list[Procedure]:
    return _curated()


@pytest.fixture(scope="module")
def from_portal(curated: list[Procedure]) -> list[Procedure]:
    return [record for record in curated if record.source.verified is Verified.PORTAL]


@pytest.fixture(scope="module")
def portal() -> dict[str, dict[str, str | None]]:
    if not PORTAL.is_dir():
        pytest.skip("the portal's records are not beside the project")
    return _portal()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _fees(record: Procedure) -> Iterator[Fee]:
    for submission in record.submissions:
        yield from submission.fees


def _raw(record: dict[str, str | None]) -> str:
    return unicodedata.normalize("NFC", " ".join(str(value) for value in record.values()))


def _says_amount(raw: str, amount: int) -> bool:
    forms = {f"{amount:,}", f"{amount:,}".replace(",", "."), str(amount)}
    return any(re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d])", raw) for form in forms)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_a_list_of_procedures(file: Path) -> None:
    assert READ.validate_python(_content(file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_composed_unicode_without_stray_blanks(file: Path) -> None:
    texts = list(_strings(_content(file)))

    odd = [t for t in texts if t != unicodedata.normalize("NFC", t) or t != " ".join(t.split())]

    assert odd == []


def test_at_least_45_procedures_are_curated(curated: list[Procedure]) -> None:
    assert len(curated) >= 45


def test_no_code_is_curated_twice(curated: list[Procedure]) -> None:
    counts = Counter(record.code for record in curated)

    assert [code for code, times in counts.items() if times > 1] == []


def test_every_record_has_what_a_resident_asks_first(curated: list[Procedure]) -> None:
    bare = [
        record.code
        for record in curated
        if not (record.papers and record.steps and record.submissions and record.results)
        or not (record.place and record.authority and record.who and record.legal_basis)
    ]

    assert bare == []


def test_every_portal_source_is_dated_and_links_to_the_portal(
    from_portal: list[Procedure],
) -> None:
    wrong = [
        record.code
        for record in from_portal
        if record.source.as_of > date(2026, 11, 21)
        or not (record.source.url is None or record.source.url.startswith(SITE))
    ]

    assert wrong == []


def test_every_fact_looked_up_elsewhere_links_to_the_page_read(curated: list[Procedure]) -> None:
    sources = [
        (record.code, source)
        for record in curated
        for source in (record.source, *(own.source for own in record.field_sources))
    ]

    wrong = [
        (code, source.title)
        for code, source in sources
        if source.as_of > date(2026, 11, 22)
        or (source.verified is Verified.LOOKED_UP and not (source.url or "").startswith("http"))
    ]

    assert wrong == []


def test_a_fee_the_portal_does_not_say_has_a_page_that_says_it(curated: list[Procedure]) -> None:
    looked_up = [record for record in curated if record.code in FEES_LOOKED_UP]

    assert {record.code for record in looked_up} == set(FEES_LOOKED_UP)
    for record in looked_up:
        assert record.source_of("fees").verified is Verified.LOOKED_UP
        assert FEES_LOOKED_UP[record.code] <= {fee.amount_vnd for fee in _fees(record)}


def test_every_record_has_five_different_everyday_names(curated: list[Procedure]) -> None:
    poor = [r.code for r in curated if len({name.casefold() for name in r.asked_as}) < 5]

    assert poor == []


def test_no_everyday_name_belongs_to_two_procedures(curated: list[Procedure]) -> None:
    owners = Counter(name.casefold() for record in curated for name in record.asked_as)

    assert [name for name, times in owners.items() if times > 1] == []


def test_every_neighbour_is_another_procedure_with_two_different_answers(
    curated: list[Procedure],
) -> None:
    codes = {record.code for record in curated}

    wrong = [
        (record.code, neighbour.code)
        for record in curated
        for neighbour in record.distinguish
        if neighbour.code == record.code
        or not (neighbour.code in codes or NATIONAL_CODE.fullmatch(neighbour.code))
        or neighbour.here == neighbour.there
        or not neighbour.question.endswith("?")
    ]

    assert wrong == []


def test_answers_that_tell_neighbours_apart_fit_a_button(curated: list[Procedure]) -> None:
    long = [
        answer
        for record in curated
        for neighbour in record.distinguish
        for answer in (neighbour.here, neighbour.there)
        if len(answer) > 20
    ]

    assert long == []


def test_neighbours_are_curated_or_known_to_the_portal(
    curated: list[Procedure], portal: dict[str, dict[str, str | None]]
) -> None:
    known = {record.code for record in curated} | set(portal)

    assert [n.code for r in curated for n in r.distinguish if n.code not in known] == []


def test_fees_are_whole_hundreds_and_never_negative(curated: list[Procedure]) -> None:
    wrong = [
        (record.code, fee.amount_vnd)
        for record in curated
        for fee in _fees(record)
        if fee.amount_vnd < 0 or fee.amount_vnd % 100
    ]

    assert wrong == []


def test_the_full_card_fee_follows_the_half_fee_without_a_gap(curated: list[Procedure]) -> None:
    pairs = [
        submission.fees
        for record in curated
        for submission in record.submissions
        if any(fee.valid_to for fee in submission.fees)
    ]

    assert pairs
    for half, full in pairs:
        assert half.amount_vnd * 2 == full.amount_vnd
        assert (half.valid_to, full.valid_from) == (date(2026, 12, 31), date(2027, 1, 1))


def test_a_bare_number_of_the_portal_is_not_given_a_unit(curated: list[Procedure]) -> None:
    both = [
        record.code
        for record in curated
        for submission in record.submissions
        if submission.durations and submission.duration_raw.isdigit()
    ]

    assert both == []


def test_code_decision_and_link_agree_with_the_portal(
    from_portal: list[Procedure], portal: dict[str, dict[str, str | None]]
) -> None:
    wrong = [
        record.code
        for record in from_portal
        if record.code not in portal
        or record.decision != portal[record.code]["so_quyet_dinh"]
        or record.source.url != portal[record.code]["detail_url"]
    ]

    assert wrong == []


def test_names_agree_with_the_portal(
    from_portal: list[Procedure], portal: dict[str, dict[str, str | None]]
) -> None:
    def folded(name: str) -> str:
        words = " ".join(unicodedata.normalize("NFC", name).split()).casefold().rstrip(".")
        return words.removeprefix("thủ tục ")

    wrong = [
        (record.code, record.name)
        for record in from_portal
        if folded(record.name) != folded(portal[record.code]["ten_thu_tuc"] or "")
    ]

    assert wrong == []


def test_every_fee_is_said_by_the_portal_record(
    from_portal: list[Procedure], portal: dict[str, dict[str, str | None]]
) -> None:
    invented = []
    for record in from_portal:
        raw = _raw(portal[record.code])
        for fee in _fees(record):
            if fee.amount_vnd in FEES_LOOKED_UP.get(record.code, set()):
                said = True
            elif fee.amount_vnd == 0:
                said = bool(re.search(r"miễn|(?<!\d)0 đồng", raw.casefold()))
            elif fee.valid_to:
                said = "50%" in raw and _says_amount(raw, fee.amount_vnd * 2)
            else:
                said = _says_amount(raw, fee.amount_vnd)
            if not said:
                invented.append((record.code, fee.amount_vnd))

    assert invented == []


def test_every_time_is_said_by_the_portal_record(
    from_portal: list[Procedure], portal: dict[str, dict[str, str | None]]
) -> None:
    invented = []
    for record in from_portal:
        if record.source_of("durations").verified is Verified.LOOKED_UP:
            continue
        raw = _raw(portal[record.code]).casefold()
        for duration in (d for s in record.submissions for d in s.durations):
            if SAME_DAY_RULE in duration.condition:
                said = SAME_DAY_RULE in raw
            elif duration.count == 0:
                said = "ngay sau khi nhận" in raw
            else:
                word = UNIT_WORDS[duration.unit]
                said = bool(re.search(rf"(?<!\d)0?{duration.count} {word}", raw))
            if not said:
                invented.append((record.code, duration.count, duration.unit))

    assert invented == []


def test_every_form_code_is_said_by_the_portal_record(
    from_portal: list[Procedure], portal: dict[str, dict[str, str | None]]
) -> None:
    invented = []
    for record in from_portal:
        if record.source_of("forms").verified is Verified.LOOKED_UP:
            continue
        raw = _raw(portal[record.code])
        for paper in record.papers:
            code = FORM_CODE.match(paper.form) if paper.form else None
            if paper.form and (code is None or code.group() not in raw):
                invented.append((record.code, paper.form))

    assert invented == []


def test_every_cited_act_is_in_the_portal_record(
    from_portal: list[Procedure], portal: dict[str, dict[str, str | None]]
) -> None:
    invented = [
        (record.code, act.number)
        for record in from_portal
        for act in record.legal_basis
        if act.number not in _raw(portal[record.code])
        and act.number not in LATER_ACTS | BEYOND_PORTAL.get(record.code, set())
    ]

    assert invented == []
