"""Give the input of a shard its place: a copy in the captures folder, or where it is."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.capture_files import list_in_place
from crawler.ingest.input_files import InputFile, copy_input, link_input, open_input
from crawler.shards.shard_folder import REWRITE, BadShard, reason_of
from crawler.shards.write_shard import fetch_url, sum_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.store import Store
    from crawler.shards.shard_folder import Manifest

Placing = Literal["copy", "in place", "link"]
"""A copy in the captures folder, the place where the file is, or a link under the name of a copy."""


@dataclass(frozen=True, slots=True)
class PlacedShard:
    """A shard whose records have a place: the files that they are in, by member."""

    manifest: Manifest
    files: tuple[InputFile, ...]


def place_shard(store: Store, shard: Manifest, placing: Placing) -> PlacedShard:
    """Give the input of a shard a place as `placing` says.

    An input that had to be decompressed is copied always: its records have other offsets in the copy.

    Raises:
        BadShard: The input cannot be read, or is no longer the file that the shard was made of.
        StorageFailed: The copy cannot be written.
    """
    source = Path(shard.input)
    if placing == "link" and shard.as_is:
        return PlacedShard(shard, (link_input(source, shard.sha256, store.captures),))
    if placing == "in place" and shard.as_is:
        if "://" not in shard.input:
            list_in_place(store.captures, source)
        return PlacedShard(shard, (InputFile(source, shard.input, source),))
    with _at_hand(shard) as path:
        if sum_of(path) != shard.sha256:
            raise BadShard(f"{shard.input} has changed since its shard was written. {REWRITE}")
        if shard.as_is:
            name = copy_input(path, path.name, store.captures)
            return PlacedShard(shard, (InputFile(store.captures / name, name, source),))
        files = open_input(path, store.captures).files
        return PlacedShard(shard, tuple(InputFile(file.path, file.name, source) for file in files))


@contextmanager
def _at_hand(shard: Manifest) -> Iterator[Path]:
    """Yield the path of the input, or that of a copy of what is at a URL, for the block."""
    with tempfile.TemporaryDirectory(prefix="partynews-") as temporary:
        try:
            path = fetch_url(shard.input, Path(temporary)) if "://" in shard.input else Path(shard.input)
            path.stat()
        except OSError as error:
            raise BadShard(
                f"{shard.input} cannot be read ({reason_of(error)}): its shard is not merged. Bring the file "
                "back, or use --in-place"
            ) from error
        yield path
