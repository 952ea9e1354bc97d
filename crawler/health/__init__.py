"""Was a run good, and if not, why: each site against what it should do and what it used to do."""
