"""Proofs: what holds for every possible area, with a witness where it does not."""
