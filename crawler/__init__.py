"""Crawl news sites: from URLs to articles in the archive. Imports archive, never the other way round."""
