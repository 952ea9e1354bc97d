"""Contenders: partynews and each peer on the same input, each in its own environment."""
