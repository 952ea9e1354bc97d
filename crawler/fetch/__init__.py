"""Asking a server: manners, where a request may go, what an answer means, and its WARC record."""
