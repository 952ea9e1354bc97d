"""The archive does not depend on the order in which captures are saved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from article_builder import story
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.article import Article
from archive.store import Store

CAPTURES = st.lists(
    st.builds(
        lambda key, on, body, lead, byline: (key, on, body, lead, byline),
        key=st.sampled_from("123"),
        on=st.integers(1, 6),
        body=st.sampled_from(["Một.", "Hai.", "Mở đầu.\n\nMột."]),
        lead=st.sampled_from([None, "Mở đầu."]),
        byline=st.sampled_from([None, "PV"]),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An archive that stays empty: the test rolls back its writes."""
    with Store.open(tmp_path_factory.mktemp("scratch") / "archive.db") as opened:
        yield opened


@settings(max_examples=100)
@given(CAPTURES.flatmap(lambda found: st.tuples(st.just(found), st.permutations(range(len(found))))))
def test_result_does_not_depend_on_the_order_of_captures(
    scratch: Store,
    found: tuple[list[tuple[str, int, str, str | None, str | None]], list[int]],
) -> None:
    captures, order = found
    articles = [
        story(body, key=key, on=on, number=number, lead=lead, byline=byline)
        for number, (key, on, body, lead, byline) in enumerate(captures)
    ]

    as_found = tables_after(scratch, articles)
    shuffled = tables_after(scratch, [articles[number] for number in order])
    twice = tables_after(scratch, [*articles, *articles])

    assert as_found == shuffled == twice


class Undo(Exception):
    pass


def tables_after(store: Store, articles: list[Article]) -> dict[str, list[tuple[Any, ...]]]:
    """Return all tables after saving these, with names instead of ids."""
    tables = {}
    with contextlib.suppress(Undo), store.writing():
        with store.writing():
            for article in articles:
                store.save(article)
        tables = {name: store.db.execute(sql).fetchall() for name, sql in BY_NAME.items()}
        raise Undo
    return tables


BY_NAME = {
    "articles": """
        SELECT key, articles.url, title, lead, body, byline, articles.captured, record_id, first_seen,
            text_sha256, body_sha256
        FROM articles JOIN captures ON captures.id = capture_id ORDER BY 1""",
    "revisions": """
        SELECT key, number, revisions.captured, changed, revisions.lead, revisions.body,
            revisions.byline, record_id
        FROM revisions JOIN articles ON articles.id = revisions.article_id
        JOIN captures ON captures.id = revisions.capture_id ORDER BY 1, 2""",
    "duplicates": """
        SELECT copy.key, first.key, kind FROM duplicates
        JOIN articles AS copy ON copy.id = article_id
        JOIN articles AS first ON first.id = duplicate_of ORDER BY 1""",
    "captures": """
        SELECT record_id, key FROM captures JOIN articles ON articles.id = captures.article_id ORDER BY 1""",
    "aliases": """
        SELECT aliases.url, key FROM aliases JOIN articles ON id = article_id ORDER BY 1""",
    "index": "SELECT term, doc, cnt FROM words_exact ORDER BY 1",
}
