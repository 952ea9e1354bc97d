"""Section C: what is wrong with a page itself; it is read right, or flagged, or refused, and never half."""

from fault import fault

CONTENT = "faults/test_content_faults.py::"
NET = "faults/test_net_faults.py::"
CHARSET = "parse/test_charset.py::"
DATES = "parse/test_dates.py::"
READ = "parse/test_read.py::"
REFUSALS = "parse/test_refusals.py::"
SAVING = "archive/test_saving.py::"

DOUBTFUL = DATES + "test_doubtful_date_is_null_with_raw_text_and_flag"
PRINTED = DATES + "test_date_is_read_in_hanoi_time_with_its_precision"

FAULTS = (
    fault(
        "C1",
        "a wrong charset",
        "UTF-8 under windows-1252, windows-1258, latin1 in header or meta",
        "read as UTF-8; the repair is recorded",
        CHARSET + "test_utf8_under_a_wrong_header_is_utf8",
        CHARSET + "test_utf8_under_a_wrong_meta_is_utf8",
        CHARSET + "test_utf8_round_trips",
    ),
    fault(
        "C2",
        "text typed for a font",
        "TCVN3 and VNI; bytes of a charset that no page has",
        "flagged as suspected or assumed, left as it is",
        CHARSET + "test_legacy_font_text_is_flagged_and_unchanged",
        CHARSET + "test_legacy_font_bytes_are_flagged",
        CHARSET + "test_legacy_page_is_read_as_declared_or_assumed",
        CHARSET + "test_unusual_charset_label_is_ignored",
    ),
    fault(
        "C3",
        "UTF-16",
        "with and without a mark, under a header that says UTF-8",
        "read as what it is",
        CHARSET + "test_utf16_without_byte_order_mark_is_detected_by_nulls",
        CHARSET + "test_byte_order_mark_decides_and_is_removed",
    ),
    fault(
        "C4",
        "broken UTF-8",
        "three bytes that are none",
        "U+FFFD for each, counted",
        CHARSET + "test_broken_sequences_in_utf8_are_counted",
        CHARSET + "test_existing_replacement_characters_are_not_counted",
    ),
    fault(
        "C5",
        "controls and hidden marks",
        "NUL, C0 and C1, U+FEFF, bidi overrides",
        "not in the text; the record has them; SQLite counts the characters that Python counts",
        CONTENT + "test_control_and_invisible_characters_are_removed_from_the_text_only",
        READ + "test_lone_surrogates_and_controls_are_removed",
    ),
    fault(
        "C6",
        "hostile JSON",
        "half characters, 5,000 digits, 100,000 brackets in JSON-LD and in a list of stories",
        "JSON-LD is not read, the article is stored; a list says why it is none",
        CONTENT + "test_hostile_json_in_a_page_is_harmless",
        CONTENT + "test_hostile_json_of_a_list_api_is_refused_with_a_reason",
    ),
    fault(
        "C7",
        "other code points for the same text",
        "NFC, NFD, and both in one page",
        "one text: the twins are exact duplicates",
        CONTENT + "test_same_text_in_another_normal_form_is_a_duplicate",
        READ + "test_text_is_nfc_and_repairs_are_recorded",
    ),
    fault(
        "C8",
        "deep nesting",
        "300, 5,000 and 100,000 divs",
        "the text is whole; the repair is recorded",
        READ + "test_deeply_nested_text_is_read_completely",
    ),
    fault(
        "C9",
        "a page of 40 MB",
        "tiny tags; and as many as just fit into 4 MiB",
        "failed too_large; stored; below 512 MB",
        CONTENT + "test_page_of_40_megabytes_is_refused_and_one_below_the_limit_is_cheap",
        REFUSALS + "test_non_html_is_refused_before_parsing",
    ),
    fault(
        "C10",
        "a flood of markup",
        "200 KB of <!--, <![CDATA[, <, open tags and attributes",
        "read or refused within ten seconds",
        CONTENT + "test_flood_of_markup_is_parsed_in_bounded_time",
    ),
    fault(
        "C11",
        "two of everything",
        "two titles, two articles",
        "the first counts",
        READ + "test_first_of_several_titles_and_articles_is_read",
    ),
    fault(
        "C12",
        "no text, no title",
        "missing body, missing title, pictures alone",
        "refused with site, layout, selector and address",
        REFUSALS + "test_missing_part_names_site_layout_selector_and_url",
        REFUSALS + "test_page_without_text_is_refused",
        REFUSALS + "test_video_page_with_unknown_layout_has_no_text",
    ),
    fault(
        "C13",
        "boilerplate",
        "related lists, forms, share bars, advertisements in mid text, on pages of every site",
        "no line of it in title, lead or body",
        "test_sites.py::test_boilerplate_is_absent_from_title_lead_and_body",
        READ + "test_boilerplate_between_paragraphs_is_dropped",
    ),
    fault(
        "C14",
        "a redesign",
        "no layout fits any page",
        "refused, exit 4, stored texts stay; read again when a layout is there",
        NET + "test_parked_domain_keeps_stored_texts_and_raises_an_alarm",
        REFUSALS + "test_page_with_unknown_layout_is_refused",
        "test_reread.py::test_refused_page_is_parsed_again",
    ),
    fault(
        "C15",
        "several addresses of an article",
        "http and https, www and m., tracking, AMP, .vnp and .html",
        "one article, the others are aliases",
        "test_site.py::test_url_variants_have_one_canonical_url",
        "test_spiders.py::test_every_url_of_an_article_has_its_key_and_canonical_form",
        SAVING + "test_same_article_under_two_urls_is_kept_once",
    ),
    fault(
        "C16",
        "a page that changes",
        "a word of the text; an advertisement; the view counter",
        "a revision for the word, none for the others",
        CONTENT + "test_only_an_edit_of_the_text_is_a_revision",
        SAVING + "test_changed_tags_or_lead_boundary_is_not_a_revision",
    ),
    fault(
        "C17",
        "dates that are none",
        "31/02, 00/00/0000, year 0, 9999, 12/05/20, 24h qua, a month alone",
        "null, with the string and a flag",
        DOUBTFUL,
        READ + "test_impossible_date_is_null_with_raw_text",
    ),
    fault("C18", "day or month first", "10/11/2018", "the 10th of November", PRINTED),
    fault(
        "C19",
        "dates out of time",
        "later than a day after the capture; before 1996",
        "null and flagged",
        DOUBTFUL,
        DATES + "test_date_up_to_a_day_after_the_capture_is_accepted",
    ),
    fault(
        "C20",
        "scripts in a page",
        "script, event handlers, svg, javascript: in title, body and addresses",
        "text in the archive, none runs in a browser",
        "archive/test_serve_in_chromium.py::test_scripts_in_archived_texts_do_not_run",
        "archive/test_serve.py::test_non_web_url_is_shown_without_a_link",
    ),
    fault(
        "C21",
        "any bytes whatever",
        "2,000 pages made at random for each reader, and damaged pages of all sites",
        "read or refused, nothing else",
        CONTENT + "test_two_thousand_random_pages_and_dumps_are_parsed_or_refused",
        REFUSALS + "test_any_bytes_are_parsed_or_refused",
        REFUSALS + "test_damaged_page_is_parsed_or_refused",
        "parse/test_dump.py::test_any_bytes_are_parsed_or_refused",
        CHARSET + "test_any_bytes_are_decoded",
    ),
    fault(
        "C22",
        "the test pages of html5lib",
        "6,810 pieces of markup, 82 encodings",
        "no exception",
        not_here="they are in no package that pip installs; C10 and C21 stand in",
    ),
    fault(
        "C23",
        "awkward strings",
        "quotes, SQL, NUL, bidi, emoji, 5,000 letters as title, body, key and address",
        "come out of the archive as they went in",
        CONTENT + "test_awkward_strings_are_stored_unchanged",
    ),
)
