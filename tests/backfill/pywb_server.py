"""pywb on 127.0.0.1, in a process of its own, with a collection of WARC files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cdxj_indexer.main import CDXJIndexer

PROGRAM = Path(__file__).with_name("run_pywb.py")
COLLECTION = "papers"


def make_collection(folder: Path, files: Iterable[Path]) -> None:
    """Make a collection of WARC files in `folder`, as `wb-manager init`, `add` and `reindex` do."""
    collection = folder / "collections" / COLLECTION
    for name in ("archive", "indexes"):
        (collection / name).mkdir(parents=True)
    linked = [collection / "archive" / file.name for file in files]
    for link, file in zip(linked, files, strict=True):
        link.symlink_to(file.resolve())
    index = collection / "indexes" / "index.cdxj"
    CDXJIndexer(str(index), [str(link) for link in linked], sort=True).process_all()
    (folder / "config.yaml").write_text("framed_replay: false\n")


@contextmanager
def serve_pywb(folder: Path) -> Iterator[str]:
    """Serve the collection in `folder`; yields its URL, `http://127.0.0.1:PORT/papers`."""
    with (folder / "pywb.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM)], cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, (folder / "pywb.log").read_text()
        yield f"http://127.0.0.1:{port}/{COLLECTION}"
    finally:
        process.kill()
        process.communicate()
