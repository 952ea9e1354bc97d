"""WARC files with a CDXJ index, and WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/)."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from typing import IO, TYPE_CHECKING, Any

from archive.export.cdxj import write_blocks
from archive.export.record_copier import RecordCopier, RecordSource
from archive.version import own_version

if TYPE_CHECKING:
    from pathlib import Path

    from archive.export.article_rows import ArticleRow, CaptureRow

WACZ_VERSION = "1.1.1"
TITLE = "Articles of Vietnamese Party newspapers"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP can store; a fixed date keeps the bytes the same
FILE_MODE = 0o100644 << 16
PAGES_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True}


class WarcWriter:
    """Writes `articles-NUMBER.warc.gz` (`.warc` for uncompressed records) and `index.cdxj`."""

    def __init__(self, folder: Path, source: RecordSource) -> None:
        self._folder = folder
        self._copier = RecordCopier(folder, source)

    def write(self, row: ArticleRow) -> None:
        """Copy the captures of an article or revision."""
        for capture in row["captures"]:
            self._copier.copy(capture)

    def close(self) -> None:
        """Close the files and write the index."""
        self._copier.close()
        with (self._folder / "index.cdxj").open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(self._copier.index.lines())
        self._copier.index.close()


class WaczWriter:
    """Writes `articles.wacz`: WARC files, their index, and a page per article with its searchable text."""

    def __init__(self, folder: Path, source: RecordSource) -> None:
        self._folder = folder
        self._parts = folder / "parts"
        self._parts.mkdir()
        self._copier = RecordCopier(self._parts, source)
        self._pages = (self._parts / "pages.jsonl").open("x", encoding="utf-8", newline="\n")
        self._pages.write(_json(PAGES_HEAD) + "\n")
        self._created: str | None = None

    def write(self, row: ArticleRow) -> None:
        """Copy the captures of an article, and list the newest as its page."""
        copied = [capture for capture in row["captures"] if self._copier.copy(capture)]
        pages = [capture for capture in copied if capture["url"]]
        if pages:
            self._pages.write(_json(_page(row, pages[-1])) + "\n")
            self._created = max(self._created or "", pages[-1]["captured"])

    def close(self) -> None:
        """Write the ZIP file."""
        self._copier.close()
        self._pages.close()
        self._write_index()
        with zipfile.ZipFile(self._folder / "articles.wacz", "x") as wacz:
            resources = [_write_file(wacz, path, name) for path, name in self._members()]
            package_json = json.dumps(self._package(resources), ensure_ascii=False, indent=1).encode()
            _write_member(wacz, "datapackage.json", package_json)
            digest = {
                "path": "datapackage.json",
                "hash": f"sha256:{hashlib.sha256(package_json).hexdigest()}",
            }
            _write_member(wacz, "datapackage-digest.json", json.dumps(digest, indent=1).encode())
        shutil.rmtree(self._parts)

    def _write_index(self) -> None:
        blocks_path, index_path = self._parts / "index.cdx.gz", self._parts / "index.idx"
        with blocks_path.open("xb") as blocks, index_path.open("x", encoding="utf-8", newline="\n") as index:
            write_blocks(self._copier.index.lines(), blocks, index, blocks_path.name)
        self._copier.index.close()

    def _members(self) -> list[tuple[Path, str]]:
        """Return the files with their names in the ZIP file."""
        warcs = sorted(self._parts.glob("articles-*"))
        return [
            *((path, f"archive/{path.name}") for path in warcs),
            *((self._parts / name, f"indexes/{name}") for name in ("index.cdx.gz", "index.idx")),
            (self._parts / "pages.jsonl", "pages/pages.jsonl"),
        ]

    def _package(self, resources: list[dict[str, Any]]) -> dict[str, Any]:
        package = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": TITLE,
            "software": f"partynews {own_version()}",
            "resources": resources,
        }
        return package | ({"created": self._created} if self._created else {})


def _page(row: ArticleRow, capture: CaptureRow) -> dict[str, Any]:
    return {
        "id": f"{row['site']}-{row['key']}-{row['revision']}",
        "url": capture["url"],
        "ts": capture["captured"],
        "title": row["title"],
        "text": "\n\n".join(part for part in (row["lead"], row["body"]) if part),
    }


def _write_file(wacz: zipfile.ZipFile, path: Path, name: str) -> dict[str, Any]:
    """Store a file uncompressed, so that readers can seek in it; return its entry in the package."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        _write_member(wacz, name, file)
    return {"name": path.name, "path": name, "hash": f"sha256:{digest}", "bytes": path.stat().st_size}


def _write_member(wacz: zipfile.ZipFile, name: str, data: bytes | IO[bytes]) -> None:
    member = zipfile.ZipInfo(name, ZIP_DATE)
    member.external_attr = FILE_MODE
    member.create_system = 3  # Unix, wherever this runs
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    with wacz.open(member, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
