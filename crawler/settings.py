"""Scrapy settings; each unusual value has its reason."""

BOT_NAME = "partynews"
SPIDER_MODULES = ["spiders"]
