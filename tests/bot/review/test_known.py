"""What other documents cite is gathered once for each act, with their names."""

from datetime import date

from bot.review.known import known_from
from knowledge.types import Document, Duty, Locator, Plan, PlanPassage, Source

AT = Locator(section="I")
SOURCE = Source(title="Tệp", as_of=date(2026, 11, 22))
TODAY = date(2026, 11, 22)


def test_passages_and_duties_of_plans_and_documents_are_read() -> None:
    plan = Plan(
        id="xa-a",
        title="Kế hoạch xã A",
        place="xã A",
        year=2025,
        duties=(Duty(id="1", text="Theo Quyết định số 6/QĐ-TTg ngày 06/01/2022.", at=AT),),
        source=SOURCE,
    )
    document = Document(
        id="quy-che",
        title="Quy chế",
        passages=(
            PlanPassage(id="1", text="Theo Luật Lưu trữ, Quyết định số 7/QĐ-TTg.", at=AT),
            PlanPassage(id="2", text="Theo Quyết định số 8/QĐ-TTg ngày 08/01/2022.", at=AT),
            PlanPassage(id="3", text="Theo Quyết định số 8/QĐ-TTg ngày 08/01/2022.", at=AT),
        ),
        source=SOURCE,
    )

    known = known_from((), (plan, document), today=TODAY)

    said = [(name, cited.number, cited.issued) for name, cited in known.others]
    assert said == [
        ("xa-a", "6/QĐ-TTg", date(2022, 1, 6)),
        ("quy-che", "8/QĐ-TTg", date(2022, 1, 8)),
    ]
