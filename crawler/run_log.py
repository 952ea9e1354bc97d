"""Log format and log file of a run: one line per record, with time and run id."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from archive.disk import storage_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger("partynews")

FORMAT = "%(asctime)sZ run %(run)s %(levelname)s %(message)s"


class RunFormatter(logging.Formatter):
    """Formats a record as one line; `run_id` is None until the run has started."""

    converter = staticmethod(time.gmtime)
    run_id: int | None = None

    def __init__(self) -> None:
        super().__init__(FORMAT, "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record with its traceback, if any, joined by ` | `."""
        record.run = "-" if self.run_id is None else self.run_id
        return " | ".join(line.strip() for line in super().format(record).splitlines() if line.strip())


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to the current sys.stderr: a progress display replaces it, to print above itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        self.stream = sys.stderr
        super().emit(record)


class LogFile(logging.FileHandler):
    """A log file whose write errors are reported once and do not stop the run."""

    reported = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; report an error to open the file too."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):  # already reported
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - overrides logging.Handler
        """Print the error on stderr, the first time only."""
        if not self.reported:
            self.reported = True
            error = sys.exc_info()[1]
            if isinstance(error, OSError):
                error = storage_error(self.baseFilename, error)
            print(f"partynews: {error}", file=sys.stderr)


@contextmanager
def run_log(path: Path | None) -> Iterator[RunFormatter]:
    """Log the run to the file at `path`; without a path, only warnings of libraries, to stderr.

    Yields the formatter, which takes the run id when the run starts.
    """
    formatter = RunFormatter()
    handler = StderrHandler() if path is None else LogFile(path, encoding="utf-8", delay=True)
    handler.setFormatter(formatter)
    handler.addFilter(
        lambda record: path is not None if record.name == logger.name else record.levelno >= logging.WARNING
    )
    logger.setLevel(logging.INFO)
    logging.root.addHandler(handler)
    try:
        yield formatter
    finally:
        logging.root.removeHandler(handler)
        handler.close()
