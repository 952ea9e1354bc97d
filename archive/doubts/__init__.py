"""Doubted readings: texts worse than the stored ones are kept beside them and do not replace them."""
