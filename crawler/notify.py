"""Post the result of a run as JSON to a webhook or a ping URL."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

REQUEST_TIMEOUT = 10.0  # seconds, for each step of the exchange
TOTAL_TIMEOUT = 20.0  # seconds, for the whole exchange
EXIT_CODE = "{code}"


@dataclass
class Notification:
    """The result of a run; its fields are the keys of the JSON that is posted.

    The JSON also has `text`, the lines as one string, which is the key that chat services show.
    """

    exit_code: int = 0
    run: int | None = None
    lines: list[str] = field(default_factory=list)
    sites: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """Return the body of the request, in UTF-8."""
        return json.dumps({"text": "\n".join(self.lines), **vars(self)}, ensure_ascii=False).encode()


def is_http_url(url: str) -> bool:
    """Return whether `url` is an http or https URL with a host.

    >>> is_http_url("https://hc-ping.com/KEY/partynews/{code}"), is_http_url("file:///etc/passwd")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # `http://[`
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def post_notification(url: str, notification: Notification) -> str | None:
    """POST to `url`, in which `{code}` becomes the exit code; return why it failed, or None.

    Follows no redirect, takes at most TOTAL_TIMEOUT seconds, never raises.
    """
    failures = ["no answer in time"]
    body = notification.as_json()

    def work() -> None:
        try:
            _post(url.replace(EXIT_CODE, str(notification.exit_code)), body)
            failures[0] = ""
        except (OSError, ValueError, HTTPException) as error:
            failures[0] = str(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(TOTAL_TIMEOUT)
    host = urlsplit(url).hostname  # the rest of the URL can be a secret
    return f"notification to {host} failed: {failures[0]}" if failures[0] else None


def _post(url: str, body: bytes) -> None:
    opener = OpenerDirector()  # without the handlers for file:, ftp: and redirects
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
        opener.add_handler(handler())
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "partynews"}
    request = Request(url, body, headers, method="POST")  # noqa: S310 - checked by is_http_url
    with opener.open(request, timeout=REQUEST_TIMEOUT):
        pass
