"""What the server sends for the widget: its files, who may frame it, an answer in parts."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from bot.types import Answer, BotError, Citation, Message, Status
from bot.ward import Ward, Widget, load_ward
from channels.web import WardView, create_app
from channels.widget import KEPT_DAYS, ward_slug, widget_router
from channels.widget_stream import stream_router

STATIC = Path(__file__).parents[2] / "channels" / "static"
SITE = "https://ben-go.example.vn"
LIMIT_BYTES = 40_000


class Slow:
    """A Replier that answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[Message] = []
        self.answered: list[Message] = []
        self.go = asyncio.Event()
        self.go.set()

    async def reply(self, message: Message) -> Answer:
        self.asked.append(message)
        await self.go.wait()
        if message.text == "vỡ":
            raise ValueError("bí mật")
        self.answered.append(message)
        return Answer(
            status=Status.ANSWERED,
            text=f"Trả lời: {message.text}",
            act="guide",
            citations=(Citation(title="Sổ", doc="1"),),
        )


@pytest.fixture
def replier() -> Slow:
    return Slow()


def _client(
    replier: Slow, origins: Sequence[str] = (SITE,), *, base: str = "http://localhost", **ward: str
) -> httpx.AsyncClient:
    profile = Ward(name="phường Bến Gỗ", province="thành phố Mây")
    profile = Ward(
        name=ward.get("name", profile.name),
        province=profile.province,
        widget=Widget(origins=tuple(origins), ward=ward.get("ward", "")),
    )
    app = create_app(
        replier,
        ready=lambda: True,
        ward=WardView(),
        routers=[stream_router(replier), widget_router(profile)],
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base)


@pytest.fixture
async def client(replier: Slow) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(replier) as client:
        yield client


# Files


async def test_the_script_is_told_the_wards_name_and_the_origins(client: httpx.AsyncClient) -> None:
    reply = await client.get("/widget.js")

    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert reply.text.endswith(f'}})("ben-go", ["{SITE}"]);\n')


@pytest.mark.parametrize("path", ["/widget.js", "/widget"])
async def test_who_has_the_file_already_is_told_so(client: httpx.AsyncClient, path: str) -> None:
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    other = await client.get(path, headers={"If-None-Match": '"x"'})

    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert "max-age" in first.headers["cache-control"] or path == "/widget"


async def test_another_ward_or_other_origins_make_another_tag(replier: Slow) -> None:
    tags = set()
    for origins, name in (((), "xã A"), ((SITE,), "xã A"), ((SITE,), "xã B")):
        async with _client(replier, origins, name=name) as client:
            tags.add((await client.get("/widget.js")).headers["etag"])

    assert len(tags) == 3


async def test_only_listed_origins_may_frame_the_panel(client: httpx.AsyncClient) -> None:
    reply = await client.get("/widget?ward=ben-go")

    policy = dict(
        line.strip().partition(" ")[::2]
        for line in reply.headers["content-security-policy"].split(";")
    )
    assert policy["frame-ancestors"] == f"'self' {SITE}"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert not any(loose in " ".join(policy.values()) for loose in ("unsafe", "data:", "*"))
    assert "x-frame-options" not in reply.headers  # It knows no list; frame-ancestors does.
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"


async def test_without_origins_only_our_own_pages_may_frame_the_panel(replier: Slow) -> None:
    async with _client(replier, ()) as client:
        reply = await client.get("/widget")

    assert "frame-ancestors 'self';" in reply.headers["content-security-policy"]


async def test_the_main_page_may_still_be_framed_by_nobody(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/")).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("origin", [SITE, "https://evil.vn"])
@pytest.mark.parametrize("path", ["/widget", "/widget.js", "/api/chat/stream"])
async def test_no_site_is_allowed_to_read_a_reply(
    client: httpx.AsyncClient, path: str, origin: str
) -> None:
    reply = await client.get(path, headers={"Origin": origin})
    before = await client.options(
        path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
    )

    assert not any(name.startswith("access-control") for name in (*reply.headers, *before.headers))


async def test_the_panel_has_nothing_inline(client: httpx.AsyncClient) -> None:
    page = (await client.get("/widget")).text

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert "Phường Bến Gỗ" in page
    assert f"tối đa {KEPT_DAYS} ngày" in page
    assert "$" not in page


async def test_the_panel_says_the_days_that_the_browser_keeps_words() -> None:
    script = (STATIC / "widget" / "memory.js").read_text(encoding="utf-8")

    assert f"const DAYS = {KEPT_DAYS};" in script


async def test_a_wrong_ward_gets_no_panel(client: httpx.AsyncClient) -> None:
    assert (await client.get("/widget?ward=ben-go")).status_code == 200
    assert (await client.get("/widget?ward=xa-khac")).status_code == 404


async def test_a_name_with_tags_stays_text(replier: Slow) -> None:
    async with _client(replier, name='<script>"&$name') as client:
        page = (await client.get("/widget")).text

    assert "<script>&" not in page
    assert "&lt;script&gt;&quot;&amp;$name" in page


async def test_all_that_the_panel_loads_is_under_40_kb(client: httpx.AsyncClient) -> None:
    page = await client.get("/widget")
    known = {"/widget.js": await client.get("/widget.js"), "/widget": page}
    waiting = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    while waiting:
        path = waiting.pop()
        if path in known:
            continue
        known[path] = reply = await client.get(path)
        assert reply.status_code == 200, path
        imports = re.findall(r'from "(\.[^"]+)"', reply.text) if path.endswith(".js") else []
        waiting += [str(httpx.URL(f"http://h{path}").join(name).path) for name in imports]

    assert len(known) > 15
    assert sum(len(gzip.compress(reply.content)) for reply in known.values()) <= LIMIT_BYTES
    preloaded = set(re.findall(r'modulepreload" href="([^"]+)"', page.text))
    assert preloaded == {p for p in known if p.endswith(".js")} - {
        "/widget.js",
        "/static/widget/talk.js",
    }


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("phường Tây Mỗ", "tay-mo"),
        ("Xã Đông  Anh", "dong-anh"),
        ("đặc khu Phú Quốc", "phu-quoc"),
        ("phường 12", "12"),
        ("phường", "phuong"),
        ("!!!", "ward"),
    ],
)
def test_a_wards_name_makes_its_short_one(name: str, slug: str) -> None:
    assert ward_slug(name) == slug


