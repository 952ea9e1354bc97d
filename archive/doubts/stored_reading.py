"""An Article as JSON text and back: the column `doubts.reading`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from archive.article import Article, Capture, Image

TUPLES = ("aliases", "authors", "tags", "repairs", "flags")


def reading_as_json(article: Article) -> str:
    """Return all fields of an article, with its capture, as JSON text."""
    return json.dumps(asdict(article), ensure_ascii=False)


def reading_of_json(text: str) -> Article:
    """Return the article that `reading_as_json` wrote."""
    fields: dict[str, Any] = json.loads(text)
    capture = fields["capture"]
    return Article(
        **{
            **fields,
            **{name: tuple(fields[name]) for name in TUPLES},
            "images": tuple(Image(**image) for image in fields["images"]),
            "capture": Capture(**capture) if capture else None,
        }
    )
