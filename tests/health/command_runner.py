"""Run the `partynews` command in a child process, with the test papers as its sites."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawl_runner import PROCESSES
from run_crawl import QUICK

import crawler.settings
from crawler.cli import main

SITES = {"SPIDER_MODULES": ["paper_spider", "gazette_spider"]}


@dataclass(frozen=True)
class CommandResult:
    """Exit code and output of a command."""

    code: int | None
    out: list[str]
    err: list[str]


@dataclass
class Command:
    """Runs the command in a folder with an environment."""

    folder: Path
    environment: Mapping[str, str]

    def begin(self, *words: str, under: Iterable[Callable[[], None]] = ()) -> Process:
        """Start the command."""
        process = PROCESSES.Process(
            target=_run, args=(self.folder, dict(self.environment), list(words), list(under))
        )
        process.start()
        return Process(process, self.folder)

    def run(self, *words: str, under: Iterable[Callable[[], None]] = ()) -> CommandResult:
        """Run the command to its end."""
        return self.begin(*words, under=under).end()


class Process:
    """A running command."""

    def __init__(self, process: object, folder: Path) -> None:
        self._process = process
        self._folder = folder

    def send(self, number: signal.Signals) -> None:
        os.kill(self._process.pid, number)

    def end(self) -> CommandResult:
        """Wait for the end; return exit code and output."""
        self._process.join(timeout=180)
        out, err = ((self._folder / name).read_text().splitlines() for name in ("out", "err"))
        return CommandResult(self._process.exitcode, out, err)


def _run(
    folder: Path, environment: Mapping[str, str], words: list[str], under: list[Callable[[], None]]
) -> None:
    os.chdir(folder)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ.update(environment)
    contact = {"CONTACT": environment.get("PARTYNEWS_CONTACT", "")}
    for name, value in (QUICK | SITES | contact | {"RETRY_TIMES": 0}).items():
        setattr(crawler.settings, name, value)
    for condition in under:
        condition()
    main(words)
