"""What is no test here."""

collect_ignore = ["paper_spider.py"]  # a spider for a process of its own, told by the environment where to go
