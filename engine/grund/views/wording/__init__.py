"""Wording: conditions, explanations and values in Swedish and English."""
