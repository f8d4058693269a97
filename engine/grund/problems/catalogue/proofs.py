"""Codes G7: what the proof reading finds."""

from __future__ import annotations

from typing import Final

from .row import Code

PROOFS: Final[dict[str, Code]] = {
    "G701": Code(
        "reglerna {first!r} och {second!r} i {insats} kan vara aktiva samtidigt med motsatt utfall",
        "rules {first!r} and {second!r} of {insats} can be active together with opposite outcomes",
        "gör den ena till exception_to den andra, eller gör villkoren oförenliga",
        "make one of them an exception_to the other, or make their conditions exclude each other",
    ),
    "G702": Code(
        "regeln {rule!r} i {insats} kan aldrig bli aktiv: inget område uppfyller villkoret",
        "rule {rule!r} of {insats} can never be active: no area meets its condition",
        "rätta villkoret, eller ta bort regeln",
        "correct the condition, or remove the rule",
    ),
    "G703": Code(
        "regeln {rule!r} i {insats} kan aldrig bli aktiv: den upphävs alltid av {others}",
        "rule {rule!r} of {insats} can never be active: it is always defeated by {others}",
        "gör undantaget smalare, eller ta bort regeln",
        "make the exception narrower, or remove the rule",
    ),
    "G704": Code(
        "regeln {rule!r} i {insats} ändrar inget beslut",
        "rule {rule!r} of {insats} changes no decision",
        "ta bort den, eller rätta det den skulle ändra",
        "remove it, or correct what it was to change",
    ),
    "G705": Code(
        "regeln {rule!r} i {insats} ryms i {others}: den säger inget som inte redan sägs",
        "rule {rule!r} of {insats} is covered by {others}: it says nothing that is not said already",
        "ta bort den, eller gör den andra smalare",
        "remove it, or make the other narrower",
    ),
    "G706": Code(
        "undantaget {rule!r} i {insats} upphäver aldrig {others}",
        "the exception {rule!r} of {insats} never defeats {others}",
        "rätta villkoret, eller ta bort undantaget",
        "correct the condition, or remove the exception",
    ),
    "G707": Code(
        "inget beslut beror på parametern {name!r}",
        "no decision depends on the parameter {name!r}",
        "läs den i en regel, eller ta bort den",
        "read it in a rule, or remove it",
    ),
    "G708": Code(
        "ingen regel skiljer på {members} (typen {name})",
        "no rule tells {members} apart (type {name})",
        "nämn det värde som ska behandlas för sig, eller slå ihop dem",
        "name the member that is to be treated on its own, or merge them",
    ),
    "G709": Code(
        "det finns ett möjligt område ({level}) som inte får någon insats i {policy!r}",
        "there is a possible area ({level}) that gets no insats under {policy!r}",
        "avgör om det är meningen; annars vidga en regel",
        "decide whether that is intended; if not, widen a rule",
    ),
    "G710": Code(
        "{name} är {value} för {area}, utanför det deklarerade {low} … {high}",
        "{name} is {value} for {area}, outside the declared {low} … {high}",
        "rätta värdena som det räknas av, eller vidga min och max",
        "correct the values it is computed from, or widen min and max",
    ),
    "G711": Code(
        "ej avgjort inom tiden: {what}",
        "not settled in the time given: {what}",
        "ge mer tid med --timeout, eller förenkla villkoret",
        "give more time with --timeout, or simplify the condition",
    ),
    "G344": Code(
        "ej avgjort: {what} vilar på {names}, som räknas ur andra områden",
        "not settled: {what} rests on {names}, which is computed of other areas",
        "pröva i en värld (grund check SCENARIO), eller skriv villkoret så att det inte läser det",
        "try it in a world (grund check SCENARIO), or write the condition so that it does not read it",
    ),
    "G721": Code(
        "scenariot {id!r} har inga påståenden",
        "scenario {id!r} holds no claims",
        "skriv dem under claims: i scenariots fil, eller ange ett annat scenario",
        "write them under claims: in the scenario's file, or name another scenario",
    ),
    "G722": Code(
        "ett påstående i en policys fil talar om alla områden och kan inte nämna {area!r}",
        "a claim in a policy's file speaks of every area and cannot name {area!r}",
        "skriv ett villkor under where:, eller flytta påståendet till ett scenario",
        "write a condition under where:, or move the claim to a scenario",
    ),
    "G723": Code(
        "{low} … {high} är inget intervall inom {lowest} … {highest}",
        "{low} … {high} is no range within {lowest} … {highest}",
        "skriv det lägsta värdet först, inom parametrens min och max",
        "write the lowest value first, inside the parameter's min and max",
    ),
    "G724": Code(
        "påståendet {id!r} i {policy} är motbevisat: det gäller inte för alla möjliga områden",
        "the claim {id!r} of {policy} is refuted: it does not hold for every possible area",
        "rätta regeln, eller det som påstås",
        "correct the rule, or what is claimed",
    ),
    "G905": Code(
        "internt fel i grund: beviset och den enkla läsningen är oense om {case}",
        "internal error in grund: the proof and the plain reading disagree about {case}",
        "rapportera det; inget av svaren ska användas",
        "report it; neither answer is to be used",
    ),
}
