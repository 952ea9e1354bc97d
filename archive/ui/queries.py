"""Questions that archivists ask daily, as queries of Datasette: to run, change and take along as CSV.

They ask `visible_articles`, which leaves withheld articles out. What stands in a column named `article`
is a link to that article.
"""

from __future__ import annotations

from typing import Any

QUERIES: dict[str, Any] = {
    "published_on_a_day": {
        "title": "What was published on one day?",
        "description": "The day as 2018-05-15.",
        "sql": """
SELECT id AS article, site, substr(published, 12, 5) AS time, title, section, url
FROM visible_articles
WHERE published BETWEEN :day AND :day || '~'
ORDER BY site, published""",
    },
    "new_today": {
        "title": "What came into the archive in the last 24 hours?",
        "sql": """
SELECT id AS article, site, first_seen, published, title, url
FROM visible_articles
WHERE first_seen >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')
ORDER BY first_seen DESC, id DESC""",
    },
    "changed_after_publication": {
        "title": "Which articles were changed after they were first captured?",
        "sql": """
SELECT articles.id AS article, site, articles.title, count(*) AS revisions,
    max(revisions.captured) AS last_change, group_concat(DISTINCT changed) AS changed
FROM revisions JOIN visible_articles AS articles ON articles.id = article_id
GROUP BY articles.id HAVING count(*) > 1
ORDER BY last_change DESC""",
    },
    "gone_from_the_site": {
        "title": "Which articles have vanished from their site?",
        "sql": """
SELECT id AS article, site, gone_since, published, title, url
FROM visible_articles WHERE gone_since IS NOT NULL
ORDER BY gone_since DESC""",
    },
    "told_by_several_papers": {
        "title": "Which stories did several papers print?",
        "sql": """
SELECT first.id AS article, first.title, first.site AS first_seen_on, first.first_seen,
    count(DISTINCT copy.site) AS other_papers, group_concat(DISTINCT copy.site) AS papers
FROM duplicates
JOIN visible_articles AS first ON first.id = duplicate_of
JOIN visible_articles AS copy ON copy.id = article_id AND copy.site <> first.site
GROUP BY first.id
ORDER BY other_papers DESC, first.first_seen""",
    },
    "by_author": {
        "title": "What did one author write?",
        "description": "The name as it is printed, in full: Hoàng Anh.",
        "sql": """
SELECT articles.id AS article, site, published, title, byline
FROM visible_articles AS articles, json_each(authors) AS author
WHERE author.value = :author COLLATE NOCASE
ORDER BY published DESC""",
    },
    "documents": {
        "title": "Which Party and State documents do the articles name?",
        "sql": """
SELECT type, number, code, congress, min(raw) AS named_as, count(DISTINCT article_id) AS articles,
    min(substr(published, 1, 4)) AS first_year, max(substr(published, 1, 4)) AS last_year
FROM document_references JOIN visible_articles ON id = article_id
GROUP BY type, number, code, congress
ORDER BY articles DESC, type, number""",
    },
    "about_a_document": {
        "title": "Which articles name one document?",
        "description": "Chỉ thị 05-CT/TW is type chi_thi, number 05, code CT/TW; leave empty what it lacks.",
        "sql": """
SELECT article_id AS article, site, published, title, count(*) AS mentions, raw AS named_as, certainty
FROM document_references JOIN visible_articles ON id = article_id
WHERE type = :type AND coalesce(number, '') = :number AND coalesce(code, '') = :code
    AND coalesce(congress, '') = :congress
GROUP BY article_id
ORDER BY published DESC""",
    },
    "not_read": {
        "title": "Which pages could not be fetched or read, and why?",
        "description": "The last outcome of each address that led to no article.",
        "sql": """
SELECT site, outcome, reason, url, max(run_id) AS last_run
FROM outcomes
GROUP BY url HAVING outcome IN ('refused', 'failed')
ORDER BY last_run DESC, site, url""",
    },
    "why_not_this_page": {
        "title": "What became of this address, run by run?",
        "sql": """
SELECT run_id, at, outcome, reason, article_id AS article
FROM outcomes WHERE url = :url
ORDER BY run_id DESC""",
    },
    "without_a_date": {
        "title": "Which articles have no date we trust?",
        "sql": """
SELECT id AS article, site, title, published_raw, flags, url
FROM visible_articles WHERE published IS NULL
ORDER BY site, id""",
    },
    "sections": {
        "title": "Which sections does each site have?",
        "sql": """
SELECT site, section, count(*) AS articles, min(published) AS first, max(published) AS last
FROM visible_articles WHERE section IS NOT NULL
GROUP BY site, section
ORDER BY site, articles DESC""",
    },
}
for query in QUERIES.values():
    query["hide_sql"] = True  # the answer first; the SQL is one click away
