"""Section C: what is wrong with a page itself; it is read right, or flagged, or refused, and never half."""

from fault import fault

CONTENT = "faults/test_content_faults.py::"
NET = "faults/test_net_faults.py::"
CHARSET = "parse/test_charset.py::"
DATES = "parse/test_dates.py::"
READ = "parse/test_read.py::"
REFUSALS = "parse/test_refusals.py::"
SAVING = "archive/test_saving.py::"

DOUBTFUL = DATES + "test_date_in_doubt_has_no_value_but_its_text_and_a_flag"
PRINTED = DATES + "test_date_is_read_in_hanoi_time_as_fine_as_it_is_printed"

FAULTS = (
    fault(
        "C1",
        "a wrong charset",
        "UTF-8 under windows-1252, windows-1258, latin1 in header or meta",
        "read as UTF-8; the repair is recorded",
        CHARSET + "test_utf8_under_a_wrong_header_is_utf8",
        CHARSET + "test_utf8_under_a_wrong_meta_is_utf8",
        CHARSET + "test_utf8_is_read_as_it_was_written",
    ),
    fault(
        "C2",
        "text typed for a font",
        "TCVN3 and VNI; bytes of a charset that no page has",
        "flagged as suspected or assumed, left as it is",
        CHARSET + "test_text_typed_for_a_font_is_suspected_and_left",
        CHARSET + "test_legacy_bytes_of_a_font_are_suspected",
        CHARSET + "test_legacy_page_is_read_as_declared_or_assumed",
        CHARSET + "test_label_that_is_no_charset_of_pages_is_not_followed",
    ),
    fault(
        "C3",
        "UTF-16",
        "with and without a mark, under a header that says UTF-8",
        "read as what it is",
        CHARSET + "test_utf16_without_byte_order_mark_is_known_by_its_nulls",
        CHARSET + "test_byte_order_mark_decides_and_goes",
    ),
    fault(
        "C4",
        "broken UTF-8",
        "three bytes that are none",
        "U+FFFD for each, counted",
        CHARSET + "test_broken_sequences_in_utf8_are_counted",
        CHARSET + "test_replacement_characters_of_the_page_itself_are_not_counted",
    ),
    fault(
        "C5",
        "controls and hidden marks",
        "NUL, C0 and C1, U+FEFF, bidi overrides",
        "not in the text; the record has them; SQLite counts the characters that Python counts",
        CONTENT + "test_controls_and_hidden_marks_are_in_the_record_and_not_in_the_text",
        READ + "test_lone_surrogates_and_controls_never_reach_the_text",
    ),
    fault(
        "C6",
        "hostile JSON",
        "half characters, 5,000 digits, 100,000 brackets in JSON-LD and in a list of stories",
        "JSON-LD is not read, the article is stored; a list says why it is none",
        CONTENT + "test_hostile_json_in_a_page_costs_nothing",
        CONTENT + "test_hostile_json_of_a_list_gives_no_story_and_says_why",
    ),
    fault(
        "C7",
        "other code points for the same text",
        "NFC, NFD, and both in one page",
        "one text: the twins are exact duplicates",
        CONTENT + "test_same_text_in_other_code_points_is_a_duplicate",
        READ + "test_text_is_nfc_with_its_repairs_recorded",
    ),
    fault(
        "C8",
        "deep nesting",
        "300, 5,000 and 100,000 divs",
        "the text is whole; the repair is recorded",
        READ + "test_deeply_nested_text_is_read_whole",
    ),
    fault(
        "C9",
        "a page of 40 MB",
        "tiny tags; and as many as just fit into 4 MiB",
        "failed too_large; stored; below 512 MB",
        CONTENT + "test_page_of_40_megabytes_is_not_read_and_one_just_small_enough_costs_little",
        REFUSALS + "test_what_is_no_html_is_refused_before_it_is_parsed",
    ),
    fault(
        "C10",
        "a flood of markup",
        "200 KB of <!--, <![CDATA[, <, open tags and attributes",
        "read or refused within ten seconds",
        CONTENT + "test_flood_of_markup_does_not_hold_up_a_crawl",
    ),
    fault(
        "C11",
        "two of everything",
        "two titles, two articles",
        "the first counts",
        READ + "test_first_of_several_titles_and_articles_counts",
    ),
    fault(
        "C12",
        "no text, no title",
        "missing body, missing title, pictures alone",
        "refused with site, layout, selector and address",
        REFUSALS + "test_missing_part_says_site_layout_selector_and_address",
        REFUSALS + "test_page_without_text_is_refused",
        REFUSALS + "test_film_of_no_layout_is_without_text_and_no_new_layout",
    ),
    fault(
        "C13",
        "boilerplate",
        "related lists, forms, share bars, advertisements in mid text, on pages of every site",
        "no line of it in title, lead or body",
        "test_sites.py::test_boilerplate_is_absent_from_title_lead_and_body",
        READ + "test_boilerplate_in_mid_text_is_left_out",
    ),
    fault(
        "C14",
        "a redesign",
        "no layout fits any page",
        "refused, exit 4, stored texts stay; read again when a layout is there",
        NET + "test_page_of_a_parked_domain_takes_nothing_away_and_is_an_alarm",
        REFUSALS + "test_page_of_no_known_layout_is_refused",
        "test_reread.py::test_a_page_that_was_refused_is_tried_again",
    ),
    fault(
        "C15",
        "several addresses of an article",
        "http and https, www and m., tracking, AMP, .vnp and .html",
        "one article, the others are aliases",
        "test_site.py::test_variants_of_an_address_are_one_canonical_url",
        "test_spiders.py::test_every_address_of_an_article_has_its_key_and_canonical_form",
        SAVING + "test_same_article_under_two_urls_is_kept_once",
    ),
    fault(
        "C16",
        "a page that changes",
        "a word of the text; an advertisement; the view counter",
        "a revision for the word, none for the others",
        CONTENT + "test_only_an_edit_of_the_text_is_a_revision",
        SAVING + "test_other_tags_or_another_border_of_the_lead_are_no_revision",
    ),
    fault(
        "C17",
        "dates that are none",
        "31/02, 00/00/0000, year 0, 9999, 12/05/20, 24h qua, a month alone",
        "null, with the string and a flag",
        DOUBTFUL,
        READ + "test_impossible_date_is_null_with_what_was_found",
    ),
    fault("C18", "day or month first", "10/11/2018", "the 10th of November", PRINTED),
    fault(
        "C19",
        "dates out of time",
        "later than a day after the capture; before 1996",
        "null and flagged",
        DOUBTFUL,
        DATES + "test_date_up_to_a_day_after_the_capture_is_believed",
    ),
    fault(
        "C20",
        "scripts in a page",
        "script, event handlers, svg, javascript: in title, body and addresses",
        "text in the archive, none runs in a browser",
        "archive/test_serve_in_chromium.py::test_no_script_in_an_archived_text_runs",
        "archive/test_serve.py::test_what_is_no_web_address_is_shown_and_not_linked",
    ),
    fault(
        "C21",
        "any bytes whatever",
        "2,000 pages made at random for each reader, and damaged pages of all sites",
        "read or refused, nothing else",
        CONTENT + "test_two_thousand_pages_and_dumps_of_anything_are_read_or_refused",
        REFUSALS + "test_any_bytes_are_read_or_refused",
        REFUSALS + "test_any_damage_to_a_page_is_read_or_refused",
        "parse/test_dump.py::test_any_bytes_are_read_or_refused",
        CHARSET + "test_any_bytes_are_read",
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
        CONTENT + "test_awkward_strings_come_out_of_the_archive_as_they_went_in",
    ),
)
