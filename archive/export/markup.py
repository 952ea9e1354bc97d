"""What may stand in XML and in what looks like it."""

from __future__ import annotations

import re

# What XML 1.0 has no way to write.
NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(value: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold.

    >>> writable("a\\x00b")
    'a\ufffdb'
    """
    return NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", value)
