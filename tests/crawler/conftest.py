"""What is no test here."""

collect_ignore = ["paper_spider.py", "gazette_spider.py"]  # spiders: the environment tells where to go
