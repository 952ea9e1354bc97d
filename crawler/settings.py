"""Scrapy settings; each unusual value has its reason."""

import os

BOT_NAME = "partynews"
SPIDER_MODULES = ["spiders"]
SITE_FAMILIES = "spiders.families.FAMILIES"  # by which hosts without a site file are recognised

# Where `scrapy crawl` keeps its archive, and who the sites can turn to. `partynews` asks for the same.
ARCHIVE_DB = os.environ.get("PARTYNEWS_DB", "archive.db")
CONTACT = os.environ.get("PARTYNEWS_CONTACT", "")

# The queue is a table of the archive: JOBDIR forgets what a crash interrupts.
SCHEDULER = "crawler.crawl.scheduler.FrontierScheduler"
ITEM_PIPELINES = {"crawler.crawl.pipeline.ArchivePipeline": 100}

# Manners. A paper's server is shared with its readers.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 2  # a site; one under way and the next one ready, so that a clean stop is quick
CONCURRENT_ITEMS = 1  # a page comes to one visit; Scrapy makes so many tasks for each page
DOWNLOAD_DELAY = 2.0  # never 0: Scrapy 2.19 then sends all that waits for a host at once
AUTOTHROTTLE_ENABLED = True  # slower yet when the server is slow
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 0.5  # half of a slow server's time is left to its readers
AUTOTHROTTLE_MAX_DELAY = 60.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}

# Pages asked again because they are due, of a site in a run: half an hour at this pace. After an import of
# old articles all are due at once, and the news would wait for them.
MOST_RECHECKS = 1000

# Faults that may pass: asked again in the same run, behind everything else. RETRY_ENABLED is Scrapy's
# own way, in memory; ours is in the ledger.
RETRY_ENABLED = False
RETRY_TIMES = 2
RETRY_PAUSE = 30.0
SITE_REST = 30.0  # seconds of rest after "too many requests" without a Retry-After, doubled each time
SITE_DOWN_AFTER = 10  # troubles in a row after which a site is left alone for the run

# Bounds. The time-out is for the whole exchange; the size is for HTML (sitemaps have their own).
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 4 * 1024**2
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_VERIFY_CERTIFICATES = True  # what is to be cited must come from whom it says

# Where a request may go: connections are checked by address, links and redirects by host.
TWISTED_DNS_RESOLVER = "crawler.fetch.ssrf_guard.GuardedResolver"
ALLOW_ADDRESSES: list[str] = []  # private addresses that may be asked all the same, for tests
HTTPPROXY_ENABLED = False  # a proxy would connect in our place, unchecked
DOWNLOAD_HANDLERS = {"file": None, "ftp": None, "s3": None, "data": None}

# Redirects, robots.txt, bodies and status codes are our own business: see the modules named here.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
COMPRESSION_ENABLED = False  # lenient: it hands on what it got of a cut body (archive.encodings does not)
COOKIES_ENABLED = False
ROBOTSTXT_OBEY = False  # Scrapy's; RobotsMiddleware obeys
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # matches hosts by suffix
    "crawler.fetch.robots.RobotsMiddleware": 100,
    "crawler.fetch.warc_middleware.RecordingMiddleware": 950,  # nearest to the net
}
# A visit comes of every answer, and no request of any: Scrapy's own have nothing to do, and take their time.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

# Nothing may steer a crawl from outside.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

LOG_LEVEL = "INFO"
STATS_DUMP = False
DOWNLOADER_STATS = False  # what is counted is in the archive
