"""Families: layouts shared by sites on one CMS, also used to recognise hosts without a site file."""

from crawler.families import Family
from spiders.families import a, b, e, l, n, o, p, q, v, z

FAMILIES = (
    Family(z.LAYOUTS, z.ARTICLE, "/slug-post404649.html"),
    Family(e.LAYOUTS, e.ARTICLE, "/section/202208/slug-2202345/"),
    Family(a.LAYOUTS, a.ARTICLE, "/slug-a196670.html"),
    Family(o.LAYOUTS, o.ARTICLE, "/slug-314409.html"),
    Family(l.LAYOUTS, l.ARTICLE, "/slug/435525.html"),
    Family(v.LAYOUTS, v.ARTICLE, "/slug-102260905122709839.htm"),
    Family(n.LAYOUTS, n.ARTICLE, "/slug-3164333.html", requires="h1.name"),
    Family(b.LAYOUTS, b.ARTICLE, "/section/slug-i684254/"),
    Family(q.LAYOUTS, q.ARTICLE, "/section/slug-594886", requires="[itemprop='articleBody']"),
    Family(p.LAYOUTS, p.ARTICLE, "/slug-258512.htm"),
)
