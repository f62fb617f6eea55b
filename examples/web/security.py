"""What stands before every page: the right address, a size, a number of requests, and the headers of the answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 64 * 1024  # bytes of a request: a form is about 500
OWN_PAGES = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": OWN_PAGES,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


class Rates:
    """How often somebody may do something: so many times at once, and so many a second after that.

    Parameters
    ----------
    at_once
        How many times in a row.
    a_second
        How many times a second in the long run.
    now
        The clock.
    """

    def __init__(self, at_once: int, a_second: float, now: Callable[[], float]) -> None:
        self.at_once, self.a_second, self.now = at_once, a_second, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, who: str) -> bool:
        """Count one time more; False where that is too often."""
        with self._lock:
            now = self.now()
            left, since = self._left.pop(who, (float(self.at_once), now))
            left = min(float(self.at_once), left + (now - since) * self.a_second)
            allowed = left >= 1
            self._left[who] = (left - allowed, now)
            if len(self._left) > 10_000:
                self._left.popitem(last=False)
            return allowed


class Guard:
    """Refuses what is too large, too often or for another host, and puts the headers on every answer."""

    def __init__(self, app: App, *, host: str, secure: bool, rates: Rates) -> None:
        self.app, self.host, self.rates = app, host, rates
        self.headers = dict(HEADERS)
        if secure:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Scope) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        refused = None
        if headers.get("host") != self.host:
            refused = PlainTextResponse("This is another address than that of this program.", 421)
        elif not self.rates.allows(address_of(scope)):
            refused = PlainTextResponse("Too many requests; wait a minute.", 429, {"Retry-After": "60"})
        elif headers.get("sec-fetch-site", "same-origin") not in ALLOWED[scope["method"] in READS]:
            refused = PlainTextResponse("This came from another site.", 403)
        body = b"" if refused else await _body(receive)
        if body is None:
            refused = PlainTextResponse("This is too much at once.", 413)
        await (refused or self.app)(scope, _again(body or b"", receive), with_headers)


READS = ("GET", "HEAD")
ALLOWED = {True: ("same-origin", "same-site", "cross-site", "none"), False: ("same-origin", "none")}


def address_of(scope: Scope) -> str:
    """Return the address that a request came from."""
    client = scope.get("client")
    return client[0] if client else ""


async def _body(receive: Receive) -> bytes | None:
    """Read the whole of a request; None where it is too large, whatever it said of itself."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a request that was read already."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Scope:
        return waiting.pop() if waiting else await receive()

    return read
