"""Batch: a table, a file or a warehouse decided, row by row as the interpreter would."""
