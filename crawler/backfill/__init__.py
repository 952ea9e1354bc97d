"""Backfill: list the captures that web archives have of a site, fetch them, and archive them."""
