"""Wrong citations are found, and said to be as sure and as grave as they are."""

from datetime import date

import pytest

from bot.review.checks import citation
from bot.review.known import known_from
from bot.review.read import document_of
from bot.review.run import review
from bot.review.types import Finding, Severity
from knowledge.acts import Force, LegalAct
from knowledge.load import load_acts
from knowledge.types import Audience, Locator, Plan, PlanPassage, Source, Verified

TODAY = date(2026, 11, 22)
CHECKED = Source(title="Cổng thử", as_of=TODAY, verified=Verified.LOOKED_UP)
UNCHECKED = Source(title="Nghe nói", as_of=TODAY)
NEW = LegalAct(
    number="70/2025/NĐ-CP",
    kind="Nghị định",
    issuer="Chính phủ",
    issued=date(2025, 3, 20),
    title="Phí thư viện",
    force=Force.IN_FORCE,
    source=CHECKED,
)
OLD = LegalAct(
    number="60/2015/NĐ-CP",
    kind="Nghị định",
    issuer="Chính phủ",
    issued=date(2015, 4, 9),
    title="Phí thư viện (năm 2015)",
    force=Force.EXPIRED,
    in_force_to=date(2025, 5, 4),
    replaced_by=("70/2025/NĐ-CP",),
    source=CHECKED,
    force_source=CHECKED,
)
HEARD = LegalAct(
    number="61/2015/NĐ-CP",
    kind="Nghị định",
    issuer="Chính phủ",
    issued=date(2015, 5, 9),
    source=UNCHECKED,
)


def _head(day: str) -> str:
    return f"Số: 12/KH-UBND\nBát Xát, {day}\n\nKẾ HOẠCH\nKhuyến học\n\n"


def _found(text: str, *, others: tuple[Plan, ...] = (), name: str = "van-ban") -> list[Finding]:
    known = known_from((OLD, NEW, HEARD), others, today=TODAY)
    document = document_of(text, name=name)
    return list(review(document, known, checks=[("", citation.check)]).findings)


def _plan(text: str) -> Plan:
    return Plan(
        id="bat-xat-2025",
        title="Kế hoạch xã Bát Xát",
        place="xã Bát Xát",
        year=2025,
        audience=Audience.PUBLIC,
        passages=(PlanPassage(id="1", text=text, at=Locator(section="I")),),
        source=CHECKED,
    )


@pytest.mark.parametrize(
    ("day", "severity", "is_certain"),
    [
        ("ngày 05 tháng 6 năm 2025", Severity.HIGH, True),
        ("ngày 05 tháng 02 năm 2025", Severity.LOW, False),
        ("ngày     tháng     năm 2025", Severity.MEDIUM, False),
    ],
    ids=["lapsed before", "lapsed after", "not known"],
)
def test_an_act_that_lapsed_is_graver_the_surer_it_lapsed_before_the_document(
    day: str, severity: Severity, is_certain: bool
) -> None:
    (found,) = _found(_head(day) + "Căn cứ Nghị định số 60/2015/NĐ-CP ngày 09/4/2015.")

    assert (found.rule, found.severity) == ("citation.superseded", severity)
    assert found.certain is is_certain
    assert "04/5/2025" in found.why
    assert "70/2025/NĐ-CP" in (found.suggestion or "")


def test_an_act_that_lapsed_is_told_once_with_the_count() -> None:
    basis = "Căn cứ Nghị định số 60/2015/NĐ-CP ngày 09/4/2015."

    (found,) = _found(_head("ngày 05 tháng 6 năm 2025") + f"{basis}\n\n{basis}")

    assert "2 lần" in found.why


def test_the_latest_act_cited_tells_that_an_undated_document_is_younger() -> None:
    text = (
        "Căn cứ Nghị định số 60/2015/NĐ-CP ngày 09/4/2015;\n\n"
        "Căn cứ Kế hoạch số 5/KH-UBND ngày 06/6/2025 của UBND tỉnh."
    )

    (found,) = _found(text)

    assert found.severity is Severity.HIGH


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định số 70/2025/NĐ-CP ngày 20/3/2025 thay thế Nghị định số 60/2015/NĐ-CP.",
        "Nghị định số 60/2015/NĐ-CP ngày 09/4/2015 đã hết hiệu lực.",
    ],
)
def test_a_text_that_knows_the_act_is_replaced_is_left_alone(text: str) -> None:
    assert _found(_head("ngày 05 tháng 6 năm 2025") + text) == []


