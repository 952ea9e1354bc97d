"""The publication date chosen among the printed and the machine-readable dates of a page."""

from datetime import UTC, date, datetime

import pytest
from page_builder import FIRST, SITE, page, read

from crawler.parse.dates import read_date
from crawler.parse.plain_dates import Period
from crawler.parse.publication import PageDate, disagreement, labelled_dates, periods_in

CAPTURED = datetime(2026, 11, 28, tzinfo=UTC)
PUBLISHED = "2024-12-30T09:41:00+07:00"
BOTH = SITE.layouts[0].but(published=".date, .meta time, .meta [itemprop]")  # type: ignore[union-attr]


def published(around: str, head: str = "", layout=BOTH) -> tuple[str | None, tuple[str, ...]]:
    """Date and flags of a page that has dates in `around` and `head`."""
    site = SITE.__class__(SITE.name, SITE.publisher, SITE.hosts, SITE.articles, (layout,), amp=SITE.amp)
    html = page(f"<p>{FIRST}</p>", around=f'<div class="meta">{around}</div>')
    html = html.replace('<p class="date">05/11/2024 09:41</p>', "").replace("<head>", f"<head>{head}")
    article = read(html, site=site)
    return article.published, article.flags


@pytest.mark.parametrize(
    "around",
    [
        '<b>Sửa lần cuối:</b> <time datetime="2025-01-03T08:00">3/1</time><time>30/12/2024 09:41</time>',
        "<span>Cập nhật lúc <time>03/01/2025 08:00</time></span><time>30/12/2024 09:41</time>",
        '<span class="updated"><time>03/01/2025 08:00</time></span><time>30/12/2024 09:41</time>',
        '<time class="time-update">03/01/2025 08:00</time><time>30/12/2024 09:41</time>',
        '<time itemprop="dateModified">03/01/2025 08:00</time><time>30/12/2024 09:41</time>',
        "<time>Cập nhật: 03/01/2025 08:00 - Đăng: 30/12/2024 09:41</time>",
        "<time>30/12/2024 09:41 (chỉnh sửa 03/01/2025 08:00)</time>",
        '<meta itemprop="dateModified" content="2025-01-03T08:00"><time>30/12/2024 09:41</time>',
        '<time>Cập nhật: 03/01/2025</time><meta itemprop="datePublished" content="2024-12-30T09:41">',
    ],
)
def test_date_of_the_update_gives_way_to_that_of_the_publication(around):
    assert published(around) == (PUBLISHED, ())


def test_unnamed_date_that_the_page_states_as_its_update_is_not_the_publication():
    head = (
        '<meta property="article:published_time" content="2024-12-30T09:41">'
        '<meta property="article:modified_time" content="2025-01-03T08:00">'
    )
    dates = "<time>03/01/2025 08:00</time><time>30/12/2024 09:41</time>"
    assert published(dates, head) == (PUBLISHED, ())
    assert published("<time>03/01/2025 08:00</time>", head) == (None, ("dates:2024-12-30",))


def test_layout_says_which_of_two_dates_is_right():
    around = '<time datetime="2024-12-30T09:41">20/11/2019 08:00</time>'
    assert published(around) == (None, ("dates:2019-11-20",))
    assert published(around, layout=BOTH.but(trusted_date="machine")) == (PUBLISHED, ())
    printed = BOTH.but(trusted_date="printed")
    assert published(around, layout=printed) == ("2019-11-20T08:00:00+07:00", ())
    assert published('<time datetime="2024-12-30T09:41"></time>', layout=printed) == (PUBLISHED, ())


def test_date_of_an_update_alone_is_taken():
    assert published("<time>Cập nhật: 30/12/2024 09:41</time>") == (PUBLISHED, ())


@pytest.mark.parametrize(
    ("around", "head"),
    [
        ('<time datetime="2024-12-30T09:41">20/11/2019 08:00</time>', ""),
        (
            "<time>30/12/2024 09:41</time>",
            '<script type="application/ld+json">{"datePublished": "2019-11-20"}</script>',
        ),
        (
            "<time>30/12/2024 09:41</time>",
            '<meta property="article:published_time" content="2019-11-20T08:00">',
        ),
    ],
)
def test_dates_that_are_years_apart_give_no_date_and_a_flag(around, head):
    assert published(around, head) == (None, ("dates:2019-11-20",))


@pytest.mark.parametrize(
    ("around", "head"),
    [
        ('<time datetime="2024-12-30T09:41">31/12/2024 00:10</time>', ""),
        (
            "<time>30/12/2024 09:41</time>",
            '<script type="application/ld+json">'
            '[{"datePublished": "2019-11-20"}, {"datePublished": "2018-11-20"}]</script>',
        ),
        ("<time>30/12/2024 09:41</time>", '<meta property="article:published_time" content="hôm qua">'),
    ],
)
def test_dates_a_day_apart_and_dates_of_other_articles_are_no_disagreement(around, head):
    assert published(around, head) == (PUBLISHED, ())


