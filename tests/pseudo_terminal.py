"""Run the command on a pseudo-terminal, as a person sees it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Shown:
    """What a command wrote to its terminal, with escapes (`raw`), and the lines without them."""

    code: int
    raw: str

    @property
    def lines(self) -> list[str]:
        text = ESCAPE.sub("", self.raw).replace("\r", "\n")
        return [line.rstrip() for line in text.split("\n") if line.strip()]


def run_on_terminal(*arguments: str, rows: int = 30, columns: int = 120, **environment: str) -> Shown:
    """Run `partynews` with stdout and stderr on a terminal of this size."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", **environment},
        start_new_session=True,
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            block = os.read(ours, 65_536)
        except OSError:  # the last process that had the terminal open has ended
            break
        if not block:
            break
        written += block
    os.close(ours)
    return Shown(process.wait(timeout=60), written.decode())
