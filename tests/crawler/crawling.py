"""Crawling the test paper from a test, and looking at what the archive then holds."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass
class Crawler:
    """Crawls hosts into the archive at `db`."""

    db: Path
    hosts: str
    starts: str = "listing"

    def begin(self, **options: Any) -> subprocess.Popen[str]:
        """A crawl that is under way."""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE)]),
            "PAPER_HOSTS": self.hosts,
            "PAPER_STARTS": self.starts,
        }
        command = [sys.executable, str(HERE / "run_crawl.py"), str(self.db), json.dumps(options)]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *, code: int = 0, **options: Any) -> str:
        """What a crawl printed that ended with `code`."""
        process = self.begin(**options)
        out, errors = process.communicate(timeout=60)
        assert process.returncode == code, f"exit {process.returncode}\n{out}\n{errors}"
        return out.strip()

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with sqlite3.connect(self.db, timeout=10) as db:
            return db.execute(sql, values).fetchall()

    def change(self, sql: str, *values: Any) -> None:
        """Change the archive by hand, as time would."""
        with sqlite3.connect(self.db, timeout=10) as db:
            db.execute(sql, values)

    def titles(self) -> list[str]:
        """The titles of the stored articles, in order of their key."""
        return [title for (title,) in self.rows("SELECT title FROM articles ORDER BY CAST(key AS INTEGER)")]

    def outcomes(self, run: int | None = None) -> dict[str, str]:
        """Path -> outcome and the first word of the reason, of the last run or of run number `run`."""
        found: Iterable[tuple[str, str, str | None]] = self.rows(
            "SELECT url, outcome, reason FROM outcomes "
            "WHERE run_id = coalesce(?, (SELECT max(id) FROM runs))",
            run,
        )
        return {
            "/" + url.split("/", 3)[-1] if url.startswith("http") else url: " ".join(
                filter(None, (outcome, (reason or "").split(" ")[0]))
            )
            for url, outcome, reason in found
        }
