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
        SEARCH + "test_awkward_strings_give_hits_or_an_error_sentence",
        SEARCH + "test_any_text_gives_hits_or_an_error_sentence",
        SEARCH + "test_invalid_query_is_refused_with_a_sentence",
        SERVE + "test_any_query_is_answered",
    ),
    fault(
        "G2",
        "SQL in filters, sorting and names of columns",
        "quotes, unions, comments, subqueries",
        "taken for text or refused; the file is unchanged",
        SAFELY + "test_filters_sorting_and_column_names_do_not_run_sql",
    ),
    fault(
        "G3",
        "queries without an end",
        "recursion, cross joins, zeroblob(900 MB), LIKE",
        "stopped within two seconds, little memory",
        SAFELY + "test_expensive_query_ends_within_two_seconds_and_little_memory",
        CHROMIUM + "test_endless_query_is_stopped_and_reported",
    ),
    fault(
        "G4",
        "writing through the browser",
        "INSERT, ATTACH, PRAGMA, load_extension and more",
        "refused; the file is unchanged",
        SAFELY + "test_sql_that_writes_is_refused",
        CHROMIUM + "test_sql_field_cannot_write",
        "archive/test_opening.py::test_reader_connection_is_read_only",
    ),
    fault(
        "G5",
        "scripts in archived texts",
        "in title, body, address, author and in what is marked in a snippet",
        "none runs in a browser; each page has the policy",
        CHROMIUM + "test_scripts_in_archived_texts_do_not_run",
        SAFELY + "test_every_response_has_the_policy_and_no_external_resources",
    ),
    fault(
        "G6",
        "addresses that lead away",
        "//evil/, /\\evil/ and the like",
        "no Location out of the archive",
        SAFELY + "test_no_url_redirects_to_another_host",
        SAFELY + "test_redirects_stay_on_the_host",
    ),
    fault(
        "G7",
        "another host name, a page elsewhere",
        "Host headers, POST, DELETE, requests of another origin",
        "refused",
        SAFELY + "test_another_host_name_is_refused",
        SAFELY + "test_only_get_and_head_are_answered",
        SAFELY + "test_cross_origin_requests_are_refused",
    ),
    fault(
        "G8",
        "a reader that takes no heed of writers",
        "immutable=1 on an archive at work",
        "never used: what is written while it is served is seen",
        SERVE + "test_served_archive_can_be_written",
        SAFELY + "test_half_written_transaction_of_a_killed_crawl_is_rolled_back",
    ),
    fault(
        "G9",
        "formulas in a table",
        "= + - @, tab, line breaks, full-width forms, after an apostrophe, as title and byline",
        "no cell is computed, each gives its text back; --raw is exact",
        QUERIES + "test_csv_cells_are_not_formulas_and_keep_their_text",
        CORPORA + "test_spreadsheet_has_no_formulas_and_all_texts",
    ),
    fault(
        "G10",
        "names of exported files",
        "../, NUL, device names, dots alone, lookalikes of a slash, 300 letters",
        "in the folder, each once",
        FILES + "test_awkward_file_names_stay_inside_the_folder_and_unique",
    ),
    fault(
        "G11",
        "an export that does not end",
        "killed in the middle",
        "nothing stands under the final name",
        EXPORT + "test_killed_export_leaves_no_final_folder",
    ),
    fault(
        "G12",
        "controls and ]]> in TEI",
        "awkward strings in every field",
        "well-formed and valid",
        FILES + "test_awkward_texts_are_valid_tei",
        FILES + "test_tei_document_is_valid_with_one_element_per_paragraph",
    ),
    fault(
        "G13",
        "titles that steer a terminal",
        "escape codes, C1 controls, line breaks and bidi overrides in title, body and address",
        "none reaches the output of a command",
        QUERIES + "test_terminal_escapes_from_pages_are_not_printed",
    ),
    fault(
        "G14",
        "an export made twice",
        "another locale, time zone and order of hashes",
        "the same bytes",
        CORPORA + "test_locale_time_zone_and_hash_seed_do_not_change_the_bytes",
    ),
)
