"""`python -m grund` is the command line."""

from .cli.entry import main

main()
