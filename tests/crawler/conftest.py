"""What is no test here."""

collect_ignore = ["paper_spider.py", "gazette_spider.py"]  # told by the environment where to go
