"""Suggest the known name that a mistyped one is most like."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'NAME'?` for the one of `known` names that is most like `name`, "" without one.

    >>> suggestion("nhandann", ["hanoi", "nhandan"])
    " Did you mean 'nhandan'?"
    """
    from difflib import get_close_matches  # late: it takes longer than the start of most commands

    close = get_close_matches(name, list(known), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
