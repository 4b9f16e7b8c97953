"""The register of legal acts: well formed, true to the portal, and looked up as documents cite."""

import json
import re
import unicodedata
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from knowledge.acts import Acts, Force, LegalAct, lapsed_on, number_key
from knowledge.load import DATA, load_acts
from knowledge.types import Source, Verified

PORTAL = Path(__file__).resolve().parents[2].parent / "shared" / "procedures"
TODAY = date(2026, 11, 22)

YEAR = re.compile(r"/((?:19|20)\d\d)/")
WELL_FORMED = re.compile(
    r"\d{1,5}(?:\.\d{1,2})?(?:/\d{4})?[/-][A-ZĐƯ][A-ZĐƯa-z]*\d*(?:[-/&][A-ZĐƯa-z]+\d*)*"
)
# What the symbol of a number says about the act: kinds, and the issuer where only one can be it.
SYMBOLS: tuple[tuple[str, set[str], str], ...] = (
    (r"/NĐ-CP", {"Nghị định"}, "Chính phủ"),
    (r"/NQ-CP", {"Nghị quyết"}, "Chính phủ"),
    (r"/QH\d{1,2}", {"Luật", "Bộ luật", "Nghị quyết"}, "Quốc hội"),
    (r"UBTVQH\d{1,2}", {"Pháp lệnh", "Nghị quyết"}, "Ủy ban Thường vụ Quốc hội"),
    (r"/QĐ-TTg", {"Quyết định"}, "Thủ tướng Chính phủ"),
    (r"/CT-TTg", {"Chỉ thị"}, "Thủ tướng Chính phủ"),
    (r"/CĐ-TTg", {"Công điện"}, "Thủ tướng Chính phủ"),
    (r"-NQ/TW", {"Nghị quyết"}, ""),  # of the Politburo, or of the whole Central Committee
    (r"/TT-BCA", {"Thông tư"}, "Bộ Công an"),
    (r"/TT-BTC", {"Thông tư"}, "Bộ Tài chính"),
    (r"/TT-BTP", {"Thông tư"}, "Bộ Tư pháp"),
    (r"/TT-BLĐTBXH", {"Thông tư"}, "Bộ Lao động - Thương binh và Xã hội"),
    (r"/TT-[A-ZĐ]+", {"Thông tư"}, ""),
    (r"/TTLT-[A-ZĐ-]+", {"Thông tư liên tịch"}, ""),
    (r"/QĐ-BCA(?:-[A-Z0-9]+)?", {"Quyết định"}, "Bộ Công an"),
    (r"/QĐ-[A-ZĐ-]+\d*", {"Quyết định"}, ""),
    (r"/KH-UBND", {"Kế hoạch"}, ""),
    (r"/NQ-HĐND", {"Nghị quyết"}, ""),
)
# A day that belongs to the number right before it, as in "55/2021/TT-BCA ngày 15/5/2021".
DATED = re.compile(
    r"(?<![\d/.])(\d{1,5}(?:\.\d{1,2})?/\d{4}/(?:QH\d{1,2}|[A-ZĐ]{1,6}(?:-[A-ZĐ]{1,9}g?)+))"
    r"\s*,?\s*ngày\s*(\d{1,2})\s*(?:/|-|\.|tháng)\s*(\d{1,2})\s*(?:/|-|\.|năm)\s*(\d{4})"
)


@cache
def _register() -> tuple[LegalAct, ...]:
    return load_acts()


def _names(acts: list[LegalAct]) -> list[str]:
    return [f"{act.number} ({act.issuer})" for act in acts]


def test_the_register_holds_at_least_two_hundred_and_thirty_acts() -> None:
    assert len(_register()) >= 230


def test_the_file_is_composed_unicode() -> None:
    text = (DATA / "acts.yaml").read_text(encoding="utf-8")

    assert unicodedata.is_normalized("NFC", text)


def test_no_number_of_one_issuer_is_written_twice() -> None:
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for act in _register():
        seen[number_key(act.number), act.issuer.casefold()].append(act.number)

    assert [numbers for numbers in seen.values() if len(numbers) > 1] == []


def test_every_act_has_a_title_of_its_own_that_is_short() -> None:
    assert _names([act for act in _register() if not 3 < len(act.title) <= 120]) == []


def test_every_number_is_well_formed() -> None:
    assert _names([act for act in _register() if not WELL_FORMED.fullmatch(act.number)]) == []


def test_the_symbol_of_a_number_agrees_with_kind_and_issuer() -> None:
    wrong = []
    for act in _register():
        for symbol, kinds, issuer in SYMBOLS:
            if re.search(symbol + r"\Z", act.number):
                if act.kind not in kinds or issuer not in ("", act.issuer):
                    wrong.append(act)
                break

    assert _names(wrong) == []


def test_laws_decrees_and_circulars_all_have_a_symbol_that_is_checked() -> None:
    checked = [symbol for symbol, _, _ in SYMBOLS]

    unchecked = [
        act
        for act in _register()
        if act.kind in {"Luật", "Nghị định", "Thông tư"}
        and not any(re.search(symbol + r"\Z", act.number) for symbol in checked)
    ]

    assert _names(unchecked) == []


