"""Probe: compare what a site file declares with a few pages of the live site."""
