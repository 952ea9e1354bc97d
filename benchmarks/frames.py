"""Page frames: menus, lists of other stories and scripts that bring a page to a realistic size.

Proportions are those of real pages: a new design (150 KB) has a thousand elements, a third of them links, and
8 KB of scripts; an old one (45 KB) has three hundred elements and 19 KB of scripts.
"""

from __future__ import annotations

import random

from benchmarks.graded_words import SLOTS

SECTIONS = (
    "Chính trị",
    "Kinh tế",
    "Xã hội",
    "Văn hóa",
    "Thể thao",
    "Thế giới",
    "Pháp luật",
    "Y tế",
    "Giáo dục",
)
SCRIPT = {True: 8_000, False: 19_000}  # bytes, by whether the design is modern
MENU = {True: 110, False: 60}  # links
STATEMENT = (
    "window._{0}=window._{0}||[];window._{0}.push({{'k':'{1}','v':{2},'u':'//cdn.ads.vn/js/{1}.js'}});\n"
)

MODERN_STORY = """<article class="story">
<figure class="story__thumb"><a class="cms-link" href="/{slug}-post{id}.html" title="{title}">
<img class="lazyload" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" \
data-src="https://cdn.example.vn/images/5f2c{id}b7d1a4e9c8f03/{slug}-{id}-1234.jpg.webp" \
data-srcset="https://cdn.example.vn/images/5f2c{id}b7d1a4e9c8f03/{slug}-{id}-640x360.jpg.webp 1x, \
https://cdn.example.vn/images/5f2c{id}b7d1a4e9c8f03/{slug}-{id}-1280x720.jpg.webp 2x" alt="{title}">
<i class="icon-photo"></i></a></figure>
<h2 class="story__heading"><a class="cms-link" href="/{slug}-post{id}.html" title="{title}">{title}</a></h2>
<div class="story__meta"><i class="ic-time"></i><i class="ic-comment" data-id="{id}"></i></div>
</article>
"""
OLD_STORY = """<div class="other-item"><a href="/{slug}-{id}/"><img src="/images/thumb/{id}.jpg" alt="" /></a>
<h5><a href="/{slug}-{id}/" title="{title}">{title}</a></h5></div>
"""


def framed(page: str, rng: random.Random, size: int, *, modern: bool) -> str:
    """Return `page` with a frame around its article, of about `size` bytes."""
    scripts, header = _scripts(rng, SCRIPT[modern]), _menu(rng, MENU[modern])
    rest = size - len(page.encode()) - len(scripts) - len(header.encode())
    sidebar = _stories(rng, rest, MODERN_STORY if modern else OLD_STORY)
    head, opening, tail = page.partition("</head>")
    body, closing, end = tail.rpartition("</body>")
    before, tag, after = body.partition("<body")
    attributes, bracket, content = after.partition(">")
    return (
        f"{head}{scripts}{opening}{before}{tag}{attributes}{bracket}{header}{content}{sidebar}{closing}{end}"
    )


def _scripts(rng: random.Random, size: int) -> str:
    statements = ""
    while len(statements) < size:
        key = f"{rng.getrandbits(32):08x}"
        statements += STATEMENT.format(rng.choice("abcdefgh"), key, rng.getrandbits(20))
    return f"<script>{statements}</script>"


def _menu(rng: random.Random, links: int) -> str:
    chosen = [(rng.choice(SECTIONS), rng.getrandbits(16)) for _ in range(links)]
    items = (
        f'<li class="menu-item"><a href="/chuyen-muc-{number}/" title="{section}">{section}</a></li>'
        for section, number in chosen
    )
    return f'<nav class="menu"><ul class="menu-list">{"".join(items)}</ul></nav>'


def _stories(rng: random.Random, size: int, form: str) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        number = rng.randint(100_000, 399_999)
        title = (
            f"{rng.choice(SLOTS['PLACE'])}: {rng.choice(SLOTS['TOPIC'])} ở {rng.choice(SLOTS['PROVINCE'])}"
        )
        parts.append(form.format(slug=f"tin-{number:x}-can-bo-co-so", id=number, title=title))
        length += len(parts[-1].encode())
    return f'<div class="sub-col sidebar"><div class="box-content">{"".join(parts)}</div></div>'
