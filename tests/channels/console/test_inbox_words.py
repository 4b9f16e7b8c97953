"""What the desk says of opening hours, and of an answer that becomes a draft."""

from datetime import date, datetime

import pytest
from pydantic import TypeAdapter

from bot.opening import VIETNAM, Opening
from bot.types import Answer, Choice, Citation, Status, Warn
from bot.ward import Ward
from channels.console.inbox_words import draft_text, hours_line

OPENING = TypeAdapter(Opening).validate_python({"monday": ["08:00-12:00"]})
WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây", opening=OPENING)


@pytest.mark.parametrize(
    ("clock", "said"),
    [("09:00", "Đang trong giờ làm việc."), ("13:00", "Ngoài giờ làm việc")],
)
def test_the_line_goes_by_the_ward_s_hours(clock: str, said: str) -> None:
    now = datetime.fromisoformat(f"2026-11-23T{clock}").replace(tzinfo=VIETNAM)

    line = hours_line(WARD, now)

    assert line.startswith(said)
    assert ("Mở lại 8:00" in line) == (clock == "13:00")


def test_a_draft_says_its_warnings_choices_and_each_source_once() -> None:
    source = Citation(
        title="Sổ mẫu", doc="tm-quay", url="https://example.vn/1", as_of=date(2026, 7, 1)
    )
    answer = Answer(
        status=Status.CLARIFY,
        text="Anh/chị mở quầy mới hay giữ quầy cũ?",
        act="procedure",
        choices=(Choice(title="Mở quầy mới", code="tm-quay", payload="mở"),),
        warnings=(Warn(kind="safety", text="Đừng cho ai mã OTP."),),
        citations=(source, source, Citation(title="Trang lạ", doc="x", url="javascript:alert(1)")),
    )

    text = draft_text(answer)

    assert text.count("Sổ mẫu — dữ liệu ngày 01/07/2026 — https://example.vn/1") == 1
    assert "- Mở quầy mới" in text
    assert "Đừng cho ai mã OTP." in text
    assert "javascript:" not in text
