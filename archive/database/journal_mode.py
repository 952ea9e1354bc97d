"""Choose SQLite's journal mode for an archive: WAL where it is safe, else PERSIST."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")  # Linux only, see proc_pid_mountinfo(5)
NETWORK_FILE_SYSTEM = re.compile(
    r"nfs4?|cifs|smb3|smbfs|afs|9p|ceph|lustre|gfs2|fuse\.(sshfs|rclone|glusterfs|s3fs|smbnetfs)"
)


def journal_mode(path: Path) -> str:
    """Return the journal mode for the archive at `path` on this machine: `WAL` or `PERSIST`."""
    # Not DELETE: with PERSIST the end of a transaction is synced in the journal itself, so a power cut
    # cannot bring a deleted journal back and undo an acknowledged commit. TRUNCATE prevents that too, but
    # the file system then frees and allocates the space at each commit.
    return "WAL" if why_not_wal(path) is None else "PERSIST"


def why_not_wal(path: Path) -> str | None:
    """Return why WAL mode is unsafe for the archive at `path`, or None where it is safe."""
    if not is_wal_safe(sqlite3.sqlite_version_info):
        return f"SQLite {sqlite3.sqlite_version} can lose commits in WAL mode"
    file_system = network_file_system(path)
    return f"WAL mode does not work on a network file system ({file_system})" if file_system else None


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Return whether this SQLite keeps every commit in WAL mode.

    The WAL-reset bug of 3.7.0 to 3.51.2 can lose commits; it is fixed in 3.44.6, 3.50.7 and 3.51.3
    (https://www.sqlite.org/wal.html).

    >>> is_wal_safe((3, 40, 1)), is_wal_safe((3, 44, 6)), is_wal_safe((3, 51, 3))
    (False, True, True)
    """
    fixed = {(3, 44): 6, (3, 50): 7}
    if version[:2] in fixed:
        return version[2] >= fixed[version[0], version[1]]
    return not (3, 7, 0) <= version <= (3, 51, 2)


def network_file_system(path: Path, mounts: Path = MOUNTS) -> str | None:
    """Return the type of the network file system that holds `path`, or None; Linux only.

    WAL mode needs memory that processes share, which network file systems lack
    (https://www.sqlite.org/wal.html).
    """
    if not mounts.exists():
        return None
    here, found = path.resolve(), (0, "")
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        mount, _, source = line.partition(" - ")
        point = Path(re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), mount.split()[4]))
        if here.is_relative_to(point):
            found = max(found, (len(point.parts), source.split()[0]), key=lambda one: one[0])
    return found[1] if NETWORK_FILE_SYSTEM.fullmatch(found[1]) else None
