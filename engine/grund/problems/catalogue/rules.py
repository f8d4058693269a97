"""Codes G3: rules and policies."""

from __future__ import annotations

from typing import Final

from .row import Code

RULES: Final[dict[str, Code]] = {
    "G301": Code("fältet {field!r} saknas", "field {field!r} is missing", "lägg till det", "add it"),
    "G302": Code(
        "okänt fält {field!r}",
        "unknown field {field!r}",
        "ta bort det, eller rätta namnet",
        "remove it, or correct the name",
    ),
    "G303": Code(
        "ogiltigt värde {value!r}: väntade {wanted}",
        "invalid value {value!r}: expected {wanted}",
        "skriv {wanted}",
        "write {wanted}",
    ),
    "G304": Code(
        "id:t {id!r} används två gånger",
        "id {id!r} is used twice",
        "ge den ena ett annat id (den första står på {first})",
        "give one of them another id (the first is at {first})",
    ),
    "G305": Code(
        "undantag i cirkel: {circle}",
        "exceptions form a circle: {circle}",
        "ta bort ett av undantagen",
        "remove one of the exceptions",
    ),
    "G306": Code(
        "{id!r} är inget regel-id i insatsen",
        "{id!r} is no rule id of this insats",
        "ange en regel i samma insats",
        "name a rule of the same insats",
    ),
    "G307": Code(
        "källa saknas för {what}",
        "{what} has no source",
        "ange source, eller assumption: true eller illustration: true med en note",
        "give a source, or assumption: true or illustration: true with a note",
    ),
    "G308": Code(
        "okänd källa {id!r}",
        "unknown source {id!r}",
        "lägg till den i sources.csv",
        "add it to sources.csv",
    ),
    "G309": Code(
        "härledda attribut i cirkel: {circle}",
        "derived attributes form a circle: {circle}",
        "bryt cirkeln",
        "break the circle",
    ),
    "G310": Code(
        "{name!r} är både {first} och {second}",
        "{name!r} is both {first} and {second}",
        "byt det ena namnet",
        "rename one of them",
    ),
    "G311": Code(
        "policyer bygger på varandra i cirkel: {circle}",
        "policies extend one another in a circle: {circle}",
        "ta bort ett extends",
        "remove one extends",
    ),
    "G312": Code(
        "{what} {id!r} finns inte",
        "unknown {what} {id!r}",
        "använd en av: {known}",
        "use one of: {known}",
    ),
    "G313": Code(
        "{name!r} är inte ett giltigt id",
        "{name!r} is not a valid id",
        "använd a–z, 0–9, - eller _, och börja med en bokstav",
        "use a–z, 0–9, - or _, starting with a letter",
    ),
    "G314": Code(
        "perioderna för {what} överlappar",
        "the periods of {what} overlap",
        "låt den ena sluta när den andra börjar",
        "let one end where the other begins",
    ),
    "G315": Code(
        "giltigheten {start} … {end} omfattar ingen dag: slutdagen räknas inte med",
        "validity {start} … {end} covers no day: the end is not counted",
        "skriv som slut dagen efter den sista, eller byt plats på datumen; utan slut: skriv inget slutdatum",
        "write as the end the day after the last, or swap the dates; without an end, write no end date",
    ),
    "G316": Code(
        "over behöver {what}",
        "over needs {what}",
        "deklarera det: inget antas",
        "declare it: nothing is assumed",
    ),
    "G317": Code(
        "reglerna {first!r} och {second!r} är aktiva samtidigt med motsatt utfall för {area}",
        "rules {first!r} and {second!r} are active together with opposite outcomes for {area}",
        "skriv i regeln {second!r} exception_to: [{over_first}], eller i {first!r} exception_to: [{over_second}]",
        "write in rule {second!r} exception_to: [{over_first}], or in {first!r} exception_to: [{over_second}]",
    ),
    "G318": Code(
        "{name!r} är ett ord i språket",
        "{name!r} is a word of the language",
        "välj ett annat namn",
        "choose another name",
    ),
    "G319": Code(
        "mål under varandra i cirkel: {circle}",
        "goals are under one another in a circle: {circle}",
        "bryt cirkeln: en kedja av mål slutar i ett inriktningsmål",
        "break the circle: a chain of goals ends in a strategic goal",
    ),
    "G320": Code(
        "{what} i fler än {limit} steg: {chain}",
        "{what} in more than {limit} steps: {chain}",
        "förkorta kedjan",
        "shorten the chain",
    ),
    "G466": Code(
        "place står bredvid source, men hör till den",
        "place stands beside source, but belongs to it",
        "skriv source: {{document: {document}, place: {text!r}}} och ta bort raden place",
        "write source: {{document: {document}, place: {text!r}}} and remove the line place",
    ),
    "G321": Code(
        "{name!r} räknas ur andra områden, och ett exempel har bara ett",
        "{name!r} is computed from other areas, and an example has only one",
        "ge värdet under given i stället",
        "give its value under given instead",
    ),
    "G330": Code(
        "{kind} behöver {field}",
        "{kind} needs {field}",
        "deklarera det, inget antas; välj: {choices}",
        "declare it, nothing is assumed; choose: {choices}",
    ),
    "G331": Code(
        "{field} är olika för olika områden",
        "{field} differs from area to area",
        "skriv ett tal, eller läs bara parametrar (param.x)",
        "write a number, or read parameters only (param.x)",
    ),
    "G332": Code(
        "{bounds} gränser ger {classes} klasser, men {type} har {members}",
        "{bounds} bounds make {classes} classes, but {type} has {members}",
        "ge en gräns mindre än typen har värden",
        "give one bound less than the type has members",
    ),
    "G333": Code(
        "{field} läser day, som är körningens dag och ingen dag i det förflutna",
        "{field} reads day, which is the day of the run and no day of the past",
        "skriv ett villkor utan day",
        "write a condition without day",
    ),
    "G336": Code(
        "golven i {split} går inte att hålla: de är tillsammans mer än beloppet, eller ett ligger över sitt tak",
        "the floors of {split} cannot be met: together they exceed the amount, or one is above its cap",
        "höj beloppet, sänk golven, eller skriv infeasible: unknown",
        "raise the amount, lower the floors, or write infeasible: unknown",
    ),
    "G334": Code(
        "raderna {first} och {second} i tabellen {table} gäller samtidigt för {area}",
        "rows {first} and {second} of table {table} hold together for {area}",
        "låt raderna utesluta varandra, eller deklarera en annan hit",
        "have the rows exclude one another, or declare another hit",
    ),
    "G335": Code(
        "ingen rad i tabellen {table} gäller för {area}",
        "no row of table {table} holds for {area}",
        "lägg till en rad, eller deklarera ett värde för gap",
        "add a row, or declare a value for gap",
    ),
    "G337": Code(
        "raderna {first} och {second} i tabellen {table} kan gälla samtidigt: {case}",
        "rows {first} and {second} of table {table} can hold together: {case}",
        "låt raderna utesluta varandra, eller deklarera en annan hit",
        "have the rows exclude one another, or declare another hit",
    ),
    "G338": Code(
        "ingen rad i tabellen {table} gäller där {case}",
        "no row of table {table} holds where {case}",
        "lägg till en rad, eller deklarera ett värde för gap",
        "add a row, or declare a value for gap",
    ),
    "G339": Code(
        "{attribute} kan bli {low} till {high}, men är deklarerat {least} till {most}",
        "{attribute} can be {low} to {high}, but is declared {least} to {most}",
        "deklarera ett vidare min och max, snävare för det som läses, eller clamp: true så att värden skärs",
        "declare a wider min and max, narrower ones for what is read, or clamp: true so that values are cut",
    ),
    "G340": Code(
        "{attribute} är {value} för {area}, utanför det deklarerade {low} till {high}",
        "{attribute} is {value} for {area}, outside the declared {low} to {high}",
        "rätta det som läses, deklarera ett vidare min och max, eller clamp: true så att värden skärs",
        "correct what is read, declare a wider min and max, or clamp: true so that values are cut",
    ),
    "G385": Code(
        "{what} {id!r} är olika i det som policyn bygger på: {first} och {second}",
        "{what} {id!r} differs in what the policy builds on: {first} and {second}",
        "skriv i den här filen vad som gäller, eller bygg bara på den ena",
        "write in this file what holds, or extend only one of them",
    ),
}
