"""Chart of growth: `python -m benchmarks.contenders.charting FILE`, with the figures as JSON on stdin.

Each figure is [articles, CPU ms with a commit, CPU ms in a batch, peak MiB, bytes an article].
"""

from __future__ import annotations

import json
import sys

import matplotlib  # type: ignore[import-not-found]


def main(file: str, figures: list[list[float]]) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    articles, single, batched, memory, size = zip(*figures, strict=True)
    chart, (cost, room) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    cost.plot(articles, single, "o-", label="with its commit")
    cost.plot(articles, batched, "o-", label="in a batch")
    cost.set(title="Cost of an article", ylabel="ms of CPU")
    room.plot(articles, memory, "o-", label="peak memory, MiB")
    room.plot(articles, [each / 1024 for each in size], "o-", label="database, KiB an article")
    room.set(title="Memory and disk space")
    for axes in (cost, room):
        axes.set(xscale="log", xlabel="articles in the archive")
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.legend()
    chart.savefig(file, dpi=110)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.stdin.read()))
