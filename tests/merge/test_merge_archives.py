"""A merge of two archives gives what one archive would have that had crawled or imported all."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archive_contents import KEPT, OF_FORM, OF_RUNS, QUEUES, contents, differences, tables_of
from conditions import Clock, KillAt
from crawl_runner import PROCESSES, Crawler
from paper_server import PaperServer, article, listing
from partynews_command import partynews
from warc_bytes import response

from archive.article import Article, Capture
from archive.captures import find_captures
from archive.doubts.doubt_table import Doubt, enter_doubt
from archive.doubts.stored_reading import reading_as_json
from archive.fixity.verify import verify
from archive.store import Store
from archive.warc.reader import read_records
from archive.warc.record import Record
from archive.withheld import withhold
from crawler.cli import main
from crawler.ingest.import_files import import_files
from crawler.ingest.merge_archives import merge_other_archive
from crawler.parse.layout import Layout
from crawler.site import Site
from crawler.sites import load_sites
from samples import sample_files

LAYOUT = Layout("paper", marker="article.paper", title="h1", body=".text")
PAPER = Site("paper", "Paper", ("paper.vn",), (r"-post(?P<key>\d+)\.html$",), (LAYOUT,))
SAMPLES = {path.name.partition(".")[0]: path for path in sample_files()}
FIRST = ("hanoi", "nhandan")
SECOND = ("nhandan", "baocantho")
COMMITS = (4, 5, 6)  # of those of a merge: its articles, its captures, its runs


def import_into(db: Path, files: Iterable[Path]) -> Path:
    db.parent.mkdir(exist_ok=True)
    with Store.open(db) as store:
        report = import_files(store, load_sites(), list(files))
    assert report.damages == []
    return db


def merge(db: Path, *sources: Path, options: Sequence[str] = ()) -> int:
    return partynews("merge", *sources, "--db", db, *options)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Two archives that have one site in common, and one of all sites of both."""
    folder = tmp_path_factory.mktemp("archives")
    first = import_into(folder / "a" / "archive.db", [SAMPLES[name] for name in FIRST])
    second = import_into(folder / "b" / "archive.db", [SAMPLES[name] for name in SECOND])
    return (
        first,
        second,
        import_into(folder / "all" / "archive.db", [SAMPLES[name] for name in {*FIRST, *SECOND}]),
    )


def test_merge_knows_every_table(archives: tuple[Path, Path, Path]) -> None:
    assert tables_of(archives[2]) | {"revisions"} == KEPT | OF_FORM | OF_RUNS | QUEUES


