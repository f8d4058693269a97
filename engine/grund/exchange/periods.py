"""Periods: the day that a figure of a year, quarter or month is said to hold from.

Its last day, and how well it is known; None for no period.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

_FORMS: Final = {
    "year": re.compile(r"(\d{4})", re.ASCII),
    "quarter": re.compile(r"(\d{4})K([1-4])", re.ASCII),
    "month": re.compile(r"(\d{4})M(0[1-9]|1[0-2])", re.ASCII),
}


def last_day(period: str) -> tuple[date, str] | None:
    """The last day of a period, with the precision of a fact: 2024, 2024K3 and 2024M09; None for another form."""
    for kind, form in _FORMS.items():
        match = form.fullmatch(period)
        if match:
            year = int(match[1])
            month = 12 if kind == "year" else int(match[2]) * (3 if kind == "quarter" else 1)
            precision = "year" if kind == "year" else "month"
            return date(year, month, monthrange(year, month)[1]), precision
    return None
