"""The archive in a browser: Datasette, read-only, with pages for people who know no SQL."""
