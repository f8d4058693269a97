"""Host: the wall round durable-rules (being written)."""

from ...problems import Problem


def unavailable() -> Problem | None:
    """Why the reading cannot serve here (durable-rules is not installed, or does not import): G650; None where it can."""
    raise NotImplementedError
