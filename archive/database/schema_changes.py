"""The SQL of the steps from 07 on in migrations.py; archive/README.md says what each table is for."""

from archive.database.schema import FRONTIER

# A row each time the links on the first page of a listing, a feed or a sitemap were others than before.
LISTINGS = """
CREATE TABLE listings (
    url TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site TEXT NOT NULL,
    links INTEGER NOT NULL,
    links_sha256 TEXT NOT NULL,
    PRIMARY KEY (url, run_id)
) WITHOUT ROWID;
"""

# Of a key that many texts have, those with fewer keys than others stand apart, and can be read alone.
NEAR_KEYS = """
ALTER TABLE near_keys RENAME TO old_near_keys;
CREATE TABLE near_keys (
    key INTEGER NOT NULL,
    keys INTEGER NOT NULL,
    text_id INTEGER NOT NULL REFERENCES near_texts(id),
    PRIMARY KEY (key, keys, text_id)
) WITHOUT ROWID;
INSERT INTO near_keys SELECT key, keys, text_id FROM old_near_keys ORDER BY key, keys, text_id;
DROP TABLE old_near_keys;
"""

# What earlier versions gave up after one answer without an article is due
# (`found` is before every run), as a page that failed before: health does not count it as a new page.
FRONTIER_REBUILT = f"""
ALTER TABLE frontier RENAME TO old_frontier;
DROP INDEX frontier_next;
DROP INDEX frontier_due;
DROP INDEX frontier_key;
{FRONTIER.replace("'pending', 'done'", "'pending', 'done', 'gone?', 'given up'")}
INSERT INTO frontier SELECT * FROM old_frontier;
DROP TABLE old_frontier;
UPDATE frontier SET due = found, failures = max(failures, 1)
    WHERE key IS NOT NULL AND state = 'done' AND due IS NULL
    AND NOT EXISTS
        (SELECT 1 FROM articles WHERE articles.site = frontier.site AND articles.key = frontier.key)
    AND (SELECT outcome FROM outcomes WHERE outcomes.url = frontier.url ORDER BY run_id DESC LIMIT 1)
        IN ('refused', 'skipped');
CREATE VIEW unread_addresses AS
    SELECT frontier.site,
        sum(state = 'done' AND due IS NOT NULL AND articles.id IS NULL) AS asked_again,
        sum(state = 'gone?') AS perhaps_gone, sum(state = 'given up') AS given_up,
        max(CASE state WHEN 'given up' THEN frontier.url END) AS example
    FROM frontier LEFT JOIN articles ON articles.site = frontier.site AND articles.key = frontier.key
    WHERE frontier.key IS NOT NULL GROUP BY frontier.site
    HAVING asked_again + perhaps_gone + given_up > 0;
"""

# A reading that does not replace the text of its article. `reading` is the Article as JSON, NULL where the
# stored text itself is doubted; `judged` is NULL until the end of the run says whether its edits are usual.
DOUBTS = """
CREATE TABLE doubts (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    capture_id INTEGER REFERENCES captures(id),
    run_id INTEGER REFERENCES runs(id),
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    judged TEXT,
    settled TEXT,
    settled_as TEXT CHECK (settled_as IN ('accepted', 'rejected', 'superseded')),
    content_sha256 TEXT NOT NULL,
    measures TEXT NOT NULL DEFAULT '{}',
    reading TEXT
);
CREATE INDEX doubts_article ON doubts(article_id, settled);
CREATE INDEX doubts_run ON doubts(run_id, site);
CREATE VIEW visible_doubts AS
    SELECT id, site, url, article_id, capture_id, run_id, reason, since, settled, settled_as,
        reading IS NULL AS of_stored_text
    FROM doubts
    WHERE judged IS NOT NULL AND article_id NOT IN (SELECT article_id FROM withheld);
DROP VIEW not_stored;
DROP VIEW last_outcomes;
ALTER TABLE outcomes RENAME TO old_outcomes;
CREATE TABLE outcomes (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN (
        'stored', 'unchanged', 'revised', 'duplicate', 'doubted', 'listed', 'refused',
        'gone', 'skipped', 'deferred', 'failed')),
    reason TEXT,
    article_id INTEGER REFERENCES articles(id),
    capture_id INTEGER REFERENCES captures(id),
    at TEXT NOT NULL,
    PRIMARY KEY (run_id, url)
);
INSERT INTO outcomes SELECT run_id, site, url, outcome, reason, article_id, capture_id, at FROM old_outcomes;
DROP TABLE old_outcomes;
CREATE INDEX outcomes_url ON outcomes(url);
CREATE VIEW last_outcomes AS
    SELECT site, url, outcome, reason, article_id, at, max(run_id) AS run_id
    FROM outcomes GROUP BY url;
CREATE VIEW not_stored AS
    SELECT site, url, outcome, reason, at, run_id FROM last_outcomes
    WHERE outcome IN ('refused', 'failed', 'skipped', 'deferred', 'gone') AND article_id IS NULL;
"""

