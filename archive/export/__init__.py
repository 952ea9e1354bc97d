"""Export a corpus: the selected articles in one of several formats, with byte-identical results."""
