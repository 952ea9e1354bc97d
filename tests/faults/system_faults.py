"""Section D: crashes, disks and clocks. Acknowledged articles survive; the next run completes the rest."""

from fault import fault

KILLS = "faults/test_kills.py::"
SYSTEM = "faults/test_system_faults.py::"
POWER = "faults/test_power_cuts.py::"
MIGRATION = "faults/test_migration_kills.py::"
INTERRUPTIONS = "crawler/test_interruptions.py::"
OPENING = "archive/test_opening.py::"
TRANSACTIONS = "archive/test_transactions.py::"
CAPTURE = "warc/test_warc_writer.py::"

FAULTS = (
    fault(
        "D1",
        "SIGKILL at any time",
        "ten kills in each of ten replays of 400 articles, and in a live crawl",
        "no acknowledged article lost, none stored twice, all 400 found, verify finds nothing",
        KILLS + "test_replay_of_400_articles_survives_ten_kills",
        KILLS + "test_live_crawl_of_400_articles_survives_ten_kills",
        INTERRUPTIONS + "test_killed_crawl_loses_no_url_and_stores_no_article_twice",
    ),
    fault(
        "D2",
        "SIGKILL inside a transaction",
        "before each kind of SQL statement, fifty times",
        "atomic",
        KILLS + "test_fifty_kills_inside_transactions_are_atomic",
        KILLS + "test_kill_inside_a_transaction_is_atomic",
        TRANSACTIONS + "test_killed_writer_loses_no_acknowledged_article",
    ),
    fault(
        "D3",
        "SIGKILL in a WARC record",
        "inside a write, a hundred times; files truncated at any byte",
        "no acknowledged record lost; the truncated one is set aside",
        KILLS + "test_ten_kills_inside_warc_records_lose_no_acknowledged_article",
        CAPTURE + "test_file_truncated_inside_a_record_loses_only_that_record",
        CAPTURE + "test_acknowledged_records_survive_sigkill",
        CAPTURE + "test_file_without_a_whole_record_is_set_aside",
    ),
    fault(
        "D4",
        "SIGTERM and SIGINT",
        "once, twice, during a long Crawl-delay",
        "clean stop, exit 143 or 130; the rest is deferred",
        INTERRUPTIONS + "test_signal_ends_a_crawl_cleanly",
        INTERRUPTIONS + "test_signal_does_not_wait_for_a_long_crawl_delay",
        KILLS + "test_second_signal_ends_the_crawl_at_once_without_loss",
    ),
    fault(
        "D5",
        "out of memory",
        "RLIMIT_AS leaves 15 or 60 MB, two pages need more",
        "no empty article stored; completed by the next run",
        KILLS + "test_crawl_that_runs_out_of_memory_is_completed_by_the_next",
    ),
    fault(
        "D6",
        "disk full",
        "RLIMIT_FSIZE at twenty sizes; inside a record; inside a transaction",
        "exit 3, valid archive; the next run completes",
        SYSTEM + "test_full_disk_exits_with_3_and_the_next_run_completes",
        INTERRUPTIONS + "test_crawl_on_a_full_disk_exits_with_3_and_can_continue",
        CAPTURE + "test_full_disk_is_reported_and_leaves_no_partial_record",
        TRANSACTIONS + "test_full_disk_is_reported_and_keeps_stored_data",
    ),
    fault(
        "D7",
        "failing disk",
        "EIO on write, sync and truncate in a VFS, once or lasting",
        "exit 3, no acknowledged article lost, valid archive",
        POWER + "test_failing_disk_exits_with_3_and_keeps_a_valid_archive",
    ),
    fault(
        "D8",
        "power cut",
        "unsynced writes lost, torn and reordered in a VFS, 200 cuts in each journal mode",
        "no acknowledged article lost, verify finds nothing",
        POWER + "test_power_cut_loses_no_acknowledged_article",
        POWER + "test_power_cuts_without_syncs_lose_data",
        POWER + "test_warc_record_is_synced_before_the_database_row",
    ),
    fault(
        "D9",
        "no write permission",
        "read-only archive and captures folder",
        "exit 3 before any request",
        SYSTEM + "test_archive_without_write_permission_is_refused_before_any_request",
        OPENING + "test_read_only_archive_is_refused_before_any_request",
        CAPTURE + "test_unwritable_folder_is_reported",
    ),
    fault(
        "D10",
        "journal removed after a crash",
        "power cuts, then the rollback journal is deleted",
        "noticed by SQLite or verify if the file is half written",
        POWER + "test_removed_journal_is_noticed_or_unneeded",
    ),
    fault(
        "D11",
        "flipped bit in the database",
        "200 bits",
        "each one that changes a text is found by verify",
        "archive/test_verify.py::test_flipped_bit_that_changes_an_article_is_noticed",
        "archive/test_verify.py::test_changed_column_is_found_by_the_row_checksum",
    ),
    fault(
        "D12",
        "invalid database",
        "truncated, zeroed, text file, foreign database, newer version",
        "exit 6 and a message; file unchanged",
        OPENING + "test_damaged_archive_is_reported_and_not_overwritten",
        OPENING + "test_file_that_is_not_an_archive_is_refused_and_unchanged",
        OPENING + "test_archive_of_a_newer_version_is_refused_and_unchanged",
    ),
    fault(
        "D13",
        "killed migration",
        "before twenty of its statements",
        "old or new schema, nothing between",
        MIGRATION + "test_killed_migration_leaves_the_old_or_the_new_schema",
    ),
    fault(
        "D14",
        "clock jumps",
        "a day back, ten years ahead, back to normal",
        "runs keep their order; rechecks are rescheduled; the jump is reported",
        SYSTEM + "test_clock_jumps_keep_the_order_of_runs_and_lose_nothing",
        SYSTEM + "test_rechecks_scheduled_by_a_wrong_clock_are_corrected",
    ),
    fault(
        "D15",
        "cron environment",
        "LANG=C, TZ=UTC and another zone, no HOME",
        "same articles; same bytes of an export",
        SYSTEM + "test_cron_environment_gives_the_same_articles",
        "export/test_demo_corpora.py::test_locale_time_zone_and_hash_seed_do_not_change_the_bytes",
    ),
    fault(
        "D16",
        "unusable output streams",
        "stdin, stdout and stderr closed; /dev/full",
        "the run completes; exit 3 if its summary was lost",
        SYSTEM + "test_run_completes_without_usable_output_streams",
        "test_output.py::test_command_with_closed_output_completes",
        "test_output.py::test_output_to_a_full_disk_is_reported",
    ),
    fault(
        "D17",
        "few file descriptors",
        "64 descriptors, 2,000 pages, some broken connections",
        "each page has its outcome",
        SYSTEM + "test_thousands_of_pages_need_few_file_descriptors",
    ),
)
