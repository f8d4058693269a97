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
    "G561": Code(
        "okänd databas {target!r}",
        "unknown database {target!r}",
        "ange duckdb, postgresql://… eller spark://…",
        "give duckdb, postgresql://… or spark://…",
    ),
    "G562": Code(
        "{target} svarar inte: {why}",
        "{target} does not answer: {why}",
        "kontrollera adressen, och att servern är igång",
        "check the address, and that the server is running",
    ),
    "G564": Code(
        "en fil avgörs här, inte i {target!r}",
        "a file is decided here, not in {target!r}",
        "ange --on duckdb, eller läs in filen i databasen och använd grund sql",
        "give --on duckdb, or load the file into the database and use grund sql",
    ),
    "G563": Code(
        "{target} avbröt satsen: {why}",
        "{target} stopped the statement: {why}",
        "rätta tabellen, eller kör utan --on för att se var felet står",
        "mend the table, or run without --on to see where the fault stands",
    ),
}
