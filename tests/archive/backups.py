"""Helpers for tests of backups: what is in one, and damage to it."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from forked_command import run_forked


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def titles_and_bodies(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as db:
        return db.execute("SELECT title, body FROM articles ORDER BY id").fetchall()


def harm(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE articles SET title = 'Khác' WHERE id = 2")
    db.close()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def partynews(*words: str, cwd: Path) -> tuple[int, str, str]:
    done = run_forked(*words, cwd=cwd)
    return done.returncode, done.stdout, done.stderr
