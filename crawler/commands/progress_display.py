"""The progress of a command on the last lines of a terminal: a line for each site, or for what is counted."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

from crawler.commands.progress import Progress as ProgressReport
from crawler.commands.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.progress import Task

SPEED_PERIOD = 300  # seconds over which the rate is measured: a polite crawl has a few requests a minute
REDRAW_INTERVAL = 0.2  # seconds
COUNTED_AGAIN = 2.0  # seconds until waiting URLs are counted again, or 50 times what counting takes
ADDRESS_LENGTH = 48
NAMED_OUTCOMES = {"doubted": "yellow", "refused": "yellow", "failed": "red"}
OTHER_LINES = 4  # of the terminal: the sum, the prompt, and messages


class ProgressDisplay(ProgressReport):
    """Draws the progress: of the sites that were active last, as many as the terminal has lines for."""

    def __init__(self, waiting: Callable[[], Mapping[str, int]] | None) -> None:
        self._waiting = waiting
        self._console = Console(stderr=True)
        self._display = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=16),
            _Done(),
            _Rate(),
            TimeRemainingColumn(compact=True),
            _Outcomes(),
            _Address(),
            console=self._console,
            transient=True,
            redirect_stdout=False,  # stdout may be a pipe; rich would write to the terminal
            auto_refresh=False,  # drawn when work is reported, not by a thread beside the reactor
            speed_estimate_period=SPEED_PERIOD,
            expand=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._last_active: dict[str, float] = {}
        self._counts: Counter[str] = Counter()
        self._count_at = self._redraw_at = 0.0

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._display.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Erase what was drawn."""
        self._display.stop()

    def add_url(self, site: str, url: str, outcome: str) -> None:
        """Count a URL, and show it as the current one of its site."""
        task = self._display.tasks[self._task(site)]
        fields: dict[str, Any] = {"address": shortened(url)}
        if outcome in NAMED_OUTCOMES:
            fields[outcome] = task.fields.get(outcome, 0) + 1
        done = task.completed + 1
        total = None if task.total is None else max(task.total, done)  # new URLs are found meanwhile
        self._display.update(task.id, completed=done, total=total, **fields)
        self._last_active[site] = monotonic()
        if self._waiting is not None and (task.total is None or monotonic() >= self._count_at):
            self._count_waiting(self._waiting)
        if self._is_due():
            self._display.refresh()

    def add(self, what: str, number: int) -> None:
        """Add to a count without a total."""
        self._counts[what] += number
        if self._is_due():
            for name, count in self._counts.items():
                self._display.update(self._task(name), completed=count)
            self._display.refresh()

    def show(self, what: str, done: int, total: int) -> None:
        """Show a share; what is shown before it is complete."""
        if what not in self._tasks:
            for task in self._tasks.values():
                self._display.update(task, visible=False)
        elif not self._is_due():
            return
        self._display.update(self._task(what), completed=done, total=total or None)
        self._display.refresh()

    def _is_due(self) -> bool:
        """Return whether to draw now; too often would cost more than the work."""
        if monotonic() < self._redraw_at:
            return False
        self._redraw_at = monotonic() + REDRAW_INTERVAL
        return True

    def _task(self, name: str) -> TaskID:
        if name not in self._tasks:
            self._tasks[name] = self._display.add_task(one_line(name), total=None)
        return self._tasks[name]

    def _count_waiting(self, waiting: Callable[[], Mapping[str, int]]) -> None:
        """Set the totals of the sites, and hide the sites that have no room."""
        began = monotonic()
        numbers = waiting()
        for site in {**self._tasks, **numbers}:
            number = numbers.get(site, 0)
            if number or site in self._tasks:
                task = self._task(site)
                done = self._display.tasks[task].completed
                self._display.update(task, total=done + number)
        self._count_at = monotonic() + max(COUNTED_AGAIN, 50 * (monotonic() - began))
        room = max(self._console.height - OTHER_LINES, 1)
        latest = sorted(self._tasks, key=lambda site: self._last_active.get(site, 0.0), reverse=True)
        for place, site in enumerate(latest):
            self._display.update(self._tasks[site], visible=place < room)


class _Done(ProgressColumn):
    """`312/1,204`, or `312` where the total is not known."""

    def render(self, task: Task) -> Text:
        total = f"/{task.total:,.0f}" if task.total is not None else ""
        return Text(f"{task.completed:,.0f}{total}", style="progress.download", justify="right")


class _Rate(ProgressColumn):
    """`14/min` or `230/s`, measured over the last minutes."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if speed is None:
            return Text("")
        rate = f"{speed:,.0f}/s" if speed >= 2 else f"{speed * 60:.0f}/min"
        return Text(rate, style="progress.data.speed", justify="right")


class _Outcomes(ProgressColumn):
    """`2 doubted 3 refused`."""

    def render(self, task: Task) -> Text:
        counts = [(name, task.fields.get(name), style) for name, style in NAMED_OUTCOMES.items()]
        return Text(" ").join(
            Text(f"{number} {name}", style=style) for name, number, style in counts if number
        )


class _Address(ProgressColumn):
    """The current address, cut where the line ends."""

    def __init__(self) -> None:
        super().__init__(Column(ratio=1, no_wrap=True, overflow="ellipsis"))

    def render(self, task: Task) -> Text:
        return Text(task.fields.get("address", ""), style="dim")


def shortened(url: str) -> str:
    """Return the end of the path of a URL, which names the article.

    >>> shortened("https://nhandan.vn/bai-post929283.html")
    '/bai-post929283.html'
    >>> shortened("https://nhandan.vn/chinh-tri/tin-tuc/2018/dong-bao-ruc-o-yen-hop-hoc-nghe-post929283.html?a=1")
    '…/dong-bao-ruc-o-yen-hop-hoc-nghe-post929283.html'
    """
    parts = urlsplit(one_line(url))
    path = parts.path or "/"
    if len(path) <= ADDRESS_LENGTH:
        return path
    return "…" + path[-ADDRESS_LENGTH:]
