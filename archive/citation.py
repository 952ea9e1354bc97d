"""How an article is cited: BibLaTeX (`@online`) and CSL-JSON, as reference managers take them in."""

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
    section: str | None
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
