"""Codes G2: words and conditions."""

from __future__ import annotations

from typing import Final

from .row import Code

CONDITIONS: Final[dict[str, Code]] = {
    "G201": Code(
        "okänt namn {name!r}",
        "unknown name {name!r}",
        "deklarera det i vocabulary.yaml",
        "declare it in vocabulary.yaml",
    ),
    "G202": Code(
        "{name!r} finns inte på nivån {level!r}",
        "{name!r} does not exist at level {level!r}",
        "ange nivån i attributets deklaration, eller härled värdet med over",
        "add the level to its declaration, or derive the value with over",
    ),
    "G203": Code(
        "okänt värde {name!r}; {type} kan vara {members}",
        "unknown value {name!r}; {type} can be {members}",
        "använd ett av värdena",
        "use one of the values",
    ),
    "G204": Code(
        "väntade {wanted}, fick {found}",
        "expected {wanted}, found {found}",
        "kontrollera villkorets skrivsätt (rules/README.md)",
        "check how the condition is written (rules/README.md)",
    ),
    "G205": Code(
        "fel typ: väntade {wanted}, fick {found}",
        "wrong type: expected {wanted}, found {found}",
        "jämför värden av samma typ",
        "compare values of the same type",
    ),
    "G206": Code(
        "decimalkomma: {text!r}",
        "decimal comma: {text!r}",
        "skriv {point}, eller ett blanksteg efter kommat",
        "write {point}, or a blank after the comma",
    ),
    "G207": Code(
        "{char!r} kan inte stå i ett villkor",
        "{char!r} cannot stand in a condition",
        "ta bort det",
        "remove it",
    ),
    "G208": Code(
        "villkoret är för långt, djupt eller stort ({what}; högst {limit})",
        "the condition is too long, deep or large ({what}; at most {limit})",
        "dela det med ett härlett attribut",
        "split it with a derived attribute",
    ),
    "G209": Code(
        "talet har fler än {limit} siffror",
        "the number has more than {limit} digits",
        "korta talet",
        "shorten the number",
    ),
    "G210": Code(
        "uttrycket kan bli större än {limit} siffror",
        "the expression can exceed {limit} digits",
        "ange snävare min och max eller färre decimaler för det som räknas; ett tal med många decimaler kan bli en"
        " division ytterst (0.125 * x är x / 8)",
        "declare narrower min and max or fewer decimals for what is computed; a number with many decimals can become"
        " a division at the root (0.125 * x is x / 8)",
    ),
    "G211": Code(
        "{op!r} används inte i villkor",
        "{op!r} is not used in conditions",
        "flytta räkningen till ett härlett attribut (formula)",
        "move the arithmetic to a derived attribute (formula)",
    ),
    "G212": Code(
        "en formel har högst en division, ytterst",
        "a formula has at most one division, at its root",
        "dela upp formeln i två härledda attribut",
        "split the formula into two derived attributes",
    ),
    "G213": Code(
        "en kedja av jämförelser går åt ett håll",
        "a chain of comparisons runs one way",
        "skriv två jämförelser med and",
        "write two comparisons with and",
    ),
    "G214": Code(
        "{type} har ingen ordning",
        "{type} has no order",
        "jämför med = eller in, eller deklarera ordered: true",
        "compare with = or in, or declare ordered: true",
    ),
    "G215": Code(
        "skalan {left} jämförs med skalan {right}",
        "scale {left} is compared with scale {right}",
        "ange tröskeln i attributets skala",
        "state the threshold in the attribute's scale",
    ),
    "G216": Code(
        "ogiltigt datum {text!r}",
        "invalid date {text!r}",
        "skriv ÅÅÅÅ-MM-DD, från 1800-01-01 till 2299-12-31; det som inte slutar har inget slutdatum",
        "write YYYY-MM-DD, from 1800-01-01 to 2299-12-31; what does not end has no end date",
    ),
    "G217": Code(
        "datumet kan hamna utanför kalendern",
        "the date can fall outside the calendar",
        "lägg till ett antal dagar med snävare gränser",
        "add a number of days with narrower bounds",
    ),
}