# The profile


def _load(tmp_path: Path, lines: str) -> Ward:
    path = tmp_path / "ward.toml"
    path.write_text(f'name = "a"\nprovince = "b"\n[widget]\n{lines}', encoding="utf-8")
    return load_ward(path)


def test_origins_come_from_the_profile(tmp_path: Path) -> None:
    ward = _load(tmp_path, f'origins = ["{SITE}", "http://10.0.0.5:8080"]\nward = "tay-mo"')

    assert ward.widget == Widget(origins=(SITE, "http://10.0.0.5:8080"), ward="tay-mo")


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*.vn",
        "https://a.vn/",
        "a.vn",
        "https://a.vn; script-src *",
        "https://A.vn",
        "",
    ],
)
def test_what_is_no_origin_is_refused_by_name(tmp_path: Path, origin: str) -> None:
    with pytest.raises(BotError, match=r"widget\.origins.*not an origin"):
        _load(tmp_path, f'origins = ["{origin}"]')


def test_a_short_name_with_other_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BotError, match=r"widget\.ward"):
        _load(tmp_path, 'ward = "Tây Mỗ"')


# The demo


@pytest.mark.parametrize("base", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:80"])
async def test_the_demo_is_shown_on_this_machine(replier: Slow, base: str) -> None:
    async with _client(replier, base=base) as client:
        reply = await client.get("/widget/demo")

    assert reply.status_code == 200
    assert 'src="/widget.js" data-ward="ben-go"' in reply.text
    assert "frame-src 'self'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("base", "headers"),
    [
        ("https://hoi-dap.example.vn", {}),
        ("http://localhost", {"X-Forwarded-For": "203.0.113.5"}),
        ("http://localhost", {"Forwarded": "for=203.0.113.5"}),
        ("http://127.0.0.1.example.vn", {}),
    ],
)
async def test_the_demo_is_shown_to_nobody_else(
    replier: Slow, base: str, headers: dict[str, str]
) -> None:
    async with _client(replier, base=base) as client:
        assert (await client.get("/widget/demo", headers=headers)).status_code == 404


# Parts


def _lines(reply: httpx.Response) -> list[dict[str, object]]:
    return [json.loads(line) for line in reply.text.splitlines()]


async def test_an_answer_comes_as_accepted_head_and_rest_and_makes_the_whole(
    client: httpx.AsyncClient,
) -> None:
    asked = {"text": "phí", "conversation_id": "c1", "message_id": "m1"}
    reply = await client.post("/api/chat/stream", json=asked)
    whole = (await client.post("/api/chat", json=asked)).json()

    accepted, head, rest = _lines(reply)
    assert accepted == {"part": "accepted"}
    assert (head["part"], rest["part"]) == ("head", "rest")
    assert isinstance(head["answer"], dict)
    assert isinstance(rest["answer"], dict)
    assert head["answer"]["text"] == "Trả lời: phí"
    assert "citations" not in head["answer"]
    joined = {**head["answer"], **rest["answer"]}
    differing = {"id", "ms"}
    assert {k: v for k, v in joined.items() if k not in differing} == {
        k: v for k, v in whole.items() if k not in differing
    }
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["content-type"] == "application/x-ndjson"
    assert "content-encoding" not in reply.headers


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"text": " "}', 422),
        (json.dumps({"text": "a" * 2001}).encode(), 422),
        (b'{"text": "a", "audience": "staff"}', 403),
        (b"x" * 70_000, 413),
    ],
    ids=["broken", "blank", "long", "staff", "big"],
)
async def test_what_is_refused_is_refused_before_the_first_part(
    client: httpx.AsyncClient, replier: Slow, body: bytes, status: int
) -> None:
    reply = await client.post("/api/chat/stream", content=body)

    assert reply.status_code == status
    assert reply.json()["error"]["message"]
    assert replier.asked == []


async def test_a_failure_after_the_first_part_is_a_last_line_without_inner_words(
    client: httpx.AsyncClient,
) -> None:
    reply = await client.post("/api/chat/stream", json={"text": "vỡ"})

    assert [line["part"] for line in _lines(reply)] == ["accepted", "failed"]
    assert "bí mật" not in reply.text
