"""The crawl: frontier, scheduler, recorder, runs."""
