"""Write the site file and the test pages of a draft, and read its pages with the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrapy.utils.spider import iter_spider_classes

from archive.errors import ArchiveError
from crawler.new_site.site_file_text import site_file_text
from crawler.page_sample import read_sample, save_page
from crawler.parse.layout import Layout
from crawler.parse.refusal import Refused
from crawler.site_loader import import_site_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.article import Article
    from crawler.new_site.draft import Draft
    from crawler.new_site.samples import Sample
    from crawler.site import Site

FIELDS = ("title", "lead", "body", "byline", "published", "section", "tags", "images")


class SiteFileExists(ArchiveError):
    """A site file of the same name is there already."""

    exit_code = 2


@dataclass(slots=True)
class LayoutUse:
    """How many pages a layout read, and in how many it found each field."""

    pages: int = 0
    fields: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class WrittenSite:
    """The files that were written, what the site file reads, and what was not found."""

    path: Path
    pages: list[Path]
    layouts: dict[str, LayoutUse]
    refused: list[tuple[str, str]]
    missing: list[str]


def write_site(draft: Draft, folder: Path, pages_folder: Path) -> WrittenSite:
    """Write the site file into `folder` and a page of each design into `pages_folder`.

    Raises:
        SiteFileExists: The folder has a file of this name.
    """
    path = folder / f"{draft.name}.py"
    if path.exists():
        raise SiteFileExists(f"{path} exists: give another --name or --out, or remove it.")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(site_file_text(draft, ()), "utf-8")
    marks = Counter(
        article.source_mark for _, article in _read_all(_load(path), draft)[0] if article.source_mark
    )
    path.write_text(site_file_text(draft, [mark for mark, _ in marks.most_common()]), "utf-8")
    site = _load(path)
    read, refused = _read_all(site, draft)
    layouts: dict[str, LayoutUse] = {}
    for _, article in read:
        use = layouts.setdefault(article.layout, LayoutUse())
        use.pages += 1
        use.fields.update(name for name in FIELDS if getattr(article, name))
    saved = [_save(sample, site, pages_folder) for sample in _one_of_each_layout(read)]
    return WrittenSite(path, saved, layouts, refused, list(_missing(draft, site, layouts)))


def _load(path: Path) -> Site:
    (spider,) = iter_spider_classes(import_site_file(path))
    site: Site = spider.site  # type: ignore[attr-defined]
    return site


def _read_all(site: Site, draft: Draft) -> tuple[list[tuple[Sample, Article]], list[tuple[str, str]]]:
    read: list[tuple[Sample, Article]] = []
    refused: list[tuple[str, str]] = []
    for sample in draft.articles:
        article = read_sample(
            sample.body, sample.url, site=site, content_type=sample.content_type, captured=sample.captured
        )
        if isinstance(article, Refused):
            refused.append((sample.url, f"{article.cls} {article.why}"))
        else:
            read.append((sample, article))
    return read, refused


def _one_of_each_layout(read: list[tuple[Sample, Article]]) -> list[Sample]:
    """Return the newest page of each layout."""
    ordered = sorted(read, key=lambda each: each[1].published or "")
    return list({article.layout: sample for sample, article in ordered}.values())


def _save(sample: Sample, site: Site, folder: Path) -> Path:
    return save_page(
        folder,
        sample.body,
        sample.url,
        site=site,
        content_type=sample.content_type,
        captured=sample.captured,
    )


def _missing(draft: Draft, site: Site, layouts: dict[str, LayoutUse]) -> Iterator[str]:
    """Yield what the samples do not show."""
    yield "owner: which Party or State organ the newspaper belongs to"
    yield "floor: how many articles a week it publishes at least"
    kinds = {start.kind for start in draft.starts}
    if "feed" not in kinds:
        offered = f"; the pages name {', '.join(draft.offered_feeds[:3])}" if draft.offered_feeds else ""
        yield f"feed: none among the samples{offered}"
    if "sitemap" not in kinds:
        yield "sitemap: none among the samples"
    if "listing" not in kinds:
        yield f"listing: none among the samples; {site.scheme}://{site.hosts[0]}/ is stated unseen"
    if not any(getattr(start, "next_page", None) for start in draft.starts):
        yield "next page: the link from one page of a listing to the next"
    for layout in site.layouts:
        use = layouts.get(layout.name)
        if use is None or not isinstance(layout, Layout):
            continue
        lacking = [name for name in FIELDS if not use.fields[name]]
        if lacking:
            yield f"layout {layout.name}: {', '.join(lacking)} on none of {use.pages} pages"
