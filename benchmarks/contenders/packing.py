"""Create a WACZ with py-wacz: `python -m benchmarks.contenders.packing WARC RECORDS`."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

from wacz.main import main as wacz

from benchmarks.harness.worker import measure


def main(warc: str, records: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path(warc).parent) as out:

        def work() -> int:
            with contextlib.redirect_stdout(sys.stderr):  # discard its progress messages
                assert wacz(["create", "--detect-pages", "--output", f"{out}/articles.wacz", warc]) == 0
            return records

        measure(work)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
