"""Accountability: who answers for each decision, goal and krona, and where nobody does."""
