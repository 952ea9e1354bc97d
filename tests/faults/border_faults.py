"""Section B: where a crawl may go; the log of a forbidden host stays empty, and walks come to an end."""

from fault import fault

BORDER = "faults/test_border_faults.py::"
NET = "faults/test_net_faults.py::"
CRAWL = "crawler/test_crawl_faults.py::"
ROBOTS = "crawler/test_robots.py::"
DISCOVER = "crawler/test_discover.py::"
MANNERS = "crawler/test_manners.py::"

HOST = BORDER + "test_no_page_leads_to_a_forbidden_host"
FILE = BORDER + "test_no_page_leads_to_a_local_file"
ENTITIES = BORDER + "test_xml_entities_are_not_expanded"
FORBIDDEN = CRAWL + "test_other_host_gets_no_request"

FAULTS = (
    fault(
        "B1",
        "a start that redirects inside",
        "302 from the listing to 127.0.0.2",
        "skipped blocked:offsite, the log of 127.0.0.2 is empty",
        HOST + "[start_redirects]",
        HOST + "[story_redirects]",
        HOST + "[link]",
        HOST + "[next_page]",
        FORBIDDEN,
    ),
    fault(
        "B2",
        "meta refresh to inside",
        "a refresh, a canonical link and a base that name 127.0.0.2",
        "none is followed",
        HOST + "[meta_refresh]",
        HOST + "[canonical_link]",
        HOST + "[base_of_the_page]",
    ),
    fault(
        "B3",
        "a retry that redirects inside",
        "503, then 302 to 127.0.0.2",
        "not followed",
        HOST + "[retry_redirects]",
    ),
    fault(
        "B4",
        "a name that leads inside",
        "the site's own name has 127.0.0.2, or gets it after the first look",
        "looked at for every connection: blocked:address",
        NET + "test_host_address_is_checked_for_every_connection",
        CRAWL + "test_own_host_name_with_a_private_address_is_not_connected_to",
        MANNERS + "test_private_addresses_are_not_public",
    ),
    fault(
        "B5",
        "spellings of an address",
        "decimal, octal, hex, IPv6, user@, trailing dot, %-encoding, full-width: links and redirects",
        "none is asked, nothing is stored",
        BORDER + "test_no_spelling_of_an_ip_address_bypasses_the_host_check",
    ),
    fault(
        "B6",
        "other schemes",
        "file:, data:, ftp:, s3:, javascript: by link, redirect, refresh, sitemap, feed, robots.txt",
        "skipped blocked:scheme, no local file is read",
        FILE,
        BORDER + "test_links_with_other_schemes_are_skipped_with_a_reason",
    ),
    fault(
        "B7",
        "sitemaps and feeds that lead away",
        "entries, indexes and redirects to 127.0.0.2",
        "skipped blocked:offsite",
        *(HOST + f"[{road}]" for road in ("sitemap_entry", "sitemap_of_the_index", "sitemap_redirects")),
        *(HOST + f"[{road}]" for road in ("feed_entry", "feed_redirects")),
    ),
    fault(
        "B8",
        "robots.txt that leads away",
        "a Sitemap line and a redirect to 127.0.0.2",
        "neither is followed",
        HOST + "[robots_sitemap]",
        HOST + "[robots_redirect]",
        ROBOTS + "test_robots_txt_redirected_off_site_is_ignored",
    ),
    fault(
        "B9",
        "robots.txt that is not given",
        "503; a time-out",
        "nothing of the host is asked, exit 4; the next run asks again",
        ROBOTS + "test_host_without_reachable_robots_txt_is_not_crawled",
        ROBOTS + "test_unreachable_robots_txt_forbids_everything",
    ),
    fault(
        "B10",
        "robots.txt that is none",
        "404, 403, HTML, a byte order mark, 10 MB",
        "read as RFC 9309 says, 500 KiB of it",
        ROBOTS + "test_missing_or_unrelated_rules_allow_a_page",
        ROBOTS + "test_endless_robots_txt_is_read_up_to_500_kib",
        ROBOTS + "test_robots_txt_is_truncated_at_a_line_end",
    ),
    fault(
        "B11",
        "a listing without an end",
        "?p=1, ?p=2 and so on; session ids and tracking in links",
        "left at the budget, which the outcome says; the same page once",
        BORDER + "test_endless_listing_stops_at_the_page_budget",
        "test_site.py::test_url_variants_have_one_canonical_url",
        "test_site.py::test_listing_url_keeps_its_page_number_without_tracking",
    ),
    fault(
        "B12",
        "a sitemap that names itself",
        "an index of itself and of twelve that do so too",
        "each is asked once",
        BORDER + "test_sitemap_that_lists_itself_is_read_once",
    ),
    fault(
        "B13",
        "a huge sitemap",
        "50,001 pages; 60 MB",
        "all pages taken; failed too_large; below 300 MB",
        BORDER + "test_sitemap_of_50001_urls_is_read_and_one_of_60_megabytes_refused",
    ),
    fault(
        "B14",
        "a thousand million laughs",
        "entities of entities in a sitemap and in a feed",
        "not expanded; other starts go on, below 300 MB",
        ENTITIES + "[sitemap-laughs]",
        ENTITIES + "[feed-laughs]",
        DISCOVER + "test_entities_in_sitemaps_are_not_expanded",
    ),
    fault(
        "B15",
        "external entities",
        "/etc/hostname and http://127.0.0.2/ in sitemap and feed; metadata of WARC files is not parsed",
        "nothing is read, nobody is asked",
        *(ENTITIES + f"[{where}-{what}]" for where in ("sitemap", "feed") for what in ("file", "host")),
    ),
    fault(
        "B16",
        "a cut sitemap",
        "cut in the middle of an address",
        "whole entries are kept, none is made up",
        DISCOVER + "test_truncated_sitemap_keeps_complete_entries_only",
        DISCOVER + "test_truncated_feed_gives_complete_links_only",
    ),
)
