"""The HTTP API, the JSON that others rely on, and the page as the server sends it."""

import datetime
import json
import logging
import re
import unicodedata
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from bot.types import Answer, CheckItem, Choice, Citation, Form, Message, Status, Warn
from channels.contract import QuestionIn, answer_json
from channels.web import WardView, create_app
from knowledge.types import Aspect, Audience

STATIC = Path(__file__).parents[2] / "channels" / "static"

FULL = Answer(
    status=Status.ANSWERED,
    text="Lệ phí 20.000 đồng một lần.",
    act="procedure",
    aspect=Aspect.FEE,
    procedure="1.000001",
    ranking=tuple(f"1.{number:06}" for number in range(1, 13)),
    choices=(Choice(title="Nộp trực tuyến", code="1.000002", payload="p1"),),
    citations=(
        Citation(
            title="Cấp giấy mẫu",
            doc="1.000001",
            locator="Lệ phí",
            number="12/QĐ-M",
            date=datetime.date(2026, 3, 4),
            url="https://example.vn/1",
            as_of=datetime.date(2026, 7, 10),
        ),
        Citation(title="Hướng dẫn mẫu", doc="huong-dan"),
    ),
    warnings=(Warn(kind="local_fee", text="Mức này của Hà Nội."),),
    more=(Choice(title="Giấy tờ", code=None, payload="giấy tờ cần những gì"),),
    checklist=(CheckItem(text="Tờ khai", form="CT01"), CheckItem(text="Ảnh", is_needed=False)),
    due=datetime.date(2026, 11, 27),
    as_of=datetime.date(2026, 7, 10),
)
PLAIN = Answer(status=Status.SAID, text="Chào anh/chị.", act="smalltalk")


class Recorder:
    """A Replier that remembers what it was asked."""

    def __init__(self, reply: Callable[[Message], Answer]) -> None:
        self.asked: list[Message] = []
        self._reply = reply

    async def reply(self, message: Message) -> Answer:
        self.asked.append(message)
        return self._reply(message)


@pytest.fixture
def replier() -> Recorder:
    return Recorder(lambda message: FULL if message.text == "lệ phí" else PLAIN)


def client_of(
    replier: Recorder, *, ready: bool = True, ward: WardView | None = None
) -> httpx.AsyncClient:
    app = create_app(replier, ready=lambda: ready, ward=ward or WardView())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.fixture
async def client(replier: Recorder) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(replier) as client:
        yield client


# The JSON of one answer


def test_an_answer_has_exactly_the_fields_of_the_contract() -> None:
    body = answer_json(FULL, id="q1", ms=12.345).model_dump(mode="json")

    assert body == {
        "id": "q1",
        "status": "ANSWERED",
        "text": "Lệ phí 20.000 đồng một lần.\n\nMức này của Hà Nội.",
        "act": "procedure",
        "aspect": "fee",
        "procedure": "1.000001",
        "ranking": [f"1.{number:06}" for number in range(1, 11)],
        "choices": [{"title": "Nộp trực tuyến", "code": "1.000002", "payload": "p1"}],
        "citations": [
            {
                "title": "Cấp giấy mẫu",
                "locator": "Lệ phí",
                "number": "12/QĐ-M",
                "date": "2026-03-04",
                "url": "https://example.vn/1",
                "doc": "1.000001",
                "as_of": "2026-07-10",
            },
            {
                "title": "Hướng dẫn mẫu",
                "locator": "",
                "number": None,
                "date": None,
                "url": None,
                "doc": "huong-dan",
                "as_of": None,
            },
        ],
        "warnings": [{"kind": "local_fee", "text": "Mức này của Hà Nội."}],
        "more": [{"title": "Giấy tờ", "code": None, "payload": "giấy tờ cần những gì"}],
        "checklist": [
            {"text": "Tờ khai", "form": "CT01", "is_needed": True},
            {"text": "Ảnh", "form": None, "is_needed": False},
        ],
        "due": "2026-11-27",
        "as_of": "2026-07-10",
        "notice": "",
        "asks_feedback": False,
        "answer_id": None,
        "form": None,
        "ticket": None,
        "silent": False,
        "audience": "public",
        "ms": 12.3,
    }


