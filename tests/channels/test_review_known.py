"""The command holds documents against the plans that were imported here."""

from datetime import date
from pathlib import Path

from channels.review_command import known
from channels.settings import read_settings
from knowledge.store import RecordStore
from knowledge.types import Locator, Plan, PlanPassage, Source


def test_what_imported_plans_cite_is_known(tmp_path: Path) -> None:
    text = "Thực hiện Nghị quyết số 44/NQ-CP ngày 05/3/2024 của Chính phủ."
    plan = Plan(
        id="xa-a",
        title="Kế hoạch xã A",
        place="xã A",
        year=2025,
        passages=(PlanPassage(id="1", text=text, at=Locator(section="I")),),
        source=Source(title="Tệp", as_of=date(2026, 11, 22)),
    )
    settings = read_settings(tmp_path)
    RecordStore(settings.store_path).put([plan], origin="xa-a.txt")

    others = known(settings).others

    assert [(name, cited.number) for name, cited in others] == [("xa-a", "44/NQ-CP")]


def test_nothing_imported_is_no_trouble(tmp_path: Path) -> None:
    assert known(read_settings(tmp_path)).others == ()
