"""Let `python -m pledgewatch` be the command."""

from pledgewatch.cli import main

if __name__ == "__main__":
    main()
