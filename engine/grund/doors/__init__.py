"""Doors: where people and programs come in. Nothing is decided here."""
