"""WARC and WACZ: read, parse, build and write records."""
