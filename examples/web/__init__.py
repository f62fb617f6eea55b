"""A programme for teams in a browser: one process, one file of data."""
