"""Vertical text, as Sketch Engine and CQPweb (CWB) take it in: a token a line between lines of markup.

    <text id="nhandan__929283__r1" date="2018-05-15" year="2018" ... site="nhandan" ...>
    <p type="title">
    <s>
    Đảng
    ủy
    xã
    </s>
    </p>
    </text>

`text`, `p` and `s` are the structures; for `cwb-encode`: -S text:0+id+site+..., -S p:0+type, -S s. Ids have
letters, digits and underscores only, as CQPweb wants them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from archive.export.markup import writable
from archive.export.names import UNDATED, safe
from archive.export.tokens import sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.export.writer import Row

NAMED = ("site", "newspaper", "key", "revision", "section", "byline", "title", "url")
PARTS = ("title", "lead", "body")
JOINER = "_"  # between the syllables of a word, as is the custom for Vietnamese


class SyllableWriter:
    """Writes `articles.vrt`, where a token is a syllable."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "articles.vrt").open("x", encoding="utf-8", newline="\n")

    def write(self, row: Row) -> None:
        """Add one article."""
        self._file.write(f"<text {_attributes(row)}>\n")
        for part in PARTS:
            for paragraph in (row[part] or "").split("\n\n"):
                if found := sentences(writable(paragraph)):
                    self._file.write(f'<p type="{part}">\n{"".join(map(self._sentence, found))}</p>\n')
        self._file.write("</text>\n")

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def _sentence(self, tokens: list[str]) -> str:
        return f"<s>\n{escape(chr(10).join(self._words(tokens)))}\n</s>\n"

    def _words(self, tokens: list[str]) -> list[str]:
        return tokens


class WordWriter(SyllableWriter):
    """Writes `articles.vrt`, where a token is a word: its syllables joined by underscores."""

    def __init__(self, folder: Path) -> None:
        self._tag = _tagger()
        super().__init__(folder)

    def _words(self, tokens: list[str]) -> list[str]:
        words: list[str] = []
        for token, tag in zip(tokens, self._tag([[token] for token in tokens]), strict=True):
            if tag == "I-W" and words:
                words[-1] += JOINER + token
            else:
                words.append(token)
        return words


def _tagger() -> Callable[[list[list[str]]], list[str]]:
    """The model of underthesea that tells for each token whether it begins a word (B-W) or goes on with one.

    Taken without its tokenizer, which breaks codes into pieces: `05-CT/TW` is one token here.
    """
    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
    from underthesea.pipeline import word_tokenize

    tagger = FastCRFSequenceTagger()
    tagger.load(str(next(Path(word_tokenize.__file__).parent.joinpath("models").glob("ws_crf_*"))))
    predict: Callable[[list[list[str]]], list[str]] = tagger.predict
    return predict


def _attributes(row: Row) -> str:
    published = row["published"] or UNDATED
    values = {
        "id": _id(row),
        "date": published[:10],
        "year": published[:4] if row["published"] else UNDATED,
        "authors": "|".join(row["authors"]),
        **{name: row[name] or "" for name in NAMED},
    }
    return " ".join(f"{name}={quoteattr(' '.join(writable(str(v)).split()))}" for name, v in values.items())


def _id(row: Row) -> str:
    parts = (safe(row["site"]), safe(row["key"]), f"r{row['revision']}")
    return "__".join(parts).replace("-", "_").replace(".", "_x_")
