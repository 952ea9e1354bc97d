"""Import of the shared whole-site captures, compared with their truth files."""

from __future__ import annotations

import json
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from archive_rows import archive_rows

from archive.article import sha256_of
from archive.database.rows import fetch_row, fetch_rows
from archive.store import Store, open_for_reading
from archive.warc.reader import read_record
from crawler.ingest.import_files import ImportReport, import_files
from crawler.sites import load_sites

CAPTURES = Path(__file__).parents[2] / ".." / "shared" / "captures"
FILES = sorted(CAPTURES.glob("*.warc.gz"))
SITES = [path.name.removesuffix(".warc.gz") for path in FILES]
KEPT_TABLES = ("articles", "aliases", "revisions", "captures", "duplicates")

pytestmark = pytest.mark.skipif(not FILES, reason="no shared captures beside the checkout")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    path = tmp_path_factory.mktemp("import") / "archive.db"
    with Store.open(path) as store:
        return path, import_files(store, load_sites(), FILES)


@pytest.fixture
def db(imported: tuple[Path, ImportReport]) -> Connection:
    return open_for_reading(imported[0])


def truth(site: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((CAPTURES / f"{site}.truth.json").read_text("utf-8"))
    return data


def kept(db: Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in KEPT_TABLES}


def article_at(db: Connection, url: str) -> dict[str, Any] | None:
    return fetch_row(
        db,
        "SELECT articles.* FROM aliases JOIN articles ON articles.id = aliases.article_id"
        " WHERE aliases.url = ?",
        [url],
    )


def id_at(db: Connection, url: str) -> int | None:
    row = article_at(db, url)
    return row["id"] if row else None


@pytest.mark.parametrize("site", SITES)
def test_each_article_is_stored_once_with_text_and_date(db: Connection, site: str) -> None:
    articles = truth(site)["articles"]
    expected = {a["urls"][0]: (a["title"], a["published"], a["lead_body_sha256"]) for a in articles}
    found = {}
    for url in expected:
        row = article_at(db, url) or {}
        text = "\n\n".join(part for part in (row.get("lead"), row.get("body")) if part)
        found[url] = (row.get("title"), row.get("published"), sha256_of(text))
    assert found == expected


def test_two_processes_write_the_same_archive(imported: tuple[Path, ImportReport], tmp_path: Path) -> None:
    with Store.open(tmp_path / "archive.db") as store:
        report = import_files(store, load_sites(), FILES, workers=2)
    assert report.counts() == imported[1].counts()
    assert archive_rows(tmp_path) == archive_rows(imported[0].parent)


@pytest.mark.parametrize("site", SITES)
def test_nothing_else_is_an_article(db: Connection, site: str) -> None:
    known = truth(site)
    urls = [a["urls"][0] for a in known["articles"]]
    urls += [known["broken_encoding"]["url"], *known["import_only"], *known["never_fetch_captured"]]
    stored = {row["id"] for row in fetch_rows(db, "SELECT id FROM articles WHERE site = ?", [site])}
    assert stored == {found for url in urls if (found := id_at(db, url)) is not None}
    assert all(id_at(db, url) for url in known["import_only"])


@pytest.mark.parametrize("site", SITES)
def test_every_url_of_an_article_leads_to_it(db: Connection, site: str) -> None:
    for article in truth(site)["articles"]:
        leading = {url: id_at(db, url) for url in article["urls"]}
        assert len(set(leading.values())) == 1, leading
        assert None not in leading.values(), leading


@pytest.mark.parametrize("site", SITES)
def test_redirecting_url_leads_to_its_target(db: Connection, site: str) -> None:
    for source, target in truth(site)["redirects"].items():
        assert article_at(db, source) == article_at(db, target) is not None, source


@pytest.mark.parametrize("site", SITES)
def test_only_real_changes_are_revisions(db: Connection, site: str) -> None:
    expected = {a["urls"][0]: a["revisions"] for a in truth(site)["articles"]}
    count = "SELECT count(*) FROM revisions WHERE article_id = ?"
    found = {url: db.execute(count, [id_at(db, url)]).fetchone()[0] for url in expected}
    assert found == expected


@pytest.mark.parametrize("site", SITES)
def test_exact_duplicates_are_labelled(db: Connection, site: str) -> None:
    known = truth(site)
    articles = known["articles"]
    ids = {a["key"]: id_at(db, a["urls"][0]) for a in articles}
    copy_of = dict(db.execute("SELECT article_id, duplicate_of FROM duplicates WHERE kind = 'exact'"))
    # Captures of the same second have no order, so only the group is compared.
    group = {article_id: copy_of.get(article_id, article_id) for article_id in ids.values()}
    copies = {ids[a["key"]]: ids[a["duplicate_of"]] for a in articles if a["duplicate_of"]}
    assert {copy: group[copy] for copy in copies} == {copy: group[of] for copy, of in copies.items()}
    assert set(copies) <= set(copy_of)
    others = set(ids.values()) - set(copies) - set(copies.values())
    beside = {id_at(db, url) for url in (*known["import_only"], *known["never_fetch_captured"])}
    assert not {copy_of[other] for other in others & set(copy_of)} - beside


@pytest.mark.parametrize("site", SITES)
def test_non_articles_are_refused_with_a_reason(db: Connection, site: str) -> None:
    expected = truth(site)
    outcome = "SELECT outcome, reason FROM outcomes WHERE url = ?"
    for url in expected["refuse"]:
        assert article_at(db, url) is None
        assert db.execute(outcome, [url]).fetchone()[0] in ("refused", "skipped")
    found = {url: db.execute(outcome, [url]).fetchone() for url in expected["errors"]}
    words = {404: "gone", 410: "gone", 500: "failed"}
    assert found == {url: (words[status], f"status:{status}") for url, status in expected["errors"].items()}


@pytest.mark.parametrize("site", SITES)
def test_page_with_broken_bytes_is_stored_and_flagged(db: Connection, site: str) -> None:
    broken = truth(site)["broken_encoding"]
    row = article_at(db, broken["url"])
    assert row is not None
    assert row["title"] == broken["title"]
    assert "\ufffd" in row["body"] or json.loads(row["repairs"])


def test_every_captured_url_has_one_outcome_and_no_file_is_damaged(
    imported: tuple[Path, ImportReport],
) -> None:
    path, report = imported
    db = open_for_reading(path)
    recorded = dict(db.execute("SELECT url, outcome FROM outcomes WHERE run_id = ?", [report.run_id]))
    captured = {url for (url,) in db.execute("SELECT url FROM captures")}
    assert recorded == {url: settled.outcome for url, settled in report.outcomes.items()}
    assert captured <= set(recorded)
    assert (report.damages, report.exit_code, report.without_digest) == ([], 0, 0)
    assert db.execute("SELECT reason, exit_code FROM runs").fetchall() == [("finished", 0)]


def test_every_capture_points_at_its_record(db: Connection, imported: tuple[Path, ImportReport]) -> None:
    captures = imported[0].parent / "captures"
    for row in fetch_rows(db, "SELECT * FROM captures"):
        record = read_record(captures / row["file"], row["offset"])
        assert (record.record_id, record.url, record.payload_digest) == (
            row["record_id"], row["url"], row["payload_digest"]
        )  # fmt: skip


def test_importing_twice_changes_nothing(imported: tuple[Path, ImportReport]) -> None:
    path, _ = imported
    before = {
        t: open_for_reading(path).execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in KEPT_TABLES
    }
    files = sorted(p.name for p in (path.parent / "captures").rglob("*"))
    with Store.open(path) as store:
        report = import_files(store, load_sites(), FILES[::-1])
        assert kept(store.db) == before
    assert sorted(p.name for p in (path.parent / "captures").rglob("*")) == files
    assert not {s.outcome for s in report.outcomes.values()} & {"stored", "revised", "duplicate"}
