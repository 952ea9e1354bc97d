"""The archive: SQLite database and WARC files; store, search, export, verify and browse articles."""
