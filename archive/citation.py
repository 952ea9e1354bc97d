"""Citations of an article for reference managers: BibLaTeX, CSL-JSON, RIS, and meta tags for Zotero."""

from __future__ import annotations

import json
import re
from typing import Any, TypedDict


class CitedArticle(TypedDict):
    """The columns of an article that a citation names."""

    site: str
    key: str
    title: str
    authors: list[str]
    url: str | None
    lead: str | None
    section: str | None
    tags: list[str]
    published: str | None
    captured: str
    text_sha256: str


# What TeX takes for commands, with what prints it. BibTeX counts braces also where a backslash stands before.
TEX = {
    **{letter: f"\\{letter}" for letter in "#$%&_"},
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def bibtex(article: CitedArticle, newspaper: str) -> str:
    r"""The article as an entry of BibLaTeX, in UTF-8.

    >>> cited = {"site": "nhandan", "key": "7", "title": "Tin 100%", "authors": ["Lê Hà"], "url": None,
    ...     "published": "2018-05-15", "captured": "2026-03-01T01:00:00Z", "text_sha256": "ab"}
    >>> print(bibtex(cited, "Nhân Dân"))
    @online{nhandan-7,
      author = {{Lê Hà}},
      title = {{Tin 100\%}},
      organization = {{Nhân Dân}},
      date = {2018-05-15},
      urldate = {2026-03-01},
      langid = {vietnamese},
      note = {Text with SHA-256 ab}
    }
    """
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in article["authors"]),
        "title": f"{{{_tex(article['title'])}}}",
        "organization": f"{{{_tex(newspaper)}}}",
        "date": (article["published"] or "")[:10],
        "url": _tex_url(article["url"] or ""),
        "urldate": article["captured"][:10],
        "langid": "vietnamese",
        "note": f"Text with SHA-256 {article['text_sha256']}",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@online{{{citation_key(article)},\n" + ",\n".join(lines) + "\n}"


def csl_json(article: CitedArticle, newspaper: str) -> str:
    """The article as an item of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    item = {
        "id": citation_key(article),
        "type": "article-newspaper",
        "title": article["title"],
        "author": [{"literal": name} for name in article["authors"]],
        "container-title": newspaper,
        "section": article["section"],
        "issued": _date(article["published"]),
        "accessed": _date(article["captured"]),
        "URL": article["url"],
        "language": "vi",
        "note": f"Text with SHA-256 {article['text_sha256']}",
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1)


def ris(article: CitedArticle, newspaper: str) -> str:
    """The article as a record of RIS, in UTF-8 with CRLF (https://github.com/aurimasv/translators/wiki/RIS-Tag-Map).

    `AU` is written as the newspaper prints a name: without a comma nothing is taken for a surname.
    """
    day = (article["published"] or "")[:10].replace("-", "/")
    fields = [
        ("TY", "NEWS"),
        ("ID", citation_key(article)),
        ("TI", article["title"]),
        *(("AU", name) for name in article["authors"]),
        ("T2", newspaper),
        ("SE", article["section"]),
        ("PY", day[:4]),
        ("DA", day and f"{day}/"),
        ("AB", article["lead"]),
        ("UR", article["url"]),
        ("Y2", article["captured"][:10].replace("-", "/") + "/"),
        ("LA", "vi"),
        ("N1", f"Text with SHA-256 {article['text_sha256']}"),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def meta_tags(article: CitedArticle, newspaper: str) -> list[tuple[str, str]]:
    """The names and contents of the meta tags from which Zotero's button saves the article.

    The names are those of Zotero's translator "Embedded Metadata"
    (https://github.com/zotero/translators/blob/master/Embedded%20Metadata.js): `citation_*` of HighWire, and
    the item type in Zotero's own namespace, without which it would be an article of a journal.
    """
    tags = [
        ("z.itemType", "newspaperArticle"),
        ("citation_title", article["title"]),
        *(("citation_author", name) for name in article["authors"]),
        ("citation_journal_title", newspaper),
        ("citation_publication_date", (article["published"] or "")[:10]),
        ("citation_public_url", article["url"]),
        ("citation_abstract", article["lead"]),
        ("citation_keywords", "; ".join(article["tags"])),
        ("citation_language", "vi"),
    ]
    return [(name, value) for name, value in tags if value]


FORMATS = {"bibtex": bibtex, "csl-json": csl_json, "ris": ris}
"""The functions that write a citation, by the name of the format."""


def citation_key(article: CitedArticle) -> str:
    """The site and its own id of the article, without what a citation key may not hold."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", f"{article['site']}-{article['key']}").strip("-")


def _date(time: str | None) -> dict[str, Any] | None:
    return {"date-parts": [[int(part) for part in time[:10].split("-")]]} if time else None


def _tex(text: str) -> str:
    return "".join(TEX.get(letter, letter) for letter in " ".join(text.split()))


def _tex_url(url: str) -> str:
    # Inside \\url, which styles wrap it in, only braces and backslashes have to be written otherwise.
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")
