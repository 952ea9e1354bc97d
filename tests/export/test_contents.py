"""Contents of a corpus: selection, order, revisions, manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from article_builder import story
from awkward_strings import AWKWARD_NAMES
from corpus_builder import call, make, rows

from archive.database.connection import reading
from archive.export.manifest import NORMALISER_VERSION, NotAnExport
from archive.export.selection import Selection, select
from archive.store import Store
from archive.withheld import withhold
from crawler.parse.text import paragraphs


def keys(db: Path, **chosen: Any) -> list[str]:
    name = f"corpus-{len(list(db.parent.iterdir()))}"
    return [f"{row['site']}/{row['key']}" for row in rows(make(db, name, **chosen))]


def test_jsonl_line_has_the_whole_article(filled: Path) -> None:
    found = {row["site"]: row for row in rows(make(filled, "corpus"))}["vietnamplus"]

    assert (found["title"], found["authors"], found["section"]) == (
        "Hội nghị sơ kết",
        ["Lê Hà", "Trần An"],
        "Xã hội",
    )
    assert found["images"] == [{"src": "https://v.vn/1.jpg", "caption": "Quang cảnh.", "credit": None}]
    assert [(r["raw"], r["code"], r["mentions"]) for r in found["references"]] == [
        ("Chỉ thị 05-CT/TW", "CT/TW", 1)
    ]
    assert [(c["record_id"], c["offset"]) for c in found["captures"]] == [("urn:uuid:3", 3000)]
    assert (found["revision"], found["duplicate_kind"]) == (1, "near")


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, ["hanoi/3", "hanoi/5", "nhandan/1", "vietnamplus/9"]),
        ({"sites": ("nhandan", "hanoi")}, ["hanoi/3", "hanoi/5", "nhandan/1"]),
        ({"since": "2018-05-16"}, ["vietnamplus/9"]),
        ({"until": "2018-05-15"}, ["nhandan/1"]),
        ({"since": "2018", "until": "2018"}, ["nhandan/1", "vietnamplus/9"]),
        ({"section": "Xã hội"}, ["vietnamplus/9"]),
        ({"query": "tin ngan"}, ["hanoi/3"]),
        ({"about": "05-ct/tw"}, ["hanoi/5", "nhandan/1", "vietnamplus/9"]),
        ({"min_words": 3}, ["hanoi/5", "nhandan/1", "vietnamplus/9"]),
        ({"min_words": 60}, ["vietnamplus/9"]),
        ({"duplicates": "exact"}, ["hanoi/3", "nhandan/1", "vietnamplus/9"]),
        ({"duplicates": "near"}, ["hanoi/3", "nhandan/1"]),
        # The earliest of the story is not chosen: the earliest of those that are stays.
        ({"duplicates": "near", "sites": ("hanoi", "vietnamplus")}, ["hanoi/3", "vietnamplus/9"]),
    ],
)
def test_corpus_has_the_selection_in_a_fixed_order(
    filled: Path, chosen: dict[str, Any], found: list[str]
) -> None:
    assert keys(filled, **chosen) == found


def test_words_are_counted_as_a_reader_counts_them(filled: Path) -> None:
    words = {
        row["key"]: len(f"{row['lead'] or ''} {row['body']}".split()) for row in rows(make(filled, "all"))
    }

    with reading(filled) as archive:
        ids = dict(archive.execute("SELECT id, key FROM articles"))
        for number in range(1, max(words.values()) + 2):
            found = [ids[article_id] for article_id in select(archive, Selection(min_words=number))]
            assert sorted(found) == sorted(key for key, count in words.items() if count >= number)


def test_all_revisions_are_exported_with_their_own_metadata(filled: Path) -> None:
    found = [row for row in rows(make(filled, "corpus", revisions="all")) if row["site"] == "nhandan"]

    assert [(r["revision"], r["title"], r["captured"][:10]) for r in found] == [
        (1, "=HYPERLINK(1)", "2026-03-02"),
        (2, "Hội nghị", "2026-03-06"),
    ]
    assert [[c["record_id"] for c in r["captures"]] for r in found] == [
        ["urn:uuid:1"],
        ["urn:uuid:1", "urn:uuid:2"],
    ]


def test_withheld_article_is_in_no_corpus(filled: Path) -> None:
    with Store.open(filled) as store, store.writing():
        withhold(store, 1, "a complaint")

    assert keys(filled, revisions="all") == ["hanoi/3", "hanoi/5", "vietnamplus/9"]


def test_manifest_has_the_selection_and_checksums(filled: Path) -> None:
    out = make(filled, "corpus", duplicates="near", since="2018")
    manifest = json.loads((out / "manifest.json").read_text())

    assert (manifest["asked"]["since"], manifest["asked"]["duplicates"]) == ("2018", "near")
    assert (manifest["rows"], manifest["published"]) == (1, ["2018-05-15", "2018-05-15"])
    assert manifest["by_site_and_year"] == {"nhandan": {"2018": 1}}
    assert {f["path"]: f["sha256"] for f in manifest["files"]} == {
        name: hashlib.sha256((out / name).read_bytes()).hexdigest()
        for name in ("README.md", "data/articles.jsonl", "texts.csv")
    }


def test_since_export_gives_only_new_and_edited_articles(filled: Path) -> None:
    before = make(filled, "before") / "manifest.json"
    with Store.open(filled) as store, store.writing():
        store.save(story("Một tin mới.", key="77", on=9, site="hanoi", url="https://h.vn/77"))
        store.save(
            story("'Tin' ngắn đã sửa.", key="3", on=9, site="hanoi", url="https://h.vn/3", title="Tin")
        )

    assert keys(filled, since_export=before) == ["hanoi/3", "hanoi/77"]


def test_export_without_new_texts_writes_nothing_and_succeeds(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, out = make(filled, "before") / "manifest.json", filled.parent / "new"
    options = ("--db", str(filled), "--out", str(out), "--format", "jsonl", "--since-export", str(before))
    done = call(capsys, "export", *options)

    assert (done.returncode, done.stdout, out.exists()) == (0, "", False)
    assert done.stderr == f"partynews: No text is new or edited since {before}: nothing is written.\n"


def test_other_options_than_those_of_the_earlier_export_are_named(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = make(filled, "before", sites=("hanoi",), duplicates="near") / "manifest.json"
    options = (
        "--db",
        str(filled),
        "--format",
        "jsonl",
        "--since-export",
        str(before),
        "--duplicates",
        "near",
    )
    done = call(capsys, "export", *options, "--out", str(filled.parent / "other"))
    assert done.stderr == (
        f"partynews: {before} was exported with other options (sites): texts that it left out for them count"
        " as new.\n"
    )
    assert call(
        capsys, "export", *options, "--site", "hanoi", "--out", str(filled.parent / "new")
    ).stderr == (f"partynews: No text is new or edited since {before}: nothing is written.\n")


@pytest.mark.parametrize("damage", ["gone", "listing gone", "no manifest"])
def test_invalid_manifest_is_refused(filled: Path, damage: str) -> None:
    out = make(filled, "before")
    if damage == "no manifest":
        (out / "manifest.json").write_text("[]")
    else:
        (out / ("texts.csv" if damage == "listing gone" else "manifest.json")).unlink()

    with pytest.raises(NotAnExport):
        make(filled, "corpus", since_export=out / "manifest.json")
    assert not (filled.parent / "corpus").exists()


NORMALISED = {1: "a0492a1093ec2e5342cb52f21a3bd34fa54283c27fe2b23646aded50c32cb222"}


def test_normaliser_version_is_raised_when_its_output_changes() -> None:
    texts = [paragraphs(text, set()) for text in AWKWARD_NAMES]

    total = hashlib.sha256(json.dumps(texts).encode()).hexdigest()
    assert total == NORMALISED[NORMALISER_VERSION], "raise NORMALISER_VERSION and add its sum here"