def test_page_without_a_readable_date_says_why():
    assert published("") == (None, ("published:missing",))
    assert published("<time>hôm qua</time><time>31/02/2024</time>") == (None, ("published:relative",))


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("30/12/2024 09:41", [PageDate("30/12/2024 09:41")]),
        ("Cập nhật lúc 30/12/2024", [PageDate("Cập nhật lúc 30/12/2024", role="updated")]),
        ("30/12/2024 | Cập nhật: Hà My", [PageDate("30/12/2024 | Cập nhật: Hà My")]),
        (
            "Đăng 30/12/2024, cập nhật 3/1/2025",
            [PageDate("Đăng 30/12/2024, ", role="published"), PageDate("cập nhật 3/1/2025", role="updated")],
        ),
    ],
)
def test_labels_in_a_text_name_the_dates_after_them(text, dates):
    assert labelled_dates(text) == dates


MONTH_FIRST = "7/6/2026 9:05:00 PM"
JULY = "2026-07-06T21:05:00+07:00"
JUNE = "2026-06-07T21:05:00+07:00"


@pytest.mark.parametrize(
    ("raw", "url", "value"),
    [
        (MONTH_FIRST, "https://bao.example/chinh-tri/202607/hoi-nghi-9344c18/", JULY),
        (MONTH_FIRST, "https://bao.example/chinh-tri/202606/hoi-nghi-9344c18/", JUNE),
        (MONTH_FIRST, "https://bao.example/2026/07/06/hoi-nghi.html", JULY),
        (MONTH_FIRST, "https://bao.example/hoi-nghi-102260706210512345.htm", JULY),
        (MONTH_FIRST, "https://bao.example/hoi-nghi-20260607210512345.htm", JUNE),
        (MONTH_FIRST, "https://bao.example/hoi-nghi-post929283.html", None),
        (MONTH_FIRST, "https://bao.example/chinh-tri/202609/hoi-nghi-9344c18/", None),
        ("5/16/2013 4:25:00 PM", "https://bao.example/a-1.html", "2013-05-16T16:25:00+07:00"),
        ("16/5/2013 4:25:00 PM", "https://bao.example/a-1.html", "2013-05-16T16:25:00+07:00"),
        ("7/7/2026, 9:05 PM", "https://bao.example/a-1.html", "2026-07-07T21:05:00+07:00"),
        ("12/5/2026 9:05:00 PM", "https://bao.example/a-1.html", "2026-05-12T21:05:00+07:00"),
        ("5/12/2026 9:05:00 PM", "https://bao.example/a-1.html", "2026-05-12T21:05:00+07:00"),
    ],
)
def test_month_first_date_is_read_where_only_one_day_is_possible(raw, url, value):
    reading = read_date(raw, CAPTURED, periods_in(url))
    assert (reading.value, reading.flag) == (value, None if value else "published:ambiguous")


def test_date_without_am_or_pm_is_day_first_unless_the_address_says_otherwise():
    june, july = periods_in("https://bao.example/202606/a/"), periods_in("https://bao.example/202607/a/")
    assert read_date("7/6/2026 21:05", CAPTURED).value == JUNE
    assert read_date("7/6/2026 21:05", CAPTURED, june).value == JUNE
    assert read_date("7/6/2026 21:05", CAPTURED, july).flag == "published:ambiguous"
    assert read_date("07/06/2026 - 9:05 PM", CAPTURED, june).value == JUNE
    assert read_date("28/6/2026 21:05", CAPTURED, july).value == "2026-06-28T21:05:00+07:00"
    assert read_date("1/8/2026 21:05", CAPTURED, july).value == "2026-08-01T21:05:00+07:00"


def test_month_first_date_is_read_by_another_date_of_the_page():
    head = '<script type="application/ld+json">{"datePublished":"2025-01-02T08:00:00+07:00"}</script>'
    assert published("<time>1/2/2025 8:00:00 AM</time>", head) == ("2025-01-02T08:00:00+07:00", ())
    assert published("<time>1/2/2025 8:00:00 AM</time>") == (None, ("published:ambiguous",))


@pytest.mark.parametrize(
    ("url", "periods"),
    [
        (
            "https://bao.example/kinh-te/201504/bai-thu-2125480/",
            [Period(date(2015, 4, 1), date(2015, 4, 30))],
        ),
        ("https://bao.example/2015/04/08/a.html", [Period(date(2015, 4, 7), date(2015, 4, 9))]),
        ("https://bao.example/a-post929283.html", []),
        ("https://bao.example/a-102269906210512345.htm", []),
        ("https://bao.example/item/36412502-nang-cao.html", []),
    ],
)
def test_address_names_the_days_of_publication(url, periods):
    assert periods_in(url) == periods


@pytest.mark.parametrize(
    ("first", "second", "flag"),
    [
        ("2026-03-02T08:00:00+07:00", "2019-11-20", "dates:2019-11-20"),
        ("2026-03-02", "2026-03-04", "dates:2026-03-04"),
        ("2026-03-02T23:59:00+07:00", "2026-03-03", None),
        (None, "2026-03-03", None),
        ("2026-03-02", None, None),
    ],
)
def test_disagreement_is_more_than_a_day(first, second, flag):
    assert disagreement(first, second) == flag
