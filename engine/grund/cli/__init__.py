"""Command line: words to a question, an answer to bytes, an exit code."""
