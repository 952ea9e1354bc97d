"""`python -m crawler`: the `partynews` command where its script is not on the path."""

from crawler.cli import main

main()
