"""Merge another archive into this one: its captures, readings and runs, without parsing its pages again."""
