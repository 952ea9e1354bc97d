"""WARC export: records of the selection, unchanged, once, with originals of revisits."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
import warc_bytes
from article_builder import capture, story
from corpus_builder import call, make

from archive.export.record_copier import NoCaptures
from archive.store import Store
from archive.warc.reader import read_records
from archive.warc.record import Record
from archive.withheld import withhold

PAGE = "<p>Đảng ủy họp.</p>".encode()
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
Pieces = dict[str, bytes]


@pytest.fixture
def pieces() -> Pieces:
    """Return a response, a revisit of it under another URL, and an uncompressed record."""
    first = warc_bytes.response("https://paper.vn/a1.html", PAGE)
    fields = {"WARC-Profile": IDENTICAL, "WARC-Payload-Digest": digest(first)}
    return {
        "1": first,
        "2": warc_bytes.record("revisit", "https://paper.vn/a2.html", fields=fields),
        "3": warc_bytes.response("https://paper.vn/a3.html", PAGE * 2, zipped=False),
    }


def digest(piece: bytes) -> str:
    return field(piece, "WARC-Payload-Digest")


def field(piece: bytes, name: str) -> str:
    head = (gzip.decompress(piece) if piece[:1] == b"\x1f" else piece).decode("utf-8", "replace")
    found = re.search(rf"^{name}: <?([^>\r\n]+)", head, re.MULTILINE)
    assert found
    return found[1]


@pytest.fixture
def db(tmp_path: Path, pieces: Pieces) -> Path:
    path = tmp_path / "archive.db"
    (tmp_path / "captures").mkdir()
    with Store.open(path) as store, store.writing():
        for key, piece in pieces.items():
            name = f"{key}.warc.gz" if piece[:1] == b"\x1f" else f"{key}.warc"
            (tmp_path / "captures" / name).write_bytes(piece)
            place = {"file": name, "offset": 0, "length": len(piece)}
            place |= {"record_id": field(piece, "WARC-Record-ID"), "payload_digest": digest(piece)}
            taken = capture(1, 1, f"https://paper.vn/a{key}.html", **place)
            store.save(story(f"Tin số {key}.", key=key, capture=taken))
    return path


def copied(out: Path) -> list[str]:
    found = [r for path in sorted((out / "data").glob("*.warc*")) for r in read_records(path)]
    return [r.record_id for r in found if isinstance(r, Record) and r.kind != "warcinfo"]


def test_records_are_copied_unchanged(db: Path, pieces: Pieces) -> None:
    out = make(db, "corpus", form="warc")

    ids = {key: field(piece, "WARC-Record-ID") for key, piece in pieces.items()}
    assert copied(out) == [ids["3"], ids["1"], ids["2"]]
    assert (out / "data" / "articles-00000.warc.gz").read_bytes().endswith(pieces["1"] + pieces["2"])
    assert (out / "data" / "articles-00000.warc").read_bytes().endswith(pieces["3"])


def test_revisit_is_exported_with_its_original(db: Path, pieces: Pieces) -> None:
    out = make(db, "corpus", form="warc", query="2")

    assert copied(out) == [field(pieces[key], "WARC-Record-ID") for key in ("1", "2")]


def test_withheld_original_of_a_revisit_is_not_exported(db: Path) -> None:
    with Store.open(db) as store, store.writing():
        withhold(store, 1, "a complaint")

    out = make(db, "corpus", form="warc", query="2")

    assert copied(out) == []
    lost = json.loads((out / "manifest.json").read_text("utf-8"))["lost"]
    assert lost == {
        "records": 1,
        "first": ["2.warc.gz, offset 0: the original of this revisit record is missing"],
    }


def test_unreadable_records_are_reported_and_others_exported(
    db: Path, pieces: Pieces, capsys: pytest.CaptureFixture[str]
) -> None:
    captures = db.parent / "captures"
    (captures / "3.warc").unlink()
    (captures / "1.warc.gz").write_bytes(pieces["1"][:-40])

    run = call(capsys, "export", "--db", str(db), "--out", str(db.parent / "corpus"), "--format", "wacz")

    assert run.returncode == 7
    assert run.stderr.splitlines() == [
        "not copied: 1.warc.gz, offset 0: the file ends inside a gzip member",
        "not copied: 2.warc.gz, offset 0: the original of this revisit record is missing",
        "not copied: 3.warc, offset 0: No such file or directory",
        f"partynews: 3 records could not be copied to {db.parent / 'corpus'}.",
    ]


def test_missing_captures_folder_is_reported_before_writing(db: Path) -> None:
    (db.parent / "captures").rename(db.parent / "elsewhere")

    with pytest.raises(NoCaptures, match="--captures"):
        make(db, "corpus", form="wacz")
    assert sorted(path.name for path in db.parent.iterdir() if "corpus" in path.name) == []
