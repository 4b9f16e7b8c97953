"""Tell whether an address keeps secret what is sent to it."""

import contextlib
from ipaddress import ip_address

import httpx


def keeps_secrets(base: str) -> bool:
    """Say whether an address keeps what is sent to it from others: TLS, or this machine."""
    try:
        url = httpx.URL(base)
    except httpx.InvalidURL:
        return False
    if url.scheme == "https":
        return bool(url.host)
    with contextlib.suppress(ValueError):
        return url.scheme == "http" and ip_address(url.host).is_loopback
    return url.scheme == "http" and url.host == "localhost"
