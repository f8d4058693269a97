"""Codes: the one table of what can be wrong, in both languages, with its cure.

G1 files and text · G2 words and conditions · G3 rules and policies · G4 facts and worlds · G5 scenarios and
commands · G9 grund itself. A word in braces is filled in; `TERMS` are words that are said in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the table of codes: the sentence and its cure, in both languages."""

    sv: str
    en: str
    cure_sv: str
    cure_en: str


TERMS: Final[dict[str, tuple[str, str]]] = {
    "end": ("slut på texten", "end of text"),
    "value": ("ett värde", "a value"),
    "characters": ("tecken", "characters"),
    "empty": ("ingenting", "nothing"),
    "exceptions": ("undantag från undantag", "exceptions to exceptions"),
    "derivations": ("härledda attribut som läser varandra", "derived attributes that read one another"),
    "nodes": ("noder", "nodes"),
    "terms": ("termer i en summa eller faktorer i en produkt", "terms of a sum or factors of a product"),
    "levels": ("nivåer", "levels"),
    "plain_number": ("ett tal utan inledande nolla", "a number without a leading zero"),
    "bool": ("ja/nej (bool)", "yes/no (bool)"),
    "enum": ("ett namngivet värde", "a named value"),
    "number": ("ett tal", "a number"),
    "date": ("ett datum (ÅÅÅÅ-MM-DD)", "a date (YYYY-MM-DD)"),
    "text": ("text", "text"),
    "list": ("en lista", "a list"),
    "mapping": ("fält", "fields"),
    "truth": ("true eller false", "true or false"),
    "whole": ("ett heltal", "a whole number"),
    "attribute": ("ett attribut", "an attribute"),
    "member": ("ett enumvärde", "an enum member"),
    "derived": ("ett härlett attribut", "a derived attribute"),
    "area": ("område", "area"),
    "policy": ("policy", "policy"),
    "insats": ("insats", "insats"),
    "level": ("nivå", "level"),
    "type": ("typ", "type"),
    "series": ("serie", "series"),
    "hierarchy": ("hierarki", "hierarchy"),
    "rule": ("regeln", "rule"),
    "fact": ("faktumet", "the fact"),
    "parameter": ("parametern", "parameter"),
    "world": ("värld", "world"),
    "body": ("aktör", "body"),
    "tolkning": ("tolkning", "tolkning"),
    "rules": ("regelbok", "rulebook"),
    "goal": ("mål", "goal"),
    "no_folder": ("mappen finns inte", "there is no such folder"),
    "no_permission": ("behörighet saknas", "permission is denied"),
    "full": ("disken är full", "the disk is full"),
    "a_folder": ("det är en mapp", "it is a folder"),
    "long_name": ("namnet är för långt", "the name is too long"),
    "system_error": ("systemet säger nej", "the system says no"),
    "goal_kind": ("målslag", "kind of goal"),
    "indicator": ("indikator", "indicator"),
}

