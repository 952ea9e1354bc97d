"""The SQL of the numbered steps in schema.py; README.md beside this file says what each table is for.

Lists are JSON text. Times are UTC (`2026-03-02T01:00:00Z`) except `published` and `modified`, which are
the newspaper's own (+07:00).
"""

# The long columns stand last: what is before them is read without reading them.
ARTICLES = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    key TEXT NOT NULL,
    url TEXT,
    title TEXT NOT NULL,
    source_mark TEXT,
    byline TEXT,
    authors TEXT NOT NULL DEFAULT '[]',
    published TEXT,
    published_raw TEXT,
    published_precision TEXT,
    modified TEXT,
    section TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    images TEXT NOT NULL DEFAULT '[]',
    layout TEXT NOT NULL,
    reader_version INTEGER NOT NULL,
    repairs TEXT NOT NULL DEFAULT '[]',
    flags TEXT NOT NULL DEFAULT '[]',
    captured TEXT NOT NULL,
    capture_id INTEGER REFERENCES captures(id),
    first_seen TEXT NOT NULL,
    gone_since TEXT,
    text_sha256 TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    row_sha256 TEXT NOT NULL,
    lead TEXT,
    body TEXT NOT NULL,
    UNIQUE (site, key)
);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_by_site ON articles(site, published, section);
CREATE INDEX articles_body_sha256 ON articles(body_sha256, first_seen, site, key);
CREATE INDEX articles_key ON articles(key);
CREATE TABLE aliases (
    url TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id)
);
CREATE INDEX aliases_article ON aliases(article_id);
CREATE TABLE revisions (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    number INTEGER NOT NULL,
    captured TEXT NOT NULL,
    changed TEXT NOT NULL DEFAULT '[]',
    title TEXT NOT NULL,
    lead TEXT,
    body TEXT NOT NULL,
    byline TEXT,
    published TEXT,
    reader_version INTEGER NOT NULL,
    capture_id INTEGER REFERENCES captures(id),
    text_sha256 TEXT NOT NULL,
    row_sha256 TEXT NOT NULL,
    PRIMARY KEY (article_id, number)
);
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT,
    captured TEXT NOT NULL,
    status INTEGER NOT NULL,
    file TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    record_id TEXT NOT NULL UNIQUE,
    payload_digest TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    article_id INTEGER REFERENCES articles(id),
    row_sha256 TEXT NOT NULL
);
CREATE INDEX captures_url ON captures(url, captured);
CREATE INDEX captures_article ON captures(article_id, captured);
CREATE INDEX captures_payload ON captures(payload_digest);
CREATE TABLE readings (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    captured TEXT NOT NULL,
    record_id TEXT NOT NULL,
    capture_id INTEGER REFERENCES captures(id),
    reader_version INTEGER NOT NULL,
    content_sha256 TEXT NOT NULL,
    PRIMARY KEY (article_id, captured, record_id)
) WITHOUT ROWID;
CREATE TABLE duplicates (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    duplicate_of INTEGER NOT NULL REFERENCES articles(id),
    kind TEXT NOT NULL CHECK (kind IN ('exact', 'near')),
    similarity REAL NOT NULL
);
CREATE INDEX duplicates_of ON duplicates(duplicate_of);
"""

CRAWL = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    command TEXT NOT NULL,
    sites TEXT NOT NULL DEFAULT '[]',
    started TEXT NOT NULL,
    finished TEXT,
    reason TEXT,
    exit_code INTEGER,
    version TEXT NOT NULL
);
CREATE TABLE outcomes (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN (
        'stored', 'unchanged', 'revised', 'duplicate', 'listed', 'refused',
        'gone', 'skipped', 'deferred', 'failed')),
    reason TEXT,
    article_id INTEGER REFERENCES articles(id),
    capture_id INTEGER REFERENCES captures(id),
    at TEXT NOT NULL,
    PRIMARY KEY (run_id, url)
);
CREATE INDEX outcomes_url ON outcomes(url);
"""

FRONTIER = """
CREATE TABLE frontier (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('listing', 'sitemap', 'feed', 'api', 'article', 'story')),
    key TEXT,
    priority INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done')),
    run_id INTEGER REFERENCES runs(id),
    found_on TEXT,
    found TEXT NOT NULL,
    due TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    aliases TEXT NOT NULL DEFAULT '[]',
    meta TEXT NOT NULL DEFAULT '{}',
    UNIQUE (site, url)
);
CREATE INDEX frontier_next ON frontier(site, state, priority DESC, id);
CREATE INDEX frontier_due ON frontier(site, state, due);
CREATE UNIQUE INDEX frontier_key ON frontier(site, key) WHERE key IS NOT NULL;
"""

# Without `remove_diacritics 0` the tokenizer would take the marks off; `rank` weighs title, lead, body.
SEARCH = """
CREATE VIRTUAL TABLE articles_exact USING fts5(
    title, lead, body, content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE articles_folded USING fts5(
    title, lead, body, content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO articles_exact (articles_exact, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)');
INSERT INTO articles_folded (articles_folded, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)');
CREATE VIRTUAL TABLE words_exact USING fts5vocab('articles_exact', 'row');
CREATE VIRTUAL TABLE words_folded USING fts5vocab('articles_folded', 'row');
"""

