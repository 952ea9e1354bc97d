"""The User-Agent header: name, version and the contact address of the operator."""

from __future__ import annotations

from archive import exit_codes
from archive.errors import ArchiveError
from archive.version import own_version
from archive.web_url import is_web_url


class NoContact(ArchiveError):
    """A live crawl without an address at which the sites can reach the operator."""

    exit_code = exit_codes.USAGE


def user_agent(contact: str | None) -> str:
    """Return the User-Agent header with `contact` in it.

    Raises:
        NoContact: `contact` is neither a mail address nor a web page, or not ASCII.

    >>> user_agent("archive@example.org").partition(" ")[2]
    '(news archive; archive@example.org)'
    """
    contact = " ".join((contact or "").split())
    if not contact.isascii() or not ("@" in contact or is_web_url(contact)):
        raise NoContact(
            "The sites must be able to reach you: set PARTYNEWS_CONTACT to a mail address or a web page, "
            "for instance PARTYNEWS_CONTACT=you@example.org, and run the same again."
        )
    return f"partynews/{own_version()} (news archive; {contact})"
