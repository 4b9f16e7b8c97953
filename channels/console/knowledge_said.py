"""What the knowledge pages say after something was done, or could not be."""

from typing import Any

from fastapi import Request, Response

from bot.staff.sessions import SignedIn
from channels.console.console import Console

_DONE = {
    "cau-hoi": "Đã đánh dấu xong.",
    "nhap": "Đã lưu bản soạn. Xem lại rồi gửi duyệt.",
    "ban-rieng": "Bản này đã được lưu ở một cửa sổ khác. Phần anh/chị vừa ghi được giữ thành bản "
    "soạn riêng, không mất gì.",
    "gui": "Đã gửi. Người thứ hai sẽ xem và duyệt.",
    "duyet": "Đã duyệt. Bản mới đang được đưa vào dùng, bản cũ vẫn trả lời đến lúc đó.",
    "tra": "Đã trả lại cho người soạn.",
    "rut": "Đã rút. Nội dung vẫn xem lại được.",
    "vuong": "Bản ghi đã được người khác sửa trong lúc này. Xem hai bên rồi làm lại trên bản mới.",
    "lam-lai": "Đã đặt phần sửa của anh/chị lên bản đang dùng. Xem lại từng chỗ rồi gửi.",
    "thu-lai": "Đang thử lại.",
}


def with_said(request: Request) -> dict[str, Any]:
    """Return what a page says of the step that led to it."""
    return {"done": _DONE.get(request.query_params.get("xong", ""), "")}


def refused(
    console: Console, request: Request, who: SignedIn, why: str, status: int = 409
) -> Response:
    """Return the page that says why something was not done."""
    return console.pages.page("problem.html", who, request=request, status=status, problem=why)
