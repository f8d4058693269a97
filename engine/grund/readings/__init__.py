"""Readings: the engines that carry out the meaning of a rule. `plain` is the meaning itself."""
