"""Section E: several programs at one archive, and backups; each waits its turn or is told who holds it."""

from fault import fault

SHARING = "faults/test_sharing_faults.py::"
LOCK = "crawler/test_lock.py::"
BACKUP = "archive/test_backup.py::"
OPENING = "archive/test_opening.py::"
TRANSACTIONS = "archive/test_transactions.py::"

FAULTS = (
    fault(
        "E1",
        "a second run",
        "begun while one is busy, also by another link",
        "exit 5 at once; says who, which process and since when",
        LOCK + "test_second_run_ends_at_once_and_names_the_first",
        LOCK + "test_lock_is_the_same_through_a_symbolic_link",
    ),
    fault(
        "E2",
        "the lock of a dead run",
        "kill -9 of its holder",
        "taken over",
        LOCK + "test_lock_of_a_killed_run_is_taken_over",
    ),
    fault(
        "E3",
        "four writers",
        "processes that store 25 articles each, and verify all the while",
        "all are stored, verify is clean",
        SHARING + "test_four_writers_and_verify_run_concurrently",
        TRANSACTIONS + "test_writers_wait_for_each_other",
        "archive/test_verify.py::test_verify_works_during_writes",
    ),
    fault(
        "E4",
        "a reader that does not end",
        "a transaction held open during a crawl",
        "the crawl waits and goes on; after its write timeout exit 3, and the next run completes",
        SHARING + "test_crawl_waits_for_a_reader",
        SHARING + "test_crawl_blocked_by_a_reader_exits_with_3_and_can_continue",
        TRANSACTIONS + "test_process_that_holds_the_archive_is_named",
    ),
    fault(
        "E5",
        "a deferred transaction",
        "every transaction of a save, traced",
        "BEGIN IMMEDIATE and nothing else",
        TRANSACTIONS + "test_every_transaction_begins_immediate",
    ),
    fault(
        "E6",
        "backups of an archive at work",
        "forty while articles are stored; others while a crawl runs",
        "each is whole, as of the end of a transaction",
        BACKUP + "test_backups_made_while_articles_are_stored_are_consistent",
        "crawler/test_backup_in_a_crawl.py::test_backups_of_a_running_crawl_are_consistent",
    ),
    fault(
        "E7",
        "a backup that does not end",
        "killed; no room; between two names",
        "the one before is as it was",
        BACKUP + "test_killed_or_failed_backup_keeps_the_earlier_one",
        BACKUP + "test_backup_killed_between_two_renames_is_recovered",
        BACKUP + "test_damaged_archive_does_not_replace_a_good_backup",
    ),
    fault(
        "E8",
        "restore over an archive at work",
        "while a run holds the lock",
        "exit 5; what is there gives way only when told, and is kept",
        BACKUP + "test_restore_is_refused_while_a_run_holds_the_archive",
        BACKUP + "test_existing_archive_is_replaced_only_with_the_option_and_kept_aside",
    ),
    fault(
        "E9",
        "an SQLite that can lose commits",
        "3.7.0 to 3.51.2 but for 3.44.6+ and 3.50.7+; network drives",
        "no WAL mode there, synced in full, and status says so",
        OPENING + "test_wal_is_used_only_with_safe_sqlite_versions",
        OPENING + "test_journal_and_sync_mode_are_durable",
        OPENING + "test_network_drives_are_detected_by_mount_type",
        SHARING + "test_status_shows_the_journal_mode_and_its_reason",
    ),
)
