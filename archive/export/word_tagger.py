"""Words and parts of speech of Vietnamese sentences, by the models of underthesea (extra `words`).

Used without the tokenizer of underthesea, which splits codes: `05-CT/TW` is one token here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# The tags of VLSP 2013 (https://vlsp.org.vn) with one counterpart in Universal Dependencies.
UNIVERSAL_TAGS = {
    **{"N": "NOUN", "Nc": "NOUN", "Nu": "NOUN", "Ny": "NOUN", "Nb": "NOUN", "Np": "PROPN", "V": "VERB"},
    **{"Vb": "VERB", "Vy": "VERB", "A": "ADJ", "P": "PRON", "R": "ADV", "L": "DET", "M": "NUM", "E": "ADP"},
    **{"CC": "CCONJ", "Cc": "CCONJ", "I": "INTJ", "T": "PART", "CH": "PUNCT"},
}


class WordSegmenter:
    """Joins syllables to words."""

    def __init__(self) -> None:
        from underthesea.pipeline import word_tokenize

        self._predict = _load(word_tokenize.__file__, "ws_crf_*")

    def words(self, tokens: list[str]) -> list[slice]:
        """Return the place of each word in the tokens of a sentence."""
        # The model tags a token as start (B-W) or inside (I-W) of a word.
        tags = self._predict([[token] for token in tokens]) if tokens else []
        starts = [place for place, tag in enumerate(tags) if tag != "I-W" or place == 0]
        return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True)]


class PartOfSpeechTagger:
    """Tags words."""

    def __init__(self) -> None:
        from underthesea.pipeline import pos_tag

        self._predict = _load(pos_tag.__file__, "pos_crf_vlsp2013_*")

    def tags(self, words: list[str]) -> list[str]:
        """Return the VLSP tag of each word of a sentence; the syllables of a word are joined by spaces."""
        return [tag.removeprefix("B-") for tag in self._predict([[word] for word in words])]


def _load(module: str | None, name: str) -> Callable[[list[list[str]]], list[str]]:
    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

    tagger = FastCRFSequenceTagger()
    tagger.load(str(next(Path(module or "").parent.joinpath("models").glob(name))))
    predict: Callable[[list[list[str]]], list[str]] = tagger.predict
    return predict
