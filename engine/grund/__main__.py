"""`python -m grund` is the command line."""

from .doors.cli import main

main()
