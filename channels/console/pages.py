"""Render the staff page's templates; everything that is put into one is escaped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.ward import Ward

TEMPLATES = Path(__file__).parent / "templates"
_VIETNAM = timezone(timedelta(hours=7))
_HTMX = {
    "htmx.js": "static/django_htmx/htmx-2.min.js",
    "htmx-sse.js": "static/django_htmx/ext/hx-sse-2.min.js",
}

# As the residents' pages, but for what htmx needs: it puts HTML of ours into the page, which
# trusted types would refuse. Charts are pictures in data addresses.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the menu."""

    path: str
    title: str
    hint: str
    """What it is for, on the first page."""
    right: Right


MENU = (
    Entry(
        path="/canbo/cho",
        title="Hội thoại",
        hint="Người dân đang chờ gặp cán bộ, và lời nhắn để lại",
        right=Right.CONVERSATIONS,
    ),
    Entry(
        path="/canbo/phan-anh",
        title="Phản ánh",
        hint="Nhận, chuyển và trả lời phản ánh của người dân",
        right=Right.TICKETS,
    ),
    Entry(
        path="/canbo/quay",
        title="Quầy",
        hint="Tra thủ tục, kiểm giấy tờ, in phiếu hướng dẫn",
        right=Right.COUNTER_TOOLS,
    ),
    Entry(
        path="/canbo/ke-hoach",
        title="Kế hoạch",
        hint="Chỉ tiêu, việc và hạn của từng đơn vị",
        right=Right.PLANS,
    ),
    Entry(
        path="/canbo/ra-soat",
        title="Rà soát văn bản",
        hint="Tìm chỗ sai về dẫn chiếu, thể thức, chính tả, số liệu trước khi trình ký",
        right=Right.REVIEW,
    ),
    Entry(
        path="/canbo/kien-thuc",
        title="Kiến thức",
        hint="Câu trợ lý chưa trả lời được; sửa và duyệt nội dung",
        right=Right.KNOWLEDGE,
    ),
    Entry(
        path="/canbo/so-lieu",
        title="Số liệu",
        hint="Người dân hỏi gì, chờ bao lâu, có hài lòng không",
        right=Right.ANALYTICS,
    ),
    Entry(
        path="/canbo/thong-bao",
        title="Thông báo",
        hint="Soạn, duyệt tin gửi người dân đã đăng ký nhận",
        right=Right.BROADCAST,
    ),
    Entry(
        path="/canbo/tai-khoan",
        title="Tài khoản",
        hint="Thêm, khóa tài khoản; đặt lại mật khẩu, mã xác thực",
        right=Right.ACCOUNTS,
    ),
    Entry(
        path="/canbo/nhat-ky",
        title="Nhật ký",
        hint="Ai đã làm gì, lúc nào",
        right=Right.AUDIT,
    ),
)


class Pages:
    """The templates, and what all of them are given."""

    def __init__(self, ward: Ward, *, now: Callable[[], datetime]) -> None:
        self._ward = ward
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            moment=moment, day=day, ago=lambda value: ago(value, now())
        )
        self._environment.tests["web_address"] = is_web_address

    def page(
        self,
        template: str,
        who: SignedIn | None,
        *,
        request: Request,
        status: int = 200,
        **values: Any,  # noqa: ANN401  # whatever the template names
    ) -> HTMLResponse:
        """Return a page; `here` is the menu's line that it belongs to, by its address."""
        menu = [
            entry for entry in MENU if who and who.stage == "full" and entry.right in who.rights
        ]
        html = self.html(
            template,
            who=who,
            ward=self._ward,
            menu=menu,
            here=request.url.path,
            is_part=request.headers.get("hx-request") == "true",
            **values,
        )
        return HTMLResponse(html, status, HEADERS)

    def html(self, template: str, **values: Any) -> str:  # noqa: ANN401  # as above
        """Return what a template makes of the values."""
        return self._environment.get_template(template).render(**values)


def is_web_address(value: object) -> bool:
    """Say whether something may be linked to: escaping leaves "javascript:…" as it is."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def moment(value: datetime | None) -> str:
    """Return a moment as it is read in Viet Nam: "14:05 23/11/2026"."""
    return _local(value).strftime("%H:%M %d/%m/%Y") if value else "—"


def day(value: datetime | None) -> str:
    """Return the day of a moment: "23/11/2026"."""
    return _local(value).strftime("%d/%m/%Y") if value else "—"


def ago(value: datetime | None, now: datetime) -> str:
    """Return how long ago a moment was, in the largest unit that fits."""
    if value is None:
        return "—"
    minutes = max(0, int((now - value).total_seconds() // 60))
    if minutes < 1:
        return "vừa xong"
    if minutes < 60:
        return f"{minutes} phút"
    if minutes < 24 * 60:
        return f"{minutes // 60} giờ {minutes % 60} phút"
    return f"{minutes // (24 * 60)} ngày"


def _local(value: datetime) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(_VIETNAM)


def scripts_router(names: Sequence[str] = tuple(_HTMX)) -> APIRouter:
    """Return the routes of htmx, served from the package that brings it."""
    router = APIRouter()
    folder = resources.files("django_htmx")
    bodies = {name: (folder / _HTMX[name]).read_bytes() for name in names}

    @router.get("/static/console/lib/{name}", include_in_schema=False)
    async def script(name: str) -> Response:
        if name not in bodies:
            return Response(status_code=404)
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(bodies[name], media_type="text/javascript", headers=headers)

    return router
