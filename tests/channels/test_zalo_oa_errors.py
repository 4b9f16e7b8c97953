"""What Zalo's answers to a call are taken for, whatever they look like."""

import json
from collections.abc import Mapping

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.platform import Failure
from channels.zalo_oa_errors import failure_of, reply_of


def answer(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(status, content=content, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"message_id": "m1"}, "error": 0, "message": "Success"},
        {"data": {"message_id": "m1"}, "error": "0"},
        {"data": {"message_id": "m1"}},
    ],
)
def test_a_success_is_one_however_its_zero_is_written(body: object) -> None:
    reply = reply_of(answer(body))

    assert reply.is_good
    assert reply.data["message_id"] == "m1"


@pytest.mark.parametrize(
    "body",
    [b"<html>OK</html>", b"", b"[]", b"null", b'{"ok":true}', {"error": None}, {"error": []}],
)
def test_what_is_no_answer_of_zalo_is_no_success_and_tried_again(body: object) -> None:
    reply = reply_of(answer(body))

    assert not reply.is_good
    assert (failure_of(reply), reply.code) == (Failure.BACK_OFF, "no_envelope")


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (500, Failure.BACK_OFF),
        (503, Failure.BACK_OFF),
        (429, Failure.BACK_OFF),
        (408, Failure.BACK_OFF),
        (302, Failure.BACK_OFF),
        (400, Failure.PAYLOAD),
        (413, Failure.PAYLOAD),
        (403, Failure.ADMIN),
        (404, Failure.ADMIN),
    ],
)
def test_a_status_without_a_code_says_what_is_to_be_done(status: int, failure: Failure) -> None:
    reply = reply_of(answer(b"<html>", status))

    assert (failure_of(reply), reply.code) == (failure, f"http_{status}")


@pytest.mark.parametrize("error", [-216, -220, 216, 401, -401])
def test_a_refused_token_is_told_from_other_errors(error: int) -> None:
    assert reply_of(answer({"error": error})).is_token_refused
    assert not reply_of(answer({"error": -213})).is_token_refused


@pytest.mark.parametrize(
    ("header", "after_s"),
    [("7", 7.0), ("99999", 3_600.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)],
)
def test_a_pause_that_zalo_asks_for_is_kept_to_an_hour(header: str, after_s: float | None) -> None:
    assert reply_of(answer(b"", 503, {"Retry-After": header})).after_s == after_s


def test_a_flood_without_a_pause_waits_a_minute() -> None:
    assert reply_of(answer({"error": -32})).after_s == 60.0
    assert reply_of(answer({"error": -32}, 200, {"Retry-After": "5"})).after_s == 5.0


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    st.binary(max_size=30) | JSON | st.fixed_dictionaries({"error": JSON}, optional={"data": JSON}),
    st.sampled_from([200, 204, 301, 400, 401, 429, 500]),
)
def test_no_answer_breaks_anything(body: object, status: int) -> None:
    reply = reply_of(answer(body, status))

    assert reply.is_good or failure_of(reply) in Failure
    assert reply.is_good or reply.code
