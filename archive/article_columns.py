"""The columns of `articles` that come from one reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.article import Image

if TYPE_CHECKING:
    from archive.article import Article
    from archive.derived_data import DerivedData

IMAGE_FIELDS = tuple(Image.__dataclass_fields__)
PLAIN_FIELDS = (
    *("url", "title", "lead", "body", "source_mark", "byline"),
    *("published", "published_raw", "published_precision", "modified", "section"),
    *("layout", "reader_version", "captured"),
)
LIST_FIELDS = ("authors", "tags", "repairs", "flags")

_json = json.JSONEncoder(ensure_ascii=False).encode


def columns_of(article: Article, derived: DerivedData) -> dict[str, Any]:
    """Return the values of a reading by column; lists and images as JSON."""
    return (
        {name: getattr(article, name) for name in PLAIN_FIELDS}
        | {"text_sha256": derived.text_sha256, "body_sha256": derived.body_sha256}
        | {name: _json(getattr(article, name)) for name in LIST_FIELDS}
        | {
            "images": _json(
                [{name: getattr(image, name) for name in IMAGE_FIELDS} for image in article.images]
            )
        }
    )
