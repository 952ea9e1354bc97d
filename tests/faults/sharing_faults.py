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
        LOCK + "test_archive_is_held_by_whatever_link_it_is_reached",
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
        SHARING + "test_four_writers_and_verify_all_come_through",
        TRANSACTIONS + "test_writers_wait_for_each_other",
        "archive/test_verify.py::test_verify_goes_on_while_the_archive_is_written_to",
    ),
    fault(
        "E4",
        "a reader that does not end",
        "a transaction held open during a crawl",
        "the crawl waits and goes on; after its write timeout exit 3, and the next run completes",
        SHARING + "test_crawl_waits_for_a_reader_and_goes_on",
        SHARING
        + "test_crawl_that_a_reader_holds_up_for_too_long_ends_with_exit_3_and_is_completed_by_the_next",
        TRANSACTIONS + "test_program_that_holds_the_archive_is_named",
    ),
    fault(
        "E5",
        "a deferred transaction",
        "every transaction of a save, traced",
        "BEGIN IMMEDIATE and nothing else",
        TRANSACTIONS + "test_no_deferred_transaction_is_ever_begun",
    ),
    fault(
        "E6",
        "backups of an archive at work",
        "forty while articles are stored; others while a crawl runs",
        "each is whole, as of the end of a transaction",
        BACKUP + "test_backups_made_while_articles_are_stored_are_all_whole",
        "crawler/test_backup_in_a_crawl.py::test_backups_of_a_running_crawl_are_whole",
    ),
    fault(
        "E7",
        "a backup that does not end",
        "killed; no room; between two names",
        "the one before is as it was",
        BACKUP + "test_backup_that_is_killed_or_has_no_room_leaves_the_one_before",
        BACKUP + "test_backup_between_two_names_is_found_again",
        BACKUP + "test_damaged_archive_never_takes_the_place_of_a_good_backup",
    ),
    fault(
        "E8",
        "restore over an archive at work",
        "while a run holds the lock",
        "exit 5; what is there gives way only when told, and is kept",
        BACKUP + "test_nothing_is_restored_while_a_run_holds_the_archive",
        BACKUP + "test_archive_that_is_there_gives_way_only_when_told_and_is_kept",
    ),
    fault(
        "E9",
        "an SQLite that can lose commits",
        "3.7.0 to 3.51.2 but for 3.44.6+ and 3.50.7+; network drives",
        "no WAL mode there, synced in full, and status says so",
        OPENING + "test_wal_is_used_only_where_it_keeps_every_commit",
        OPENING + "test_the_journal_and_the_sync_are_those_that_lose_nothing",
        OPENING + "test_network_drives_are_known_by_their_mount",
        SHARING + "test_status_says_how_commits_are_kept_and_why",
    ),
)
