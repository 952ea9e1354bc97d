"""CoNLL-U: ten columns, ids in order, and forms that give the text of the sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from corpus_builder import make, rows, tree

pytest.importorskip("underthesea")

Sentence = tuple[dict[str, str], list[list[str]]]


def sentences(db: Path) -> list[Sentence]:
    text = (make(db, "corpus-conllu", form="conllu") / "data" / "articles.conllu").read_text("utf-8")
    assert text.endswith("\n\n")
    return [parse(block) for block in text.removesuffix("\n\n").split("\n\n")]


def parse(block: str) -> Sentence:
    lines = block.split("\n")
    comments = [line for line in lines if line.startswith("# ")]
    pairs = (comment.removeprefix("# ").split(" = ", 1) for comment in comments)
    return dict(pairs), [line.split("\t") for line in lines[len(comments) :]]


def text_of(words: list[list[str]]) -> str:
    return "".join(word[1] + ("" if word[9] == "SpaceAfter=No" else " ") for word in words).rstrip(" ")


def test_sentences_have_valid_lines_and_the_text_of_the_article(filled: Path) -> None:
    found = sentences(filled)
    articles: list[dict[str, Any]] = rows(make(filled, "lines"))

    for comments, words in found:
        assert {len(word) for word in words} == {10}
        assert [word[0] for word in words] == [str(number) for number in range(1, len(words) + 1)]
        assert text_of(words) == comments["text"]
        assert {tuple(word[5:9]) for word in words} == {("_",) * 4}
    assert len({comments["sent_id"] for comments, _ in found}) == len(found)
    documents = [comments["newdoc id"] for comments, _ in found if "newdoc id" in comments]
    assert documents == [f"{one['site']}__{one['key']}__r{one['revision']}" for one in articles]
    paragraphs: dict[str, str] = {}
    for comments, _ in found:
        name = comments["sent_id"].rpartition("__")[0]
        paragraphs[name] = (
            f"{paragraphs[name]} {comments['text']}" if name in paragraphs else comments["text"]
        )
    assert list(paragraphs.values()) == [part for one in articles for part in one["text"].split("\n\n")]


def test_words_have_their_parts_of_speech(filled: Path) -> None:
    tags = {word[1]: (word[3], word[4]) for _, words in sentences(filled) for word in words}

    assert tags["hội nghị"] == ("NOUN", "N")
    assert tags["Trần Văn Thủy"] == ("PROPN", "Np")
    assert tags["4.000"] == ("NUM", "M")
    assert tags["."] == ("PUNCT", "CH")
    assert "05-CT/TW" in tags


def test_awkward_texts_stay_on_their_lines(awkward: Path) -> None:
    for comments, words in sentences(awkward):
        assert {len(word) for word in words} == {10}
        assert text_of(words) == comments["text"]


def test_conllu_has_the_same_bytes_each_time(filled: Path) -> None:
    assert tree(make(filled, "one", form="conllu")) == tree(make(filled, "two", form="conllu"))
