"""A row of the fault table: the injected fault, the expected result, and the tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A fault; `checks` are pytest node ids below tests/, which must all pass.

    `not_here` gives the reason if there is no test.
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
    """Return a row."""
    return Fault(id, what, injected, expected, checks, not_here)
