"""A small disk, mounted in a private namespace."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from pathlib import Path

NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000  # unshare(2)
PRIVATE = 0x00040000 | 0x00004000  # mount(2): MS_PRIVATE, MS_REC
NOT_ALLOWED = 77


@dataclass(frozen=True)
class SmallDisk:
    """A condition: work in `folder`, a disk of so many KiB; exits with NOT_ALLOWED if mounting fails."""

    folder: Path
    size: int

    def __call__(self) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        user, group = os.geteuid(), os.getegid()
        if libc.unshare(NEW_MOUNTS | (NEW_USER if user else 0)):
            sys.exit(NOT_ALLOWED)
        if user:
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        self.folder.mkdir()
        target, options = str(self.folder).encode(), f"size={self.size}k".encode()
        if libc.mount(b"none", b"/", None, PRIVATE, None) or libc.mount(
            b"none", target, b"tmpfs", 0, options
        ):
            sys.exit(NOT_ALLOWED)
        os.chdir(self.folder)
