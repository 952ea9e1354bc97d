"""Render the pages of the samples: articles, listings, sitemaps and feeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from string import Template

from archive.clock import HANOI_TIME
from samples.papers import Newspaper, PageDesign
from samples.stories import Story, slug

TEMPLATES = Path(__file__).parent / "pages"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def story_url(paper: Newspaper, story: Story, id: int | None = None) -> str:
    """Return the canonical URL of a story, or of its copy under another id."""
    section = slug(story.section)
    return paper.designs[story.layout].url.format(
        slug=slug(story.title),
        id=id or story.id,
        section=section,
        section_word=section.replace("-", ""),
        path=story.path,
        year=story.published.year,
        month=f"{story.published:%m}",
    )


def article(paper: Newspaper, story: Story, related: Iterable[Story], captured: datetime, crawl: int) -> str:
    """Return an article page with the view counter, advertisement and related links of a crawl."""
    design = paper.designs[story.layout]
    photo = _photo(paper, design, story)
    return _fill(
        design.template,
        paper,
        captured,
        date_forms(story.published),
        id=str(story.id),
        url=story_url(paper, story),
        title=escape(story.title),
        lead=escape(story.mark + story.lead if story.lead else ""),
        section=story.section or paper.section,
        section_slug=slug(story.section or paper.section),
        body=_body(design, story, photo),
        photo="" if design.photo_in_text else photo,
        video=_video(story),
        byline=story.byline,
        unit=f"<br />({story.unit})" if story.unit else "",
        author_above=design.author_above.format(byline=story.byline),
        author_below=design.author_below.format(byline=story.byline),
        tags=" ".join(_tag(design, number, name) for number, name in enumerate(story.tags, 1180)),
        related="\n".join(
            design.related.format(url=story_url(paper, s), title=escape(s.title)) for s in related
        ),
        views=str(story.views + 37 * crawl),
        ad=str(31 + crawl),
        breadcrumb=paper.breadcrumb,
        owner=paper.owner,
    )


def listing(
    paper: Newspaper, heading: str, links: Sequence[tuple[str, str]], page: int, captured: datetime
) -> str:
    """Return a page of headlines, given as (URL, title); page 0 is the home page, without paging."""
    return _fill(
        paper.listing,
        paper,
        captured,
        {},
        heading=heading,
        home=paper.home,
        section=paper.section,
        section_url=paper.listings[0],
        stories="\n".join(
            paper.headline.format(url=escape(url), title=escape(title)) for url, title in links
        ),
        paging=_paging(paper, page) if page and paper.paged else "",
        mail=f"toasoan@{paper.host}",
    )


def longform(paper: Newspaper, captured: datetime) -> str:
    """Return a page whose design matches no layout."""
    return _fill(
        "longform.html",
        paper,
        captured,
        {},
        title="[E-Magazine] Một ngày ở bến sông",
        lead="Bốn giờ sáng, bến sông đã thức.",
    )


def not_found(paper: Newspaper, captured: datetime) -> str:
    """Return the page that is served with status 404."""
    return _fill("not_found.html", paper, captured, {})


def sitemap_index(urls: Iterable[str]) -> str:
    """Return a sitemap index of the given sitemaps."""
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{SITEMAP}">{entries}</sitemapindex>\n'
    )


def sitemap(entries: Iterable[tuple[str, datetime | None]]) -> str:
    """Return a sitemap of (URL, last change)."""
    urls = "".join(
        f"<url><loc>{escape(url)}</loc>{f'<lastmod>{changed.isoformat()}</lastmod>' if changed else ''}</url>"
        for url, changed in entries
    )
    return f'{XML_DECLARATION}<urlset xmlns="{SITEMAP}">{urls}</urlset>\n'


def feed(paper: Newspaper, stories: Iterable[Story]) -> str:
    """Return an RSS feed of the given stories."""
    items = "\n".join(
        f"<item><title><![CDATA[{story.title}]]></title><link>{story_url(paper, story)}</link>"
        f"<pubDate>{format_datetime(story.published)}</pubDate>"
        f"<description><![CDATA[{story.lead or story.paragraphs[0]}]]></description></item>"
        for story in stories
    )
    return (
        f'{XML_DECLARATION}<rss version="2.0"><channel>'
        f"<title>{paper.title}</title><link>{paper.home}</link>\n{items}\n</channel></rss>\n"
    )


def date_forms(published: datetime) -> dict[str, str]:
    """Return the time of publication in each form that a template can print, by name."""
    weekday, day, clock = WEEKDAYS[published.weekday()], f"{published:%d/%m/%Y}", f"{published:%H:%M}"
    return {
        "weekday": weekday,
        "dmy": day,
        "dmy_dash": f"{published:%d-%m-%Y}",
        "dmy_short": f"{published:%d/%m/%y}",
        "ymd": f"{published:%Y-%m-%d}",
        "hm": clock,
        "hms": f"{published:%H:%M:%S}",
        "iso": published.isoformat(),
        "iso_compact": f"{published:%Y-%m-%dT%H:%M:%S%z}",
        "unix": str(int(published.timestamp())),
        # baoquangbinh changed the order in 2018
        "stamp": f"{weekday}, {day}, {clock} [GMT+7]"
        if published.year < 2018
        else f"{clock}, {weekday}, {day} (GMT+7)",
    }


def _fill(template: str, paper: Newspaper, captured: datetime, moment: dict[str, str], **parts: str) -> str:
    today = captured.astimezone(HANOI_TIME)
    frame = {
        "paper": paper.title,
        "host": paper.host,
        "today": f"{today:%d/%m/%Y}",
        "today_weekday": WEEKDAYS[today.weekday()],
    }
    return Template((TEMPLATES / template).read_text("utf-8")).substitute(frame | moment | parts)


def _body(design: PageDesign, story: Story, photo: str) -> str:
    paragraphs = [design.paragraph.format(escape(text, quote=False)) for text in story.paragraphs]
    if story.mark and not story.lead:
        paragraphs[0] = paragraphs[0].replace(story.paragraphs[0], story.mark + story.paragraphs[0])
    if design.interruption:
        paragraphs.insert(2, design.interruption)
    if photo and design.photo_in_text:
        paragraphs.insert(1, photo)
    return design.between.join(paragraphs)


def _photo(paper: Newspaper, design: PageDesign, story: Story) -> str:
    if not story.photo:
        return ""
    return design.photo.format(
        host=paper.host,
        slug=slug(story.title),
        year=story.published.year,
        month=f"{story.published:%m}",
        caption=story.photo,
    )


def _video(story: Story) -> str:
    if not story.video:
        return ""
    return (
        f'<div class="video-wrap" style="display:none"><video poster="/v/{slug(story.title)}.jpg">'
        f'<source src="/v/{slug(story.title)}.mp4" type="video/mp4">{story.video}</video></div>'
    )


def _tag(design: PageDesign, number: int, name: str) -> str:
    return design.tag.format(slug=slug(name), number=number, name=name)


def _paging(paper: Newspaper, page: int) -> str:
    return "".join(
        f'<li class="{"active" if number == page else ""}"><a href="{escape(url)}">{number}</a></li>'
        for number, url in enumerate(paper.listings, 1)
    )
