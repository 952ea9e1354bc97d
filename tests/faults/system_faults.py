"""Section D: crash, disk and clock; what was acknowledged is there, and the next run completes the rest."""

from fault import fault

KILLS = "faults/test_kills.py::"
SYSTEM = "faults/test_system_faults.py::"
POWER = "faults/test_power_cuts.py::"
MIGRATION = "faults/test_migration_kills.py::"
INTERRUPTIONS = "crawler/test_interruptions.py::"
OPENING = "archive/test_opening.py::"
TRANSACTIONS = "archive/test_transactions.py::"
CAPTURE = "warc/test_capture.py::"

FAULTS = (
    fault(
        "D1",
        "SIGKILL at any time",
        "ten kills in each of ten replays of 400 articles, and in a live crawl",
        "nothing acknowledged is lost, nothing doubled, all 400 are found, verify is clean",
        KILLS + "test_replay_of_400_articles_survives_ten_kills",
        KILLS + "test_live_crawl_of_400_articles_survives_ten_kills",
        INTERRUPTIONS + "test_killed_crawl_forgets_nothing_and_doubles_nothing",
    ),
    fault(
        "D2",
        "SIGKILL inside a transaction",
        "before each kind of statement, fifty times",
        "all of it or nothing",
        KILLS + "test_fifty_kills_inside_transactions_leave_all_of_it_or_nothing",
        KILLS + "test_kill_inside_a_transaction_leaves_all_of_it_or_nothing",
        TRANSACTIONS + "test_a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half",
    ),
    fault(
        "D3",
        "SIGKILL in a WARC record",
        "in the middle of a write, a hundred times; files cut at any byte",
        "no acknowledged record is lost, the cut one is set aside, never appended to",
        KILLS + "test_ten_kills_in_the_middle_of_a_warc_record_cost_that_record_at_most",
        CAPTURE + "test_a_run_killed_at_any_byte_of_a_record_loses_only_that_record",
        CAPTURE + "test_no_record_that_was_acknowledged_is_lost_to_kill_9",
        CAPTURE + "test_a_file_with_nothing_whole_in_it_is_set_aside",
    ),
    fault(
        "D4",
        "SIGTERM and SIGINT",
        "once, twice, during a long Crawl-delay",
        "a clean stop, exit 143 or 130; the rest is deferred",
        INTERRUPTIONS + "test_signal_ends_a_crawl_cleanly",
        INTERRUPTIONS + "test_signal_does_not_wait_for_a_long_crawl_delay",
        KILLS + "test_second_signal_does_not_wait_and_loses_nothing",
    ),
    fault(
        "D5",
        "out of memory",
        "15 and 60 MB left by RLIMIT_AS, two pages that take more",
        "no empty page is stored; completed by the next run",
        KILLS + "test_crawl_that_runs_out_of_memory_is_completed_by_the_next",
    ),
    fault(
        "D6",
        "disk full",
        "at twenty sizes by RLIMIT_FSIZE; in a record; in a transaction",
        "exit 3, a sound archive; the next run completes",
        SYSTEM + "test_disk_that_is_full_at_any_size_ends_with_exit_3_and_the_next_run_completes",
        INTERRUPTIONS + "test_crawl_without_room_ends_with_exit_3_and_goes_on_later",
        CAPTURE + "test_a_full_disk_is_said_and_leaves_no_half_record",
        TRANSACTIONS + "test_a_full_disk_is_told_in_a_sentence_and_keeps_what_was_there",
    ),
    fault(
        "D7",
        "a disk that fails",
        "EIO on write, sync and truncate by a VFS, once and from then on",
        "exit 3, nothing acknowledged is lost, the archive is sound",
        POWER + "test_disk_that_fails_ends_with_exit_3_and_a_sound_archive",
    ),
    fault(
        "D8",
        "power cut",
        "writes since the last sync lost, torn and in other order by a VFS, 200 cuts in each journal mode",
        "nothing acknowledged is lost, verify is clean",
        POWER + "test_power_cut_loses_nothing_that_was_acknowledged",
        POWER + "test_power_cut_would_be_noticed",
        POWER + "test_record_is_synced_before_the_archive_is_told_of_it",
    ),
    fault(
        "D9",
        "no right to write",
        "an archive, a captures folder that are read-only",
        "exit 3 before anything is asked",
        SYSTEM + "test_archive_without_rights_is_refused_before_anything_is_asked",
        OPENING + "test_a_read_only_archive_is_refused_before_anything_is_fetched",
        CAPTURE + "test_a_folder_that_cannot_be_written_is_said",
    ),
    fault(
        "D10",
        "the journal is removed after a crash",
        "power cuts whose rollback journal is gone (an archive in WAL mode has a -wal file instead)",
        "noticed by SQLite or verify wherever the file is half written",
        POWER + "test_removed_journal_is_noticed_or_was_not_needed",
    ),
    fault(
        "D11",
        "a flipped bit in the database",
        "200 of them",
        "each that changes a text is named by verify",
        "archive/test_verify.py::test_no_flipped_bit_changes_an_article_unnoticed",
        "archive/test_verify.py::test_a_changed_column_is_found_by_the_sum_of_its_row",
    ),
    fault(
        "D12",
        "a database that is none",
        "cut, zeroed, a text, another program's, of a newer version",
        "exit 6 and a sentence; not a byte is changed",
        OPENING + "test_a_damaged_archive_is_told_and_not_overwritten",
        OPENING + "test_what_is_no_archive_is_named_and_left_as_it_is",
        OPENING + "test_an_archive_of_a_newer_program_is_left_alone",
    ),
    fault(
        "D13",
        "an upgrade that is killed",
        "before twenty of its statements",
        "the old archive or the new, never between",
        MIGRATION + "test_upgrade_killed_half_way_leaves_the_old_archive_or_the_new",
    ),
    fault(
        "D14",
        "a clock that jumps",
        "a day back, ten years ahead, and right again",
        "runs keep their order; what was put off for years is asked again, and the jump is said",
        SYSTEM + "test_clock_that_jumps_changes_no_order_and_loses_nothing",
        SYSTEM + "test_what_a_clock_that_was_ahead_put_off_is_asked_when_it_is_right",
    ),
    fault(
        "D15",
        "the surroundings of cron",
        "LANG=C, TZ=UTC and another zone, no HOME",
        "the same articles; an export has the same bytes",
        SYSTEM + "test_surroundings_of_cron_change_nothing",
        "export/test_demo_corpora.py::test_another_locale_time_zone_and_order_of_hashes_give_the_same_bytes",
    ),
    fault(
        "D16",
        "nowhere to print",
        "stdin, stdout and stderr closed; /dev/full",
        "the run goes on to its end; exit 3 where its summary was lost",
        SYSTEM + "test_run_goes_on_where_nobody_can_read_what_it_says",
        "test_output.py::test_a_command_whose_output_was_closed_does_its_work",
        "test_output.py::test_output_to_a_full_disk_is_told_in_a_sentence",
    ),
    fault(
        "D17",
        "few open files",
        "64 of them, 2,000 pages, broken connections among them",
        "each page has its outcome",
        SYSTEM + "test_thousands_of_pages_need_few_open_files",
    ),
)