def test_a_warning_that_the_text_already_says_is_not_said_twice() -> None:
    warned = Answer(
        status=Status.ANSWERED,
        text="Lưu ý: Đừng cho ai mã OTP.\nCác bước: …",
        act="guide",
        warnings=(Warn(kind="safety", text="Đừng cho ai mã OTP."),),
    )

    assert answer_json(warned, id="", ms=0).text == warned.text


# One question of a batch


def test_turns_are_read_in_order_and_gold_fields_are_dropped() -> None:
    question = QuestionIn.model_validate_json('{"id": 7, "turns": ["a", "b"], "gold": ["1.1"]}')

    assert question.messages() == ("a", "b")
    assert question.id == "7"
    assert "gold" not in question.model_dump()


def test_question_stands_for_a_single_turn() -> None:
    assert QuestionIn.model_validate({"question": "a"}).messages() == ("a",)


@pytest.mark.parametrize(
    ("given", "audience"),
    [
        ({}, Audience.PUBLIC),
        ({"audience": None}, Audience.PUBLIC),
        ({"audience": "resident"}, Audience.PUBLIC),
        ({"audience": "public"}, Audience.PUBLIC),
        ({"audience": "staff"}, Audience.STAFF),
        ({"audience": "official"}, Audience.OFFICIAL),
    ],
)
def test_a_resident_is_the_public(given: dict[str, str], audience: Audience) -> None:
    assert QuestionIn.model_validate({"question": "a", **given}).audience is audience


@pytest.mark.parametrize("line", [{}, {"turns": []}, {"question": "a", "audience": "boss"}])
def test_a_line_without_a_question_or_with_an_unknown_audience_is_an_error(
    line: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError):
        QuestionIn.model_validate(line)


# POST /api/chat


async def test_the_api_returns_the_answer_with_its_ids(client: httpx.AsyncClient) -> None:
    reply = await client.post("/api/chat", json={"text": "lệ phí"})

    assert reply.status_code == 200
    body = reply.json()
    expected = answer_json(FULL, id=body["id"], ms=body["ms"]).model_dump(mode="json")
    assert body == {**expected, "conversation_id": body["conversation_id"]}
    assert len(body["id"]) == len(body["conversation_id"]) == 36
    assert body["ms"] >= 0


async def test_a_conversation_goes_on_under_the_id_that_was_returned(
    client: httpx.AsyncClient, replier: Recorder
) -> None:
    first = (await client.post("/api/chat", json={"text": "a"})).json()
    second = (
        await client.post(
            "/api/chat", json={"text": "b", "conversation_id": first["conversation_id"]}
        )
    ).json()
    other = (await client.post("/api/chat", json={"text": "c"})).json()

    assert second["conversation_id"] == first["conversation_id"] != other["conversation_id"]
    assert second["id"] != first["id"]
    ids = [message.conversation_id for message in replier.asked]
    assert ids[0] == ids[1] != ids[2]


async def test_a_web_client_cannot_name_a_conversation_of_another_channel(
    client: httpx.AsyncClient, replier: Recorder
) -> None:
    await client.post("/api/chat", json={"text": "a", "conversation_id": "telegram:5"})

    assert replier.asked[0].conversation_id == "web:telegram:5"


async def test_a_button_is_told_from_typed_text(
    client: httpx.AsyncClient, replier: Recorder
) -> None:
    await client.post("/api/chat", json={"text": "p1", "button": True})
    await client.post("/api/chat", json={"text": "p1"})

    assert [message.is_button for message in replier.asked] == [True, False]


@pytest.mark.parametrize("audience", ["public", "resident", None])
async def test_residents_are_answered_as_the_public(
    client: httpx.AsyncClient, replier: Recorder, audience: str | None
) -> None:
    reply = await client.post("/api/chat", json={"text": "a", "audience": audience})

    assert reply.status_code == 200
    assert replier.asked[0].audience is Audience.PUBLIC


