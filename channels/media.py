"""Fetch a picture or file that somebody sent from the platform's own hosts, and from nowhere else.

The link stands in a message, so whoever can forge a message could make the gateway ask for any
address. Hence: https only, hosts of a list, names resolved here, every address public, and the
connection goes to the very address that was checked: a name that changes in between changes
nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence

import httpx

from bot.photos import MAX_BYTES
from channels.platform import PhotoUnavailable

_MAX_REDIRECTS = 3
_MAX_ADDRESSES = 3
_TIMEOUT = httpx.Timeout(10.0, connect=4.0)
_REDIRECTS = (301, 302, 303, 307, 308)
_PER_10_MB_S = 15.0
_ASSIGNED = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Resolve = Callable[[str], Awaitable[Sequence[str]]]


async def fetch_picture(
    url: str,
    *,
    hosts: Sequence[str],
    client: httpx.AsyncClient,
    stand_in: str = "",
    resolve: Resolve | None = None,
    timeout_s: float | None = None,
    max_bytes: int = MAX_BYTES,
) -> bytes:
    """Return what the link holds, in at most `timeout_s` for everything; None: as its size allows.

    Raises PhotoUnavailable.

    A host that begins with a dot stands for the names below it. A link of http is asked for over
    https. `stand_in` is the one origin ("http://127.0.0.1:8090") that may be local and without
    TLS: the server that the operator has put in the platform's place. The error tells a reason,
    never the link.
    """
    try:
        async with asyncio.timeout(timeout_s or _PER_10_MB_S * max(1, max_bytes / MAX_BYTES)):
            for _ in range(_MAX_REDIRECTS + 1):
                found = await _one(url, hosts, client, stand_in, resolve or resolved, max_bytes)
                if isinstance(found, bytes):
                    return found
                url = found
    except TimeoutError:
        raise PhotoUnavailable("timeout") from None
    # Their messages and requests hold the link. A half character is a ValueError.
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
        raise PhotoUnavailable(type(error).__name__) from None
    raise PhotoUnavailable("redirects")


async def resolved(host: str) -> Sequence[str]:
    """Return the addresses of a name. Raises PhotoUnavailable."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise PhotoUnavailable("name not found") from None
    return [str(address[4][0]) for address in found]


def is_public(address: str) -> bool:
    """Say whether an address is one of the open internet, also behind its IPv6 disguises."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # With a zone ("fe80::1%eth0"), which only a local address has.
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if inner := _inner(parsed):
            return is_public(str(inner))
        # Elsewhere there are only old and local ways to write an IPv4 address.
        if parsed not in _ASSIGNED or parsed.teredo:
            return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to, if it does."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


async def _one(
    link: str,
    hosts: Sequence[str],
    client: httpx.AsyncClient,
    stand_in: str,
    resolve: Resolve,
    max_bytes: int,
) -> bytes | str:
    """Return the picture, or the link that the host points to instead."""
    url = httpx.URL(link)
    if stand_in and _origin(url) == _origin(httpx.URL(stand_in)):
        requests = [client.build_request("GET", url, headers=_HEADERS)]
    else:
        requests = await _pinned(url, hosts, client, resolve)
    response = await _first_connected(client, requests)
    try:
        if response.status_code in _REDIRECTS and "location" in response.headers:
            # Relative to the link, not to the address that was asked.
            return str(url.join(response.headers["location"]))
        if response.status_code != httpx.codes.OK:
            raise PhotoUnavailable(f"HTTP {response.status_code}")
        return await _body(response, max_bytes)
    finally:
        await response.aclose()


async def _first_connected(
    client: httpx.AsyncClient, requests: Sequence[httpx.Request]
) -> httpx.Response:
    """Return the answer of the first address that can be connected to: IPv6 may lead nowhere."""
    for request in requests[:-1]:
        try:
            return await client.send(request, stream=True, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await client.send(requests[-1], stream=True, follow_redirects=False)


# Packed, a few kilobytes can become gigabytes. Connections are not kept: the next link may name
# another host at the same address.
_HEADERS = {"accept": "*/*", "accept-encoding": "identity", "connection": "close"}


async def _pinned(
    url: httpx.URL, hosts: Sequence[str], client: httpx.AsyncClient, resolve: Resolve
) -> list[httpx.Request]:
    """Return a request to each checked address of the link's host. Raises PhotoUnavailable."""
    host = url.raw_host.decode("ascii").lower()
    if url.scheme not in ("http", "https") or url.port not in (None, 80, 443) or url.userinfo:
        raise PhotoUnavailable("not a link of the platform")
    if not any(_is_of(host, each) for each in hosts):
        raise PhotoUnavailable("not a host of the platform")
    addresses = await resolve(host)
    if not addresses or not all(is_public(each) for each in addresses):
        raise PhotoUnavailable("not a public address")
    return [
        client.build_request(
            "GET",
            url.copy_with(scheme="https", host=address, port=None),
            headers={**_HEADERS, "host": host},
            # The certificate must be the name's, not the address's.
            extensions={"sni_hostname": host, "timeout": _TIMEOUT.as_dict()},
        )
        for address in addresses[:_MAX_ADDRESSES]
    ]


def _is_of(host: str, listed: str) -> bool:
    if listed.startswith("."):
        return host.endswith(listed) and not host.startswith(".")
    return host == listed


async def _body(response: httpx.Response, max_bytes: int) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise PhotoUnavailable("packed")
    # The length told is no promise; it only spares reading what is too much anyway.
    told = response.headers.get("content-length", "")
    if told.isdigit() and int(told) > max_bytes:
        raise PhotoUnavailable("too big")
    got = bytearray()
    async for piece in response.aiter_raw():
        got += piece
        if len(got) > max_bytes:
            raise PhotoUnavailable("too big")
    return bytes(got)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
