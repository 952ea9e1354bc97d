"""The columns of a corpus with their types, as a dataset card names them (`dataset_info.features`).

The names of types are those of Apache Arrow, see https://huggingface.co/docs/datasets/about_dataset_features.
"""

from __future__ import annotations

from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

Feature = dict[str, Any]
"""`name`, and either `dtype`, or `list` with a type or the features of a struct."""

DTYPES = {str: "string", int: "int64", float: "float64"}


def features_of_row(row: type) -> list[Feature]:
    """Return the fields of a TypedDict as features.

    >>> from archive.export.article_rows import ImageRow
    >>> features_of_row(ImageRow)[0]
    {'name': 'src', 'dtype': 'string'}
    """
    return [{"name": name, **_feature(hint)} for name, hint in get_type_hints(row).items()]


def _feature(hint: Any) -> Feature:
    if get_origin(hint) is UnionType:  # `str | None`: every column may have nulls
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is list:
        (item,) = get_args(hint)
        return {"list": features_of_row(item) if is_typeddict(item) else DTYPES[item]}
    return {"dtype": DTYPES[hint]}
