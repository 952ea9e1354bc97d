"""Which elements of the body hold no text of the article, by tag, class name, style and what is in them."""

from __future__ import annotations

import pytest
from page_builder import CAPTURED, FIRST, SECOND, SITE, URL, page

from crawler.parse.read import read_page

SENTENCE = "Ba gia đình góp chung một thửa ruộng để làm mạ."
TITLE = "Hội Nông dân huyện trao con giống cho hội viên"
LINK = f'<a href="/x">{TITLE}</a>'
MUCH = " ".join(f"Buổi thứ {number}, chi bộ bàn về việc giữ nước cho vụ chiêm." for number in range(8))


def paragraphs_and_omitted(body: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The paragraphs of a page with `body` between two paragraphs of its own, and the account."""
    html = page(f"<p>{FIRST}</p>{body}<p>{SECOND}</p>")
    reading = read_page(html.encode(), URL, site=SITE, content_type="text/html", captured=CAPTURED)
    paragraphs = reading.article.text.split("\n\n")
    assert (paragraphs[0], paragraphs[-1]) == (FIRST, SECOND)
    return paragraphs[1:-1], [(each.reason, each.text) for each in reading.omitted]


@pytest.mark.parametrize(
    "attributes",
    [
        'class="story"',
        'class="print"',
        'class="banner-text"',
        'class="ad-note"',
        'class="relate-box"',
        'class="poll"',
        'id="rating"',
        'id="share-land"',
        *(
            'class="binh-luan-phe-phan"',
            'class="social"',
            'class="related"',
            'class="audio-text"',
            'id="tts"',
        ),
    ],
)
def test_sentence_in_a_box_with_the_name_of_furniture_is_text(attributes: str) -> None:
    assert paragraphs_and_omitted(f"<div {attributes}><p>{SENTENCE}</p></div>") == ([SENTENCE], [])


@pytest.mark.parametrize("name", ["banner-title", "related", "story", "share-land"])
def test_heading_with_the_name_of_furniture_is_text_above_a_paragraph(name: str) -> None:
    above = f'<h3 class="{name}">Nước về bản xa</h3><p>{SENTENCE}</p>'
    assert paragraphs_and_omitted(above) == (["Nước về bản xa", SENTENCE], [])
    links = f'<h3 class="{name}">Bài hay</h3><ul class="{name}"><li>{LINK}</li></ul>'
    assert paragraphs_and_omitted(links)[0] == []
    label = f'<h3 class="{name}">Quảng cáo</h3><p>{SENTENCE}</p>'
    assert paragraphs_and_omitted(label)[0] == [SENTENCE]


@pytest.mark.parametrize(
    "words",
    [
        '<span class="share">góp chung</span>',
        '<a class="related" href="/x">góp chung</a>',
        '<b class="banner">góp</b> chung',
    ],
)
def test_words_in_a_sentence_with_the_name_of_furniture_are_text(words: str) -> None:
    line = "Ba hộ góp chung một thửa ruộng."
    assert paragraphs_and_omitted(f"<p>Ba hộ {words} một thửa ruộng.</p>") == ([line], [])


@pytest.mark.parametrize(
    "ad",
    [
        '<span class="banner">Quảng cáo</span>',
        '<span class="adsbygoogle">Mua ngay</span>',
        '<span class="share"><button>Gửi</button></span>',
    ],
)
def test_advertisement_in_a_sentence_is_no_text(ad: str) -> None:
    assert paragraphs_and_omitted(f"<p>Ba hộ {ad} góp ruộng.</p>")[0] == ["Ba hộ góp ruộng."]
    assert paragraphs_and_omitted(f'<p>{SENTENCE} <a class="share" href="/x">Chia sẻ ngay</a></p>')[0] == [
        SENTENCE
    ]


def test_quotation_in_a_box_with_the_name_of_furniture_is_text() -> None:
    quotation = "“Nước là của chung, ai cũng phải giữ”"
    box = f'<blockquote class="share-quote"><p>{quotation}</p></blockquote>'
    assert paragraphs_and_omitted(box) == ([quotation], [])


@pytest.mark.parametrize(
    ("box", "reason", "text"),
    [
        (f'<div class="story">{LINK}</div>', "related", TITLE),
        ('<div class="share-bar">Chia sẻ bài viết</div>', "share", "Chia sẻ bài viết"),
        (f'<div class="box_tinlienquan"><h4>Bài hay</h4>{LINK}</div>', "related", f"Bài hay {TITLE}"),
        (f'<div class="relatebox">{LINK}</div>', "related", TITLE),
        (f'<div type="RelatedOneNews">{LINK}</div>', "related", TITLE),
        ('<div class="inread-ad">Đang tải quảng cáo</div>', "ad", "Đang tải quảng cáo"),
        ('<div class="sponsor-box">Tài trợ</div>', "ad", "Tài trợ"),
        ('<div class="newsletter">Đăng ký nhận tin<form><input></form></div>', "control", "Đăng ký nhận tin"),
        (
            '<div class="poll">Bạn có đồng ý không?<form><input></form></div>',
            "control",
            "Bạn có đồng ý không?",
        ),
        ('<div class="toc"><a href="#m1">Cách làm</a></div>', "navigation", "Cách làm"),
        ('<div class="banner">Mừng Đảng, mừng Xuân</div>', "ad", "Mừng Đảng, mừng Xuân"),
        (f'<div class="ads">{SENTENCE}</div>', "ad", SENTENCE),
        (
            f'<div class="related"><p>{LINK}</p><p>{SENTENCE}</p></div>',
            "related",
            f"{TITLE} {SENTENCE}",
        ),
        (f'<div class="related">Đọc thêm<p>{SENTENCE}</p></div>', "related", f"Đọc thêm {SENTENCE}"),
        (
            f'<div class="comment">{SENTENCE}<form><input name="a"></form></div>',
            "comment",
            SENTENCE,
        ),
        (
            '<div class="comments">Vui lòng gõ tiếng Việt có dấu khi viết bình luận.</div>',
            "comment",
            "Vui lòng gõ tiếng Việt có dấu khi viết bình luận.",
        ),
        (f'<div class="player"><audio></audio>{SENTENCE}</div>', "player", SENTENCE),
        ("<button>Gửi bình luận của bạn</button>", "control", "Gửi bình luận của bạn"),
        (f"<label>{SENTENCE}</label>", "control", SENTENCE),
        (f"<nav>Mục lục<p>{LINK}</p></nav>", "navigation", f"Mục lục {TITLE}"),
        (f"<object>{SENTENCE}</object>", "fallback", SENTENCE),
    ],
)
def test_box_of_links_controls_or_short_lines_is_furniture(box: str, reason: str, text: str) -> None:
    assert paragraphs_and_omitted(box) == ([], [(reason, text)])


@pytest.mark.parametrize(
    "box",
    [
        'div class="ads"',
        'div class="adsbygoogle"',
        'div class="tts-player"',
        'div class="comments"',
        "nav",
        "label",
        "button",
        "object",
        "marquee",
        "applet",
        "xml",
        'div class="hidden-print"',
    ],
)
def test_box_that_holds_much_of_the_article_is_text_whatever_its_name(box: str) -> None:
    tag = box.split(maxsplit=1)[0]
    controls = "<script>play()</script>" if tag == "div" else ""
    assert paragraphs_and_omitted(f"<{box}>{controls}<p>{MUCH}</p></{tag}>") == ([MUCH], [])


@pytest.mark.parametrize("tag", ["canvas", "template", "noscript", "noembed", "textarea", "video", "iframe"])
def test_text_that_no_browser_shows_is_listed_and_not_read(tag: str) -> None:
    paragraphs, omitted = paragraphs_and_omitted(f"<{tag}>{MUCH}</{tag}>")
    assert (paragraphs, [text for _, text in omitted]) == ([], [MUCH])


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'aria-hidden="true"',
        'class="hidden-print"',
        'class="box sr-only"',
        'class="d-none"',
        'class="visually-hidden"',
        'class="visible-print"',
        'style="display : NONE !important"',
        'style="visibility:hidden"',
        'style="visibility: collapse;"',
        'style="opacity:0"',
        'style="opacity: 0.0"',
        'style="font-size:0"',
        'style="font-size: 0px; color:red"',
        'style="position:absolute;left:-9999px"',
        'style="position: fixed; top: -1000em"',
        'style="text-indent:-9999px"',
        'style="margin-left:-5000px"',
        'style="position:absolute;clip:rect(1px, 1px, 1px, 1px)"',
        'style="clip-path: inset(50%)"',
        'style="height:0;overflow:hidden"',
        'style="height:0px;overflow-y:hidden"',
        'style="clip-path:circle(0)"',
        'style="clip-path:polygon(0 0, 0 0, 0 0)"',
        'style="filter: opacity(0%)"',
        'style="font:0/0 a"',
        'style="mso-hide:all"',
        'class="show-for-sr"',
        'class="text-hide"',
        'class="hidden-xs hidden-sm hidden-md hidden-lg"',
        'style="width:1px; height:1px; overflow: hidden"',
        'style="transform: translateX(-9999px)"',
        'style="transform:scale(0)"',
        'class="story" hidden',
    ],
)
@pytest.mark.parametrize("tag", ["p", "div", "span"])
def test_text_that_is_hidden_is_not_read(attributes: str, tag: str) -> None:
    omitted = [("hidden", SENTENCE)]
    assert paragraphs_and_omitted(f"<{tag} {attributes}>{SENTENCE}</{tag}>") == ([], omitted)


@pytest.mark.parametrize(
    "attributes",
    [
        'class="d-none d-md-block"',
        'class="hidden md:flex"',
        'class="hidden-xs"',
        'class="hidden-xs hidden-sm"',
        'style="clip-path:polygon(0 0, 100% 0, 100% 100%)"',
        'style="overflow-y:hidden"',
        'style="font:14px/1.5 Arial"',
        'aria-hidden="false"',
        'style="opacity:0.9"',
        'style="font-size:0.9em"',
        'style="text-indent:-20px"',
        'style="margin-left:-10px"',
        'style="position:relative;left:-9999"',
        'style="overflow:hidden"',
        'style="text-align: center"',
        'style="position:absolute;left:10px"',
        'style="height:0;padding-bottom:50%;overflow:hidden"',
    ],
)
def test_text_that_only_looks_hidden_is_read(attributes: str) -> None:
    assert paragraphs_and_omitted(f"<p {attributes}>{SENTENCE}</p>") == ([SENTENCE], [])


def test_long_values_of_attributes_are_cut() -> None:
    image = f"background:url(data:image/png;base64,{'A' * 4000})"
    assert paragraphs_and_omitted(f'<p style="{image}">{SENTENCE}</p>') == ([SENTENCE], [])
    assert paragraphs_and_omitted(f'<p style="display:none;{image}">{SENTENCE}</p>') == (
        [],
        [("hidden", SENTENCE)],
    )


def test_text_is_shown_again_within_a_hidden_box() -> None:
    for how, again in (("visibility:hidden", "visibility:visible"), ("font-size:0", "font-size:16px")):
        box = f'<div style="{how}"><p style="{again}">{SENTENCE}</p></div>'
        assert paragraphs_and_omitted(box) == ([SENTENCE], [])


@pytest.mark.parametrize("how", ['style="opacity:0"', 'style="font-size:0"', 'aria-hidden="true"'])
def test_picture_that_a_script_fades_in_is_kept(how: str) -> None:
    html = page(f'<p>{FIRST}</p><figure {how}><img src="/a.jpg"></figure><p>{SECOND}</p>')
    reading = read_page(html.encode(), URL, site=SITE, content_type="text/html", captured=CAPTURED)
    assert [image.src for image in reading.article.images] == ["https://bao.example/a.jpg"]


def test_settings_of_word_are_no_text_and_its_paragraphs_are() -> None:
    pasted = f"""<xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument>
        <o:OfficeDocumentSettings><o:AllowPNG/>1</o:OfficeDocumentSettings></xml>
        <!--[if gte mso 9]><xml>Normal 0 false</xml><![endif]--><w:sdt>Chọn một mục</w:sdt>
        <p><o:p>{SENTENCE}</o:p></p>
        <p><st1:place w:st="on">Xã Đông Hạ</st1:place> có 26 hộ.<o:p>&nbsp;</o:p></p>"""
    assert paragraphs_and_omitted(pasted) == (
        [SENTENCE, "Xã Đông Hạ có 26 hộ."],
        [("word", "Normal0 1"), ("word", "Chọn một mục")],
    )


def test_settings_of_word_that_are_never_closed_do_not_swallow_the_article() -> None:
    assert paragraphs_and_omitted(f"<xml><w:View>Normal</w:View><p>{SENTENCE}</p><p>{SENTENCE}</p>") == (
        [SENTENCE, SENTENCE],
        [("word", "Normal")],
    )


def test_settings_of_word_that_a_form_took_for_text_are_not_read() -> None:
    lines = (
        "&lt;!--[if gte mso 9]&gt;&lt;xml&gt;",
        "Normal 0 false false false EN-US X-NONE X-NONE",
        "MicrosoftInternetExplorer4",
        "Normal0falsefalsefalseEN-USX-NONEX-NONE",
        "96 800x600 Normal 0 false false false",
        "800x600",
        "st1\\:*{behavior:url(#ieooui) }",
        "&lt;!--EndFragment--&gt;",
        "@font-face {font-family:&quot;Cambria Math&quot;; panose-1:2 4 5 3;}",
        "/* Style Definitions */ table.MsoNormalTable {mso-style-name:&quot;Table Normal&quot;;}",
        "&lt;![endif]--&gt;",
    )
    paragraphs, omitted = paragraphs_and_omitted("".join(f"<p>{line}</p>" for line in lines))
    assert (paragraphs, {reason for reason, _ in omitted}, len(omitted)) == ([], {"word"}, 11)


def test_prose_behind_settings_of_word_is_kept() -> None:
    line = f"Normal 0 false false false EN-US X-NONE X-NONE {SENTENCE}"
    assert paragraphs_and_omitted(f"<p>{line}</p>") == ([line], [])
