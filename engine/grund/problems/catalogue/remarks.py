"""Codes G35: what is no error and yet unfinished; `grund check --strict`."""

from __future__ import annotations

from typing import Final

from .row import Code

REMARKS: Final[dict[str, Code]] = {
    "G351": Code(
        "källan {id!r} åberopas inte",
        "source {id!r} is not cited",
        "åberopa den där den behövs, eller ta bort raden",
        "cite it where it is needed, or remove the row",
    ),
    "G352": Code(
        "parametern {name!r} läses inte",
        "parameter {name!r} is not read",
        "läs den i ett villkor som param.{name}, eller ta bort den",
        "read it in a condition as param.{name}, or remove it",
    ),
    "G353": Code(
        "attributet {name!r} har inget värde i någon värld",
        "attribute {name!r} has no value in any world",
        "lägg till fakta, om så bara att värdet inte är tillgängligt, eller ta bort attributet",
        "add facts, if only that the value is not available, or remove the attribute",
    ),
    "G354": Code(
        "antagandet sägs inte: {what} har ingen note",
        "the assumption is not said: {what} has no note",
        "skriv i note vad som antas och varför",
        "say in a note what is assumed, and why",
    ),
    "G355": Code(
        "exemplet {example} åberopar {source}, men reglerna säger {found} om {subject}",
        "example {example} cites {source}, but the rules say {found} of {subject}",
        "rätta regeln, eller exemplet om källan är missförstådd",
        "correct the rule, or the example where the source is misread",
    ),
    "G356": Code(
        "param.{name} kontrollerades {checked}, innan värdet börjar gälla {start}",
        "param.{name} was checked on {checked}, before the value begins on {start}",
        "se efter i källan att värdet gäller, och skriv den dagen i checked_on",
        "see in the source that the value holds, and write that day in checked_on",
    ),
    "G357": Code(
        "param.{name} kontrollerades senast {checked}, mer än ett år före {day} i scenariot {scenario}",
        "param.{name} was last checked on {checked}, more than a year before {day} in scenario {scenario}",
        "se efter i källan att värdet ännu gäller, och skriv den dagen i checked_on",
        "see in the source that the value still holds, and write that day in checked_on",
    ),
}
