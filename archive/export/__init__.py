"""Corpora: the texts of a selection in a format of the reader's choice, the same bytes each time."""
