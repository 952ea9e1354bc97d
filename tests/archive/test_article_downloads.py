"""Citations of an article for reference managers, and its WARC records."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")

from captured_articles import PAGE, add_captured
from sample_articles import EDITED, NAM
from served_archive import Served, serving
from warcio.archiveiterator import ArchiveIterator

from archive.citation import meta_tags
from archive.store import Store
from archive.withheld import withhold

# Fields that Zotero's translator "Embedded Metadata" fills from these names, and the item type that its RDF
# translator takes from http://www.zotero.org/namespaces/export#itemType.
ZOTERO = {
    "citation_title": "title",
    "citation_author": "creators",
    "citation_journal_title": "publicationTitle",
    "citation_publication_date": "date",
    "citation_public_url": "url",
    "citation_abstract": "abstractNote",
    "citation_keywords": "tags",
    "citation_language": "language",
    "z.itemType": "itemType",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("served") / "archive.db"
    with Store.open(path) as store:
        with store.writing():
            store.save(EDITED)
            store.save(NAM)
        add_captured(store, 11, "11", "Tin một.", on=1)
        add_captured(store, 12, "11", "Tin một, sửa.", on=2)
        add_captured(store, 13, "13", "Mật.", on=3)
        with store.writing():
            withhold(store, 4, "letter 17")
    with serving(path) as running:
        yield running


def test_meta_tags_give_zotero_the_article(served: Served) -> None:
    tags = [(tag.get("name"), tag.get("content")) for tag in served.get("/article/1").page.cssselect("meta")]
    fields = {ZOTERO[name]: content for name, content in tags if name in ZOTERO}
    assert fields == {
        "itemType": "newspaperArticle",
        "title": "Hội nghị sơ kết ba năm",
        "creators": "Lê Hà",
        "publicationTitle": "nhandan",
        "date": "2018-05-15",
        "url": "https://nhandan.vn/a1.html",
        "abstractNote": "Ngày 15-5, tại Hà Nội, tổ chức Hội nghị.",
        "tags": "học tập Bác",
        "language": "vi",
    }


def test_only_names_that_zotero_knows_are_written() -> None:
    article = {**dict.fromkeys(("lead", "section")), "title": "Tin", "authors": ["A", "B"], "tags": []}
    article |= {"published": None, "url": None}
    names = [name for name, _ in meta_tags(article, "Báo")]  # type: ignore[arg-type]
    assert names == [
        "z.itemType",
        "citation_title",
        "citation_author",
        "citation_author",
        "citation_journal_title",
        "citation_language",
    ]
    assert set(names) <= set(ZOTERO)


def test_citations_can_be_downloaded(served: Served) -> None:
    bib, ris, csl = (served.get(f"/article/1/citation.{form}") for form in ("bib", "ris", "json"))
    assert bib.headers["content-disposition"] == 'attachment; filename="nhandan-1.bib"'
    assert bib.body.decode().startswith("@online{nhandan-1,")
    assert ris.body.decode().split("\r\n")[:4] == [
        "TY  - NEWS",
        "ID  - nhandan-1",
        "TI  - Hội nghị sơ kết ba năm",
        "AU  - Lê Hà",
    ]
    assert json.loads(csl.body)[0]["type"] == "article-newspaper"


def test_all_records_of_an_article_are_one_warc_file(served: Served) -> None:
    answer = served.get("/article/3/captures.warc.gz")
    assert answer.headers["content-type"] == "application/warc"
    records = [
        (record.rec_type, record.rec_headers.get_header("WARC-Record-ID"), record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(answer.body), check_digests="raise")
    ]
    assert [kind for kind, *_ in records] == ["warcinfo", "response", "response"]
    assert [(id, body) for _, id, body in records[1:]] == [("<urn:uuid:11>", PAGE), ("<urn:uuid:12>", PAGE)]


def test_lost_record_is_explained(served: Served) -> None:
    answer = served.get("/article/1/captures.warc.gz")
    assert answer.status == 503
    assert answer.texts(".warning")[0].startswith(
        "A WARC record of this article cannot be read: paper/paper-1"
    )


def test_withheld_article_cannot_be_downloaded(served: Served) -> None:
    addresses = [f"/article/4/{name}" for name in ("citation.bib", "citation.ris", "captures.warc.gz")]
    assert [served.get(address).status for address in addresses] == [404, 404, 404]
