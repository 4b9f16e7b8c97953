"""A made-up plan of a made-up ward, for the tests of progress, calendars, reminders and pages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.plan_items import PlanItem, items_of
from bot.progress import Said, State, of_item, write
from bot.store.staff import StaffRow
from knowledge.types import Audience, Deadline, Duty, Indicator, Locator, Plan, Source, Verified

UNIT = "Phòng Văn hóa - Xã hội"
OTHER_UNIT = "Ban quản lý chợ đêm"
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
MARK = "LAM-41"
"""Stands in the plan that is for officials only, and nowhere else."""
SOURCE = Source(
    title="Sổ kế hoạch mẫu",
    url="https://example.vn/so-ke-hoach",
    as_of=date(2026, 7, 1),
    verified=Verified.PORTAL,
)


def indicator(number: int, name: str, target: str, **fields: Any) -> Indicator:  # noqa: ANN401
    """Return a target of the plan."""
    made: dict[str, Any] = {"by": "đến hết năm 2026", "lead": UNIT, **fields}
    at = Locator(section="Mục tiêu", line_from=10 + number)
    return Indicator(id=f"ben-go-2026#i{number}", name=name, target=target, at=at, **made)


def duty(number: int, text: str, **fields: Any) -> Duty:  # noqa: ANN401  # a builder
    """Return a duty of the plan."""
    at = Locator(section="Nhiệm vụ", line_from=30 + number)
    return Duty(id=f"ben-go-2026#d{number}", text=text, **{"lead": UNIT, **fields}, at=at)


def deadline(number: int, what: str, due: str, **fields: Any) -> Deadline:  # noqa: ANN401
    """Return a deadline of the plan."""
    at = Locator(section="Tổ chức thực hiện", line_from=50 + number)
    made: dict[str, Any] = {"who": UNIT, **fields}
    return Deadline(id=f"ben-go-2026#h{number}", what=what, due=due, at=at, **made)


INDICATORS = (
    indicator(1, "Tỷ lệ quầy hàng nhận tiền qua mã QR", "≥ 80%", lead=OTHER_UNIT),
    indicator(2, "Tỷ lệ hồ sơ nộp trực tuyến", "tối thiểu 60%", support=OTHER_UNIT),
    indicator(3, "Hồ sơ phải bổ sung", "< 5%"),
    indicator(4, "Số điểm phát wifi ở chợ đêm", "14 điểm", by="Quý III/2026"),
    indicator(5, "Người bán được tập huấn kỹ năng số", "100%", lead="", by=""),
)
DUTIES = (duty(1, "Hướng dẫn từng quầy dùng mã QR"), duty(2, "Treo biển mã QR", lead=OTHER_UNIT))
DEADLINES = (
    deadline(1, "Báo cáo năm", "trước ngày 05/12 hằng năm", to="UBND phường"),
    deadline(2, "Báo cáo tháng", "trước ngày 20 hằng tháng"),
    deadline(3, "Rà soát biển hiệu", "thường xuyên"),
    deadline(4, "Tổng kết chợ đêm", "ngày 30/11/2026"),
)


def plan(**fields: Any) -> Plan:  # noqa: ANN401  # a builder
    """Return the plan, or another version of it."""
    made: dict[str, Any] = {
        "id": "ben-go-2026",
        "title": "Kế hoạch chuyển đổi số phường Bến Gỗ năm 2026",
        "place": "phường Bến Gỗ, thành phố Mây",
        "year": 2026,
        "number": "7/KH-UBND",
        "issued": date(2026, 1, 15),
        "indicators": INDICATORS,
        "duties": DUTIES,
        "deadlines": DEADLINES,
        "source": SOURCE,
    }
    return Plan(**{**made, **fields})


def plan_for_officials() -> Plan:
    """Return a plan of the same ward that no resident may see."""
    own = (
        Deadline(
            id="noi-bo#h1",
            what=f"Kiểm tra nội bộ {MARK}",
            due="ngày 28/11/2026",
            who=UNIT,
            at=Locator(section="Mật", line_from=1),
        ),
    )
    return plan(
        id="noi-bo",
        title=f"Kế hoạch kiểm tra {MARK}",
        audience=Audience.OFFICIAL,
        indicators=(),
        duties=(),
        deadlines=own,
    )


def plan_of_elsewhere() -> Plan:
    """Return a plan of another ward with a unit of the same name."""
    return plan(
        id="bai-sau-2026", title="Kế hoạch phường Bãi Sau", place="phường Bãi Sau, thành phố Mây"
    )


def item(id_: str, of: Plan | None = None) -> PlanItem:
    """Return one item of the plan by the end of its id: "i1"."""
    return next(each for each in items_of(of or plan()) if each.id.endswith(f"#{id_}"))


def said(state: State = State.GOING_ON, value: float | None = None, **fields: Any) -> Said:  # noqa: ANN401
    """Return what somebody says of an item, of yesterday."""
    made: dict[str, Any] = {"as_of": TODAY - timedelta(days=1), **fields}
    return Said(state=state, value=value, **made)


def put(session: Session, of: PlanItem, what: Said, *, by: str = "lan") -> None:
    """Write it down after whatever was written before."""
    before = of_item(session, of)
    write(session, of, what, expected=before[0].version if before else 0, by=by, now=NOW)


def staff(login: str = "lan", *roles: str, unit: str = UNIT, state: str = "active") -> StaffRow:
    """Return an account: an official's unless told otherwise."""
    return StaffRow(
        login=login,
        name=login.title(),
        unit=unit,
        roles=list(roles or ("official",)),
        state=state,
        password_hash=None,
        must_change_password=False,
        totp_secret=None,
        totp_step=0,
        failures=0,
        locked_until=None,
        oidc_subject=None,
        created_at=NOW,
    )