@pytest.mark.parametrize("audience", ["staff", "official", "admin", ""])
async def test_nobody_becomes_staff_by_saying_so(
    client: httpx.AsyncClient, replier: Recorder, audience: str
) -> None:
    reply = await client.post("/api/chat", json={"text": "a", "audience": audience})

    assert reply.status_code == 403
    assert "đăng nhập" in reply.json()["error"]["message"]
    assert replier.asked == []


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u00a0", "\x00\x07", "\u0301"])
async def test_a_message_without_anything_to_see_is_rejected(
    client: httpx.AsyncClient, replier: Recorder, text: str
) -> None:
    reply = await client.post("/api/chat", json={"text": text})

    assert reply.status_code == 422
    assert "chưa nhập câu hỏi" in reply.json()["error"]["message"]
    assert replier.asked == []


@pytest.mark.parametrize("text", ["?", "🙏", "a\x00b", unicodedata.normalize("NFD", "lệ phí")])
async def test_odd_text_goes_to_the_assistant_as_it_is(
    client: httpx.AsyncClient, replier: Recorder, text: str
) -> None:
    reply = await client.post("/api/chat", json={"text": text})

    assert reply.status_code == 200
    assert replier.asked[0].text == text


async def test_a_long_text_is_accepted_up_to_2000_characters_however_composed(
    client: httpx.AsyncClient,
) -> None:
    decomposed = unicodedata.normalize("NFD", "ế" * 2000)

    assert len(decomposed) == 6000
    assert (await client.post("/api/chat", json={"text": decomposed})).status_code == 200
    too_long = await client.post("/api/chat", json={"text": "ế" * 2001})
    assert too_long.status_code == 422
    assert "2.000 ký tự" in too_long.json()["error"]["message"]


async def test_a_body_over_64_kb_is_not_read_to_its_end(
    client: httpx.AsyncClient, replier: Recorder
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 1_000:
            sent += 1
            yield b" " * 1024

    reply = await client.post("/api/chat", content=endless())

    assert reply.status_code == 413
    assert "quá lớn" in reply.json()["error"]["message"]
    assert sent == 65
    assert replier.asked == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"text": "\\ud800"}', 400),
        (b"[" * 60_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"text": 5}', 422),
        (b'{"text": ["a"]}', 422),
        (b'{"text": "a", "button": "maybe"}', 422),
        (b'{"text": "a", "conversation_id": "../x"}', 422),
        (b'{"text": "a", "conversation_id": 5}', 422),
        (json.dumps({"text": "a", "conversation_id": "x" * 65}).encode(), 422),
    ],
)
async def test_what_is_not_a_message_gets_one_error_shape(
    client: httpx.AsyncClient, replier: Recorder, body: bytes, status: int
) -> None:
    reply = await client.post("/api/chat", content=body)

    assert reply.status_code == status
    assert list(reply.json()) == ["error"]
    assert reply.json()["error"]["message"]
    assert replier.asked == []


async def test_a_wrong_field_is_named(client: httpx.AsyncClient) -> None:
    reply = await client.post("/api/chat", json={"conversation_id": "a b", "button": 9})

    assert "button, conversation_id, text" in reply.json()["error"]["message"]


async def test_unknown_fields_are_ignored(client: httpx.AsyncClient) -> None:
    reply = await client.post("/api/chat", json={"text": "a", "gold": "b"})

    assert reply.status_code == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("GET", "/api/chat")])
