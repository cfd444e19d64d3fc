"""The command line: a command parses, calls one function of the library, and prints.

Data goes to stdout, progress and errors to stderr. Exit codes: 0 done; 1 a fault of ours; 2 wrong usage; 3 some
documents or lists failed, the rest is done; 4 nothing to publish; 130 interrupted, the same command continues.
"""

from pledgewatch.cli.main import main

__all__ = ["main"]
