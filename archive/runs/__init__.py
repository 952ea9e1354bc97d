"""Runs: what earlier runs counted, status figures, days without articles."""
