"""Scrapy settings; each unusual value has its reason."""

import os

BOT_NAME = "partynews"
SPIDER_MODULES = ["spiders"]
SPIDER_LOADER_CLASS = "crawler.site_loader.SiteLoader"  # one broken site file does not stop the others
SITE_FOLDERS = [folder for folder in os.environ.get("PARTYNEWS_SITES", "").split(os.pathsep) if folder]
SITE_FAMILIES = "spiders.families.FAMILIES"  # recognise hosts without a site file

# The archive of `scrapy crawl`, and the address at which the sites can reach its operator.
ARCHIVE_DB = os.environ.get("PARTYNEWS_DB", "archive.db")
CONTACT = os.environ.get("PARTYNEWS_CONTACT", "")

# The queue is a table of the archive: JOBDIR loses what a crash interrupts.
SCHEDULER = "crawler.crawl.scheduler.FrontierScheduler"
ITEM_PIPELINES = {"crawler.crawl.pipeline.ArchivePipeline": 100}

# Politeness: a newspaper's server is shared with its readers.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 2  # a site: one in progress and one ready, so that a clean stop is quick
CONCURRENT_ITEMS = 1  # a response gives one item; Scrapy creates so many tasks for each response
DOWNLOAD_DELAY = 2.0  # never 0: Scrapy 2.19 then sends all requests that wait for a host at once
AUTOTHROTTLE_ENABLED = True  # longer delays while the server is slow
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 0.5  # leaves a slow server half of the time for its readers
AUTOTHROTTLE_MAX_DELAY = 60.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}

# Stored pages that are checked again, of a site in a run: half an hour at this delay. After an import of old
# articles all of them are due at once, and would delay new articles.
MAX_RECHECKS = 1000

# Failures that may pass are retried in the same run, after all other requests, from the frontier.
# RETRY_ENABLED is Scrapy's own retry, which is in memory.
RETRY_ENABLED = False
RETRY_TIMES = 2
RETRY_PAUSE = 30.0  # seconds
SITE_REST = 30.0  # seconds of pause after "too many requests" without a Retry-After, doubled each time
SITE_DOWN_AFTER = 10  # failures in a row after which a site is left for the next run

# Bounds. The timeout is for the whole exchange. The size is for HTML; sitemaps have their own.
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 4 * 1024**2
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_VERIFY_CERTIFICATES = True  # an archived page must come from the host it names

# SSRF guard: connections are checked by address, links and redirects by host.
TWISTED_DNS_RESOLVER = "crawler.fetch.ssrf_guard.GuardedResolver"
ALLOW_ADDRESSES: list[str] = []  # private addresses that may be requested, for tests
HTTPPROXY_ENABLED = False  # a proxy would connect to addresses that are not checked
DOWNLOAD_HANDLERS = {"file": None, "ftp": None, "s3": None, "data": None}

# Redirects, robots.txt, content encodings and statuses are handled in crawler/fetch.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
COMPRESSION_ENABLED = False  # accepts truncated bodies; archive.warc.content_encoding does not
COOKIES_ENABLED = False
ROBOTSTXT_OBEY = False  # Scrapy's own; RobotsMiddleware obeys robots.txt
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # matches hosts by suffix
    "crawler.fetch.robots.RobotsMiddleware": 100,
    "crawler.fetch.warc_middleware.RecordingMiddleware": 950,  # nearest to the network
}
# Spiders yield one item for each response and no requests: Scrapy's own middlewares have nothing to do.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

# No remote control of a crawl.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

LOG_LEVEL = "INFO"
STATS_DUMP = False
DOWNLOADER_STATS = False  # the archive has the counts
