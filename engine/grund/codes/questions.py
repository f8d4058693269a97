"""Codes G5 and G9: scenarios, commands, records; faults of grund itself."""

from __future__ import annotations

from typing import Final

from .row import Code

QUESTIONS: Final[dict[str, Code]] = {
    "G501": Code(
        "okänt scenario {id!r}",
        "unknown scenario {id!r}",
        "ange en fil, eller ett av: {known}",
        "give a file, or one of: {known}",
    ),
    "G502": Code(
        "skriv tolkningen som namn=val; {value!r} är inte ett av valen: {known}",
        "write a tolkning as name=choice; {value!r} is none of the choices: {known}",
        "skriv till exempel {example}",
        "write for example {example}",
    ),
    "G503": Code(
        "insatsen {id!r} finns inte i policyn {policy!r}",
        "insats {id!r} is not in policy {policy!r}",
        "använd en av: {known}",
        "use one of: {known}",
    ),
    "G504": Code(
        "{file} är ingen körningspost från grund",
        "{file} is no run record of grund",
        "skapa en med: grund run SCENARIO -o FIL.json",
        "make one with: grund run SCENARIO -o FILE.json",
    ),
    "G505": Code(
        "kan inte skriva {file}: {why}",
        "cannot write {file}: {why}",
        "välj en annan plats",
        "choose another place",
    ),
    "G506": Code(
        "filändelsen {suffix!r} går inte att skriva här",
        "cannot write a file ending in {suffix!r} here",
        "använd en av: {known}, eller ange --format",
        "use one of: {known}, or give --format",
    ),
    "G508": Code(
        "insatsen beslutas på nivån {level}, men {area} är på nivån {found}",
        "the insats is decided at level {level}, but {area} is at level {found}",
        "ange ett område på den nivån: {known}",
        "name an area at that level: {known}",
    ),
    "G509": Code(
        "fel i kommandot: {why}",
        "usage error: {why}",
        "se grund KOMMANDO --help",
        "see grund COMMAND --help",
    ),
    "G510": Code(
        "perioden slutar innan den börjar ({start} … {end})",
        "the period ends before it begins ({start} … {end})",
        "byt plats på from och to",
        "swap from and to",
    ),
    "G511": Code(
        "ändringen börjar {start}, men händelsen är {on}",
        "the change begins on {start}, but the event is on {on}",
        "ta bort from, eller lägg ändringen i en händelse den dagen",
        "remove from, or put the change in an event of that day",
    ),
    "G512": Code(
        "tidslinjen {start} – {end} kräver mer än {limit} svar: {what} måste räknas om varje dag",
        "the timeline {start} – {end} takes more than {limit} answers: {what} must be computed anew every day",
        "ange en kortare period med --from och --to",
        "give a shorter period with --from and --to",
    ),
    "G513": Code(
        "{area} finns inte i perioden {start} – {end}",
        "{area} does not exist in the period {start} – {end}",
        "ange en annan period med --from och --to",
        "give another period with --from and --to",
    ),
    "G901": Code(
        "internt fel i grund: {why}",
        "internal error in grund: {why}",
        "rapportera det; med GRUND_DEBUG=1 syns var det hände",
        "report it; GRUND_DEBUG=1 shows where it happened",
    ),
}
