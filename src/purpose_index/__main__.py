"""`python -m purpose_index`, for who has no script `purpose-index` on the path."""

from purpose_index.cli import main

main()