async def test_unknown_addresses_get_the_same_error_shape(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    reply = await client.request(method, path)

    assert reply.status_code in (404, 405)
    assert "Anh/chị" in reply.json()["error"]["message"] or "/docs" in reply.text


async def test_a_broken_assistant_is_reported_without_the_residents_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(message: Message) -> Answer:
        raise RuntimeError(f"cannot store {message.text!r}")

    caplog.set_level(logging.DEBUG)
    async with client_of(Recorder(fail)) as client:
        reply = await client.post("/api/chat", json={"text": "bí mật 0912345678"})

    assert reply.status_code == 500
    assert "thử lại" in reply.json()["error"]["message"]
    logged = str([vars(record) for record in caplog.records])
    assert "RuntimeError" in logged
    assert "test_web.py" in logged
    assert "0912345678" not in logged + reply.text


async def test_neither_text_nor_conversation_id_is_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    await client.post("/api/chat", json={"text": "bí mật 0912345678", "conversation_id": "cuoc-77"})

    logged = str([vars(record) for record in caplog.records if record.name == "channels.web"])
    assert "SAID" in logged
    assert "0912345678" not in logged
    assert "cuoc-77" not in logged


# The rest of the HTTP surface


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
async def test_readiness_follows_the_assistant_and_life_does_not(
    replier: Recorder, ready: bool, status: int
) -> None:
    async with client_of(replier, ready=ready) as client:
        assert (await client.get("/readyz")).status_code == status
        assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("POST", "/"),
        ("POST", "/api/chat"),
        ("GET", "/static/chat.js"),
        ("GET", "/docs"),
        ("GET", "/nowhere"),
        ("GET", "/healthz"),
    ],
)
async def test_every_reply_carries_the_security_headers_and_no_cookie(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    headers = (await client.request(method, path, headers={"Origin": "https://evil.vn"})).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "img-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not any(loose in policy for loose in ("unsafe", "blob:", "data:", "*", "http"))
    assert headers["permissions-policy"] == "camera=(), geolocation=(self), microphone=()"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers
    assert "access-control-allow-origin" not in headers


async def test_answers_are_kept_in_no_cache(client: httpx.AsyncClient) -> None:
    for reply in (
        await client.post("/api/chat", json={"text": "a"}),
        await client.post("/", content="text=a"),
    ):
        assert reply.headers["cache-control"] == "no-store"


async def test_static_files_are_served_and_nothing_beside_them(client: httpx.AsyncClient) -> None:
    assert (await client.get("/static/chat.css")).status_code == 200
    assert (await client.get("/static/index.html")).headers["location"] == "/"
    for path in ("/static/../web.py", "/static/%2e%2e/web.py", "/static/..%2fweb.py", "/static/"):
        assert (await client.get(path)).status_code == 404


async def test_openapi_and_its_page_describe_the_message_and_the_answer(
    client: httpx.AsyncClient,
) -> None:
    document = (await client.get("/openapi.json")).json()
    docs = (await client.get("/docs")).text

    chat = document["paths"]["/api/chat"]["post"]
    sent = chat["requestBody"]["content"]["application/json"]["schema"]
    assert sent["required"] == ["text"]
    assert set(sent["properties"]) == {
        "conversation_id",
        "text",
        "audience",
        "button",
        "message_id",
        "location",
        "photo",
    }
    assert "ChatAnswer" in document["components"]["schemas"]
    assert "POST /api/chat" in docs
    assert "ChatAnswer" in docs
    assert "<script" not in docs


async def test_the_page_can_be_probed_with_head(client: httpx.AsyncClient) -> None:
    assert (await client.head("/")).status_code == 200


# The page as the server renders it


async def test_the_wards_data_is_shown_escaped(replier: Recorder) -> None:
    ward = WardView(
        name='Phường <b>"A"</b> & $text',
        hours="8:00 <script>alert(1)</script>",
        hotline="(024) 1900-<i>1",
        address="$typed",
        portal_url='https://example.vn/?a=1&b="><script>',
    )

    async with client_of(replier, ward=ward) as client:
        page = (await client.get("/")).text

    assert "Phường &lt;b&gt;&quot;A&quot;&lt;/b&gt; &amp; $text" in page
    assert "8:00 &lt;script&gt;" in page
    assert 'href="tel:02419001"' in page
    assert "$typed" in page
    assert 'href="https://example.vn/?a=1&amp;b=&quot;&gt;&lt;script&gt;"' in page
    assert page.count("<script") == 1


async def test_a_ward_that_gives_nothing_gets_a_page_without_empty_labels(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/")).text

    assert "<dt>" not in page
    assert "<details" not in page
    assert "None" not in page


@pytest.mark.parametrize(
    "url", ["http://a.vn", "javascript:alert(1)", "//a.vn", "https//", "http://["]
)
async def test_only_an_https_portal_becomes_a_link(replier: Recorder, url: str) -> None:
    async with client_of(replier, ward=WardView(portal_url=url)) as client:
        page = (await client.get("/")).text

    assert "Nộp hồ sơ" not in page
    assert "alert(1)" not in page


async def test_the_form_answers_without_javascript(
    client: httpx.AsyncClient, replier: Recorder
) -> None:
    reply = await client.post("/", data={"text": "lệ phí", "conversation_id": ""})

    assert reply.status_code == 200
    assert '<p class="text">Lệ phí 20.000 đồng một lần.</p>' in reply.text
    assert '<p class="warning">Mức này của Hà Nội.</p>' in reply.text
    assert 'name="choice" value="p1">Nộp trực tuyến</button>' in reply.text
    assert "— Lệ phí — số 12/QĐ-M ngày 04/03/2026 — dữ liệu ngày 10/07/2026</li>" in reply.text
    assert 'href="https://example.vn/1" target="_blank" rel="noopener noreferrer"' in reply.text
    given = replier.asked[0].conversation_id.removeprefix("web:")
    assert f'name="conversation_id" value="{given}"' in reply.text


async def test_nothing_hostile_in_question_or_answer_becomes_markup_in_the_form() -> None:
    hostile = '<img src=x onerror="alert(1)">'

    def echo(message: Message) -> Answer:
        return Answer(
            status=Status.CLARIFY,
            text=f"{message.text}1",
            act="procedure",
            choices=(Choice(title=f"{hostile}2", code=None, payload=f'"{hostile}3'),),
            citations=(
                Citation(
                    title=f"{hostile}4", doc="d", locator=f"{hostile}5", url=f"https://{hostile}"
                ),
                Citation(title=f"{hostile}6", doc="d", url="javascript:alert(1)"),
            ),
            warnings=(Warn(kind="safety", text=f"{hostile}7"),),
        )

    async with client_of(Recorder(echo)) as client:
        page = (await client.post("/", data={"text": hostile})).text

    escaped = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"
    assert [number for number in range(1, 8) if f"{escaped}{number}" not in page] == []
    assert "<img src=x" not in page
    assert "javascript:" not in page


async def test_a_pressed_button_comes_before_typed_text_in_the_form(
    client: httpx.AsyncClient, replier: Recorder
) -> None:
    await client.post("/", data={"choice": "p1", "text": "x", "conversation_id": "c"})
    await client.post("/", data={"example": "Ví dụ?", "text": "x", "conversation_id": "c"})

    assert [(m.text, m.is_button) for m in replier.asked] == [("p1", True), ("Ví dụ?", False)]
    assert {m.conversation_id for m in replier.asked} == {"web:c"}


async def test_a_rejected_form_keeps_what_was_typed(client: httpx.AsyncClient) -> None:
    long = "<b>" + "a" * 2000

    reply = await client.post("/", data={"text": long, "conversation_id": "c"})

    assert reply.status_code == 422
    assert "2.000 ký tự" in reply.text
    assert f">&lt;b&gt;{'a' * 2000}</textarea>" in reply.text
    assert 'name="conversation_id" value="c"' in reply.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"text=+", 422),
        (b"text=a&conversation_id=%22%3E", 400),
        (b"&".join(b"a=1" for _ in range(30)), 400),
        (b"text=" + b"a" * 70_000, 413),
    ],
)
async def test_a_bad_form_gets_the_page_with_the_reason(
    client: httpx.AsyncClient, replier: Recorder, body: bytes, status: int
) -> None:
    reply = await client.post("/", content=body)

    assert reply.status_code == status
    assert 'class="failed"' in reply.text
    assert replier.asked == []


