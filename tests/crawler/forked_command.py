"""Run `partynews` in a process of its own, forked from one that has loaded its modules."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from crawl_runner import PROCESSES, warm_up

from crawler.cli import main


def run_forked(
    *words: str, cwd: Path | None = None, environment: Mapping[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder with an environment, by default those of the test, until it ends.

    The locale and the hash seed are those of the test: Python reads them when it starts.
    """
    warm_up()
    variables = dict(os.environ if environment is None else environment)
    with TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = PROCESSES.Process(target=_run, args=(words, cwd or Path.cwd(), variables, out, err))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(words, timeout)
        return subprocess.CompletedProcess(words, process.exitcode, out.read_text(), err.read_text())


def _run(words: tuple[str, ...], folder: Path, environment: Mapping[str, str], out: Path, err: Path) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.modules.pop("crawler.settings", None)  # it reads the environment
    sys.argv = ["partynews", *words]
    main(list(words))
