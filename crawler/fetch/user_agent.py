"""Who asks: the name and the contact address that a site's operator sees in the log."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from archive import exit_codes
from archive.errors import ArchiveError


class NoContact(ArchiveError):
    """A live crawl without an address at which the sites can reach whoever runs it."""

    exit_code = exit_codes.USAGE


def user_agent(contact: str | None) -> str:
    """The User-Agent header with `contact` in it; raises NoContact where there is none.

    >>> user_agent("archive@example.org").partition(" ")[2]
    '(news archive; archive@example.org)'
    """
    contact = " ".join((contact or "").split())
    if not contact or not contact.isascii():
        raise NoContact(
            "The sites must be able to reach you: set PARTYNEWS_CONTACT to a mail address or a web page, "
            "for instance PARTYNEWS_CONTACT=you@example.org, and run the same again."
        )
    return f"partynews/{_version()} (news archive; {contact})"


def _version() -> str:
    try:
        return version("partynews")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0"
