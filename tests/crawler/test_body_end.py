"""Whether a body without a length is whole."""

from __future__ import annotations

import pytest

from crawler.fetch.body_end import shows_its_end

PAGE = b"<html><body><p>Tin</p></body></html>"
WHOLE = {
    "page": PAGE,
    "upper case": PAGE.upper(),
    "comment after the page": PAGE + b"\n<!-- cached -->\n",
    "cut comment after the page": PAGE + b"<!-- cac",
    "script after the page": PAGE + b"<script>var end = '</html>'",
    "html tag left out": PAGE.replace(b"</html>", b"\n<img src=dem.gif>"),
    "conditional comment": b"<!--[if IE 8]><html class=ie8><![endif]-->" + PAGE,
    "page in the text": b"<html><body><html><body>x</body></html><p>Tin</p></body></html>",
    "JSON": b'\xef\xbb\xbf {"data": [1]}\n',
    "RSS with a comment": b"<?xml version='1.0'?><rss><channel></channel></rss>\n<!-- 0.01s -->",
    "Atom": b"<feed><entry/></feed>",
    "RDF": b"<rdf:RDF><item/></rdf:RDF>",
    "sitemap with a prefix": b"<s:urlset><s:url/></s:urlset >",
}
NOT_WHOLE = {
    "nothing": b"",
    "cut page": PAGE[:-14],
    "cut in a script": b"<html><body><p>Tin</p><script>var end = '</html>'",
    "cut after a page in the text": b"<html><body><p>T</p><html><body>x</body></html>",
    "text after a page in the text": b"<html><body><p>Tin</p></body></html>and more of it",
    "cut in a comment": b"<html><body><p>Tin</p><!-- </body></html>",
    "cut JSON": b'{"data": [1]',
    "cut RSS": b"<rss><channel><item>",
    "CDATA in a cut feed": b"<rss><item><![CDATA[</rss>]]>",
    "plain text": b"https://bao.example/a\n",
}


@pytest.mark.parametrize("body", WHOLE.values(), ids=WHOLE)
def test_format_shows_that_the_body_is_whole(body: bytes) -> None:
    assert shows_its_end(body)


@pytest.mark.parametrize("body", NOT_WHOLE.values(), ids=NOT_WHOLE)
def test_body_without_its_end_is_not_whole(body: bytes) -> None:
    assert not shows_its_end(body)
