"""Install the packages of a lock file with pip into this interpreter's environment, and show the progress.

A lock file lists every package, so pip resolves nothing (`--no-deps`). On a terminal the progress is one line
that is redrawn; elsewhere it is a line for each quarter. Uses the standard library only.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from time import monotonic

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps")
LOCKED = re.compile(r"^[\w.-]+==", re.MULTILINE)
OF_OTHER_PLATFORMS = "Ignoring "
STEP = re.compile(
    r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)|Processing .*/([\w.]+)-|(Installing collected)"
)
LINES_OF_A_FAILURE = 15


class Progress:
    """Number of packages that pip has reached, of all."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._done = 0
        self._is_terminal = sys.stdout.isatty()

    def add(self, package: str) -> None:
        """Show the next package."""
        self._done += 1
        if self._is_terminal:
            self._redraw(f"  {self._done} of {self.total}  {package}")
        elif self._done % max(self.total // 4, 1) == 0:
            print(f"  {self._done} of {self.total}", flush=True)

    def show_writing(self) -> None:
        """Show that pip writes the files, which takes seconds without a word from it."""
        if self._is_terminal:
            self._redraw(f"  writing the files of {self.total} packages")

    def clear(self) -> None:
        """Erase the line."""
        if self._is_terminal:
            self._redraw("")

    def _redraw(self, text: str) -> None:
        print(f"\r\x1b[K{text}", end="", flush=True)


def install(lock: Path) -> int:
    """Install the packages of `lock`; print the end of pip's output if it fails. Return its exit code."""
    progress = Progress(len(LOCKED.findall(lock.read_text(encoding="utf-8"))))
    print(f"Installing the packages of {lock} ...", flush=True)
    began = monotonic()
    command = (*PIP, "--no-compile", "--progress-bar", "off", "--require-hashes", "--requirement", str(lock))
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith(OF_OTHER_PLATFORMS):
                progress.total -= 1
            elif step := STEP.match(line):
                progress.show_writing() if step[3] else progress.add(step[1] or step[2])
    progress.clear()
    if pip.returncode:
        print("".join(said[-LINES_OF_A_FAILURE:]), file=sys.stderr)
    else:
        print(f"  done in {monotonic() - began:.0f} s", flush=True)
    return pip.returncode


def main() -> int:
    """Install the lock file that the command line names, then the project itself."""
    code = install(Path(sys.argv[1]))
    project = [*PIP, "--quiet", "--editable", "."]
    return code or subprocess.run(project, check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main())
