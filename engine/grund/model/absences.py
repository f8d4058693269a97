"""Absences: why a value is missing, where somebody has said why."""

from __future__ import annotations

from typing import Final

ABSENCES: Final = {
    "not_available": ("finns inte att få", "not available"),
    "not_applicable": ("ej tillämpligt", "not applicable"),
    "secret": ("sekretess", "withheld for confidentiality"),
}
"""Kinds of missing value, kept apart in facts; all are unknown in conditions (LANGUAGE §4)."""
NO_VALUE: Final = "not_applicable"
"""The kind of what has no value: nothing that becomes known gives it one."""