def test_merge_of_archives_with_a_common_site_equals_one_import(
    archives: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    first, second, both = archives
    db = tmp_path / "archive.db"
    before = [first.read_bytes(), second.read_bytes()]
    assert merge(db, first, second) == 0
    assert differences(contents(db), contents(both)) == {}
    assert verify(db).findings == []
    assert [first.read_bytes(), second.read_bytes()] == before


def test_repeated_merge_changes_nothing(archives: tuple[Path, Path, Path], tmp_path: Path) -> None:
    first, second, _ = archives
    db = tmp_path / "archive.db"
    merge(db, first, second)
    tables = KEPT | QUEUES | OF_RUNS - {"runs"}
    before, files = contents(db, tables), sorted(tmp_path.rglob("*.warc.gz"))
    assert merge(db, second, first) == 0
    assert differences(contents(db, tables), before) == {}
    assert sorted(tmp_path.rglob("*.warc.gz")) == files


def test_captures_of_one_article_in_two_archives_give_its_revisions(tmp_path: Path) -> None:
    earlier, later = split_by_time(SAMPLES["nhandan"], tmp_path)
    both = import_into(tmp_path / "all" / "archive.db", [earlier, later])
    revisions = contents(both, {"revisions"})
    assert any('"number": 2' in row for row in revisions["revisions"])
    for order, files in {"earlier first": (earlier, later), "later first": (later, earlier)}.items():
        folder = tmp_path / order
        db = import_into(folder / "archive.db", files[:1])
        other = import_into(folder / "other" / "archive.db", files[1:])
        assert merge(db, other) == 0
        assert differences(contents(db), contents(both)) == {}, order
        assert verify(db).findings == []


def split_by_time(warc: Path, folder: Path) -> tuple[Path, Path]:
    """Divide a WARC file into the captures of its first and of its later days."""
    data = warc.read_bytes()
    records = [record for record in read_records(warc) if isinstance(record, Record)]
    days = sorted({record.captured[:10] for record in records})
    parts = folder / "earlier.warc.gz", folder / "later.warc.gz"
    for part, wanted in zip(parts, (days[:1], days[1:]), strict=True):
        part.write_bytes(
            b"".join(
                data[record.offset : record.offset + record.length]
                for record in records
                if record.captured[:10] in wanted
            )
        )
    return parts


def test_files_are_referred_to_where_they_are_with_in_place(
    archives: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    db = tmp_path / "archive.db"
    assert merge(db, archives[0], options=["--in-place"]) == 0
    assert list(tmp_path.rglob("*.warc.gz")) == []
    with closing(sqlite3.connect(db)) as archive:
        files = {file for (file,) in archive.execute("SELECT DISTINCT file FROM captures")}
    assert files == {str(path) for path in (archives[0].parent / "captures").rglob("*.warc.gz")}
    assert verify(db).findings == []


def test_missing_warc_file_is_named_and_the_rest_is_merged(
    archives: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(archives[0].parent, tmp_path / "a")
    lost = next((tmp_path / "a" / "captures").rglob("*hanoi*"))
    lost.unlink()
    db = tmp_path / "archive.db"
    assert merge(db, tmp_path / "a" / "archive.db") == 7
    assert f"{lost}: a WARC file of" in capsys.readouterr().err
    assert contents(db, {"articles"}) == contents(archives[0], {"articles"})


def test_archives_of_two_reader_versions_are_refused_with_the_way_on(
    archives: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(archives[0].parent, tmp_path / "a")
    db, old = import_into(tmp_path / "archive.db", [SAMPLES["hanoi"]]), tmp_path / "a" / "archive.db"
    with closing(sqlite3.connect(old)) as archive, archive:
        archive.execute("UPDATE readings SET reader_version = reader_version - 1")
    before = contents(db)
    assert merge(db, old) == 7
    assert f"Run this first: partynews reread --db {old}" in capsys.readouterr().err
    assert contents(db) == before
    assert partynews("reread", "--db", old) == 0
    assert merge(db, old) == 0
    assert differences(contents(db), contents(archives[0])) == {}


def test_row_that_was_changed_by_hand_is_not_merged(
    archives: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(archives[0].parent, tmp_path / "a")
    with closing(sqlite3.connect(tmp_path / "a" / "archive.db")) as archive, archive:
        archive.execute("UPDATE articles SET title = 'Khác' WHERE id = 3")
    assert merge(tmp_path / "archive.db", tmp_path / "a" / "archive.db") == 6
    assert "row 3 of articles does not match its checksum" in capsys.readouterr().err


def test_archive_is_not_merged_into_itself(archives: tuple[Path, Path, Path]) -> None:
    assert merge(archives[0], archives[0]) == 2


def paper_files(folder: Path, **parts: bytes) -> dict[str, Path]:
    for name, part in parts.items():
        (folder / f"{name}.warc.gz").write_bytes(part)
    return {name: folder / f"{name}.warc.gz" for name in parts}


def paper_page(title: str, text: str) -> bytes:
    body = f"<div class='text'><p>{text}</p></div>"
    return f"<article class='paper'><h1>{title}</h1>{body}</article></html>".encode()


def import_paper(db: Path, *files: Path) -> Path:
    db.parent.mkdir(exist_ok=True)
    with Store.open(db) as store:
        import_files(store, {"paper": PAPER}, files)
    return db


def merge_paper(db: Path, other: Path) -> None:
    with Store.open(db) as store, Store.open(other) as merged:
        merge_other_archive(store, merged, {"paper": PAPER}, in_place=False, progress=lambda *_: None)


def test_unrelated_articles_with_one_number_are_both_kept(tmp_path: Path) -> None:
    """Two editions of a paper count their articles apart."""
    one = paper_page(
        "Đại hội chi bộ", "Sáng nay, chi bộ thôn Đông tổ chức đại hội, bầu cấp ủy mới gồm ba đồng chí. " * 3
    )
    two = paper_page(
        "Gặt sớm", "Mùa lúa chín sớm, bà con xã Yên Hợp gặt xong trước bão, thóc khô đã vào kho. " * 3
    )
    files = paper_files(
        tmp_path,
        one=response("https://paper.vn/dai-hoi-post1.html", one),
        two=response("https://paper.vn/gat-som-post1.html", two, when="2026-03-03T01:00:00Z"),
    )
    both = import_paper(tmp_path / "all" / "archive.db", *files.values())
    db = import_paper(tmp_path / "archive.db", files["one"])
    other = import_paper(tmp_path / "b" / "archive.db", files["two"])
    for _ in range(2):
        merge_paper(db, other)
        assert differences(contents(db), contents(both)) == {}
    assert titles(db) == ["Đại hội chi bộ", "Gặt sớm"]


def test_redirect_of_one_archive_leads_to_the_article_of_the_other(tmp_path: Path) -> None:
    old, url = "https://paper.vn/tin/1", "https://paper.vn/dai-hoi-post1.html"
    files = paper_files(
        tmp_path,
        redirect=response(old, b"", status="301 Moved", headers=[("Location", url)]),
        article=response(url, paper_page("Đại hội", "Chi bộ tổ chức đại hội, bầu cấp ủy mới.")),
        gone=response(url, b"", status="404 Not Found", when="2026-03-04T01:00:00Z"),
    )
    both = import_paper(tmp_path / "all" / "archive.db", *files.values())
    assert '"gone_since": "2026-03-04T01:00:00Z"' in str(contents(both, {"articles"}))
    db = import_paper(tmp_path / "archive.db", files["redirect"])
    merge_paper(db, import_paper(tmp_path / "b" / "archive.db", files["article"], files["gone"]))
    assert differences(contents(db), contents(both)) == {}
    assert any(old in row for row in contents(db, {"aliases"})["aliases"])


def titles(db: Path) -> list[str]:
    return rows(db, "SELECT title FROM articles ORDER BY key")


def rows(db: Path, sql: str) -> list[object]:
    """Return the only column of a query."""
    with closing(sqlite3.connect(db)) as archive:
        return [value for (value,) in archive.execute(sql)]


def test_doubts_and_withheld_articles_are_merged(archives: tuple[Path, Path, Path], tmp_path: Path) -> None:
    shutil.copytree(archives[0].parent, tmp_path / "a")
    db, other = tmp_path / "archive.db", tmp_path / "a" / "archive.db"
    with Store.open(other) as store, store.writing():
        withhold(store, 2, "complaint")
        (captured,) = store.db.execute("SELECT capture_id FROM articles WHERE id = 3").fetchone()
        (capture,) = find_captures(store.db, "WHERE id = ?", [captured])
        reading = article_of(
            store.db.execute("SELECT site, key, url FROM articles WHERE id = 3").fetchone(), capture
        )
        doubt = {
            "site": "hanoi",
            "url": reading.url or "",
            "article_id": 3,
            "run_id": 1,
            "content_sha256": "0" * 64,
        }
        at = {"since": "2030-01-01T00:00:00Z", "judged": "2030-01-01T00:00:00Z"}
        enter_doubt(
            store.db,
            Doubt(**doubt, **at, capture_id=captured, reason="text:shrunk", reading=reading_as_json(reading)),
        )
    import_into(db, [SAMPLES["baocantho"]])
    assert merge(db, other) == 0
    assert contents(db, {"withheld"}) == contents(other, {"withheld"})
    found, (expected,) = rows(db, "SELECT reading FROM doubts"), rows(other, "SELECT reading FROM doubts")
    assert [json.loads(str(text)) for text in found] == [json.loads(str(expected))]
    assert verify(db).findings == []
    assert merge(db, other) == 0
    assert len(rows(db, "SELECT id FROM doubts")) == 1


def article_of(row: tuple[str, str, str], capture: Capture) -> Article:
    site, key, url = row
    return Article(
        site=site, key=key, url=url, title="Ngắn", body="Ngắn.", layout="2018", reader_version=1,
        captured=capture.captured, capture=capture,
    )  # fmt: skip


def test_crawls_of_two_machines_equal_those_of_one(
    paper: PaperServer, crawler: Crawler, tmp_path: Path
) -> None:
    """The crawls of the machine that is merged are earlier than those of the other."""
    machines = [Crawler(tmp_path / name / "archive.db", crawler.hosts) for name in ("one", "two")]
    for day, (machine, numbers) in enumerate([(0, (1, 2)), (1, (2, 3))]):
        paper.pages["/tin/"] = listing(*(f"/bai-{number}.html" for number in numbers))
        paper.pages |= {f"/bai-{number}.html": article(number, f"Bản {day}. " * day) for number in numbers}
        for each in (crawler, machines[machine]):
            each.db.parent.mkdir(exist_ok=True)
            if each.db.exists():
                each.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE key = '2'")
            each.run(under=[Clock(datetime(2026, 3, 9 + day, 1, tzinfo=UTC))])
    merge_paper(machines[1].db, machines[0].db)
    for sql in (
        "SELECT key, title, lead, body, published, substr(first_seen, 1, 10) FROM articles ORDER BY key",
        "SELECT key, number, substr(revisions.captured, 1, 10), revisions.body"
        " FROM revisions JOIN articles ON articles.id = article_id ORDER BY key, number",
        "SELECT key, aliases.url FROM aliases JOIN articles ON articles.id = article_id ORDER BY 1, 2",
        "SELECT url, kind, key, state, run_id FROM frontier ORDER BY url",
        "SELECT id, substr(started, 1, 10) FROM runs WHERE command = 'crawl' ORDER BY id",
    ):
        assert machines[1].rows(sql) == crawler.rows(sql), sql
    assert verify(machines[1].db).findings == []
    before = machines[1].rows("SELECT * FROM frontier ORDER BY id")
    merge_paper(machines[1].db, machines[0].db)
    assert machines[1].rows("SELECT * FROM frontier ORDER BY id") == before


def merge_and_die(db: Path, other: Path, commit: int) -> None:
    KillAt("COMMIT", commit)()
    main(["merge", str(other), "--db", str(db)])


def test_killed_merge_is_completed_when_it_is_repeated(
    warm: None, archives: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    first, second, both = archives
    for commit in COMMITS:
        shutil.copytree(first.parent, tmp_path / str(commit))
        db = tmp_path / str(commit) / "archive.db"
        process = PROCESSES.Process(target=merge_and_die, args=(db, second, commit))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        assert merge(db, second) == 0
        assert differences(contents(db), contents(both)) == {}, commit
