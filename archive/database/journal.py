"""Which journal SQLite keeps for an archive: WAL where nothing speaks against it."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
NETWORK = re.compile(
    r"nfs4?|cifs|smb3|smbfs|afs|9p|ceph|lustre|gfs2|fuse\.(sshfs|rclone|glusterfs|s3fs|smbnetfs)"
)


def journal_mode(path: Path) -> str:
    """The journal that the archive at `path` is written with here: `WAL`, or `PERSIST`."""
    # PERSIST and not DELETE: the end of a transaction is then synced in the file itself, so a
    # power cut cannot bring the journal back and undo what was acknowledged. TRUNCATE does that too, but
    # has the file system take the room away and give it again at each commit.
    return "WAL" if why_not_wal(path) is None else "PERSIST"


def why_not_wal(path: Path) -> str | None:
    """What speaks against WAL mode for the archive at `path`, or None."""
    if not wal_is_safe(sqlite3.sqlite_version_info):
        return f"SQLite {sqlite3.sqlite_version} can lose commits in WAL mode"
    network = network_drive(path)
    return (
        f"WAL mode needs memory that processes share, and this is a network drive, {network}"
        if network
        else None
    )


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite keeps every commit in WAL mode (a fault of 3.7.0 to 3.51.2 loses some).

    >>> wal_is_safe((3, 40, 1)), wal_is_safe((3, 44, 6)), wal_is_safe((3, 51, 3))
    (False, True, True)
    """
    mended = {(3, 44): 6, (3, 50): 7}
    if version[:2] in mended:
        return version[2] >= mended[version[0], version[1]]
    return not (3, 7, 0) <= version <= (3, 51, 2)


def network_drive(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The type of the network file system that `path` lies on, or None; Linux alone can tell."""
    if not mounts.exists():
        return None
    here, found = path.resolve(), (0, "")
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        mount, _, source = line.partition(" - ")
        point = Path(re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), mount.split()[4]))
        if here.is_relative_to(point):
            found = max(found, (len(point.parts), source.split()[0]), key=lambda one: one[0])
    return found[1] if NETWORK.fullmatch(found[1]) else None
