"""The folder of shards, on a disk or wherever fsspec reaches: files that appear complete, and manifests."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive import exit_codes
from archive.disk import COPY_BLOCK_SIZE
from archive.errors import ArchiveError, StorageFailed, missing_extra

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, Self

# Rises with every change of the tables in shard_tables.py, and of the keys of near-duplicates.
SHARD_VERSION = 1
MANIFESTS, ASIDE = "shards", ".aside"


class BadShard(ArchiveError):
    """A shard that cannot be merged: it is damaged, or another version has written it."""

    exit_code = exit_codes.BAD_INPUT


@dataclass(frozen=True, slots=True)
class ShardFile:
    """A Parquet file of a shard, by its path in the folder."""

    path: str
    sha256: str
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class ShardDamage:
    """A record of the input that cannot be read: which file in the input, where, and why."""

    member: int
    offset: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a shard was made of, and its files. It is written last: a shard without one is not complete.

    `sha256` is the sum of the input file and the name of the shard. `as_is`: records are at the same offsets
    in a copy of the input; otherwise it had to be decompressed. `scope` and `sites_sha256` say which pages
    were read, and by which site files. `first_captured` is the time of the oldest capture. `without_digest`
    counts records that have none.
    """

    version: int = SHARD_VERSION
    partynews: str
    reader_version: int
    input: str
    sha256: str
    size: int
    as_is: bool
    scope: dict[str, Any]
    sites_sha256: str
    records: int
    articles: int
    first_captured: str | None = None
    files: tuple[ShardFile, ...] = ()
    damages: tuple[ShardDamage, ...] = ()
    passed_over: dict[str, int] = field(default_factory=dict)
    without_digest: int = 0

    @classmethod
    def of_json(cls, text: bytes, path: str) -> Self:
        """Return the manifest in a JSON document.

        Raises:
            BadShard: It is not one, or a newer partynews has written it.
        """
        try:
            values = json.loads(text)
            if values["version"] > SHARD_VERSION:
                raise BadShard(
                    f"{path} was written by a newer partynews. Update partynews, then run the same again."
                )
            values["files"] = tuple(ShardFile(**file) for file in values["files"])
            values["damages"] = tuple(ShardDamage(**damage) for damage in values["damages"])
            return cls(**values)
        except (ValueError, KeyError, TypeError) as error:
            raise BadShard(f"{path} is not the manifest of a shard ({error}). {REWRITE}") from None


REWRITE = "Write the shard again: partynews import FILE --shards DIR"


class ShardFolder:
    """A folder of shards at a path, or at a URL of fsspec such as `s3://bucket/shards`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._fs, self._root = open_url(url)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        data: bytes = self._fs.cat_file(self._path(path))
        return data

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading."""
        file: BinaryIO = self._fs.open(self._path(path), "rb")
        return file

    def publish(self, path: str, data: bytes) -> None:
        """Write a file under a temporary name, then rename it: no reader sees a part of it.

        Raises:
            StorageFailed: It cannot be written.
        """
        with self._aside(path) as aside:
            self._fs.pipe_file(aside, data)

    def publish_file(self, path: str, local: Path) -> None:
        """Copy a file of this machine, as `publish` writes bytes.

        Raises:
            StorageFailed: It cannot be written.
        """
        with self._aside(path) as aside:
            self._fs.put_file(str(local), aside)

    def paths(self, path: str) -> list[str]:
        """Return the paths of the files in a folder, sorted; none where there is no such folder."""
        found = self._fs.glob(self._path(f"{path}/*"))
        return sorted(f"{path}/{each.rpartition('/')[2]}" for each in found)

    def delete_folder(self, path: str) -> None:
        """Delete a folder with all that is in it, if it is there."""
        with suppress(FileNotFoundError):
            self._fs.rm(self._path(path), recursive=True)

    @contextmanager
    def _aside(self, path: str) -> Iterator[str]:
        """Yield the place for a file, which gets its name when the block ends."""
        aside = self._path(f"{ASIDE}/{path.replace('/', '_')}.{os.urandom(4).hex()}")
        target = self._path(path)
        with explain_url_errors(self.url):
            try:
                self._fs.makedirs(_parent(aside), exist_ok=True)
                yield aside
                self._fs.makedirs(_parent(target), exist_ok=True)
                self._fs.mv(aside, target)
            except BaseException:
                with suppress(OSError):
                    self._fs.rm(aside)
                raise

    def delete(self, path: str) -> None:
        """Delete a file, if it is there."""
        with suppress(FileNotFoundError):
            self._fs.rm(self._path(path))

    def find_manifest(self, sha256: str) -> Manifest | None:
        """Return the manifest of the shard of an input, or None where there is no complete one."""
        path = f"{MANIFESTS}/{sha256}.json"
        try:
            return Manifest.of_json(self.read(path), f"{self.url}/{path}")
        except FileNotFoundError:
            return None
        except BadShard:
            return None  # it is written again

    def write_manifest(self, manifest: Manifest) -> None:
        """Write the manifest of a shard whose files are all there."""
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
        self.publish(f"{MANIFESTS}/{manifest.sha256}.json", text.encode())

    def manifests(self) -> list[Manifest]:
        """Return the manifests of all complete shards, in order of their inputs.

        Raises:
            BadShard: There are no shards, or one of the manifests is damaged.
        """
        with explain_url_errors(self.url):
            paths = sorted(self._fs.glob(self._path(f"{MANIFESTS}/*.json")))
        if not paths:
            raise BadShard(
                f"{self.url} has no shards. Write them: partynews import FILE... --shards {self.url}"
            )
        found = [Manifest.of_json(self._fs.cat_file(path), path) for path in paths]
        return sorted(found, key=lambda manifest: manifest.input)

    def check(self, file: ShardFile) -> None:
        """Check the sum of a file.

        Raises:
            BadShard: The file is missing or is not what was written.
        """
        digest = hashlib.sha256()
        try:
            with self.open(file.path) as opened:
                while block := opened.read(COPY_BLOCK_SIZE):
                    digest.update(block)
        except OSError as error:
            raise BadShard(f"{self.url}/{file.path} cannot be read: {reason_of(error)}. {REWRITE}") from error
        if digest.hexdigest() != file.sha256:
            raise BadShard(
                f"{self.url}/{file.path} is damaged: its sum is not that of its manifest. {REWRITE}"
            )

    def _path(self, path: str) -> str:
        return f"{self._root}/{path}"


def open_url(url: str) -> tuple[Any, str]:
    """Return the file system of a path or URL, and the path in it.

    Raises:
        MissingExtra: fsspec, or the package for this kind of URL, is not installed.
        StorageFailed: There is no such kind of URL.
    """
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError as error:
        raise missing_extra("This", error, extra="shards") from None
    try:
        found: tuple[Any, str] = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise StorageFailed(f"Cannot open {url}: {error}") from None
    return found


def absolute_url(location: str) -> str:
    """Return a URL as it is, and a path as an absolute one: other processes have other working folders."""
    return location if "://" in location else str(Path(location).resolve())


@contextmanager
def explain_url_errors(url: str) -> Iterator[None]:
    """Turn an OSError in the block into StorageFailed with a message about `url`."""
    try:
        yield
    except OSError as error:
        raise StorageFailed(f"Cannot write {url}: {reason_of(error)}") from error


def reason_of(error: Exception) -> str:
    """Return what an error of a file system says, on one line."""
    return getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
