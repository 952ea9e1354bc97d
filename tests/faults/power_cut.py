"""Simulated power cut: synced data survives, other writes survive in part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

from faulty_disk import Acknowledged, Delete, Step, Sync, Truncate, Write

SECTOR = 512


def after_power_cut(
    before: Mapping[str, bytes], steps: Iterable[Step], dice: Random
) -> tuple[dict[str, bytes], set[str]]:
    """Return the files after these operations and a power cut, and what was acknowledged before.

    Of the operations since the last sync of a file, a random part is lost, in any order; a surviving write
    can be truncated.
    """
    files = {name: bytearray(data) for name, data in before.items()}
    waiting: dict[str, list[Write | Truncate]] = {}
    acknowledged = set()
    for step in steps:
        match step:
            case Acknowledged(what):
                acknowledged.add(what)
            case Sync(name):
                for change in waiting.pop(name, []):
                    _apply(files, change)
            case Delete(name):
                waiting.pop(name, None)
                files.pop(name, None)
            case Write() | Truncate():
                waiting.setdefault(step.file, []).append(step)
    for changes in waiting.values():
        share = dice.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        for change in changes:
            if dice.random() < share:
                _apply(files, _torn(change, dice))
    return {name: bytes(data) for name, data in files.items()}, acknowledged


def _apply(files: dict[str, bytearray], change: Write | Truncate) -> None:
    data = files.setdefault(change.file, bytearray())
    if isinstance(change, Truncate):
        del data[change.size :]
        return
    data.extend(bytes(max(0, change.offset - len(data))))
    data[change.offset : change.offset + len(change.data)] = change.data


def _torn(change: Write | Truncate, dice: Random) -> Write | Truncate:
    if isinstance(change, Truncate) or dice.random() < 0.7:
        return change
    whole = dice.randrange(0, len(change.data) + 1, SECTOR)
    return Write(change.file, change.offset, change.data[:whole])
