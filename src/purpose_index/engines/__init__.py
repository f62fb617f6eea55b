"""Counting answers that do not fit in memory: files, queries and clusters, a part at a time."""