def test_a_day_from_a_checked_source_is_certain_and_suggested() -> None:
    (found,) = _found("Theo Nghị định số 70/2025/NĐ-CP ngày 02/3/2025 của Chính phủ.")

    assert (found.rule, found.certain) == ("citation.wrong_date", True)
    assert (found.suggestion, found.source) == ("ngày 20/3/2025", "Cổng thử")


def test_a_day_from_hearsay_is_not_certain() -> None:
    (found,) = _found("Theo Nghị định số 61/2015/NĐ-CP ngày 10/5/2015 của Chính phủ.")

    assert (found.rule, found.certain) == ("citation.wrong_date", False)


def test_of_days_that_differ_the_rarer_is_doubted() -> None:
    right = "Theo Kế hoạch số 8/KH-UBND ngày 06/6/2025 của UBND tỉnh Lào Cai."
    wrong = "Theo Kế hoạch số 8/KH-UBND ngày 08/6/2025 của UBND tỉnh Lào Cai."

    (found,) = _found(f"{right}\n\n{wrong}\n\n{right}")

    assert found.suggestion == "ngày 06/6/2025"
    assert "dòng 1 " in found.why


def test_one_number_of_two_bodies_is_two_acts() -> None:
    text = (
        "Theo Kế hoạch số 8/KH-UBND ngày 06/6/2025 của UBND tỉnh Lào Cai.\n\n"
        "Theo Kế hoạch số 8/KH-UBND ngày 08/6/2025 của UBND xã Bát Xát."
    )

    assert _found(text) == []


OTHER = "Thực hiện Nghị quyết số 44/NQ-CP ngày 05/3/2024 của Chính phủ."


def test_another_plan_with_another_day_raises_a_doubt() -> None:
    text = OTHER.replace("05/3", "15/3")

    (found,) = _found(text, others=(_plan(OTHER),))

    assert (found.severity, found.certain) == (Severity.LOW, False)
    assert "bat-xat-2025" in found.why


def test_the_plan_itself_imported_before_raises_none() -> None:
    text = OTHER.replace("05/3", "15/3")

    assert _found(text, others=(_plan(OTHER),), name="bat-xat-2025") == []


def test_a_local_number_of_another_province_raises_none() -> None:
    other = "Thực hiện Kế hoạch số 44/KH-UBND ngày 05/3/2024 của UBND tỉnh."
    text = other.replace("05/3", "15/3")

    assert _found(text, others=(_plan(other),)) == []


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("ngày 05 tháng 6 năm 2026", ["Sở Thông tin và Truyền thông"]),
        ("ngày 05 tháng 6 năm 2024", []),
    ],
)
def test_a_body_is_missed_only_after_it_ended(day: str, names: list[str]) -> None:
    body = "Sở Thông tin và Truyền thông mở lớp. Sở Thông tin và Truyền thông báo cáo."
    document = document_of(_head(day) + body)

    done = review(document, known_from(load_acts(), today=TODAY), checks=[("", citation.check)])

    assert [document.quote(each.span) for each in done.findings] == names


def test_acts_issued_by_a_body_while_it_existed_are_right() -> None:
    text = _head("ngày 05 tháng 6 năm 2026") + (
        "Theo Công văn số 5/BTTTT-KHTC ngày 06/6/2024 của Bộ Thông tin và Truyền thông."
    )

    assert _found(text) == []


def test_every_quote_is_the_documents_own_and_short() -> None:
    text = (
        "Theo Quyết đinh số 8/KH- UBND ngày 31/02/2025 của Chính phủ,\n"
        "Nghị định 70/2025/NĐ-\nCP ngày 20/3/2024 của Quốc hội."
    )

    found = _found(text)

    assert len(found) > 3
    assert all(2 <= each.span.end - each.span.start <= 400 for each in found)


def test_a_partys_number_begins_anew_with_each_term() -> None:
    act = LegalAct(
        number="27-NQ/TW",
        kind="Nghị quyết",
        issuer="Ban Chấp hành Trung ương",
        issued=date(2018, 5, 21),
        source=CHECKED,
    )
    known = known_from((act,), today=TODAY)

    def rules(text: str) -> list[str]:
        done = review(document_of(text), known, checks=[("", citation.check)])
        return [each.rule for each in done.findings]

    assert rules("Theo Nghị quyết số 27-NQ/TW ngày 09/11/2022.") == []
    assert rules("Theo Nghị quyết số 27-NQ/TW ngày 19/4/2017.") == ["citation.wrong_date"]
