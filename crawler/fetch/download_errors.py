"""Why there was no response: what Scrapy and Twisted raise, told as an outcome and a reason."""

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
from crawler.fetch.ssrf_guard import refused_address

if TYPE_CHECKING:
    from twisted.python.failure import Failure


class NotAsked(IgnoreRequest):
    """A request that was not sent; its text is the reason of the outcome `skipped`."""


class Interrupted(IgnoreRequest):
    """A request that was waiting for its turn when the run was told to stop; its page keeps waiting."""


DOWNLOAD_ERRORS = (
    ResponseDataLossError,
    DownloadTimeoutError,
    DownloadCancelledError,
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    ConnectError,
    DownloadFailedError,
)


def interpret_failure(failure: Failure, url: str) -> Ended:
    """Return what it means that there was no response from `url`.

    What is no fault of the page, or of the network, is raised again.
    """
    error = failure.value
    if isinstance(error, NotAsked):
        return Ended("skipped", str(error))
    if not isinstance(error, DOWNLOAD_ERRORS):
        failure.raiseException()
    reason = download_error(error, url)
    return Ended("failed", reason, passing=not reason.startswith(("too_large", "blocked", "tls")))


def download_error(error: BaseException | None, url: str) -> str:
    """The word for one of DOWNLOAD_ERRORS: why nothing, or not all, came from `url`."""
    match error:
        case ResponseDataLossError():
            return "truncated"
        case DownloadTimeoutError():
            return "timeout"
        case DownloadCancelledError():
            return "too_large"
        case CannotResolveHostError():
            host = urlsplit(url).hostname or ""
            address = refused_address(host)
            return f"blocked:address {host} is {address}" if address else "dns"
        case DownloadFailedError():
            return _broken_exchange(error.__cause__)
    return "connect"


def _broken_exchange(cause: BaseException | None) -> str:
    """`tls`, `connection` or `http`: what failed between the connection and the end of the headers."""
    reasons = [failure.value for failure in getattr(cause, "reasons", ())]
    if any(isinstance(reason, TlsError | VerificationError) for reason in reasons):
        return "tls"
    if all(isinstance(reason, ConnectionClosed) for reason in reasons):
        return "connection"
    return "http"
