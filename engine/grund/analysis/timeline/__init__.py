"""Timeline: how long a decision stands, and what makes it another."""
