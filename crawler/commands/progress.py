"""Show the progress of a command on a terminal; show nothing elsewhere, so that cron has nothing to mail.

The display is drawn by rich, which is imported only where there is a terminal.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Progress:
    """What a command reports while it works; this class shows nothing."""

    def add_url(self, site: str, url: str, outcome: str) -> None:
        """Count a URL of `site` that has its outcome."""

    def add(self, what: str, number: int) -> None:
        """Add `number` to the count of `what`, of which the total is not known."""

    def show(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` of `what` are done; a total of 0 is not known."""


@contextmanager
def progress(waiting: Callable[[], Mapping[str, int]] | None = None) -> Iterator[Progress]:
    """Yield what takes the progress of a command; it is erased when the block ends.

    `waiting` returns by site how many URLs are known and still to be requested. It is called now and then
    from `add_url`, so in the thread of the caller.
    """
    if not sys.stderr.isatty():
        yield Progress()
        return
    from crawler.commands.progress_display import ProgressDisplay

    with ProgressDisplay(waiting) as display:
        yield display
