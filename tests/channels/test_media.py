"""A picture is read from the platform's hosts at public addresses, and from nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.media import fetch_picture, is_public, resolved
from channels.platform import PhotoUnavailable

PICTURE = b"\xff\xd8 a picture"
PUBLIC = "203.0.114.7"
HOSTS = ("bot.example", ".cdn.example")
Handler = Callable[[httpx.Request], httpx.Response]


def names(*addresses: str) -> Callable[[str], Awaitable[Sequence[str]]]:
    async def resolve(_: str) -> Sequence[str]:
        return addresses

    return resolve


async def once(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


def sent(body: bytes) -> httpx.Response:
    """Return an answer whose body is still to be read, as from a network."""
    return httpx.Response(200, content=once(body))


class Web:
    """Whatever is behind the addresses; remembers what it was asked."""

    def __init__(self, handler: Handler | None = None) -> None:
        self.asked: list[httpx.Request] = []
        self._handler = handler or (lambda _: sent(PICTURE))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._handler(request)

    async def fetch(self, url: str, *addresses: str, max_bytes: int = 1_000) -> bytes:
        async with httpx.AsyncClient(transport=httpx.MockTransport(self)) as client:
            return await fetch_picture(
                url,
                hosts=HOSTS,
                client=client,
                resolve=names(*(addresses or (PUBLIC,))),
                max_bytes=max_bytes,
            )


async def test_the_request_goes_to_the_address_that_was_checked_under_the_hosts_name() -> None:
    web = Web()

    assert await web.fetch("https://a.cdn.example/p/1.jpg?s=2") == PICTURE

    (request,) = web.asked
    assert str(request.url) == f"https://{PUBLIC}/p/1.jpg?s=2"
    assert request.headers["host"] == "a.cdn.example"
    assert request.extensions["sni_hostname"] == "a.cdn.example"


async def test_a_link_without_tls_is_asked_for_with_it() -> None:
    web = Web()

    await web.fetch("http://bot.example/1.jpg")

    assert [request.url.scheme for request in web.asked] == ["https"]


async def test_an_address_that_takes_no_connection_gives_way_to_the_next() -> None:
    def one_is_down(request: httpx.Request) -> httpx.Response:
        if request.url.host == PUBLIC:
            return sent(PICTURE)
        raise httpx.ConnectError("down")

    assert await Web(one_is_down).fetch("https://bot.example/1", "2a00:1::7", PUBLIC) == PICTURE


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/1.jpg",
        "https://cdn.example/1.jpg",
        "https://evilcdn.example/1.jpg",
        "https://a.cdn.example.evil.test/1.jpg",
        "https://a.cdn.example@evil.test/1.jpg",
        "https://evil.test#@a.cdn.example/1.jpg",
        "https://user:word@a.cdn.example/1.jpg",
        "https://a.cdn.example:8443/1.jpg",
        "https://127.0.0.1/1.jpg",
        "https://2130706433/1.jpg",
        "https://0x7f.1/1.jpg",
        "https://[::ffff:127.0.0.1]/1.jpg",
        "https://169.254.169.254/latest",
        "ftp://a.cdn.example/1.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "//a.cdn.example/1.jpg",
        "https://",
        "https://a.cdn.example:99999999/",
        "https://[",
        "https://a.cdn.example/\x00",
        "https://a.cdn.example/\ud800",
        "https://\ud800.cdn.example/",
        "https://a\u200b.cdn.example/",
        "",
    ],
)
async def test_a_link_to_anything_else_asks_nobody(url: str) -> None:
    web = Web()

    with pytest.raises(PhotoUnavailable):
        await web.fetch(url)

    assert web.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # nothing is bound to it
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%lo",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "::ffff:0:7f00:1",
        "::7f00:1",
        "64:ff9b:1::7f00:1",
        "2001:0:1234::1",
        "no address",
    ],
)
async def test_a_name_that_leads_to_a_private_address_asks_nobody(address: str) -> None:
    web = Web()

    # One public address beside it makes it no better: the next look-up may give the other.
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC]):
        with pytest.raises(PhotoUnavailable, match="not a public address"):
            await web.fetch("https://a.cdn.example/1.jpg", *addresses)

    assert web.asked == []


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450::1", "64:ff9b::808:808"])
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


async def test_the_computers_own_name_is_resolved_and_refused() -> None:
    assert not any(is_public(each) for each in await resolved("localhost"))


async def test_a_name_that_nobody_has_is_unavailable() -> None:
    with pytest.raises(PhotoUnavailable):
        await resolved("a" * 300 + ".example")


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("https://b.cdn.example/2", ["a.cdn.example", "b.cdn.example"]),
        ("/2", ["a.cdn.example", "a.cdn.example"]),
    ],
)
async def test_a_redirect_within_the_list_is_followed(location: str, asked: list[str]) -> None:
    def moved(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/2":
            return sent(PICTURE)
        return httpx.Response(302, headers={"location": location})

    web = Web(moved)

    assert await web.fetch("https://a.cdn.example/1") == PICTURE
    assert [request.headers["host"] for request in web.asked] == asked


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1/", "https://evil.test/", "file:///etc/passwd", "https://["]
)
async def test_a_redirect_out_of_the_list_is_not_followed(location: str) -> None:
    web = Web(lambda _: httpx.Response(301, headers={"location": location}))

    with pytest.raises(PhotoUnavailable):
        await web.fetch("https://a.cdn.example/1")

    assert [request.headers["host"] for request in web.asked] == ["a.cdn.example"]


async def test_a_redirect_without_end_ends() -> None:
    web = Web(lambda _: httpx.Response(302, headers={"location": "https://a.cdn.example/1"}))

    with pytest.raises(PhotoUnavailable, match="redirects"):
        await web.fetch("https://a.cdn.example/1")

    assert len(web.asked) == 4


@pytest.mark.parametrize("status", [204, 206, 304, 400, 403, 404, 410, 500, 503])
async def test_what_is_no_200_is_no_picture(status: int) -> None:
    with pytest.raises(PhotoUnavailable, match=str(status)):
        await Web(lambda _: httpx.Response(status, content=PICTURE)).fetch("https://bot.example/1")


async def test_a_picture_of_the_limit_is_read_and_one_byte_more_is_not() -> None:
    def of(size: int) -> Web:
        return Web(lambda _: sent(b"." * size))

    assert len(await of(100).fetch("https://bot.example/1", max_bytes=100)) == 100
    with pytest.raises(PhotoUnavailable, match="too big"):
        await of(101).fetch("https://bot.example/1", max_bytes=100)


async def test_a_body_without_end_is_read_to_the_limit_only() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"." * 10

    with pytest.raises(PhotoUnavailable, match="too big"):
        await Web(lambda _: httpx.Response(200, content=endless())).fetch(
            "https://bot.example/1", max_bytes=100
        )

    assert sent == 11


async def test_a_packed_body_is_not_unpacked() -> None:
    packed = Web(
        lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, content=once(b"."))
    )

    with pytest.raises(PhotoUnavailable, match="packed"):
        await packed.fetch("https://bot.example/1")


async def test_an_error_of_the_network_tells_its_kind_and_not_the_link() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"broken at {request.url}")

    with pytest.raises(PhotoUnavailable) as caught:
        await Web(broken).fetch("https://bot.example/secret")

    assert str(caught.value) == "ReadError"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_a_server_that_never_ends_its_answer_is_left() -> None:
    left = asyncio.Event()

    async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nbegun")
        await reader.read()  # Until the other side gives up.
        writer.close()
        await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(hangs, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(PhotoUnavailable, match="timeout"):
            await fetch_picture(
                f"http://127.0.0.1:{port}/1",
                hosts=(),
                client=client,
                stand_in=f"http://127.0.0.1:{port}",
                timeout_s=0.2,
            )
    await left.wait()
    server.close()
    await server.wait_closed()


async def test_only_the_stand_ins_own_origin_may_be_local() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(Web())) as client:
        for url in ("http://127.0.0.1:8091/1", "https://127.0.0.1:8090/1", "http://[::1]:8090/1"):
            with pytest.raises(PhotoUnavailable):
                await fetch_picture(
                    url, hosts=HOSTS, client=client, stand_in="http://127.0.0.1:8090"
                )


@settings(deadline=None)
@given(st.text() | st.text().map("https://a.cdn.example{}".format))
def test_no_text_makes_it_ask_a_host_outside_the_list(url: str) -> None:
    web = Web()

    try:
        asyncio.run(web.fetch(url))
    except PhotoUnavailable:
        assert web.asked == []
    else:
        assert web.asked[0].headers["host"].endswith(".cdn.example")
