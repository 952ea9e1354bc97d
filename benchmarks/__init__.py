"""Benchmarks against other tools and against physical limits."""
