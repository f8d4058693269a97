"""Completions: what an area's group is, whatever the missing facts turn out to be."""
