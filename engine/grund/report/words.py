"""Words: the page's own words, in both languages.

Neutral; nothing here says which policy is better.
"""

from __future__ import annotations

from typing import Final

from ..model.sources import Label

WORDS: Final = {
    "skip": Label("Till innehållet", "Skip to content"),
    "numbers": Label("Resultatet i fyra tal", "The result in four figures"),
    "contents": Label("Innehåll", "Contents"),
    "residents": Label("invånare", "residents"),
    "csv": Label("Hämta som CSV", "Download as CSV"),
    "threshold": Label("Flytta ett tröskelvärde", "Move a threshold"),
    "back": Label("Återställ tröskelvärdet", "Reset the threshold"),
    "choose": Label("Välj ett område", "Choose an area"),
    "view": Label("Visa områdena som", "Show the areas as"),
    "outlines": Label("karta", "map"),
    "hexagons": Label("sexhörningar", "hexagons"),
    "interpretation": Label("Tolkning", "Interpretation"),
    "map": Label("Karta", "Map"),
    "money": Label("Vad kostar det, och vem betalar?", "What does it cost, and who pays?"),
    "who": Label("Vem har ansvaret?", "Who is responsible?"),
    "sources": Label("Källor", "Sources"),
    "legend": Label("Vad färgerna betyder", "What the colours mean"),
    "about_map": Label("Om kartan", "About the map"),
    "invented": Label("fiktivt exempel", "fictional example"),
    "fictional": Label(
        "FIKTIVT EXEMPEL. Uppgifterna är påhittade och visar bara hur programmet fungerar.",
        "FICTIONAL EXAMPLE. The figures are made up and only show how the program works.",
    ),
    "again": Label("Så skapar du rapporten igen", "How to repeat this report"),
    "noscript": Label(
        "Utan JavaScript leder varje område på kartan till sin rad i tabellen över alla områden, med skälen.",
        "Without JavaScript each area of the map leads to its row in the table of all areas, with the reasons.",
    ),
}
"""Words of the template."""

NEAR: Final = ("Närmast en ändring", "Closest to a change")
COST: Final = ("Kostnad", "Cost")
SCRIPT: Final = {
    "residents": ["invånare", "residents"],
    "who": ["Ansvarig aktör", "Responsible body"],
    "group": ["Grupp", "Group"],
    "near": NEAR,
    "cost": COST,
    "grounds": ["Alla skäl", "All grounds"],
    "turns": [["tillkommer:", "added:"], ["faller bort:", "no longer reached:"]],
    "nobody": ["Ingen ansvarig aktör är känd.", "No responsible body is known."],
    "answers": ["ansvarig", "responsible"],
    "heads": [["Ansvarig", "Responsible"], ["Aktör", "Body"], ["Roll", "Role"], ["Vad", "What"], ["Källa", "Source"]],
    "inherited": ["Insatser som är som i jämförelsegrunden", "Interventions that are as in the baseline"],
    "now": ["gäller", "in force"],
    "other": [
        "Kartan, sexhörningarna och de fyra talen visar nu ett annat värde än det som gäller.",
        "The map, the hexagons and the four numbers now show another value than the one in force.",
    ],
    "verdict": {"y": ["ja", "yes"], "n": ["nej", "no"], "u": ["kan inte avgöras", "cannot be decided"]},
}
"""Words that the page's script shows."""

SAYS_NOT: Final = (
    Label(
        "Ingenting om effekter: rapporten säger vem som omfattas, inte vad som hjälper.",
        "Nothing about effects: the report says who is reached, not what helps.",
    ),
    Label(
        "Ingenting om vilken policy som är bättre; A och B är ordningen du valde.",
        "Nothing about which policy is better; A and B are the order you chose.",
    ),
    Label(
        "Det som inte kan avgöras räknas varken som ja eller nej, och är inte noll.",
        "What cannot be decided is counted neither as yes nor as no, and is not zero.",
    ),
    Label(
        "Att omfattas betyder att en regel ger ja, inte att något redan görs.",
        "Being reached means that a rule says yes, not that anything is being done yet.",
    ),
)
"""What the report does not say."""
