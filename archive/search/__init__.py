"""Vietnamese full-text search: query syntax, FTS5 index, snippets."""
