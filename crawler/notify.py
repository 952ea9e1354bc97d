"""Telling a webhook or a ping address what came of a run."""

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
LONGEST = 20.0  # seconds, for all of it
EXIT_CODE = "{code}"


@dataclass
class Note:
    """What is told: JSON with these names, and `text`, the lines in one, which chat rooms show."""

    exit_code: int = 0
    run: int | None = None
    lines: list[str] = field(default_factory=list)
    sites: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """The body of the request."""
        return json.dumps({"text": "\n".join(self.lines), **vars(self)}, ensure_ascii=False).encode()


def is_address(url: str) -> bool:
    """Whether `url` is one that can be told: http or https, with a host.

    >>> is_address("https://hc-ping.com/KEY/partynews/{code}"), is_address("file:///etc/passwd")
    (True, False)
    """
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def tell(url: str, note: Note) -> str | None:
    """POST `note` to `url`, in which `{code}` stands for the exit code; why it was not taken, or None.

    A redirect is not followed. Takes twenty seconds at the most, and never raises.
    """
    failures = ["it did not answer in time"]
    body = note.as_json()

    def work() -> None:
        try:
            _post(url.replace(EXIT_CODE, str(note.exit_code)), body)
            failures[0] = ""
        except (OSError, ValueError, HTTPException) as error:
            failures[0] = str(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(LONGEST)
    host = urlsplit(url).hostname  # the rest of the address may be a secret
    return f"{host} was not told of this run: {failures[0]}" if failures[0] else None


def _post(url: str, body: bytes) -> None:
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
        opener.add_handler(handler())
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "partynews"}
    with opener.open(Request(url, body, headers, method="POST"), timeout=REQUEST_TIMEOUT):
        pass
