"""Sections of benchmarks that take too long for `make bench`: each run keeps its section as a JSON file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from benchmarks.harness.peers import HERE
from benchmarks.harness.rows import Section


def keep(section: Section) -> Section:
    """Keep a section, with the date in its title, for the next `make bench`; return it."""
    dated = replace(section, title=f"{section.title} ({datetime.now(UTC):%Y-%m-%d})")
    path = HERE / f"{section.name}.json"
    path.write_text(json.dumps(dated.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return dated


def kept_section(name: str) -> Section | None:
    """Return the section of the last run of a benchmark, or None."""
    path = HERE / f"{name}.json"
    return Section.from_json(json.loads(path.read_text("utf-8"))) if path.exists() else None
