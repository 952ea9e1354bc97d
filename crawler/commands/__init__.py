"""The commands of `partynews`, one module each, named as the command (`import` is in import_.py)."""