CODES: Final[dict[str, Code]] = {
    # ── G1: files and their text
    "G101": Code(
        "filen finns inte: {file}",
        "no such file: {file}",
        "kontrollera sökvägen",
        "check the path",
    ),
    "G102": Code(
        "filen är inte giltig UTF-8",
        "the file is not valid UTF-8",
        "spara filen som UTF-8",
        "save the file as UTF-8",
    ),
    "G103": Code(
        "filen är för stor ({size} byte; högst {limit})",
        "the file is too large ({size} bytes; at most {limit})",
        "dela filen",
        "split the file",
    ),
    "G104": Code(
        "otillåtet tecken U+{hex}",
        "character U+{hex} is not allowed",
        "ta bort tecknet: det syns inte eller ändrar textens riktning",
        "remove the character: it is invisible or changes the direction of the text",
    ),
    "G105": Code(
        "YAML kan inte läsas: {why}",
        "cannot read YAML: {why}",
        "kontrollera indrag, kolon och citattecken",
        "check indentation, colons and quotes",
    ),
    "G106": Code(
        "nyckeln {key!r} står två gånger",
        "key {key!r} appears twice",
        "ta bort den ena",
        "remove one of them",
    ),
    "G107": Code(
        "YAML-ankare, alias, taggar och << används inte här",
        "YAML anchors, aliases, tags and << are not used here",
        "skriv ut värdet",
        "write the value out",
    ),
    "G108": Code(
        "filen är för djupt nästlad (högst {limit} nivåer)",
        "the file is nested too deeply (at most {limit} levels)",
        "gör den plattare",
        "make it flatter",
    ),
    "G109": Code(
        "filen är tom",
        "the file is empty",
        "fyll i den eller ta bort den",
        "fill it in or remove it",
    ),
    "G110": Code(
        "en nyckel måste vara vanlig text",
        "a key must be plain text",
        "skriv nyckeln som ett ord",
        "write the key as a word",
    ),
    "G111": Code(
        "raden har {found} fält, rubriken {wanted}",
        "the row has {found} fields, the header {wanted}",
        "sätt citattecken runt text med skiljetecken i",
        "put quotes round text that contains the separator",
    ),
    "G112": Code(
        "kolumnen {column!r} saknas",
        "column {column!r} is missing",
        "lägg till den i rubrikraden",
        "add it to the header row",
    ),
    "G114": Code(
        "mappen innehåller varken regler eller en värld: {file}",
        "the folder holds neither rules nor a world: {file}",
        "ange en mapp med vocabulary.yaml eller world.yaml, eller en fil",
        "name a folder with vocabulary.yaml or world.yaml, or a file",
    ),
    "G113": Code(
        "okänd kolumn {column!r}",
        "unknown column {column!r}",
        "ta bort den, eller rätta namnet",
        "remove it, or correct the name",
    ),
    # ── G2: words and conditions
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
        "otillåtet tecken {char!r}",
        "character {char!r} is not allowed",
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
        "ange snävare min och max för attributen",
        "declare narrower min and max for the attributes",
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
        "skriv ÅÅÅÅ-MM-DD",
        "write YYYY-MM-DD",
    ),
    "G217": Code(
        "datumet kan hamna utanför kalendern",
        "the date can fall outside the calendar",
        "lägg till ett antal dagar med snävare gränser",
        "add a number of days with narrower bounds",
    ),
    # ── G3: rules and policies
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
        "okänd {what} {id!r}",
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
        "giltigheten slutar innan den börjar ({start} … {end})",
        "validity ends before it begins ({start} … {end})",
        "byt plats på datumen",
        "swap the dates",
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
        "gör den ena till exception_to den andra",
        "make one of them an exception_to the other",
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
    # ── G4: facts and worlds
    "G401": Code(
        "okänt område {id!r}",
        "unknown area {id!r}",
        "lägg till det i areas.csv",
        "add it to areas.csv",
    ),
    "G402": Code(
        "{value!r} är inget giltigt värde för {attribute}: väntade {wanted}",
        "{value!r} is no valid value of {attribute}: expected {wanted}",
        "rätta värdet, eller attributets deklaration",
        "correct the value, or the attribute's declaration",
    ),
    "G403": Code(
        "{value} ligger utanför {low}–{high} för {attribute}",
        "{value} lies outside {low}–{high} for {attribute}",
        "rätta värdet, eller attributets min och max",
        "correct the value, or the attribute's min and max",
    ),
    "G404": Code(
        "{value} har fler än {decimals} decimaler ({attribute})",
        "{value} has more than {decimals} decimals ({attribute})",
        "avrunda värdet, eller deklarera round: half_up eller round: down",
        "round the value, or declare round: half_up or round: down",
    ),
    "G405": Code(
        "överlappande giltighet: {area} har två olika värden för {attribute} ({first} och {second})",
        "overlapping validity: {area} has two different values for {attribute} ({first} and {second})",
        "ge den senare ett recorded-datum, eller avsluta den förra med valid_to",
        "give the later one a recorded date, or end the earlier one with valid_to",
    ),
    "G406": Code(
        "området {area!r} är på nivån {level}, som {attribute} inte finns på",
        "area {area!r} is at level {level}, where {attribute} does not exist",
        "attributet finns på: {levels}",
        "the attribute exists at: {levels}",
    ),
    "G407": Code(
        "området {area} har två överordnade i {hierarchy} samtidigt",
        "area {area} has two parents in {hierarchy} at the same time",
        "avsluta den ena med valid_to",
        "end one of them with valid_to",
    ),
    "G408": Code(
        "värdet är ett namn på flera områden: {areas}",
        "the name belongs to several areas: {areas}",
        "ange områdets id",
        "give the area's id",
    ),
    "G409": Code(
        "områden ingår i varandra i cirkel ({hierarchy}): {circle}",
        "areas are part of one another in a circle ({hierarchy}): {circle}",
        "ta bort en av raderna",
        "remove one of the rows",
    ),
    # ── G5: scenarios, commands, records
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
    "G901": Code(
        "internt fel i grund: {why}",
        "internal error in grund: {why}",
        "rapportera det; med GRUND_DEBUG=1 syns var det hände",
        "report it; GRUND_DEBUG=1 shows where it happened",
    ),
}
