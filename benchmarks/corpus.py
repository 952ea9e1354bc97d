"""Generated articles for archives of any size: the same number always gives the same article.

Syllable frequencies follow Zipf's law, mixed with stock phrases and names. Every twentieth article is a copy
of another one with a tenth of its words changed, like an edited agency report.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, product

from archive.article import Article, Capture
from benchmarks.graded import fill
from benchmarks.graded_words import SLOTS, STOCK


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# The most frequent ones; the others are generated and shuffled with a seed.
COMMON = _words("""
    và của các có được trong là công cho đảng với người không những một để tác đã về ở ra năm hội
    dân nhân này đồng khi chính phát triển xã việc cũng thành tỉnh đến quốc từ tổ chức cán bộ viên
    ủy ban lãnh đạo thực hiện nghị quyết nhà nước kinh tế văn hóa học tập trung ương địa phương
    nhiệm vụ kết quả yêu cầu đại biểu phòng chống xây dựng
""")
ONSETS = _words("b c ch d đ g h kh l m n ng nh ph qu r s t th tr v x")
RIMES = _words("""
    a ai am an ang anh ao ap at au ay ăn ăng ân âu e em en eo ê ên i ia iên im in inh o oa on ong ông ơ ơn
    u ua ung uôn ư ưng ương
""")
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
FAMILIES = _words("Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Tạ Mạc")

COPY_EVERY, COPIED_FROM, CHANGED = 20, 7, 0.10
LENGTHS = (150, 250, 350, 450, 600, 900)  # words
SENTENCE = (12, 30)
STOCK_SHARE, NAME_SHARE = 0.02, 0.2
SITES = ("nhandan", "vietnamplus", "baoquangbinh", "dukcqtw", "hanoi")
FIRST_DAY = datetime(2010, 1, 1, tzinfo=UTC)


def _syllables() -> list[str]:
    made = [
        unicodedata.normalize("NFC", f"{onset}{rime[0]}{tone}{rime[1:]}")
        for onset, rime, tone in product(ONSETS, RIMES, TONES)
    ]
    random.Random(7).shuffle(made)
    return list(dict.fromkeys([*COMMON, *made]))


SYLLABLES = _syllables()
FREQUENCIES = list(accumulate(1 / (rank + 2.7) for rank in range(len(SYLLABLES))))


def articles(first: int, last: int) -> Iterator[Article]:
    """Yield the articles `first` to `last` - 1."""
    return (article(number) for number in range(first, last))


def article(number: int) -> Article:
    """Return the article with this number."""
    title, lead, *paragraphs = text(number).split("\n\n")
    captured = FIRST_DAY + timedelta(minutes=80 * number)
    site = SITES[number % len(SITES)]
    return Article(
        site=site,
        key=str(100_000 + number),
        url=f"https://{site}.vn/bai-post{100_000 + number}.html",
        title=title,
        lead=lead,
        body="\n\n".join(paragraphs),
        layout="Z",
        reader_version=1,
        captured=f"{captured:%Y-%m-%dT%H:%M:%SZ}",
        byline=rare_name(number),
        authors=(rare_name(number),),
        published=f"{captured:%Y-%m-%dT%H:%M:%S}+07:00",
        published_raw=f"{captured:%d/%m/%Y %H:%M}",
        published_precision="minute",
        section="Xây dựng Đảng",
        tags=("xây dựng Đảng",),
        capture=_capture(number, site, f"{captured:%Y-%m-%dT%H:%M:%SZ}"),
    )


def text(number: int) -> str:
    """Return title, lead and paragraphs of an article, joined by blank lines."""
    rng = random.Random(number)
    original = original_of(number)
    if original is not None:
        return _changed(text(original), rng)
    words = rng.choice(LENGTHS)
    parts = [_sentence(rng, number)[:-1]]
    while words > 0:
        parts.append(" ".join(_sentence(rng, number) for _ in range(rng.randint(1, 5))))
        words -= parts[-1].count(" ")
    return "\n\n".join([*parts, _sentence(rng, number)])


def original_of(number: int) -> int | None:
    """Return the number of the article that this one is a copy of, or None."""
    return number - COPIED_FROM if number % COPY_EVERY == COPY_EVERY - 1 else None


def rare_name(number: int) -> str:
    """Return a person's name that hardly any other article contains."""
    first, second = SYLLABLES[60 + number % 997], SYLLABLES[60 + number // 16 % 991]
    return f"{FAMILIES[number % len(FAMILIES)]} {first.capitalize()} {second.capitalize()}"


def _sentence(rng: random.Random, number: int) -> str:
    if rng.random() < STOCK_SHARE:
        return fill(rng.choice(STOCK), rng, {})
    words = rng.choices(SYLLABLES, cum_weights=FREQUENCIES, k=rng.randint(*SENTENCE))
    if rng.random() < NAME_SHARE:
        words.insert(rng.randrange(len(words)), rng.choice((rare_name(number), rng.choice(SLOTS["PERSON"]))))
    return f"{words[0].capitalize()} {' '.join(words[1:])}."


def _changed(text: str, rng: random.Random) -> str:
    """Replace a tenth of the words of a text."""
    lines = [line.split(" ") for line in text.split("\n\n")]
    for words in lines:
        for place in rng.sample(range(len(words)), round(CHANGED * len(words))):
            words[place] = rng.choice(SYLLABLES)
    return "\n\n".join(" ".join(words) for words in lines)


def _capture(number: int, site: str, captured: str) -> Capture:
    return Capture(
        url=f"https://{site}.vn/bai-post{100_000 + number}.html",
        captured=captured,
        status=200,
        file=f"{site}/{site}-{captured[:7]}.warc.gz",
        offset=number * 30_000,
        length=29_000,
        record_id=f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        payload_digest=f"sha1:{number:032}",
    )
