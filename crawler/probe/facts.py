"""The verdict on each fact that a site file declares, from what a probe saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from crawler.probe.observations import Observations

Verdict = Literal["holds", "fails", "not tried"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a site file declares.

    Attributes:
        name: What it is about: `robots`, `hosts`, `articles`, the kind of a start, a layout and its field.
        declared: What the site file says, in short.
        verdict: Whether the probe saw it.
        seen: What the probe saw.
        line: The file and line to change where the fact fails.
    """

    name: str
    declared: str
    verdict: Verdict
    seen: str
    line: str


def not_tried(observed: Observations, otherwise: str) -> str:
    """Return why something was not requested: the reason why the probe stopped, or `otherwise`."""
    return observed.stopped or otherwise
