"""Words: the page's own words, in both languages.

Enters: nothing. Leaves: labels by name. Promise: neutral; nothing here says which policy is better.
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
    "threshold": Label("Tröskel", "Threshold"),
    "back": Label("Återställ tröskelvärdet", "Reset the threshold"),
    "choose": Label("Välj ett område", "Choose an area"),
    "view": Label("Visa områdena som", "Show the areas as"),
    "outlines": Label("karta", "map"),
    "hexagons": Label("sexhörningar", "hexagons"),
    "again": Label("Så skapar du rapporten igen", "How to repeat this report"),
    "noscript": Label(
        "Utan JavaScript visas inte ett områdes hela förklaring; skälen finns i tabellerna nedan. "
        "English: choose the language at the top.",
        "Without JavaScript the whole explanation of an area is not shown; the tables below say why.",
    ),
}
"""Words of the template."""

SCRIPT: Final = {
    "residents": ["invånare", "residents"],
    "who": ["Ansvarig aktör", "Responsible body"],
    "nobody": ["Ingen känd svarar.", "Nobody is known to answer."],
    "answers": ["svarar", "answers"],
    "heads": [["Svarar", "Answers"], ["Aktör", "Body"], ["Roll", "Role"], ["Vad", "What"], ["Källa", "Source"]],
    "inherited": ["Insatser som är som i jämförelsegrunden", "Insatser that are as in the baseline"],
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
