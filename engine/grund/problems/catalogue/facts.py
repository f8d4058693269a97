"""Codes G4: facts and worlds."""

from __future__ import annotations

from typing import Final

from .row import Code

FACTS: Final[dict[str, Code]] = {
    "G401": Code(
        "okänt område {id!r}",
        "unknown area {id!r}",
        "lägg till det i areas.csv; grund list areas visar dem som finns",
        "add it to areas.csv; grund list areas shows those there are",
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
        "{value} har fler decimaler än {decimals} ({attribute})",
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
    "G470": Code(
        "inget område heter bara {text!r}; de här har det i namnet: {areas}",
        "no area is called just {text!r}; these have it in their names: {areas}",
        "ange hela namnet eller områdets id",
        "give the whole name or the area's id",
    ),
    "G465": Code(
        "{text!r} är {found}, men här ska stå {wanted}",
        "{text!r} is {found}, but here belongs {wanted}",
        "byt plats: det är OMRÅDE INSATS i grund explain, INSATS OMRÅDE i grund who; grund list visar namnen",
        "swap them: it is AREA INSATS in grund explain, INSATS AREA in grund who; grund list shows the names",
    ),
    "G468": Code(
        "{text!r} är ett namn på flera: {ids}",
        "{text!r} is the name of several: {ids}",
        "ange id:t",
        "give the id",
    ),
    "G467": Code(
        "filen har en kolumn per attribut ({columns}); fakta är en rad per värde",
        "the file has a column for each attribute ({columns}); facts are a row for each value",
        "gör raderna långa: {row}"
        " (Unpivot i Excels Power Query); eller flytta filen ur facts/, kalla kolumnen med områden id och de andra som"
        " attributen, och kör grund run --input {file} -o beslut.csv",
        "make the rows long: {row}"
        " (Unpivot in Excel's Power Query); or move the file out of facts/, call the column of areas id and the others"
        " as the attributes, and run grund run --input {file} -o decisions.csv",
    ),
    "G409": Code(
        "områden ingår i varandra i cirkel ({hierarchy}): {circle}",
        "areas are part of one another in a circle ({hierarchy}): {circle}",
        "ta bort en av raderna",
        "remove one of the rows",
    ),
    "G450": Code(
        "{value!r} kan vara {thousand} eller {decimal} ({attribute})",
        "{value!r} may be {thousand} or {decimal} ({attribute})",
        "skriv {thousand} om det är tusental, eller {rounded} om det är decimaler",
        "write {thousand} if it parts thousands, or {rounded} if it begins decimals",
    ),
    "G451": Code(
        "{value} är ett flyttal större än {most} i minsta enhet och kan ha varit ett annat tal ({attribute})",
        "{value} is a float beyond {most} in its smallest unit and may have been another number ({attribute})",
        "ge kolumnen som heltal, decimaltal eller text",
        "give the column as whole numbers, decimals or text",
    ),
    "G452": Code(
        "{count} värden i filen duger inte; här är de {shown} första",
        "{count} values of the file will not do; here are the first {shown}",
        "rätta dem, eller kolumnen som de står i",
        "correct them, or the column that they stand in",
    ),
    "G453": Code(
        "raden har inget id",
        "the row has no id",
        "ge området ett id, eller ta bort raden",
        "give the area an id, or remove the row",
    ),
    "G471": Code(
        "{count} kolumner saknar rubrik",
        "{count} columns have no heading",
        "ge dem rubrik; är de tomma, markera dem i kalkylarket, ta bort dem (inte bara innehållet) och spara om",
        "give them a heading; where they are empty, select and delete them in the spreadsheet (not only what is in"
        " them), and save again",
    ),
    "G454": Code(
        "raden har inget annat än skiljetecken",
        "the row holds nothing but separators",
        "ta bort raden; i ett kalkylark: markera de tomma raderna, ta bort dem (inte bara innehållet) och spara om",
        "remove the row; in a spreadsheet: select the empty rows and delete them (not only what is in them), and save",
    ),
    "G455": Code(
        "kolumnen {column!r} är {kind}; ett id är text eller heltal",
        "column {column!r} is {kind}; an id is text or a whole number",
        "spara id som text",
        "save the ids as text",
    ),
    "G456": Code(
        "filen har andra kolumner än {first}: {difference}",
        "the file has other columns than {first}: {difference}",
        "ge filerna i mappen samma kolumner, i vilken ordning som helst",
        "give the files of the folder the same columns, in any order",
    ),
    "G457": Code(
        "databasen kan inte räkna ut {names} ur filen",
        "the database cannot work out {names} from the file",
        "utelämna --on, ge värdet som en kolumn, eller ange --allow-unknown",
        "leave out --on, give the value as a column, or give --allow-unknown",
    ),
    "G458": Code(
        "alla {count} beslut är okända",
        "all {count} decisions are unknown",
        "ge filen de kolumner som saknas; ange --allow-unknown om det ska vara så",
        "give the file the columns that are missing; give --allow-unknown if it is to be so",
    ),
    "G459": Code(
        "--show och --allow-unknown gäller en fil med områden",
        "--show and --allow-unknown are about a file of areas",
        "ange också --input områden.csv; ett scenarios värden visas av grund explain",
        "give --input areas.csv too; a scenario's values are shown by grund explain",
    ),
    "G460": Code(
        "en databas ger beslut och inga värden bredvid dem",
        "a database gives decisions, and no values beside them",
        "utelämna --on, så står värdena bredvid besluten",
        "leave out --on, and the values stand beside the decisions",
    ),
    "G461": Code(
        "inget projekt här eller högre upp: scenariot {id!r}, som följer med grund, svarar",
        "no project here or higher up: scenario {id!r}, which came with grund, answers",
        "gå till en mapp med rules/ och scenarios/, eller skapa en med grund init MAPP",
        "go to a folder with rules/ and scenarios/, or start one with grund init FOLDER",
    ),
    "G462": Code(
        "filen {file!r} läses inte",
        "file {file!r} is not read",
        "ge den ett av namnen i docs/files.md, till exempel facts/namn.csv eller policies/namn.yaml, eller ta bort den",
        "give it one of the names in docs/files.md, such as facts/name.csv or policies/name.yaml, or remove it",
    ),
    "G463": Code(
        "{count} av {total} områden på nivån {level} saknar överordnat område i {hierarchy}: {areas}",
        "{count} of {total} areas of level {level} have no parent in {hierarchy}: {areas}",
        "lägg till dem i part_of.csv",
        "add them to part_of.csv",
    ),
    "G464": Code(
        "attributet {name!r} har värden, men inget läser det",
        "attribute {name!r} has values, but nothing reads it",
        "läs det i en regel eller visa det i ett scenario, eller ta bort det",
        "read it in a rule or show it in a scenario, or remove it",
    ),
}
