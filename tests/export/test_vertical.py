"""Vertical text: well-formed, one token a line, all words in order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from corpus_builder import make, rows
from lxml import etree

from archive.export.tokens import tokens
from archive.export.vertical import WordWriter


def vertical(db: Path, form: str = "vertical") -> etree._Element:
    """Return the file parsed under one root element."""
    text = (make(db, f"corpus-{form}", form=form) / "data" / "articles.vrt").read_text("utf-8")
    assert text.endswith("</text>\n")
    assert [line for line in text.split("\n") if line.startswith("<") and not line.endswith(">")] == []
    return etree.fromstring(f"<corpus>{text}</corpus>")


def tokens_of(paragraph: etree._Element) -> list[str]:
    return [line for sentence in paragraph for line in (sentence.text or "").split("\n") if line]


def test_vertical_article_has_metadata_and_all_tokens(filled: Path) -> None:
    (row,) = [row for row in rows(make(filled, "lines")) if row["site"] == "vietnamplus"]

    (text,) = [text for text in vertical(filled) if text.get("site") == "vietnamplus"]

    assert dict(text.attrib) == {
        **{"id": "vietnamplus__9__r1", "date": "2018-05-16", "year": "2018", "authors": "Lê Hà|Trần An"},
        **{"site": "vietnamplus", "newspaper": "vietnamplus", "key": "9", "revision": "1"},
        **{"section": "Xã hội", "byline": "", "title": "Hội nghị sơ kết", "url": "https://v.vn/9"},
    }
    parts = [
        ("title", row["title"]),
        ("lead", row["lead"]),
        *(("body", p) for p in row["body"].split("\n\n")),
    ]
    assert [(p.get("type"), tokens_of(p)) for p in text] == [(name, tokens(part)) for name, part in parts]
    assert [len(p) for p in text] == [1, 1, 2, 2]  # sentences


def test_words_are_joined_syllables(filled: Path) -> None:
    pytest.importorskip("underthesea")
    syllables, words = vertical(filled), vertical(filled, "vertical-words")

    found = [word for paragraph in words.iter("p") for word in tokens_of(paragraph)]
    assert {"hội_nghị", "Trần_Văn_Thủy", "05-CT/TW"} <= set(found)
    parts = [token for paragraph in syllables.iter("p") for token in tokens_of(paragraph)]
    assert "_".join(found).split("_") == parts


def test_awkward_texts_have_one_token_per_line_and_valid_ids(awkward: Path) -> None:
    texts = list(vertical(awkward))

    ids = [str(text.get("id")) for text in texts]
    assert len(set(ids)) == len(ids) >= 515
    assert [one for one in ids if not re.fullmatch(r"[a-z0-9_]+", one)] == []
    found = [token for text in texts for paragraph in text for token in tokens_of(paragraph)]
    assert [token for token in found if not token.strip() or re.search(r"\s", token)] == []


def test_word_model_is_the_one_of_underthesea(tmp_path: Path) -> None:
    pytest.importorskip("underthesea")

    assert WordWriter(tmp_path)._words(["xây", "dựng", "Đảng"]) == ["xây_dựng", "Đảng"]
