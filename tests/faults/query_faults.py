"""Section G: what is asked of an archive, and what its texts do to those who read them."""

from fault import fault

QUERIES = "faults/test_query_faults.py::"
SEARCH = "archive/test_search.py::"
SAFELY = "archive/test_serve_safely.py::"
SERVE = "archive/test_serve.py::"
CHROMIUM = "archive/test_serve_in_chromium.py::"
FILES = "export/test_files_an_article.py::"
CORPORA = "export/test_demo_corpora.py::"
EXPORT = "export/test_whole_or_nothing.py::"

FAULTS = (
    fault(
        "G1",
        "queries that are none",
        "FTS5 syntax, SQL, NUL, half characters, 5,000 letters, anything at random",
        "hits or a sentence, within two seconds",
        SEARCH + "test_awkward_strings_give_results_or_a_sentence",
        SEARCH + "test_any_text_is_a_query_or_a_sentence",
        SEARCH + "test_what_cannot_be_answered_is_told_in_a_sentence",
        SERVE + "test_any_query_has_an_answer",
    ),
    fault(
        "G2",
        "SQL in filters, sorting and names of columns",
        "quotes, unions, comments, subqueries",
        "taken for text or refused; the file is unchanged",
        SAFELY + "test_filters_sorting_and_column_names_take_no_sql",
    ),
    fault(
        "G3",
        "queries without an end",
        "recursion, cross joins, zeroblob(900 MB), LIKE",
        "stopped within two seconds, little memory",
        SAFELY + "test_a_query_ends_in_two_seconds_and_little_memory",
        CHROMIUM + "test_a_question_without_end_is_stopped_and_told",
    ),
    fault(
        "G4",
        "writing through the browser",
        "INSERT, ATTACH, PRAGMA, load_extension and more",
        "refused; the file is unchanged",
        SAFELY + "test_sql_that_writes_is_refused",
        CHROMIUM + "test_what_is_written_into_the_sql_field_cannot_write",
        "archive/test_opening.py::test_a_reader_cannot_change_anything",
    ),
    fault(
        "G5",
        "scripts in archived texts",
        "in title, body, address, author and in what is marked in a snippet",
        "none runs in a browser; each page has the policy",
        CHROMIUM + "test_no_script_in_an_archived_text_runs",
        SAFELY + "test_every_answer_carries_the_policy_and_asks_for_nothing_from_outside",
    ),
    fault(
        "G6",
        "addresses that lead away",
        "//evil/, /\\evil/ and the like",
        "no Location out of the archive",
        SAFELY + "test_no_address_leads_to_another_host",
        SAFELY + "test_where_an_answer_leads_on_it_stays_here",
    ),
    fault(
        "G7",
        "another host name, a page elsewhere",
        "Host headers, POST, DELETE, requests of another origin",
        "refused",
        SAFELY + "test_another_host_name_is_refused",
        SAFELY + "test_nothing_but_reading_is_answered",
        SAFELY + "test_a_page_elsewhere_cannot_ask_in_its_readers_name",
    ),
    fault(
        "G8",
        "a reader that takes no heed of writers",
        "immutable=1 on an archive at work",
        "never used: what is written while it is served is seen",
        SERVE + "test_an_archive_that_is_served_can_be_written",
        SAFELY + "test_what_a_killed_crawl_left_half_written_is_rolled_back",
    ),
    fault(
        "G9",
        "formulas in a table",
        "= + - @, tab, line breaks, full-width forms, after an apostrophe, as title and byline",
        "no cell is computed, each gives its text back; --raw is exact",
        QUERIES + "test_no_cell_of_a_table_is_computed_and_each_gives_its_text_back",
        CORPORA + "test_a_spreadsheet_computes_no_cell_and_gives_the_texts_back",
    ),
    fault(
        "G10",
        "names of exported files",
        "../, NUL, device names, dots alone, lookalikes of a slash, 300 letters",
        "in the folder, each once",
        FILES + "test_awkward_names_stay_in_the_folder_and_are_unique_everywhere",
    ),
    fault(
        "G11",
        "an export that does not end",
        "killed in the middle",
        "nothing stands under the final name",
        EXPORT + "test_a_killed_export_leaves_nothing_under_the_final_name",
    ),
    fault(
        "G12",
        "controls and ]]> in TEI",
        "awkward strings in every field",
        "well-formed and valid",
        FILES + "test_awkward_texts_are_valid_tei",
        FILES + "test_a_tei_document_is_valid_and_has_a_paragraph_a_paragraph",
    ),
    fault(
        "G13",
        "titles that steer a terminal",
        "escape codes, C1 controls, line breaks and bidi overrides in title, body and address",
        "none reaches the output of a command",
        QUERIES + "test_nothing_from_a_page_steers_a_terminal",
    ),
    fault(
        "G14",
        "an export made twice",
        "another locale, time zone and order of hashes",
        "the same bytes",
        CORPORA + "test_another_locale_time_zone_and_order_of_hashes_give_the_same_bytes",
    ),
)
