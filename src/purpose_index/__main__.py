"""`python -m purpose_index`, where the script `purpose-index` is not on the path."""

from purpose_index.cli import main

if __name__ == "__main__":
    main()
