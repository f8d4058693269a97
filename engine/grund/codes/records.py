"""Codes G59: outputs, records and how much a reader takes in."""

from __future__ import annotations

from typing import Final

from .row import Code

RECORDS: Final[dict[str, Code]] = {
    "G590": Code(
        "{file} är {what}, och skulle skrivas över",
        "{file} is {what}, and would be overwritten",
        "ange ett annat namn; ska den ersättas: --force",
        "name another file; to replace it: --force",
    ),
}
