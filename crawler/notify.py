"""Post the result of a run as JSON to a webhook or a ping URL."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Thread
from typing import Any
from urllib.error import HTTPError, URLError
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


def post_notification(url: str, notification: Notification) -> str | None:
    """POST to `url`, in which `{code}` becomes the exit code; return why it failed, or None.

    Follows no redirect, takes at most TOTAL_TIMEOUT seconds, never raises. Of the URL, only the host is in
    the failure: the rest can be a secret.
    """
    failures = ["no answer in time"]
    body = notification.as_json()

    def work() -> None:
        try:
            _post(url.replace(EXIT_CODE, str(notification.exit_code)), body)
            failures[0] = ""
        except (OSError, ValueError, HTTPException) as error:
            failures[0] = _why(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(TOTAL_TIMEOUT)
    return f"notification to {urlsplit(url).hostname} failed: {failures[0]}" if failures[0] else None


def _why(error: Exception) -> str:
    """Return why a request failed; of errors that may quote the URL or the answer, only the name."""
    match error:
        case HTTPError():
            return f"HTTP Error {error.code}"
        case URLError(reason=OSError()) | OSError(errno=int()):
            return str(error)
        case URLError(reason=reason):
            return type(reason).__name__ if isinstance(reason, Exception) else "URLError"
    return type(error).__name__


def _post(url: str, body: bytes) -> None:
    opener = OpenerDirector()  # without the handlers for file:, ftp: and redirects
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
        opener.add_handler(handler())
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "partynews"}
    request = Request(url, body, headers, method="POST")  # noqa: S310 - checked by the command
    with opener.open(request, timeout=REQUEST_TIMEOUT):
        pass
