"""Errors of an archive: each has a message for the user and an exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from archive import exit_codes


class ArchiveError(Exception):
    """An error whose message says what is wrong, where, and what to do; commands print it and exit."""

    exit_code: ClassVar[int] = exit_codes.BUG


class NotAnArchive(ArchiveError):
    """The path does not exist, or is not an archive."""

    exit_code = exit_codes.DAMAGED


class DamagedArchive(ArchiveError):
    """The file is an archive, but parts of it cannot be read or are not what was written."""

    exit_code = exit_codes.DAMAGED


class StorageFailed(ArchiveError):
    """The disk is full, failing or read-only, or another program locks the file for too long."""

    exit_code = exit_codes.STORAGE


class QueryError(ArchiveError):
    """A search query that cannot be answered."""

    exit_code = exit_codes.USAGE


class MissingExtra(ArchiveError):
    """An optional package is not installed."""

    exit_code = exit_codes.USAGE


def missing_extra(what: str, error: ModuleNotFoundError, *, extra: str) -> MissingExtra:
    """Return the error of a feature whose package is not installed, with the command that installs it."""
    package = (error.name or "").partition(".")[0]
    return MissingExtra(f"{what} requires {package}. Install it with: {_install_command(extra)}")


def _install_command(extra: str) -> str:
    """Return the command that installs an extra, into the environment of a checkout if this is one."""
    checkout = Path(__file__).parents[1]
    if (checkout / "pyproject.toml").exists():
        return f"{sys.executable} -m pip install -e '{checkout}[{extra}]'"
    return f"pip install 'partynews[{extra}]'"


def no_archive(path: Path) -> NotAnArchive:
    """Return the error for a path where no file exists."""
    return NotAnArchive(f"No archive at {path}. Create one with: partynews crawl, or: partynews import FILE")


def disk_full(path: Path | str) -> StorageFailed:
    """Return the error for a file whose disk, or whose share of it, is full."""
    return StorageFailed(f"The disk of {path} is full. Free some space, then run the command again.")


def disk_failing(path: Path | str, why: object) -> StorageFailed:
    """Return the error for a file that the disk cannot read or write."""
    return StorageFailed(
        f"The disk of {path} is failing ({why}). Check the disk before you run the command again."
    )


def not_writable(path: Path | str, why: object) -> StorageFailed:
    """Return the error for a file that this user may not write."""
    return StorageFailed(f"Cannot write {path} ({why}). Check the permissions of the file and its folder.")


def no_folder(path: Path) -> StorageFailed:
    """Return the error for a file that cannot be created because its folder does not exist."""
    return StorageFailed(
        f"Cannot create {path}: the folder {path.parent} does not exist. Create it, or choose another path."
    )