async def test_a_form_sent_again_is_the_same_message_and_another_text_is_not(
    client: httpx.AsyncClient, replier: Recorder
) -> None:
    page = (await client.get("/")).text
    given = re.findall(r'name="message_id" value="([\w-]+)"', page)
    for text in ("gửi", "gửi", "hủy"):
        await client.post("/", data={"text": text, "conversation_id": "c", "message_id": given[0]})
    await client.post("/", data={"text": "gửi", "conversation_id": "c", "message_id": '"><'})
    await client.post("/", data={"text": "gửi", "conversation_id": "c"})

    ids = [message.id for message in replier.asked]
    assert ids[0] == ids[1]
    assert len({*ids[1:4]}) == 3
    assert ids[4] is None
    assert given[0] not in (await client.get("/")).text


SILENT = Answer(status=Status.HANDOVER, text="", act="person", is_silent=True)
WAITING = Answer(status=Status.SAID, text="Chờ chút.", act="wait", is_silent=True)


@pytest.mark.parametrize(("answer", "said"), [(SILENT, 1), (WAITING, 0)])
async def test_silence_is_explained_only_while_a_person_has_the_conversation(
    answer: Answer, said: int
) -> None:
    async with client_of(Recorder(lambda _: answer)) as client:
        page = (await client.post("/", data={"text": "a"})).text

    assert page.count("Đã chuyển cho cán bộ.") == said
    assert "Trợ lý trả lời" not in page