def test_an_act_was_issued_in_the_year_of_its_number_and_not_after_today() -> None:
    wrong = []
    for act in _register():
        year = YEAR.search(act.number)
        if act.issued and (
            act.issued > TODAY or (year is not None and act.issued.year != int(year.group(1)))
        ):
            wrong.append(act)

    assert _names(wrong) == []


def test_no_act_came_into_force_before_it_was_issued_or_lapsed_before_it_came_into_force() -> None:
    wrong = []
    for act in _register():
        days = [day for day in (act.issued, act.in_force_from, act.in_force_to) if day]
        if days != sorted(days):
            wrong.append(act)

    assert _names(wrong) == []


def test_the_stated_force_agrees_with_the_days_it_holds() -> None:
    expired = [a for a in _register() if a.force is Force.EXPIRED]
    holding = [a for a in _register() if a.force in (Force.IN_FORCE, Force.PARTLY)]

    assert _names([a for a in expired if not lapsed_on(a, TODAY)]) == []
    assert _names([a for a in holding if lapsed_on(a, TODAY)]) == []
    assert _names([a for a in holding if a.in_force_from and a.in_force_from > TODAY]) == []


def test_nothing_is_said_about_force_without_a_source_and_no_source_without_a_statement() -> None:
    wrong = []
    for act in _register():
        says = (
            act.force is not Force.UNKNOWN
            or act.in_force_from is not None
            or act.in_force_to is not None
            or act.amended_by
            or act.replaced_by
        )
        if bool(says) != (act.force_source is not None):
            wrong.append(act)

    assert _names(wrong) == []


def test_a_source_that_was_looked_up_has_an_address() -> None:
    wrong = [
        act
        for act in _register()
        for source in (act.source, act.force_source)
        if source is not None
        and source.verified is Verified.LOOKED_UP
        and not source.url
        # a detail sheet of the portal has no address
        and not source.title.startswith("Cổng Dịch vụ công quốc gia")
    ]

    assert _names(wrong) == []


def test_what_amended_or_replaced_an_act_is_a_known_act_or_a_well_formed_number() -> None:
    known = {number_key(act.number) for act in _register()}
    others = [
        other
        for act in _register()
        for other in (*act.amended_by, *act.replaced_by)
        if number_key(other) not in known and not WELL_FORMED.fullmatch(other)
    ]

    assert others == []


def test_no_act_was_replaced_or_amended_by_itself_or_by_an_older_one() -> None:
    wrong = []
    for act in _register():
        year = YEAR.search(act.number)
        for other in (*act.amended_by, *act.replaced_by):
            later = YEAR.search(other)
            if number_key(other) == number_key(act.number):
                wrong.append(act)
            elif year and later and int(later.group(1)) < int(year.group(1)):
                wrong.append(act)

    assert _names(wrong) == []


def test_an_act_ends_on_the_day_before_the_act_that_replaced_it_begins() -> None:
    register = Acts(_register())
    wrong = []
    for act in _register():
        for number in act.replaced_by:
            successor = register.find(number)
            begins = successor.in_force_from if successor else None
            if begins and act.in_force_to and (begins - act.in_force_to).days != 1:
                wrong.append(act)

    assert _names(wrong) == []


