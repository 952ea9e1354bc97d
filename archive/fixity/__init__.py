"""Fixity checks: rows, WARC records and the full-text index against their checksums."""
