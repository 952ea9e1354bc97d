"""Replay of the shared whole-site captures, compared with their truth files."""

import json
import sqlite3
from pathlib import Path

import pytest
from forked_command import run_forked

CAPTURES = Path(__file__).parents[2] / "shared" / "captures"
TRUTHS = sorted(CAPTURES.glob("*.truth.json"))

pytestmark = pytest.mark.skipif(not TRUTHS, reason="../shared/captures is not beside this checkout")


def partynews(*arguments):
    return run_forked(*map(str, arguments), timeout=300)


@pytest.fixture(scope="module", params=TRUTHS, ids=lambda path: path.name.partition(".")[0])
def replayed(request, tmp_path_factory):
    """The truth of one capture, the archive of its replay, and the output of two replays."""
    truth = json.loads(request.param.read_text())
    db = tmp_path_factory.mktemp(truth["site"]) / "r.db"
    warc = CAPTURES / f"{truth['site']}.warc.gz"
    first = partynews("replay", warc, "--db", db)
    with sqlite3.connect(db) as archive:
        before = archive.execute("SELECT * FROM articles ORDER BY id").fetchall()
    second = partynews("replay", warc, "--db", db)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    with sqlite3.connect(db) as archive:
        archive.row_factory = sqlite3.Row
        yield truth, archive, before, second.stdout


def stored(archive, url):
    return archive.execute(
        "SELECT articles.* FROM aliases JOIN articles ON articles.id = article_id WHERE aliases.url = ?",
        [url],
    ).fetchone()


def test_every_article_is_stored_once_with_its_newest_text(replayed):
    truth, archive, _, _ = replayed
    for article in truth["articles"]:
        row = stored(archive, article["urls"][0])
        assert row is not None, article["urls"][0]
        assert (row["title"], row["published"], row["body_sha256"]) == (
            article["title"],
            article["published"],
            article["lead_body_sha256"],
        )
    # The page with broken bytes is an article too.
    assert archive.execute("SELECT count(*) FROM articles").fetchone()[0] == len(truth["articles"]) + 1
    assert stored(archive, truth["broken_encoding"]["url"])["title"] == truth["broken_encoding"]["title"]


def test_every_other_url_of_an_article_is_an_alias(replayed):
    truth, archive, _, _ = replayed
    for article in truth["articles"]:
        ids = {stored(archive, url)["id"] if stored(archive, url) else url for url in article["urls"]}
        assert len(ids) == 1, (article["key"], ids)
    for source, target in truth["redirects"].items():
        assert stored(archive, source)["id"] == stored(archive, target)["id"]


def test_exactly_the_exact_duplicates_are_labelled(replayed):
    truth, archive, _, _ = replayed
    ids = {article["key"]: stored(archive, article["urls"][0])["id"] for article in truth["articles"]}
    expected = {
        frozenset((ids[a["key"]], ids[a["duplicate_of"]])) for a in truth["articles"] if a["duplicate_of"]
    }
    labelled = archive.execute("SELECT article_id, duplicate_of FROM duplicates WHERE kind = 'exact'")
    assert {frozenset(pair) for pair in labelled} == expected


def test_non_articles_are_refused_with_a_reason_and_not_stored(replayed):
    truth, archive, _, _ = replayed
    for url in truth["refuse"]:
        assert stored(archive, url) is None
        outcome = archive.execute("SELECT outcome, reason FROM outcomes WHERE url = ?", [url]).fetchone()
        assert outcome["outcome"] in ("refused", "skipped"), url
        assert outcome["reason"]
    for url, status in truth["errors"].items():
        outcome = archive.execute("SELECT outcome, reason FROM outcomes WHERE url = ?", [url]).fetchone()
        assert outcome["outcome"] == ("failed" if status == 500 else "gone")
        assert outcome["reason"].startswith(f"status:{status}")


def test_no_forbidden_url_was_requested(replayed):
    truth, archive, _, _ = replayed
    fetched = {row["url"] for row in archive.execute("SELECT url FROM captures")}
    forbidden = {*truth["never_fetch"], *truth["never_fetch_captured"], *truth["import_only"]}
    assert not fetched & forbidden
    assert not [url for url in fetched if any(path in url for path in truth["robots_disallow"])]


def test_every_scheduled_url_has_one_outcome_per_run(replayed):
    _, archive, _, _ = replayed
    assert not archive.execute(
        "SELECT url FROM frontier WHERE run_id = 2"
        " AND NOT EXISTS (SELECT 1 FROM outcomes WHERE outcomes.run_id = 2 AND outcomes.url = frontier.url)"
    ).fetchall()


