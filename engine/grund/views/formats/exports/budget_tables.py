"""Budget tables: what the terminal says of a budget as sheets of a workbook, in kronor.

The same cells as on a terminal; what is a number there is one here; a range and what is missing are words; every sheet
prints on the breadth of a lying A4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ....budgeting.policy_budgets import Budget
from ....budgeting.targeting import targeting
from ....model.numbers import SPACE, pick
from ....problems.visible_text import visible
from ...budget.insatser import by_insats, to_know
from ...budget.prices import unit_prices
from ...budget.sums import against_frames, by_district, by_field, overview, steps_between
from ...budget.telling import Said
from ...run import reading_word
from ...targeting import measures_block
from ..text import Block, Cell, NumericText

_MINUS: Final = "\N{MINUS SIGN}"
_WIDEST: Final = 60
_PER_READING: Final[tuple[tuple[tuple[str, str], Callable[..., Block]], ...]] = (
    (("Skillnad", "Difference"), lambda say, sides, lead: _steps(say, sides, lead)),
    (("Ramar", "Limits"), against_frames),
    (("Aktörer", "Bodies"), lambda say, sides, lead: by_field(say, lead, say.pick("Aktör", "Body"), sides, "body")),
    (("Insatser", "Interventions"), by_insats),
    (("Områden", "Areas"), by_district),
)


def tables_of(budget: Budget, lang: str) -> dict[str, list[Block]]:
    """The blocks of each sheet, by its name; sheets that would be empty are left out."""
    say = Said(budget, "kr", lang)
    sheets: dict[str, list[Block]] = {}
    for names, make in _PER_READING:
        sheets[pick(lang, *names)] = [
            make(say, [budget.side(policy.id, reading) for policy in budget.policies], lead)
            for reading, lead in _leads(budget, lang)
        ]
    if len(budget.readings) > 1:
        sheets[pick(lang, *_PER_READING[0][0])].insert(0, overview(say))
    measured = measures_block(budget.scenario, budget.policies, targeting(budget), lang, budget.years[-1])
    sheets[pick(lang, "Priser", "Prices")] = [unit_prices(say)]
    sheets[pick(lang, "Behov", "Need")] = [measured] if measured else []
    sheets[pick(lang, "Saknas", "Missing")] = [to_know(say)]
    kept = {name: [block for block in blocks if block.rows] for name, blocks in sheets.items()}
    return {name: blocks for name, blocks in kept.items() if blocks}


def _leads(budget: Budget, lang: str) -> Iterator[tuple[Any, str]]:
    for reading in budget.readings:
        word = reading_word(budget.scenario, reading, lang, short=True)
        yield reading, f" · {word}" if word else ""


def _steps(say: Said, sides: Sequence[Any], lead: str) -> Block:
    return steps_between(say, sides[0], sides[1], lead) if len(sides) == 2 else Block("", (), ())


def write_tables(sheets: Mapping[str, Any], budget: Budget, lang: str, formats: Mapping[str, Any]) -> None:
    """Each sheet with its blocks below one another, its columns as wide as what they hold."""
    blocks = tables_of(budget, lang)
    for name, sheet in sheets.items():
        at = 0
        widths: dict[int, int] = {}
        for block in blocks[name]:
            at = _block(sheet, block, at, lang, formats)
            for row in (block.columns, *block.rows):
                for column, cell in enumerate(row):
                    widths[column] = max(widths.get(column, 9), min(_WIDEST, len(str(cell or "")) + 2))
        for column, width in widths.items():
            sheet.set_column(column, column, width)


def _block(sheet: Any, block: Block, at: int, lang: str, formats: Mapping[str, Any]) -> int:
    """A title, the heads, the rows and the notes; the row where the next block begins."""
    sheet.write_string(at, 0, visible(block.title.removeprefix(" · ")), formats["bold"])
    for column, head in enumerate(block.columns):
        sheet.write_string(at + 1, column, visible(head), formats["head"])
    at += 2
    for row in block.rows:
        last = row[0] == pick(lang, "Summa", "Total")
        for column, cell in enumerate(row):
            _cell(sheet, at, column, cell, lang, formats, "total" if last else "kr")
        at += 1
    for note in block.notes:
        sheet.write_string(at, 0, visible(note))
        at += 1
    return at + 1


def _cell(sheet: Any, at: int, column: int, cell: Cell, lang: str, formats: Mapping[str, Any], money: str) -> None:
    """A number as a number; a range and a word for what is missing to the right, as numbers stand."""
    number = _number(cell, lang)
    if cell is None:
        sheet.write_blank(at, column, None)
    elif number is None:
        sheet.write_string(
            at, column, visible(str(cell)), formats["right" if isinstance(cell, NumericText) else "wrap"]
        )
    else:
        sheet.write_number(at, column, number, formats[money] if isinstance(number, Decimal) else None)


def _number(cell: Cell, lang: str) -> int | Decimal | None:
    """The number of a cell that is shown as one; None of a text, a range or what is missing."""
    if isinstance(cell, int | Decimal) or not isinstance(cell, NumericText):
        return cell if isinstance(cell, int | Decimal) else None
    text = cell.replace(SPACE, "").replace(_MINUS, "-").lstrip("+")
    text = text.replace(",", "") if lang == "en" else text.replace(",", ".")
    try:
        return Decimal(text) if "." in text else int(text)
    except (InvalidOperation, ValueError):
        return None
