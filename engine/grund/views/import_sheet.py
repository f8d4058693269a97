"""Import: what a sheet was understood as, what must be answered, and what was written."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Final

from ..exchange.from_sheet import SheetAsMapped
from ..exchange.mapping import OPEN, SheetMapping, mapping_text
from ..loading.workbooks.sheets import Sheet
from ..model.numbers import pick
from .fetch import files_listed
from .wording.headlines import agreed
from .wording.values import sentence

_COMMENTS: Final = {
    "mark": (
        "V kontrollerad mot källan, H härledd, G inte kontrollerad",
        "V checked against the source, H derived, G not checked",
    ),
    "level": ("områdenas nivå", "the level of the areas"),
    "valid_from": ("dagen som uppgifterna gäller från, ÅÅÅÅ-MM-DD", "the day the facts hold from, YYYY-MM-DD"),
    "source": ("källans id i sources.csv", "the source's id in sources.csv"),
    "hierarchy": ("hierarkin för kolumner med as: part_of", "the hierarchy of columns with as: part_of"),
    "residents": ("räknar invånare, som i projektets scenarier", "counts residents, as in the project's scenarios"),
    "as": ("id, name, part_of, value eller skip", "id, name, part_of, value or skip"),
    "decimal": ('decimaltecknet: "," eller "."', 'the decimal sign: "," or "."'),
    "percent": ("number: 25,3 % är 25.3; share: 0.253", "number: 25.3 % is 25.3; share: 0.253"),
    "date": (
        "iso, dmy (17/2/2026), serial (46070) eller serial_1904",
        "iso, dmy (17/2/2026), serial (46070) or serial_1904",
    ),
    "pad": (
        "antal tecken i koden: 4 gör 180 till 0180; 0: som den är",
        "digits of the code: 4 makes 180 0180; 0: as is",
    ),
}
_SUMMARY: Final = (
    "{rows:rad|rader} och {columns:kolumn|kolumner} lästa; {cells:cell är tveksam|celler är tveksamma}. Inget är "
    "sparat som uppgifter.",
    "{rows:row|rows} and {columns:column|columns} read; {cells:cell is|cells are} doubtful. Nothing is saved as facts.",
)
_WORDS: Final = (
    "words: vad en cell betyder: ett värde, unknown, not_available, not_applicable eller secret",
    "words: what a cell means: a value, unknown, not_available, not_applicable or secret",
)


def mapping_page(mapping: SheetMapping, file: str, lang: str) -> str:
    """The mapping as a file to edit, with what the questions ask."""
    comments = {name: pick(lang, *texts) for name, texts in _COMMENTS.items()}
    sv, en = f"Så har {file} förståtts. Svara där det står {OPEN}.", f"How {file} is understood. Answer each {OPEN}."
    first = pick(lang, sv, en)
    return f"# {first}\n# {pick(lang, *_WORDS)}\n{mapping_text(mapping, comments)}"


def summary(sheet: Sheet, mapping: SheetMapping, doubts: int, file: str, output: str | None, lang: str) -> str:
    """How much was read, how much is doubtful, and the next command."""
    rows = len(sheet.rows) - mapping.head[-1]
    what = sentence(agreed(_SUMMARY, lang, rows=rows, columns=sheet.width, cells=doubts))
    name = output or "import.yaml"
    command = f"  grund import {shlex.quote(file)} --mapping {shlex.quote(name)} -o scenarios/{mapping.world}"
    sv, en = f"Svara på frågorna ({OPEN}) i {name}, och kör", f"Answer the questions ({OPEN}) in {name}, and run"
    saved = pick(lang, sv, en)
    return f"{what}\n{saved}\n\n{command}"


def written_text(folder: str | None, files: Mapping[str, bytes], sheets: Sequence[SheetAsMapped], lang: str) -> str:
    """The files with the number of rows of each, the rows that were skipped, and the next command."""
    lines = files_listed(files, lang)
    skipped = [s.rows[row - 1] for s, mapping in sheets for row in mapping.skip if row <= len(s.rows)]
    names = ", ".join(next((cell.text for cell in row if cell.text), "–") for row in skipped)
    if names:
        lines.append(pick(lang, f"Överhoppade rader: {names}", f"Rows skipped: {names}"))
    if folder is None:
        sv, en = "Inget är sparat; ange -o MAPP. Filerna blir", "Nothing is saved; give -o FOLDER. The files are"
        return "\n".join((pick(lang, sv, en), *lines))
    return "\n".join((folder, *lines, "", f"  grund run {shlex.quote(f'{folder}/scenario.yaml')}"))
