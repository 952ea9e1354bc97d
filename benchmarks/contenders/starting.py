"""Run time of a command from the shell: `python -m benchmarks.contenders.starting REPEATS COMMAND...`."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.harness.worker import measure


def main(repeats: int, command: list[str]) -> None:
    def work() -> int:
        for _ in range(repeats):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return repeats

    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL
    )  # warm-up: the first start writes .pyc files
    measure(work)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
