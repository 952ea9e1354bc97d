"""Site files: one spider for each site. README.md says how to add one."""
