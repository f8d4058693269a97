"""Codes G54: parameters that move, and columns of areas."""

from __future__ import annotations

from typing import Final

from .row import Code

SWEEPS: Final[dict[str, Code]] = {
    "G541": Code(
        "parametern {parameter} är {kind}: bara tal och datum har brytpunkter",
        "parameter {parameter} is {kind}: only numbers and dates have breakpoints",
        "ange en parameter som är ett tal eller ett datum",
        "name a parameter that is a number or a date",
    ),
    "G542": Code(
        "{what} beror på param.{parameter} på ett sätt som inte kan lösas exakt",
        "{what} depends on param.{parameter} in a way that cannot be solved exactly",
        "jämför parametern direkt med ett attribut, eller en summa där den ingår en gång",
        "compare the parameter directly with an attribute, or with a sum that it is in once",
    ),
    "G543": Code(
        "{parameter} kan inte gå från {first} till {last}",
        "{parameter} cannot go from {first} to {last}",
        "låt --from vara minst och --to störst",
        "let --from be the least and --to the greatest",
    ),
    "G545": Code(
        "kolumnerna är olika långa: {lengths}",
        "the columns are of different lengths: {lengths}",
        "ge varje kolumn ett värde per område",
        "give every column one value per area",
    ),
    "G547": Code(
        "{insats} har {rules} regler som läser för mycket för att räknas om i varje dragning",
        "{insats} has {rules} rules that read too much to be decided anew in every draw",
        "låt ett härlett attribut (test) svara för flera av reglernas villkor",
        "let a derived attribute (test) answer for several of the rules' conditions",
    ),
    "G546": Code(
        "kostnaden för {insats} kan bli större än 18 siffror i öre",
        "the cost of {insats} may exceed 18 digits in öre",
        "ge mängden ett mindre max, eller ett lägre pris",
        "give the quantity a lower max, or a lower price",
    ),
    "G544": Code(
        "kostnaden för {insats} läser {names}, som varierar från dragning till dragning",
        "the cost of {insats} reads {names}, which varies from draw to draw",
        "låt kostnaden läsa något annat, eller räkna dragningarna utan kostnad för insatsen",
        "let the cost read something else, or count the draws without a cost for it",
    ),
    "G548": Code(
        "{name} är ingen viktad summa",
        "{name} is no weighted sum",
        "ange ett härlett attribut vars formel är en summa av vikt × tal, ev. delad: {known}",
        "name a derived attribute whose formula is a sum of weight × number, perhaps divided: {known}",
    ),
    "G549": Code(
        "grannarna pekar på en rad som inte finns: {rows} rader, från 0",
        "the neighbours name a row that is not there: {rows} rows, from 0",
        "ge två lika långa kolumner av radnummer",
        "give two columns of row numbers, equally long",
    ),
}
