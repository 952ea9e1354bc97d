"""Make corpora for tests, by function call or by the command."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from awkward_strings import AWKWARD_NAMES

from archive.database.connection import reading
from archive.export.exporter import ExportRequest, export
from archive.export.selection import Selection
from crawler.cli import main

PROJECT = Path(__file__).parents[2]

# SQLite does not store lone surrogates.
STORED = [text for text in AWKWARD_NAMES if text.encode("utf-8", "ignore").decode("utf-8") == text]


def make(db: Path, name: str | Path, *, form: str = "jsonl", **other: Any) -> Path:
    """Export a corpus and return its folder, beside the archive unless `name` is an absolute path.

    Keyword arguments are options of the selection or of the export.
    """
    out = db.parent / name
    chosen = {key: other.pop(key) for key in list(other) if key in Selection.__dataclass_fields__}
    with reading(db) as archive:
        request = ExportRequest(
            out=out, form=form, captures=db.parent / "captures", selection=Selection(**chosen), **other
        )
        export(archive, request)
    return out


def rows(out: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON Lines corpus."""
    with (out / "data" / "articles.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def tree(folder: Path) -> dict[str, str]:
    """Return the files of a folder with their checksums."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class CommandResult:
    """Exit code and output of a command."""

    returncode: object
    stdout: str
    stderr: str


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> CommandResult:
    """Run the command in this process."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    return CommandResult(ended.value.code, said.out, said.err)


def run_partynews(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a bare environment, like cron."""
    return subprocess.run(
        [sys.executable, "-m", "crawler", *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def run_export(db: Path, out: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `partynews export` from this archive into this folder."""
    return run_partynews("export", "--db", str(db), "--out", str(out), *options, **environment)
