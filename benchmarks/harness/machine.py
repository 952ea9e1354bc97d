"""Description of the machine and software versions of a run."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

OF_OURS = ("Scrapy", "lxml", "sqlite-utils", "warcio", "fastwarc", "numpy", "isal", "dateparser")


def machine() -> dict[str, str]:
    """Return processor, cores, memory, system and load at the start of the run."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "system": f"{platform.system()} {platform.release()}",
        "load at start": " ".join(f"{load:.1f}" for load in os.getloadavg()),
    }


def versions() -> dict[str, str]:
    """Return versions of the libraries that our own results depend on."""
    return {
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{package: version(package) for package in OF_OURS},
    }


def _first(file: str, field: str) -> str:
    path = Path(file)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(field)), "")
