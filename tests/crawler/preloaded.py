"""Load what crawls, commands and web pages load, except the reactor: the fork server imports this once."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory

import conditions  # noqa: F401
import pytest  # noqa: F401 - a process imports the program that started it
import run_crawl  # noqa: F401
import soupsieve
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

import crawler.commands
import crawler.crawl.pipeline
import crawler.crawl.scheduler
import crawler.fetch.robots
import crawler.fetch.warc_middleware
import crawler.spider
import spiders
from archive.store import Store

COMPONENTS = ("EXTENSIONS_BASE", "DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE")

for setting in COMPONENTS:
    for component in getattr(default_settings, setting):
        load_object(component)
for package in (spiders, crawler.commands):
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
with suppress(ModuleNotFoundError):  # the extra `ui` is not installed
    import_module("archive.ui.server")
soupsieve.compile("article.paper > h1#title[lang^='vi']:not(.old):nth-child(2), p + p")  # with its patterns
with TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db"):
    pass  # an empty archive is made once a process
