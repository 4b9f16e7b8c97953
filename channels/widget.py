"""Serve the widget: the script for ward sites, the panel it frames, a page that shows both."""

import hashlib
import ipaddress
import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request, Response

from bot.ward import Ward
from channels.page import EXAMPLES
from channels.web_input import Rejected
from knowledge.text import fold

STATIC = Path(__file__).parent / "static" / "widget"
KEPT_DAYS = 30
"""How long a browser keeps a conversation that is not gone on with; as in memory.js."""
WRONG_WARD = "Khung hỏi đáp này gắn sai tên phường. Quản trị trang xem lại data-ward giúp."
NOT_HERE = "Không có trang này. Anh/chị về trang đầu để hỏi giúp."
_REPORT = "Tôi muốn phản ánh"
_UNIT = re.compile(r"^(phuong|xa|thi tran|dac khu)\s+")
# A new version reaches ward sites within minutes; a slow server does not hold them up.
_SCRIPT_CACHE = "public, max-age=300, stale-while-revalidate=86400"
_MODULES = (
    "answer", "base", "feedback", "news", "report", "widget/asking", "widget/frame",
    "widget/keeping", "widget/log", "widget/looks", "widget/memory", "widget/queue",
    "widget/stream", "widget/view", "widget/voice",
)  # fmt: skip
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_DEMO = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trang mẫu của một phường</title><link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/widget/demo.css">
<script src="/widget.js" data-ward="{ward}" async></script></head>
<body><header><p>Trang mẫu, để xem khung hỏi đáp</p><h1>{name}</h1></header>
<main><p>Đây là trang thử: chữ, màu và bố cục cố ý khác khung hỏi đáp. Bấm nút ở góc dưới bên phải
để mở khung.</p><h2>Cách gắn vào trang của phường</h2>
<pre tabindex="0">{snippet}</pre></main></body></html>"""


def widget_router(ward: Ward) -> APIRouter:
    """Return the routes. Who may frame the panel is in `[widget]` of the ward's profile."""
    router = APIRouter()
    name = ward.widget.ward or ward_slug(ward.name)
    origins = list(ward.widget.origins)
    script = _script(name, origins)
    page = _page(ward)
    policy = _POLICY.format(ancestors=" ".join(["'self'", *origins]))

    @router.api_route("/widget.js", methods=["GET", "HEAD"], include_in_schema=False)
    async def widget_script(request: Request) -> Response:
        return _cached(
            request,
            script,
            "text/javascript; charset=utf-8",
            # Loaded by other sites, also by those that shut out what does not say so.
            {"Cache-Control": _SCRIPT_CACHE, "Cross-Origin-Resource-Policy": "cross-origin"},
        )

    @router.api_route("/widget", methods=["GET", "HEAD"], include_in_schema=False)
    async def widget_page(request: Request) -> Response:
        if request.query_params.get("ward", name) != name:
            raise Rejected(404, WRONG_WARD)
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": policy,
            "Permissions-Policy": "camera=(), geolocation=(self), microphone=(self)",
        }
        return _cached(request, page, "text/html; charset=utf-8", headers)

    @router.get("/widget/demo", include_in_schema=False)
    async def widget_demo(request: Request) -> Response:
        if not _is_on_this_machine(request):
            raise Rejected(404, NOT_HERE)
        snippet = f'<script src="{request.base_url}widget.js" data-ward="{name}" async></script>'
        shown = _DEMO.format(ward=name, name=escape(_as_title(ward)), snippet=escape(snippet))
        headers = {"Content-Security-Policy": _DEMO_POLICY, "Cache-Control": "no-store"}
        return Response(shown, media_type="text/html; charset=utf-8", headers=headers)

    return router


def ward_slug(name: str) -> str:
    """Return the ward's name as `data-ward` has it: "phường Tây Mỗ" is "tay-mo"."""
    bare = _UNIT.sub("", fold(name).strip())
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-") or "ward"


def _script(name: str, origins: list[str]) -> bytes:
    """Return the script, called with what it must know; the file itself is one function."""
    source = (STATIC / "button.js").read_text(encoding="utf-8").rstrip()
    return f"{source}({json.dumps(name)}, {json.dumps(origins)});\n".encode()


def _as_title(ward: Ward) -> str:
    return f"{ward.name[:1].upper()}{ward.name[1:]}"


def _page(ward: Ward) -> bytes:
    template = Template((STATIC / "panel.html").read_text(encoding="utf-8"))
    examples = (*EXAMPLES[:4], _REPORT)
    named = _as_title(ward)
    page = template.substitute(
        ward_title=f" – {escape(named)}",
        ward_name=escape(named),
        examples="".join(
            f'<li><button type="button" class="choice" name="example" value="{escape(e)}">'
            f"{escape(e)}</button></li>"
            for e in examples
        ),
        days=KEPT_DAYS,
        preloads="\n".join(
            f'<link rel="modulepreload" href="/static/{module}.js">' for module in _MODULES
        ),
    )
    return page.encode()


def _cached(request: Request, body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return the body, or 304 if the caller has it. A weak tag: it may travel compressed."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {**headers, "ETag": tag}
    held = request.headers.get("if-none-match", "")
    if held.strip() == "*" or tag in (each.strip() for each in held.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _is_on_this_machine(request: Request) -> bool:
    """Tell whether a person at this machine asks, not a proxy on it for somebody elsewhere."""
    if any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip")):
        return False
    called = request.url.hostname or ""
    if called != "localhost" and not _is_loopback(called):
        return False
    return request.client is not None and _is_loopback(request.client.host)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
