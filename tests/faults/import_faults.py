"""Section F: damaged and hostile files; what is whole is taken in, what is not is named with its byte."""

from fault import fault

FILES = "faults/test_import_faults.py::"
DAMAGE = "warc/test_damage.py::"
IMPORT = "warc/test_import.py::"
READING = "warc/test_reading.py::"
REPLAY = "warc/test_replay.py::"

CUT = DAMAGE + "test_every_cut_keeps_the_whole_records_and_is_reported"

FAULTS = (
    fault(
        "F1",
        "a cut warc.gz",
        "at every byte; appended to after the cut",
        "whole records are kept, the damage is named with file and byte, exit 7",
        CUT + "[True]",
        DAMAGE + "test_what_was_appended_to_a_cut_file_is_found",
        IMPORT + "test_damage_is_reported_with_file_and_offset_and_the_rest_is_kept",
        IMPORT + "test_a_file_gzipped_in_one_piece_is_kept_unpacked",
    ),
    fault("F2", "a cut warc", "at every byte", "as F1", CUT + "[False]"),
    fault(
        "F3",
        "a flipped bit in a WARC file",
        "300 in a packed and 300 in a plain file",
        "no body changes in silence; records without a digest are counted",
        DAMAGE + "test_no_flipped_bit_changes_a_body_in_silence",
        READING + "test_a_digest_that_does_not_hold_is_said_and_the_body_is_not_read",
        READING + "test_without_a_known_digest_nothing_is_claimed",
    ),
    fault(
        "F4",
        "a wrong Content-Length",
        "10^12, -1, a word, missing, too short, too long",
        "the other 19 records of 20 are read",
        DAMAGE + "test_a_record_with_a_wrong_length_costs_only_itself",
    ),
    fault(
        "F5",
        "files of other writers",
        "odd headers, digests and addresses, no ids, chunks taken off, one gzip member, ARC, junk "
        "(made by us: warcio's own are in no package)",
        "read, or named with the way on; what warcio reads is read",
        READING + "test_addresses_and_dates_of_other_writers_are_brought_to_one_form",
        READING + "test_digests_are_understood_in_every_spelling",
        READING + "test_a_record_without_id_is_named_the_same_each_time",
        READING + "test_a_body_whose_chunks_are_off_already_is_left_alone",
        DAMAGE + "test_a_header_that_cannot_be_read_is_named",
        DAMAGE + "test_a_gzip_file_that_is_not_cut_into_records_is_reported_with_the_way_on",
        DAMAGE + "test_an_arc_file_is_not_taken_for_a_warc",
        DAMAGE + "test_a_file_that_is_no_warc_is_damage_and_no_crash",
        DAMAGE + "test_junk_between_records_is_reported_and_passed",
        DAMAGE + "test_a_record_that_warcio_reads_we_read_too",
        DAMAGE + "test_no_bytes_whatever_stop_the_walk",
    ),
    fault(
        "F6",
        "a bomb in a record",
        "300 MB in a body, 100 MB in a record, 50 MB in a WACZ",
        "failed too_large or named; below 300 MB; the others are kept",
        IMPORT + "test_a_bomb_costs_little_and_stops_nothing",
        REPLAY + "test_a_bomb_in_a_wacz_is_unpacked_no_further_than_a_warc_could_be",
        READING + "test_a_payload_too_large_for_memory_is_passed_over_but_checked",
    ),
    fault(
        "F7",
        "names that lead out of a WACZ",
        "../, absolute, backslashes, controls, 600 letters, a symlink; no other archive is unpacked",
        "nothing is written but copies in the captures folder",
        FILES + "test_no_name_in_a_wacz_is_a_place_to_write_to",
        IMPORT + "test_files_of_a_wacz_are_imported_and_nothing_leaves_the_folder",
        REPLAY + "test_a_wacz_is_replayed_and_nothing_is_written_under_its_names",
    ),
    fault(
        "F8",
        "records that are no answer",
        "requests, metadata, revisits without an original, redirects, errors",
        "each address has its outcome, the others are counted",
        IMPORT + "test_each_kind_of_answer_has_its_outcome",
        IMPORT + "test_a_revisit_finds_its_original_in_the_archive",
        READING + "test_every_kind_of_record_is_given",
    ),
    fault(
        "F9",
        "the same file twice",
        "again; after kills half-way",
        "nothing changes; completed by the next import",
        IMPORT + "test_the_same_again_changes_nothing",
        IMPORT + "test_an_import_killed_anywhere_is_completed_by_the_next",
        IMPORT + "test_a_single_page_is_kept_as_a_record_and_once",
    ),
    fault(
        "F11",
        "dumps that are none",
        "NUL, 100 MB on one line, noise; CSV and JSON lines, which are no form of input",
        "named with the reason, exit 7; NUL is no part of a text; the good ones are kept",
        FILES + "test_dumps_that_are_none_are_named_and_the_good_ones_are_kept",
        IMPORT + "test_a_file_that_nobody_can_place_is_reported",
        "parse/test_dump.py::test_dump_of_no_known_site_or_without_text_is_refused",
    ),
)
