"""CoNLL-U (https://universaldependencies.org/format.html): sentences with their words and parts of speech.

Words and tags are those of underthesea: XPOS has its tag (VLSP 2013), UPOS the universal counterpart where
there is one. Lemmas are the forms, as Vietnamese words do not inflect; features and dependencies are not
annotated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.export.tei import xml_text
from archive.export.tokens import TOKEN, sentence_texts
from archive.export.vertical import text_id
from archive.export.word_tagger import UNIVERSAL_TAGS, PartOfSpeechTagger, WordSegmenter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from archive.export.article_rows import ArticleRow

METADATA = ("title", "site", "newspaper", "key", "revision", "url", "published", "section", "byline")
NO_SPACE = "SpaceAfter=No"


class ConlluWriter:
    """Writes `articles.conllu`: a document for each article, with the paragraphs of title, lead and body."""

    def __init__(self, folder: Path) -> None:
        self._segmenter, self._tagger = WordSegmenter(), PartOfSpeechTagger()
        self._file = (folder / "articles.conllu").open("x", encoding="utf-8", newline="\n")

    def write(self, row: ArticleRow) -> None:
        """Write one article."""
        document = text_id(row)
        self._file.write(f"# newdoc id = {document}\n")
        values: Mapping[str, object] = row
        for name in METADATA:
            if values[name] is not None:
                self._file.write(f"# {name} = {_one_line(values[name])}\n")
        parts = (("title", row["title"]), ("lead", row["lead"] or ""), ("body", row["body"]))
        paragraphs = ((part, paragraph) for part, text in parts for paragraph in text.split("\n\n"))
        for number, (part, paragraph) in enumerate(paragraphs, start=1):
            self._write_paragraph(f"{document}__p{number}", part, _one_line(paragraph))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write_paragraph(self, name: str, part: str, paragraph: str) -> None:
        for number, text in enumerate(sentence_texts(paragraph), start=1):
            head = f"# newpar id = {name}\n# part = {part}\n" if number == 1 else ""
            words = "".join(self._word_lines(text))
            self._file.write(f"{head}# sent_id = {name}__s{number}\n# text = {text}\n{words}\n")

    def _word_lines(self, text: str) -> Iterator[str]:
        places = [match.span() for match in TOKEN.finditer(text)]
        tokens = [text[start:end] for start, end in places]
        spans = [(places[word][0][0], places[word][-1][1]) for word in self._segmenter.words(tokens)]
        forms = [text[start:end] for start, end in spans]
        tags = self._tagger.tags(forms)
        for number, (form, tag, (_, end)) in enumerate(zip(forms, tags, spans, strict=True), start=1):
            is_joined = end < len(text) and not text[end].isspace()
            fields = (number, form, form, UNIVERSAL_TAGS.get(tag, "_"), tag, "_", "_", "_", "_")
            yield "\t".join(map(str, [*fields, NO_SPACE if is_joined else "_"])) + "\n"


def _one_line(value: object) -> str:
    return " ".join(xml_text(str(value)).split())
