"""Tell Vietnamese words from other strings of letters by the spelling rules of a syllable.

A written word is one syllable: an initial, a rime and a tone, each from a short list (Đoàn Thiện Thuật,
Ngữ âm tiếng Việt, 1977). Names from other languages (Đắk Lắk) do not follow the rules, so a text is judged
by its share of syllables, never by one word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INITIALS = """
    b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x
"""
RIMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêt ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
"""
ALL_INITIALS = ("", *INITIALS.split())
ALL_RIMES = frozenset(RIMES.split())
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
STOPS = ("c", "ch", "p", "t")  # A rime that ends in one of these has the tone sắc or nặng.
STOP_TONES = ("\u0301", "\u0323")

# A run of letters and of whatever else is not ASCII: what a wrong charset makes of a letter may be a symbol.
TOKEN = re.compile(r"[A-Za-z\x80-\U0010ffff]+")
PUNCTUATION = "\xa0“”‘’„–—…•·«»\u200b\ufeff"
MOST_WORDS = 1000


def is_syllable(word: str) -> bool:
    """Return whether `word` is spelled as a Vietnamese syllable.

    >>> is_syllable("Nghiệm"), is_syllable("nghiÖm")
    (True, False)
    """
    return _is_syllable(unicodedata.normalize("NFC", word).lower())


def syllable_share(text: str) -> tuple[float, int]:
    """Return the share of syllables among the words that have a letter beyond ASCII, and the number of words.

    The first 1,000 such words of `text` count. The share of a text without any is 0.
    """
    good = total = 0
    for match in TOKEN.finditer(text):
        token = match[0]
        if token.isascii() or not (word := token.strip(PUNCTUATION)) or word.isascii():
            continue
        total += 1
        good += is_syllable(word)
        if total == MOST_WORDS:
            break
    return (good / total if total else 0.0), total


@lru_cache(maxsize=16384)
def _is_syllable(word: str) -> bool:
    marks = unicodedata.normalize("NFD", word)
    tone = [mark for mark in marks if ord(mark) in TONES]
    plain = unicodedata.normalize("NFC", marks.translate(TONES))
    if len(tone) > 1:
        return False
    return any(_fits(plain[len(initial) :], tone) for initial in ALL_INITIALS if plain.startswith(initial))


def _fits(rime: str, tone: list[str]) -> bool:
    if rime not in ALL_RIMES:
        return False
    return not rime.endswith(STOPS) or (bool(tone) and tone[0] in STOP_TONES)
