"""ASGI middleware: reject requests from other hosts and sites, and add security headers to responses."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOCAL_HOST = re.compile(rb"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)

# No scripts: neither our pages nor those of Datasette, with our templates, need them.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
POLICY_HEADER = b"content-security-policy"
HEADERS = {
    POLICY_HEADER: CONTENT_SECURITY_POLICY.encode("ascii"),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",  # a newspaper does not learn what its readers search for
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}


REPLAY_PAGE = re.compile(r"/article/\d+/captured(/\d+)?", re.ASCII)


def guard_requests(app: App, replay: str | None = None) -> App:
    """Return `app` with checks of host, method, path and origin, and with HEADERS on every response.

    The page of a capture may show the server at the address `replay` in a frame.
    """

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a websocket, which the server closes

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in HEADERS]
                headers = dict(HEADERS)
                if replay and REPLAY_PAGE.fullmatch(scope["path"]):
                    headers[POLICY_HEADER] += f"; frame-src {replay}".encode("ascii")
                message = {**message, "headers": [*kept, *headers.items()]}
            await send(message)

        refusal = check_request(scope)
        if refusal is None:
            await app(scope, receive, send_with_headers)
        else:
            await _refuse(send_with_headers, *refusal)

    return guard


def check_request(scope: Message) -> tuple[int, str] | None:
    """Return status and message for a request that is refused, None for one that is allowed.

    An unknown Host is DNS rebinding: a page elsewhere whose name resolves to this machine. A cross-site
    request that is not a navigation is a page elsewhere that probes local servers. `//evil/` would become a
    redirect to another host, because Datasette removes the trailing slash.
    """
    headers = dict(scope["headers"])
    path = scope.get("raw_path") or scope["path"].encode("utf-8")
    if not LOCAL_HOST.fullmatch(headers.get(b"host", b"")):
        return (
            403,
            "This archive is served to this machine only. Open it at http://127.0.0.1 or http://localhost.",
        )
    if scope["method"] not in ("GET", "HEAD"):
        return 405, "The archive is read-only."
    if not path.startswith(b"/") or path.startswith(b"//") or re.search(rb"\\|%5c", path, re.IGNORECASE):
        return 400, "Invalid path."
    is_cross_site = headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin")
    if is_cross_site and headers.get(b"sec-fetch-dest") != b"document":
        return 403, "Cross-site requests are refused, except links."
    return None


async def _refuse(send: Send, status: int, message: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{message}\n".encode()})
