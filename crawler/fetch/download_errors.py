"""Download errors: what Scrapy and Twisted raise where there is no response, as outcome and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed

from crawler.fetch.meaning import Ended
from crawler.fetch.ssrf_guard import blocked_address

if TYPE_CHECKING:
    from twisted.python.failure import Failure


class NotRequested(IgnoreRequest):
    """A request that was not sent; the text is the reason of the outcome `skipped`."""


class NotCaptured(NotRequested):
    """A request in a replay for a URL that the replayed files do not hold."""


class Interrupted(IgnoreRequest):
    """A request that waited when the run was stopped; its URL stays pending."""


DOWNLOAD_ERRORS = (
    ResponseDataLossError,
    DownloadTimeoutError,
    DownloadCancelledError,
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    ConnectError,
    DownloadFailedError,
)
LASTING_ERRORS = ("too_large", "blocked", "tls")  # a retry in the same run is useless


def interpret_download_error(failure: Failure, url: str) -> Ended:
    """Return what it means that there was no response from `url`.

    Raises:
        Exception: The error in `failure`, where it is neither of the network nor a request not sent.
    """
    error = failure.value
    if isinstance(error, NotRequested):
        return Ended("skipped", str(error))
    if not isinstance(error, DOWNLOAD_ERRORS):
        failure.raiseException()
    reason = download_error_reason(error, url)
    return Ended("failed", reason, passing=not reason.startswith(LASTING_ERRORS))


def download_error_reason(error: BaseException | None, url: str) -> str:
    """Return the reason for one of DOWNLOAD_ERRORS at `url`: `timeout`, `dns`, `connect`, `tls`..."""
    match error:
        case ResponseDataLossError():
            return "truncated"
        case DownloadTimeoutError():
            return "timeout"
        case DownloadCancelledError():
            return "too_large"
        case CannotResolveHostError():
            host = urlsplit(url).hostname or ""
            address = blocked_address(host)
            return f"blocked:address {host} is {address}" if address else "dns"
        case DownloadFailedError():
            return _failed_exchange(error.__cause__)
    return "connect"


def _failed_exchange(cause: BaseException | None) -> str:
    """Return `tls`, `connection` or `http`: what failed between the connection and the last header."""
    reasons = [failure.value for failure in getattr(cause, "reasons", ())]
    if any(isinstance(reason, TlsError | VerificationError) for reason in reasons):
        return "tls"
    if all(isinstance(reason, ConnectionClosed) for reason in reasons):
        return "connection"
    return "http"
