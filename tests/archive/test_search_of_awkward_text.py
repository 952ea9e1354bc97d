"""Any typed text gives hits or one sentence, never another error."""

from __future__ import annotations

import time

import pytest
from article_builder import story
from awkward_strings import AWKWARD
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import QueryError
from archive.search.full_text import Hit, search
from archive.store import Store


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", 'The query is empty. Type a word, or a "phrase" in quotes.'),
        (' "" OR * ( ', 'The query is empty. Type a word, or a "phrase" in quotes.'),
        ("-đảng", "The query only excludes words. Add a word to search for."),
        ("đảng from:hôm-qua", "'hôm-qua' is not a valid date. Use 2018, 2018-05 or 2018-05-15."),
        ("đảng to:2018-13", "'2018-13' is not a valid date. Use 2018, 2018-05 or 2018-05-15."),
        (
            " ".join(map(str, range(65))),
            "The query has more than 64 terms. Use fewer words, or put them in quotes.",
        ),
        ("đảng " * 2001, "The query is longer than 10000 letters. Use fewer words."),
    ],
)
def test_invalid_query_is_refused_with_a_sentence(store: Store, typed: str, sentence: str) -> None:
    with pytest.raises(QueryError) as raised:
        search(store.db, typed)

    assert (str(raised.value), raised.value.exit_code) == (sentence, 2)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """An archive of three hundred articles that contain the words of the awkward queries."""
    store = Store.open(tmp_path_factory.mktemp("library") / "archive.db")
    with store.writing():
        for number in range(300):
            text = f"Nghị quyết Trung ương 4, T.Ư, 05-CT/TW, TƯ Đảng, đ a b {number}. " * 10
            store.save(story(text, key=str(number)))
    return store


def answer(store: Store, typed: str) -> list[Hit] | str:
    begun = time.process_time()
    try:
        return search(store.db, typed)
    except QueryError as raised:
        return str(raised)
    finally:
        assert time.process_time() - begun < 2, f"{typed[:60]!r} took too long"


@pytest.mark.parametrize("typed", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_strings_give_hits_or_an_error_sentence(library: Store, typed: str) -> None:
    assert isinstance(answer(library, typed), list | str)


PIECES = [
    "a",
    "đ",
    "TW",
    "trung",
    "ương",
    '"',
    "-",
    " ",
    "OR",
    "AND",
    "(",
    ")",
    "*",
    ":",
    "site:",
    "from:2018",
    "^",
    "\x00",
]


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_any_text_gives_hits_or_an_error_sentence(library: Store, typed: str) -> None:
    assert isinstance(answer(library, typed), list | str)
