"""What a run says, a line each with time and run: on stderr, or in a log file that the system may rotate."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger("partynews")

FORMAT = "%(asctime)sZ run %(run)s %(levelname)s %(message)s"


class RunLog(logging.Formatter):
    """Formats a record as one line; `run_id` is that of the run, once it has begun."""

    converter = staticmethod(time.gmtime)
    run_id: int | None = None

    def __init__(self) -> None:
        super().__init__(FORMAT, "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        record.run = "-" if self.run_id is None else self.run_id
        return " | ".join(line.strip() for line in super().format(record).splitlines() if line.strip())


class LogFile(logging.FileHandler):
    """A log file; one that cannot be written is told of once, and the run goes on without it."""

    told = False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:  # there is no such folder
            self.handleError(record)

    def close(self) -> None:
        with suppress(OSError):  # told already
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:
        if not self.told:
            self.told = True
            error = sys.exc_info()[1]
            why = error.strerror if isinstance(error, OSError) else error
            print(f"partynews: {self.baseFilename} cannot be written: {why}", file=sys.stderr)


@contextmanager
def run_log(path: Path | None) -> Iterator[RunLog]:
    """Log to the file at `path` what the run says; without one, what libraries warn of, to stderr."""
    log = RunLog()
    handler = logging.StreamHandler() if path is None else LogFile(path, encoding="utf-8", delay=True)
    handler.setFormatter(log)
    handler.addFilter(
        lambda record: path is not None if record.name == logger.name else record.levelno >= logging.WARNING
    )
    logger.setLevel(logging.INFO)
    logging.root.addHandler(handler)
    try:
        yield log
    finally:
        logging.root.removeHandler(handler)
        handler.close()
