"""Exit codes of the `partynews` command."""

from __future__ import annotations

SUCCESS = 0
BUG = 1
USAGE = 2
STORAGE = 3
UNHEALTHY = 4
LOCKED = 5
DAMAGED = 6
BAD_INPUT = 7

# A process that a signal ended: 128 + its number, as a shell reports it.
INTERRUPTED = 130
KILLED = 137
TERMINATED = 143

MEANINGS = {
    SUCCESS: "success; single failed pages are counted and are not an error",
    BUG: "internal error",
    USAGE: "wrong usage, or unknown id or URL",
    STORAGE: "storage is full, failing or not writable",
    UNHEALTHY: "a site needs attention: down, blocked, new layout, too few articles, doubted texts",
    LOCKED: "another run holds the archive",
    DAMAGED: "the archive is damaged or not an archive",
    BAD_INPUT: "damaged input, or a page that `read` refuses",
    INTERRUPTED: "interrupted (Ctrl-C); the next run continues",
    TERMINATED: "terminated (SIGTERM); the next run continues",
}
"""What each exit code means, for the documentation."""
