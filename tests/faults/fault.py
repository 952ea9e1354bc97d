"""A row of the table of faults: what is brought about, what must then be true, and which tests see to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault; `checks` are pytest node ids below tests/, and all of them must hold.

    `not_here` says why there is nothing to check, where there is nothing.
    """

    id: str
    what: str
    injected: str
    expected: str
    checks: tuple[str, ...] = ()
    not_here: str | None = None


def fault(
    id: str, what: str, injected: str, expected: str, *checks: str, not_here: str | None = None
) -> Fault:
    """A row, in the order in which one tells it."""
    return Fault(id, what, injected, expected, checks, not_here)