def judged(archive, run_id=1):
    """URL -> outcome and first word of the reason; which of two copies was first depends on the order."""
    rows = archive.execute("SELECT url, outcome, reason FROM outcomes WHERE run_id = ?", [run_id])
    return {
        url: ("stored", "") if outcome == "duplicate" else (outcome, (reason or "").split(" ")[0])
        for url, outcome, reason in rows
    }


def test_replay_and_import_judge_alike(replayed, tmp_path):
    truth, archive, _, _ = replayed
    run = partynews("import", CAPTURES / f"{truth['site']}.warc.gz", "--db", tmp_path / "i.db")
    assert run.returncode == 0, run.stderr
    with sqlite3.connect(tmp_path / "i.db") as of_import:
        by_replay, by_import = judged(archive), judged(of_import)
    asked = {row["url"] for row in archive.execute("SELECT url FROM captures")}
    both = {url for url, (outcome, _) in by_replay.items() if outcome != "listed"} & asked & by_import.keys()
    assert len(both) >= len(truth["articles"])
    assert {url: by_replay[url] for url in both} == {url: by_import[url] for url in both}


def test_second_replay_stores_nothing_new(replayed):
    _, archive, before, printed = replayed
    now = [tuple(row) for row in archive.execute("SELECT * FROM articles ORDER BY id")]
    assert now == before
    assert printed.startswith(f"{replayed[0]['site']}: ")
    assert "nothing new" in printed


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """All truth files by article id, and an archive of all captures."""
    db = tmp_path_factory.mktemp("imported") / "all.db"
    run = partynews("import", *sorted(CAPTURES.glob("*.warc.gz")), "--db", db)
    assert run.returncode == 0, run.stderr
    with sqlite3.connect(db) as archive:
        archive.row_factory = sqlite3.Row
        listed = [article for path in TRUTHS for article in json.loads(path.read_text())["articles"]]
        yield {stored(archive, article["urls"][0])["id"]: article for article in listed}, archive


def stories(pairs):
    """Return the groups formed by pairs of articles."""
    groups = []
    for pair in pairs:
        touched = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in touched] + [pair.union(*touched)]
    return {frozenset(group) for group in groups}


def test_exactly_the_copies_of_a_story_are_grouped(imported):
    truth, archive = imported
    by_key = {article["key"]: number for number, article in truth.items()}
    pairs = [{n, by_key[a["duplicate_of"]]} for n, a in truth.items() if a["duplicate_of"]]
    firsts = {}
    for number, article in truth.items():
        if article["near_duplicate_group"]:
            pairs.append({number, firsts.setdefault(article["near_duplicate_group"], number)})
    labels = archive.execute("SELECT article_id, duplicate_of FROM duplicates").fetchall()

    listed = {frozenset(group & truth.keys()) for group in stories(set(label) for label in labels)}
    assert {group for group in listed if len(group) > 1} == {g for g in stories(pairs) if len(g) > 1}


def test_copies_point_at_the_earliest_of_their_story(imported):
    _, archive = imported
    later = archive.execute(
        "SELECT count(*) FROM duplicates JOIN articles AS copy ON copy.id = article_id"
        " JOIN articles AS first ON first.id = duplicate_of WHERE first.first_seen > copy.first_seen"
    )
    chains = archive.execute(
        "SELECT count(*) FROM duplicates WHERE duplicate_of IN (SELECT article_id FROM duplicates)"
    )
    assert (later.fetchone()[0], chains.fetchone()[0]) == (0, 0)


def test_edits_are_revisions_but_changed_advertisements_are_not(imported):
    truth, archive = imported
    revisions = archive.execute("SELECT * FROM revisions ORDER BY article_id, number").fetchall()
    texts = {(r["article_id"], r["number"]): r for r in revisions}
    for number, article in truth.items():
        assert len([key for key in texts if key[0] == number]) == article["revisions"], article["key"]
        if article["revisions"] == 2:
            first = article["first_revision"]
            changed = {
                "title": first["title"] != article["title"],
                "text": first["lead_body_sha256"] != article["lead_body_sha256"],
            }
            assert texts[number, 1]["title"] == first["title"]
            assert json.loads(texts[number, 2]["changed"]) == [n for n in changed if changed[n]]
