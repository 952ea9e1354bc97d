"""Pages to read: those of the tests and those beside the checkout, and the same with broken markup."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawler.site import Site
from crawler.sites import load_sites, site_of

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT / ".." / "shared"
TOKEN = re.compile(r"<[^>]*>|[^<]+")

# What is put into pages: markup that hides, boxes or breaks text, labels, dates, characters; ~ is a space.
PIECES = """
<div class="ads"> <div class="related"> </div> <p> </p> <br> <figure> </figure> <figcaption> </figcaption>
<img~src="/x.jpg"> <source> <picture> </picture> <noscript> </noscript> <sup> </sup> <pre> </pre> <table>
<tr> <td> </td> </table> <a~href="/x"> <a~name="x"> </a> <b> <i> </b> </i> <h3> </h3> <form> <button>
</button> <label> <select><option> </select> <template> </template> <script> </script> <style> </style>
<textarea> </textarea> <svg> </svg> <iframe> </iframe> <object> <embed> <video> </video> <nav> </nav> <!--
--> <li> <ul> </ul> <p>Xem~thêm:</p> <p>Bình~luận</p> <p>>>~Tin~khác</p> <p>Quảng~cáo</p>
<p>Các~tin~khác</p> <p>Nguồn~tin:~X</p> <span~style="display:none"> </span> <body> </body> </html> <html>
<head> <title> </title> <w:View> <o:p> <xml> </xml> (1) 10² Anh~Dũng <p>Anh~Dũng</p> <center> </center>
<div~align="center"> \0 \xad \u200b &nbsp; &#xD800; Ð Vie\u0302\u0323t
<h1~class="article__title">Tiêu~đề~hai</h1> <div~class="article__body"> <div~id="content">
<div~style="text-align:justify"> <div~class="article-body">
<p~style="text-align:center"><i>Nghiêng</i></p> <time>05/11/2024</time> (15:30~02/04/2021)
15/11/2019~|~604 08:28,~Thứ~Tư,~22/05/2019~(GMT+7)
"""


@dataclass(frozen=True, slots=True)
class PageFile:
    """One page as it was served, and what read_page is told about it."""

    name: str
    body: bytes
    url: str
    site: Site
    captured: datetime
    content_type: str | None


def pages() -> list[PageFile]:
    """Return all articles among the pages of tests/sites and ../shared, not those of captures."""
    folders = (PROJECT / "tests" / "sites", *(SHARED / name for name in ("pages", "reading", "doubt")))
    files = [file for folder in folders for file in sorted(folder.rglob("*.json"))]
    return [page for file in files if (page := _page(file)) is not None]


def captured_pages() -> Iterator[PageFile]:
    """Return the pages of all sites in ../shared/captures."""
    for file in sorted((SHARED / "captures").glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                url = record.rec_headers.get_header("WARC-Target-URI")
                site = site_of(url, load_sites()) if record.rec_type == "response" else None
                if site is not None and record.http_headers.get_statuscode() == "200":
                    captured = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
                    content_type = record.http_headers.get_header("Content-Type")
                    body = record.content_stream().read()
                    yield PageFile(url, body, url, site, captured, content_type)


def mutated(pages: list[PageFile], count: int, seed: int) -> Iterator[PageFile]:
    """Return `count` of `pages` with some of their markup and text deleted, moved, doubled or added."""
    choice = random.Random(seed)
    for number in range(count):
        page = choice.choice(pages)
        markup = mutate(page.body.decode("utf-8", "replace"), choice)
        yield replace(page, name=f"{page.name} #{number}", body=markup.encode("utf-8", "replace"))


def mutate(markup: str, choice: random.Random) -> str:
    tokens = TOKEN.findall(markup)
    for _ in range(choice.randint(1, 12)):
        place, other = choice.randrange(len(tokens)), choice.randrange(len(tokens))
        change = choice.randrange(6)
        if change == 0:
            del tokens[place : place + choice.randint(1, 4)]
        elif change == 1:
            tokens.insert(place, choice.choice(PIECES_AS_MARKUP))
        elif change == 2:
            tokens[place], tokens[other] = tokens[other], tokens[place]
        elif change == 3:
            tokens[place:place] = tokens[place : place + choice.randint(1, 30)]
        elif change == 4:
            tokens[place] = choice.choice(PIECES_AS_MARKUP)
        else:
            sign = choice.randrange(len(tokens[place]) + 1)
            tokens[place] = tokens[place][:sign] + tokens[place][sign + 1 :]
        tokens = tokens or [markup]
    return "".join(tokens)


PIECES_AS_MARKUP = [piece.replace("~", " ") for piece in PIECES.split()]


def _page(file: Path) -> PageFile | None:
    said = json.loads(file.read_text("utf-8"))
    site = load_sites().get(said.get("site", ""))
    if site is None:
        return None
    content_type = said.get("content_type", "text/html; charset=utf-8")
    body = file.with_suffix(".html").read_bytes()
    captured = datetime.fromisoformat(said["captured"])
    return PageFile(f"{file.parent.name}/{file.stem}", body, said["url"], site, captured, content_type)
