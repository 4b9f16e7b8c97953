"""Wait on this machine for the browser of an administrator who has just consented."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from bot.types import BotError

_DONE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Một Cửa</title>
<p>Đã nhận được sự đồng ý. Anh/chị đóng trang này và xem tiếp ở cửa sổ dòng lệnh."""


def wait_for_callback(address: str, *, timeout_s: float) -> str:
    """Return the address with which the browser came. Raises BotError.

    `address` must be of this machine. Other requests, such as for an icon, are answered with 404.
    """
    url = urlsplit(address)
    if url.scheme != "http" or not url.hostname or not _is_loopback(url.hostname):
        raise BotError(
            f"{address} is not on this machine; leave out --listen and paste the address instead"
        )
    came: list[str] = []

    class Callback(BaseHTTPRequestHandler):
        timeout = 5.0

        def do_GET(self) -> None:
            """Take the code, once."""
            asked = urlsplit(self.path)
            query = parse_qs(asked.query)
            is_it = asked.path == (url.path or "/") and ("code" in query or "error" in query)
            if is_it:
                came.append(self.path)
            body = (_DONE if is_it else "").encode()
            self.send_response(200 if is_it else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # its own name
            """Log nothing: the path holds the code."""

    try:
        server = HTTPServer((url.hostname, url.port or 80), Callback)
    except OSError as error:
        raise BotError(f"cannot wait at {url.netloc} ({error.strerror})") from None
    with server:
        ends_at = time.monotonic() + timeout_s
        while not came:
            left_s = ends_at - time.monotonic()
            if left_s <= 0:
                raise BotError("nobody consented in time; start again")
            server.timeout = left_s
            server.handle_request()
    return came[0]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
