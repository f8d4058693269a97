"""Codes G57 and G490: budgets, allocations and their exports."""

from __future__ import annotations

from typing import Final

from .row import Code

MONEY: Final[dict[str, Code]] = {
    "G490": Code(
        "{year} är för långt fram: planen börjar {first} och räknas i högst {most} år",
        "{year} is too far ahead: the plan begins in {first} and is counted for at most {most} years",
        "fråga om {last} eller tidigare",
        "ask for {last} or earlier",
    ),
    "G571": Code(
        "inga år: scenariot {scenario} säger inte vilka år budgeten gäller",
        "no years: scenario {scenario} does not say which years the budget is for",
        "ange --years 2027-2029, eller budget: {{years: [2027, 2028, 2029]}} i scenariots fil",
        "give --years 2027-2029, or budget: {{years: [2027, 2028, 2029]}} in the scenario's file",
    ),
    "G572": Code(
        "kan inte läsa åren {text!r}",
        "cannot read the years {text!r}",
        "skriv ett år, en följd eller en lista, från 1900 till 2200: 2027, 2027-2029 eller 2027,2029",
        "write a year, a span or a list, from 1900 to 2200: 2027, 2027-2029 or 2027,2029",
    ),
    "G573": Code(
        "gränserna går inte ihop: {limits}",
        "the limits cannot be kept together: {limits}",
        "höj ett av taken eller sänk ett av golven; utan någon av dem går de andra ihop",
        "raise one of the most or lower one of the least; without any one of them the others can be kept",
    ),
    "G574": Code(
        "gränserna går ihop bara om odelbara insatser delas: {limits}",
        "the limits can be kept together only if what is indivisible is divided: {limits}",
        "ange steg för någon insats (limits: steps), eller sänk ett golv",
        "give steps for some insats (limits: steps), or lower a floor",
    ),
    "G575": Code(
        "kan inte läsa beloppet {text!r}",
        "cannot read the amount {text!r}",
        "skriv kronor: 40000000 eller 40000000.50",
        "write kronor: 40000000 or 40000000.50",
    ),
    "G576": Code(
        "en SIE-fil är en policy i en tolkning, och här är {count}",
        "a SIE file is one policy in one reading, and here are {count}",
        "ange --policy, och --tolkning NAMN=VAL där en fråga är öppen",
        "give --policy, and --tolkning NAME=CHOICE where a question is open",
    ),
    "G577": Code(
        "inget konto för {text}",
        "no account for {text}",
        "ange --konto 5500 för alla, eller --konto INSATS=5500; kontot bestämmer den som läser in filen",
        "give --konto 5500 for all, or --konto INSATS=5500; whoever reads the file decides the account",
    ),
    "G578": Code(
        "en fördelning gäller en policy, och här är {count}: {policies}",
        "an allocation is of one policy, and here are {count}: {policies}",
        "ange en --policy och fördela dem var för sig; grund budget ställer dem sida vid sida",
        "give one --policy and allocate them one by one; grund budget puts them side by side",
    ),
    "G579": Code(
        "sökningen tog slut innan någon fördelning som håller alla gränser var funnen",
        "the search ended before an allocation that keeps every limit was found",
        "ge längre tid med --seconds, eller fråga utan --method exact",
        "give more time with --seconds, or ask without --method exact",
    ),
    "G580": Code(
        "en SIE-fil gäller ett räkenskapsår, och planen har {years}",
        "a SIE file is of one financial year, and the plan has {years}",
        "ange vilket: --sie-year {year}",
        "say which: --sie-year {year}",
    ),
    "G581": Code(
        "en SIE-fil behöver nummer på sina objekt som är desamma nästa gång",
        "a SIE file needs numbers for its objects that are the same the next time",
        "ange en fil som håller dem: --sie-objects objekt.csv (den skapas om den inte finns)",
        "give a file that keeps them: --sie-objects objects.csv (made where it is not there)",
    ),
    "G582": Code(
        "allt är inte avgjort och känt {year}: högst {undecided} kr är inte avgjort, och {unknown} belopp är okända",
        "not all of {year} is decided and known: at most {undecided} kr is undecided, {unknown} amounts are unknown",
        "ange ett konto för det som inte är avgjort: --undecided 5999; filen säger hur många belopp som är okända",
        "give an account for what is undecided: --undecided 5999; the file says how many amounts are unknown",
    ),
    "G583": Code(
        "två objekt har samma nummer {number}: {ids}",
        "two objects have the same number {number}: {ids}",
        "ge vart och ett sitt nummer; ett nummer som har använts behåller sitt id",
        "give each its number; a number that has been used keeps its id",
    ),
    "G584": Code(
        "kan inte läsa dimensionen {text!r}",
        "cannot read the dimension {text!r}",
        "skriv body=1, insats=6 eller area=20, vart och ett högst en gång; numret är 1–10 eller 20–9999",
        "write body=1, insats=6 or area=20, each at most once; the number is 1–10 of the standard or 20–9999",
    ),
    "G585": Code(
        "{year} är före planens första år {first}",
        "{year} is before the plan's first year {first}",
        "fråga om {first} eller senare, eller lägg till {year} i budget: years i scenariots fil",
        "ask for {first} or later, or add {year} to budget: years in the scenario's file",
    ),
}
