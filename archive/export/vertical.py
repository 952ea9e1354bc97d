"""Vertical text for Sketch Engine and CQPweb (CWB): one token per line between lines of XML tags.

    <text id="nhandan__929283__r1" date="2018-05-15" year="2018" ... site="nhandan" ...>
    <p type="title">
    <s>
    Đảng
    ủy
    xã
    </s>
    </p>
    </text>

The structures are `text`, `p` and `s`; for `cwb-encode`: -S text:0+id+site+..., -S p:0+type, -S s. Ids
consist of letters, digits and underscores, as CQPweb requires.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from archive.export.article_files import UNDATED, safe_key
from archive.export.tei import xml_text
from archive.export.tokens import sentences
from archive.export.word_tagger import WordSegmenter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archive.export.article_rows import ArticleRow

ATTRIBUTES = ("site", "newspaper", "key", "revision", "section", "byline", "title", "url")
SYLLABLE_JOINER = "_"  # as usual in Vietnamese corpora


class SyllableWriter:
    """Writes `articles.vrt` with a syllable per token."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "articles.vrt").open("x", encoding="utf-8", newline="\n")

    def write(self, row: ArticleRow) -> None:
        """Write one article."""
        self._file.write(f"<text {_attributes(row)}>\n")
        parts = {"title": row["title"], "lead": row["lead"] or "", "body": row["body"]}
        for part, text in parts.items():
            for paragraph in text.split("\n\n"):
                if found := sentences(xml_text(paragraph)):
                    self._file.write(f'<p type="{part}">\n{"".join(map(self._sentence, found))}</p>\n')
        self._file.write("</text>\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _sentence(self, tokens: list[str]) -> str:
        return f"<s>\n{escape(chr(10).join(self._words(tokens)))}\n</s>\n"

    def _words(self, tokens: list[str]) -> list[str]:
        return tokens


class WordWriter(SyllableWriter):
    """Writes `articles.vrt` with a word per token, its syllables joined by underscores."""

    def __init__(self, folder: Path) -> None:
        self._segmenter = WordSegmenter()
        super().__init__(folder)

    def _words(self, tokens: list[str]) -> list[str]:
        return [SYLLABLE_JOINER.join(tokens[word]) for word in self._segmenter.words(tokens)]


def _attributes(row: ArticleRow) -> str:
    fields: Mapping[str, object] = row
    published = row["published"] or UNDATED
    values = {
        "id": text_id(row),
        "date": published[:10],
        "year": published[:4] if row["published"] else UNDATED,
        "authors": "|".join(row["authors"]),
        **{name: fields[name] or "" for name in ATTRIBUTES},
    }
    return " ".join(f"{name}={quoteattr(' '.join(xml_text(str(v)).split()))}" for name, v in values.items())


def text_id(row: ArticleRow) -> str:
    """Return the id of a text in an annotated corpus: letters, digits and underscores.

    >>> text_id({"site": "nhandan", "key": "929283", "revision": 1})
    'nhandan__929283__r1'
    """
    parts = (safe_key(row["site"]), safe_key(row["key"]), f"r{row['revision']}")
    return "__".join(parts).replace("-", "_").replace(".", "_x_")
