"""Search among the seeds beside the checkout, compared with a scan of their texts."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from article_builder import story

from archive.search.full_text import search
from archive.store import Store

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[str]]:
    """The shared seed documents as articles, and their texts."""
    if not SEEDS.is_dir():
        pytest.skip("the seed documents are not beside this checkout")
    store = Store.open(tmp_path_factory.mktemp("seeds") / "archive.db")
    texts = []
    with store.writing():
        for number, path in enumerate(sorted(SEEDS.glob("*.json")), start=1):
            expected = json.loads(path.read_text())["expect"]
            store.save(story(expected["text"], key=str(number), title=expected["title"], on=number))
            texts.append(f"{expected['title']}\n\n{expected['text']}")
    return store, texts


@pytest.mark.parametrize(
    ("typed", "spellings"),
    [
        ('"Đảng ủy Khối"', ["đảng ủy khối", "đảng uỷ khối"]),
        ("05-CT/TW", ["05-ct/tw", "05-ct/tư"]),
        (
            '"nghị quyết TW 4"',
            [f"nghị quyết {centre} 4" for centre in ("tw", "tư", "t.ư", "trung ương")],
        ),
    ],
)
def test_search_finds_exactly_the_seeds_that_contain_the_words(
    seeds: tuple[Store, list[str]], typed: str, spellings: list[str]
) -> None:
    store, texts = seeds
    with_it = [
        number
        for number, text in enumerate(texts, start=1)
        if any(spelling in text.lower() for spelling in spellings)
    ]

    assert sorted(hit.id for hit in search(store.db, typed)) == with_it != []


def test_index_is_smaller_than_one_and_a_half_times_the_text(seeds: tuple[Store, list[str]]) -> None:
    _, texts = seeds
    store = Store.open(Path(seeds[0].path).with_name("large.db"))
    sentences = [sentence for text in texts for sentence in text.split(". ")]
    with store.writing():
        for number in range(500):
            # Other sentences in another word order for each text, so that they are not copies of each other.
            chosen = [
                sentences[(number * 7 + step * (number % 11 + 1)) % len(sentences)] for step in range(20)
            ]
            words = ". ".join(chosen).split(" ")
            random.Random(number).shuffle(words)
            store.save(story(f"Tin {number}: " + " ".join(words), key=str(number), on=number % 28 + 1))

    text = store.db.execute(
        "SELECT sum(length(CAST(title || coalesce(lead, '') || body AS BLOB))) FROM articles"
    ).fetchone()[0]
    index = store.db.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE name GLOB 'articles_exact_*' OR name GLOB 'articles_folded_*'"
    ).fetchone()[0]

    assert index < 1.5 * text
