"""Exclude spiders from test collection."""

collect_ignore = ["paper_spider.py", "gazette_spider.py"]  # they read the environment
