"""New site: write a site file and test pages from sample pages of a newspaper."""
