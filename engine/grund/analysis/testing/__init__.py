"""Testing: the examples in rule files, run and counted."""
