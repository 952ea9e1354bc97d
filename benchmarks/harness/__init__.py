"""Benchmark harness: environments of peers, rounds, statistics and reports."""
