"""Symbolic: policies as formulas, so that a question is asked of every possible area at once."""
