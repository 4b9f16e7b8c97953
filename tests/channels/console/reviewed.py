"""Reviews of officials, put where the page finds them without waiting for the checks."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx
from sqlalchemy import select

from bot.review import kept
from bot.review.kept_files import home_of, keep_upload
from bot.review.kept_marks import sentences
from bot.review.kept_result import write_result
from bot.review.read import document_of
from bot.review.run import Review
from bot.review.types import Document, Finding, Kind, Severity, Span
from bot.store.staff import StaffRow
from tests.channels.console.conftest import Desk

PAGE = "/canbo/ra-soat"
PLAN = """KẾ HOẠCH
Chuyển đối số của phường Bến Gỗ năm 2027

Phòng Văn hóa chủ trì mở lớp kỹ năng số cho người cao tuổi ở từng khu phố, hạn trước ngày 30/6.

Văn phòng đảng ủy theo dõi, đôn đốc các đơn vị và gửi báo cáo quý về bộ phận tổng hợp của phường.

Trạm y tế lập sổ sức khỏe điện tử cho ít nhất 90% người dân, báo cáo kết quả trước ngày 15/12.

Công an phường hướng dẫn người dân cài đặt định danh điện tử mức hai ngay tại trụ sở.
"""


@dataclass(frozen=True)
class Slip:
    """What is to be found in a text: these words, wherever they stand first."""

    quote: str
    kind: Kind = Kind.TYPO
    severity: Severity = Severity.MEDIUM
    why: str = "Viết sai."
    suggestion: str | None = None


def finding(document: Document, slip: Slip) -> Finding:
    """Return the finding of a slip."""
    at = document.text.index(slip.quote)
    return Finding(
        rule="language.slip",
        kind=slip.kind,
        span=Span(start=at, end=at + len(slip.quote)),
        why=slip.why,
        suggestion=slip.suggestion,
        severity=slip.severity,
        certain=True,
        source="Chính tả tiếng Việt",
    )


def plant(
    desk: Desk,
    login: str,
    slips: Sequence[Slip],
    *,
    text: str = PLAN,
    name: str = "kế hoạch.txt",
    follows: str = "",
) -> str:
    """Put a finished review of a text where its owner finds it; return its token."""
    folder, now = desk.console.data_dir / "reviews", desk.clock()
    token = keep_upload(io.BytesIO(text.encode()), name, folder)
    document = document_of(text)
    found = sorted((finding(document, each) for each in slips), key=lambda e: e.span.start)
    write_result(Review(document=document, findings=tuple(found)), home_of(token, folder))
    with desk.store.transaction() as session:
        staff_id = session.scalars(select(StaffRow.id).where(StaffRow.login == login)).one()
        ends_at = now + timedelta(hours=24)
        kept.begin(
            session, token, staff_id=staff_id, by=login, follows=follows, now=now, ends_at=ends_at
        )
        kept.finish(session, token, sentences(document), now=now)
    return token


async def upload(
    client: httpx.AsyncClient, content: bytes, name: str = "kế hoạch.txt", **fields: str
) -> httpx.Response:
    """Give a file to be reviewed."""
    return await client.post(PAGE, files={"tep": (name, content)}, data=fields)
