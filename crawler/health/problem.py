"""What is wrong with a site, as the one line that an operator reads."""

from __future__ import annotations

from dataclasses import dataclass

SINCE = "{since}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a person should look at.

    `cause` tells it from others and stays the same from run to run (`blocked`, `layout`,
    `lead of 2018`). `text` is the line; `{since}` in it stands for the day on which it was first seen.
    `since` is given (as the archive writes times) where an earlier moment than this run is known.
    """

    cause: str
    text: str
    since: str | None = None

    def dated(self, since: str) -> Problem:
        """This problem with the moment since which it is there, in its line too."""
        return Problem(self.cause, self.text.replace(SINCE, since[:10]), since)
