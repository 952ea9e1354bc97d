"""Health of the sites: each run against what the site should give and what it gave before."""
