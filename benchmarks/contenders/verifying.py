"""Verify an archive: `python -m benchmarks.contenders.verifying PART ARCHIVE`."""

from __future__ import annotations

import sys
from pathlib import Path

from archive.fixity.checks import PARTS
from archive.fixity.row_batches import Sample
from archive.fixity.verify import verify
from benchmarks.harness.worker import measure

SAMPLE = Sample(number=500)


def main(part: str, archive: Path) -> None:
    def work() -> int:
        if part.startswith("a sample"):
            report = verify(archive, sample=SAMPLE)
        else:
            report = verify(archive, parts=[part] if part in PARTS else PARTS)
        assert not report.findings, report.findings[0]
        return report.checked.total()

    measure(work)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