# A query is one host of a site in one window of time (Wayback), or in one crawl (Common Crawl). A capture has
# one row, however many queries list it. `location` says where its record is, as JSON.
BACKFILL = """
ALTER TABLE captures ADD COLUMN source TEXT;
ALTER TABLE captures ADD COLUMN source_url TEXT;
CREATE TABLE backfill_queries (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('wayback', 'commoncrawl')),
    host TEXT NOT NULL,
    window TEXT NOT NULL,
    patterns_sha256 TEXT NOT NULL,
    resume_key TEXT,
    pages INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'complete', 'blocked')),
    listed TEXT NOT NULL,
    UNIQUE (site, source, host, window, patterns_sha256)
);
CREATE TABLE backfill_captures (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('wayback', 'commoncrawl')),
    url TEXT NOT NULL,
    key TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    digest TEXT,
    status INTEGER,
    location TEXT,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'skipped', 'failed')),
    reason TEXT,
    capture_id INTEGER REFERENCES captures(id),
    UNIQUE (source, url, timestamp)
);
CREATE INDEX backfill_captures_next ON backfill_captures(source, site, state, timestamp);
CREATE INDEX captures_by_source ON captures(site, captured, source);
"""

# A revision with `as_article` has title, lead, body, byline, published and text_sha256 of the row in
# `articles`; its own columns are empty then. A change of that row first copies them here.
REVISION_COLUMNS = """
    stored.article_id, stored.number, stored.captured, stored.changed,
    iif(stored.as_article, articles.title, stored.title) AS title,
    iif(stored.as_article, articles.lead, stored.lead) AS lead,
    iif(stored.as_article, articles.body, stored.body) AS body,
    iif(stored.as_article, articles.byline, stored.byline) AS byline,
    iif(stored.as_article, articles.published, stored.published) AS published,
    stored.reader_version, stored.capture_id,
    iif(stored.as_article, articles.text_sha256, stored.text_sha256) AS text_sha256,
    stored.row_sha256"""
REVISION_SOURCE = "revisions_stored AS stored LEFT JOIN articles ON articles.id = stored.article_id"
REVISIONS_SHARED = f"""
DROP VIEW edited;
DROP VIEW visible_revisions;
ALTER TABLE revisions RENAME TO revisions_stored;
ALTER TABLE revisions_stored ADD COLUMN as_article INTEGER NOT NULL DEFAULT 0;
CREATE VIEW revisions AS SELECT {REVISION_COLUMNS}
    FROM {REVISION_SOURCE};
CREATE VIEW visible_revisions AS SELECT {REVISION_COLUMNS}
    FROM {REVISION_SOURCE}
    WHERE stored.article_id NOT IN (SELECT article_id FROM withheld);
CREATE VIEW edited AS
    SELECT visible_articles.id, site, visible_articles.title, url,
        count(*) AS revisions, max(revisions_stored.captured) AS last_edit_seen
    FROM revisions_stored JOIN visible_articles ON visible_articles.id = revisions_stored.article_id
    GROUP BY visible_articles.id HAVING count(*) > 1;
CREATE TRIGGER revisions_keep_text
    BEFORE UPDATE OF title, lead, body, byline, published, text_sha256 ON articles BEGIN
    UPDATE revisions_stored SET as_article = 0, title = old.title, lead = old.lead, body = old.body,
        byline = old.byline, published = old.published, text_sha256 = old.text_sha256
        WHERE article_id = old.id AND as_article;
END;
CREATE TABLE unfinished_moves (
    name TEXT PRIMARY KEY,
    after INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO unfinished_moves (name) SELECT 'revisions' WHERE EXISTS (SELECT 1 FROM revisions_stored);
"""

# archive/duplicates/key_store.py describes the tables. `keys` of a text is NULL until its keys are in them.
# In an archive without near_texts, from before step 05, all texts are also compared.
NEAR_BLOCKS = """
DROP INDEX articles_body_sha256;
CREATE INDEX articles_body_sha256 ON articles(body_sha256);
DROP TABLE near_keys;
ALTER TABLE near_texts ADD COLUMN keys INTEGER;
CREATE TABLE near_new_keys (
    text_id INTEGER PRIMARY KEY REFERENCES near_texts(id),
    keys BLOB NOT NULL
);
CREATE TABLE near_blocks (
    first INTEGER PRIMARY KEY,
    entries BLOB NOT NULL
);
INSERT INTO unfinished_moves (name)
    SELECT iif(EXISTS (SELECT 1 FROM near_texts), 'near keys', 'near copies')
    WHERE EXISTS (SELECT 1 FROM articles);
INSERT INTO near_texts (body_sha256)
    SELECT body_sha256 FROM articles
    WHERE NOT EXISTS (SELECT 1 FROM near_texts)
        AND body_sha256 <> 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    GROUP BY body_sha256;
DELETE FROM duplicates WHERE EXISTS (SELECT 1 FROM unfinished_moves WHERE name = 'near copies');
"""

# The front page counts the articles that are gone; few are.
VISIBLE_REFERENCES = """
CREATE INDEX articles_gone ON articles(gone_since) WHERE gone_since IS NOT NULL;
CREATE VIEW visible_references AS
    SELECT * FROM document_references WHERE article_id NOT IN (SELECT article_id FROM withheld);
"""

# A shard of a WARC file (docs/scale.md) that was merged; `sha256` is the sum of the file.
MERGED_SHARDS = """
CREATE TABLE merged_shards (
    sha256 TEXT PRIMARY KEY,
    input TEXT NOT NULL,
    reader_version INTEGER NOT NULL,
    records INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    merged TEXT NOT NULL
) WITHOUT ROWID;
"""
