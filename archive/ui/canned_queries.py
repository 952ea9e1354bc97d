"""Canned queries of Datasette for frequent questions; results can be changed in SQL and saved as CSV.

They read `visible_articles`, without withheld articles. The column `article` becomes a link to the article.
"""

from __future__ import annotations

from typing import Any

QUERIES: dict[str, Any] = {
    "published_on_a_day": {
        "title": "Articles published on a day",
        "description": "Day in the form 2018-05-15.",
        "sql": """
SELECT id AS article, site, substr(published, 12, 5) AS time, title, section, url
FROM visible_articles
WHERE published BETWEEN :day AND :day || '~'
ORDER BY site, published""",
    },
    "new_today": {
        "title": "Articles added in the last 24 hours",
        "sql": """
SELECT id AS article, site, first_seen, published, title, url
FROM visible_articles
WHERE first_seen >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')
ORDER BY first_seen DESC, id DESC""",
    },
    "changed_after_publication": {
        "title": "Articles edited after their first capture",
        "sql": """
SELECT articles.id AS article, site, articles.title, count(*) AS revisions,
    max(revisions.captured) AS last_change, group_concat(DISTINCT changed) AS changed
FROM visible_revisions AS revisions JOIN visible_articles AS articles ON articles.id = article_id
GROUP BY articles.id HAVING count(*) > 1
ORDER BY last_change DESC""",
    },
    "gone_from_the_site": {
        "title": "Articles gone from their site",
        "sql": """
SELECT id AS article, site, gone_since, published, title, url
FROM visible_articles WHERE gone_since IS NOT NULL
ORDER BY gone_since DESC""",
    },
    "told_by_several_papers": {
        "title": "Articles that several newspapers published",
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
        "title": "Articles of an author",
        "description": "The full name as printed: Hoàng Anh.",
        "sql": """
SELECT articles.id AS article, site, published, title, byline
FROM visible_articles AS articles, json_each(authors) AS author
WHERE author.value = :author COLLATE NOCASE
ORDER BY published DESC""",
    },
    "documents": {
        "title": "Cited Party and State documents",
        "sql": """
SELECT type, number, code, congress, min(raw) AS named_as, count(DISTINCT article_id) AS articles,
    min(substr(published, 1, 4)) AS first_year, max(substr(published, 1, 4)) AS last_year
FROM visible_references JOIN visible_articles ON id = article_id
GROUP BY type, number, code, congress
ORDER BY articles DESC, type, number""",
    },
    "about_a_document": {
        "title": "Articles that cite a document",
        "description": "Chỉ thị 05-CT/TW is type chi_thi, number 05, code CT/TW. Leave missing parts empty.",
        "sql": """
SELECT article_id AS article, site, published, title, count(*) AS mentions, raw AS named_as, certainty
FROM visible_references JOIN visible_articles ON id = article_id
WHERE type = :type AND coalesce(number, '') = :number AND coalesce(code, '') = :code
    AND coalesce(congress, '') = :congress
GROUP BY article_id
ORDER BY published DESC""",
    },
    "not_read": {
        "title": "Pages that could not be fetched or read",
        "description": "Last outcome and reason of each URL without an article.",
        "sql": """
SELECT site, outcome, reason, url, max(run_id) AS last_run
FROM outcomes
GROUP BY url HAVING outcome IN ('refused', 'failed')
ORDER BY last_run DESC, site, url""",
    },
    "why_not_this_page": {
        "title": "Outcomes of a URL in each run",
        "sql": """
SELECT run_id, at, outcome, reason, article_id AS article
FROM outcomes WHERE url = :url
ORDER BY run_id DESC""",
    },
    "without_a_date": {
        "title": "Articles without a valid date",
        "sql": """
SELECT id AS article, site, title, published_raw, flags, url
FROM visible_articles WHERE published IS NULL
ORDER BY site, id""",
    },
    "sections": {
        "title": "Sections of each site",
        "sql": """
SELECT site, section, count(*) AS articles, min(published) AS first, max(published) AS last
FROM visible_articles WHERE section IS NOT NULL
GROUP BY site, section
ORDER BY site, articles DESC""",
    },
}
for query in QUERIES.values():
    query["hide_sql"] = True  # show results first; the SQL is one click away
