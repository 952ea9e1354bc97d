"""Formats with one file per article (txt, tei): contents and file names."""

from __future__ import annotations

import csv
import unicodedata
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from corpus_builder import STORED, make, rows
from lxml import etree

TEI = {"t": "http://www.tei-c.org/ns/1.0"}


@pytest.fixture(scope="session")
def schema() -> etree.DTD:
    """The TEI P5 4.8.0 DTD for corpora by the TEI consortium, shipped with trafilatura."""
    with as_file(files("trafilatura") / "data" / "tei_corpus.dtd") as path:
        return etree.DTD(str(path))


def articles(out: Path) -> list[Path]:
    return [path for path in sorted((out / "data").rglob("*")) if path.is_file()]


def test_text_file_is_the_text_alone_and_the_list_has_its_metadata(filled: Path) -> None:
    out = make(filled, "corpus", form="txt", newspapers={"vietnamplus": "VietnamPlus"})
    lines = {row["key"]: row for row in rows(make(filled, "lines"))}

    with (out / "texts.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [str(path.relative_to(out)) for path in articles(out)] == sorted(one["file"] for one in listed)
    for one in listed:
        assert (out / one["file"]).read_text("utf-8") == lines[one["key"]]["text"] + "\n"
    (found,) = [one for one in listed if one["key"] == "9"]
    words = len(f"{lines['9']['lead']} {lines['9']['body']}".split())
    assert found == {
        "file": "data/vietnamplus/2018/2018-05-16_9_r1_hoi-nghi-so-ket.txt",
        **{"site": "vietnamplus", "key": "9", "revision": "1", "newspaper": "VietnamPlus"},
        **{"title": "Hội nghị sơ kết", "url": "https://v.vn/9", "published": "2018-05-16T08:00:00+07:00"},
        **{"section": "Xã hội", "byline": "", "captured": "2026-03-03T01:00:00Z", "words": str(words)},
        "text_sha256": lines["9"]["text_sha256"],
    }


def test_list_of_texts_has_no_formulas(filled: Path) -> None:
    out = make(filled, "corpus", form="txt", revisions="all", sites=("nhandan",))
    with (out / "texts.csv").open(encoding="utf-8", newline="") as file:
        assert [one["title"] for one in csv.DictReader(file)] == ["'=HYPERLINK(1)", "Hội nghị"]


def test_text_file_starts_with_its_metadata_on_request(filled: Path) -> None:
    out = make(
        filled, "corpus", form="txt-header", newspapers={"vietnamplus": "VietnamPlus"}, sites=("vietnamplus",)
    )
    (row,) = rows(make(filled, "lines", sites=("vietnamplus",)))

    (path,) = articles(out)
    assert str(path.relative_to(out)) == "data/vietnamplus/2018/2018-05-16_9_r1_hoi-nghi-so-ket.txt"
    assert path.read_text("utf-8") == (
        "title: Hội nghị sơ kết\nnewspaper: VietnamPlus\nurl: https://v.vn/9\n"
        "published: 2018-05-16T08:00:00+07:00\nsection: Xã hội\nsite: vietnamplus\nkey: 9\nrevision: 1\n"
        f"captured: 2026-03-03T01:00:00Z\ntext_sha256: {row['text_sha256']}\n\n"
        f"{row['lead']}\n\n{row['body']}\n"
    )


def test_tei_document_is_valid_with_one_element_per_paragraph(filled: Path, schema: etree.DTD) -> None:
    out = make(filled, "corpus", form="tei", newspapers={"vietnamplus": "VietnamPlus"}, revisions="all")
    lines = rows(make(filled, "lines", revisions="all"))

    documents = [etree.parse(path) for path in articles(out)]
    assert [schema.validate(document) for document in documents] == [True] * 5, schema.error_log
    (document,) = [d for d in documents if d.xpath("//t:idno[@type='vietnamplus']", namespaces=TEI)]
    (row,) = [row for row in lines if row["site"] == "vietnamplus"]

    def values(path: str) -> list[str]:
        return [str(value) for value in document.xpath(f"/t:TEI/{path}", namespaces=TEI)]

    assert values("t:text//t:p/text()") == [row["lead"], *row["body"].split("\n\n")]
    source = "t:teiHeader/t:fileDesc/t:sourceDesc/t:bibl/"
    assert values(f"{source}t:title/text()") == ["Hội nghị sơ kết", "VietnamPlus"]
    assert values(f"{source}t:author/text()") == ["Lê Hà", "Trần An"]
    assert values(f"{source}t:date/@when") == ["2018-05-16T08:00:00+07:00"]
    assert values(f"{source}t:idno[@type='URL']/text()") == ["https://v.vn/9"]


@pytest.mark.parametrize("form", ["txt", "tei"])
def test_awkward_file_names_stay_inside_the_folder_and_unique(awkward: Path, form: str) -> None:
    assert len(STORED) >= 515
    out = make(awkward, f"names-{form}", form=form)

    paths = articles(out)
    assert len(paths) == len(STORED)
    assert {path.resolve().parent for path in paths} == {out.resolve() / "data" / "paper" / "undated"}
    names = {unicodedata.normalize("NFC", path.name.casefold()) for path in paths}
    assert len(names) == len(STORED)
    assert [name for name in names if not name.isascii() or len(name) > 150 or name[0] in ".-~"] == []


def test_awkward_texts_are_valid_tei(awkward: Path, schema: etree.DTD) -> None:
    for path in articles(make(awkward, "tei", form="tei")):
        assert schema.validate(etree.parse(path)), (path, schema.error_log)


def test_awkward_texts_are_unchanged_in_json_lines(awkward: Path) -> None:
    found = rows(make(awkward, "lines"))

    assert sorted(row["key"] for row in found) == sorted(STORED)
    assert [row for row in found if {row["title"], row["lead"], *row["tags"]} != {row["key"]}] == []
