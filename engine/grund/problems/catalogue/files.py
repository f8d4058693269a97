"""Codes G1: files and their text."""

from __future__ import annotations

from typing import Final

from .row import Code

FILES: Final[dict[str, Code]] = {
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
        "dela filen, eller höj gränsen i miljövariabeln GRUND_MAX_BYTES",
        "split the file, or raise the limit in the environment's GRUND_MAX_BYTES",
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
        "sätt citattecken runt text med skiljetecken i; skriv decimaler med punkt, eller skilj fälten åt med ;",
        "put quotes round text that contains the separator; write decimals with a point, or separate fields by ;",
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
}
