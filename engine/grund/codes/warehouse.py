"""Codes G56: the SQL reading and the databases it is run in."""

from __future__ import annotations

from typing import Final

from .row import Code

WAREHOUSE: Final[dict[str, Code]] = {
    "G560": Code(
        "{what} kan inte sägas i {dialect}: {construct}",
        "{what} cannot be said in {dialect}: {construct}",
        "skriv om villkoret, välj en annan dialekt, eller kör utan --on",
        "rewrite the condition, choose another dialect, or run without --on",
    ),
}
