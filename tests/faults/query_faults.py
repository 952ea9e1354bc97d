"""Section G: queries, exports and output of hostile texts."""

from fault import fault

QUERIES = "faults/test_query_faults.py::"
SEARCH = "archive/test_search_of_awkward_text.py::"
SAFELY = "archive/test_serve_safely.py::"
SERVE = "archive/test_serve.py::"
CHROMIUM = "archive/test_serve_in_chromium.py::"
FILES = "export/test_txt_and_tei.py::"
CORPORA = "export/test_demo_corpora.py::"
EXPORT = "export/test_atomic_export.py::"

FAULTS = (
    fault(
        "G1",
        "invalid queries",
        "FTS5 syntax, SQL, NUL, surrogates, 5,000 letters, random text",
        "hits or a message, within two seconds",
        SEARCH + "test_awkward_strings_give_hits_or_an_error_sentence",
        SEARCH + "test_any_text_gives_hits_or_an_error_sentence",
        SEARCH + "test_invalid_query_is_refused_with_a_sentence",
        SERVE + "test_any_query_is_answered",
    ),
    fault(
        "G2",
        "SQL in filters, sorting and column names",
        "quotes, unions, comments, subqueries",
        "treated as text or refused; file unchanged",
        SAFELY + "test_filters_sorting_and_column_names_do_not_run_sql",
    ),
    fault(
        "G3",
        "endless queries",
        "recursion, cross joins, zeroblob(900 MB), LIKE",
        "stopped within two seconds of CPU time, little memory",
        SAFELY + "test_expensive_query_ends_within_two_seconds_and_little_memory",
        CHROMIUM + "test_endless_query_is_stopped_and_reported",
    ),
    fault(
        "G4",
        "writes through the browser",
        "INSERT, ATTACH, PRAGMA, load_extension and more",
        "refused; file unchanged",
        SAFELY + "test_sql_that_writes_is_refused",
        CHROMIUM + "test_sql_field_cannot_write",
        "archive/test_opening.py::test_reader_connection_is_read_only",
    ),
    fault(
        "G5",
        "scripts in archived texts",
        "in title, body, URL, author and snippet",
        "not executed; every page has the content security policy",
        CHROMIUM + "test_scripts_in_archived_texts_do_not_run",
        SAFELY + "test_every_response_has_the_policy_and_no_external_resources",
    ),
    fault(
        "G6",
        "open redirects",
        "//evil/, /\\evil/ and the like",
        "no redirect to another host",
        SAFELY + "test_no_url_redirects_to_another_host",
        SAFELY + "test_redirects_stay_on_the_host",
    ),
    fault(
        "G7",
        "foreign host names and origins",
        "Host headers, POST, DELETE, requests of another origin",
        "refused",
        SAFELY + "test_another_host_name_is_refused",
        SAFELY + "test_only_get_and_head_are_answered",
        SAFELY + "test_cross_origin_requests_are_refused",
    ),
    fault(
        "G8",
        "reader that ignores writers",
        "immutable=1 on an active archive",
        "never used: writes are visible while serving",
        SERVE + "test_served_archive_can_be_written",
        SAFELY + "test_half_written_transaction_of_a_killed_crawl_is_rolled_back",
    ),
    fault(
        "G9",
        "formulas in a table",
        "= + - @, tab, line breaks, full-width forms, apostrophe, in title and byline",
        "no formulas, texts recoverable; --raw is exact",
        QUERIES + "test_csv_cells_are_not_formulas_and_keep_their_text",
        CORPORA + "test_spreadsheet_has_no_formulas_and_all_texts",
    ),
    fault(
        "G10",
        "names of exported files",
        "../, NUL, device names, dots, slash lookalikes, 300 letters",
        "inside the folder, unique",
        FILES + "test_awkward_file_names_stay_inside_the_folder_and_unique",
    ),
    fault(
        "G11",
        "killed export",
        "killed while writing",
        "no final folder",
        EXPORT + "test_killed_export_leaves_no_final_folder",
    ),
    fault(
        "G12",
        "control characters and ]]> in TEI",
        "awkward strings in every field",
        "well-formed and valid",
        FILES + "test_awkward_texts_are_valid_tei",
        FILES + "test_tei_document_is_valid_with_one_element_per_paragraph",
    ),
    fault(
        "G13",
        "terminal escape sequences",
        "escape codes, C1 controls, line breaks and bidi overrides in title, body and URL",
        "not in the output of any command",
        QUERIES + "test_terminal_escapes_from_pages_are_not_printed",
    ),
    fault(
        "G14",
        "repeated export",
        "another locale, time zone and hash seed",
        "the same bytes",
        CORPORA + "test_locale_time_zone_and_hash_seed_do_not_change_the_bytes",
    ),
)
