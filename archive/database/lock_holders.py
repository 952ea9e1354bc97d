"""Which other programs have locked an archive: Linux tells, elsewhere nobody knows."""

from __future__ import annotations

import os
from pathlib import Path

LOCKS = Path("/proc/locks")


def holders(path: Path) -> list[str]:
    """`NAME (process ID)` of each other process that holds a lock on the file at `path`, as far as known."""
    try:
        inode = path.stat().st_ino
        lines = LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
    # 1: POSIX  ADVISORY  READ  4711 08:02:131077 1073741826 1073742335; "->" marks one that waits
    fields = [line.split() for line in lines if "->" not in line]
    pids = {int(field[4]) for field in fields if field[5].rpartition(":")[2] == str(inode)}
    return [f"{_name(pid)} (process {pid})" for pid in sorted(pids - {os.getpid()}) if pid > 0]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "a program"
