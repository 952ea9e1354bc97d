"""The SQL of steps 01 to 06 in migrations.py; archive/README.md says what each table is for.

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
