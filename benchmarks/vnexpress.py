"""A story in the markup of VnExpress: not one of our sites, but supported by fundus."""

from __future__ import annotations

import json
from html import escape
from string import Template

from samples.stories import Story

PAGE = Template("""<!DOCTYPE html>
<html lang="vi">
<head>
<title>$title - Báo VnExpress</title>
<meta charset="utf-8">
<meta name="keywords" content="$tags">
<meta property="og:title" content="$title">
<meta name="pubdate" content="$iso">
<script type="application/ld+json">$linked</script>
</head>
<body>
<header class="section top-header"><a class="logo" href="/">VnExpress</a></header>
<section class="section page-detail top-detail"><div class="container"><div class="sidebar-1">
<div class="header-content width_common"><ul class="breadcrumb"><li><a href="/thoi-su">Thời sự</a></li></ul>
<span class="date">$printed</span></div>
<h1 class="title-detail">$title</h1>
<p class="description">$lead</p>
<article class="fck_detail ">
$body
<p class="author_mail"><strong>$byline</strong></p>
</article>
</div></div></section>
<footer class="footer container">Tòa soạn</footer>
</body>
</html>
""")


def vnexpress_page(story: Story) -> str:
    """Return the page of a story."""
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "description": story.lead,
    }
    return PAGE.substitute(
        title=escape(story.title),
        tags=escape(",".join(story.tags)),
        iso=story.published.isoformat(),
        linked=json.dumps(linked, ensure_ascii=False),
        printed=f"{story.published:%d/%m/%Y, %H:%M} (GMT+7)",
        lead=escape(story.lead),
        body="\n".join(f'<p class="Normal">{escape(text)}</p>' for text in story.paragraphs),
        byline=escape(story.byline),
    )
