"""Section F: damaged and hostile files. Whole records are imported, damage is named with its offset."""

from fault import fault

FILES = "faults/test_import_faults.py::"
DAMAGE = "warc/test_damaged_warc.py::"
IMPORT = "warc/test_import.py::"
SINGLE = "warc/test_import_of_single_files.py::"
READING = "warc/test_warc_reader.py::"
WRITERS = "warc/test_other_writers.py::"
REPLAY = "warc/test_replay.py::"

CUT = DAMAGE + "test_file_truncated_at_any_byte_keeps_whole_records_and_is_reported"

FAULTS = (
    fault(
        "F1",
        "truncated warc.gz",
        "at every byte; with records appended after",
        "whole records imported, damage named with file and offset, exit 7",
        CUT + "[True]",
        DAMAGE + "test_records_appended_to_a_truncated_file_are_found",
        IMPORT + "test_damage_is_reported_with_offset_and_the_rest_imported",
        IMPORT + "test_file_with_one_gzip_member_is_stored_unpacked",
    ),
    fault("F2", "truncated warc", "at every byte", "as F1", CUT + "[False]"),
    fault(
        "F3",
        "flipped bit in a WARC file",
        "300 in a compressed and 300 in a plain file",
        "no silent change of a body; records without digest are counted",
        DAMAGE + "test_flipped_bit_never_changes_a_body_silently",
        READING + "test_wrong_digest_is_reported_and_the_body_refused",
        READING + "test_record_without_a_known_digest_is_unverified",
    ),
    fault(
        "F4",
        "wrong Content-Length",
        "10^12, -1, a word, missing, too short, too long",
        "the other 19 of 20 records are read",
        DAMAGE + "test_record_with_a_wrong_length_loses_only_itself",
    ),
    fault(
        "F5",
        "files of other writers",
        "odd headers, digests, URLs; no ids; decoded bodies; no last chunk; shared members; zstd; ARC; junk",
        "read, or reported with a remedy; records readable by warcio are read",
        READING + "test_urls_and_dates_of_other_writers_are_normalised",
        READING + "test_digests_are_parsed_in_every_notation",
        READING + "test_record_without_id_gets_a_stable_id",
        READING + "test_already_dechunked_body_is_unchanged",
        WRITERS + "test_body_decoded_by_its_writer_is_read",
        WRITERS + "test_plain_body_labelled_as_encoded_is_refused_without_its_digest",
        WRITERS + "test_gzip_that_is_whole_without_its_last_chunk_is_read",
        WRITERS + "test_gzip_members_with_several_records_are_read_at_any_place",
        WRITERS + "test_records_after_a_damaged_member_of_such_a_file_are_read",
        WRITERS + "test_warc_zst_with_a_dictionary_is_read",
        WRITERS + "test_damaged_zstd_frame_loses_only_its_record",
        WRITERS + "test_arc_file_is_refused_by_its_name",
        DAMAGE + "test_unreadable_header_is_named",
        DAMAGE + "test_gzip_file_with_one_member_is_reported_with_a_remedy",
        DAMAGE + "test_arc_file_is_refused",
        DAMAGE + "test_file_that_is_not_a_warc_is_reported",
        DAMAGE + "test_junk_between_records_is_reported_and_skipped",
        DAMAGE + "test_record_readable_by_warcio_is_read",
        DAMAGE + "test_any_bytes_are_read_to_the_end",
    ),
    fault(
        "F6",
        "bomb in a record",
        "300 MB in a body, 100 MB in a record, 50 MB in a WACZ",
        "failed too_large or reported; under 300 MB; other records imported",
        IMPORT + "test_bomb_is_skipped_and_the_rest_imported",
        REPLAY + "test_bomb_in_a_wacz_is_unpacked_up_to_the_warc_limit",
        READING + "test_oversized_payload_is_skipped_but_verified",
    ),
    fault(
        "F7",
        "path traversal in a WACZ",
        "../, absolute, backslashes, control characters, 600 letters, symbolic link",
        "writes only inside the captures folder",
        FILES + "test_member_names_of_a_wacz_cannot_escape_the_captures_folder",
        IMPORT + "test_wacz_is_imported_inside_the_captures_folder",
        REPLAY + "test_wacz_is_replayed_without_using_its_member_names",
        "archive/test_capture_files.py::test_file_outside_the_captures_folder_is_not_read",
    ),
    fault(
        "F8",
        "records other than responses",
        "requests, metadata, revisits without original, redirects, errors",
        "each URL has its outcome, other records are counted",
        IMPORT + "test_each_kind_of_response_has_its_outcome",
        IMPORT + "test_revisit_finds_its_original_in_the_archive",
        READING + "test_every_record_type_is_returned",
        WRITERS + "test_text_resources_of_other_crawlers_are_no_articles",
    ),
    fault(
        "F9",
        "repeated import",
        "again; after kills",
        "no change; completed by the next import",
        IMPORT + "test_second_import_changes_nothing",
        IMPORT + "test_killed_import_is_completed_by_the_next",
        SINGLE + "test_single_page_is_stored_as_one_record",
    ),
    fault(
        "F11",
        "invalid text dumps",
        "NUL, 100 MB on one line, noise, CSV, JSON lines",
        "reported with a reason, exit 7; NUL removed; valid dumps imported",
        FILES + "test_invalid_dumps_are_named_and_valid_ones_imported",
        SINGLE + "test_file_of_an_unknown_site_is_reported",
        "parse/test_dump.py::test_dump_of_no_known_site_or_without_text_is_refused",
    ),
)