async def test_the_notice_the_step_and_the_code_are_shown_escaped() -> None:
    hostile = "<b>"
    answer = Answer(
        status=Status.SAID,
        text="Ở đâu?",
        act="ticket",
        notice=f"{hostile}1",
        ticket=f"{hostile}2",
        form=Form(name="ticket", asks="place", slots={"content": f"{hostile}3"}),
    )
    async with client_of(Recorder(lambda _: answer)) as client:
        page = (await client.post("/", data={"text": "a"})).text

    assert '<p class="privacy">&lt;b&gt;1</p>' in page
    assert "<strong>&lt;b&gt;2</strong>" in page
    assert '<p class="step">Phản ánh: bước 2/4</p>' in page
    assert hostile not in page


@pytest.mark.parametrize(
    "form",
    [None, Form(name="other", asks="place"), Form(name="ticket", asks=None)],
    ids=["none", "another form", "completed"],
)
async def test_no_step_is_told_where_there_is_none(form: Form | None) -> None:
    answer = Answer(status=Status.SAID, text="Vâng.", act="ticket", form=form)
    async with client_of(Recorder(lambda _: answer)) as client:
        page = (await client.post("/", data={"text": "a"})).text

    assert 'class="step"' not in page


async def test_a_line_break_in_the_form_is_one_character(
    client: httpx.AsyncClient, replier: Recorder
) -> None:
    await client.post("/", data={"text": "a\r\nb"})

    assert replier.asked[0].text == "a\nb"


def test_the_page_and_its_files_stay_under_40_kb() -> None:
    files = [file for file in STATIC.iterdir() if file.is_file()]

    assert 1_000 < sum(file.stat().st_size for file in files) < 40_000


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, 1.4.3."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "at_least"),
    [
        *(("ink", ground, 4.5) for ground in ("page", "paper", "asked", "soft")),
        *(("quiet", ground, 4.5) for ground in ("page", "paper")),
        ("bad-line", "paper", 4.5),
        *(("accent", ground, 4.5) for ground in ("page", "paper", "soft")),
        ("on-accent", "accent", 4.5),
        ("warn-ink", "warn", 4.5),
        ("bad-ink", "bad", 4.5),
        ("field", "paper", 3),
        ("field", "page", 3),
    ],
)
def test_colours_keep_the_contrast_of_wcag_aa(
    scheme: int, ink: str, ground: str, at_least: float
) -> None:
    blocks = re.findall(r":root \{(.*?)\}", (STATIC / "chat.css").read_text(), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", blocks[scheme]))

    assert _contrast("#000", "#fff") == pytest.approx(21)
    assert _contrast(colours[ink], colours[ground]) >= at_least


@pytest.mark.parametrize("text", ["/canbo K7MP-3QXF", "canbo k7mp3qxf"])
async def test_a_code_that_links_a_chat_is_neither_taken_nor_passed_on(
    client: httpx.AsyncClient, replier: Recorder, text: str
) -> None:
    reply = await client.post("/api/chat", json={"text": text})

    assert reply.status_code == 422
    assert "Zalo hoặc Telegram" in reply.json()["error"]["message"]
    assert replier.asked == []