@cache
def _portal_days() -> dict[str, dict[date, set[str]]]:
    """Return, by number, every day that the portal's pages write behind it, with their codes."""
    days: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file in sorted(PORTAL.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(unicodedata.normalize("NFC", line))
            code = record.get("ma_thu_tuc") or record["metadata"]["mã_thủ_tục"]
            text = " ".join(json.dumps(record, ensure_ascii=False).replace("\\n", " ").split())
            for number, day, month, year in DATED.findall(text):
                try:
                    when = date(int(year), int(month), int(day))
                except ValueError:
                    continue
                days[number_key(number)][when].add(code)
    return days


@pytest.mark.slow
@pytest.mark.skipif(not PORTAL.is_dir(), reason="the portal's records are not at hand")
def test_the_day_of_an_act_is_one_that_the_portal_writes_and_the_one_most_pages_write() -> None:
    wrong = []
    compared = 0
    for act in _register():
        days = _portal_days().get(number_key(act.number), {})
        if not days or act.issued is None:
            continue
        compared += 1
        most = max(len(codes) for codes in days.values())
        if len(days.get(act.issued, ())) < most:
            wrong.append(act)

    assert compared > 60
    assert _names(wrong) == []


@pytest.mark.slow
@pytest.mark.skipif(not PORTAL.is_dir(), reason="the portal's records are not at hand")
def test_an_act_whose_source_is_a_page_of_the_portal_is_named_on_that_page() -> None:
    pages: dict[str, str] = {}
    for file in sorted(PORTAL.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(unicodedata.normalize("NFC", line))
            code = record.get("ma_thu_tuc") or record["metadata"]["mã_thủ_tục"]
            pages[code] = pages.get(code, "") + "".join(line.split())
    wrong = []
    for act in _register():
        code = re.search(r"thủ tục (\d\.\d{6})", act.source.title)
        if act.source.verified is not Verified.PORTAL or code is None:
            continue
        page = unicodedata.normalize("NFC", pages[code.group(1)])
        bare = act.number.split("/", 1)[1] if act.number[0] == "0" else act.number
        if bare not in page:
            wrong.append(act)

    assert _names(wrong) == []


# ---- facts that were easy to get wrong


def _act(number: str, issuer: str = "") -> LegalAct:
    act = Acts(_register()).find(number, issuer=issuer)
    assert act is not None, number
    return act


def test_decree_85_of_2016_has_the_day_of_2016_that_a_ward_plan_wrote_as_2025() -> None:
    assert _act("85/2016/NĐ-CP").issued == date(2016, 7, 1)


def test_open_data_and_national_databases_are_two_decrees_numbered_47() -> None:
    assert _act("47/2020/NĐ-CP").title != _act("47/2024/NĐ-CP").title


@pytest.mark.parametrize(
    ("old", "new", "last_day"),
    [
        ("59/2014/QH13", "26/2023/QH15", date(2024, 6, 30)),
        ("59/2022/NĐ-CP", "69/2024/NĐ-CP", date(2024, 6, 30)),
        ("55/2021/TT-BCA", "116/2026/TT-BCA", date(2026, 6, 30)),
        ("42/2022/NĐ-CP", "224/2026/NĐ-CP", date(2026, 6, 30)),
        ("126/2020/NĐ-CP", "252/2026/NĐ-CP", date(2026, 6, 30)),
        ("13/2023/NĐ-CP", "356/2025/NĐ-CP", date(2025, 12, 31)),
    ],
)
def test_a_replaced_act_holds_up_to_its_last_day_and_not_a_day_longer(
    old: str, new: str, last_day: date
) -> None:
    act = _act(old)

    assert act.replaced_by == (new,)
    assert not lapsed_on(act, last_day)
    assert lapsed_on(act, TODAY)


def test_the_civil_status_law_still_holds_although_its_successor_is_known() -> None:
    act = _act("60/2014/QH13")

    assert not lapsed_on(act, TODAY)
    assert lapsed_on(act, date(2027, 3, 1))


# ---- knowledge/acts.py on acts of our own making


def _made(number: str, issuer: str = "Bộ Thử", **more: object) -> LegalAct:
    source = Source(title="Bản thử", as_of=date(2026, 1, 5))
    return LegalAct(number=number, kind="Thông tư", issuer=issuer, source=source, **more)  # type: ignore[arg-type]  # values are valid fields


@pytest.mark.parametrize(
    "written",
    ["06/2022/NĐ-CP", "6/2022/NĐ-CP", "06/2022/ND-CP", "06 / 2022 / nđ–cp", "006/2022/NĐ-CP"],
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert number_key(written) == "6/2022/nd-cp"


def test_numbers_of_other_years_symbols_or_counts_stay_apart() -> None:
    numbers = ["6/2022/NĐ-CP", "60/2022/NĐ-CP", "6/2023/NĐ-CP", "6/2022/NQ-CP", "16/2022/NĐ-CP"]

    assert len({number_key(number) for number in numbers}) == len(numbers)


def test_a_number_that_two_issuers_used_is_found_only_with_its_issuer() -> None:
    acts = Acts([_made("06-NQ/TU", "Tỉnh ủy A"), _made("06-NQ/TU", "Tỉnh ủy B")])

    assert len(acts) == 2
    assert acts.find("06-NQ/TU") is None
    found = acts.find("6-NQ/TU", issuer="TỈNH ỦY B")
    assert found is not None
    assert found.issuer == "Tỉnh ủy B"
    assert acts.find("06-NQ/TU", issuer="Tỉnh ủy C") is None


def test_the_resolution_numbered_06_of_two_provinces_is_found_only_with_its_issuer() -> None:
    register = Acts(_register())

    assert register.find("06-NQ/TU") is None
    assert _act("06-NQ/TU", "Ban Thường vụ Tỉnh ủy Thanh Hóa").issued == date(2021, 11, 10)


def test_an_unknown_number_finds_nothing() -> None:
    assert Acts([_made("1/2020/TT-BT")]).find("2/2020/TT-BT") is None


@pytest.mark.parametrize(
    ("force", "last_day", "lapsed"),
    [
        (Force.UNKNOWN, None, False),
        (Force.IN_FORCE, None, False),
        (Force.PARTLY, None, False),
        (Force.EXPIRED, None, True),
        (Force.EXPIRED, date(2026, 11, 21), True),
        (Force.IN_FORCE, date(2026, 11, 22), False),
        (Force.UNKNOWN, date(2026, 11, 21), True),
    ],
)
def test_an_act_has_lapsed_after_its_last_day_or_when_it_is_known_to_have_expired(
    force: Force, last_day: date | None, lapsed: bool
) -> None:
    act = _made("1/2020/TT-BT", force=force, in_force_to=last_day)

    assert lapsed_on(act, TODAY) is lapsed
