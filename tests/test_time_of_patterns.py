"""The regular expressions that meet page text, queries and dumps take linear time, whatever the text."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from archive.errors import QueryError
from archive.export.tokens import sentences
from archive.references import find_references
from archive.references.reference_queries import parse_document
from archive.search.folding import exact_form, folded_form
from archive.search.query import Term, parse_query
from archive.search.snippets import snippet
from crawler.parse import boilerplate, bylines, dates, mojibake, publication
from crawler.parse.charset import decode
from crawler.parse.dump import read_dump
from crawler.parse.hidden import may_hide
from crawler.parse.junk import find_junk
from crawler.parse.pictures import credit_in
from crawler.parse.plausibility import is_repeated
from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.parse.rest_notes import is_page_note, is_paywall_note
from crawler.parse.syllables import syllable_share
from crawler.parse.text import tidy
from crawler.sites import load_sites

SIGNS = 100_000
MOST = 0.2  # seconds of this process, ten times what linear patterns take; quadratic ones take minutes
GROWTH = 8.0  # times what a quarter of the text takes: a linear pattern takes 4, a quadratic one 16
MOST_FOR_A_PAGE = 1.0  # its text stands in it five times
CAPTURED = datetime(2026, 9, 1, tzinfo=UTC)
PARAGRAPH = "Hội nghị sơ kết một năm thực hiện nghị quyết, biểu dương bảy tập thể và cá nhân có thành tích."

# What is repeated: signs and words on which the patterns turn.
PIECES = (
    *("–", "-", " ", "\xa0", "\t", "a", "A", "1", "đ", ".", ",", ":", "/", "(", ")", "[", '"', "“", "»", ">"),
    *("*", "_", "&", "|", "\u0301", "\u200b", "ð", "- ", " -", "a ", "A ", "A-", "1/", "1.", "(a", "(a)"),
    *(
        "a.",
        ". ",
        ". (",
        " và ",
        "tin ",
        "Tin, ",
        "TS. ",
        "Theo ",
        "Ảnh: ",
        "(Ảnh: ",
        "Nguồn: ",
        "Nguồn tin: ",
    ),
    *("TTXVN", "TTXVN/", "/TTXVN)", "./.", "Nghị quyết ", "Chỉ thị số 1, ", "05-CT/", "T.Ư ", "TƯ"),
    *("Trung ương 4, ", "khóa XII, ", "Đảng bộ tỉnh A ", "Luật A ", "lần thứ ", "hai mươi ", "12:30 "),
    *(
        "1 tháng 2 năm ",
        "1/1/2020 ",
        "GMT+7 ",
        "2 giờ trước ",
        "OR ",
        "trang ",
        "không ",
        "404 ",
        "© ",
        "In | ",
    ),
    *("{", "{{", "<%", "[[", "@", "__A", "at a", "com.a", "undefined ", "error ", "đang ", "để đọc ", '{"a'),
    *(
        "Cập nhật ",
        "Đăng ",
        "GS.",
        "CKII ",
        "Đại tá, ",
        "Hà My+",
        "á»™",
        "á»",
        "Ã¡",
        "?a",
        "µ¸¶®ª ",
        "Ñaû ",
        "aù",
    ),
    *("giấy phép ", "Chia sẻ ", "xem thêm: ", "Trang chủ > ", "display"),
)
# What stands before and after the repeated piece, so that a pattern begins and cannot end.
FRAMES = (("", "!x"), ("ð Ảnh: (", "!x"), ("Hội nghị. (", ""))


def repeated(piece: str, signs: int, frame: tuple[str, str]) -> str:
    """A text of about `signs` signs, most of them one piece repeated."""
    before, after = frame
    return f"{before}{(piece * (signs // len(piece) + 1))[:signs]}{after}"


def slow_texts(read: Callable[[str], object], *, all_frames: bool) -> Iterator[tuple[str, str]]:
    """Yield start and end of the texts of 100,000 signs that take `read` too long.

    Each piece is read in one frame, or in all. A quarter of the signs is enough where it takes so little
    time that a quadratic pattern would keep to MOST with all of them; with `all_frames`, one is read whole.
    """
    for number, piece in enumerate(PIECES):
        own = FRAMES[number % len(FRAMES)]
        for frame in FRAMES if all_frames else (own,):
            whole = all_frames and frame is own
            quarter = repeated(piece, SIGNS // 4, frame)
            if not whole and seconds(read, quarter, MOST / 16) < MOST / 16:
                continue
            text = repeated(piece, SIGNS, frame)
            if all(is_slow(read, text) for _ in range(3)):  # another process may slow down one of two times
                yield text[:20], text[-9:]


def is_slow(read: Callable[[str], object], text: str) -> bool:
    """Whether `text` takes too long, and more than GROWTH times as long as a quarter of it."""
    spent = seconds(read, text)
    return spent > MOST and spent > GROWTH * seconds(read, text[: SIGNS // 4])


def seconds(read: Callable[[str], object], text: str, enough: float = MOST) -> float:
    """The time of this process that `read` takes: the best of three where the first exceeds `enough`."""
    best = MOST * 100
    for _ in range(3):
        begun = time.process_time()
        read(text)
        best = min(best, time.process_time() - begun)
        if best < enough:
            break
    return best


def allowing(refusal: type[Exception], read: Callable[[str], object]) -> Callable[[str], object]:
    """`read`, which may refuse the text with `refusal`."""

    def either(text: str) -> object:
        try:
            return read(text)
        except refusal:
            return None

    return either


READERS: dict[str, Callable[[str], object]] = {
    "read_byline": lambda text: bylines.read_byline([text]),
    "is_byline": bylines.is_byline,
    "lift_source_mark": lambda text: bylines.lift_source_mark(text, ("NDO",)),
    "read_date": lambda text: dates.read_date(text, CAPTURED),
    "is_date_line": dates.is_date_line,
    "lift_date_from_title": dates.lift_date_from_title,
    "labelled_dates": publication.labelled_dates,
    "periods_in": publication.periods_in,
    "damage_flag": lambda text: mojibake.damage_flag(text, text),
    "repair_twice_encoded": mojibake.repair_twice_encoded,
    "syllable_share": syllable_share,
    "tidy": lambda text: tidy(text, set()),
    "is_label": lambda text: boilerplate.is_label(text, ("Nguồn tin:", "Bình luận")),
    "is_bar": boilerplate.is_bar,
    "is_sentence": boilerplate.is_sentence,
    "related_title": boilerplate.related_title,
    "is_word_setting": boilerplate.is_word_setting,
    "may_hide": lambda text: may_hide("style", f"transform: {text}"),
    "is_publisher": boilerplate.is_publisher,
    "is_stray": boilerplate.is_stray,
    "is_error_text": boilerplate.is_error_text,
    "is_error_page": boilerplate.is_error_page,
    "credit_in": credit_in,
    "decode": lambda text: decode(text.encode(), None),
    "find_junk": lambda text: find_junk(text, [text, text]),
    "is_paywall_note": lambda text: is_paywall_note(f"Để {text}"),
    "is_page_note": is_page_note,
    "is_repeated": lambda text: is_repeated([text, text]),
    "find_references": find_references,
    "parse_document": allowing(QueryError, parse_document),
    "forms": lambda text: folded_form(exact_form(text)),
    "parse_query": allowing(QueryError, parse_query),
    "snippet": lambda text: snippet(text, [Term(("a",)), Term(("nghị", "quyết"))]),
    "sentences": sentences,
}


in_one_frame_or_in_all = pytest.mark.parametrize(
    "all_frames", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["one frame", "all frames"]
)


@in_one_frame_or_in_all
@pytest.mark.parametrize("name", READERS)
def test_no_text_of_a_hundred_thousand_signs_is_slow(name: str, all_frames: bool) -> None:
    assert list(slow_texts(READERS[name], all_frames=all_frames)) == []


def test_quadratic_pattern_would_be_found() -> None:
    pattern = re.compile(r"\s+$")
    quarter, text = (" " * count + "x" for count in (1_500, 6_000))
    assert seconds(pattern.search, text, 0) > GROWTH * seconds(pattern.search, quarter, 0) > 0


def read_by_selectors(text: str) -> object:
    """A page of nhandan with `text` as paragraphs, caption, date, section, byline, class and style."""
    value = html.escape(text)
    page = (
        f"<h1 class=article__title>Hội nghị sơ kết</h1><div class=breadcrumb><a>{text}</a></div>"
        f"<div class=article__meta><time>{text}</time></div>"
        f"<div class=article__body><p>{text}</p><p>{PARAGRAPH}</p>"
        f'<p class="{value}" style="{value}">{PARAGRAPH}</p><p id="{value}">{PARAGRAPH}</p>'
        f"<figure><img src=a.jpg><figcaption>{text}</figcaption></figure><p>{text}</p></div>"
        f"<div class=article__author>{text}</div><p>x</p></body></html>"
    )
    return read_page("nhandan", "https://nhandan.vn/hoi-nghi-post123456.html", page)


def read_by_labels(text: str) -> object:
    """A page of dukcqtw with `text` as paragraphs and behind a label."""
    page = (
        "<title>Hội nghị sơ kết năm</title><h1>Hội nghị sơ kết năm</h1><div>23/10/2015 | 1104</div>"
        f"<div><p>{text}</p><p>{PARAGRAPH}</p><p>{text}</p><p>Nguồn tin: {text}</p></div>"
        "<p>x</p></body></html>"
    )
    return read_page("dukcqtw", "http://dukcqtw.dcs.vn/hoi-nghi-duk4212.aspx", page)


def read_page(site: str, url: str, page: str) -> object:
    return read_article(
        page.encode(),
        url,
        site=load_sites()[site],
        content_type="text/html; charset=utf-8",
        captured=CAPTURED,
    )


def read_text_dump(text: str) -> object:
    """A dump of nhandan with `text` as paragraphs."""
    dump = f"https://nhandan.vn/hoi-nghi-post123456.html\nHội nghị sơ kết\n{text}\n{PARAGRAPH}\n{text}\n"
    return read_dump(dump.encode(), sites=load_sites().values(), captured=CAPTURED)


@pytest.mark.parametrize("read", [read_by_selectors, read_by_labels, read_text_dump])
def test_no_page_of_such_texts_is_slow(read: Callable[[str], object]) -> None:
    reads = allowing(Refused, read)
    texts = ((piece * SIGNS)[: SIGNS // 5] + ("", "!x")[number % 2] for number, piece in enumerate(PIECES))
    slow = [
        (text[:20], text[-9:], spent) for text in texts if (spent := seconds(reads, text)) > MOST_FOR_A_PAGE
    ]
    assert slow == []
