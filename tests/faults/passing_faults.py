"""Section P: faults that pass, and pages that are whole although a strict reader refuses them."""

from fault import fault

UNREAD = "crawler/test_unread_addresses.py::"
STARTS = "crawler/test_damaged_starts.py::"
CRAWL = "crawler/test_crawl_faults.py::"

FAULTS = (
    fault(
        "P1",
        "passing fault",
        "302, 303, 307 to maintenance, section, login, host; 200 with an error or default page; wrong type",
        "asked again after half a day to 16 days, then given up and told in `status`",
        UNREAD + "test_passing_faults_do_not_lose_an_address",
        UNREAD + "test_unread_address_is_given_up_after_a_month",
        UNREAD + "test_failures_in_between_do_not_use_up_later_visits",
    ),
    fault(
        "P2",
        "robots.txt of one day",
        "Disallow: / in one run",
        "stored in a later run",
        UNREAD + "test_day_of_forbidding_robots_txt_loses_no_address",
    ),
    fault(
        "P3",
        "permanent redirect to the home page",
        "301 and 308, of new and of stored articles",
        "`gone?`, asked three times over 30 days; --full asks again; stored text kept",
        UNREAD + "test_permanent_redirect_to_the_home_page_is_perhaps_gone",
        UNREAD + "test_address_perhaps_gone_is_asked_three_times_over_thirty_days",
    ),
    fault(
        "P4",
        "HTTP/1.0 without a length",
        "comment or script after the page, no </html>, gzip, JSON, RSS, Atom; Content-Encoding: UTF-8",
        "stored where the format shows its end, else failed truncated",
        CRAWL + "test_bodies_that_show_their_end_are_complete",
        "crawler/test_body_end.py::test_format_shows_that_the_body_is_whole",
        "crawler/test_body_end.py::test_body_without_its_end_is_not_whole",
    ),
    fault(
        "P5",
        "damaged sitemaps and feeds",
        "bare &, control characters, BOM, text before and after, gzip files, plain text, a bad entry",
        "all readable entries are read",
        STARTS + "test_damaged_sitemap_gives_all_its_urls",
        STARTS + "test_damaged_feed_gives_all_its_links",
        STARTS + "test_entries_after_an_unreadable_one_count_and_the_damage_is_told",
        STARTS + "test_truncated_damaged_sitemap_keeps_complete_entries_only",
        STARTS + "test_gzip_files_without_content_encoding_are_read",
    ),
    fault(
        "P6",
        "robots.txt in UTF-16",
        "with and without byte order mark",
        "obeyed",
        "crawler/test_robots.py::test_robots_txt_in_an_encoding_of_windows_is_obeyed",
    ),
)
