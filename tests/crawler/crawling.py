"""Crawling the test paper from a test, and looking at what the archive then holds."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest
from run_crawl import run_crawl

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

PROCESSES = multiprocessing.get_context("forkserver")


def warm_up() -> None:
    """Start the server that forks for each crawl, with Scrapy imported: a second less than an interpreter.

    It looks for modules where PYTHONPATH says, not where pytest has found them.
    """
    PROCESSES.set_forkserver_preload(
        ["run_crawl", "crawler.crawl.scheduler", "crawler.crawl.pipeline", "crawler.spider"]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(HERE)]))
        forkserver.ensure_running()


@dataclass
class Crawl:
    """A crawl that is under way in a process of its own."""

    process: multiprocessing.process.BaseProcess
    said: Path

    def send(self, number: signal.Signals) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def end(self) -> tuple[int | None, str]:
        """The exit code, and what was printed."""
        self.process.join(timeout=180)
        return self.process.exitcode, self.said.read_text().strip()


@dataclass
class Crawler:
    """Crawls hosts into the archive at `db`."""

    db: Path
    hosts: str
    starts: str = "listing"
    scheme: str = "http"
    environment: dict[str, str] = field(default_factory=dict)

    def begin(self, **options: Any) -> Crawl:
        """A crawl that is under way."""
        site = {"PAPER_HOSTS": self.hosts, "PAPER_STARTS": self.starts, "PAPER_SCHEME": self.scheme}
        said = self.db.with_name("said.txt")
        said.unlink(missing_ok=True)
        process = PROCESSES.Process(target=run_crawl, args=(self.db, said, site | self.environment, options))
        process.start()
        return Crawl(process, said)

    def run(self, *, code: int = 0, **options: Any) -> str:
        """What a crawl printed that ended with `code`."""
        ended, said = self.begin(**options).end()
        assert ended == code, f"exit {ended}\n{said}"
        return said

    def peak(self) -> float:
        """The most memory that the last crawl had, in MB; 0 where none came to its end."""
        return self._used()[0] / 1024

    def cpu_seconds(self) -> float:
        """The processor time that the last crawl took; 0 where none came to its end."""
        return self._used()[1]

    def _used(self) -> tuple[float, float]:
        used = self.db.with_name("used")
        peak, seconds = used.read_text().split() if used.exists() else (0, 0)
        return float(peak), float(seconds)

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
