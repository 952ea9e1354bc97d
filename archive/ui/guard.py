"""What stands before every page: whose requests are answered, and what a browser may do with an answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOCAL_HOST = re.compile(rb"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)

# No script at all: neither our pages nor Datasette's, as our templates leave them, need one.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    b"content-security-policy": POLICY.encode("ascii"),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",  # a newspaper is not told what its readers look for
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}


def guarded(app: App) -> App:
    """`app` behind checks of host, method, path and origin, with the headers above on all it says."""

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a websocket: the server closes what nobody accepts

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in HEADERS]
                message = {**message, "headers": [*kept, *HEADERS.items()]}
            await send(message)

        refusal = refusal_of(scope)
        if refusal is None:
            await app(scope, receive, send_with_headers)
        else:
            await _refuse(send_with_headers, *refusal)

    return guard


def refusal_of(scope: Message) -> tuple[int, str] | None:
    """Status and sentence for a request that is not answered, None for one that is.

    A strange Host is a page elsewhere that had its own name point to this machine (DNS rebinding); a
    request from another site that is no plain visit is a page elsewhere trying what it can reach.
    Datasette redirects a path without its last slash, so `//evil/` would lead to another host.
    """
    headers = dict(scope["headers"])
    path = scope.get("raw_path") or scope["path"].encode("utf-8")
    if not LOCAL_HOST.fullmatch(headers.get(b"host", b"")):
        return (
            403,
            "This archive is served to its own machine only: open it as http://127.0.0.1 or localhost.",
        )
    if scope["method"] not in ("GET", "HEAD"):
        return 405, "The archive can be read here, not changed."
    if not path.startswith(b"/") or path.startswith(b"//") or re.search(rb"\\|%5c", path, re.IGNORECASE):
        return 400, "There is no such address."
    elsewhere = headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin")
    if elsewhere and headers.get(b"sec-fetch-dest") != b"document":
        return 403, "Another site asked for this: only its readers are answered."
    return None


async def _refuse(send: Send, status: int, sentence: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})
