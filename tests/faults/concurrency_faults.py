"""Section E: concurrent processes and backups. Each waits or learns which process holds the archive."""

from fault import fault

SHARING = "faults/test_concurrency_faults.py::"
LOCK = "crawler/test_lock.py::"
BACKUP = "archive/test_backup.py::"
RESTORE = "archive/test_restore.py::"
OPENING = "archive/test_opening.py::"
TRANSACTIONS = "archive/test_transactions.py::"

FAULTS = (
    fault(
        "E1",
        "second run",
        "started during another run, also through a symbolic link",
        "exit 5 at once, with command, process id and start time of the holder",
        LOCK + "test_second_run_ends_at_once_and_names_the_first",
        LOCK + "test_lock_is_the_same_through_a_symbolic_link",
    ),
    fault(
        "E2",
        "lock of a dead run",
        "kill -9 of the holder",
        "taken over",
        LOCK + "test_lock_of_a_killed_run_is_taken_over",
    ),
    fault(
        "E3",
        "four writers",
        "processes that store 25 articles each, with verify in parallel",
        "all stored, verify finds nothing",
        SHARING + "test_four_writers_and_verify_run_concurrently",
        TRANSACTIONS + "test_writers_wait_for_each_other",
        "archive/test_verify.py::test_verify_works_during_writes",
    ),
    fault(
        "E4",
        "blocking reader",
        "read transaction held open during a crawl",
        "the crawl waits; after its write timeout exit 3, and the next run completes",
        SHARING + "test_crawl_waits_for_a_reader",
        SHARING + "test_crawl_blocked_by_a_reader_exits_with_3_and_can_continue",
        TRANSACTIONS + "test_process_that_holds_the_archive_is_named",
    ),
    fault(
        "E5",
        "deferred transaction",
        "every transaction of a save, traced",
        "only BEGIN IMMEDIATE",
        TRANSACTIONS + "test_every_transaction_begins_immediate",
    ),
    fault(
        "E6",
        "backups of an active archive",
        "forty while articles are stored; more during a crawl",
        "each is consistent",
        BACKUP + "test_backups_made_while_articles_are_stored_are_consistent",
        "crawler/test_backup_in_a_crawl.py::test_backups_of_a_running_crawl_are_consistent",
    ),
    fault(
        "E7",
        "interrupted backup",
        "killed; disk full; between two renames",
        "the earlier backup is unchanged",
        BACKUP + "test_killed_or_failed_backup_keeps_the_earlier_one",
        BACKUP + "test_backup_killed_between_two_renames_is_recovered",
        BACKUP + "test_damaged_archive_does_not_replace_a_good_backup",
    ),
    fault(
        "E8",
        "restore over an active archive",
        "while a run holds the lock",
        "exit 5; an existing archive is replaced only with --replace, and kept",
        RESTORE + "test_restore_is_refused_while_a_run_holds_the_archive",
        RESTORE + "test_existing_archive_is_replaced_only_with_the_option_and_kept_aside",
    ),
    fault(
        "E9",
        "SQLite versions that can lose commits",
        "3.7.0 to 3.51.2 except 3.44.6+ and 3.50.7+; network drives",
        "no WAL mode, full syncs, shown by status",
        OPENING + "test_wal_is_used_only_with_safe_sqlite_versions",
        OPENING + "test_journal_and_sync_mode_are_durable",
        OPENING + "test_network_drives_are_detected_by_mount_type",
        SHARING + "test_status_shows_the_journal_mode_and_its_reason",
    ),
)
