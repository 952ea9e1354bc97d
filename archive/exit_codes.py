"""Exit codes of the `partynews` command; the README has the same table."""

from __future__ import annotations

SUCCESS = 0  # single pages that failed are counted, not an error
BUG = 1
USAGE = 2
STORAGE = 3  # full, failing or not writable
UNHEALTHY = 4  # a site needs attention
LOCKED = 5
DAMAGED = 6  # the archive is damaged, or the file is not an archive
BAD_INPUT = 7

# A process that a signal ended: 128 + its number, as a shell reports it.
INTERRUPTED = 130
KILLED = 137
