"""Live: facts arrive, change and are withdrawn, and the decisions follow."""
