"""Misbehaviours of a web archive, once or always; and what a backfill has stored in spite of them."""

from __future__ import annotations

from backfill_runner import Backfiller
from paper_server import Answer
from web_archive_server import Misbehaviour


def once(answer: Answer, on: str, times: int = 1) -> Misbehaviour:
    """Give `answer` to the first requests whose path contains `on`."""
    left = [answer] * times
    return lambda asked: left.pop() if on in asked.path and left else None


def always(answer: Answer, on: str) -> Misbehaviour:
    return lambda asked: answer if on in asked.path else None


def articles(backfiller: Backfiller) -> list[tuple[str, str]]:
    return backfiller.rows("SELECT key, captured FROM articles ORDER BY key")
