"""Shards: the records of WARC files, read once on any machine, as Parquet that `merge` enters."""
