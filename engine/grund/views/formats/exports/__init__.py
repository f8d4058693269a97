"""Exports: a budget in the files that budget work uses.

Enters: a budget. Leaves: bytes. Promise: every file holds every line, to the öre, with the marks and the hash of the
run; text never becomes a formula; the same budget gives the same bytes.
"""