VIEWS = """
CREATE VIEW articles_by_month AS
    SELECT site, coalesce(substr(published, 1, 7), 'no date') AS month, count(*) AS articles
    FROM articles GROUP BY 1, 2;
CREATE VIEW copies AS
    SELECT first.id AS story, first.site AS first_site, first.first_seen, first.title,
        articles.id AS copy, articles.site AS copy_site, articles.url AS copy_url,
        articles.first_seen AS copy_seen, kind, similarity
    FROM duplicates
    JOIN articles AS first ON first.id = duplicate_of
    JOIN articles ON articles.id = duplicates.article_id;
CREATE VIEW last_outcomes AS
    SELECT site, url, outcome, reason, article_id, at, max(run_id) AS run_id
    FROM outcomes GROUP BY url;
CREATE VIEW not_stored AS
    SELECT site, url, outcome, reason, at, run_id FROM last_outcomes
    WHERE outcome IN ('refused', 'failed', 'skipped', 'deferred', 'gone') AND article_id IS NULL;
CREATE VIEW edited AS
    SELECT articles.id, articles.site, articles.title, articles.url,
        count(*) AS revisions, max(revisions.captured) AS last_edit_seen
    FROM revisions JOIN articles ON articles.id = revisions.article_id
    GROUP BY articles.id HAVING count(*) > 1;
"""

# `start` and `end` count characters in the part: title, lead or body.
REFERENCES = """
CREATE TABLE document_references (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    part TEXT NOT NULL CHECK (part IN ('title', 'lead', 'body')),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    type TEXT NOT NULL,
    number TEXT,
    code TEXT,
    issuer TEXT,
    congress TEXT,
    certainty TEXT NOT NULL CHECK (certainty IN ('code', 'named', 'bare')),
    raw TEXT NOT NULL,
    PRIMARY KEY (article_id, part, start)
) WITHOUT ROWID;
CREATE INDEX document_references_number ON document_references(number, code, type);
"""

# A text stands once however many articles have it; `keys` is how many keys it has in all.
NEAR = """
CREATE TABLE near_texts (
    id INTEGER PRIMARY KEY,
    body_sha256 TEXT NOT NULL UNIQUE
);
CREATE TABLE near_keys (
    key INTEGER NOT NULL,
    text_id INTEGER NOT NULL REFERENCES near_texts(id),
    keys INTEGER NOT NULL,
    PRIMARY KEY (key, text_id)
) WITHOUT ROWID;
CREATE TABLE near_pairs (
    text_id INTEGER NOT NULL REFERENCES near_texts(id),
    other_id INTEGER NOT NULL REFERENCES near_texts(id),
    similarity REAL NOT NULL,
    PRIMARY KEY (text_id, other_id)
) WITHOUT ROWID;
"""

# What is withheld stays in its tables; all that shows texts asks the views.
WITHHELD = """
CREATE TABLE withheld (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    reason TEXT NOT NULL,
    since TEXT NOT NULL
);
CREATE VIEW visible_articles AS
    SELECT * FROM articles WHERE id NOT IN (SELECT article_id FROM withheld);
CREATE VIEW visible_revisions AS
    SELECT * FROM revisions WHERE article_id NOT IN (SELECT article_id FROM withheld);
DROP VIEW articles_by_month;
DROP VIEW copies;
DROP VIEW edited;
CREATE VIEW articles_by_month AS
    SELECT site, coalesce(substr(published, 1, 7), 'no date') AS month, count(*) AS articles
    FROM visible_articles GROUP BY 1, 2;
CREATE VIEW copies AS
    SELECT first.id AS story, first.site AS first_site, first.first_seen, first.title,
        copy.id AS copy, copy.site AS copy_site, copy.url AS copy_url,
        copy.first_seen AS copy_seen, kind, similarity
    FROM duplicates
    JOIN visible_articles AS first ON first.id = duplicate_of
    JOIN visible_articles AS copy ON copy.id = duplicates.article_id;
CREATE VIEW edited AS
    SELECT visible_articles.id, site, visible_articles.title, url,
        count(*) AS revisions, max(revisions.captured) AS last_edit_seen
    FROM revisions JOIN visible_articles ON visible_articles.id = revisions.article_id
    GROUP BY visible_articles.id HAVING count(*) > 1;
DROP TABLE words_exact;
DROP TABLE words_folded;
DROP TABLE articles_exact;
DROP TABLE articles_folded;
"""

# What a run has newly read, a row a layout: how many articles, and how many of them had which part. The
# layout '' counts the pages that none read. `health` has a row a problem, or one that says `well`.
HEALTH = """
CREATE TABLE field_counts (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site TEXT NOT NULL,
    layout TEXT NOT NULL,
    articles INTEGER NOT NULL,
    lead INTEGER NOT NULL DEFAULT 0,
    byline INTEGER NOT NULL DEFAULT 0,
    published INTEGER NOT NULL DEFAULT 0,
    section INTEGER NOT NULL DEFAULT 0,
    tags INTEGER NOT NULL DEFAULT 0,
    images INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (site, run_id, layout)
) WITHOUT ROWID;
CREATE TABLE health (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site TEXT NOT NULL,
    cause TEXT NOT NULL,
    since TEXT NOT NULL,
    problem TEXT,
    PRIMARY KEY (site, run_id, cause)
) WITHOUT ROWID;
"""

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
