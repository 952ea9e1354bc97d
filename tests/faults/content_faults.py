"""Section C: page content. Pages are parsed correctly, flagged or refused, never parsed in part."""

from fault import fault

CONTENT = "faults/test_content_faults.py::"
NET = "faults/test_net_faults.py::"
CHARSET = "parse/test_charset.py::"
DATES = "parse/test_dates.py::"
READ = "parse/test_read.py::"
MARKUP = "parse/test_awkward_markup.py::"
REFUSALS = "parse/test_refusals.py::"
SAVING = "archive/test_store.py::"

DOUBTFUL = DATES + "test_doubtful_date_is_null_with_raw_text_and_flag"
PRINTED = DATES + "test_date_is_read_in_hanoi_time_with_its_precision"

FAULTS = (
    fault(
        "C1",
        "wrong charset",
        "UTF-8 labelled windows-1252, windows-1258, latin1 in header or meta",
        "decoded as UTF-8; repair recorded",
        CHARSET + "test_utf8_under_a_wrong_header_is_utf8",
        CHARSET + "test_utf8_under_a_wrong_meta_is_utf8",
        CHARSET + "test_utf8_round_trips",
    ),
    fault(
        "C2",
        "legacy font encodings",
        "TCVN3 and VNI; bytes of an unknown charset",
        "converted where the words are Vietnamese, otherwise flagged",
        CHARSET + "test_text_typed_for_a_font_is_converted",
        CHARSET + "test_vietnamese_charset_is_recognised_by_its_words",
        CHARSET + "test_windows_1258_is_recognised_by_its_words",
        CHARSET + "test_unusual_charset_label_is_ignored",
    ),
    fault(
        "C3",
        "UTF-16",
        "with and without byte order mark, labelled UTF-8",
        "decoded as UTF-16",
        CHARSET + "test_utf16_without_byte_order_mark_is_detected_by_nulls",
        CHARSET + "test_byte_order_mark_decides_and_is_removed",
    ),
    fault(
        "C4",
        "broken UTF-8",
        "three invalid bytes",
        "U+FFFD for each, counted in a flag",
        CHARSET + "test_broken_sequences_in_utf8_are_counted",
        CHARSET + "test_existing_replacement_characters_are_not_counted",
    ),
    fault(
        "C5",
        "control and invisible characters",
        "NUL, C0 and C1, U+FEFF, bidi overrides",
        "removed from the text, kept in the WARC record",
        CONTENT + "test_control_and_invisible_characters_are_removed_from_the_text_only",
        MARKUP + "test_lone_surrogates_and_controls_are_removed",
    ),
    fault(
        "C6",
        "hostile JSON",
        "surrogates, 5,000 digits, 100,000 brackets in JSON-LD and list APIs",
        "JSON-LD ignored, article stored; list API refused with a reason",
        CONTENT + "test_hostile_json_in_a_page_is_harmless",
        CONTENT + "test_hostile_json_of_a_list_api_is_refused_with_a_reason",
    ),
    fault(
        "C7",
        "Unicode normal forms",
        "NFC, NFD, and a mixture",
        "exact duplicates",
        CONTENT + "test_same_text_in_another_normal_form_is_a_duplicate",
        MARKUP + "test_text_is_nfc_and_repairs_are_recorded",
    ),
    fault(
        "C8",
        "deep nesting",
        "300, 5,000 and 100,000 divs",
        "complete text; repair recorded",
        MARKUP + "test_deeply_nested_text_is_read_completely",
    ),
    fault(
        "C9",
        "page of 40 MB",
        "tiny tags; as many as fit into 4 MiB",
        "failed too_large; stored; under 512 MB",
        CONTENT + "test_page_of_40_megabytes_is_refused_and_one_below_the_limit_is_cheap",
        REFUSALS + "test_non_html_is_refused_before_parsing",
    ),
    fault(
        "C10",
        "flood of markup",
        "200 KB of <!--, <![CDATA[, <, open tags and attributes",
        "parsed or refused within ten seconds of CPU time",
        CONTENT + "test_flood_of_markup_is_parsed_in_bounded_time",
    ),
    fault(
        "C11",
        "repeated elements",
        "two titles, two articles",
        "the first is used",
        MARKUP + "test_first_of_several_titles_and_articles_is_read",
    ),
    fault(
        "C12",
        "missing text or title",
        "missing body, missing title, only images",
        "refused with site, layout, selector and URL",
        REFUSALS + "test_missing_part_names_site_layout_selector_and_url",
        REFUSALS + "test_page_without_text_is_refused",
        REFUSALS + "test_video_page_with_unknown_layout_has_no_text",
    ),
    fault(
        "C13",
        "boilerplate",
        "related lists, forms, share bars, advertisements, on pages of every site",
        "not in title, lead or body",
        "test_sites.py::test_boilerplate_is_absent_from_title_lead_and_body",
        READ + "test_boilerplate_between_paragraphs_is_dropped",
    ),
    fault(
        "C14",
        "redesign",
        "no layout matches",
        "refused, exit 4, stored texts kept; parsed again with a new layout",
        NET + "test_parked_domain_keeps_stored_texts_and_raises_an_alarm",
        REFUSALS + "test_page_with_unknown_layout_is_refused",
        "test_reread.py::test_refused_page_is_parsed_again",
    ),
    fault(
        "C15",
        "several URLs of an article",
        "http and https, www and m., tracking, AMP, .vnp and .html",
        "one article with aliases",
        "test_site.py::test_url_variants_have_one_canonical_url",
        "test_spiders.py::test_every_url_of_an_article_has_its_key_and_canonical_form",
        SAVING + "test_same_article_under_two_urls_is_kept_once",
    ),
    fault(
        "C16",
        "page changes",
        "a word of the text; an advertisement; the view counter",
        "a revision only for the word",
        CONTENT + "test_only_an_edit_of_the_text_is_a_revision",
        SAVING + "test_changed_tags_or_lead_boundary_is_not_a_revision",
    ),
    fault(
        "C17",
        "invalid dates",
        "31/02, 00/00/0000, year 0, 9999, 12/05/20, 24h qua, a month alone",
        "null, with raw text and flag",
        DOUBTFUL,
        READ + "test_impossible_date_is_null_with_raw_text",
    ),
    fault("C18", "day or month first", "10/11/2018", "10 November", PRINTED),
    fault(
        "C19",
        "implausible dates",
        "more than a day after the capture; before 1996",
        "null and flagged",
        DOUBTFUL,
        DATES + "test_date_up_to_a_day_after_the_capture_is_accepted",
    ),
    fault(
        "C20",
        "scripts in a page",
        "script, event handlers, svg, javascript: in title, body and URLs",
        "stored as text, not executed in a browser",
        "archive/test_serve_in_chromium.py::test_scripts_in_archived_texts_do_not_run",
        "archive/test_serve.py::test_non_web_url_is_shown_without_a_link",
    ),
    fault(
        "C21",
        "random input",
        "2,000 random pages for each reader, and damaged pages of all sites",
        "parsed or refused, no other error",
        CONTENT + "test_two_thousand_random_pages_and_dumps_are_parsed_or_refused",
        REFUSALS + "test_any_bytes_are_parsed_or_refused",
        REFUSALS + "test_damaged_page_is_parsed_or_refused",
        "parse/test_dump.py::test_any_bytes_are_parsed_or_refused",
        CHARSET + "test_any_bytes_are_decoded",
    ),
    fault(
        "C22",
        "html5lib test data",
        "6,810 documents, 82 encodings",
        "no exception",
        not_here="not available as a package; C10 and C21 cover similar input",
    ),
    fault(
        "C23",
        "awkward strings",
        "quotes, SQL, NUL, bidi, emoji, 5,000 letters as title, body, key and URL",
        "stored unchanged",
        CONTENT + "test_awkward_strings_are_stored_unchanged",
    ),
)
