"""Language: a condition from text to a typed tree, and back to its canonical text."""
