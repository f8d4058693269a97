"""`python -m grund` is the command line."""

from .doors.entry import main

main()
