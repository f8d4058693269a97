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
    "G507": Code(
        "okänd kod {code!r}",
        "unknown code {code!r}",
        "grund problem visar alla koder",
        "grund problem shows every code",
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
    "G532": Code(
        "{file} går inte att läsa: {why}",
        "cannot read {file}: {why}",
        "kontrollera att filen är hel och av det slag som ändelsen säger",
        "check that the file is whole and of the kind its suffix says",
    ),
    "G533": Code(
        "besluten om en fil skrivs till en fil",
        "the decisions on a file are written to a file",
        "ange -o beslut.csv eller -o beslut.parquet",
        "give -o decisions.csv or -o decisions.parquet",
    ),
    "G534": Code(
        "{area!r} finns inte i filen med områden",
        "{area!r} is not in the file of areas",
        "ta bort paret, eller lägg till området",
        "remove the pair, or add the area",
    ),
    "G535": Code(
        "{area!r} finns inte i {scenario}, så dess grannar är inte kända",
        "{area!r} is not in {scenario}, so its neighbours are not known",
        "ange --neighbours grannar.csv, med en rad per par: area, other",
        "give --neighbours pairs.csv, with a row per pair: area, other",
    ),
    "G536": Code(
        "grannarna läses bara för en fil med områden",
        "neighbours are read for a file of areas only",
        "ange också --input områden.csv; en världs egna grannar står i neighbours.csv",
        "give --input areas.csv too; a world's own neighbours are in its neighbours.csv",
    ),
    "G537": Code(
        "en databas läser ingen fil med grannar",
        "a database reads no file of neighbours",
        "utelämna --on, så räknas grannarna i minnet",
        "leave out --on, and neighbours are counted in memory",
    ),
    "G538": Code(
        "{result} beror på en öppen tolkning: {tolkning}",
        "{result} depends on an open reading: {tolkning}",
        "välj en: --tolkning NAMN=VAL",
        "choose one: --tolkning NAME=CHOICE",
    ),
    "G539": Code(
        "{result} kan inte sparas som {attribute}: de har olika typ eller nivå",
        "{result} cannot be kept as {attribute}: they differ in type or level",
        "deklarera ett attribut av samma typ och nivå; av ett beslut: bool",
        "declare an attribute of the same type and level; of a decision: bool",
    ),
    "G521": Code(
        "git känner ingen revision {revision!r}",
        "git knows no revision {revision!r}",
        "ange en gren, en tagg eller en commit; git log visar vilka som finns",
        "name a branch, a tag or a commit; git log shows what there is",
    ),
    "G522": Code(
        "git har ingen historik för {folder}, eller är inte installerat",
        "git has no history of {folder}, or is not installed",
        "ange den äldre och den nyare mappen: grund diff POLICY --rules GAMMAL NY",
        "name the older and the newer folder: grund diff POLICY --rules OLD NEW",
    ),
    "G523": Code(
        "{file} fanns inte i revisionen {revision!r}",
        "{file} was not there in revision {revision!r}",
        "ange en revision där den finns; git log -- {file} visar vilka",
        "name a revision that has it; git log -- {file} shows which",
    ),
    "G510": Code(
        "exemplet {example}: väntade {wanted} för {subject}, fick {found}",
        "example {example}: expected {wanted} for {subject}, found {found}",
        "{why}",
        "{why}",
    ),
    "G511": Code(
        "{file} finns redan, och är ingen tom mapp",
        "{file} is already there, and is no empty folder",
        "ange en ny eller tom mapp",
        "name a new or an empty folder",
    ),
    "G514": Code(
        "perioden slutar innan den börjar ({start} … {end})",
        "the period ends before it begins ({start} … {end})",
        "byt plats på from och to",
        "swap from and to",
    ),
    "G515": Code(
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
    "G524": Code(
        "det här behöver biblioteket {library}, som inte är installerat",
        "this needs the library {library}, which is not installed",
        "installera det: pip install 'grund[{extra}]', eller i en utcheckad källkod pip install -e '.[{extra}]'",
        "install it: pip install 'grund[{extra}]', or in a checkout of the source pip install -e '.[{extra}]'",
    ),
    "G901": Code(
        "internt fel i grund: {why}",
        "internal error in grund: {why}",
        "rapportera det; med GRUND_DEBUG=1 syns var det hände",
        "report it; GRUND_DEBUG=1 shows where it happened",
    ),
}
