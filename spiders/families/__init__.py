"""Families: layouts shared by sites on one CMS, also used to recognise hosts without a site file."""

from crawler.families import Family
from spiders.families import a, b, e, l, n, o, p, q, v, z

FAMILIES = (
    Family(z.LAYOUTS, z.ARTICLE, "/slug-post404649.html", z.STORIES),
    Family(e.LAYOUTS, e.ARTICLE, "/section/202208/slug-2202345/", e.STORIES),
    Family(a.LAYOUTS, a.ARTICLE, "/slug-a196670.html", a.STORIES),
    Family(o.LAYOUTS, o.ARTICLE, "/slug-314409.html", o.STORIES),
    Family(l.LAYOUTS, l.ARTICLE, "/slug/435525.html"),
    Family(v.LAYOUTS, v.ARTICLE, "/slug-102260905122709839.htm", v.STORIES),
    Family(n.LAYOUTS, n.ARTICLE, "/slug-3164333.html", n.STORIES, requires="h1.name"),
    Family(b.LAYOUTS, b.ARTICLE, "/section/slug-i684254/", b.STORIES),
    Family(q.LAYOUTS, q.ARTICLE, "/section/slug-594886", q.STORIES, requires="[itemprop='articleBody']"),
    Family(p.LAYOUTS, p.ARTICLE, "/slug-258512.htm", p.STORIES),
)
