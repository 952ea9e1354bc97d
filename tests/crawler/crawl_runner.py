"""Run crawls of the test paper in child processes and inspect the archive."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest
from run_crawl import KEPT, run_crawl

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

PROCESSES = multiprocessing.get_context("forkserver")


def warm_up() -> None:
    """Start the fork server for crawls with their modules loaded, which saves two seconds for each crawl.

    It finds modules by PYTHONPATH, not by pytest's own path.
    """
    PROCESSES.set_forkserver_preload(["preloaded"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(HERE)]))
        forkserver.ensure_running()


@dataclass
class Crawl:
    """A crawl running in a child process."""

    process: multiprocessing.process.BaseProcess
    said: Path

    def send(self, number: signal.Signals) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def end(self) -> tuple[int | None, str]:
        """Wait for the end; return the exit code and the output."""
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
    _last_second: int = 0

    def begin(self, **options: Any) -> Crawl:
        """Start a crawl, in another second than the last one: captures of one second have no order."""
        if int(time.time()) == self._last_second:
            time.sleep(1 - time.time() % 1)
        site = {"PAPER_HOSTS": self.hosts, "PAPER_STARTS": self.starts, "PAPER_SCHEME": self.scheme}
        said = self.db.with_name("said.txt")
        said.unlink(missing_ok=True)
        process = PROCESSES.Process(target=run_crawl, args=(self.db, said, site | self.environment, options))
        process.start()
        return Crawl(process, said)

    def run(self, *, code: int = 0, **options: Any) -> str:
        """Run a crawl that must end with `code`; return its output."""
        ended, said = self.begin(**options).end()
        self._last_second = int(time.time())
        assert ended == code, f"exit {ended}\n{said}"
        return said

    def peak(self) -> float:
        """Return the peak memory of the last crawl that ended, in MB; 0 if none did."""
        return self._used()[0] / 1024

    def cpu_seconds(self) -> float:
        """Return the processor time of the last crawl that ended, in seconds; 0 if none did."""
        return self._used()[1]

    def _used(self) -> tuple[float, float]:
        used = self.db.with_name("used")
        peak, seconds = used.read_text().split() if used.exists() else (0, 0)
        return float(peak), float(seconds)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with sqlite3.connect(self.db, timeout=10) as db:
            return db.execute(sql, values).fetchall()

    def change(self, sql: str, *values: Any) -> None:
        """Change the archive directly, for instance to simulate the passing of time."""
        with sqlite3.connect(self.db, timeout=10) as db:
            db.execute(sql, values)

    def acknowledged(self) -> set[str]:
        """Return the URLs of acknowledged articles."""
        settled = self.db.with_name("settled")
        lines = settled.read_text().splitlines(keepends=True) if settled.exists() else []
        words = [line.split() for line in lines if line.endswith("\n")]
        return {url for url, outcome in words if outcome in KEPT}

    def titles(self) -> list[str]:
        """Return the titles of the stored articles, in order of their keys."""
        return [title for (title,) in self.rows("SELECT title FROM articles ORDER BY CAST(key AS INTEGER)")]

    def outcomes(self, run: int | None = None) -> dict[str, str]:
        """Return path -> outcome and first word of the reason, for the last run or run number `run`."""
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
