"""Import: what a sheet was understood as, what must be answered, and what was written.

Enters: a mapping and a sheet. Leaves: a YAML page and sentences.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Final

from ..exchange.mapping import OPEN, SheetMapping, mapping_text
from ..exchange.sheets import Sheet
from ..model.numbers import number_text, pick

_COMMENTS: Final = {
    "level": ("områdenas nivå", "the level of the areas"),
    "valid_from": ("dagen som uppgifterna gäller från, ÅÅÅÅ-MM-DD", "the day the facts hold from, YYYY-MM-DD"),
    "source": ("källans id i sources.csv", "the source's id in sources.csv"),
    "hierarchy": ("hierarkin för kolumner med as: part_of", "the hierarchy of columns with as: part_of"),
    "as": ("id, name, part_of, value eller skip", "id, name, part_of, value or skip"),
    "decimal": ('decimaltecknet: "," eller "."', 'the decimal sign: "," or "."'),
    "percent": ("number: 25,3 % är 25.3; share: 0.253", "number: 25.3 % is 25.3; share: 0.253"),
    "date": ("iso, dmy (17/2/2026) eller serial (46070)", "iso, dmy (17/2/2026) or serial (46070)"),
    "pad": ("antal tecken i koden: 4 gör 180 till 0180; 0: som den är", "digits of the code: 4 makes 180 0180; 0: as is"),
}
_WORDS: Final = (
    "words: vad en cell betyder: ett värde, unknown, not_available, not_applicable eller secret",
    "words: what a cell means: a value, unknown, not_available, not_applicable or secret",
)


def mapping_page(mapping: SheetMapping, file: str, lang: str) -> str:
    """The mapping as a file to edit, with what the questions ask."""
    comments = {name: pick(lang, *texts) for name, texts in _COMMENTS.items()}
    first = pick(lang, f"Så har {file} förståtts. Svara där det står {OPEN}.", f"How {file} is understood. Answer each {OPEN}.")
    return f"# {first}\n# {pick(lang, *_WORDS)}\n{mapping_text(mapping, comments)}"


def summary(sheet: Sheet, mapping: SheetMapping, doubts: int, file: str, output: str | None, lang: str) -> str:
    """How much was read, how much is doubtful, and the next command."""
    rows = number_text(len(sheet.rows) - mapping.head[-1], lang)
    columns, cells = number_text(sheet.width, lang), number_text(doubts, lang)
    what = pick(
        lang,
        f"{rows} rader och {columns} kolumner lästa; {cells} celler är tveksamma. Inget är sparat som uppgifter.",
        f"{rows} rows and {columns} columns read; {cells} cells are doubtful. Nothing is saved as facts.",
    )
    name = output or "import.yaml"
    command = f"  grund import {shlex.quote(file)} --mapping {shlex.quote(name)} -o scenarios/{mapping.world}"
    saved = pick(lang, f"Svara på frågorna ({OPEN}) i {name}, och kör", f"Answer the questions ({OPEN}) in {name}, and run")
    return f"{what}\n{saved}\n\n{command}"


def written_text(folder: str | None, files: Mapping[str, bytes], lang: str) -> str:
    """The files, with the number of rows of each."""
    listed = "\n".join(
        f"  {name}: {pick(lang, 'rader', 'rows')} {number_text(data.count(b'\n') - 1, lang)}" if name.endswith(".csv") else f"  {name}"
        for name, data in files.items()
    )
    if folder is None:
        return f"{pick(lang, 'Inget är sparat; ange -o MAPP. Filerna blir', 'Nothing is saved; give -o FOLDER. The files are')}\n{listed}"
    return f"{folder}\n{listed}"
