"""Codes G60 and G61: live sessions and their journals; G903 and G904: a matcher that failed."""

from __future__ import annotations

from typing import Final

from .row import Code

LIVE: Final[dict[str, Code]] = {
    "G600": Code(
        "{file} skulle säga vilken post som är kvitterad sist, men är {why}",
        "{file} would say which entry was acknowledged last, but is {why}",
        "pröva journalen mot en kopia; är den hel, ta bort filen: den skrivs på nytt",
        "compare the journal with a copy; if it is whole, remove the file: it is written anew",
    ),
    "G601": Code(
        "inget faktum {id!r} att dra tillbaka",
        "no fact {id!r} to withdraw",
        "ange ett av: {known}",
        "name one of: {known}",
    ),
    "G602": Code(
        "{id} är redan tillbakadraget, från {day}",
        "{id} is withdrawn already, from {day}",
        "ta bort raden: det finns inget kvar att dra tillbaka",
        "remove the row: there is nothing left to withdraw",
    ),
    "G603": Code(
        "{id!r} kan vara flera fakta",
        "{id!r} may be several facts",
        "ange ett av: {known}",
        "name one of: {known}",
    ),
    "G604": Code(
        "{id} är redan registrerat med samma värde och giltighet",
        "{id} is recorded already, with the same value and validity",
        "ta bort raden; ge uppdateringen en key om den kan komma två gånger",
        "remove the row; give the update a key if it may come twice",
    ),
    "G605": Code(
        "uppdateringen är tom",
        "the update is empty",
        "lägg till något, eller dra något tillbaka",
        "add something, or withdraw something",
    ),
    "G606": Code(
        "nyckeln {key!r} har redan använts för en annan uppdatering (post {seq})",
        "key {key!r} has been used for another update (entry {seq})",
        "ge varje uppdatering en egen nyckel; bara en upprepning har samma",
        "give every update a key of its own; only a repetition has the same",
    ),
    "G607": Code(
        "dagen {day} ligger före sessionens dag {now}",
        "day {day} lies before the session's day {now}",
        "fråga om det förflutna med at(day), eller grund live show --day",
        "ask about the past with at(day), or grund live show --day",
    ),
    "G608": Code(
        "nyckeln är inte 1–200 synliga tecken: {key!r}",
        "the key is not 1–200 visible characters: {key!r}",
        "använd till exempel ett ärendenummer",
        "use a case number, for example",
    ),
    "G609": Code(
        "en rad som drar tillbaka säger inget mer om faktumet: {column}",
        "a row that withdraws says nothing more of the fact: {column}",
        "lämna tomt allt utom {known}",
        "leave empty everything but {known}",
    ),
    "G610": Code(
        "{file} skrivs av en annan session",
        "{file} is being written by another session",
        "stäng den andra, eller öppna journalen för läsning",
        "close the other one, or open the journal for reading",
    ),
    "G611": Code(
        "journalen är skadad vid post {seq}: {why}",
        "the journal is damaged at entry {seq}: {why}",
        "återställ den från en kopia; posterna före är hela",
        "restore it from a copy; the entries before are whole",
    ),
    "G612": Code(
        "{file} är ingen journal från grund",
        "{file} is no journal of grund",
        "ange en annan fil; en som inte finns skapas",
        "name another file; one that is not there is created",
    ),
    "G613": Code(
        "journalen hör till {found}, inte till {wanted}",
        "the journal belongs to {found}, not to {wanted}",
        "ange scenariot den började med, eller en ny journal",
        "name the scenario it began with, or a new journal",
    ),
    "G614": Code(
        "det går inte: sessionen är {why}",
        "that cannot be done: the session is {why}",
        "öppna den på nytt",
        "open it again",
    ),
    "G615": Code(
        "det finns ingen journal {file}",
        "there is no journal {file}",
        "börja en med grund live open {file}",
        "begin one with grund live open {file}",
    ),
    "G616": Code(
        "raden är ingen JSON: {why}",
        "the line is no JSON: {why}",
        "skriv ett objekt på varje rad, med dubbla citattecken",
        "write one object on each line, with double quotes",
    ),
    "G617": Code(
        "journalen började med {file}, som inte finns härifrån",
        "the journal began with {file}, which is not there from here",
        "gå till mappen där den började",
        "go to the folder where it began",
    ),
    "G618": Code(
        "{file} har något i sig som ingen journal har: {what}",
        "{file} holds something that no journal does: {what}",
        "återställ journalen från en kopia; det som står där kan ändra vad som registreras",
        "restore the journal from a copy; what is there can change what is recorded",
    ),
    "G903": Code(
        "internt fel i grund: läsningarna är oense om {insats} för {area} ({policy}): rete säger {rete}, plain {plain}",
        "internal error in grund: readings disagree on {insats} for {area} ({policy}): rete says {rete}, plain {plain}",
        "inget är registrerat; rapportera det, och öppna sessionen med matcher=plain så länge",
        "nothing has been recorded; report it, and open the session with matcher=plain meanwhile",
    ),
    "G904": Code(
        "internt fel i grund: matcharens process gick inte att hålla igång ({times} försök): {why}",
        "internal error in grund: the matcher's process could not be kept alive ({times} attempts): {why}",
        "inget är registrerat; försök igen, eller öppna sessionen med matcher=plain",
        "nothing has been recorded; try again, or open the session with matcher=plain",
    ),
}
