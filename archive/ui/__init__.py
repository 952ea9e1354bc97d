"""Web interface of the archive: read-only Datasette with pages for search and articles."""
