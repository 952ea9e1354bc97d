"""Exact and near-duplicates of articles."""
