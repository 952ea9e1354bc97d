"""Section B: crawl scope. Forbidden hosts get no request, and crawls end."""

from fault import fault

BORDER = "faults/test_scope_faults.py::"
NET = "faults/test_net_faults.py::"
CRAWL = "crawler/test_crawl_faults.py::"
ROBOTS = "crawler/test_robots.py::"
DISCOVER = "crawler/test_discover.py::"
MANNERS = "crawler/test_policies.py::"

HOST = BORDER + "test_no_page_leads_to_a_forbidden_host"
FILE = BORDER + "test_no_page_leads_to_a_local_file"
ENTITIES = BORDER + "test_xml_entities_are_not_expanded"
FORBIDDEN = CRAWL + "test_other_host_gets_no_request"

FAULTS = (
    fault(
        "B1",
        "start redirects to a private address",
        "302 from the listing to 127.0.0.2",
        "skipped blocked:offsite, 127.0.0.2 gets no request",
        HOST + "[start_redirects]",
        HOST + "[article_redirects]",
        HOST + "[link]",
        HOST + "[next_page]",
        FORBIDDEN,
    ),
    fault(
        "B2",
        "meta refresh to a private address",
        "meta refresh, canonical link and base element with 127.0.0.2",
        "none is followed",
        HOST + "[meta_refresh]",
        HOST + "[canonical_link]",
        HOST + "[base_element]",
    ),
    fault(
        "B3",
        "retry redirects to a private address",
        "503, then 302 to 127.0.0.2",
        "not followed",
        HOST + "[retry_redirects]",
    ),
    fault(
        "B4",
        "host name resolves to a private address",
        "own host resolves to 127.0.0.2, at once or later",
        "checked for every connection: blocked:address",
        NET + "test_host_address_is_checked_for_every_connection",
        CRAWL + "test_own_host_name_with_a_private_address_is_not_connected_to",
        MANNERS + "test_private_addresses_are_not_public",
    ),
    fault(
        "B5",
        "spellings of an IP address",
        "decimal, octal, hex, IPv6, user@, trailing dot, %-encoding, full-width: links and redirects",
        "no request, nothing stored",
        BORDER + "test_no_spelling_of_an_ip_address_bypasses_the_host_check",
        MANNERS + "test_ipv6_addresses_that_embed_ipv4_are_not_public",
    ),
    fault(
        "B6",
        "other schemes",
        "file:, data:, ftp:, s3:, javascript: by link, redirect, refresh, sitemap, feed, robots.txt",
        "skipped blocked:scheme, no local file read",
        FILE,
        BORDER + "test_links_with_other_schemes_are_skipped_with_a_reason",
    ),
    fault(
        "B7",
        "off-site sitemaps and feeds",
        "entries, indexes and redirects to 127.0.0.2",
        "skipped blocked:offsite",
        *(HOST + f"[{lure}]" for lure in ("sitemap_entry", "sitemap_index_entry", "sitemap_redirects")),
        *(HOST + f"[{lure}]" for lure in ("feed_entry", "feed_redirects")),
    ),
    fault(
        "B8",
        "off-site robots.txt",
        "a Sitemap line and a redirect to 127.0.0.2",
        "neither is followed",
        HOST + "[robots_sitemap]",
        HOST + "[robots_redirect]",
        ROBOTS + "test_robots_txt_redirected_off_site_is_ignored",
    ),
    fault(
        "B9",
        "robots.txt unreachable",
        "503; timeout",
        "no other request to the host, exit 4; retried by the next run",
        ROBOTS + "test_host_without_reachable_robots_txt_is_not_crawled",
        ROBOTS + "test_unreachable_robots_txt_forbids_everything",
    ),
    fault(
        "B10",
        "missing or invalid robots.txt",
        "404, 403, HTML, byte order mark, 10 MB",
        "handled as in RFC 9309, first 500 KiB read",
        ROBOTS + "test_missing_or_unrelated_rules_allow_a_page",
        ROBOTS + "test_endless_robots_txt_is_read_up_to_500_kib",
        ROBOTS + "test_robots_txt_is_truncated_at_a_line_end",
    ),
    fault(
        "B11",
        "endless listing",
        "?p=1, ?p=2 ...; session ids and tracking parameters in links",
        "stops at the page budget or after 20 pages without a new story; told in the outcome",
        BORDER + "test_endless_listing_stops_at_the_page_budget",
        BORDER + "test_endless_listing_without_new_stories_stops_after_twenty_pages",
        "test_site.py::test_url_variants_have_one_canonical_url",
        "test_site.py::test_listing_url_keeps_its_page_number_without_tracking",
    ),
    fault(
        "B12",
        "sitemap that lists itself",
        "an index of itself and twelve sitemaps that do the same",
        "each is requested once",
        BORDER + "test_sitemap_that_lists_itself_is_read_once",
    ),
    fault(
        "B13",
        "huge sitemap",
        "50,001 URLs; 60 MB",
        "all URLs read; failed too_large; under 300 MB",
        BORDER + "test_sitemap_of_50001_urls_is_read_and_one_of_60_megabytes_refused",
    ),
    fault(
        "B14",
        "billion laughs",
        "nested entities in a sitemap and a feed",
        "not expanded; other starts continue, under 300 MB",
        ENTITIES + "[sitemap-laughs]",
        ENTITIES + "[feed-laughs]",
        DISCOVER + "test_entities_in_sitemaps_are_not_expanded",
    ),
    fault(
        "B15",
        "external entities",
        "/etc/hostname and http://127.0.0.2/ in sitemap and feed",
        "no file read, no request",
        *(ENTITIES + f"[{where}-{what}]" for where in ("sitemap", "feed") for what in ("file", "host")),
    ),
    fault(
        "B16",
        "truncated sitemap",
        "truncated inside a URL",
        "complete entries are read, no other",
        DISCOVER + "test_truncated_sitemap_keeps_complete_entries_only",
        DISCOVER + "test_truncated_feed_gives_complete_links_only",
    ),
)
